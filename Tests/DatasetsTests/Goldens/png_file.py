"""A PNG writer for the kinds that Pillow cannot write: any colour type, bit depth and interlacing."""
import struct
import zlib

ADAM7 = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed(row, depth):
    """One row of samples as bytes, each `depth` bits wide, the first in the highest bits."""
    if depth == 16:
        return b"".join(struct.pack(">H", int(value)) for value in row)
    bits = "".join(format(int(value), f"0{depth}b") for value in row)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[start:start + 8], 2) for start in range(0, len(bits), 8))


def png(samples, colour_type, depth, palette=None, transparency=None, interlaced=False):
    """`samples`: [height, width, samples a pixel], whole numbers below 2 ** depth."""
    height, width, _ = samples.shape
    rows = b""
    passes = ADAM7 if interlaced else [(0, 0, 1, 1)]
    for top, left, down, right in passes:
        part = samples[top::down, left::right]
        if part.size:
            rows += b"".join(b"\0" + packed(row.reshape(-1), depth) for row in part)
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, int(interlaced))
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    if palette is not None:
        data += chunk(b"PLTE", palette)
    if transparency is not None:
        data += chunk(b"tRNS", transparency)
    return data + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
