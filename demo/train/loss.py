"""YOLOv4's loss: CIoU for boxes, cross-entropy for objectness and classes."""
import torch
from torch.nn import functional as F

from boxes import area, ciou, decode, intersection, iou

IGNORE_IOU = 0.7
ANCHOR_IOU = 0.213
BOX_WEIGHT, OBJECT_WEIGHT, CLASS_WEIGHT = 3.0, 1.0, 1.0


def detection_loss(raws, heads, targets, size):
    """Loss of one batch, and its three parts.

    targets: rows of `classId, x1, y1, x2, y2, isIgnored`, boxes relative; class -1 fills up.
    An object belongs to its best anchor and to every anchor whose shape meets it with IoU > 0.213, in the cell of its centre.
    No objectness is asked of free cells whose box meets an object (IoU > 0.7) or lies half inside an ignored one.
    """
    truth = targets[..., 1:5] * size
    is_object = (targets[..., 0] >= 0) & (targets[..., 5] == 0)
    is_ignored = (targets[..., 0] >= 0) & (targets[..., 5] == 1)
    picture, row = is_object.nonzero(as_tuple=True)
    boxes, classes = truth[picture, row], targets[picture, row, 0].long()
    shape = shape_iou(boxes[:, 2:] - boxes[:, :2], heads[0].all_anchors)
    is_matched = shape > ANCHOR_IOU
    is_matched[torch.arange(len(boxes)), shape.argmax(1)] = True
    box_sum = object_sum = class_sum = truth.new_zeros(())
    count = 0
    for raw, head in zip(raws, heads):
        found, objectness, scores = decode(raw, head, size)
        rows, columns = raw.shape[2:]
        wanted = torch.zeros_like(objectness)
        with torch.no_grad():
            free = ~covered(found.detach().flatten(1, 3), truth, is_object, is_ignored).view_as(objectness)
        match, anchor = is_matched[:, head.mask].nonzero(as_tuple=True)
        centre = (boxes[match, :2] + boxes[match, 2:]) / 2 / size
        x = (centre[:, 0] * columns).long().clamp(0, columns - 1)
        y = (centre[:, 1] * rows).long().clamp(0, rows - 1)
        at = picture[match], anchor, y, x
        complete, plain = ciou(found[at], boxes[match])
        wanted[at] = 0.4 + 0.6 * plain.detach().clamp(0, 1)
        free[at] = True
        box_sum = box_sum + (1 - complete).sum()
        one_hot = F.one_hot(classes[match], head.classes).to(scores)
        class_sum = class_sum + F.binary_cross_entropy_with_logits(scores[at], one_hot, reduction="sum")
        object_sum = object_sum + (F.binary_cross_entropy_with_logits(objectness, wanted, reduction="none") * free).sum()
        count += len(match)
    parts = torch.stack([BOX_WEIGHT * box_sum, OBJECT_WEIGHT * object_sum, CLASS_WEIGHT * class_sum]) / max(1, count)
    return parts.sum(), parts.detach()


def shape_iou(sizes, anchors):
    inner = torch.minimum(sizes[:, None], anchors[None]).prod(-1)
    return inner / (sizes.prod(-1)[:, None] + anchors.prod(-1)[None] - inner)


def covered(found, truth, is_object, is_ignored):
    """Which boxes [batch, n] meet an object well or lie at least half inside an ignored one."""
    hit = torch.zeros(found.shape[:2], dtype=torch.bool)
    for k in range(truth.shape[1]):
        one = truth[:, k : k + 1]
        hit |= (iou(found, one) > IGNORE_IOU) & is_object[:, k : k + 1]
        if is_ignored[:, k].any():
            hit |= (intersection(found, one) > 0.5 * area(found)) & is_ignored[:, k : k + 1]
    return hit
