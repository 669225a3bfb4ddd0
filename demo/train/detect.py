"""Detections of a network as `darknet detector valid` gives them: threshold, per class, DIoU suppression, boxes cut to the frame."""
import numpy as np
import torch

from boxes import decode


def detections(net, pixels, threshold, suppression):
    """For each picture rows of `classId, confidence, x1, y1, x2, y2`, boxes relative; pixels: uint8 [batch, 3, size, size]."""
    size = pixels.shape[-1]
    with torch.no_grad():
        raws = net(torch.from_numpy(np.ascontiguousarray(pixels)).float().div(255))
    found = [decode(raw, head, size) for raw, head in zip(raws, net.heads)]
    out = []
    for picture in range(len(pixels)):
        boxes = torch.cat([boxes[picture].flatten(0, 2) for boxes, _, _ in found]).div(size).double().numpy()
        objectness = torch.cat([o[picture].flatten() for _, o, _ in found]).sigmoid().numpy()
        classes = torch.cat([c[picture].flatten(0, 2) for _, _, c in found]).sigmoid().numpy()
        likely = objectness > threshold
        scores = objectness[likely, None] * classes[likely]
        rows = [suppressed(boxes[likely], scores[:, k], k, threshold, suppression) for k in range(scores.shape[1])]
        out.append(np.concatenate(rows))
    return out


def suppressed(boxes, scores, class_id, threshold, suppression):
    """Rows of one class that stay after suppression on DIoU = IoU − (d²/c²)^0.6."""
    keep = scores > threshold
    boxes, scores = boxes[keep], scores[keep]
    order = np.argsort(-scores, kind="stable")
    kept = []
    while len(order) > 0:
        first, rest = order[0], order[1:]
        kept.append(first)
        order = rest[diou(boxes[first], boxes[rest]) <= suppression]
    cut = boxes[kept].clip(0, 1)
    return np.concatenate([np.full((len(kept), 1), class_id), scores[kept][:, None], cut], 1)


def diou(a, b):
    low, high = np.maximum(a[:2], b[:, :2]), np.minimum(a[2:], b[:, 2:])
    inner = (high - low).clip(0).prod(1)
    union = (a[2:] - a[:2]).prod() + (b[:, 2:] - b[:, :2]).prod(1) - inner
    hull = np.maximum(a[2:], b[:, 2:]) - np.minimum(a[:2], b[:, :2])
    apart = ((a[:2] + a[2:] - b[:, :2] - b[:, 2:]) / 2) ** 2
    return inner / (union + 1e-12) - (apart.sum(1) / ((hull**2).sum(1) + 1e-12)) ** 0.6
