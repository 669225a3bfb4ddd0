"""A darknet network in PyTorch: built from its cfg, read from and written to darknet's .weights."""
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from cfg import numbers, read_cfg


class Convolution(nn.Module):
    """darknet's convolutional section; batch normalisation with darknet's epsilon."""

    mish = staticmethod(F.mish)

    def __init__(self, channels_in, section):
        super().__init__()
        filters, size = int(section["filters"]), int(section["size"])
        self.has_norm = section.get("batch_normalize") == "1"
        self.activation = section["activation"]
        padding = size // 2 if section.get("pad") == "1" else 0
        self.conv = nn.Conv2d(channels_in, filters, size, int(section["stride"]), padding, bias=not self.has_norm)
        if self.has_norm:
            self.norm = nn.BatchNorm2d(filters, eps=1e-5, momentum=0.03)

    def forward(self, x):
        x = self.conv(x)
        if self.has_norm:
            x = self.norm(x)
        if self.activation == "mish":
            return self.mish(x)
        return F.leaky_relu(x, 0.1) if self.activation == "leaky" else x


class Darknet(nn.Module):
    """The network of a cfg; forward gives the raw tensors that enter each [yolo] section, in file order."""

    def __init__(self, path):
        super().__init__()
        net, *self.sections = read_cfg(path)
        self.size = int(net["width"]), int(net["height"])
        self.layers, self.heads, channels = nn.ModuleList(), [], []
        for index, section in enumerate(self.sections):
            kind, before = section["type"], channels[-1] if channels else int(net["channels"])
            layer, after = nn.Identity(), before
            if kind == "convolutional":
                layer, after = Convolution(before, section), int(section["filters"])
            elif kind == "maxpool":
                size = int(section["size"])
                layer = nn.MaxPool2d(size, int(section["stride"]), size // 2)
            elif kind == "upsample":
                layer = nn.Upsample(scale_factor=int(section["stride"]), mode="nearest")
            elif kind == "route":
                section["from"] = [int(n) if n >= 0 else index + int(n) for n in numbers(section, "layers")]
                after = sum(channels[n] for n in section["from"])
            elif kind == "shortcut":
                section["from"] = [index + int(section["from"])]
            elif kind == "yolo":
                self.heads.append(Head(section))
            else:
                raise ValueError(f"Expected a section that yolov4.cfg has, got [{kind}].")
            self.layers.append(layer)
            channels.append(after)
        self.needed = {n for section in self.sections for n in section.get("from", []) if isinstance(n, int)}

    def forward(self, x):
        kept, heads = {}, []
        for index, (section, layer) in enumerate(zip(self.sections, self.layers)):
            kind = section["type"]
            if kind == "route":
                parts = [kept[n] for n in section["from"]]
                x = parts[0] if len(parts) == 1 else torch.cat(parts, 1)
            elif kind == "shortcut":
                x = x + kept[section["from"][0]]
            elif kind == "yolo":
                heads.append(x)
            else:
                x = layer(x)
            if index in self.needed:
                kept[index] = x
        return heads

    def convolutions(self):
        return [layer for layer in self.layers if isinstance(layer, Convolution)]

    def write_weights(self, path, seen):
        """Writes darknet's .weights: version 0.2.5, uint64 seen, then float32 arrays convolution by convolution."""
        with open(path, "wb") as file:
            np.array([0, 2, 5], dtype="<i4").tofile(file)
            np.array([seen], dtype="<u8").tofile(file)
            for array in self.arrays():
                array.detach().cpu().float().numpy().astype("<f4").tofile(file)

    def read_weights(self, path):
        """Fills the network from a .weights file; raises ValueError where the file is of another size."""
        floats = torch.from_numpy(np.fromfile(path, dtype="<f4", offset=20))
        expected = sum(array.numel() for array in self.arrays())
        if len(floats) != expected:
            raise ValueError(f"Expected `{path}` to hold {expected} floats, got {len(floats)}.")
        at = 0
        with torch.no_grad():
            for array in self.arrays():
                array.copy_(floats[at : at + array.numel()].view_as(array))
                at += array.numel()

    def arrays(self):
        """Tensors in the order of the file: biases, [scales, means, variances], weights of each convolution."""
        for layer in self.convolutions():
            if layer.has_norm:
                norm = layer.norm
                yield from (norm.bias, norm.weight, norm.running_mean, norm.running_var)
            else:
                yield layer.conv.bias
            yield layer.conv.weight


class Head:
    """What a [yolo] section says: its own anchors in network pixels, the number of classes, scale_x_y."""

    def __init__(self, section):
        flat = numbers(section, "anchors")
        self.all_anchors = torch.tensor(flat).view(-1, 2)
        self.mask = [int(n) for n in numbers(section, "mask")]
        self.anchors = self.all_anchors[self.mask]
        self.classes = int(section["classes"])
        self.scale = float(section.get("scale_x_y", "1"))
