"""ops.golden and ops-blocks.golden: single operations, forward and backward.

Every case has an upstream gradient that is not constant, so that no error can hide in a sum.
"""

import math

import torch
from torch.nn import functional

import generator
import golden_file

DOUBLE = torch.float64


class Cases:
    """Collects cases; each draws its tensors from the generator with its own number as the seed."""

    def __init__(self):
        self.entries = []
        self.tensors = {}

    def draw(self, shape, centre=0.0, scale=1.0):
        """A float32 tensor, in float64, that no other call has drawn."""
        self.drawn += 1
        return torch.from_numpy(generator.values(len(self.entries), self.drawn, shape, centre, scale)).to(DOUBLE)

    def case(self, name, op, make, **metadata):
        """`make` draws and returns tensors by name."""
        self.drawn = 0
        tensors = make(self.draw)
        tensors = {key: tensor for key, tensor in tensors.items() if tensor is not None}
        self.entries.append({"name": name, "op": op, "tensors": list(tensors)} | metadata)
        for key, tensor in tensors.items():
            if f"{name}.{key}" in self.tensors:
                raise ValueError(f"Two cases are called {name}.")
            self.tensors[f"{name}.{key}"] = tensor


def differentiated(operation, inputs, draw):
    """The output of `operation` on tensors by name, an upstream gradient, and the gradients of all inputs."""
    leaves = {key: tensor.clone().requires_grad_() for key, tensor in inputs.items() if tensor is not None}
    output = operation(**{key: leaves.get(key) for key in inputs})
    upstream = draw(list(output.shape))
    gradients = torch.autograd.grad(output, list(leaves.values()), upstream)
    result = dict(inputs) | {"output": output, "outputGradient": upstream}
    return result | {f"{key}Gradient": gradient for key, gradient in zip(leaves, gradients)}


# Convolutions


def convolution(x, weight, bias, stride, padding, depthwise):
    """x [N, H, W, C]; weight [k, k, in, out], or [k, k, channels] where depthwise."""
    weight = weight.permute(2, 0, 1).unsqueeze(1) if depthwise else weight.permute(3, 2, 0, 1)
    groups = weight.shape[0] if depthwise else 1
    y = functional.conv2d(x.permute(0, 3, 1, 2), weight, bias, stride, padding, groups=groups)
    return y.permute(0, 2, 3, 1)


def add_convolution(cases, batch, height, width, channels, outputs, k, stride, padding, bias, depthwise=False):
    def make(draw):
        shape = [k, k, channels] if depthwise else [k, k, channels, outputs]
        fan_in = k * k * (1 if depthwise else channels)
        inputs = {
            "input": draw([batch, height, width, channels]),
            "weight": draw(shape, *generator.spread("weight", fan_in)),
            "bias": draw([outputs]) if bias else None,
        }
        return differentiated(
            lambda input, weight, bias: convolution(input, weight, bias, stride, padding, depthwise), inputs, draw)

    op = "depthwise" if depthwise else "convolution"
    name = f"{op}-k{k}-s{stride}-p{padding}-{batch}x{height}x{width}x{channels}"
    name += "" if depthwise else f"-to-{outputs}"
    cases.case(
        name + ("-bias" if bias else ""), op, make, kernelSize=k, stride=stride, padding=padding, hasBias=bias)


