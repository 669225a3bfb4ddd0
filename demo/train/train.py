"""Trains the demo network on rendered pictures and writes darknet .weights; --resume goes on from the last checkpoint."""
import argparse
import copy
import json
import math
import os
import time

import numpy as np
import torch
from torch.nn import functional as F

from data import Pictures, batch_of, sets_of
from evaluate import score
from loss import detection_loss
from mish import training_mish
from network import Convolution, Darknet
from workers import average_gradients, fork_workers

HERE = os.path.dirname(os.path.abspath(__file__))
MOSAIC_SHARE = 0.35


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cfg", default=os.path.join(HERE, "../network/demo.cfg"))
    parser.add_argument("--train", required=True, nargs="+", help="folders of rendered pictures")
    parser.add_argument("--valid", required=True, nargs="+", help="folders whose score is logged")
    parser.add_argument("--out", required=True, help="folder of log, checkpoint and weights")
    parser.add_argument("--iterations", type=int, default=6000)
    parser.add_argument("--sizes", default="192,224,256,288", help="sizes drawn from at random")
    parser.add_argument("--last-sizes", default="320", help="sizes of the last part")
    parser.add_argument("--last-share", type=float, default=0.2, help="that part's share of the iterations; no mosaic in it")
    parser.add_argument("--store-side", type=int, default=320, help="side of the pictures in memory")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--valid-every", type=int, default=500)
    parser.add_argument("--save-every", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2, help="processes of one thread each; the batch is shared out")
    parser.add_argument("--fast", action="store_true", help="bfloat16 and a compiled mish (PyTorch 2)")
    parser.add_argument("--resume", action="store_true")
    return parser.parse_args()


def rate_at(iteration, args):
    """Warm-up over the first 200 iterations, then a cosine down to a hundredth."""
    warm = min(1.0, (iteration + 1) / 200)
    return args.rate * warm * (0.01 + 0.99 * (1 + math.cos(math.pi * iteration / args.iterations)) / 2)


def coloured(pixels, random):
    """Bytes to 0..1 with the hue turned, contrast and light changed, each picture its own way."""
    count = len(pixels)
    x = torch.from_numpy(pixels).float().div(255)
    angle = torch.from_numpy(random.uniform(-0.5, 0.5, count)).float() * (torch.rand(count) < 0.5)
    to_yiq = torch.tensor([[0.299, 0.587, 0.114], [0.596, -0.274, -0.322], [0.211, -0.523, 0.312]])
    turn = torch.zeros(count, 3, 3)
    saturation = torch.from_numpy(random.uniform(0.7, 1.35, count)).float()
    turn[:, 0, 0] = 1
    turn[:, 1, 1] = turn[:, 2, 2] = angle.cos() * saturation
    turn[:, 1, 2], turn[:, 2, 1] = -angle.sin() * saturation, angle.sin() * saturation
    change = torch.linalg.inv(to_yiq) @ turn @ to_yiq
    x = torch.bmm(change, x.flatten(2)).view_as(x)
    light = torch.from_numpy(random.uniform(0.75, 1.25, (count, 1, 1, 1))).float()
    return (x * light).clamp(0, 1)


