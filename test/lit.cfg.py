"""How lit runs the tests: what they are, which programs they see, and what this machine can do."""

import glob
import os
import shutil
import subprocess
import sys

import lit.formats

config.name = "cnnc"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test"]
config.excludes = ["Inputs", "CMakeLists.txt"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.build_root, "test")

# Tests name programs as a user would: cnnc, cnn-opt, cnn-run, FileCheck, not, split-file.
programs = os.path.join(config.build_root, "bin")
config.environment["PATH"] = os.pathsep.join([programs, config.llvm_tools, os.environ.get("PATH", "")])
# A cache of their own: a test must not pass or fail because of what was compiled before it.
config.environment["XDG_CACHE_HOME"] = os.path.join(config.test_exec_root, "cache")

# LLVM's headers poison what its arenas have not given out, and its library, which no sanitiser has seen, gives it out
# without a word; PoCL and what Halide compiles keep memory to the end.
if config.sanitized:
    config.environment["ASAN_OPTIONS"] = "allow_user_poisoning=0:detect_leaks=0"

config.substitutions += [
    ("%examples", os.path.join(config.source_root, "examples")),
    ("%source", config.source_root),
    ("%build", config.build_root),
    ("%llvm_include", config.llvm_include),
    ("%python", os.path.join(config.virtual_environment, "bin", "python")),
    ("%cmake", config.cmake),
    ("%c_compiler", config.c_compiler),
    ("%compiler", config.compiler),
    ("%ptxas", config.ptxas),
    ("%run_aarch64", config.run_aarch64),
    # Runs a program with matrix tiles, be it on a processor that has none.
    ("%tiles", "env LD_PRELOAD=" + os.path.join(config.test_exec_root, "unit", "libtile_instructions.so")),
]

with open("/proc/cpuinfo") as file:
    flags = set(file.read().split())

# `REQUIRES: <feature>`: what a test needs that a machine or a build may lack.
features = {
    "fashion-mnist": glob.glob("/usr/share/datasets/fashion-mnist/*images*"),
    "ptxas": os.access(config.ptxas, os.X_OK),
    "opencl": glob.glob("/etc/OpenCL/vendors/*.icd"),
    "x86-64-v4": all(flag in flags for flag in ("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl")),
    "gpu": os.path.exists("/dev/nvidiactl"),
    "run-aarch64": config.run_aarch64,
    "qemu-x86_64": shutil.which("qemu-x86_64"),
    "peers": os.path.exists(os.path.join(config.source_root, ".venv-peers", "installed")),
    "asan": config.sanitized,
    "mount": subprocess.call("unshare -rm mount -t tmpfs none /mnt 2> /dev/null", shell=True) == 0,
}
config.available_features.update(name for name, present in features.items() if present)
