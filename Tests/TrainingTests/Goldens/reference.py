"""The networks of Sources/Architectures in PyTorch: the same layers, with the same names, shapes and order.

Maps are [N, C, H, W] in here and [N, H, W, C] in the golden files.
"""

from collections import OrderedDict
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

import generator
from roadmap import EXPANSION

# Layers


class DepthwiseConvolution(nn.Conv2d):
    def __init__(self, channels, kernel_size, stride=1, padding=0, bias=True):
        super().__init__(channels, channels, kernel_size, stride, padding, groups=channels, bias=bias)


class ChannelNorm(nn.Module):
    """Layer norm over the channels, the second axis."""

    roles = {"weight": "normScale", "bias": "normShift"}

    def __init__(self, channels):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        return functional.layer_norm(x.movedim(1, -1), self.weight.shape, self.weight, self.bias, 1e-6).movedim(-1, 1)


class LayerScale(nn.Module):
    roles = {"weight": "layerScale"}

    def __init__(self, channels, initial):
        super().__init__()
        self.weight = nn.Parameter(torch.full((channels,), initial))

    def forward(self, x):
        return x * self.weight.reshape(-1, 1, 1)


class GlobalAveragePool(nn.Module):
    def forward(self, x):
        return x.mean((2, 3))


def norm_layer(kind, channels):
    return nn.BatchNorm2d(channels, eps=1e-5, momentum=0.1) if kind == "batch-norm" else ChannelNorm(channels)


def activation_layer(kind):
    return nn.ReLU() if kind == "relu" else nn.GELU(approximate="none")