class Trainer:
    """Network, average of its weights, optimiser and progress: all that a checkpoint holds."""

    def __init__(self, args):
        self.args, self.iteration = args, 0
        torch.manual_seed(args.seed)
        self.net = Darknet(args.cfg).to(memory_format=torch.channels_last)
        for layer in self.net.convolutions():
            if not layer.has_norm:
                layer.conv.weight.data.mul_(0.5)
                layer.conv.bias.data.view(len(self.net.heads[0].mask), -1)[:, 4] = -4.6
        self.average = copy.deepcopy(self.net).eval()
        groups = [{"params": [p for p in self.net.parameters() if p.ndim > 1], "weight_decay": 0.01}]
        groups.append({"params": [p for p in self.net.parameters() if p.ndim == 1], "weight_decay": 0.0})
        self.optimiser = torch.optim.AdamW(groups, lr=args.rate, betas=(0.9, 0.99))

    def start(self, rank):
        """Seeds the draws of one worker; a resumed run draws anew from where it goes on."""
        self.random = np.random.default_rng([self.args.seed, rank, self.iteration])
        torch.manual_seed(self.args.seed * 1000 + rank)

    def step(self, pictures):
        args = self.args
        is_last = self.iteration >= args.iterations * (1 - args.last_share)
        sizes = [int(n) for n in (args.last_sizes if is_last else args.sizes).split(",")]
        size = sizes[self.random.integers(len(sizes))]
        pixels, targets = batch_of(pictures, self.random, args.batch // args.workers, 0.0 if is_last else MOSAIC_SHARE)
        x = coloured(pixels, self.random)
        if size != x.shape[-1]:
            x = F.interpolate(x, (size, size), mode="bilinear", align_corners=False, antialias=True)
        for group in self.optimiser.param_groups:
            group["lr"] = rate_at(self.iteration, args)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=args.fast):
            raws = self.net(x.contiguous(memory_format=torch.channels_last))
        loss, parts = detection_loss(raws, self.net.heads, torch.from_numpy(targets), size)
        self.optimiser.zero_grad()
        loss.backward()
        average_gradients(list(self.net.parameters()), args.workers)
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 10.0)
        self.optimiser.step()
        self.iteration += 1
        self.follow()
        return parts

    def follow(self):
        """Moves the averaged weights and batch statistics a little towards the network's own."""
        decay = min(0.998, (1 + self.iteration) / (10 + self.iteration))
        with torch.no_grad():
            for mean, now in zip(self.average.arrays(), self.net.arrays()):
                mean.lerp_(now.detach(), 1 - decay)

    def save(self, path):
        state = {name: getattr(self, name).state_dict() for name in ("net", "average", "optimiser")}
        torch.save(state | {"iteration": self.iteration}, path + ".part")
        os.replace(path + ".part", path)

    def load(self, path):
        state = torch.load(path) if torch.__version__ < "2" else torch.load(path, weights_only=False)
        for name in ("net", "average", "optimiser"):
            getattr(self, name).load_state_dict(state[name])
        self.iteration = state["iteration"]


def main():
    args = arguments()
    os.makedirs(args.out, exist_ok=True)
    checkpoint, weights = os.path.join(args.out, "checkpoint.pt"), os.path.join(args.out, "demo.weights")
    torch.set_num_threads(1)
    pictures = Pictures(sets_of(args.train), args.store_side)
    valid = Pictures(sets_of(args.valid), int(args.last_sizes.split(",")[-1]))
    rank = fork_workers(args.workers)
    Convolution.mish = staticmethod(training_mish(args.fast))
    trainer = Trainer(args)
    if args.resume and os.path.exists(checkpoint):
        trainer.load(checkpoint)
    trainer.start(rank)
    recent, started = [], time.process_time()
    while trainer.iteration < args.iterations:
        recent.append(trainer.step(pictures).numpy())
        done = trainer.iteration
        if rank > 0:
            continue
        if done % 50 == 0:
            box, objectness, label = np.mean(recent[-50:], 0).round(3).tolist()
            note(args, {"iteration": done, "box": box, "object": objectness, "class": label, "cpu": round(time.process_time() - started)})
        if done % args.save_every == 0 or done == args.iterations:
            trainer.save(checkpoint)
            trainer.average.write_weights(weights, done * args.batch)
        if done % args.valid_every == 0 or done == args.iterations:
            ap50, ap = score(trainer.average, valid)
            note(args, {"iteration": done, "ap50": round(ap50, 4), "ap50_95": round(ap, 4)})


def note(args, row):
    line = json.dumps(row)
    print(line, flush=True)
    with open(os.path.join(args.out, "log.jsonl"), "a", encoding="utf-8") as file:
        file.write(line + "\n")


if __name__ == "__main__":
    main()