def add_convolutions(cases):
    dense = [
        # Pointwise: blocks, and the strided projections of shortcuts.
        (1, 1, 0, [(3, 5, 7, 6, 10), (1, 1, 1, 3, 4), (2, 9, 8, 17, 5)]),
        (1, 2, 0, [(2, 7, 5, 4, 9), (2, 1, 1, 5, 3), (1, 6, 4, 8, 3)]),
        # Separate downsampling and patchify stems; an odd side loses its last pixel.
        (2, 2, 0, [(2, 7, 9, 3, 5), (1, 2, 3, 4, 6), (2, 4, 6, 2, 8)]),
        (4, 4, 0, [(2, 9, 11, 3, 6), (1, 4, 4, 1, 5)]),
        # ResNet's blocks and stems.
        (3, 1, 1, [(2, 5, 7, 4, 6), (2, 1, 1, 3, 5), (1, 2, 2, 5, 4), (1, 11, 13, 3, 8)]),
        (3, 2, 1, [(2, 7, 5, 4, 6), (2, 1, 1, 3, 5), (1, 6, 8, 5, 4), (1, 2, 3, 4, 4)]),
        (7, 2, 3, [(1, 13, 11, 3, 5), (2, 3, 4, 2, 4), (1, 1, 1, 3, 4)]),
        # Large kernels of blocks that are not depthwise.
        (5, 1, 2, [(1, 6, 5, 3, 4)]),
        (5, 2, 2, [(1, 7, 4, 3, 4)]),
        (7, 1, 3, [(1, 5, 9, 3, 4), (2, 2, 2, 2, 3)]),
        (7, 2, 3, [(1, 8, 5, 4, 2)]),
        (9, 1, 4, [(1, 3, 5, 2, 3)]),
        (11, 1, 5, [(1, 5, 3, 2, 3)]),
        (11, 2, 5, [(1, 4, 7, 3, 2)]),
    ]
    for k, stride, padding, geometries in dense:
        for bias in (False, True):
            # Larger kernels once without and once with, smaller ones always both.
            for index, geometry in enumerate(geometries):
                if k <= 3 or len(geometries) == 1 or (index % 2 == 1) == bias:
                    batch, height, width, channels, outputs = geometry
                    add_convolution(cases, batch, height, width, channels, outputs, k, stride, padding, bias)

    maps = [(1, 1), (2, 2), (5, 3), (7, 9), (6, 4), (1, 5)]
    turn = 0
    for k in (3, 5, 7, 9, 11):
        for stride in (1, 2):
            for position, channels in enumerate((1, 3, 8, 16, 19, 24)):
                height, width = maps[(position + turn) % len(maps)]
                batch = 2 if height * width * channels < 200 else 1
                add_convolution(
                    cases, batch, height, width, channels, channels, k, stride, k // 2,
                    bias=(position + turn) % 2 == 1, depthwise=True)
            turn += 1


# Norms


def add_batch_norms(cases):
    def training(shape, centre, scale, constant):
        def make(draw):
            channels = shape[-1]
            x = draw(shape, centre, scale)
            if constant:
                # No variance: what is left is the epsilon.
                x[..., 0] = 1.5
            inputs = {
                "input": x, "weight": draw([channels], 1, 0.5), "bias": draw([channels], 0, 0.25),
            }
            mean, variance = draw([channels], 0, 0.5), draw([channels], 1, 0.5)
            before = {"runningMeanBefore": mean.clone(), "runningVarianceBefore": variance.clone()}
            result = differentiated(
                lambda input, weight, bias: functional.batch_norm(
                    input.movedim(-1, 1), mean, variance, weight, bias, True, 0.1, 1e-5).movedim(1, -1),
                inputs, draw)
            return result | before | {"runningMean": mean, "runningVariance": variance}

        return make

    for name, shape, centre, scale, constant in [
        ("small", [4, 5, 3, 7], 0, 1, False),
        ("wide", [3, 2, 2, 24], 0, 2, False),
        ("one-pixel", [9, 1, 1, 19], 0, 1, False),
        # Close enough for the epsilon to matter: without it two values have no gradient.
        ("two-values", [2, 1, 1, 5], 0, 2.0**-8, False),
        ("large", [5, 11, 9, 3], 0, 1, False),
        ("far-from-zero", [4, 7, 5, 4], 100, 1, False),
        ("tiny-variance", [4, 3, 5, 4], 0, 2.0**-9, False),
        ("constant-channel", [3, 3, 3, 4], 0, 1, True),
    ]:
        cases.case(
            f"batch-norm-{name}", "batchNorm", training(shape, centre, scale, constant), epsilon=1e-5, momentum=0.1)

    def evaluation(draw):
        x, weight, bias = draw([3, 5, 4, 19]), draw([19], 1, 0.5), draw([19], 0, 0.25)
        mean, variance = draw([19], 0, 0.5), draw([19], 1, 0.5)
        output = functional.batch_norm(x.movedim(-1, 1), mean, variance, weight, bias, False, 0.1, 1e-5)
        return {
            "input": x, "weight": weight, "bias": bias, "runningMean": mean, "runningVariance": variance,
            "output": output.movedim(1, -1),
        }

    cases.case("batch-norm-evaluation", "batchNormEvaluation", evaluation, epsilon=1e-5)


