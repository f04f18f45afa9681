"""Swin Transformers in PyTorch (arXiv:2103.14030), in the engine's names and order. Maps are [N, H, W, C] in here.

Sides that do not fit are treated as timm treats them:

- images whose sides the patches do not divide get zeros below and to the right;
- maps of odd sides get zeros there too before they are merged;
- windows are no larger than the map, side by side, and not shifted in a direction that they fill;
- maps that the windows do not divide are first rolled by the shift and then get zeros, after the norm and before the
  queries, keys and values, so that a padded token has the bias for all three; what falls on it is cut off.
"""

import dataclasses
import math
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional


@dataclass(frozen=True)
class Architecture:
    depths: tuple = (2, 2, 6, 2)
    width: int = 96
    heads: tuple = (3, 6, 12, 24)
    window_size: int = 7
    patch_size: int = 4
    mlp_ratio: int = 4

    def coded(self):
        """The form that the Swift side decodes from."""
        return {
            "family": "swin", "depths": list(self.depths), "width": self.width, "heads": list(self.heads),
            "windowSize": self.window_size, "patchSize": self.patch_size, "mlpRatio": self.mlp_ratio,
        }


def norm_layer(channels):
    return nn.LayerNorm(channels, eps=1e-5)


def padding_to_multiples(x, sides):
    """Zeros below and to the right of [N, H, W, C], until the sides divide its height and width."""
    below, right = (-size % side for size, side in zip(x.shape[1:3], sides))
    return functional.pad(x, (0, 0, 0, right, 0, below))


