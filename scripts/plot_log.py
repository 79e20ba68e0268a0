"""Draws loss and accuracies over epochs from the log.csv of cnn-run train."""

import argparse
import csv

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("log", help="the table that cnn-run train --log wrote")
parser.add_argument("picture", help="the file to draw into: .png, .svg or .pdf")
arguments = parser.parse_args()

with open(arguments.log, newline="") as file:
    rows = list(csv.DictReader(file))


def draw(axes, column, scale, **style):
    """Draws a column; an accuracy that is not known is empty."""
    known = [row for row in rows if row[column]]
    if known:
        axes.plot([int(row["epoch"]) for row in known], [scale * float(row[column]) for row in known], marker="o", **style)


figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.2))
draw(left, "loss", 1)
left.set(xlabel="epoch", ylabel="training loss", ylim=(0, None))
draw(right, "train_accuracy", 100, label="training (with dropout)")
draw(right, "test_accuracy", 100, label="test")
right.set(xlabel="epoch", ylabel="accuracy in %")
if right.lines:
    right.legend()
figure.tight_layout()
figure.savefig(arguments.picture, dpi=120)
