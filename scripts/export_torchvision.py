"""Exports torchvision's networks, with random weights of a fixed seed, to ONNX files.

A freshly made batch normalisation (mean 0, variance 1, scale 1, offset 0) would hide errors, so its
four vectors are randomised as well.
"""

import argparse
import collections
import pathlib
import warnings

import onnx
import torch
import torchvision

NETWORKS = {
    "resnet18": torchvision.models.resnet18,
    "resnet50": torchvision.models.resnet50,
    "vgg16": torchvision.models.vgg16,
    "mobilenet_v2": torchvision.models.mobilenet_v2,
    "squeezenet1_1": torchvision.models.squeezenet1_1,
    "densenet121": torchvision.models.densenet121,
}


def make_network(name, seed=1):
    torch.manual_seed(seed)
    network = NETWORKS[name](weights=None)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.normal_(module.running_mean, 0.0, 0.1)
            torch.nn.init.uniform_(module.running_var, 0.5, 1.5)
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.normal_(module.bias, 0.0, 0.1)
    return network.eval()


def export(name, path, dynamo, dynamic_batch):
    network = make_network(name)
    image = torch.randn(2 if dynamic_batch else 1, 3, 224, 224)
    options = dict(input_names=["image"], output_names=["logits"], dynamo=dynamo)
    if dynamo:
        options.update(external_data=False, verbose=False)
        if dynamic_batch:
            options["dynamic_shapes"] = ({0: torch.export.Dim("batch")},)
    elif dynamic_batch:
        options["dynamic_axes"] = {"image": {0: "batch"}, "logits": {0: "batch"}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(network, (image,), str(path), **options)


def describe(path):
    model = onnx.load(path)
    operators = collections.Counter(node.op_type for node in model.graph.node)
    opset = next(o.version for o in model.opset_import if o.domain in ("", "ai.onnx"))
    return f"opset {opset}, " + ", ".join(f"{n} {op}" for op, n in sorted(operators.items()))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("networks", nargs="*", help=f"of {', '.join(NETWORKS)}; all by default")
    parser.add_argument("--dynamo", action="store_true", help="use PyTorch's newer exporter")
    parser.add_argument("--dynamic-batch", action="store_true", help="leave the batch open")
    arguments = parser.parse_intermixed_args()
    unknown = [name for name in arguments.networks if name not in NETWORKS]
    if unknown:
        parser.error(f"unknown network {unknown[0]}, expects one of {', '.join(NETWORKS)}")
    arguments.directory.mkdir(parents=True, exist_ok=True)
    for name in arguments.networks or NETWORKS:
        path = arguments.directory / f"{name}.onnx"
        export(name, path, arguments.dynamo, arguments.dynamic_batch)
        print(f"{path}: {path.stat().st_size / 2**20:.1f} MiB, {describe(path)}", flush=True)


if __name__ == "__main__":
    main()
