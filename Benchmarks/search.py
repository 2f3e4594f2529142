#!/usr/bin/env python3
"""What suggestions take: Hone beside Optuna, Rustuna, cmaes and BoTorch, in the same run.

  make bench-search             or: python3 Benchmarks/search.py [--ours COMMAND] [--python PYTHON] [--repetitions 3] [--only WORDS]

All sides compute on one thread, kept to one processor where the machine can do that, and take turns; a ratio is one of medians of
repetitions (the peer's time over ours). A suggestion is timed after so many trials at random on the same kind of function, with the telling
of its value; a whole run from the first trial to the last, without the evaluations. The peers are installed into .venv-bench on first use.
Half an hour; what would take longer is left out and said. Writes docs/results/search.json and search-speed.md.
"""

import argparse
import json
import os
import pathlib
import shlex
import shutil
import statistics
import subprocess
import time

import machine

ROOT = pathlib.Path(__file__).resolve().parent.parent
# The search's opponents and the models that they are made of.
PACKAGES = ["optuna==5.0.0", "rustuna==0.2.0", "cmaes==0.13.1", "botorch==0.18.1", "torch", "scipy", "numpy"]
LONGEST = 40 * 60
VALLEY, FRONT = "bbob/f8-rosenbrock-d{0}-i1", "zdt/zdt1-d{0}"


class Work:
    """One line of the table or several: a named optimiser of ours, its peers with the ratio asked for, and limits on ours alone."""

    def __init__(self, name, title, method, dimension=8, known=0, suggestions=5, task=VALLEY, peers=None, seconds=None, whole=False, repetitions=None):
        self.name, self.title, self.method, self.dimension, self.known, self.suggestions = name, title, method, dimension, known, suggestions
        self.task, self.peers, self.seconds, self.whole, self.repetitions = task.format(dimension), peers or {}, seconds, whole, repetitions

    def commands(self, options, python):
        counts = ["--known", str(self.known), "--suggestions", str(self.suggestions)]
        ours = [*shlex.split(options.ours), "--method", self.method, "--task", self.task, *counts]
        peers = {
            peer: [python, str(ROOT / "Benchmarks" / "search_peers.py"), peer, "--dimension", str(self.dimension), *counts] for peer in self.peers
        }
        return {None: ours, **peers}

    def figure(self, measured):
        return measured["total"] if self.whole else measured["median"]


WORKS = [
    Work("tpe", "TPE, a suggestion, d = 8, n = 1,000", "tpe-univariate", known=1000, suggestions=20, peers={"optuna-tpe": 20, "rustuna-tpe": 1}),
    Work(
        "tpe-multivariate", "TPE, multivariate, a suggestion, d = 8, n = 1,000", "tpe", known=1000, suggestions=20,
        peers={"optuna-tpe-multivariate": 20, "rustuna-tpe-multivariate": 1},
    ),
    Work(
        "cmaes", "CMA-ES, d = 10, 10,000 trials", "cmaes", 10, suggestions=10_000, whole=True,
        peers={"optuna-cmaes": 20, "rustuna-cmaes": 1, "cmaes": None},
    ),
    Work("nsga2", "NSGA-II, d = 10, 2,000 trials", "nsga2", 10, suggestions=2000, task=FRONT, whole=True, peers={"optuna-nsga2": 20, "rustuna-nsga2": 1}),
    Work("gp-100", "GP, a suggestion, d = 8, n = 100", "gp", known=100, suggestions=5, peers={"optuna-gp": 10}, seconds=0.1),
    Work("gp-500", "GP, a suggestion, d = 8, n = 500", "gp", known=500, suggestions=3, peers={"optuna-gp": 10}, seconds=1),
    Work("gp-1000", "GP, a suggestion, d = 8, n = 1,000", "gp", known=1000, suggestions=3),
    Work("gp-2000", "GP, a suggestion, d = 8, n = 2,000", "gp", known=2000, suggestions=3, seconds=3),
    Work(
        "hypervolume", "hypervolume improvement, two objectives, d = 8, n = 200", "gp", known=200, suggestions=3, task=FRONT,
        peers={"botorch-qlognehvi": 10}, seconds=0.5,
    ),
]
# From one to the next the number of trials doubles; the cost of a fit grows with its cube.
DOUBLINGS, MOST_GROWTH = [("gp-500", "gp-1000"), ("gp-1000", "gp-2000")], 8


def measured(command, prefix, deadline):
    """What the command prints, or why it printed nothing."""
    left = deadline - time.monotonic()
    if left < 5:
        return "no time was left"
    threads = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
    try:
        done = subprocess.run([*prefix, *command], capture_output=True, text=True, timeout=left, env={**os.environ, **threads})
    except subprocess.TimeoutExpired:
        return "no time was left"
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    return json.loads(lines[-1]) if done.returncode == 0 and lines else (done.stderr.strip().splitlines() or ["it printed nothing"])[-1]


def measure(work, options, python, prefix, deadline):
    """By side (None is Hone): the measurements, or a text that says why there are none."""
    commands, found = work.commands(options, python), {}
    for _ in range(work.repetitions or options.repetitions):
        for side, command in commands.items():
            if isinstance(found.get(side), str):
                continue
            answer = measured(command, prefix, deadline)
            if isinstance(answer, str):
                # A repetition for which no time was left does not undo those before it.
                found.setdefault(side, answer)
            else:
                found.setdefault(side, []).append(answer)
    return found


