"""What a comparison shows: a record of each case for JSON, tables and a bar chart."""

from . import cases

NAMES = {"cnnc": "cnnc", "onnxruntime": "ONNX Runtime", "openvino": "OpenVINO", "pytorch": "PyTorch",
         "compiled": "torch.compile"}


def ratio_of(part, whole):
    return part / whole if part and whole else None


def record(case, outcomes, figures, parameter_bytes):
    """All of one case, as JSON has it; times are in seconds."""
    ours = outcomes["cnnc"]
    valid = lambda name: not outcomes[name].failure and outcomes[name].agrees
    peers = {name: outcome.seconds for name, outcome in outcomes.items() if name != "cnnc" and valid(name)}
    best = min(peers, key=peers.get, default=None)
    ratio = peers[best] / ours.seconds if best and valid("cnnc") else None
    entry = (figures.get("entries") or [{}])[0]
    gflops = 1e-9 * entry["operations"] / ours.seconds if entry and not ours.failure else None
    found = {"model": case.network, "bf16": case.bf16, "mode": case.mode, "batch": case.batch, "threads": case.threads,
             "contenders": {name: vars(outcome) | {"seconds": None if outcome.failure else outcome.seconds}
                            for name, outcome in outcomes.items()},
             "best_peer": best, "ratio": ratio, "goal": case.goal, "met": ratio and case.goal and ratio >= case.goal,
             "gflops": gflops, "peak_gflops": figures.get("peak_gflops"),
             "of_peak": ratio_of(gflops, figures.get("peak_gflops")), "parameter_bytes": parameter_bytes,
             "busy_with_others": figures["busy_with_others"],
             "launches": entry.get("launches", [])}
    eager = outcomes.get("pytorch")
    if ours.peak_bytes and eager and eager.peak_bytes:
        found["memory_ratio"] = (ours.peak_bytes - parameter_bytes) / eager.peak_bytes
        found["memory_ratio_beyond_libraries"] = ((ours.peak_bytes - ours.library_bytes - parameter_bytes) /
                                                  (eager.peak_bytes - eager.library_bytes))
    found["startup_ratio"] = ratio_of(ours.first_result_seconds, getattr(
        outcomes.get("onnxruntime"), "first_result_seconds", None))
    return found


def failed(found):
    return any(outcome["failure"] or not outcome["agrees"] for outcome in found["contenders"].values())


def cell(outcome, text):
    if outcome is None:
        return "-"
    return "failed" if outcome["failure"] else text(outcome) if outcome["agrees"] else "disagrees"


def table(heads, rows):
    """Columns as wide as their longest cell; the first to the left, numbers to the right."""
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    return "\n".join("  ".join(text.rjust(width) if column else text.ljust(width)
                               for column, (text, width) in enumerate(zip(row, widths))) for row in [heads, *rows])


def number(value, form):
    return "-" if value is None else format(value, form)


def title(found):
    return f"{found['model']}:{found['mode']}:{found['batch']}" + (" in bf16" if found["bf16"] else "")


def verdict(met):
    return "-" if met is None else "yes" if met else "no"


def times(records, contenders):
    heads = ["case", "threads", *(NAMES[name] for name in contenders), "ratio", "at least", "met", "GFLOP/s", "of peak"]
    rows = [[title(found), str(found["threads"]),
             *(cell(found["contenders"].get(name), lambda outcome: f"{1e3 * outcome['seconds']:.4g}")
               for name in contenders),
             number(found["ratio"], ".2f"), number(found["goal"], ".1f"), verdict(found["met"]),
             number(found["gflops"], ".0f"), number(found["of_peak"], ".0%")] for found in records]
    return "Shortest time in ms; ratio: best peer / cnnc\n" + table(heads, rows)


def memory(records, contenders):
    heads = ["case", "threads", *(NAMES[name] for name in contenders), "parameters", "ratio", "at most", "met",
             "beyond libraries"]
    rows = []
    for found in records:
        ratio = found.get("memory_ratio")
        rows.append([title(found), str(found["threads"]), *(
            number(found["contenders"].get(name, {}).get("peak_bytes") and
                   found["contenders"][name]["peak_bytes"] / 2**20, ".0f") for name in contenders),
            number(found["parameter_bytes"] / 2**20, ".1f"), number(ratio, ".2f"), number(cases.MEMORY_GOAL, ".2f"),
            verdict(ratio and ratio <= cases.MEMORY_GOAL), number(found.get("memory_ratio_beyond_libraries"), ".2f")])
    return ("Peak memory of the process in MiB; ratio: (cnnc - parameters) / PyTorch, then without what Python and "
            "the imported libraries take\n" + table(heads, rows))


