#!/usr/bin/env python3
"""Packs what generate.py has written into Data/programs: one compressed file of tasks by columns, and the spaces.

  python3 scripts/programs/pack.py [--work .programs] [--out Data/programs] [--report FILE]

Leaves out tasks that say nothing: fewer than 20 values, more than half of the trials failed, hardly any difference between
configurations, or noise as large as the differences. Prints what is in, and the quality of each program. The format
is described in Data/programs/README.md; unpack.py turns it into the lines that `hone db import` reads."""
import argparse
import collections
import json
import lzma
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import numpy as np

import families
from generate import file_name, read
from program import PROGRAMS

LEAST = 20             # values of a task


def ranks(values):
    values = np.asarray(values, float)
    order = np.argsort(values, kind="stable")
    out = np.empty(len(values))
    out[order] = np.arange(len(values))
    for v in np.unique(values):
        same = values == v
        out[same] = out[same].mean()
    return out


def spearman(a, b):
    if len(a) < 3 or np.std(a) == 0 or np.std(b) == 0:
        return float("nan")
    return float(np.corrcoef(ranks(a), ranks(b))[0, 1])


def quality(trials):
    """What a task is worth: how many values, how different, how well repeats agree."""
    good = [t for t in trials if "v" in t]
    values = np.array([t["v"] for t in good if "r" not in t])
    by_index = {t["i"]: t["v"] for t in good}
    pairs = [(by_index[t["r"]], t["v"]) for t in good if "r" in t and t["r"] in by_index]
    q = dict(trials=len(trials), values=len(good), failed=1 - len(good) / max(len(trials), 1), distinct=len(set(values)) / max(len(values), 1))
    if len(values) >= 3:
        low, middle, high = np.quantile(values, [.1, .5, .9])
        q["spread"] = float((high - low) / max(abs(middle), 1e-9))
        q["width"] = float(values.max() - values.min())
        q["pairs"] = len(pairs)
        if len(pairs) >= 3:
            a, b = np.array(pairs).T
            q["repeats"] = spearman(a, b)
            q["noise_share"] = float(np.mean((ranks_against(a, values) - ranks_against(b, values)) ** 2) / (1 / 6)) if len(set(values)) > 1 else 1.0
    return q


def ranks_against(x, values):
    """Places of `x` among the values, 0 to 1; two unrelated draws differ by 1/6 in the mean square."""
    s = np.sort(values)
    return (np.searchsorted(s, x, "left") + np.searchsorted(s, x, "right")) / 2 / len(s)


def verdict(q):
    """None where a task is worth keeping, else why it is not."""
    if q["values"] < LEAST:
        return "few values"
    if q["failed"] > .5:
        return "mostly failures"
    if q.get("width", 0) == 0 or q["distinct"] * q["values"] < 5:
        return "constant"
    if q.get("spread", 0) < 1e-4 and q.get("width", 0) < 1e-3:
        return "constant"
    if q.get("pairs", 0) >= 6 and q["noise_share"] > 1 and not q["repeats"] > .3:
        return "noise"
    return None


def reason(text):
    """One of Hone's reasons of failure."""
    return "timeout" if text == "timeout" else "signal" if text == "crashed" else "outOfMemory" if text == "out of memory" else "nonFinite" if text == "not a finite number" else "exit"


def whole(x):
    """Six digits are enough, and a number without a fraction needs none."""
    if isinstance(x, float):
        x = float(f"{x:.6g}")
        return int(x) if x == int(x) and abs(x) < 1e15 else x
    return x


def coded(p, value):
    """A value as it is stored: the index of a choice, a number, or null where the parameter does not exist."""
    if value is None:
        return None
    choices = p.domain.get("choices") or p.domain.get("values")
    return choices.index(value) if choices else whole(value)


