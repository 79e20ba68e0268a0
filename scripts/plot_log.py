"""Draws loss and accuracies over epochs from the log.csv of cnn-run train."""

import csv
import sys

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot

log, picture = sys.argv[1:]
with open(log, newline="") as file:
    rows = list(csv.DictReader(file))
epochs = [int(row["epoch"]) for row in rows]
figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.2))
left.plot(epochs, [float(row["loss"]) for row in rows], marker="o")
left.set(xlabel="epoch", ylabel="training loss", ylim=(0, None))
for column, label in [("train_accuracy", "training (with dropout)"), ("test_accuracy", "test")]:
    right.plot(epochs, [100 * float(row[column]) for row in rows], marker="o", label=label)
right.set(xlabel="epoch", ylabel="accuracy in %")
right.legend()
figure.tight_layout()
figure.savefig(picture, dpi=120)
