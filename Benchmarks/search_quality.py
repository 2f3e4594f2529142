#!/usr/bin/env python3
"""How good searches are: Hone beside Optuna, cmaes, HEBO, SMAC3 and BoTorch on test functions whose optimum is known.

  make bench-search-quality     or: python3 Benchmarks/search_quality.py [--quick] [--minutes 40] [--work FOLDER] [--only BLOCKS]

Every side searches the same functions (`hone bench function`) with the same noise, one thread each, two runs at a time. Seeds are added in
rounds, so that what stands after any time is even; slow peers have fewer. A run that was stopped goes on where it was: finished runs lie in
the work folder. Means, ranks and paired tests are those of `hone bench report`. Writes docs/results/search.md unless --only or --quick is
given; with --quick a reduced set in at most 40 minutes, and with --output anywhere.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import shlex
import subprocess
import time

import machine

ROOT = pathlib.Path(__file__).resolve().parent.parent
PACKAGES = ["optuna==5.0.0", "cmaes==0.13.1", "botorch==0.18.1", "smac==2.4.1", "torch", "scipy", "numpy"]
# It pins an old numpy, and so lies in an environment of its own, with versions of its packages that still fit.
HEBO = ["--no-deps", "HEBO==0.3.6", "pymoo==0.6.0"]
HEBO_PACKAGES = [
    "numpy<2", "pandas<2.2", "scipy<1.14", "torch", "gpytorch", "scikit-learn<1.6", "disjoint-set", "networkx", "autograd", "cma", "alive-progress", "dill",
    "Deprecated",
]
# Ours, and the namesakes that it is tested against.
NAMESAKES = {"gp": ["optuna-gp", "hebo", "botorch"], "tpe": ["optuna-tpe"], "cmaes": ["optuna-cmaes", "cmaes-package"], "forest": ["smac"], "nsga2": ["optuna-nsga2"]}
SLOW = {"hebo": 5, "botorch": 5, "optuna-gp": 10, "smac": 10}
ROUNDS = [1, 2, 5, 10, 20]


class Block:
    """Functions that are reported together, and who searches them."""

    def __init__(self, name, title, suite, ours, peers, dimensions=None, budget=100, quick=None, most=None):
        self.name, self.title, self.suite, self.ours, self.peers = name, title, suite, ours, peers
        self.dimensions, self.budget, self.quick, self.most = dimensions, budget, quick, most

    def options(self):
        return ["--suite", self.suite] + (["--dims", self.dimensions] if self.dimensions else [])

    def seeds(self, side, wanted):
        return min(wanted, SLOW.get(side, wanted), self.most or wanted)


CLASSIC = ["random", "sobol", "tpe", "cmaes", "gp"]
SINGLE = ["optuna-tpe", "optuna-gp", "optuna-cmaes", "cmaes-package", "smac", "hebo", "botorch"]
FEW = ["f1-", "f6-", "f8-", "f10-", "f13-", "f15-", "f17-", "f21-"]
BLOCKS = [
    Block("bbob-5", "BBOB, 5 dimensions", "bbob", CLASSIC, SINGLE, "5", quick=FEW),
    Block("bbob-10", "BBOB, 10 dimensions", "bbob", CLASSIC, SINGLE, "10", quick=FEW[1:4]),
    Block("bbob-40", "BBOB, 40 dimensions", "bbob", CLASSIC, SINGLE, "40", quick=[], most=5),
    Block("mixed", "mixed spaces", "mixed", [*CLASSIC, "forest"], ["optuna-tpe", "optuna-gp", "optuna-cmaes", "smac", "hebo"], quick=["ripples", "network", "choices"]),
    Block("conditional", "conditional spaces", "conditional", ["random", "tpe", "forest", "gp"], ["optuna-tpe", "optuna-gp", "smac"], quick=["tree", "pipeline"]),
    Block("constrained", "constrained spaces", "constrained", ["random", "tpe", "gp"], ["optuna-tpe", "optuna-gp"], quick=["g04", "g24", "budget"]),
    Block("noisy", "noise, 50 evaluations", "noisy", CLASSIC, ["optuna-tpe", "optuna-gp", "smac", "hebo", "botorch"], budget=50, quick=["branin-20", "hartmann", "network"]),
    Block("several", "two and three objectives, 200 evaluations", "zdt,dtlz", ["random", "tpe", "nsga2", "gp"], ["optuna-tpe", "optuna-nsga2", "optuna-gp", "botorch"], budget=200, quick=["zdt1", "zdt3", "dtlz2"], most=5),
]


class Interpreters:
    """Environments by peer, made when they are first asked for."""

    def __init__(self, options):
        self.options = options

    def of(self, peer):
        if peer == "hebo":
            return self.options.hebo_python or machine.environment("quality", HEBO_PACKAGES, HEBO, folder=".venv-hebo")
        return self.options.python or machine.environment("quality", PACKAGES)


def tasks_of(block, options):
    listed = subprocess.run([*shlex.split(options.hone), "bench", "function", "--list", *block.options()], capture_output=True, text=True, check=True)
    names = listed.stdout.split()
    if not options.quick:
        return names
    return [name for name in names if any(part in name for part in block.quick)]


def command(block, side, tasks, seeds, options, interpreters):
    output = options.work / block.name / f"{side}.jsonl"
    counts = ["--tasks", ",".join(tasks), "--seeds", str(seeds), "--budget", str(block.budget), "--output", str(output)]
    if side in block.peers:
        return [interpreters.of(side), str(ROOT / "Benchmarks" / "search_quality_peers.py"), side, *counts, "--hone", options.hone]
    return [*shlex.split(options.hone), "bench", "run", *block.options(), "--methods", side, "--workers", "1", "--quiet", *counts]


def run_all(blocks, options, interpreters):
    """Round by round: each side of each block has so many seeds before anybody has more."""
    end = time.monotonic() + 60 * options.minutes
    failed = {}
    threads = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}

    def make(job):
        block, side, tasks, seeds = job
        left = end - time.monotonic()
        if left < 5 or (block.name, side) in failed:
            return
        log = options.work / block.name / f"{side}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        try:
            with log.open("a") as file:
                done = subprocess.run(
                    command(block, side, tasks, seeds, options, interpreters), stdout=file, stderr=subprocess.STDOUT, timeout=left,
                    env={**os.environ, **threads},
                )
        except subprocess.TimeoutExpired:
            return
        if done.returncode:
            failed[block.name, side] = (log.read_text().strip().splitlines() or ["it said nothing"])[-1]
        print(f"{block.name}: {side}, {seeds} seeds" + (f": {failed[block.name, side]}" if done.returncode else ""), flush=True)

    previous = {}
    with concurrent.futures.ThreadPoolExecutor(options.workers) as pool:
        for wanted in [r for r in ROUNDS if r < options.seeds] + [options.seeds]:
            jobs = []
            for block in blocks:
                tasks = tasks_of(block, options)
                for side in [*block.ours, *block.peers]:
                    seeds = block.seeds(side, wanted)
                    if tasks and previous.get((block.name, side)) != seeds:
                        previous[block.name, side] = seeds
                        jobs.append((block, side, tasks, seeds))
            list(pool.map(make, jobs))
    return failed


def report(files, options, against=None):
    """What `hone bench report` says of the runs of these files; nil where there are none."""
    arguments = [*shlex.split(options.hone), "bench", "report", *map(str, files), "--json"] + (["--against", against] if against else [])
    done = subprocess.run(arguments, capture_output=True, text=True)
    return json.loads(done.stdout) if done.returncode == 0 else None


def has_runs(path):
    return path.exists() and any('"values"' in line for line in path.open())


def block_lines(block, options, failed):
    """The block's table, and its rows of the table of namesakes."""
    folder = options.work / block.name
    sides = [s for s in [*block.ours, *block.peers] if has_runs(folder / f"{s}.jsonl")]
    if not sides:
        return [], []
    found = report([folder / f"{s}.jsonl" for s in sides], options)
    if not found or not found["lines"]:
        return [], []
    last = found["lines"][0]["figures"][-1]["evaluations"] if found["lines"][0]["figures"] else None
    lines = [f"## {block.title}", "", f"{len(found['tasks'])} functions, regret after {last} evaluations.", ""]
    lines += ["| method | seeds | regret | ± | mean rank | s a suggestion |", "|---|---|---|---|---|---|"]
    ordered = sorted((r for r in found["lines"] if r["figures"]), key=lambda r: r["figures"][-1]["rank"])
    for r in ordered:
        figure = r["figures"][-1]
        error = figure.get("standardError")
        seeds = r["seeds"][0] if r["seeds"][0] == r["seeds"][1] else f"{r['seeds'][0]}-{r['seeds'][1]}"
        name = f"**{r['method']}**" if r["method"] in block.ours else r["method"]
        lines.append(
            f"| {name} | {seeds} | {figure['regret']:.4f} | {'' if error is None else f'{error:.4f}'} | {figure['rank']:.2f} | {r.get('laterSeconds') or 0:.3f} |"
        )
    missing = [f"{s} ({failed.get((block.name, s), 'cannot take these spaces, or had no time')})" for s in [*block.ours, *block.peers] if s not in sides]
    if missing:
        lines += ["", "Without runs: " + "; ".join(missing) + "."]
    pairs = []
    for ours, theirs in NAMESAKES.items():
        for peer in theirs:
            if ours in block.ours and ours in sides and peer in block.peers and peer in sides:
                pair = report([folder / f"{ours}.jsonl", folder / f"{peer}.jsonl"], options, against=peer)
                rows = [r for c in (pair or {}).get("comparisons", []) for r in c["lines"] if r["method"] == ours]
                if rows:
                    pairs.append((block, ours, peer, rows[-1]))
    return lines + [""], pairs