class WindowAttention(nn.Module):
    """From queries, keys and values [N, H, W, 3C] to [N, H, W, C], among the tokens of each window.

    H and W are multiples of the window's sides. The channels are those of all queries, then all keys, then all
    values; within each the heads follow each other.
    """

    roles = {"position_bias": "positionBias"}

    def __init__(self, heads, window, shift):
        super().__init__()
        self.heads, self.window, self.shift = heads, window, shift
        rows, columns = window
        # For each vertical and horizontal way from a key to a query, row-major from -(rows - 1), -(columns - 1).
        self.position_bias = nn.Parameter(torch.zeros((2 * rows - 1) * (2 * columns - 1), heads))

    def forward(self, x):
        queries, keys, values = self._windows(x).unflatten(-1, (3, self.heads, -1)).permute(3, 0, 1, 4, 2, 5)
        scores = (queries * queries.shape[-1] ** -0.5) @ keys.transpose(-1, -2) + self._biases(x.device)
        regions = self._windows(self._regions(x).unsqueeze(-1)).squeeze(-1)
        apart = regions.unsqueeze(-1) != regions.unsqueeze(-2)
        scores = scores.masked_fill(apart.unsqueeze(2), -torch.inf)
        attended = (scores.softmax(-1) @ values).transpose(2, 3).flatten(3)
        return self._map(attended, x.shape)

    def macs(self, x):
        """Of both products, for one map [1, H, W, 3C]."""
        return 2 * math.prod(x.shape[1:]) // 3 * math.prod(self.window)

    def _windows(self, x):
        """[N, H, W, C] to [N, windows, tokens, C]."""
        rows, columns = self.window
        x = x.unflatten(1, (-1, rows)).unflatten(3, (-1, columns))
        return x.transpose(2, 3).flatten(1, 2).flatten(2, 3)

    def _map(self, x, shape):
        """[N, windows, tokens, C] to [N, H, W, C]."""
        rows, columns = self.window
        _, height, width, _ = shape
        x = x.unflatten(1, (height // rows, width // columns)).unflatten(3, (rows, columns))
        return x.transpose(2, 3).flatten(3, 4).flatten(1, 2)

    def _biases(self, device):
        """[heads, queries, keys]."""
        rows, columns = self.window
        token = torch.arange(rows * columns, device=device)
        row, column = token // columns, token % columns
        down = row.unsqueeze(1) - row + rows - 1
        right = column.unsqueeze(1) - column + columns - 1
        return self.position_bias[down * (2 * columns - 1) + right].permute(2, 0, 1)

    def _regions(self, x):
        """A number for each token, [1, H, W]: tokens of different numbers do not see each other.

        In a direction that is shifted, the last window has two regions: what was last before the map was rolled and
        what was first. All other windows are in a third.
        """
        numbers = []
        for size, side, shift in zip(x.shape[1:3], self.window, self.shift):
            place = torch.arange(size, device=x.device)
            numbers.append((place >= size - side).int() + (place >= size - shift) if shift else torch.zeros_like(place))
        return (3 * numbers[0].unsqueeze(1) + numbers[1]).unsqueeze(0)


class Block(nn.Module):
    def __init__(self, architecture, channels, heads, sides, shifted):
        super().__init__()
        size = architecture.window_size
        self.window = tuple(min(side, size) for side in sides)
        self.shift = tuple(size // 2 if shifted and side > size else 0 for side in sides)
        self.norm1 = norm_layer(channels)
        self.qkv = nn.Linear(channels, 3 * channels)
        self.attention = WindowAttention(heads, self.window, self.shift)
        self.proj = nn.Linear(channels, channels)
        self.norm2 = norm_layer(channels)
        self.mlp1 = nn.Linear(channels, architecture.mlp_ratio * channels)
        self.mlp2 = nn.Linear(architecture.mlp_ratio * channels, channels)

    def forward(self, x):
        x = x + self._attended(self.norm1(x))
        return x + self.mlp2(functional.gelu(self.mlp1(self.norm2(x))))

    def _attended(self, x):
        _, height, width, _ = x.shape
        down, right = self.shift
        y = padding_to_multiples(x.roll((-down, -right), (1, 2)), self.window)
        y = self.attention(self.qkv(y))
        return self.proj(y[:, :height, :width].roll((down, right), (1, 2)))


class PatchMerging(nn.Module):
    """Each square of four tokens becomes one: upper left, lower left, upper right, lower right."""

    def __init__(self, channels):
        super().__init__()
        self.norm = norm_layer(4 * channels)
        self.linear = nn.Linear(4 * channels, 2 * channels, bias=False)

    def forward(self, x):
        x = padding_to_multiples(x, (2, 2))
        squares = [x[:, row::2, column::2] for column in (0, 1) for row in (0, 1)]
        return self.linear(self.norm(torch.cat(squares, -1)))


class Stage(nn.Module):
    """`sides` are those of the map in its blocks."""

    def __init__(self, architecture, stage, sides):
        super().__init__()
        channels = architecture.width * 2**stage
        self.downsampling = PatchMerging(channels // 2) if stage > 0 else nn.Identity()
        self.blocks = nn.Sequential(*(
            Block(architecture, channels, architecture.heads[stage], sides, shifted=index % 2 == 1)
            for index in range(architecture.depths[stage])
        ))

    def forward(self, x):
        return self.blocks(self.downsampling(x))


class Stem(nn.Module):
    def __init__(self, architecture, input_channels):
        super().__init__()
        size = architecture.patch_size
        self.conv = nn.Conv2d(input_channels, architecture.width, size, size)
        self.norm = norm_layer(architecture.width)

    def forward(self, images):
        padded = padding_to_multiples(images, self.conv.kernel_size)
        return self.norm(self.conv(padded.movedim(-1, 1)).movedim(1, -1))


class Head(nn.Module):
    def __init__(self, channels, classes):
        super().__init__()
        self.norm = norm_layer(channels)
        self.linear = nn.Linear(channels, classes)

    def forward(self, x):
        return self.linear(self.norm(x).mean((1, 2)))


class Network(nn.Module):
    """For images [N, H, W, C] of one size, on which the windows depend."""

    def __init__(self, architecture, image_shape, classes):
        super().__init__()
        *_, height, width, input_channels = image_shape
        sides = [math.ceil(side / architecture.patch_size) for side in (height, width)]
        self.stem = Stem(architecture, input_channels)
        self.stages = nn.Sequential()
        for stage in range(len(architecture.depths)):
            if stage > 0:
                sides = [math.ceil(side / 2) for side in sides]
            self.stages.append(Stage(architecture, stage, sides))
        self.head = Head(architecture.width * 2 ** (len(architecture.depths) - 1), classes)

    def forward(self, images):
        return self.head(self.stages(self.stem(images)))


TINY = Architecture()
BASE = dataclasses.replace(TINY, depths=(2, 2, 18, 2), width=128, heads=(4, 8, 16, 32))
