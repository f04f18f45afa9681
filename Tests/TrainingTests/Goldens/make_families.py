"""network-<name>.golden of other families than the roadmap's, and of layers that it does not have.

It prints what the published sizes of the families come to, and the errors of PyTorch's own float32.
"""

import torch
from torch import nn

import blocks
import swin
from make_networks import CLASSES, write_network

SWINS = {
    # 8 x 8 tokens in windows that shift, then 4 x 4 in a single one.
    "swin-even": ([4, 16, 16, 3], swin.Architecture((2, 2), 8, (2, 4), window_size=4, patch_size=2)),
    # 10 x 11 tokens, then 5 x 6: patches, windows and merging all need padding, and all shifts masks.
    "swin-padded": ([4, 19, 21, 2], swin.Architecture((2, 2), 8, (1, 2), window_size=4, patch_size=2)),
    # 3 x 7 tokens, then 2 x 4: windows of 3 x 5 that shift sideways alone, then one window that is not square.
    "swin-clipped": ([6, 12, 28, 1], swin.Architecture((2, 2), 8, (2, 4), window_size=5, patch_size=4)),
}

BLOCKS = {
    "grouped": ([4, 9, 11, 3], blocks.grouped),
    "gated": ([5, 9, 11, 3], blocks.gated),
    # 5 x 6 pixels behind the stem.
    "response-norm": ([4, 21, 27, 3], blocks.response_norm),
}


def counted(make_network, image_shape):
    """Parameters, and multiply-accumulates for one image of the shape [H, W, C].

    Convolutions, linear layers and products of attention count, over the maps that they work on, padding included.
    """
    macs = 0

    def count(layer, inputs, output):
        nonlocal macs
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            macs += output.numel() * layer.weight[0].numel()
        elif isinstance(layer, swin.WindowAttention):
            macs += layer.macs(inputs[0])

    with torch.device("meta"), torch.no_grad():
        network = make_network()
        for layer in network.modules():
            layer.register_forward_hook(count)
        network(torch.zeros(1, *image_shape))
    return sum(tensor.numel() for tensor in network.parameters()), macs


def check_counts():
    for name, architecture, parameters, macs in [
        ("Swin-T", swin.TINY, 28_288_354, 4_490_566_656),
        ("Swin-B", swin.BASE, 87_768_224, 15_430_946_816),
    ]:
        image_shape = [224, 224, 3]
        found = counted(lambda: swin.Network(architecture, image_shape, 1000), image_shape)
        print(f"{name}: {found[0]:,} parameters, {found[1]:,} MACs")
        if found != (parameters, macs):
            raise ValueError(f"{name} should have {parameters:,} parameters and {macs:,} MACs.")


def make():
    errors = {}
    for name, (image_shape, architecture) in SWINS.items():
        errors[name] = write_network(
            name, lambda: swin.Network(architecture, image_shape, CLASSES), image_shape, name=name,
            architecture=architecture.coded())
    for name, (image_shape, make_network) in BLOCKS.items():
        errors[name] = write_network(name, lambda: make_network(image_shape[-1], CLASSES), image_shape, name=name)
    worst = max(errors, key=errors.get)
    print(f"Worst float32 error of the families: {errors[worst]:.1e} ({worst})")


if __name__ == "__main__":
    torch.set_num_threads(1)
    check_counts()
    make()