def packed(program, task, trials):
    line = dict(program=program.name, task=task, dataset=program.dataset(task), facts={k: whole(v) for k, v in program.facts(task).items()})
    line["config"] = {p.name: [coded(p, t["c"].get(p.name)) for t in trials] for p in program.space.parameters}
    line["value"] = [whole(t["v"]) if "v" in t else None for t in trials]
    names = sorted({k for t in trials for k in t.get("m", {})})[:2]
    line["metrics"] = {k: [whole(float(f"{t['m'][k]:.4g}")) if k in t.get("m", {}) else None for t in trials] for k in names}
    line["seconds"] = [whole(float(f"{t['s']:.2g}")) for t in trials]
    if any("k" in t for t in trials):
        line["curve"] = [[whole(v) for v in t["k"]] if "k" in t else None for t in trials]
    failures = {str(k): [reason(t["e"]), t["e"][:60]] for k, t in enumerate(trials) if "e" in t}
    repeats = {str(k): [t["r"], t["seed"]] for k, t in enumerate(trials) if "r" in t}
    if failures:
        line["failed"] = failures
    if repeats:
        line["repeat"] = repeats
    return {k: v for k, v in line.items() if v != {}}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = pathlib.Path(__file__).resolve().parents[2]
    parser.add_argument("--work", default=str(root / ".programs"))
    parser.add_argument("--out", default=str(root / "Data/programs"))
    parser.add_argument("--report", default=None, help="write the quality of every task there, as CSV")
    options = parser.parse_args()
    families.load()
    out = pathlib.Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    lines, kept, dropped, table = [], collections.Counter(), collections.Counter(), []
    by_program = collections.defaultdict(list)
    for name in sorted(PROGRAMS):
        program = PROGRAMS[name]
        for task in program.tasks:
            trials = read(pathlib.Path(options.work) / name / file_name(task), program, tidy=False)
            if not trials:
                continue
            q = quality(trials)
            why = verdict(q)
            table.append((name, task, why or "", q))
            if why:
                dropped[why] += 1
                continue
            by_program[name].append(q)
            kept["tasks"] += 1
            kept["trials"] += len(trials)
            lines.append(json.dumps(packed(program, task, trials), separators=(",", ":")))
    header = dict(hone="programs", version=1, licence="Apache-2.0", origin="made by Hone's own generator (scripts/programs)", programs=len(by_program), tasks=kept["tasks"], trials=kept["trials"])
    text = "\n".join([json.dumps(header, separators=(",", ":")), *lines]) + "\n"
    (out / "trials.jsonl.xz").write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    spaces = {n: dict(description=PROGRAMS[n].summary, family=PROGRAMS[n].family, metric={PROGRAMS[n].direction: PROGRAMS[n].metric}, learns=PROGRAMS[n].learns, parameters=PROGRAMS[n].space.json()) for n in sorted(by_program)}
    (out / "spaces.json").write_text(json.dumps(dict(families=spaces), indent=0, ensure_ascii=False) + "\n")
    if options.report:
        with open(options.report, "w") as o:
            o.write("program,task,left out,trials,failed,spread,distinct,repeats,noise share\n")
            for name, task, why, q in table:
                o.write(f"{name},{task},{why},{q['trials']},{q['failed']:.3f},{q.get('spread', 0):.4g},{q['distinct']:.3f},{q.get('repeats', float('nan')):.3f},{q.get('noise_share', float('nan')):.3f}\n")
    print(f"{len(by_program)} programs ({sum(not PROGRAMS[n].learns for n in by_program)} that learn nothing), {len({PROGRAMS[n].family for n in by_program})} families, {kept['tasks']} tasks, {kept['trials']} trials")
    print(f"left out: {dict(dropped)}; programs with no task: {' '.join(sorted(set(PROGRAMS) - set(by_program))) or 'none'}")
    print(f"{out / 'trials.jsonl.xz'}: {(out / 'trials.jsonl.xz').stat().st_size / 1e6:.2f} MB; spaces.json: {(out / 'spaces.json').stat().st_size / 1e6:.2f} MB")
    agreement = [q["repeats"] for qs in by_program.values() for q in qs if q.get("repeats") == q.get("repeats") and "repeats" in q]
    if agreement:
        print(f"repeats' rank correlation: median {np.median(agreement):.2f}, lower tenth {np.quantile(agreement, .1):.2f}; failed trials {100 * np.mean([q['failed'] for qs in by_program.values() for q in qs]):.1f} %")


if __name__ == "__main__":
    main()
