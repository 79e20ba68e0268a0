"""interrupt.py LOG COMMAND...: runs the command, presses Ctrl-C once LOG has a row, gives its status.

With IGNORED in the environment the command starts as nohup or a shell's & would start it: it ignores SIGINT.
"""

import os
import signal
import subprocess
import sys
import time

log, command = sys.argv[1], sys.argv[2:]
handler = signal.SIG_IGN if "IGNORED" in os.environ else signal.SIG_DFL
process = subprocess.Popen(command, preexec_fn=lambda: signal.signal(signal.SIGINT, handler))
deadline = time.monotonic() + 60
while process.poll() is None and time.monotonic() < deadline:
    if os.path.exists(log) and open(log).read().count("\n") >= 2:
        break
    time.sleep(0.01)
process.send_signal(signal.SIGINT)
print("status", process.wait(60))
