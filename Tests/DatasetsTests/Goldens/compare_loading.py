#!/usr/bin/env python3
"""How fast training images are read and augmented beside torchvision and timm on the same files, in processor time of one core.

    python3 compare_loading.py FOLDER [--images N] [--passes N]

FOLDER holds train/CLASS and val/CLASS. The transforms are those of `ablate data benchmark`'s rows; mixup and CutMix, which
PyTorch's recipes run on the batch, are left out on PyTorch's side, to its advantage.
"""

import argparse
import json
import pathlib
import subprocess
import time

ABLATE = pathlib.Path(__file__).resolve().parents[3] / ".build/release/ablate"
MEAN, SD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def pipelines():
    from timm.data.auto_augment import rand_augment_transform
    from timm.data.random_erasing import RandomErasing
    from torchvision import transforms
    from torchvision.transforms import InterpolationMode

    bicubic = InterpolationMode.BICUBIC
    finish = [transforms.ToTensor(), transforms.Normalize(MEAN, SD)]
    crop = [transforms.RandomResizedCrop(224, interpolation=bicubic), transforms.RandomHorizontalFlip()]
    randomly = rand_augment_transform(
        "rand-m9-mstd0.5-inc1", {"translate_const": 100, "img_mean": tuple(round(255 * m) for m in MEAN)})
    erase = RandomErasing(0.25, mode="pixel", device="cpu")
    return {
        "none": transforms.Compose([transforms.Resize(256, interpolation=bicubic), transforms.CenterCrop(224)] + finish),
        "crop and flip": transforms.Compose(crop + finish),
        "enhanced": transforms.Compose(crop + [randomly] + finish + [erase]),
    }


def torchvision_rates(folder, images, passes):
    import torch
    from torchvision.datasets import ImageFolder

    torch.set_num_threads(1)
    rates = {}
    for name, transform in pipelines().items():
        dataset = ImageFolder(f"{folder}/train", transform)
        count = min(images, len(dataset))
        best = float("inf")
        for _ in range(passes):
            start = time.process_time()
            for first in range(0, count, 32):
                torch.stack([dataset[index][0] for index in range(first, min(first + 32, count))])
            best = min(best, time.process_time() - start)
        rates[name] = count / best
    return rates


def ablate_rates(folder, images, passes):
    output = subprocess.run(
        [ABLATE, "data", "benchmark", "image-folder", "--data", folder, "--images", str(images), "--passes", str(passes),
         "--format", "json"], check=True, capture_output=True, text=True).stdout
    return {row["augmentation"]: row["images_per_second"] for row in json.loads(output)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--images", type=int, default=200)
    parser.add_argument("--passes", type=int, default=5)
    options = parser.parse_args()
    ours = ablate_rates(options.folder, options.images, options.passes)
    theirs = torchvision_rates(options.folder, options.images, options.passes)
    print("| augmentation | Ablate, images/s | torchvision and timm | ratio |\n|---|---:|---:|---:|")
    for name in ours:
        print(f"| {name} | {ours[name]:.0f} | {theirs[name]:.0f} | {ours[name] / theirs[name]:.2f} |")


if __name__ == "__main__":
    main()
