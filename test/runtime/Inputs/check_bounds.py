"""Computes the bounds in a report of `cnn-run bench --layers --json` anew, from its peaks."""

import json
import sys

report = json.load(open(sys.argv[1]))
for entry in report["entries"]:
    for launch in entry["launches"]:
        least = max(1e-9 * launch["operations"] / report["peak_gflops"],
                    1e-9 * launch["bytes"] / report["peak_gigabytes_per_second"])
        right = (abs(launch["least_seconds"] / least - 1) < 1e-6 and
                 abs(launch["of_bound"] / (least / launch["minimum_seconds"]) - 1) < 1e-6)
        print(entry["name"], launch["kernel"], "right" if right else f"wrong: expected {least}")
