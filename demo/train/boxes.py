"""Decoding of heads and box arithmetic, in network pixels."""
import math

import torch


def decode(raw, head, size):
    """Boxes [batch, anchors, rows, columns, 4] as x1 y1 x2 y2 in network pixels, and raw objectness and classes beside them."""
    batch, _, rows, columns = raw.shape
    raw = raw.float().view(batch, len(head.mask), 5 + head.classes, rows, columns).permute(0, 1, 3, 4, 2)
    grid_y, grid_x = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
    grid = torch.stack([grid_x, grid_y], -1).to(raw)
    stride = size / columns
    centre = (raw[..., :2].sigmoid() * head.scale - (head.scale - 1) / 2 + grid) * stride
    half = raw[..., 2:4].clamp(max=8).exp() * head.anchors.to(raw).view(1, -1, 1, 1, 2) / 2
    return torch.cat([centre - half, centre + half], -1), raw[..., 4], raw[..., 5:]


def intersection(a, b):
    width = (torch.minimum(a[..., 2], b[..., 2]) - torch.maximum(a[..., 0], b[..., 0])).clamp(min=0)
    height = (torch.minimum(a[..., 3], b[..., 3]) - torch.maximum(a[..., 1], b[..., 1])).clamp(min=0)
    return width * height


def area(a):
    return (a[..., 2] - a[..., 0]) * (a[..., 3] - a[..., 1])


def iou(a, b):
    inner = intersection(a, b)
    return inner / (area(a) + area(b) - inner + 1e-9)


def ciou(a, b):
    """Complete IoU of boxes a with boxes b, and their plain IoU."""
    plain = iou(a, b)
    hull = torch.maximum(a[..., 2:], b[..., 2:]) - torch.minimum(a[..., :2], b[..., :2])
    apart = ((a[..., :2] + a[..., 2:] - b[..., :2] - b[..., 2:]) / 2).pow(2).sum(-1)
    angle = [torch.atan((c[..., 2] - c[..., 0]) / (c[..., 3] - c[..., 1] + 1e-9)) for c in (a, b)]
    shape = 4 / math.pi**2 * (angle[0] - angle[1]).pow(2)
    with torch.no_grad():
        weight = shape / (1 - plain + shape + 1e-9)
    return plain - apart / (hull.pow(2).sum(-1) + 1e-9) - weight * shape, plain
