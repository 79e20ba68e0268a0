"""PyTorch: eager, channels-last, fused Adam; and torch.compile of the same, with freezing for inference. In bf16 the
weights and all between the layers are bf16 too."""

import numpy
import torch

from . import networks


def load_images(files):
    images = torch.from_numpy(numpy.fromfile(files["inputs"], numpy.float32)).reshape(files["shape"])
    return images.to(memory_format=torch.channels_last)


def infer(files, compiled=False):
    torch.set_num_threads(files["threads"])
    precision = torch.bfloat16 if files["bf16"] else torch.float32
    network = networks.make(files["network"]).to(precision, memory_format=torch.channels_last)
    images = load_images(files).to(precision)
    if compiled:
        torch._inductor.config.freezing = True
        network = torch.compile(network)
    logits = [None]

    def run():
        with torch.no_grad() if compiled else torch.inference_mode():
            logits[0] = network(images)

    return run, lambda: logits[0].float().numpy()


def train(files, checked, compiled=False):
    torch.set_num_threads(files["threads"])
    network = networks.make(files["network"], train=True, dropout=not checked).to(memory_format=torch.channels_last)
    images = load_images(files)
    labels = torch.from_numpy(numpy.fromfile(files["labels"], numpy.int32)).long()
    optimizer = torch.optim.Adam(network.parameters(), lr=files["learning_rate"], fused=True)

    def loss_of(images, labels):
        return torch.nn.functional.cross_entropy(network(images), labels)

    if compiled:
        loss_of = torch.compile(loss_of)
    loss = [None]

    def run():
        optimizer.zero_grad(set_to_none=True)
        loss[0] = loss_of(images, labels)
        loss[0].backward()
        optimizer.step()

    return run, lambda: loss[0].item()
