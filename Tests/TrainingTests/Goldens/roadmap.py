"""The architectures of the roadmap, in the terms of Sources/Architectures.

An `Architecture` has the fields of its Swift namesake, and the steps assign to them what the Swift steps do.
"""

import dataclasses
from dataclasses import dataclass

EXPANSION = 4


@dataclass(frozen=True)
class Block:
    shape: str = "bottleneck"
    spatial_position: str = "middle"
    convolution: str = "dense"
    groups: int | None = None
    kernel_size: int = 3
    biases: bool = False
    activation: str = "relu"
    activation_placement: str = "everywhere"
    norm_placement: str = "everywhere"


@dataclass(frozen=True)
class Architecture:
    depths: tuple = (3, 4, 6, 3)
    width: int = 64
    stem: str = "resnet"
    stem_reduction: int = 4
    stem_norm: bool = False
    block: Block = Block()
    norm: str = "batch-norm"
    downsampling: str = "in-block"
    downsampling_norm: bool = False
    final_norm: bool = False
    layer_scale: float | None = None

    def stage_channels(self, stage):
        wide = EXPANSION if self.block.shape == "bottleneck" else 1
        return wide * self.width * 2**stage

    def coded(self):
        """The form that Swift's `Architecture` decodes from."""
        fields = {_camel_case(key): value for key, value in dataclasses.asdict(self).items() if value is not None}
        fields["depths"] = list(self.depths)
        block = dataclasses.asdict(self.block).items()
        fields["block"] = {_camel_case(key): value for key, value in block if value is not None}
        return fields


def _camel_case(name):
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


@dataclass(frozen=True)
class Regime:
    baseline_depths: tuple
    depths: tuple
    width: int
    rebalanced_width: int
    increased_width: int
    stem_reduction: int
    groups: int


# The small regime at a quarter of its width.
TINY = Regime((1, 1, 2, 1), (1, 1, 3, 1), width=4, rebalanced_width=4, increased_width=6, stem_reduction=2, groups=2)

# Tried and not adopted: the next step departs from where these did.
BRANCHES = ("resnext", "kernel-5", "kernel-9", "kernel-11")


def baseline(regime):
    return Architecture(regime.baseline_depths, regime.width, stem_reduction=regime.stem_reduction)


def steps(regime):
    """The assignments of every step, by its id, in the roadmap's order."""
    return {
        "stage-ratio": {"depths": regime.depths, "width": regime.rebalanced_width},
        "patchify": {"stem": "patchify"},
        "resnext": {"block.convolution": "grouped", "block.groups": regime.groups},
        "depthwise": {"block.convolution": "depthwise"},
        "width": {"width": regime.increased_width},
        "invert": {"block.shape": "inverted"},
        "move-up": {"block.spatial_position": "first"},
        "kernel-5": {"block.kernel_size": 5},
        "kernel-7": {"block.kernel_size": 7},
        "kernel-9": {"block.kernel_size": 9},
        "kernel-11": {"block.kernel_size": 11},
        "gelu": {"block.activation": "gelu"},
        "fewer-activations": {"block.activation_placement": "once"},
        "fewer-norms": {"block.norm_placement": "once"},
        "layer-norm": {"norm": "layer-norm", "block.biases": True},
        "separate-downsampling": {
            "downsampling": "separate", "stem_norm": True, "downsampling_norm": True, "final_norm": True,
            "layer_scale": 1e-6,
        },
    }


ADOPTED = [step for step in steps(TINY) if step not in BRANCHES]


def _assigning(architecture, assignments):
    for path, value in assignments.items():
        if path.startswith("block."):
            path, value = "block", dataclasses.replace(architecture.block, **{path.removeprefix("block."): value})
        architecture = dataclasses.replace(architecture, **{path: value})
    return architecture


def rows(regime, first="resnet-50"):
    """Every row of the roadmap by its id, branches included."""
    current = baseline(regime)
    result = {first: current}
    for step, assignments in steps(regime).items():
        result[step] = _assigning(current, assignments)
        if step not in BRANCHES:
            current = result[step]
    return result


def adopting(regime, ids):
    """The baseline with some of the adopted steps, in the roadmap's order."""
    architecture = baseline(regime)
    for step in ADOPTED:
        if step in ids:
            architecture = _assigning(architecture, steps(regime)[step])
    return architecture
