"""Runs the ONNX project's own backend tests with cnnc, several at a time.

Every model is compiled. What comes of it must either agree with the expected outputs or be a refusal that
backend.py knows the reason of.
"""

import argparse
import collections
import os
import sys
import tempfile
import unittest
import warnings
from concurrent.futures import ThreadPoolExecutor

from onnx.backend.test import BackendTest

from backend import CnncBackend

# Cases that should work and do not, each with its reason. One that works after all is a failure, too.
EXCEPTIONS = {
    "test_constant": "cnn-run infer has no way to run a network without inputs",
}


def find_tests(categories, names):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # cases of NaN and infinity warn when they are made
        runner = BackendTest(CnncBackend, __name__)
    for name in EXCEPTIONS:
        runner.xfail(f"^{name}_cpu$")
    loader = unittest.TestLoader()
    loader.testNamePatterns = [f"*{name}*_cpu" for name in names]
    return [test for category in categories
            for test in loader.loadTestsFromTestCase(runner.test_cases[f"OnnxBackend{category}ModelTest"])]


def run(test):
    result = unittest.TestResult()
    test.run(result)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("categories", nargs="+", metavar="CATEGORY",
                        choices=["Node", "Simple", "PyTorchConverted", "PyTorchOperator", "Real"])
    parser.add_argument("--only", nargs="+", default=[""], metavar="TEXT", help="cases whose names contain this")
    arguments = parser.parse_args()
    # Where the runner keeps the inputs that it makes for models without any.
    scratch = tempfile.TemporaryDirectory(prefix="conformance-")
    os.environ["ONNX_MODELS"] = scratch.name
    tests = find_tests(arguments.categories, arguments.only)
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        results = list(pool.map(run, tests))

    count = collections.Counter()
    for test, result in zip(tests, results):
        name = test.id().rsplit(".", 1)[-1]
        problems = [message for _, message in result.failures + result.errors]
        problems += ["works, but is in the list of exceptions"] * len(result.unexpectedSuccesses)
        count["failed"] += bool(problems)
        count["excepted"] += len(result.expectedFailures)
        for message in problems:
            lines = [line for line in message.splitlines() if not line.startswith(("Traceback", "  "))]
            print(f"FAILED {name}: " + "\n".join(lines))
    for reason, refused in CnncBackend.refusals.most_common():
        print(f"refused {refused}: {reason}")
    count["refused"] = CnncBackend.refusals.total()
    count["agree"] = len(tests) - count.total()
    print(", ".join(f"{count[outcome]} {outcome}" for outcome in ("agree", "refused", "excepted", "failed")))
    return count["failed"] > 0


if __name__ == "__main__":
    sys.exit(main())
