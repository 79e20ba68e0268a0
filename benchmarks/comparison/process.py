"""The comparing side of a worker process."""

import json
import os
import pathlib
import signal
import subprocess
import sys


class Failure(Exception):
    """A contender that cannot do what it is asked for; the text is one line."""


class Worker:
    """A contender in a process of its own.

    It is stopped (SIGSTOP) while others run: the threads of some libraries spin for a while after their
    work, which helps them and must not disturb the next one.
    """

    def __init__(self, contender, files, log):
        self.log = pathlib.Path(log)
        environment = dict(os.environ, OMP_NUM_THREADS=str(files["threads"]),
                           PYTHONPATH=str(pathlib.Path(__file__).resolve().parents[1]),
                           TORCHINDUCTOR_CACHE_DIR=str(self.log.parent / "inductor"))
        with open(log, "w") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "comparison.worker", contender, json.dumps(files)], env=environment, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors)

    def ask(self, *command):
        """The worker's answer, after which it is stopped."""
        self.process.send_signal(signal.SIGCONT)
        try:
            self.process.stdin.write(json.dumps(command) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # it has ended, and has perhaps said why
        line = self.process.stdout.readline()
        if not line:
            lines = self.log.read_text().strip().splitlines() or ["no message"]
            raise Failure(f"ended with status {self.process.wait()}: {lines[-1]}")
        answer = json.loads(line)
        if "error" in answer:
            raise Failure(answer["error"])
        self.process.send_signal(signal.SIGSTOP)
        return answer["answer"]

    def close(self):
        self.process.kill()
        self.process.wait()