def startup(records, contenders):
    heads = ["case", "threads", *(NAMES[name] for name in contenders), "ratio", "at most", "met"]
    rows = []
    for found in records:
        if found["contenders"]["cnnc"]["first_result_seconds"] is None:
            continue
        ratio, goal = found["startup_ratio"], cases.STARTUP_GOALS.get(title(found))
        rows.append([title(found), str(found["threads"]), *(
            number(found["contenders"].get(name, {}).get("first_result_seconds"), ".3f") for name in contenders),
            number(ratio, ".2f"), number(goal, ".2f"), verdict(ratio and goal and ratio <= goal)])
    if not rows:
        return ""
    return "From the start of the process to the first result in s; ratio: cnnc / ONNX Runtime\n" + table(heads, rows)


def gains(records, contenders):
    """What more threads give, of cases that ran with one and with more."""
    heads = ["case", "threads", *(NAMES[name] for name in contenders), "best peer", "met"]
    seconds = lambda found, name: (found["contenders"].get(name) or {}).get("seconds")
    single = {title(found): found for found in records if found["threads"] == 1}
    rows = []
    for found in records:
        if found["threads"] == 1 or title(found) not in single:
            continue
        gain = {name: ratio_of(seconds(single[title(found)], name), seconds(found, name)) for name in contenders}
        best = gain.get(found["best_peer"])
        rows.append([title(found), str(found["threads"]), *(number(gain[name], ".2f") for name in contenders),
                     number(best, ".2f"), verdict(best and gain["cnnc"] and gain["cnnc"] >= best)])
    if not rows:
        return ""
    return "Times as fast as with one thread; to be met: what the best peer gains\n" + table(heads, rows)


def problems(records):
    """A line for each contender that failed or whose result is another one, and for a disturbed measurement."""
    lines = []
    for found in records:
        if found["busy_with_others"] > 0.05:
            lines.append(f"warning: {title(found)}, {found['threads']} threads: meanwhile other processes kept "
                         f"{found['busy_with_others']:.2f} processors busy")
        for name, outcome in found["contenders"].items():
            where = f"error: {title(found)}, {found['threads']} threads: {NAMES[name]}"
            if outcome["failure"]:
                lines.append(f"{where}: {outcome['failure']}")
            elif not outcome["agrees"]:
                unit = "the largest logit" if found["mode"] == "infer" else "the loss's change"
                lines.append(f"{where}: the result is off by {outcome['error']:.1e} of {unit}")
    return "\n".join(lines)


def text(records, contenders):
    parts = [times(records, contenders), gains(records, contenders), memory(records, contenders),
             startup(records, contenders), problems(records)]
    return "\n\n".join(part for part in parts if part)


def chart(records, contenders, path):
    """Bars of cnnc's time / the contender's, so that networks of all sizes fit one picture."""
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot
    figure, axes = pyplot.subplots(figsize=(9, 1.2 + 0.16 * len(records) * (len(contenders) + 1)))
    height = 1 / (len(contenders) + 1)
    for place, name in enumerate(contenders):
        speeds = []
        for found in records:
            seconds = (found["contenders"].get(name) or {}).get("seconds")
            speeds.append(ratio_of(found["contenders"]["cnnc"]["seconds"], seconds) or 0)
        positions = [row + place * height for row in range(len(records))]
        axes.barh(positions, speeds, height, label=NAMES[name])
    axes.set_yticks([row + height * (len(contenders) - 1) / 2 for row in range(len(records))],
                    [f"{title(found)}, {found['threads']} thread{'s' * (found['threads'] > 1)}" for found in records])
    axes.invert_yaxis()
    axes.set_xlabel("speed (cnnc = 1)")
    axes.legend(loc="lower center", bbox_to_anchor=(0.4, 1), ncols=len(contenders), frameon=False)
    figure.savefig(path, dpi=120, bbox_inches="tight")
