"""The networks that are compared, in PyTorch with random weights of a fixed seed."""

import pathlib
import sys

import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
import export_torchvision

# Of one input image: channels, rows, columns.
SHAPES = {name: (3, 224, 224) for name in export_torchvision.NETWORKS}
SHAPES |= {"fashion_mnist_cnn": (1, 28, 28), "lenet5": (1, 32, 32), "resnet18_32": (3, 32, 32)}


def classes(name):
    return 10 if name in SMALL else 1000


def fashion_mnist_cnn():
    """examples/fashion_mnist_cnn.mlir, which reaches 92 % on Fashion-MNIST; it gives logits."""

    def convolution(inputs, outputs, window):
        return [nn.Conv2d(inputs, outputs, window, padding=window // 2), nn.ReLU()]

    return nn.Sequential(
        *convolution(1, 64, 7), nn.MaxPool2d(2),
        *convolution(64, 128, 3), *convolution(128, 128, 3), nn.MaxPool2d(2),
        *convolution(128, 256, 3), *convolution(256, 256, 3), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(2304, 128), nn.ReLU(), nn.Dropout(0.5),
        nn.Linear(128, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 10))


def lenet5():
    """examples/lenet5.mlir; it gives logits."""
    return nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(16, 120, 5), nn.Tanh(), nn.Flatten(),
        nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10))


def resnet18_32():
    """ResNet-18 for CIFAR's images: a first convolution of 3x3 that keeps the 32x32 pixels, no pooling after it."""
    network = export_torchvision.NETWORKS["resnet18"](weights=None, num_classes=10)
    network.conv1 = nn.Conv2d(3, 64, 3, padding=1, bias=False)
    network.maxpool = nn.Identity()
    return network


SMALL = {make.__name__: make for make in (fashion_mnist_cnn, lenet5, resnet18_32)}


def make(name, train=False, dropout=True):
    """Equal arguments give equal weights, in every process."""
    if name in SMALL:
        torch.manual_seed(1)
        network = SMALL[name]()
    else:
        network = export_torchvision.make_network(name)
    for module in network.modules():
        if isinstance(module, nn.Dropout) and not dropout:
            module.p = 0.0
    return network.train(train)


def has_dropout(name):
    return any(isinstance(module, nn.Dropout) for module in make(name).modules())


def export(name, path, batch, train, dropout):
    """Writes an ONNX file for exactly `batch` images; for training, batch normalisation and dropout stay."""
    network = make(name, train, dropout)
    mode = torch.onnx.TrainingMode
    torch.onnx.export(network, (torch.zeros(batch, *SHAPES[name]),), str(path), dynamo=False,
                      input_names=["image"], output_names=["logits"], do_constant_folding=not train,
                      training=mode.TRAINING if train else mode.EVAL)
