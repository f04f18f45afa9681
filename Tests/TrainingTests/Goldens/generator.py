"""Weights and images from integers alone, so that no golden file has to store them.

All arithmetic is on unsigned 64-bit words, modulo 2^64:

    mix(z):   z += 0x9E3779B97F4A7C15
              z  = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9
              z  = (z ^ (z >> 27)) * 0x94D049BB133111EB
              return z ^ (z >> 31)                                  (the output function of splitmix64)
    word(seed, tensor, element) = mix(mix(mix(seed) + tensor) + element)
    unit(word)  = Float(word >> 40) * 2^-23 - 1                     in [-1, 1), exact in float32
    value(word) = centre + scale * unit(word)                       in float32

Every scale is a power of two, so the product is exact and the value has one rounding, fused or not.

`tensor` is the position of a parameter in `Network.parameters`, or one of the numbers below; `element` counts
row-major in the engine's layout. Centre and scale by the parameter's role:

    weight       0    2^-e, where e is the smallest non-negative integer with 4^(e + 1) >= fan-in
    bias         0    1/8
    norm scale   1    1/2
    norm shift   0    1/4
    layer scale  1/2  1/4
    position bias, response scale
                 0    1/2
    images       0    2

A label is (word >> 40) modulo the number of classes. A sign is -1 where the word's top bit is set, else +1.
"""

import numpy

# Tensor numbers of batch b: images IMAGES + 2b, labels LABELS + 2b. The signs that a gradient is summed with
# are SIGNS + the tensor number of the parameter, or SIGNS + IMAGES for the gradient of the images.
IMAGES = 1_000_000
LABELS = 1_000_001
SIGNS = 10_000_000
CHOICES = 20_000_000

ROLES = {
    "bias": (0.0, 2.0**-3),
    "normScale": (1.0, 2.0**-1),
    "normShift": (0.0, 2.0**-2),
    "layerScale": (0.5, 2.0**-2),
    "positionBias": (0.0, 2.0**-1),
    "responseScale": (0.0, 2.0**-1),
    "images": (0.0, 2.0),
}


def _mix(words):
    z = words + numpy.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    return z ^ (z >> numpy.uint64(31))


def words(seed, tensor, count):
    """The words of elements 0 ..< count."""
    stream = _mix(_mix(numpy.array([seed], numpy.uint64)) + numpy.uint64(tensor))
    return _mix(stream + numpy.arange(count, dtype=numpy.uint64))


def values(seed, tensor, shape, centre, scale):
    """float32 values around `centre`, at most `scale` (a power of two) away from it."""
    top = (words(seed, tensor, int(numpy.prod(shape, dtype=int))) >> numpy.uint64(40)).astype(numpy.float32)
    unit = top * numpy.float32(2.0**-23) - numpy.float32(1)
    return (numpy.float32(centre) + numpy.float32(scale) * unit).reshape(shape)


def spread(role, fan_in=1):
    """(centre, scale) of a role."""
    if role != "weight":
        return ROLES[role]
    exponent = 0
    while 4 ** (exponent + 1) < fan_in:
        exponent += 1
    return 0.0, 2.0**-exponent


def integers(seed, tensor, count, below):
    return [int(word >> numpy.uint64(40)) % below for word in words(seed, tensor, count)]


def signs(seed, tensor, count):
    return 1.0 - 2.0 * (words(seed, tensor, count) >> numpy.uint64(63)).astype(numpy.float64)


def samples():
    """Words and values that another implementation can be held against."""
    cases = [(0, 0, 0), (0, 0, 1), (1, 2, 3), (7, IMAGES, 4000), (3, SIGNS + 5, 17)]
    return [
        {
            "seed": seed, "tensor": tensor, "element": element,
            "word": f"{int(words(seed, tensor, element + 1)[-1]):016x}",
            "unit": float(values(seed, tensor, [element + 1], 0, 1)[-1]),
        }
        for seed, tensor, element in cases
    ]
