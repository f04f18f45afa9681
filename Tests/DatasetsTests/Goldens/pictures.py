"""Test pictures from a fixed formula: smooth areas, edges and noise, so that every operation shows."""
import numpy as np


def picture(height, width, channels, seed):
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    random = np.random.RandomState(seed)
    planes = []
    for channel in range(channels):
        smooth = 110 + 70 * np.sin(x / (5 + channel) + seed) + 50 * np.cos(y / (7 - channel) - seed)
        square = 60 * ((x > width * 0.3) & (x < width * 0.6) & (y > height * 0.4) & (y < height * 0.8))
        planes.append(smooth + square - 20 * channel + random.normal(0, 6, (height, width)))
    pixels = np.clip(np.stack(planes, axis=-1), 13 + seed % 5, 240)
    return pixels.round().astype(np.uint8)
