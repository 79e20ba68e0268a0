"""Fails unless the .npy files are equal, as far as the shortest goes."""

import sys

import numpy

arrays = [numpy.load(path) for path in sys.argv[1:]]
count = min(len(array) for array in arrays)
for path, array in zip(sys.argv[1:], arrays):
    print(path.split("/")[-1], array.dtype, array.shape)
    assert numpy.array_equal(array[:count], arrays[0][:count]), path