def rows_of(work, found):
    rows, ours = [], found[None]
    mine = None if isinstance(ours, str) else statistics.median(map(work.figure, ours))
    base = dict(work=work.name, method=work.method, unit="s", known=work.known, suggestions=work.suggestions)
    if isinstance(ours, str):
        base["problem"] = ours

    def row(name, peer, ratio, target, met, **more):
        rows.append(dict(name=name, ours=mine, peer=peer, ratio=ratio, target=target, met=met, **base, **more))

    for peer, target in work.peers.items():
        theirs = found[peer]
        if isinstance(theirs, str):
            row(f"{work.title}; {peer}", None, None, target, None if target is None else False, problem_of_peer=theirs)
            continue
        value = statistics.median(map(work.figure, theirs))
        ratio = value / mine if mine else None
        row(
            f"{work.title}; {peer}", value, ratio and round(ratio, 2), target,
            None if target is None else bool(ratio and ratio >= target), version=theirs[0]["version"], repetitions=len(theirs),
        )
    if work.seconds:
        row(f"{work.title}; time", None, None, work.seconds, mine is not None and mine <= work.seconds)
    if not work.peers and not work.seconds:
        row(f"{work.title}; time", None, None, None, None)
    return rows


def growth_of(times):
    rows = []
    for first, second in DOUBLINGS:
        if first in times and second in times:
            growth = times[second] / times[first]
            rows.append(dict(
                name=f"GP, time at twice the trials: {second} over {first}", ours=round(growth, 2), peer=None, ratio=None, target=MOST_GROWTH,
                met=growth <= MOST_GROWTH, work=second, method="gp", unit="times",
            ))
    return rows


def seconds_text(value):
    return "" if value is None else f"{value * 1e3:.3g} ms" if value < 1 else f"{value:.3g} s"


def write(results, loads, folder):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "search.json").write_text(json.dumps(results, indent=1) + "\n")
    versions = sorted({r["version"] for r in results if "version" in r})
    lines = [
        "# What suggestions take", "",
        f"`make bench-search` on {time.strftime('%Y-%m-%d')}: one thread on {machine.processor()}; {', '.join(versions)}. Medians of alternating "
        f"repetitions; load average of the machine {loads[0]} before and {loads[1]} after.",
        "", "| work; against | Hone | peer | ratio | target | |", "|---|---|---|---|---|---|",
    ]
    for r in results:
        verdict = {True: "met", False: "**missed**", None: ""}[r["met"]]
        isLimit = r["peer"] is None and "problem_of_peer" not in r
        bound = "" if r["target"] is None else f"{'≤' if isLimit else '≥'} {r['target']:g}"
        mine = f"{r['ours']:g}" if r["unit"] == "times" else seconds_text(r["ours"])
        said = r.get("problem") or r.get("problem_of_peer") or ""
        ratio = "" if r["ratio"] is None else f"**{r['ratio']:.3g}**"
        lines.append(f"| {r['name']} | {mine} | {seconds_text(r['peer'])} | {ratio} | {bound} | {verdict} {said} |")
    (folder / "search-speed.md").write_text("\n".join(lines) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--ours", default=f"{ROOT}/.build/release/hone bench suggest", help="command that measures Hone")
    parser.add_argument("--python", help="interpreter that has the peers; installs its own if absent")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--only", default="", help="names of works, separated by commas: " + ", ".join(w.name for w in WORKS))
    parser.add_argument("--output", type=pathlib.Path, help="folder of the results; docs/results if all works run, none otherwise")
    options = parser.parse_args()
    chosen = options.only.split(",") if options.only else [w.name for w in WORKS]
    unknown = set(chosen) - {w.name for w in WORKS}
    if unknown:
        parser.error(f"there is no work {', '.join(sorted(unknown))}; see --help")
    python = options.python or machine.environment("search", PACKAGES)
    prefix = ["taskset", "-c", str(max(os.sched_getaffinity(0)))] if shutil.which("taskset") else []
    deadline = time.monotonic() + LONGEST
    loads, results, times = [round(os.getloadavg()[0], 1)], [], {}
    for work in (w for w in WORKS if w.name in chosen):
        rows = rows_of(work, measure(work, options, python, prefix, deadline))
        results += rows
        if rows[0]["ours"] is not None:
            times[work.name] = rows[0]["ours"]
        for r in rows:
            print(f"{r['name']}: {r['ours']} and {r['peer']}, ratio {r['ratio']}, target {r['target']}, met {r['met']} {r.get('problem', '')}", flush=True)
    results += growth_of(times)
    loads.append(round(os.getloadavg()[0], 1))
    folder = options.output or (None if options.only else ROOT / "docs" / "results")
    if folder:
        write(results, loads, folder)
    missed = [r["name"] for r in results if r["met"] is False]
    print(f"{len(results)} rows, {len(missed)} targets missed" + "".join(f"\n  {name}" for name in missed))


if __name__ == "__main__":
    main()
