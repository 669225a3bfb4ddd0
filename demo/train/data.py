"""Rendered pictures as arrays, and the batches that training draws from them."""
import json
import os

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F


def sets_of(folders):
    """The pictures and the truth of folders that `render pictures` wrote."""
    return [(os.path.join(folder, "images"), os.path.join(folder, "truth.json")) for folder in folders]


class Pictures:
    """Pictures of one or more sets, each a folder of images and a COCO file: uint8 pixels [n, side, side, 3], stretched to
    the side, and for each picture rows of `classId, x1, y1, x2, y2, isIgnored` with the box relative to the picture."""

    def __init__(self, sets, side, is_filtered=True):
        names, self.boxes = [], []
        for folder, labels in sets:
            with open(labels, encoding="utf-8") as file:
                truth = json.load(file)
            rows = {image["id"]: [] for image in truth["images"]}
            for item in truth["annotations"]:
                x, y, w, h = item["bbox"]
                rows[item["image_id"]].append([item["category_id"] - 1, x, y, x + w, y + h, item["iscrowd"]])
            for image in truth["images"]:
                names.append(os.path.join(folder, image["file_name"]))
                boxes = np.array(rows[image["id"]], np.float32).reshape(-1, 6)
                boxes[:, [1, 3]] /= image["width"]
                boxes[:, [2, 4]] /= image["height"]
                self.boxes.append(boxes)
        self.pixels = np.empty((len(names), side, side, 3), np.uint8)
        for index, name in enumerate(names):
            with Image.open(name) as image:
                self.pixels[index] = stretched(image.convert("RGB"), side, is_filtered)

    def __len__(self):
        return len(self.boxes)


def stretched(image, side, is_filtered):
    """An image as [side, side, 3] bytes: filtered for training, or plain bilinear as darknet resizes."""
    if is_filtered or image.size == (side, side):
        return np.asarray(image.resize((side, side), Image.BILINEAR))
    pixels = torch.from_numpy(np.asarray(image).copy()).permute(2, 0, 1)[None].float()
    pixels = F.interpolate(pixels, (side, side), mode="bilinear", align_corners=False)
    return pixels[0].permute(1, 2, 0).round().byte().numpy()


def sample(pictures, random, mosaic_share):
    """One training picture: pixels and rows as in Pictures; a mosaic of four cuts, or one picture; mirrored half the time."""
    if random.random() < mosaic_share:
        pixels, rows = mosaic(pictures, random)
    else:
        index = random.integers(len(pictures))
        pixels, rows = pictures.pixels[index], pictures.boxes[index].copy()
    if random.random() < 0.5:
        pixels = pixels[:, ::-1]
        rows[:, [1, 3]] = 1 - rows[:, [3, 1]]
    return pixels, rows


def mosaic(pictures, random):
    """Four cuts of four pictures, unscaled, around a random centre. Objects that a cut leaves less than half are ignored."""
    side = pictures.pixels.shape[1]
    centre = random.integers(int(side * 0.3), int(side * 0.7), 2)
    out, all_rows = np.empty((side, side, 3), np.uint8), []
    for quadrant in range(4):
        left, top = (0 if quadrant % 2 == 0 else centre[0]), (0 if quadrant < 2 else centre[1])
        right, bottom = (centre[0] if quadrant % 2 == 0 else side), (centre[1] if quadrant < 2 else side)
        index = random.integers(len(pictures))
        x, y = random.integers(side - (right - left) + 1), random.integers(side - (bottom - top) + 1)
        out[top:bottom, left:right] = pictures.pixels[index, y : y + bottom - top, x : x + right - left]
        rows = pictures.boxes[index].copy()
        rows[:, 1:5] *= side
        area = (rows[:, 3] - rows[:, 1]) * (rows[:, 4] - rows[:, 2])
        rows[:, [1, 3]] = np.clip(rows[:, [1, 3]] + left - x, left, right)
        rows[:, [2, 4]] = np.clip(rows[:, [2, 4]] + top - y, top, bottom)
        rest = (rows[:, 3] - rows[:, 1]) * (rows[:, 4] - rows[:, 2])
        rows[rest < 0.5 * area, 5] = 1
        rows[:, 1:5] /= side
        all_rows.append(rows[rest > 0.02 * area])
    return out, np.concatenate(all_rows)


def batch_of(pictures, random, count, mosaic_share):
    """uint8 [count, 3, side, side] and float32 rows [count, most, 6], filled up with class -1."""
    samples = [sample(pictures, random, mosaic_share) for _ in range(count)]
    most = max(1, max(len(rows) for _, rows in samples))
    targets = np.full((count, most, 6), -1, np.float32)
    for target, (_, rows) in zip(targets, samples):
        target[: len(rows)] = rows
    return np.stack([pixels for pixels, _ in samples]).transpose(0, 3, 1, 2), targets
