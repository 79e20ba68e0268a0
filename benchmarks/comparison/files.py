"""The files of a case, kept from run to run: ONNX models, compiled objects, inputs and labels."""

import contextlib
import os
import pathlib
import subprocess
import warnings

import numpy

from . import networks

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "benchmarks"
LEARNING_RATE = 1e-4


def export(case, dropout=True):
    """The case's ONNX file. `dropout` False gives a training step whose loss can be foretold."""
    variant = case.mode if dropout else case.mode + "-without-dropout"
    path = FOLDER / f"{case.network}-{variant}-{case.batch}.onnx"
    sources = (networks.__file__, networks.export_torchvision.__file__)
    if not path.exists() or path.stat().st_mtime < max(os.path.getmtime(source) for source in sources):
        unfinished = path.with_suffix(".unfinished")
        with warnings.catch_warnings(), contextlib.redirect_stdout(None):
            warnings.simplefilter("ignore")
            networks.export(case.network, unfinished, case.batch, case.mode == "train", dropout)
        os.replace(unfinished, path)
    return path


def compile(model, case, programs, options):
    """cnnc's shared object; compiled anew in each run, as cnnc keeps finished kernels itself."""
    library = model.with_suffix(".so")
    command = [programs / "cnnc", model, f"--batch={case.batch}", *options, "-o", library]
    if case.mode == "train":
        command += ["--train", "--loss=cross_entropy", "--optimizer=adam", f"--learning-rate={LEARNING_RATE}"]
    finished = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if finished.returncode != 0:
        lines = finished.stderr.strip().splitlines() or [f"cnnc ended with status {finished.returncode}"]
        raise RuntimeError(lines[0].removeprefix("cnnc: "))
    return library


def prepare(case, programs, options):
    """What workers need of a case, as plain values."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    generator = numpy.random.default_rng(1)
    classes = networks.classes(case.network)
    shape = (case.batch, *networks.SHAPES[case.network])
    files = {"network": case.network, "mode": case.mode, "threads": case.threads, "shape": shape, "classes": classes,
             "bf16": case.bf16, "learning_rate": LEARNING_RATE,
             "runtime": str(programs.parent / "lib" / "cnn_runtime.so"),
             "onnx": str(export(case)),
             "inputs": str(FOLDER / f"{case.network}-{case.mode}-{case.batch}.images")}
    generator.random(shape, numpy.float32).tofile(files["inputs"])
    if case.mode == "train":
        files["labels"] = files["inputs"].replace(".images", ".labels")
        generator.integers(0, classes, case.batch, numpy.int32).tofile(files["labels"])
        files["checked_onnx"] = files["onnx"]
        if networks.has_dropout(case.network):
            files["checked_onnx"] = str(export(case, dropout=False))
    for model, library in (("onnx", "library"), ("checked_onnx", "checked_library")):
        if model in files:
            try:
                files[library] = str(compile(pathlib.Path(files[model]), case, programs, options))
            except RuntimeError as problem:
                files["failure"] = str(problem)
    return files
