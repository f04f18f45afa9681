"""A JPEG writer for the kinds that Pillow cannot write: any sampling factors, number of components and order of scans.

Baseline, with Huffman tables of the symbols that occur, so that files are small.
"""
import struct

import numpy as np

ZIGZAG = sorted(range(64), key=lambda i: (i // 8 + i % 8, (i // 8 if (i // 8 + i % 8) % 2 else i % 8)))
COSINES = np.array([[np.cos((2 * x + 1) * u * np.pi / 16) * (0.5 if u else np.sqrt(0.125)) for x in range(8)]
                    for u in range(8)])


def segment(marker, data):
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def blocks(plane, rows, columns, step):
    """Quantized coefficients in zigzag order, [rows, columns, 64], of a plane that is continued by its edges."""
    height, width = plane.shape
    plane = np.pad(plane, ((0, rows * 8 - height), (0, columns * 8 - width)), mode="edge").astype(np.float64) - 128
    parts = plane.reshape(rows, 8, columns, 8).transpose(0, 2, 1, 3)
    return np.round(COSINES @ parts @ COSINES.T / step).astype(int).reshape(rows, columns, 64)[:, :, ZIGZAG]


def symbols(block, before):
    """(class, symbol, value, bits) of one block: class 0 for the mean's difference, 1 for the rest."""
    difference = int(block[0]) - before
    size = abs(difference).bit_length()
    yield 0, size, difference, size
    run = 0
    last = max((index for index in range(1, 64) if block[index]), default=0)
    for value in (int(value) for value in block[1:last + 1]):
        if value == 0:
            run += 1
            continue
        while run > 15:
            yield 1, 0xF0, 0, 0
            run -= 16
        size = abs(value).bit_length()
        yield 1, run << 4 | size, value, size
        run = 0
    if last < 63:
        yield 1, 0, 0, 0


def jpeg(planes, factors, height, width, scans=None, restart=0, adobe=None, step=40, ids=None, end=b"\xff\xd9"):
    """`planes`: a component's samples, [rows, columns] of at least its size in the image; `factors`: its (H, V).

    There are as many components as factors. `scans`: lists of components, all in one when not given; `restart`: interleaved units between restart markers;
    `adobe`: the colour transform that an Adobe segment names.
    """
    most_h, most_v = (max(factor[axis] for factor in factors) for axis in (0, 1))
    units = (-(-height // (8 * most_v)), -(-width // (8 * most_h)))
    planes = planes[:len(factors)]
    ids = ids or range(1, len(planes) + 1)
    sizes = [(-(-height * v // most_v), -(-width * h // most_h)) for h, v in factors]
    grids = [blocks(plane[:rows, :columns], units[0] * v, units[1] * h, step)
             for plane, (rows, columns), (h, v) in zip(planes, sizes, factors)]
    coded = []
    for scan in scans or [list(range(len(planes)))]:
        if len(scan) == 1:
            # A component of its own has no blocks beyond its last samples.
            rows, columns = (-(-length // 8) for length in sizes[scan[0]])
            order = [[(scan[0], row, column)] for row in range(rows) for column in range(columns)]
        else:
            order = [[(component, y * factors[component][1] + row, x * factors[component][0] + column)
                      for component in scan for row in range(factors[component][1])
                      for column in range(factors[component][0])] for y in range(units[0]) for x in range(units[1])]
        pieces = [order[start:start + restart] for start in range(0, len(order), restart)] if restart else [order]
        stream = []
        for piece in pieces:
            before = [0] * len(planes)
            stream.append([])
            for component, row, column in (place for unit in piece for place in unit):
                stream[-1] += symbols(grids[component][row, column], before[component])
                before[component] = int(grids[component][row, column, 0])
        coded.append((scan, stream))
    tables = []
    for kind in (0, 1):
        used = sorted({code[1] for _, stream in coded for piece in stream for code in piece if code[0] == kind})
        # All codes of one length; the one of ones alone must not occur.
        length = len(used).bit_length()
        tables.append((length, {symbol: index for index, symbol in enumerate(used)}))
    data = b"\xff\xd8"
    if adobe is not None:
        data += segment(0xEE, b"Adobe" + struct.pack(">HHHB", 100, 0, 0, adobe))
    data += segment(0xDB, b"\0" + bytes([step]) * 64)
    data += segment(0xC0, struct.pack(">BHHB", 8, height, width, len(planes))
                    + b"".join(bytes([i, h << 4 | v, 0]) for i, (h, v) in zip(ids, factors)))
    for kind, (length, codes) in enumerate(tables):
        counts = [len(codes) if size == length else 0 for size in range(1, 17)]
        data += segment(0xC4, bytes([kind << 4] + counts + list(codes)))
    if restart:
        data += segment(0xDD, struct.pack(">H", restart))
    for scan, stream in coded:
        data += segment(0xDA, bytes([len(scan)]) + b"".join(bytes([ids[c], 0]) for c in scan) + b"\0\x3f\0")
        for index, piece in enumerate(stream):
            bits = "".join(
                format(tables[kind][1][symbol], f"0{tables[kind][0]}b")
                + (format(value if value > 0 else value + (1 << size) - 1, f"0{size}b") if size else "")
                for kind, symbol, value, size in piece)
            bits += "1" * (-len(bits) % 8)
            packed = bytes(int(bits[start:start + 8], 2) for start in range(0, len(bits), 8))
            data += (bytes([0xFF, 0xD0 + (index - 1) % 8]) if index else b"") + packed.replace(b"\xff", b"\xff\0")
    return data + end
