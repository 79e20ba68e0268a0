"""Compares two outputs of run-model.c: every number to 1e-4, and tells how many there are of each entry."""

import collections
import sys

lines = [[line.split() for line in open(path)] for path in sys.argv[1:]]
counts = collections.Counter()
for (name, left), (other, right) in zip(*lines, strict=True):
    assert name == other and abs(float(left) - float(right)) <= 1e-4 * max(1.0, abs(float(left))), (name, left, right)
    counts[name] += 1
for name, count in counts.items():
    print(f"{count} numbers of {name} agree")
