"""Scores a .weights file: python3 evaluate.py --images FOLDER --labels COCO.json [--weights FILE] [--size N]."""
import argparse
import json
import os

from average_precision import average_precision
from data import Pictures
from detect import detections
from network import Darknet

HERE = os.path.dirname(os.path.abspath(__file__))
THRESHOLD, SUPPRESSION = 0.001, 0.6


def score(net, pictures, batch=25):
    """AP50 and AP50:95 of a network on pictures of the size that it is to see."""
    net.eval()
    found = []
    for start in range(0, len(pictures), batch):
        found += detections(net, pictures.pixels[start : start + batch].transpose(0, 3, 1, 2), THRESHOLD, SUPPRESSION)
    return average_precision(found, pictures.boxes, net.heads[0].classes)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cfg", default=os.path.join(HERE, "../network/demo.cfg"))
    parser.add_argument("--weights", default=os.path.join(HERE, "../network/demo.weights"))
    parser.add_argument("--images", required=True)
    parser.add_argument("--labels", required=True)
    parser.add_argument("--size", type=int, help="network size; the cfg's own where not given")
    args = parser.parse_args()
    net = Darknet(args.cfg)
    net.read_weights(args.weights)
    size = args.size or net.size[0]
    ap50, ap = score(net, Pictures([(args.images, args.labels)], size, is_filtered=False))
    print(json.dumps({"size": size, "ap50": round(ap50, 4), "ap50_95": round(ap, 4)}))


if __name__ == "__main__":
    main()
