#!/usr/bin/env python3
"""What trials cost beside the programs that they run: Hone beside Optuna, in the same run.

  make bench-execution          or: python3 Benchmarks/execution.py [--hone PATH] [--python PYTHON] [--repetitions 3] [--only WORDS]

The program is a few lines of C that print a number. Optuna starts it with subprocess, in threads and in processes; the faster counts. Both
sides draw at random and keep their trials on the disk; they take turns, and a ratio is one of medians. Of Hone the whole command's time
counts, of Optuna the trials alone. It takes about five minutes, six at most (fewer repetitions then); nothing else should run meanwhile. Optuna is installed into .venv-bench on first use. Writes docs/results/execution.json and execution.md.
"""

import argparse
import json
import os
import pathlib
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import machine

ROOT = pathlib.Path(__file__).resolve().parent.parent
PACKAGES = ["optuna"]
PROGRAM = """
#include <stdio.h>
#include <stdlib.h>
int main(void) {
    const char *x = getenv("HONE_PARAM_X");
    printf("loss: %s\\n", x ? x : "none");
    return 0;
}
"""


def compile_program(folder):
    source, program = folder / "trial.c", folder / "trial"
    source.write_text(PROGRAM)
    compiler = next((c for c in ("cc", "gcc", "clang") if shutil.which(c)), None)
    if not compiler:
        sys.exit("error: there is no C compiler\n  Install gcc or clang, then run this again.")
    for flags in (["-static"], []):
        if subprocess.run([compiler, "-O2", *flags, "-o", program, source], stderr=subprocess.DEVNULL).returncode == 0:
            return program
    sys.exit(f"error: {compiler} could not compile {source}")


