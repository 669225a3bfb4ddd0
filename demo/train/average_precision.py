"""COCO's average precision: 101 recall points, at most 100 detections a picture and class, crowd rules for ignored objects."""
import numpy as np

THRESHOLDS = np.linspace(0.5, 0.95, 10)
RECALLS = np.linspace(0, 1, 101)


def average_precision(found, truth, classes):
    """AP50 and AP50:95, means over the classes that have objects.

    found: per picture rows of `classId, confidence, x1, y1, x2, y2`; truth: per picture rows of
    `classId, x1, y1, x2, y2, isIgnored`; boxes of both in the same unit.
    """
    table = [class_precision(k, found, truth) for k in range(classes)]
    table = np.array([row for row in table if row is not None])
    return table[:, 0].mean(), table.mean()


def class_precision(class_id, found, truth):
    scores, hits, skips, total = [], [], [], 0
    for dets, rows in zip(found, truth):
        dets = dets[dets[:, 0] == class_id]
        dets = dets[np.argsort(-dets[:, 1], kind="stable")][:100]
        rows = rows[rows[:, 0] == class_id]
        rows = rows[np.argsort(rows[:, 5], kind="stable")]
        total += int((rows[:, 5] == 0).sum())
        hit, skip = match(dets[:, 2:], rows[:, 1:5], rows[:, 5] == 1)
        scores.append(dets[:, 1])
        hits.append(hit)
        skips.append(skip)
    if total == 0:
        return None
    scores, hits, skips = np.concatenate(scores), np.concatenate(hits, 1), np.concatenate(skips, 1)
    order = np.argsort(-scores, kind="stable")
    return [curve_mean(hits[t, order], skips[t, order], total) for t in range(len(THRESHOLDS))]


def match(dets, rows, is_ignored):
    """For each threshold and detection: is it a hit, is it left out. Each object is found once, an ignored one as often as wanted."""
    low = np.maximum(dets[:, None, :2], rows[None, :, :2])
    high = np.minimum(dets[:, None, 2:], rows[None, :, 2:])
    inner = (high - low).clip(0).prod(2)
    own = (dets[:, 2:] - dets[:, :2]).prod(1)[:, None]
    union = np.where(is_ignored[None], own, own + (rows[:, 2:] - rows[:, :2]).prod(1)[None] - inner)
    overlap = inner / np.maximum(union, 1e-12)
    hit = np.zeros((len(THRESHOLDS), len(dets)), bool)
    skip = np.zeros_like(hit)
    for t, threshold in enumerate(THRESHOLDS):
        free = ~is_ignored
        for d in range(len(dets)):
            best = best_of(overlap[d], free, threshold)
            if best is not None:
                hit[t, d], free[best] = True, False
            elif best_of(overlap[d], is_ignored, threshold) is not None:
                skip[t, d] = True
    return hit, skip


def best_of(overlap, allowed, threshold):
    candidates = np.where(allowed, overlap, -1)
    if len(candidates) == 0 or candidates.max() < threshold:
        return None
    return len(candidates) - 1 - candidates[::-1].argmax()


def curve_mean(hit, skip, total):
    hit, skip = hit[~skip], skip[~skip]
    right = hit.cumsum()
    recall, precision = right / total, right / np.arange(1, len(hit) + 1)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    at = np.searchsorted(recall, RECALLS, side="left")
    return float(np.append(precision, 0)[np.minimum(at, len(precision))].mean())
