"""A process that runs one contender for one case: `python -m comparison.worker CONTENDER FILES`, both as JSON.

It answers each command, a line of JSON on its standard input, with a line of JSON. Nothing that the contender
does not need is imported here, since the memory and the start of this process are measured too.
"""

import ctypes
import importlib
import json
import os
import signal
import sys
import time

PR_SET_PDEATHSIG = 1


MODULES = {"cnnc": "cnnc", "onnxruntime": "onnxruntime_", "openvino": "openvino_", "pytorch": "pytorch",
           "compiled": "pytorch"}


def load(contender, files, checked=False):
    """(run, result): a call that does the work once, and one that gives its logits or its loss."""
    module = importlib.import_module(f".{MODULES[contender]}", __package__)
    arguments = {} if files["mode"] == "infer" else {"checked": checked}
    if contender == "compiled":
        arguments["compiled"] = True
    return getattr(module, files["mode"])(files, **arguments)


def losses(contender, files, steps=3):
    """Of the first training steps, without dropout: its mask is another one in each program."""
    run, loss = load(contender, files, checked=True)
    found = []
    for _ in range(steps):
        run()
        found.append(loss())
    return found


def measure(run, seconds):
    """The shortest time of a run in a slice of `seconds`, and how many runs there were. At least two, since
    the first finds the caches full of what other processes left there."""
    shortest, runs = float("inf"), 0
    end = time.perf_counter() + seconds
    while True:
        begin = time.perf_counter()
        run()
        now = time.perf_counter()
        shortest, runs = min(shortest, now - begin), runs + 1
        if now >= end and runs > 1:
            return {"seconds": shortest, "runs": runs}


def peak_bytes():
    """VmHWM, as the kernel's other figure, ru_maxrss, would count the parent's memory too."""
    with open("/proc/self/status") as status:
        return 1024 * next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


def serve(contender, files, answer):
    importlib.import_module(f".{MODULES[contender]}", __package__)
    libraries = peak_bytes()
    run = result = None
    for line in sys.stdin:
        command, *arguments = json.loads(line)
        if command == "check":
            answer(losses(contender, files))
        elif command == "load":
            run, result = load(contender, files)
            run()
            answer("first result")
        elif command == "result":
            with open(arguments[0], "wb") as file:
                file.write(memoryview(result()).cast("B"))
            answer("written")
        elif command == "measure":
            answer(measure(run, *arguments))
        elif command == "peak":
            answer({"peak": peak_bytes(), "libraries": libraries})


def main():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    contender, files = sys.argv[1], json.loads(sys.argv[2])
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:files["threads"]])
    # What libraries print must not come between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def answer(value, key="answer"):
        answers.write(json.dumps({key: value}) + "\n")
        answers.flush()

    try:
        serve(contender, files, answer)
    except Exception as problem:
        lines = str(problem).strip().splitlines() or [type(problem).__name__]
        answer(lines[0], "error")
        raise


if __name__ == "__main__":
    main()