def busy():
    """Seconds that the machine's processors have worked. What a supervisor that nobody waits for has used stands nowhere else."""
    try:
        fields = [int(word) for word in pathlib.Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    except OSError:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime
    return (sum(fields[:3]) + sum(fields[5:7])) / os.sysconf("SC_CLK_TCK")


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.program = compile_program(folder)
        self.count = 0
        self.version = ""

    def repetitions(self, seconds):
        """As many as asked for, as long as they fit into the time; one in any case."""
        begun = time.perf_counter()
        for number in range(self.options.repetitions):
            took = time.perf_counter() - begun
            if number and took + took / number > seconds:
                return
            yield number

    def fresh(self, name):
        # Kept until the end: ext4 avoids inodes that were freed a moment ago, and whoever comes next would pay for the search.
        self.count += 1
        path = self.folder / f"{self.count}-{name}"
        path.mkdir()
        return path

    def run(self, command, folder, timeout=None):
        before, begun = busy(), time.perf_counter()
        done = subprocess.run([str(word) for word in command], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=timeout)
        seconds, cpu = time.perf_counter() - begun, busy() - before
        if done.returncode != 0:
            sys.exit(f"error: `{' '.join(map(str, command))}` failed\n  {done.stderr.strip()[-500:]}")
        return done.stdout, seconds, cpu

    def hone_programs(self, jobs, trials):
        folder = self.fresh("hone")
        command = [
            self.options.hone, "run", "-q", "-n", trials, "-j", jobs, "--name", "s", "--optimizer", "random", "--minimize", "loss",
            "-p", "x=0:1:float", "--", self.program,
        ]
        _, seconds, cpu = self.run(command, folder)
        complete = self.run([self.options.hone, "list", "--json"], folder)[0]
        if f'"complete":{trials}' not in complete.replace(" ", ""):
            sys.exit(f"error: not all of Hone's trials are complete: {complete}")
        return dict(rate=trials / seconds, cpu=cpu / trials * 1000)

    def peer(self, what, **options):
        folder = self.fresh("optuna")
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        command = [self.options.python, ROOT / "Benchmarks" / "execution_peers.py", what, "--path", folder / "store", *words]
        answer = json.loads(self.run(command, folder)[0].splitlines()[-1])
        if answer["complete"] < options["trials"]:
            sys.exit(f"error: only {answer['complete']} of Optuna's {options['trials']} trials are complete")
        self.version = answer["version"]
        return dict(rate=options["trials"] / answer["seconds"], cpu=answer["cpu"] / options["trials"] * 1000)

    def hone_library(self, work, trials, timeout=None):
        folder = self.fresh("library")
        answer = json.loads(self.run([self.options.hone, "bench", "library", "--work", work, "--trials", trials, "--store", folder / "hone.db"], folder, timeout)[0])
        return answer, folder


def median(measured, key="rate"):
    return statistics.median(m[key] for m in measured)


def row(name, ours, peer, ratio, target, unit, is_limit=False, **more):
    met = ratio is not None and (ratio <= target if is_limit else ratio >= target)
    result = dict(name=name, ours=ours, peer=peer, ratio=None if ratio is None else round(ratio, 2), target=target, met=met, unit=unit, **more)
    print(json.dumps(result), flush=True)
    return result


def program_rows(bench, storage, title, target, trials):
    rows = []
    for jobs in (2, 16):
        ours, peers = [], {"threads": [], "processes": []}
        for _ in bench.repetitions(40):
            ours.append(bench.hone_programs(jobs, trials[0]))
            for workers, measured in peers.items():
                measured.append(bench.peer("program", storage=storage, workers=workers, jobs=jobs, trials=trials[1], program=bench.program))
        workers = max(peers, key=lambda w: median(peers[w]))
        mine, theirs = median(ours), median(peers[workers])
        rows.append(
            row(
                f"trivial programs a second, -j {jobs}; Optuna on {title}", round(mine, 1), round(theirs, 1), mine / theirs, target, "trials/s",
                ours_cpu_ms=round(median(ours, "cpu"), 2), peer_cpu_ms=round(median(peers[workers], "cpu"), 2), peer_workers=workers,
                peers={w: round(median(m), 1) for w, m in peers.items()}, ours_all=[round(m["rate"], 1) for m in ours],
            )
        )
    return rows


def library_rows(bench):
    ours, peers = [], []
    for _ in bench.repetitions(50):
        ours.append(dict(rate=1000 / bench.hone_library("run", 1000)[0]["seconds"]))
        peers.append(bench.peer("function", trials=bench.options.library_peer_trials))
    mine, theirs = median(ours), median(peers)
    return [row("1,000 random trials through the store, Swift library; Optuna on SQLite", round(mine), round(theirs, 1), mine / theirs, 20, "trials/s")]


def long_rows(bench):
    trials = bench.options.long_trials
    try:
        answer, folder = bench.hone_library("tell", trials, timeout=150)
    except subprocess.TimeoutExpired:
        return [row(f"{trials:,} trials told to one study: not done within 150 s", None, None, None, 1.5, "s", is_limit=True)]
    rows = [
        row(
            f"{trials:,} trials told to one study: seconds of the last 1,000; of the first", round(answer["last"], 3), round(answer["first"], 3),
            answer["last"] / answer["first"], 1.5, "s", is_limit=True, seconds=round(answer["seconds"], 1),
        )
    ]
    seconds = statistics.median(bench.run([bench.options.hone, "list"], folder)[1] for _ in range(3))
    rows.append(row(f"opening and listing that study ({trials:,} trials)", round(seconds, 3), None, seconds, 1, "s", is_limit=True))
    return rows


def write(rows, bench, loads):
    folder = ROOT / "docs" / "results"
    (folder / "execution.json").write_text(json.dumps(rows, indent=1) + "\n")
    lines = [
        "# What trials cost beside their programs", "",
        f"`make bench-execution` on {time.strftime('%Y-%m-%d')}: {os.cpu_count()} x {platform.machine()}, Optuna {bench.version}; medians of "
        f"{bench.options.repetitions} runs that take turns; load average of the machine {loads[0]} before and {loads[1]} after.", "",
        "| what; against | Hone | peer | unit | ratio | target | | CPU ms a trial |", "|---|---|---|---|---|---|---|---|",
    ]
    for r in rows:
        verdict = {True: "met", False: "**missed**", None: ""}[r["met"]]
        bound = ("≤ " if r["unit"] == "s" else "≥ ") + f"{r['target']:g}"
        cpu = f"{r['ours_cpu_ms']}, {r['peer_cpu_ms']}" if "ours_cpu_ms" in r else ""
        ours, peer, ratio = ("" if r[key] is None else f"{r[key]:,}" for key in ("ours", "peer", "ratio"))
        lines.append(f"| {r['name']} | {ours} | {peer} | {r['unit']} | **{ratio}** | {bound} | {verdict} | {cpu} |")
    (folder / "execution.md").write_text("\n".join(lines) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--hone", default=ROOT / ".build" / "release" / "hone", help="the tool to measure")
    parser.add_argument("--python", help="interpreter that has Optuna; installs its own if absent")
    parser.add_argument("--repetitions", type=int, default=3, help="runs of each side")
    parser.add_argument("--long-trials", type=int, default=100_000, help="trials of the long study")
    parser.add_argument("--library-peer-trials", type=int, default=150, help="trials of Optuna beside the library's 1,000; its time grows with them")
    parser.add_argument("--only", default="", help="rows to make: journal, sqlite, library, long (separated by commas); then nothing is written")
    options = parser.parse_args()
    options.python = options.python or machine.environment("execution", PACKAGES)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="hone-bench-") as folder:
        bench = Bench(options, pathlib.Path(folder))
        parts = {
            "journal": lambda: program_rows(bench, "journal", "its journal", 1.5, (400, 300)),
            "sqlite": lambda: program_rows(bench, "sqlite", "SQLite", 5, (400, 60)),
            "library": lambda: library_rows(bench),
            "long": lambda: long_rows(bench),
        }
        wanted = options.only.split(",") if options.only else list(parts)
        rows = [made for name in wanted for made in parts[name]()]
        if not options.only:
            write(rows, bench, (round(load, 1), round(os.getloadavg()[0], 1)))


if __name__ == "__main__":
    main()
