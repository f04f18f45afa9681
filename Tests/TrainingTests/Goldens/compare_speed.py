#!/usr/bin/env python3
"""The engine's speed and memory beside PyTorch's on the same rows, in turns, so that a change of the machine's pace hits both.

A step of PyTorch is what it is in the engine: forward, loss, backward and fused AdamW on a batch that is there already, or
for evaluation forward under inference_mode. PyTorch is timed in both layouts, each in a process of its own, and the faster
one counts.
"""

import argparse
import json
import math
import pathlib
import subprocess
import sys
import time

import roadmap

ABLATE = pathlib.Path(__file__).resolve().parents[3] / ".build/release/ablate"
# Of each regime: the roadmap, image side, image channels, classes, batch.
REGIMES = {
    "small": (roadmap.Regime((1, 1, 2, 1), (1, 1, 3, 1), 16, 16, 24, 2, 8), 32, 1, 10, 128),
    "resnet-50": (roadmap.Regime((3, 4, 6, 3), (3, 3, 9, 3), 64, 64, 96, 4, 32), 224, 3, 1000, 8),
}
LAYOUTS = ("contiguous", "channels-last")


def measure_torch(options):
    """Prints PyTorch's images a second and peak memory for one row in one layout."""
    import torch
    from torch.nn import functional

    import reference

    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    regime, side, channels, classes, batch = REGIMES[options.regime]
    layout = torch.channels_last if options.layout == "channels-last" else torch.contiguous_format
    network = reference.Network(roadmap.rows(regime)[options.steps], channels, classes).to(memory_format=layout)
    network.train(options.mode == "training")
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=0.05, fused=True)
    # The network takes [N, H, W, C] and turns it: the layout asked for is that of the turned view.
    images = torch.randn(batch, channels, side, side).contiguous(memory_format=layout).permute(0, 2, 3, 1)
    labels = torch.randint(0, classes, (batch,))

    def step():
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.precision == "bfloat16"):
            if options.mode == "evaluation":
                with torch.inference_mode():
                    network(images)
                return
            loss = functional.cross_entropy(network(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    seconds = []
    for _ in range(options.count + 2):
        start = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"rate": batch / sorted(seconds[2:])[options.count // 2], "memory": peak_memory_bytes()}))


def peak_memory_bytes():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))


def torch_rate(options, step, layout):
    command = [
        sys.executable, __file__, "--measure-torch", "--steps", step, "--layout", layout, "--regime", options.regime,
        "--threads", str(options.threads), "--count", str(options.count), "--mode", options.mode,
        "--precision", options.precision,
    ]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return answer["rate"], answer["memory"]


def our_rate(options, step):
    command = [
        str(options.ablate), "benchmark", "--regime", options.regime, "--steps", step, "--threads", str(options.threads),
        "--count", str(options.count), "--mode", options.mode, "--batch", str(REGIMES[options.regime][4]),
        "--format", "json",
    ]
    row = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout)[0]
    return row["images_per_second"]["median"], row["peak_memory_bytes"], row["share_of_ceiling"]


def median(values):
    return sorted(values)[len(values) // 2]


def compared(options, step):
    ours, theirs = [], {layout: [] for layout in LAYOUTS}
    for round_number in range(options.rounds):
        ours.append(our_rate(options, step))
        best = max(LAYOUTS, key=lambda layout: max((rate for rate, _ in theirs[layout]), default=0))
        # After the first round the slower layout is out of the race.
        for layout in LAYOUTS if round_number == 0 else [best]:
            theirs[layout].append(torch_rate(options, step, layout))
    best = max(LAYOUTS, key=lambda layout: median([rate for rate, _ in theirs[layout]]))
    rate, torch_rate_ = median([rate for rate, _, _ in ours]), median([rate for rate, _ in theirs[best]])
    return {
        "id": step, "images_per_second": rate, "torch_images_per_second": torch_rate_, "torch_layout": best,
        "ratio": rate / torch_rate_, "share_of_ceiling": median([share for _, _, share in ours]),
        "peak_memory_bytes": median([memory for _, memory, _ in ours]),
        "torch_peak_memory_bytes": median([memory for _, memory in theirs[best]]),
    }


def geometric_mean(values):
    return math.exp(sum(map(math.log, values)) / len(values))


def table(rows, digits):
    head = ("step", "images/s", "PyTorch", "layout", "ratio", "ceiling %", "peak MB", "PyTorch MB")
    lines = [head] + [
        (row["id"], f"{row['images_per_second']:.{digits}f}", f"{row['torch_images_per_second']:.{digits}f}",
         row["torch_layout"], f"{row['ratio']:.2f}", f"{100 * row['share_of_ceiling']:.0f}",
         f"{row['peak_memory_bytes'] / 1e6:.0f}", f"{row['torch_peak_memory_bytes'] / 1e6:.0f}")
        for row in rows
    ]
    lines.append(("geometric mean", "", "", "", f"{geometric_mean([row['ratio'] for row in rows]):.2f}",
                  f"{100 * geometric_mean([row['share_of_ceiling'] for row in rows]):.0f}", "", ""))
    lines.insert(1, ("---", "---:", "---:", "---", "---:", "---:", "---:", "---:"))
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--regime", choices=REGIMES, default="small")
    parser.add_argument("--steps", help="rows by id, separated by commas (default: all)")
    parser.add_argument("--mode", choices=("training", "evaluation"), default="training")
    parser.add_argument("--precision", choices=("float32", "bfloat16"), default="float32", help="PyTorch's; ours is float32")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3, help="turns of each, whose median counts")
    parser.add_argument("--count", type=int, default=7, help="steps of a turn that count, after two that do not")
    parser.add_argument("--format", choices=("markdown", "json"), default="markdown")
    parser.add_argument("--ablate", type=pathlib.Path, default=ABLATE)
    parser.add_argument("--measure-torch", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--layout", choices=LAYOUTS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure_torch:
        return measure_torch(options)
    known = list(roadmap.rows(REGIMES[options.regime][0]))
    steps = options.steps.split(",") if options.steps else known
    for step in steps:
        if step not in known:
            parser.error(f"there is no step '{step}' among {', '.join(known)}")
    rows = []
    for step in steps:
        rows.append(compared(options, step))
        print(f"{step}: {rows[-1]['ratio']:.2f} times PyTorch", file=sys.stderr, flush=True)
    print(json.dumps(rows, indent=1) if options.format == "json" else table(rows, 0 if options.regime == "small" else 2))


if __name__ == "__main__":
    main()
