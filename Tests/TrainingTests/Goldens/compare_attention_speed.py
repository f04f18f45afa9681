#!/usr/bin/env python3
"""The engine's attention within windows beside PyTorch's, forward and backward, in turns.

PyTorch starts from queries, keys and values that lie window by window already, so it is spared rolling and cutting the
map, which the engine's figures include. Its ways are timm's (scaled_dot_product_attention with position bias and mask as one
additive mask) and torchvision's (softmax written out), eager and compiled; the fastest one counts.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import torch
from torch.nn import functional

import make_ops

HERE = pathlib.Path(__file__).resolve().parent
KERNELS = HERE.parents[2] / "Sources/CKernels"
SOURCES = ("windowed_attention.c", "sums.c", "pool.c", "instruction_set.c")
# Side of the map, window, channels, heads, images: Swin-T's stages at 224 px, and small images in windows of 4.
SHAPES = [
    (56, 7, 96, 3, 8), (28, 7, 192, 6, 8), (14, 7, 384, 12, 8), (7, 7, 768, 24, 8),
    (32, 4, 64, 2, 64), (32, 4, 32, 4, 64), (16, 4, 64, 4, 64), (8, 4, 128, 4, 64),
]


def fused(qkv, table, entries, mask, heads):
    """timm's."""
    queries, keys, values = qkv.unflatten(-1, (3, heads, -1)).permute(2, 0, 3, 1, 4).unbind(0)
    bias = table[entries].permute(2, 0, 1).contiguous()[None]
    if mask is not None:
        bias = bias + mask[None, :, None].expand(len(qkv) // len(mask), -1, heads, -1, -1).flatten(0, 1)
    seen = functional.scaled_dot_product_attention(queries, keys, values, attn_mask=bias)
    return seen.transpose(1, 2).flatten(2)


def explicit(qkv, table, entries, mask, heads):
    """torchvision's."""
    queries, keys, values = qkv.unflatten(-1, (3, heads, -1)).permute(2, 0, 3, 1, 4).unbind(0)
    logits = (queries * queries.shape[-1] ** -0.5) @ keys.transpose(-2, -1)
    logits = logits + table[entries].permute(2, 0, 1).contiguous()[None]
    if mask is not None:
        logits = (logits.unflatten(0, (-1, len(mask))) + mask[None, :, None]).flatten(0, 1)
    return (logits.softmax(-1) @ values).transpose(1, 2).flatten(2)


def torch_milliseconds(way, shape, shift, count):
    """The median of forward and backward together."""
    side, window, channels, heads, images = shape
    tokens = window * window
    qkv = torch.randn(images * (side // window) ** 2, tokens, 3 * channels, requires_grad=True)
    table = torch.randn((2 * window - 1) ** 2, heads, requires_grad=True)
    entries = torch.randint(len(table), (tokens, tokens))
    mask = make_ops.region_mask(side, side, (window, window), (shift, shift)).float() if shift else None
    upstream = torch.randn(len(qkv), tokens, channels)
    seconds = []
    for _ in range(count + 3):
        qkv.grad = table.grad = None
        start = time.perf_counter()
        way(qkv, table, entries, mask, heads).backward(upstream)
        seconds.append(time.perf_counter() - start)
    return sorted(seconds[3:])[count // 2] * 1e3


def our_milliseconds(binary, shape, shift, options):
    side, window, channels, heads, images = shape
    words = (side, window, shift, channels, heads, images, options.threads, options.count)
    answer = subprocess.run([binary, *map(str, words)], check=True, capture_output=True, text=True).stdout
    return sum(map(float, answer.split()))


def median(values):
    return sorted(values)[len(values) // 2]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3, help="turns of each, whose median counts")
    parser.add_argument("--count", type=int, default=15, help="passes of a turn, whose median counts")
    parser.add_argument("--eager", action="store_true", help="leave torch.compile out")
    parser.add_argument("--compiler", default=shutil.which("clang") or "cc", help="of C")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    ways = {"timm": fused, "torchvision": explicit}
    if not options.eager:
        ways |= {f"{name}, compiled": torch.compile(way, dynamic=False) for name, way in ways.items()}
    torch._dynamo.config.recompile_limit = 64
    with tempfile.TemporaryDirectory() as folder:
        binary = f"{folder}/attention_speed"
        subprocess.run(
            [options.compiler, "-O2", f"-I{KERNELS / 'include'}", HERE / "attention_speed.c",
             *(KERNELS / name for name in SOURCES), "-o", binary, "-lm", "-lpthread"], check=True)
        print("| side | window | shift | channels | heads | images | ours, ms | " + " | ".join(ways) + " | ratio |")
        print("|" + " ---: |" * (8 + len(ways)))
        for shape in SHAPES:
            for shift in (0, shape[1] // 2) if shape[0] > shape[1] else (0,):
                ours, theirs = [], {name: [] for name in ways}
                for _ in range(options.rounds):
                    ours.append(our_milliseconds(binary, shape, shift, options))
                    for name, way in ways.items():
                        theirs[name].append(torch_milliseconds(way, shape, shift, options.count))
                medians = [median(times) for times in theirs.values()]
                cells = [*shape[:2], shift, *shape[2:], f"{median(ours):.2f}", *(f"{time:.2f}" for time in medians)]
                print("| " + " | ".join(map(str, cells)) + f" | {min(medians) / median(ours):.2f} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