def add_layer_norms(cases):
    def normalising(shape, centre, scale, constant):
        def make(draw):
            x = draw(shape, centre, scale)
            if constant:
                x[0, 0, 0] = 1.5
            inputs = {
                "input": x, "weight": draw(shape[-1:], 1, 0.5), "bias": draw(shape[-1:], 0, 0.25),
            }
            return differentiated(
                lambda input, weight, bias: functional.layer_norm(input, weight.shape, weight, bias, 1e-6), inputs,
                draw)

        return make

    for name, shape, centre, scale, constant in [
        ("4", [2, 3, 5, 4], 0, 1, False),
        ("6", [3, 1, 1, 6], 0, 1, False),
        ("8", [2, 4, 3, 8], 0, 4, False),
        ("19", [2, 5, 3, 19], 0, 1, False),
        ("24", [1, 7, 5, 24], 0, 1, False),
        ("96", [2, 3, 2, 96], 0, 1, False),
        ("far-from-zero", [2, 3, 3, 12], 100, 1, False),
        ("tiny-variance", [2, 3, 3, 12], 0, 2.0**-9, False),
        ("constant-pixel", [2, 2, 2, 12], 0, 1, True),
    ]:
        cases.case(f"layer-norm-{name}", "layerNorm", normalising(shape, centre, scale, constant), epsilon=1e-6)


# Element by element


def gelu(x):
    """x Φ(x) by the complementary error function: PyTorch's own loses the left tail, 1 + erf, below x = -8."""
    return 0.5 * x * torch.special.erfc(-x / math.sqrt(2))


def gelu_derivative(x):
    density = torch.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)
    return 0.5 * torch.special.erfc(-x / math.sqrt(2)) + x * density


def grid():
    """From -12 to 12 by sixteenths, with numbers of every size down to the smallest normal one."""
    steps = torch.arange(-192, 193, dtype=DOUBLE) / 16
    tiny = torch.tensor([2.0**-exponent for exponent in (5, 8, 10, 12, 16, 20, 24, 40, 60, 100, 126)], dtype=DOUBLE)
    return torch.cat([steps, tiny, -tiny, torch.tensor([-0.0], dtype=DOUBLE)])


def add_elementwise(cases):
    def gelu_grid(draw):
        x = grid()
        if not torch.allclose(gelu(x), functional.gelu(x), rtol=0, atol=1e-14):
            raise ValueError("The two formulas of GELU differ.")
        return {"input": x, "output": gelu(x), "derivative": gelu_derivative(x)}

    def relu_grid(draw):
        x = grid()
        return {"input": x, "output": functional.relu(x), "derivative": (x > 0).to(DOUBLE)}

    cases.case("gelu-grid", "gelu", gelu_grid)
    cases.case("relu-grid", "relu", relu_grid)
    for shape in ([2, 3, 5, 7], [1, 1, 1, 1], [3, 4, 4, 16]):
        for op, operation in (("gelu", functional.gelu), ("relu", functional.relu)):
            cases.case(
                f"{op}-{'x'.join(map(str, shape))}", op,
                lambda draw: differentiated(lambda input: operation(input), {"input": draw(shape, 0, 4)}, draw))
        cases.case(
            f"add-{'x'.join(map(str, shape))}", "add",
            lambda draw: differentiated(
                lambda left, right: left + right, {"left": draw(shape), "right": draw(shape)}, draw))
        cases.case(
            f"layer-scale-{'x'.join(map(str, shape))}", "layerScale",
            lambda draw: differentiated(
                lambda input, weight: input * weight,
                {"input": draw(shape), "weight": draw(shape[-1:], 0.5, 0.25)}, draw))


# Pools and the head


