"""Times a training step of the 92 % Fashion-MNIST network in cnnc and in eager PyTorch.

Each round runs one step of each, so that both meet the same disturbances of the machine; the least
time of each counts. cnnc's step is timed by `cnn-run bench`, for a fraction of a second a round.
"""

import argparse
import json
import pathlib
import subprocess
import time

import torch
from torch import nn

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("threads", type=int, nargs="?", default=2, help="of each (default: 2)")
threads = parser.parse_args().threads

root = pathlib.Path(__file__).resolve().parent.parent
programs = root / "build" / "bin"
model = root / "build" / "benchmarks" / "fashion_mnist_cnn.so"
model.parent.mkdir(exist_ok=True)
subprocess.run([programs / "cnnc", root / "examples" / "fashion_mnist_cnn.mlir", "--train", "--batch=64", "-o", model],
               check=True)
torch.set_num_threads(threads)
torch.manual_seed(1)


def conv(inputs, outputs, kernel):
    return [nn.Conv2d(inputs, outputs, kernel, padding="same"), nn.ReLU()]


network = nn.Sequential(
    *conv(1, 64, 7), nn.MaxPool2d(2),
    *conv(64, 128, 3), *conv(128, 128, 3), nn.MaxPool2d(2),
    *conv(128, 256, 3), *conv(256, 256, 3), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(2304, 128), nn.ReLU(), nn.Dropout(0.5),
    nn.Linear(128, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 10),
).to(memory_format=torch.channels_last)
optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, fused=True)
loss = nn.CrossEntropyLoss()
images = torch.rand(64, 1, 28, 28).to(memory_format=torch.channels_last)
labels = torch.randint(0, 10, (64,))


def step_of_pytorch():
    begin = time.perf_counter()
    optimizer.zero_grad(set_to_none=True)
    loss(network(images), labels).backward()
    optimizer.step()
    return (time.perf_counter() - begin) * 1e3


def step_of_cnnc():
    output = subprocess.run(
        [programs / "cnn-run", "bench", model, "--entry", "train_step", "--threads", str(threads),
         "--seconds", "1", "--json"], check=True, capture_output=True, text=True).stdout
    return json.loads(output)["entries"][0]["minimum_seconds"] * 1e3


for _ in range(3):
    step_of_pytorch()
ours, theirs = [], []
for _ in range(8):
    ours.append(step_of_cnnc())
    theirs.extend(step_of_pytorch() for _ in range(4))
print(f"training step, batch 64, {threads} threads: cnnc {min(ours):.1f} ms, "
      f"PyTorch eager {min(theirs):.1f} ms, ratio {min(theirs) / min(ours):.2f}")
