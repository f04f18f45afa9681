"""Golden files: one line of JSON, then little-endian float32 numbers.

The line is ASCII with sorted keys and is filled up with spaces so that the numbers start at a multiple of four
bytes. Its `tensors` are {name, shape, offset}, the offset counted in floats from the first byte after the newline.
"""

import json
import math
import pathlib

import numpy
import torch

import generator

FOLDER = pathlib.Path(__file__).resolve().parent


def write(name, tensors, /, **metadata):
    """Writes `tensors`, a dictionary of names to torch or numpy tensors, in its order."""
    entries, blobs, offset = [], [], 0
    for tensor_name, tensor in tensors.items():
        array = numpy.asarray(tensor.detach() if torch.is_tensor(tensor) else tensor)
        if not numpy.isfinite(array).all():
            raise ValueError(f"{name}: {tensor_name} holds a number that is not finite.")
        blobs.append(numpy.ascontiguousarray(array, dtype="<f4").tobytes())
        entries.append({"name": tensor_name, "shape": list(array.shape), "offset": offset})
        offset += math.prod(array.shape)
    header = metadata | {
        "tensors": entries,
        "versions": {"torch": torch.__version__.split("+")[0]},
        "generatorSamples": generator.samples(),
    }
    line = json.dumps(header, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()
    line += b" " * (-(len(line) + 1) % 4) + b"\n"
    path = FOLDER / name
    path.write_bytes(line + b"".join(blobs))
    print(f"{name}: {len(entries)} tensors, {path.stat().st_size} bytes")


def read(name):
    """The header of a golden file and its tensors by name."""
    line, _, data = (FOLDER / name).read_bytes().partition(b"\n")
    header = json.loads(line)
    numbers = numpy.frombuffer(data, dtype="<f4")
    tensors = {}
    for entry in header["tensors"]:
        count = math.prod(entry["shape"])
        tensors[entry["name"]] = numbers[entry["offset"]:][:count].reshape(entry["shape"])
    return header, tensors


def relative_error(actual, expected):
    """The distance of two tensors by the length of the second."""
    distance = torch.linalg.vector_norm(actual.double() - expected.double()).item()
    return distance / max(torch.linalg.vector_norm(expected.double()).item(), 1e-300)
