"""Writes squares, discs and crosses as PNG files: FOLDER/{train,val}/{disc,cross,square}/NUMBER.png, and the same images
as raw bytes behind their labels: FOLDER/{train,val}.raw.

    python3 make_images.py FOLDER
"""

import random
import struct
import sys
import zlib
from pathlib import Path

SIDE = 16


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(rows: list[bytes]) -> bytes:
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def covers(shape: str, x: float, y: float, radius: float) -> bool:
    if shape == "square":
        return max(abs(x), abs(y)) <= radius
    if shape == "disc":
        return x * x + y * y <= radius * radius
    return min(abs(x), abs(y)) <= radius / 3 and max(abs(x), abs(y)) <= radius


def image(shape: str, draw: random.Random) -> list[bytes]:
    radius = draw.uniform(3, 6)
    centre = [draw.uniform(radius, SIDE - 1 - radius) for _ in range(2)]
    colour = [draw.randrange(128, 256) for _ in range(3)]
    rows = []
    for y in range(SIDE):
        row = bytearray()
        for x in range(SIDE):
            inside = covers(shape, x - centre[0], y - centre[1], radius)
            row += bytes(value if inside else draw.randrange(64) for value in colour)
        rows.append(bytes(row))
    return rows


draw = random.Random(0)
for split, count in [("train", 100), ("val", 40)]:
    records = []
    for label, shape in enumerate(["cross", "disc", "square"]):
        folder = Path(sys.argv[1]) / split / shape
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(count):
            rows = image(shape, draw)
            (folder / f"{number}.png").write_bytes(png(rows))
            records.append(bytes([label]) + b"".join(rows))
    (Path(sys.argv[1]) / f"{split}.raw").write_bytes(b"".join(records))
