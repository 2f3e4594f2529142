#!/usr/bin/env python3
"""What `auto` takes where no past task helps, by figures: runs Hone's optimisers on functions, writes docs/results/automatic.md.

    python3 Benchmarks/automatic.py [--work FOLDER] [--only-write]        (make bench-automatic)

Runs that are there are kept, so it can be stopped and started at any time; an hour or two on one core.
"""

import argparse
import datetime
import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Situation, suites, methods, seeds, evaluations, more words.
SITUATIONS = [
    ("few", "mixed,conditional", "gp,tpe,cmaes,forest,sobol,random", 5, 100, []),
    ("many", "mixed,conditional", "tpe,cmaes,nsga2,random", 3, 1000, []),
    ("bbob", "bbob", "tpe,cmaes,random", 2, 1000, ["--dims", "5"]),
    ("several", "zdt,dtlz", "gp,tpe,nsga2,nsga3,random", 2, 100, []),
]
TITLES = {
    "few": "A hundred evaluations of mixed and conditional spaces",
    "many": "A thousand evaluations of mixed and conditional spaces",
    "bbob": "A thousand evaluations of BBOB's functions in five dimensions",
    "several": "A hundred evaluations of two and more objectives: what is lacking of the front's hypervolume",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hone", type=pathlib.Path, default=ROOT / ".build" / "release" / "hone")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / ".results" / "automatic")
    parser.add_argument("--only-write", action="store_true")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    text = [
        "# What `auto` takes where no past task helps", "",
        f"`make bench-automatic`, written on {datetime.date.today()}. Of each function the mean over seeds of the best value (of what a run lacks, with several objectives), best first by mean rank; "
        "ranks of equal values are shared. One machine of two cores; only Hone's own optimisers, so this chooses between them and says nothing of others.", "",
        "`auto` takes `cmaes` from a thousand trials on where no past task is like the program, and `gp` for several objectives, bounds and orders of things; with fewer trials `lm`, or `gp` without the language model.", "",
    ]
    for name, suites, methods, seeds, budget, more in SITUATIONS:
        path = options.work / f"{name}.jsonl"
        words = ["bench", "run", "--suite", suites, *more, "--methods", methods, "--seeds", str(seeds), "--budget", str(budget)]
        if not options.only_write:
            subprocess.run([str(options.hone), *words, "-q", "-o", str(path)], check=True, stdout=subprocess.DEVNULL)
        if path.exists():
            text += table(name, path, methods.split(","), "hone " + " ".join(words))
    (ROOT / "docs" / "results" / "automatic.md").write_text("\n".join(text).rstrip() + "\n")


def table(name, path, methods, command):
    runs = {}
    for line in path.read_text().splitlines():
        run = json.loads(line)
        if "values" in run:
            runs.setdefault(run["task"], {}).setdefault(run["method"], []).append(min(run["values"]))
    # A function counts where every method has been run as often.
    complete = {
        task: by for task, by in sorted(runs.items()) if len({len(by.get(m, [])) for m in methods}) == 1 and methods[0] in by
    }
    if not complete:
        return []
    ranks = {m: [] for m in methods}
    for by in complete.values():
        means = {m: sum(by[m]) / len(by[m]) for m in methods}
        for m in methods:
            below = sum(means[o] < means[m] for o in methods)
            equal = sum(means[o] == means[m] for o in methods)
            ranks[m].append(below + (equal + 1) / 2)
    order = sorted(methods, key=lambda m: sum(ranks[m]))
    out = [f"## {TITLES[name]}", "", f"{len(complete)} functions, {len(next(iter(complete.values()))[methods[0]])} seeds.", "", f"    {command}", ""]
    out += ["| function | " + " | ".join(f"`{m}`" for m in order) + " |", "|---" * (len(order) + 1) + "|"]
    out.append("| **mean rank** | " + " | ".join(f"**{sum(ranks[m]) / len(ranks[m]):.2f}**" for m in order) + " |")
    for task, by in complete.items():
        out.append(f"| {task} | " + " | ".join(f"{sum(by[m]) / len(by[m]):.3g}" for m in order) + " |")
    return out + [""]


if __name__ == "__main__":
    main()
