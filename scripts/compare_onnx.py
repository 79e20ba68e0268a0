"""Compiles ONNX models with cnnc and compares their results with ONNX Runtime's on the same input.

Error: the largest |cnnc - ONNX Runtime| over the largest |ONNX Runtime|, per output. It must stay
under 1e-4.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import time

import numpy
import onnxruntime

import export_torchvision

LIMIT = 1e-4
ROOT = pathlib.Path(__file__).resolve().parent.parent


def run(command):
    finished = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if finished.returncode != 0:
        message = (finished.stderr or finished.stdout).strip() or "no message"
        raise RuntimeError(f"{pathlib.Path(command[0]).name} failed ({finished.returncode}): {message}")
    return finished.stdout


def make_input(session, batch):
    (argument,) = session.get_inputs()
    shape = [extent if isinstance(extent, int) else batch for extent in argument.shape]
    return argument.name, numpy.random.default_rng(1).standard_normal(shape, numpy.float32)


class Result:
    """What is known of one network after its comparison."""

    def __init__(self, error, seconds, description):
        self.error = error
        self.seconds = seconds
        launches = [launch["kernel"] for entry in description["entries"] for launch in entry["launches"]]
        self.kernels, self.launches = len(set(launches)), len(launches)
        self.arena = description["arena_bytes"]


def compare(model, programs, directory, batch, threads, cold):
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    name, image = make_input(session, batch)
    (expected, *_) = session.run(None, {name: image})
    library, before, after = (directory / f"{model.stem}{suffix}" for suffix in (".so", ".x.npy", ".y.npy"))
    numpy.save(before, image)
    start = time.monotonic()
    run([programs / "cnnc", model, f"--batch={image.shape[0]}", "-o", library, *(["--no-cache"] if cold else [])])
    seconds = time.monotonic() - start
    run([programs / "cnn-run", "infer", library, "--input", before, "--output", after, "--threads", threads])
    found = numpy.load(after)
    if found.shape != expected.shape:
        raise RuntimeError(f"expects an output of shape {expected.shape}, found {found.shape}")
    if not numpy.isfinite(found).all():
        raise RuntimeError("the output is not finite")
    error = numpy.abs(found - expected).max() / numpy.abs(expected).max()
    return Result(error, seconds, json.loads(run([programs / "cnn-run", "inspect", library, "--json"])))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=pathlib.Path, help="for models, objects and tensors")
    parser.add_argument("models", nargs="*", help="ONNX files, or names of torchvision's networks (default: all)")
    parser.add_argument("--programs", type=pathlib.Path, default=ROOT / "build" / "bin", help="where cnnc and cnn-run are")
    parser.add_argument("--batch", type=int, default=1, help="of models whose batch is open")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--cold", action="store_true", help="compile every kernel anew, past the cache")
    parser.add_argument("--dynamo", action="store_true", help="export with PyTorch's newer exporter")
    arguments = parser.parse_intermixed_args()
    for program in ("cnnc", "cnn-run"):
        if not (arguments.programs / program).exists():
            parser.error(f"{arguments.programs / program} does not exist; run scripts/build or state --programs")
    arguments.directory.mkdir(parents=True, exist_ok=True)

    failures = 0
    print(f"{'network':<16}{'max relative error':>20}{'kernels':>9}{'launches':>10}{'compile s':>11}{'arena bytes':>13}")
    for model in arguments.models or export_torchvision.NETWORKS:
        path = pathlib.Path(model)
        if path.suffix != ".onnx":
            path = arguments.directory / f"{model}.onnx"
            if not path.exists():
                export_torchvision.export(model, path, arguments.dynamo, dynamic_batch=True)
        try:
            result = compare(path, arguments.programs, arguments.directory, arguments.batch, arguments.threads, arguments.cold)
            passed = result.error < LIMIT
            print(f"{path.stem:<16}{result.error:>20.2e}{result.kernels:>9}{result.launches:>10}{result.seconds:>11.1f}"
                  f"{result.arena:>13}  {'pass' if passed else 'FAIL'}", flush=True)
        except RuntimeError as problem:
            passed = False
            print(f"{path.stem:<16}  FAIL: {problem}", flush=True)
        failures += not passed
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