def add_pools(cases):
    def pooled(shape, centre):
        def make(draw):
            x = draw(shape, centre)
            if x.unique().numel() != x.numel():
                raise ValueError("The largest value of a window must be one pixel's alone.")
            return differentiated(
                lambda input: functional.max_pool2d(input.permute(0, 3, 1, 2), 3, 2, 1).permute(0, 2, 3, 1),
                {"input": x}, draw)

        return make

    for shape in ([2, 7, 5, 4], [1, 1, 1, 3], [2, 2, 2, 5], [1, 6, 8, 3], [1, 19, 13, 3], [2, 3, 4, 19]):
        cases.case(
            f"max-pool-{'x'.join(map(str, shape))}", "maxPool", pooled(shape, 0), kernelSize=3, stride=2, padding=1)
    cases.case("max-pool-below-zero", "maxPool", pooled([1, 5, 5, 3], -3), kernelSize=3, stride=2, padding=1)

    for shape in ([2, 7, 5, 4], [3, 1, 1, 6], [1, 3, 2, 19], [2, 4, 4, 24]):
        cases.case(
            f"average-pool-{'x'.join(map(str, shape))}", "globalAveragePool",
            lambda draw: differentiated(lambda input: input.mean((1, 2)), {"input": draw(shape)}, draw))


def add_linears(cases):
    for batch, inputs, outputs in ((5, 7, 3), (1, 1, 1), (13, 48, 10), (2, 19, 24)):
        def make(draw):
            tensors = {
                "input": draw([batch, inputs]), "weight": draw([inputs, outputs], *generator.spread("weight", inputs)),
                "bias": draw([outputs]),
            }
            return differentiated(lambda input, weight, bias: input @ weight + bias, tensors, draw)

        cases.case(f"linear-{batch}x{inputs}-to-{outputs}", "linear", make)


def smoothed_targets(batch, classes, smoothing):
    labels = [(5 * row + 2) % classes for row in range(batch)]
    targets = torch.full((batch, classes), smoothing / classes, dtype=torch.float64)
    targets[range(batch), labels] += 1 - smoothing
    return targets.float().to(DOUBLE)


def mixed_targets(batch, classes):
    """Two labels a row with shares in eighths, as Mixup makes them."""
    targets = torch.zeros(batch, classes, dtype=DOUBLE)
    for row in range(batch):
        share = (row % 7 + 1) / 8
        targets[row, row % classes] += share
        targets[row, (3 * row + 1) % classes] += 1 - share
    return targets


def cross_entropy(logits, targets):
    """The loss of each row, the mean, and the mean's gradient."""
    logits = logits.clone().requires_grad_()
    losses = functional.cross_entropy(logits, targets, reduction="none")
    (gradient,) = torch.autograd.grad(losses.mean(), logits)
    return {
        "logits": logits.detach(), "targets": targets, "losses": losses.detach(), "loss": losses.mean().detach(),
        "logitsGradient": gradient,
    }


def add_losses(cases):
    for name, batch, classes, scale, smoothing in [
        ("hard", 6, 10, 4, 0.0),
        ("smoothed", 6, 10, 4, 0.1),
        ("smoothed-5", 13, 5, 2, 0.1),
        ("two-classes", 3, 2, 1, 0.1),
        ("one-class", 2, 1, 1, 0.1),
    ]:
        def smoothed(draw):
            logits, targets = draw([batch, classes], 0, scale), smoothed_targets(batch, classes, smoothing)
            # PyTorch smooths labels by itself too; the difference is the rounding of the targets to float32.
            own = functional.cross_entropy(
                logits, targets.argmax(1), reduction="none", label_smoothing=smoothing)
            result = cross_entropy(logits, targets)
            if not torch.allclose(own, result["losses"], rtol=1e-6):
                raise ValueError("PyTorch smooths labels in another way.")
            return result

        cases.case(f"cross-entropy-{name}", "softmaxCrossEntropy", smoothed, labelSmoothing=smoothing)

    cases.case(
        "cross-entropy-mixed", "softmaxCrossEntropy",
        lambda draw: cross_entropy(draw([9, 10], 0, 4), mixed_targets(9, 10)))
    large = [[80, -80, 0, 1, -1], [-80, -80, -80, -80, -79], [80, 80, 80, 80, 80], [0, 0, 80, -80, 79.5]]
    cases.case(
        "cross-entropy-large-logits", "softmaxCrossEntropy",
        lambda draw: cross_entropy(torch.tensor(large, dtype=DOUBLE), smoothed_targets(4, 5, 0.1)),
        labelSmoothing=0.1)


