"""Writes opencv-resize.json: what OpenCV makes of a small picture with INTER_LINEAR.

Run with Python 3 and opencv-python (made with 4.14.0): python3 opencv-resize.py
"""

import base64
import json
import pathlib

import cv2
import numpy

WIDTH, HEIGHT = 11, 7
TARGETS = [(11, 7), (11, 16), (11, 13), (29, 7), (29, 31), (12, 8), (22, 14), (5, 3), (4, 20), (40, 2), (1, 1), (33, 21)]


def value(x, y, channel):
    return (x * 83 + y * 151 + channel * 59 + x * y * 37 % 101 * 5) % 256


picture = numpy.array(
    [[[value(x, y, c) for c in range(3)] for x in range(WIDTH)] for y in range(HEIGHT)], dtype=numpy.uint8
)
cases = []
for width, height in TARGETS:
    pixels = cv2.resize(picture, (width, height), interpolation=cv2.INTER_LINEAR)
    cases.append({"width": width, "height": height, "pixels": base64.b64encode(pixels.tobytes()).decode()})
golden = {"opencv": cv2.__version__, "width": WIDTH, "height": HEIGHT, "cases": cases}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(golden, indent=2) + "\n")
