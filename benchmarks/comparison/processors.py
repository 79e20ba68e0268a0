"""What the processors can do, and how busy they are, to tell what a measurement was disturbed by."""

import os


def have_tiles():
    """Whether they multiply matrix tiles of bf16 (AMX)."""
    with open("/proc/cpuinfo") as file:
        return any("amx_bf16" in line.split() for line in file if line.startswith("flags"))


def busy_seconds():
    """Of all processes together, since the machine's start (user, nice and system time)."""
    with open("/proc/stat") as stat:
        return sum(map(int, stat.readline().split()[1:4])) / os.sysconf("SC_CLK_TCK")


def process_seconds(process):
    """Of all threads of one process, since its start."""
    with open(f"/proc/{process}/stat") as stat:
        fields = stat.read().rpartition(")")[2].split()  # the name before may hold anything
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
