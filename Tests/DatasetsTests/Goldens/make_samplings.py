"""Makes samplings.golden: a JPEG file of every legal combination of sampling factors, and what Pillow decodes from it.

One line of JSON, then the files. `sha256` is that of Pillow's RGB pixels, `null` where Pillow refuses the file.
"""
import hashlib
import io
import itertools
import json

import PIL
from PIL import Image

from jpeg_file import jpeg
from pictures import picture

# Two units or more along both sides, of which the last are cut off.
HEIGHT, WIDTH = 37, 35
FACTORS = list(itertools.product(range(1, 5), repeat=2))
planes = [picture(HEIGHT, WIDTH, 1, seed)[:, :, 0] for seed in range(1, 5)]
entries, payload = [], bytearray()


def add(name, data):
    try:
        pixels = hashlib.sha256(Image.open(io.BytesIO(data)).convert("RGB").tobytes()).hexdigest()
    except (OSError, SyntaxError):
        pixels = None
    entries.append({"name": name, "offset": len(payload), "count": len(data), "sha256": pixels})
    payload.extend(data)


def named(factors):
    return ",".join(f"{h}x{v}" for h, v in factors)


for factor in FACTORS:
    add(named([factor]), jpeg(planes, [factor], HEIGHT, WIDTH))
for factors in itertools.product(FACTORS, repeat=3):
    # A unit has ten blocks at most.
    if sum(h * v for h, v in factors) <= 10:
        add(named(factors), jpeg(planes, factors, HEIGHT, WIDTH))
# Four inks: the first and the last alike, as encoders have it, as inks and as luma, chroma and black.
for factors in itertools.product(FACTORS, repeat=2):
    factors = [factors[0], factors[1], factors[1], factors[0]]
    if sum(h * v for h, v in factors) <= 10:
        for adobe in (0, 2):
            add(f"{named(factors)} Adobe {adobe}", jpeg(planes, factors, HEIGHT, WIDTH, adobe=adobe))
common = [(2, 2), (1, 1), (1, 1)]
add("a scan a component", jpeg(planes, common, HEIGHT, WIDTH, scans=[[0], [1], [2]]))
add("two scans", jpeg(planes, [(1, 2), (2, 1), (1, 1)], HEIGHT, WIDTH, scans=[[2], [0, 1]]))
add("restart markers", jpeg(planes, common, HEIGHT, WIDTH, restart=2))
add("RGB by its letters", jpeg(planes, [(1, 1)] * 3, HEIGHT, WIDTH, ids=b"RGB"))
add("RGB by Adobe's word", jpeg(planes, [(1, 1)] * 3, HEIGHT, WIDTH, adobe=0))
add("four components without Adobe's word", jpeg(planes, [(1, 1)] * 4, HEIGHT, WIDTH))
add("two components", jpeg(planes, [(1, 1)] * 2, HEIGHT, WIDTH))

with open("samplings.golden", "wb") as file:
    header = json.dumps({"entries": entries, "versions": {"Pillow": PIL.__version__}}, sort_keys=True)
    file.write(header.encode("ascii") + b"\n" + bytes(payload))
