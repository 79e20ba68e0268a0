"""Times what cnnc compiles beside ONNX Runtime, OpenVINO, PyTorch and torch.compile.

A case is NETWORK:MODE:BATCH, for example vgg16:infer:8 or lenet5:train:64; without BATCH, 1 image for
inference and 64 for training; without MODE, inference. Without any case, all that have a goal (--list).

All contenders get the same weights, exported to ONNX from PyTorch, and the same inputs, and their results
must agree. They run in turn, a slice of time each in every round, so that all meet the same disturbances
of the machine; the shortest time of each counts.

  benchmarks/compare resnet50:infer:1                  one case at 1 and at 2 threads, about half a minute each
  benchmarks/compare --threads 1 --chart chart.png     every case with a goal, and a picture
  benchmarks/compare vgg16 --peers onnxruntime --startup   and how long it takes to the first result
  benchmarks/compare --bf16 resnet50:infer:32              beside OpenVINO and PyTorch in bf16
  benchmarks/compare --cnnc-options=--target=x86-64-v4     without matrix tiles on a processor that has them
"""

import argparse
import json
import os
import pathlib
import sys

from . import cases, measurement, networks, processors, report
from .files import FOLDER, ROOT

PEERS = ("onnxruntime", "openvino", "pytorch", "compiled")
# What options say of a target that has tiles where the processor has them.
AMX_TARGETS = ("", "--target=host", "--target=x86-64-v4+amx")


def read_arguments():
    parser = argparse.ArgumentParser(prog="benchmarks/compare", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", metavar="CASE", help="NETWORK[:MODE[:BATCH]], default: all with a goal")
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2], metavar="T", help="of each (default: 1 2)")
    parser.add_argument("--peers", default=",".join(PEERS), help="beside whom (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=6, metavar="N", help="slices of each contender (default: 6)")
    parser.add_argument("--seconds", type=float, default=0.3, metavar="S", help="of a slice (default: 0.3)")
    parser.add_argument("--startup", action="store_true",
                        help="inference: also the time from the start of a process to its first result")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write all figures, each launch's too")
    parser.add_argument("--chart", type=pathlib.Path, metavar="FILE", help="write a bar chart (.png, .svg, .pdf)")
    parser.add_argument("--programs", type=pathlib.Path, default=ROOT / "build" / "bin", metavar="DIR",
                        help="where cnnc and cnn-run are (default: build/bin)")
    parser.add_argument("--bf16", action="store_true",
                        help="inference in bf16: cnnc --math=bf16, OpenVINO and PyTorch; ONNX Runtime stays float32")
    parser.add_argument("--cnnc-options", default="", metavar="TEXT",
                        help="more for cnnc, such as --cnnc-options=--math=exact")
    parser.add_argument("--list", action="store_true", help="print networks, and cases with their goals; run nothing")
    options = parser.parse_intermixed_args()
    options.peers = options.peers.split(",")
    for peer in options.peers:
        if peer not in PEERS:
            parser.error(f"--peers: expected some of {', '.join(PEERS)}, found '{peer}'")
    most = len(os.sched_getaffinity(0))
    for threads in options.threads:
        if not 1 <= threads <= most:
            parser.error(f"--threads: expected 1 to {most}, the processors of this machine, found {threads}")
    if options.rounds < 1 or not options.seconds >= 0:
        parser.error("--rounds and --seconds: expected a positive number")
    options.programs = options.programs.resolve()
    for file in ("cnnc", "cnn-run", "../lib/cnn_runtime.so"):
        if not options.list and not (options.programs / file).exists():
            parser.error(f"{options.programs / file} does not exist; run scripts/build or state --programs")
    options.compiler_options = options.cnnc_options.split()
    if options.bf16:
        options.compiler_options.append("--math=bf16")
    target = next((word for word in options.compiler_options if word.startswith("--target=")), "")
    options.goals = cases.goals(processors.have_tiles() and target in AMX_TARGETS, options.bf16)
    try:
        chosen = [cases.parse(text, networks.SHAPES) for text in options.cases or options.goals]
        if options.bf16 and any(mode == "train" for _, mode, _ in chosen):
            raise ValueError("--bf16: expected inference, as each trains in a mixed precision of its own")
    except ValueError as problem:
        parser.error(str(problem))
    options.cases = [cases.Case(*case, threads, options.goals.get(":".join(map(str, case)), ()), options.bf16)
                     for case in chosen for threads in options.threads]
    return options


def parameter_bytes(name):
    return sum(parameter.nbytes for parameter in networks.make(name).parameters())


def show_progress(text):
    """On one line, which the next call replaces."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def main():
    options = read_arguments()
    if options.list:
        print("networks:", " ".join(networks.SHAPES))
        for name, (one, two) in options.goals.items():
            print(f"{name:<28} at least {one} at 1 thread, {two} at 2 threads")
        return 0
    contenders = ["cnnc", *options.peers]
    records = []
    for case in options.cases:
        where = f"{case.name}, {case.threads} threads"
        tell = lambda what: show_progress(f"{where}: {what}")
        outcomes, figures = measurement.compare(case, contenders, options, tell)
        records.append(report.record(case, outcomes, figures, parameter_bytes(case.network)))
        show_progress("")
        print(report.text(records[-1:], contenders), end="\n\n", flush=True)
    if len(records) > 1:
        print(report.text(records, contenders))
    if options.json:
        options.json.write_text(json.dumps(records, indent=2) + "\n")
    if options.chart:
        report.chart(records, contenders, options.chart)
    return 1 if any(map(report.failed, records)) else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
