"""mish for training: fused by torch.compile where PyTorch has it, PyTorch's own function elsewhere."""
import torch
from torch.nn import functional as F


def _forward(x):
    value = x.float()
    e = torch.exp(value.clamp(max=20.0))
    n = e * (e + 2)
    return (value * n / (n + 2)).to(x.dtype)


def _backward(x, gradient):
    value = x.float()
    e = torch.exp(value.clamp(max=20.0))
    n = e * (e + 2)
    t = n / (n + 2)
    return (gradient.float() * (t + value * (1 - t * t) * (e / (e + 1)))).to(gradient.dtype)


def _flat(x):
    return x.permute(0, 2, 3, 1).reshape(-1)


class FusedMish(torch.autograd.Function):
    """x·tanh(softplus(x)) in one pass each way; channels-last tensors stay as they lie."""

    forward_kernel = backward_kernel = None

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return FusedMish.folded(FusedMish.forward_kernel(_flat(x)), x)

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return FusedMish.folded(FusedMish.backward_kernel(_flat(x), _flat(gradient)), x)

    @staticmethod
    def folded(flat, like):
        batch, channels, height, width = like.shape
        return flat.view(batch, height, width, channels).permute(0, 3, 1, 2)


def training_mish(is_fused):
    """The mish to train with; `is_fused` asks for the compiled one (PyTorch 2, a C++ compiler)."""
    if not is_fused:
        return F.mish
    FusedMish.forward_kernel = torch.compile(_forward, dynamic=True)
    FusedMish.backward_kernel = torch.compile(_backward, dynamic=True)
    return FusedMish.apply
