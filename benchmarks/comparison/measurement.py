"""One case: checks that the contenders agree, then times them in turn."""

import dataclasses
import json
import os
import subprocess
import time

import numpy

from . import files, processors
from .process import Failure, Worker

# The largest |difference| of logits over the largest |logit| of the reference.
LOGITS_LIMIT, BF16_LOGITS_LIMIT = 1e-4, 5e-2
# The largest |difference| of the losses of the first three training steps over how much they change in them,
# which is the gradients' and Adam's work: some 1e-3 of the loss.
LOSSES_LIMIT = 1e-2
# Who is right: the first of these that runs.
REFERENCES = ("onnxruntime", "pytorch", "openvino", "compiled", "cnnc")
TRAINERS = ("cnnc", "pytorch", "compiled")


@dataclasses.dataclass
class Outcome:
    """What was found of one contender."""

    seconds: float = float("inf")
    error: float | None = None
    failure: str | None = None
    agrees: bool = True
    peak_bytes: int | None = None
    library_bytes: int | None = None  # of the peak: Python and what it imports
    first_result_seconds: float | None = None

    def fail(self, problem):
        self.failure = self.failure or str(problem)


def log_of(case, contender):
    return files.FOLDER / f"{case.network}-{case.mode}-{case.batch}-{contender}.log"


def check(outcomes, values, scale, limit):
    """Compares each contender's values with the reference's, in units of scale(reference's)."""
    reference = next((name for name in REFERENCES if name in values), None)
    for name, found in values.items():
        expected = values[reference]
        if found.shape != expected.shape:
            outcomes[name].fail(f"gave {found.size} values, {reference} gave {expected.size}")
        elif not numpy.isfinite(found).all():
            outcomes[name].fail("gave values that are not finite")
        else:
            error = float(numpy.abs(found - expected).max() / scale(expected))
            outcomes[name].error, outcomes[name].agrees = error, error < limit


def check_losses(case, paths, outcomes):
    values = {}
    for name, outcome in outcomes.items():
        worker = Worker(name, paths, log_of(case, name))
        try:
            values[name] = numpy.array(worker.ask("check"))
        except Failure as problem:
            outcome.fail(problem)
        finally:
            worker.close()
    check(outcomes, values, numpy.ptp, LOSSES_LIMIT)


def check_logits(case, workers, outcomes):
    values = {}
    for name, worker in list(workers.items()):
        path = files.FOLDER / f"{case.network}-{case.batch}-{name}.logits"
        if attempt(worker, outcomes[name], "result", str(path)):
            values[name] = numpy.fromfile(path, numpy.float32)
    limit = BF16_LOGITS_LIMIT if case.bf16 else LOGITS_LIMIT
    check(outcomes, values, lambda logits: numpy.abs(logits).max(), limit)


def attempt(worker, outcome, *command):
    """The worker's answer; None after a failure, which is then on record."""
    if outcome.failure is None:
        try:
            return worker.ask(*command)
        except Failure as problem:
            outcome.fail(problem)
    return None


def measure_startup(case, paths, outcomes, repetitions):
    """From the start of the process (of Python, for all) to the first result; files are in the page cache."""
    for _ in range(repetitions):
        for name, outcome in outcomes.items():
            begin = time.perf_counter()
            worker = Worker(name, paths, log_of(case, name))
            if attempt(worker, outcome, "load"):
                seconds = time.perf_counter() - begin
                outcome.first_result_seconds = min(seconds, outcome.first_result_seconds or seconds)
            worker.close()


def roofline(case, paths, programs):
    """cnn-run's figures of each launch and of the machine, measured now; empty if that fails."""
    command = [programs / "cnn-run", "bench", paths["library"], "--threads", case.threads, "--layers", "--json",
               "--entry", "infer" if case.mode == "infer" else "train_step", "--seconds", "0.5", "--runs", "1"]
    finished = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    return json.loads(finished.stdout) if finished.returncode == 0 else {}


def run_rounds(workers, outcomes, options, report):
    """Times the contenders in turn. Gives how many processors were busy with other things meanwhile."""

    def others():
        alive = [worker.process.pid for worker in workers.values() if worker.process.poll() is None]
        return processors.busy_seconds() - sum(map(processors.process_seconds, [*alive, os.getpid()]))

    begin, before = time.perf_counter(), others()
    for done in range(options.rounds):
        report(f"round {done + 1} of {options.rounds}")
        for name, outcome in outcomes.items():
            timing = attempt(workers[name], outcome, "measure", options.seconds)
            if timing:
                outcome.seconds = min(outcome.seconds, timing["seconds"])
    return max(0.0, (others() - before) / (time.perf_counter() - begin))


def compare(case, contenders, options, report):
    """The outcomes of the contenders, and figures of cnn-run and of the run; `report` is told what goes on."""
    outcomes = {name: Outcome() for name in contenders if case.mode == "infer" or name in TRAINERS}
    report("exports and compiles")
    paths = files.prepare(case, options.programs, options.compiler_options)
    if "failure" in paths:
        outcomes["cnnc"].fail(paths["failure"])
    workers = {}
    try:
        if case.mode == "train":
            report("compares the losses of the first steps")
            check_losses(case, paths, outcomes)
        for name, outcome in outcomes.items():
            report(f"loads {name}")
            workers[name] = Worker(name, paths, log_of(case, name))
            attempt(workers[name], outcome, "load")
        if case.mode == "infer":
            check_logits(case, workers, outcomes)
        disturbance = run_rounds(workers, outcomes, options, report)
        for name, outcome in outcomes.items():
            memory = attempt(workers[name], outcome, "peak")
            if memory:
                outcome.peak_bytes, outcome.library_bytes = memory["peak"], memory["libraries"]
    finally:
        for worker in workers.values():
            worker.close()
    if options.startup and case.mode == "infer":
        report("measures the start")
        measure_startup(case, paths, outcomes, repetitions=3)
    figures = roofline(case, paths, options.programs) if "library" in paths else {}
    return outcomes, figures | {"busy_with_others": disturbance}