def verdict_of(row):
    adjusted = row.get("adjusted")
    if adjusted is None or adjusted >= 0.05:
        return "level"
    return "better" if row["difference"] < 0 else "**worse**"


def pair_lines(pairs):
    lines = ["## Beside the namesakes", "", "Regret minus the namesake's over the same functions and seeds; p of a paired test that resamples functions.", ""]
    lines += ["| functions | Hone | peer | pairs | difference | 95 % interval | p | |", "|---|---|---|---|---|---|---|---|"]
    for block, ours, peer, row in pairs:
        interval = row.get("interval")
        text = f"{interval['low']:+.4f} to {interval['high']:+.4f}" if interval else ""
        p = row.get("adjusted")
        count = row["pairs"][0] if row["pairs"][0] == row["pairs"][1] else f"{row['pairs'][0]}-{row['pairs'][1]}"
        lines.append(
            f"| {block.title} | {ours} | {peer} | {row['tasks']} x {count} | {row['difference']:+.4f} | {text} | "
            f"{'' if p is None else f'{p:.3f}'} | {verdict_of(row)} |"
        )
    return lines + [""]


def write(blocks, options, failed, output):
    parts, pairs = [], []
    for block in blocks:
        lines, found = block_lines(block, options, failed)
        parts += lines
        pairs += found
    left_out = f"; left out here: {options.without}" if options.without else ""
    head = [
        "# How good searches are", "",
        f"`make bench-search-quality`{' (`--quick`: a reduced set)' if options.quick else ''} on {time.strftime('%Y-%m-%d')}, {os.cpu_count()} x {machine.processor()}; "
        f"{', '.join(PACKAGES[:4])}, {HEBO[1]}{left_out}.", "",
        "Regret is 0 at the known optimum and 1 where random search is: at the median value of random configurations, or with several objectives at the "
        "hypervolume of twenty of them. Under noise it is that of the true value of the configuration that a user is given: "
        "with Hone's methods the one that a process through all values expects to be best, with the peers the one with the best noisy value. Hone reads constraints "
        "between parameters in its space and tries no configuration that breaks one; its peers are told how far one is broken, and an infeasible trial "
        "counts.", "",
    ]
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text("\n".join(head + (pair_lines(pairs) if pairs else []) + parts).rstrip() + "\n")
    return pairs


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--hone", default=f"{ROOT}/.build/release/hone")
    parser.add_argument("--python", help="interpreter that has the peers; installs its own if absent")
    parser.add_argument("--hebo-python", help="interpreter that has HEBO; installs its own if absent")
    parser.add_argument("--work", type=pathlib.Path, help="folder of finished runs; .results/search, with --quick .results/search-quick")
    parser.add_argument("--output", type=pathlib.Path, help="the report")
    parser.add_argument("--quick", action="store_true", help="fewer functions and seeds: a reduced set in at most 40 minutes")
    parser.add_argument("--minutes", type=float, help="after which no more is run; 40 with --quick")
    parser.add_argument("--seeds", type=int, help="of the fast sides; 20, with --quick 2")
    parser.add_argument("--workers", type=int, default=2, help="runs at a time")
    parser.add_argument("--only", default="", help="blocks, separated by commas: " + ", ".join(b.name for b in BLOCKS))
    parser.add_argument("--without", default="", help="peers that are left out, separated by commas")
    parser.add_argument("--report-only", action="store_true", help="run nothing, report what is there")
    options = parser.parse_args()
    options.minutes = options.minutes or (40 if options.quick else 60 * 24 * 7)
    options.seeds = options.seeds or (2 if options.quick else 20)
    options.work = options.work or ROOT / ".results" / ("search-quick" if options.quick else "search")
    wanted = options.only.split(",") if options.only else [b.name for b in BLOCKS]
    if unknown := set(wanted) - {b.name for b in BLOCKS}:
        parser.error(f"there is no block {', '.join(sorted(unknown))}; see --help")
    blocks = [b for b in BLOCKS if b.name in wanted]
    left_out = [name for name in options.without.split(",") if name]
    if unknown := set(left_out) - {peer for block in BLOCKS for peer in block.peers}:
        parser.error(f"there is no peer {', '.join(sorted(unknown))}")
    for block in blocks:
        block.peers = [peer for peer in block.peers if peer not in left_out]
    options.work.mkdir(parents=True, exist_ok=True)
    failed = {} if options.report_only else run_all(blocks, options, Interpreters(options))
    standard = ROOT / "docs" / "results" / "search.md"
    output = options.output or (options.work / "search.md" if options.only or options.quick else standard)
    pairs = write(blocks, options, failed, output)
    worse = [f"{ours} beside {peer} on {block.title}" for block, ours, peer, row in pairs if verdict_of(row) == "**worse**"]
    print(f"{output}: {len(pairs)} pairs of namesakes, {len(worse)} worse" + "".join(f"\n  {text}" for text in worse))


if __name__ == "__main__":
    main()
