"""Makes operations.golden: each operation of RandAugment, and Pillow's resize, on small pictures.

The operations are timm's own functions, called with the arguments they would get.
"""
import numpy as np
import PIL
import timm
from PIL import Image
from timm.data import auto_augment as timm_ops

from golden_file import GoldenFile
from pictures import picture

FILL = {1: (117,), 3: (124, 116, 104)}
MODES = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC}

file = GoldenFile(versions={"Pillow": PIL.__version__, "timm": timm.__version__}, fill=FILL)
pictures = {
    "colour": picture(29, 37, 3, 1),
    "grey": picture(28, 28, 1, 2),
    "even": picture(32, 32, 3, 3),
    "large": picture(90, 61, 3, 4),
    # One value in all pixels, and one in all but one: the special cases of equalize and auto-contrast.
    "flat": np.full((9, 8, 3), 77, np.uint8),
    "dot": np.pad(np.full((1, 1, 1), 200, np.uint8), ((3, 4), (4, 4), (0, 0)), constant_values=10),
    "tiny": picture(2, 2, 3, 5),
}
for name, pixels in pictures.items():
    file.add(pixels, kind="picture", picture=name)


def image(name):
    pixels = pictures[name]
    return Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)


def resized(source, size, resample):
    """Along the rows first, as Pillow did always before version 13; now it begins with the columns where the height
    shrinks much more than the width, which differs by one level."""
    height, width = size
    return source.resize((width, source.height), resample).resize((width, height), resample)


def add(name, kind, result, **entry):
    file.add(np.asarray(result), kind=kind, picture=name, **entry)


for name in ["colour", "grey", "flat", "dot", "tiny"]:
    source = image(name)
    add(name, "autoContrast", timm_ops.auto_contrast(source))
    add(name, "equalize", timm_ops.equalize(source))
    add(name, "invert", timm_ops.invert(source))
    for bits in [1, 2, 4]:
        add(name, "posterize", timm_ops.posterize(source, bits), argument=bits)
    for threshold in [0, 26, 130, 256]:
        add(name, "solarize", timm_ops.solarize(source, threshold), argument=threshold)
    for added in [0, 44, 99, 110]:
        add(name, "solarizeAdd", timm_ops.solarize_add(source, added), argument=added)
    for kind, operation in [
        ("colour", timm_ops.color), ("contrast", timm_ops.contrast),
        ("brightness", timm_ops.brightness), ("sharpness", timm_ops.sharpness),
    ]:
        for factor in [0.1, 0.19, 0.73, 1.0, 1.37, 1.81, 1.9]:
            add(name, kind, operation(source, factor), argument=factor)

for name in ["colour", "grey", "even"]:
    source = image(name)
    fill = FILL[pictures[name].shape[2]]
    for interpolation, resample in MODES.items():
        given = dict(fillcolor=fill if len(fill) > 1 else fill[0])
        for kind, operation, arguments in [
            ("shearX", timm_ops.shear_x, [0.27, -0.13, 0.0]),
            ("shearY", timm_ops.shear_y, [-0.27, 0.05]),
            ("translateX", timm_ops.translate_x_rel, [0.405, -0.2, 0.0]),
            ("translateY", timm_ops.translate_y_rel, [-0.405, 0.113]),
            ("rotate", timm_ops.rotate, [27.0, -27.0, 3.7, 0.0, -29.99]),
        ]:
            for argument in arguments:
                result = operation(source, argument, resample=resample, **given)
                add(name, kind, result, argument=argument, interpolation=interpolation)

for name in ["colour", "grey", "large", "tiny"]:
    height, width, _ = pictures[name].shape
    crops = [(0, 0, height, width)]
    if name == "large":
        crops += [(3, 5, 70, 41), (11, 0, 20, 61), (89, 60, 1, 1)]
    for interpolation, resample in MODES.items():
        for top, left, crop_height, crop_width in crops:
            for size in [(32, 32), (17, 53), (crop_height, 9), (12, crop_width)]:
                cut = image(name).crop((left, top, left + crop_width, top + crop_height))
                result = resized(cut, size, resample)
                crop = {"top": top, "left": left, "height": crop_height, "width": crop_width}
                add(name, "resize", result, interpolation=interpolation, crop=crop)

file.write("operations.golden")
