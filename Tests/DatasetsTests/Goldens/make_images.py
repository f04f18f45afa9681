"""Makes the files in images/ and images.golden: what Pillow decodes from each, as RGB and as grey.

Images of 16 bits a sample are held against their high bytes: Pillow does the same with colour, but cuts grey off
at 255 when it converts.
"""
import io
import os

import numpy as np
import PIL
from PIL import Image

from golden_file import GoldenFile
from pictures import picture
from png_file import chunk, png

os.makedirs("images", exist_ok=True)
file = GoldenFile(versions={"Pillow": PIL.__version__})


def keep(name, data, pixels=None):
    with open(f"images/{name}", "wb") as output:
        output.write(data)
    image = Image.open(io.BytesIO(data)) if pixels is None else Image.fromarray(pixels)
    file.add(np.asarray(image.convert("RGB")), file=name, channels=3)
    file.add(np.asarray(image.convert("RGB").convert("L") if image.mode != "L" else image), file=name, channels=1)


def jpeg(image, **options):
    output = io.BytesIO()
    image.save(output, "JPEG", **options)
    return output.getvalue()


colour = picture(45, 61, 3, 1)
grey = picture(45, 61, 1, 2)[:, :, 0]
exif = Image.Exif()
exif[0x0112] = 6
keep("colour-420.jpg", jpeg(Image.fromarray(colour), quality=90))
keep("colour-444.jpg", jpeg(Image.fromarray(colour), quality=95, subsampling=0))
keep("colour-422-progressive.jpg", jpeg(Image.fromarray(colour), quality=85, subsampling=1, progressive=True))
keep("turned-by-exif.jpg", jpeg(Image.fromarray(colour), quality=90, exif=exif))
keep("grey.jpg", jpeg(Image.fromarray(grey), quality=90))
keep("cmyk.jpg", jpeg(Image.fromarray(picture(45, 61, 4, 3), mode="CMYK"), quality=95))
keep("large.jpg", jpeg(Image.fromarray(picture(181, 240, 3, 4)), quality=80))
keep("one-pixel.jpg", jpeg(Image.fromarray(colour[:1, :1]), quality=90))

alpha = picture(45, 61, 4, 5)
palette = picture(16, 16, 3, 6).tobytes()
deep = picture(45, 61, 3, 7).astype(np.uint16) * 257 - picture(45, 61, 3, 8)
keep("colour.png", png(colour, 2, 8))
keep("colour-interlaced.png", png(colour, 2, 8, interlaced=True))
keep("colour-16.png", png(deep, 2, 16), (deep >> 8).astype(np.uint8))
keep("colour-alpha.png", png(alpha, 6, 8))
keep("colour-transparent.png", png(colour, 2, 8, transparency=bytes([0, 60, 0, 60, 0, 60])))
keep("grey.png", png(grey[:, :, None], 0, 8))
keep("grey-1.png", png(grey[:, :, None] >> 7, 0, 1))
keep("grey-2.png", png(grey[:, :, None] >> 6, 0, 2))
keep("grey-4-interlaced.png", png(grey[:, :, None] >> 4, 0, 4, interlaced=True))
keep("grey-16.png", png(deep[:, :, :1], 0, 16), (deep[:, :, 0] >> 8).astype(np.uint8))
keep("grey-alpha.png", png(alpha[:, :, :2], 4, 8))
keep("palette.png", png(grey[:, :, None], 3, 8, palette=palette))
keep("palette-4-transparent.png", png(grey[:, :, None] >> 4, 3, 4, palette=palette[:48], transparency=bytes(range(16))))
keep("palette-1.png", png(grey[:, :, None] >> 7, 3, 1, palette=palette[:6]))
keep("alpha-16.png", png(np.concatenate([deep, deep[:, :, :1]], axis=2), 6, 16), (deep >> 8).astype(np.uint8))

# What only the pixels' own checksum or nothing at all is wrong with, in Pillow's eyes.
plain = png(colour, 2, 8)
start, end = plain.index(b"IDAT") - 4, plain.index(b"IEND") - 4
packed = plain[start + 8:end - 4]
# A window of 256 bytes announced, 32,768 in use.
narrow = bytes([0x08, 0x1D]) + packed[2:]
keep("small-window.png", plain[:start] + chunk(b"IDAT", narrow) + plain[end:])
keep("chunk-checksum.png", plain[:end - 1] + bytes([plain[end - 1] ^ 1]) + plain[end:])
keep("no-pixel-checksum.png", plain[:start] + chunk(b"IDAT", packed[:-4]) + plain[end:])
keep("no-end.png", plain[:end - 2])
keep("no-end-interlaced.png", png(colour, 2, 8, interlaced=True)[:-20])
keep("unknown-chunk.png", plain[:start] + chunk(b"ABCD", b"?") + plain[start:])

file.write("images.golden")