class ResidualBlock(nn.Module):
    """activation(branch(x) + shortcut(x)); children are registered in the order of `Network.parameters`."""

    def __init__(self, architecture, stage, entering, strided):
        super().__init__()
        block, norm = architecture.block, architecture.norm
        narrow = architecture.width * 2**stage
        leaving = architecture.stage_channels(stage)
        stride = 2 if strided else 1
        # Where the spatial convolution comes first, it keeps the channels that enter.
        if block.spatial_position == "first":
            spatial = 1
            inner = [entering, narrow if block.shape == "bottleneck" else EXPANSION * narrow, leaving]
        else:
            spatial = 2
            inner = [narrow if block.shape == "bottleneck" else EXPANSION * narrow] * 2 + [leaving]
        activated = (1, 2) if block.activation_placement == "everywhere" else (2,)

        branch = OrderedDict()
        channels = entering
        for position, width in enumerate(inner, start=1):
            if position != spatial:
                convolution = nn.Conv2d(channels, width, 1, bias=block.biases)
            elif block.convolution == "depthwise":
                convolution = DepthwiseConvolution(
                    width, block.kernel_size, stride, block.kernel_size // 2, bias=block.biases)
            else:
                groups = block.groups if block.convolution == "grouped" else 1
                convolution = nn.Conv2d(
                    channels, width, block.kernel_size, stride, block.kernel_size // 2, groups=groups, bias=block.biases)
            branch[f"conv{position}"] = convolution
            if block.norm_placement == "everywhere" or position == spatial:
                branch[f"norm{position}"] = norm_layer(norm, width)
            if position in activated:
                branch[f"act{position}"] = activation_layer(block.activation)
            channels = width
        if architecture.layer_scale is not None:
            branch["layer_scale"] = LayerScale(leaving, architecture.layer_scale)
        for name, layer in branch.items():
            self.add_module(name, layer)
        self.branch = list(branch)

        self.shortcut = nn.Sequential()
        if strided or entering != leaving:
            self.shortcut.add_module("conv", nn.Conv2d(entering, leaving, 1, stride, bias=False))
            self.shortcut.add_module("norm", norm_layer(norm, leaving))
        self.act = activation_layer(block.activation) if 1 in activated else nn.Identity()

    def forward(self, x):
        y = x
        for name in self.branch:
            y = getattr(self, name)(y)
        return self.act(y + self.shortcut(x))


class Stage(nn.Module):
    def __init__(self, architecture, stage, entering):
        super().__init__()
        leaving = architecture.stage_channels(stage)
        self.downsampling = nn.Sequential()
        if architecture.downsampling == "separate" and stage > 0:
            if architecture.downsampling_norm:
                self.downsampling.add_module("norm", norm_layer(architecture.norm, entering))
            self.downsampling.add_module("conv", nn.Conv2d(entering, leaving, 2, 2))
            entering = leaving
        strided = architecture.downsampling == "in-block" and stage > 0
        self.blocks = nn.Sequential()
        for index in range(architecture.depths[stage]):
            self.blocks.append(ResidualBlock(architecture, stage, entering, strided and index == 0))
            entering = leaving

    def forward(self, x):
        return self.blocks(self.downsampling(x))


class Network(nn.Module):
    def __init__(self, architecture, input_channels, classes):
        super().__init__()
        self.stem = stem(architecture, input_channels)
        self.stages = nn.Sequential()
        channels = architecture.width
        for stage in range(len(architecture.depths)):
            self.stages.append(Stage(architecture, stage, channels))
            channels = architecture.stage_channels(stage)
        self.head = nn.Sequential(OrderedDict(pool=GlobalAveragePool()))
        if architecture.final_norm:
            self.head.add_module("norm", ChannelNorm(channels))
        self.head.add_module("linear", nn.Linear(channels, classes))

    def forward(self, images):
        """Logits of images [N, H, W, C]."""
        return self.head(self.stages(self.stem(images.permute(0, 3, 1, 2))))


def stem(architecture, input_channels):
    width, reduction = architecture.width, architecture.stem_reduction
    layers = OrderedDict()
    if architecture.stem == "patchify":
        layers["conv"] = nn.Conv2d(input_channels, width, reduction, reduction)
        if architecture.stem_norm:
            layers["norm"] = norm_layer(architecture.norm, width)
    else:
        kernel_size = 7 if reduction == 4 else 3
        layers["conv"] = nn.Conv2d(input_channels, width, kernel_size, reduction // 2, kernel_size // 2, bias=False)
        layers["norm"] = norm_layer(architecture.norm, width)
        layers["act"] = nn.ReLU()
        layers["pool"] = nn.MaxPool2d(3, 2, 1)
    return nn.Sequential(layers)


# Parameters in the engine's layout


@dataclass(frozen=True)
class Parameter:
    name: str
    tensor: nn.Parameter
    role: str
    fan_in: int
    # Axes of PyTorch's tensor (without a depthwise weight's second, of length one) in the engine's order.
    axes: tuple

    def engine_layout(self, tensor):
        """A tensor shaped like the parameter, as the engine stores it."""
        return self._squeezed(tensor).permute(self.axes)

    def assign(self, values):
        """Takes values in the engine's layout."""
        with torch.no_grad():
            self._squeezed(self.tensor).permute(self.axes).copy_(values)

    def _squeezed(self, tensor):
        return tensor.squeeze(1) if tensor.dim() == 4 and len(self.axes) == 3 else tensor

    @property
    def shape(self):
        return list(self.engine_layout(self.tensor).shape)


def parameters(network):
    """The parameters in the order of `Network.parameters`.

    A layer that PyTorch does not have says itself what its tensors are to it, in `roles`; the engine stores those
    as they are.
    """
    result = []
    for name, tensor in network.named_parameters():
        path, _, suffix = name.rpartition(".")
        layer = network.get_submodule(path)
        axes, fan_in = tuple(range(tensor.dim())), 1
        match layer:
            case DepthwiseConvolution() | nn.Conv2d() | nn.Linear():
                role = suffix
                fan_in = layer.weight[0].numel()
                if suffix == "weight":
                    axes = (1, 0) if isinstance(layer, nn.Linear) else (2, 3, 1, 0)
                    if isinstance(layer, DepthwiseConvolution):
                        axes = (1, 2, 0)
            case nn.BatchNorm2d() | nn.LayerNorm():
                role = "normScale" if suffix == "weight" else "normShift"
            case _ if suffix in getattr(layer, "roles", {}):
                role = layer.roles[suffix]
            case _:
                raise TypeError(f"{name} belongs to a layer of an unknown kind, {type(layer).__name__}.")
        result.append(Parameter(name, tensor, role, fan_in, axes))
    return result


def generated(network, seed, dtype):
    """The network with the generator's weights: float32 values, whatever precision it then computes in."""
    for index, parameter in enumerate(parameters(network)):
        centre, scale = generator.spread(parameter.role, parameter.fan_in)
        parameter.assign(torch.from_numpy(generator.values(seed, index, parameter.shape, centre, scale)))
    return network.to(dtype)


def described(network):
    """Names, shapes and generator settings of the parameters, for a golden file's header."""
    result = []
    for parameter in parameters(network):
        centre, scale = generator.spread(parameter.role, parameter.fan_in)
        first = parameter.engine_layout(parameter.tensor).flatten()[0].item()
        result.append({
            "name": parameter.name, "shape": parameter.shape, "role": parameter.role, "centre": centre,
            "scale": scale, "first": first,
        })
    return result


def batch(seed, index, shape, classes, dtype):
    """Images [N, H, W, C] and labels of batch `index`."""
    images = generator.values(seed, generator.IMAGES + 2 * index, shape, *generator.spread("images"))
    labels = generator.integers(seed, generator.LABELS + 2 * index, shape[0], classes)
    return torch.from_numpy(images).to(dtype), labels


def smoothed(labels, classes, smoothing, dtype):
    """Soft targets [N, classes], rounded to float32 as the engine holds them."""
    targets = torch.full((len(labels), classes), smoothing / classes, dtype=torch.float64)
    targets[range(len(labels)), labels] += 1 - smoothing
    return targets.float().to(dtype)


def running_statistics(network):
    """Running mean and variance of every batch norm."""
    result = {}
    for name, layer in network.named_modules():
        if isinstance(layer, nn.BatchNorm2d):
            result[f"{name}.runningMean"] = layer.running_mean.clone()
            result[f"{name}.runningVariance"] = layer.running_var.clone()
    return result


class KinkWatch:
    """How close a network comes to where its derivative jumps.

    float32 and float64 must take the same side of every ReLU and the same pixel of every pooling window, or their
    gradients differ by more than rounding. The margin is relative to the standard deviation of each map.
    """

    def __init__(self, network):
        self.margin = float("inf")
        for layer in network.modules():
            if isinstance(layer, nn.ReLU):
                layer.register_forward_pre_hook(self._relu)
            elif isinstance(layer, nn.MaxPool2d):
                layer.register_forward_pre_hook(self._pool)

    def _relu(self, layer, inputs):
        x = inputs[0].detach()
        # An exact zero, where all inputs of a sum were cut off before, is zero in any precision.
        self._saw(x[x != 0].abs(), x)

    def _pool(self, layer, inputs):
        x = inputs[0].detach()
        padded = functional.pad(x, [layer.padding] * 4, value=-torch.inf)
        windows = padded.unfold(2, layer.kernel_size, layer.stride).unfold(3, layer.kernel_size, layer.stride)
        largest = windows.flatten(-2).topk(2).values
        # A window of zeros is one that the ReLU before has cut off: its gradient ends there.
        gaps = (largest[..., 0] - largest[..., 1])[largest[..., 0] > 0]
        self._saw(gaps, x)

    def _saw(self, distances, x):
        self.margin = min(self.margin, (distances.min() / x.std()).item())
