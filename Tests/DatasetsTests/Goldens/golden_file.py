"""Writes a golden file: one line of JSON, then bytes that its entries point into by offset."""
import json


class GoldenFile:
    def __init__(self, **header):
        self.header = header
        self.entries = []
        self.payload = bytearray()

    def add(self, pixels, **entry):
        """`pixels`: an array of unsigned bytes, [height, width] or [height, width, channels]."""
        if pixels.ndim == 2:
            pixels = pixels[:, :, None]
        height, width, channels = pixels.shape
        shape = {"height": height, "width": width, "channels": channels}
        self.entries.append({**entry, "shape": shape, "offset": len(self.payload)})
        self.payload += pixels.astype("uint8").tobytes()

    def write(self, path):
        with open(path, "wb") as file:
            text = json.dumps({**self.header, "entries": self.entries}, sort_keys=True)
            file.write(text.encode("ascii") + b"\n" + bytes(self.payload))
