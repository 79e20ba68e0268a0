"""Writes a small data set as IDX files: four classes of images, told apart by which corner is bright."""

import gzip
import os
import struct
import sys

folder, count, side = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
os.makedirs(folder, exist_ok=True)
noise = 1
for prefix in ("train", "t10k"):
    images, labels = bytearray(), bytearray()
    for index in range(count):
        label = index * 7 % 4
        labels.append(label)
        for y in range(side):
            for x in range(side):
                noise = (noise * 1664525 + 1013904223) % 2**32
                bright = (y >= side // 2) * 2 + (x >= side // 2) == label
                images.append((120 if bright else 0) + (noise >> 24) // 2)
    with open(f"{folder}/{prefix}-images-idx3-ubyte", "wb") as file:
        file.write(struct.pack(">IIII", 0x803, count, side, side) + images)
    with gzip.open(f"{folder}/{prefix}-labels-idx1-ubyte.gz", "wb") as file:
        file.write(struct.pack(">II", 0x801, count) + labels)
