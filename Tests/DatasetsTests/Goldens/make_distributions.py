"""Makes distributions.golden: what timm draws, many times, as numbers to compare distributions with.

Of each quantity the mean and the standard deviation over the draws; of RandAugment how often each operation is drawn
and carried out.
"""
import collections
import json
import random

import numpy as np
import timm
import torch
from PIL import Image
from timm.data import auto_augment, mixup, random_erasing, transforms

DRAWS = 20000
random.seed(1)
np.random.seed(1)
torch.manual_seed(1)
result = {"versions": {"timm": timm.__version__}, "draws": DRAWS, "quantities": {}, "operations": {}}


def note(name, values):
    values = np.asarray(values, dtype=float)
    result["quantities"][name] = {"mean": values.mean(), "sd": values.std(), "count": len(values)}


image = Image.new("RGB", (300, 200))
crops = [transforms.RandomResizedCropAndInterpolation.get_params(image, (0.08, 1.0), (3 / 4, 4 / 3)) for _ in range(DRAWS)]
for index, name in enumerate(["top", "left", "height", "width"]):
    note(f"crop.{name}", [crop[index] for crop in crops])

erased = []
for _ in range(DRAWS):
    pixels = torch.zeros(1, 64, 48)
    random_erasing.RandomErasing(0.25, mode="pixel", device="cpu")(pixels)
    rows = (pixels[0] != 0).any(1).nonzero()
    columns = (pixels[0] != 0).any(0).nonzero()
    erased.append((len(rows), len(columns), int(rows[0]), int(columns[0])) if len(rows) else None)
note("erasing.applied", [rectangle is not None for rectangle in erased])
for index, name in enumerate(["height", "width", "top", "left"]):
    note(f"erasing.{name}", [rectangle[index] for rectangle in erased if rectangle])

mixing = mixup.Mixup(0.8, 1.0, None, 1.0, 0.5, "batch")
shares = {True: [], False: []}
for _ in range(DRAWS):
    share, is_cut = mixing._params_per_batch()
    if is_cut:
        _, share = mixup.cutmix_bbox_and_lam((3, 40, 30), share)
    shares[bool(is_cut)].append(share)
note("mixing.isCut", [1] * len(shares[True]) + [0] * len(shares[False]))
note("mixing.cutShare", shares[True])
note("mixing.blendShare", shares[False])

# The operations themselves are replaced by notes of what they are called with.
called = collections.defaultdict(list)
for name in list(auto_augment.NAME_TO_OP):
    auto_augment.NAME_TO_OP[name] = lambda img, *arguments, _name=name, **_: called[_name].append(arguments) or img
policy = auto_augment.rand_augment_transform("rand-m9-mstd0.5-inc1", {"img_mean": (124, 116, 104)})
for _ in range(DRAWS):
    policy(image)
names = {
    "AutoContrast": "autoContrast", "Equalize": "equalize", "Invert": "invert", "Rotate": "rotate",
    "PosterizeIncreasing": "posterize", "SolarizeIncreasing": "solarize", "SolarizeAdd": "solarizeAdd",
    "ColorIncreasing": "colour", "ContrastIncreasing": "contrast", "BrightnessIncreasing": "brightness",
    "SharpnessIncreasing": "sharpness", "ShearX": "shearX", "ShearY": "shearY", "TranslateXRel": "translateX",
    "TranslateYRel": "translateY",
}
for name, ours in names.items():
    result["operations"][ours] = len(called[name])
    if called[name][0]:
        note(f"operation.{ours}", [arguments[0] for arguments in called[name]])
        note(f"operation.{ours}.size", [abs(arguments[0]) for arguments in called[name]])

with open("distributions.golden", "w") as file:
    json.dump(result, file, indent=1, sort_keys=True)
    file.write("\n")
