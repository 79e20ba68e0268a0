"""Copies the one tuning database of a cache with one kernel only, or with one number chosen."""

import argparse
import glob
import json

parser = argparse.ArgumentParser()
parser.add_argument("cache")
parser.add_argument("output")
parser.add_argument("--only", metavar="KERNEL")
parser.add_argument("--choose", nargs=3, metavar=("KERNEL", "NAME", "NUMBER"))
arguments = parser.parse_args()

(path,) = glob.glob(arguments.cache + "/tuning-*.json")
with open(path) as file:
    database = json.load(file)
kernels = database["kernels"]
if arguments.only:
    database["kernels"] = {key: entry for key, entry in kernels.items() if entry["name"] == arguments.only}
if arguments.choose:
    kernel, name, number = arguments.choose
    for entry in kernels.values():
        if entry["name"] == kernel:
            entry["choices"] = {name: int(number)}
with open(arguments.output, "w") as file:
    json.dump(database, file)
