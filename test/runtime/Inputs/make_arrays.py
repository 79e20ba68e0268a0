"""Writes .npy inputs for the hand-written model, and PNG pictures of its four classes."""

import struct
import sys
import zlib

import numpy

folder = sys.argv[1]
numbers = (numpy.arange(21 * 64, dtype=numpy.float64) * 37 % 101 / 101).reshape(21, 1, 8, 8)
numpy.save(f"{folder}/double.npy", numbers)
numpy.save(f"{folder}/float.npy", numbers.astype(numpy.float32))
numpy.save(f"{folder}/few.npy", numbers.astype(numpy.float32)[:5])
numpy.save(f"{folder}/flat.npy", numbers.reshape(21, 64).astype(numpy.float32))
numpy.save(f"{folder}/column.npy", numpy.asfortranarray(numbers.astype(numpy.float32)[:, 0]))


def write_png(path, pixels):
    height, width = pixels.shape
    rows = b"".join(b"\0" + pixels[y].tobytes() for y in range(height))

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


for label in range(4):
    picture = numpy.zeros((40, 60), dtype=numpy.uint8)  # its centre, 40 x 40, counts
    y, x = divmod(label, 2)
    picture[20 * y : 20 * y + 20, 10 + 20 * x : 30 + 20 * x] = 200
    write_png(f"{folder}/corner{label}.png", picture)
    write_png(f"{folder}/dark{label}.png", 255 - picture)
