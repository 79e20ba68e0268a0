"""Measures how far convolutions are from the same sums in float64: summed directly, by Winograd's algorithm, and on
matrix tiles where this process has them.

Normal inputs, weights of variance 2 / (taps channels) and normal output gradients; padded to keep the extent. Of the
results and of both gradients the largest error as a part of the largest element, and the root of the mean squares.
Algorithms that cnnc does not choose for a pass are left out.

  benchmarks/accuracy          convolutions like VGG-16's, ResNet-50's and AlexNet's, a minute, a table in Markdown
"""

import argparse
import array
import json
import math
import pathlib
import re
import subprocess
import tempfile

import numpy

from .cnnc import Network

# Images, channels in and out, rows and columns of the image, rows and columns of the window.
SHAPES = ((1, 64, 64, 112, 3, 3), (1, 64, 128, 56, 3, 3), (1, 256, 256, 28, 3, 3), (1, 512, 512, 14, 3, 3),
          (16, 64, 64, 28, 3, 3), (16, 256, 256, 7, 3, 3), (1, 64, 192, 27, 5, 5), (16, 32, 32, 14, 5, 5),
          (1, 64, 64, 56, 3, 1), (1, 64, 64, 28, 5, 1), (1, 64, 256, 56, 1, 1), (1, 512, 128, 28, 1, 1))
# --target, --math: what they choose beside one another.
WAYS = (("x86-64-v4", "exact"), ("x86-64-v4", "fast"), ("x86-64-v4+amx", "exact-tiles"), ("x86-64-v4+amx", "fast"),
        ("x86-64-v4+amx", "bf16"))
PASSES = {"conv2d": ("x", "w", "y"), "conv2d_input_gradient": ("y", "w", "x"),
          "conv2d_weight_gradient": ("x", "y", "w")}


def in_float64(name, first, second, shape):
    """The operation as its description states it, padded to keep the image's extent."""
    first, second = first.astype(numpy.float64), second.astype(numpy.float64)
    result = numpy.zeros(shape)
    if name == "conv2d_input_gradient":  # the convolution of the output gradient with the flipped weight
        second = second[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)
    window = (result if name == "conv2d_weight_gradient" else second).shape[2:]
    padded = numpy.pad(first, ((0, 0), (0, 0), *((extent // 2, extent // 2) for extent in window)))
    rows, columns = first.shape[2:]
    for r in range(window[0]):
        for s in range(window[1]):
            shifted = padded[:, :, r:r + rows, s:s + columns]
            if name == "conv2d_weight_gradient":
                result[:, :, r, s] = numpy.tensordot(second, shifted, ((0, 2, 3), (0, 2, 3)))
            else:
                result += numpy.tensordot(second[:, :, r, s], shifted, (1, 1)).transpose(1, 0, 2, 3)
    return result


def compile_pass(name, first, second, shape, window, way, programs, directory):
    """The model of one operation and its algorithm, or nothing where this process cannot run that. Clamps without
    bounds stand between it and the caller, whose row-major tensors only direct sums read."""
    a, b, y = (f"tensor<{'x'.join(map(str, extents))}xf32>" for extents in (first.shape, second.shape, shape))
    text = f"""cnn.network @pass(%a: {a}, %b: {b}) -> {y} {{
  %c = cnn.clamp %a : ({a}) -> {a}
  %d = cnn.clamp %b : ({b}) -> {b}
  %y = cnn.{name} %c, %d pads = {[extent // 2 for extent in window] * 2} : ({a}, {b}) -> {y}
  cnn.return %y : {y}
}}
"""
    source, library = directory / "pass.mlir", directory / f"{len(list(directory.iterdir()))}.so"
    source.write_text(text)
    command = [programs / "cnnc", source, f"--target={way[0]}", f"--math={way[1]}"]
    layout = subprocess.run(command + ["--emit=layout"], check=True, capture_output=True, text=True).stdout
    found = re.search(r"algorithm =\s+(\w+) :", layout)
    algorithm = found.group(1) if found else "direct"
    subprocess.run(command + ["-o", library], check=True)
    target = json.loads(subprocess.run([programs / "cnn-run", "inspect", "--json", library], check=True,
                                       capture_output=True).stdout)["target"]
    return (library, algorithm) if algorithm.startswith("bf16") == (target == "x86-64-v4+amx") else None


def compute(library, first, second, shape, programs):
    inputs = [array.array("f", tensor.tobytes()) for tensor in (first, second)]
    output = array.array("f", bytes(4 * math.prod(shape)))
    Network(str(programs.parent / "lib" / "cnn_runtime.so"), str(library), 1, b"infer", inputs, [output]).run()
    return numpy.frombuffer(output, numpy.float32).reshape(shape)


def main():
    parser = argparse.ArgumentParser(prog="benchmarks/accuracy", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", metavar="DIR", type=pathlib.Path, default=pathlib.Path("build/bin"),
                        help="where cnnc is (default: build/bin)")
    programs = parser.parse_args().programs.resolve()
    random = numpy.random.default_rng(1)
    print("| images, channels, map, window | pass | algorithm | largest | mean |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as directory:
        for images, inputs, outputs, extent, *window in SHAPES:
            deviation = math.sqrt(2 / (math.prod(window) * inputs))
            tensors = {"x": random.standard_normal((images, inputs, extent, extent)),
                       "w": random.standard_normal((outputs, inputs, *window)) * deviation,
                       "y": random.standard_normal((images, outputs, extent, extent))}
            tensors = {name: tensor.astype(numpy.float32) for name, tensor in tensors.items()}
            for name, (first, second, result) in PASSES.items():
                operands = tensors[first], tensors[second], tensors[result].shape
                expected = in_float64(name, *operands)
                known = set()
                for way in WAYS:
                    compiled = compile_pass(name, *operands, window, way, programs, pathlib.Path(directory))
                    if not compiled or compiled[1] in known:
                        continue
                    known.add(compiled[1])
                    error = compute(compiled[0], *operands, programs) - expected
                    print(f"| {images}, {inputs} to {outputs}, {extent}x{extent}, {window[0]}x{window[1]} | {name} | "
                          f"{compiled[1]} | {numpy.abs(error).max() / numpy.abs(expected).max():.1e} | "
                          f"{numpy.sqrt((error ** 2).mean() / (expected ** 2).mean()):.1e} |", flush=True)


if __name__ == "__main__":
    main()
