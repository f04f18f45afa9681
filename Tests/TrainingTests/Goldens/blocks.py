"""Small networks around one residual block, for layers that the roadmap does not have.

Maps are [N, C, H, W] in here, and names and order are the engine's.
"""

from collections import OrderedDict

import torch
from torch import nn

from reference import ChannelNorm, DepthwiseConvolution, GlobalAveragePool, norm_layer


class Chain(nn.Sequential):
    """Layers by name, one after the other."""

    def __init__(self, **layers):
        super().__init__(OrderedDict(layers))


class Residual(Chain):
    """x + branch(x)."""

    def forward(self, x):
        return x + super().forward(x)


class Gate(Chain):
    """Each channel of x times a factor that the layers make of x, [N, C]."""

    def forward(self, x):
        return x * super().forward(x)[:, :, None, None]


class PixelLinear(nn.Linear):
    """Fully connected over the channels of each pixel."""

    def forward(self, x):
        return super().forward(x.movedim(1, -1)).movedim(-1, 1)


class ResponseNorm(nn.Module):
    """Global response normalisation (arXiv:2301.00808): channels compete by their lengths over the whole map."""

    roles = {"weight": "responseScale", "bias": "normShift"}

    def __init__(self, channels):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        lengths = (x * x).sum((2, 3), keepdim=True).sqrt()
        normalised = x * (lengths / (lengths.mean(1, keepdim=True) + 1e-6))
        return self.weight[:, None, None] * normalised + self.bias[:, None, None] + x


class Network(nn.Module):
    """The chain's logits of images [N, H, W, C]."""

    def __init__(self, **layers):
        super().__init__()
        for name, layer in layers.items():
            self.add_module(name, layer)

    def forward(self, images):
        x = images.permute(0, 3, 1, 2)
        for layer in self.children():
            x = layer(x)
        return x


def batch_norm(channels):
    return norm_layer("batch-norm", channels)


def grouped(input_channels, classes):
    """Convolutions of several groups, one of them in a block as ResNeXt's."""
    return Network(
        stem=Chain(
            conv=nn.Conv2d(input_channels, 12, 3, padding=1, bias=False), norm=batch_norm(12), act=nn.ReLU()),
        block=Residual(
            conv1=nn.Conv2d(12, 24, 1, bias=False), norm1=batch_norm(24), act1=nn.ReLU(),
            conv2=nn.Conv2d(24, 24, 3, padding=1, groups=4, bias=False), norm2=batch_norm(24), act2=nn.ReLU(),
            conv3=nn.Conv2d(24, 12, 1, bias=False), norm3=batch_norm(12)),
        block_act=nn.ReLU(),
        down=nn.Conv2d(12, 18, 3, 2, 1, groups=3),
        down_act=nn.ReLU(),
        head=Chain(pool=GlobalAveragePool(), linear=nn.Linear(18, classes)))


def gated(input_channels, classes):
    """A block as MobileNetV2's with squeeze and excitation: a gate around what is in its middle."""
    return Network(
        stem=Chain(conv=nn.Conv2d(input_channels, 8, 3, padding=1), norm=ChannelNorm(8)),
        block=Residual(
            conv1=nn.Conv2d(8, 16, 1, bias=False), norm1=batch_norm(16), act1=nn.SiLU(),
            conv2=DepthwiseConvolution(16, 3, padding=1, bias=False), norm2=batch_norm(16), act2=nn.SiLU(),
            gate=Gate(
                pool=GlobalAveragePool(), reduce=nn.Linear(16, 4), act=nn.ReLU(), expand=nn.Linear(4, 16),
                sigmoid=nn.Sigmoid()),
            conv3=nn.Conv2d(16, 8, 1, bias=False), norm3=batch_norm(8)),
        head=Chain(pool=GlobalAveragePool(), linear=nn.Linear(8, classes)))


def response_norm(input_channels, classes):
    """A block as ConvNeXt V2's."""
    return Network(
        stem=Chain(conv=nn.Conv2d(input_channels, 8, 4, 4), norm=ChannelNorm(8)),
        block=Residual(
            conv1=DepthwiseConvolution(8, 7, padding=3), norm1=ChannelNorm(8), linear1=PixelLinear(8, 32),
            act=nn.GELU(approximate="none"), response_norm=ResponseNorm(32), linear2=PixelLinear(32, 8)),
        head=Chain(pool=GlobalAveragePool(), norm=ChannelNorm(8), linear=nn.Linear(8, classes)))