# What other families of networks are made of; after all cases above, whose numbers seed what they draw


def add_grouped_convolutions(cases):
    def grouped(groups, k, stride, padding, batch, height, width, channels, outputs, bias):
        def operation(input, weight, bias):
            y = functional.conv2d(
                input.permute(0, 3, 1, 2), weight.permute(3, 2, 0, 1), bias, stride, padding, groups=groups)
            return y.permute(0, 2, 3, 1)

        def make(draw):
            fan_in = k * k * channels // groups
            inputs = {
                "input": draw([batch, height, width, channels]),
                "weight": draw([k, k, channels // groups, outputs], *generator.spread("weight", fan_in)),
                "bias": draw([outputs]) if bias else None,
            }
            return differentiated(operation, inputs, draw)

        cases.case(
            f"grouped-{groups}-k{k}-s{stride}-p{padding}-{batch}x{height}x{width}x{channels}-to-{outputs}",
            "groupedConvolution", make, groups=groups, kernelSize=k, stride=stride, padding=padding, hasBias=bias)

    for position, geometry in enumerate([
        (2, 3, 1, 1, 2, 5, 7, 4, 6),
        (3, 3, 2, 1, 2, 7, 5, 9, 12),
        (8, 3, 1, 1, 2, 9, 6, 32, 32),
        (8, 3, 2, 1, 1, 6, 9, 64, 64),
        (2, 3, 1, 1, 1, 4, 5, 34, 66),
        # Fewer inputs than outputs of a group, and more.
        (8, 3, 1, 1, 1, 5, 4, 16, 40),
        (8, 3, 2, 1, 2, 5, 5, 40, 16),
        (3, 5, 1, 2, 1, 6, 5, 15, 9),
        # Depthwise with two outputs of each channel, and groups of two that come to one.
        (11, 3, 1, 1, 2, 4, 5, 11, 22),
        (19, 3, 2, 1, 1, 7, 4, 38, 19),
        (8, 1, 1, 0, 2, 3, 5, 24, 32),
        (2, 1, 2, 0, 1, 5, 4, 6, 8),
        (4, 2, 2, 0, 1, 7, 4, 12, 20),
        (5, 7, 2, 3, 1, 9, 8, 10, 15),
        (3, 3, 1, 1, 2, 1, 1, 6, 6),
        (2, 3, 4, 0, 1, 9, 11, 4, 4),
    ]):
        grouped(*geometry, bias=position % 2 == 1)


def global_response_norm(input, weight, bias):
    """ConvNeXt V2's, on [N, H, W, C]."""
    length = torch.sqrt((input * input).sum((1, 2), keepdim=True))
    return weight * (input * (length / (length.mean(-1, keepdim=True) + 1e-6))) + bias + input


def add_global_response_norms(cases):
    for name, shape, scale in [
        ("4", [2, 5, 3, 4], 1), ("19", [3, 4, 7, 19], 1), ("one-pixel", [3, 1, 1, 6], 1), ("96", [2, 3, 5, 96], 4),
        # Short enough for the epsilon to matter.
        ("small", [2, 3, 3, 8], 2.0**-18), ("one-channel", [2, 4, 3, 1], 1),
    ]:
        def make(draw):
            inputs = {
                "input": draw(shape, 0, scale), "weight": draw(shape[-1:], 0, 0.5),
                "bias": draw(shape[-1:], 0, 0.25),
            }
            return differentiated(global_response_norm, inputs, draw)

        cases.case(f"response-norm-{name}", "globalResponseNorm", make, epsilon=1e-6)


def add_gates(cases):
    for shape in ([2, 5, 3, 7], [3, 4, 4, 32], [2, 1, 1, 5], [1, 9, 11, 19]):
        for name, gate in (("image", [shape[0], 1, 1, shape[3]]), ("pixel", shape)):
            cases.case(
                f"gate-by-{name}-{'x'.join(map(str, shape))}", "gate",
                lambda draw: differentiated(
                    lambda input, gate: input * gate, {"input": draw(shape), "gate": draw(gate, 0.5, 0.5)}, draw))


def sigmoid_derivative(x):
    """sigmoid(-x) is 1 - sigmoid(x) without the cancellation."""
    return torch.sigmoid(x) * torch.sigmoid(-x)


def silu_derivative(x):
    return torch.sigmoid(x) * (1 + x * torch.sigmoid(-x))


def add_sigmoids(cases):
    for op, operation, derivative in (
        ("sigmoid", torch.sigmoid, sigmoid_derivative), ("silu", functional.silu, silu_derivative),
    ):
        cases.case(
            f"{op}-grid", op,
            lambda draw: {"input": grid(), "output": operation(grid()), "derivative": derivative(grid())})
        for shape in ([2, 3, 5, 7], [1, 1, 1, 1], [3, 4, 4, 16]):
            cases.case(
                f"{op}-{'x'.join(map(str, shape))}", op,
                lambda draw: differentiated(lambda input: operation(input), {"input": draw(shape, 0, 4)}, draw))


def merged_patches(input):
    """As timm merges them: an odd side is padded at its end, and the rows of a column come first."""
    batch, height, width, channels = input.shape
    padded = functional.pad(input, (0, 0, 0, width % 2, 0, height % 2))
    patches = padded.reshape(batch, (height + 1) // 2, 2, (width + 1) // 2, 2, channels)
    return patches.permute(0, 1, 3, 4, 2, 5).flatten(3)


def add_rearrangements(cases):
    for shape, sides in (
        ([2, 5, 3, 4], (7, 7)), ([1, 2, 4, 3], (2, 7)), ([2, 3, 3, 5], (3, 3)), ([1, 1, 1, 2], (4, 3)),
    ):
        cases.case(
            f"pad-{'x'.join(map(str, shape))}-to-{sides[0]}x{sides[1]}", "pad",
            lambda draw: differentiated(
                lambda input: functional.pad(input, (0, 0, 0, sides[1] - shape[2], 0, sides[0] - shape[1])),
                {"input": draw(shape)}, draw))
    for shape in ([2, 4, 6, 3], [1, 5, 4, 2], [2, 4, 7, 5], [2, 3, 5, 4], [1, 1, 1, 3]):
        cases.case(
            f"patch-merging-{'x'.join(map(str, shape))}", "patchMerging",
            lambda draw: differentiated(merged_patches, {"input": draw(shape)}, draw))


# Attention


def region_mask(height, width, window, shift):
    """[windows, tokens, tokens]: -100 where two tokens of a shifted window lie in different regions, else 0."""
    regions = torch.zeros(1, height, width, 1, dtype=DOUBLE)
    edges = [
        (slice(0, -size), slice(-size, -offset), slice(-offset, None)) if offset else (slice(None),)
        for size, offset in zip(window, shift)
    ]
    for number, (rows, columns) in enumerate((rows, columns) for rows in edges[0] for columns in edges[1]):
        regions[:, rows, columns] = number
    regions = into_windows(regions, window).squeeze(-1)
    return (regions[:, None, :] != regions[:, :, None]).to(DOUBLE) * -100


def into_windows(x, window):
    """[N, H, W, C] as [N windows, tokens, C]."""
    batch, height, width, channels = x.shape
    x = x.reshape(batch, height // window[0], window[0], width // window[1], window[1], channels)
    return x.transpose(2, 3).reshape(-1, window[0] * window[1], channels)


def out_of_windows(x, window, shape):
    batch, height, width = shape
    x = x.reshape(batch, height // window[0], width // window[1], window[0], window[1], -1)
    return x.transpose(2, 3).reshape(batch, height, width, -1)


def rolled(side, asked, offset):
    """The row of a map of `side` that comes to stand at each place: what it was filled up with, past `asked`, stays."""
    places = torch.arange(side)
    return torch.where(places < asked, (places + offset) % asked, places)


def windowed_attention(qkv, table, heads, window, shift, output):
    """Swin's, of qkv [N, H, W, 3C] with table [differences of position, heads], cropped to `output`."""
    batch, height, width, _ = qkv.shape
    rows, columns = rolled(height, output[0], shift[0]), rolled(width, output[1], shift[1])
    tokens = into_windows(qkv[:, rows][:, :, columns], window)
    queries, keys, values = (
        part.unflatten(-1, (heads, -1)).transpose(1, 2) for part in tokens.chunk(3, -1))
    logits = queries * queries.shape[-1] ** -0.5 @ keys.transpose(-2, -1)
    row, column = (axis.flatten() for axis in torch.meshgrid(*map(torch.arange, window), indexing="ij"))
    down, across = row[:, None] - row[None, :], column[:, None] - column[None, :]
    entries = (down + window[0] - 1) * (2 * window[1] - 1) + across + window[1] - 1
    logits = logits + table[entries].permute(2, 0, 1)
    mask = region_mask(height, width, window, shift)
    logits = (logits.unflatten(0, (batch, -1)) + mask[:, None]).flatten(0, 1)
    seen = (logits.softmax(-1) @ values).transpose(1, 2).flatten(2)
    seen = out_of_windows(seen, window, (batch, height, width))
    seen = seen[:, rows.argsort()][:, :, columns.argsort()]
    return seen[:, :output[0], :output[1]]


def add_attentions(cases):
    for name, batch, size, channels, heads, window, shift, output in [
        ("unshifted", 2, (8, 4), 12, 3, (4, 4), (0, 0), (8, 4)),
        ("shifted", 1, (12, 8), 12, 3, (4, 4), (2, 2), (12, 8)),
        ("one-head", 1, (6, 9), 5, 1, (3, 3), (1, 1), (6, 9)),
        ("cropped", 1, (14, 14), 6, 3, (7, 7), (3, 3), (11, 9)),
        ("cropped-unshifted", 2, (6, 6), 8, 1, (3, 3), (0, 0), (4, 5)),
        ("not-square", 2, (4, 9), 9, 3, (2, 3), (1, 2), (4, 8)),
        ("shifted-down", 1, (4, 10), 4, 1, (2, 5), (1, 0), (4, 10)),
        ("one-window", 2, (7, 7), 12, 3, (7, 7), (0, 0), (7, 7)),
        ("one-shifted-window", 1, (4, 4), 17, 1, (4, 4), (2, 1), (4, 4)),
        ("one-token", 1, (2, 3), 6, 3, (1, 1), (0, 0), (2, 3)),
    ]:
        def make(draw):
            inputs = {
                "input": draw([batch, *size, 3 * channels], 0, 2),
                "weight": draw([(2 * window[0] - 1) * (2 * window[1] - 1), heads]),
            }
            return differentiated(
                lambda input, weight: windowed_attention(input, weight, heads, window, shift, output), inputs, draw)

        cases.case(
            f"windowed-attention-{name}", "windowed-attention", make, heads=heads, window=window, shift=shift)


if __name__ == "__main__":
    torch.set_num_threads(1)
    cases = Cases()
    add_convolutions(cases)
    add_batch_norms(cases)
    add_layer_norms(cases)
    add_elementwise(cases)
    add_pools(cases)
    add_linears(cases)
    add_losses(cases)
    of_rows = len(cases.entries)
    add_grouped_convolutions(cases)
    add_global_response_norms(cases)
    add_gates(cases)
    add_sigmoids(cases)
    add_rearrangements(cases)
    add_attentions(cases)
    for name, entries in (("ops", cases.entries[:of_rows]), ("ops-blocks", cases.entries[of_rows:])):
        tensors = {
            f"{entry['name']}.{key}": cases.tensors[f"{entry['name']}.{key}"]
            for entry in entries for key in entry["tensors"]
        }
        golden_file.write(f"{name}.golden", tensors, kind="ops", cases=entries)
    print(f"{len(cases.entries)} cases")
