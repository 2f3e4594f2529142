"""What the figures are made of: past trials, readers and runs, for each fold and draw of the yardstick. Whatever is there is kept."""

import json
import os
import pathlib
import struct
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SPLITS = ROOT / "Benchmarks" / "yardstick" / "splits.json"
HOME = pathlib.Path(os.environ.get("HONE_HOME", pathlib.Path.home() / ".local" / "share" / "hone"))


def hone(options, *words, **more):
    return subprocess.run([str(options.hone), *map(str, words)], check=True, **more)


def folds():
    return json.loads(SPLITS.read_text())["folds"]


def table(task):
    return HOME / "tables" / (task.replace("/", "-") + ".honetable")


def values(task):
    """All values of a complete table, which is written by scripts/fetch_tables.py."""
    data = table(task).read_bytes()
    offset, rows = struct.unpack_from("<QQ", data, 16)
    return struct.unpack_from(f"<{rows}d", data, offset)


def past(options, fold, draw):
    """The database that every method reads in a fold and draw: Hone's own programs and the starter database without the fold's
    datasets, under all their names, and the draw's rows of the tables of the other folds."""
    target = options.work / "past" / f"fold{fold}-draw{draw}.db"
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    base, part = options.work / "base.db", options.work / "past" / f"base{fold}.jsonl"
    if not part.exists():
        hone(options, "db", "import", ROOT / "Data" / "tabular-trials.jsonl", ROOT / "Data" / "programs", "--database", base, "-q")
        out = [word for task in folds()[fold] for word in ("--leave-out", "dataset:" + task.split("/")[1])]
        hone(options, "db", "export", "--database", base, *out, "-o", part, "-q")
    unfinished = target.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    hone(options, "db", "import", part, "--database", unfinished, "-q")
    others = [table(task) for number, tasks in enumerate(folds()) if number != fold for task in tasks]
    hone(options, "db", "import", *others, "--splits", SPLITS, "--draw", draw, "--database", unfinished, "-q")
    unfinished.rename(target)
    return target


def reader(options, fold, draw):
    folder = options.work / "readers" / f"fold{fold}-draw{draw}"
    if not (folder / "record.json").exists():
        hone(options, "finetune", "--surrogate", "reader", "--database", past(options, fold, draw), "--steps", options.steps, "-o", folder, "-q")
    return folder


def runs(options, fold, draw):
    """Runs of all methods on the fold's tables; the seed is the draw."""
    target = options.work / "runs" / f"fold{fold}-draw{draw}.jsonl"
    target.parent.mkdir(parents=True, exist_ok=True)
    wanted = {(method, task) for method in options.methods for task in folds()[fold]}
    if not wanted <= {(run["method"], run["task"]) for run in read(target) if len(run["order"]) >= options.budget}:
        hone(options, "bench", "run", "--suite", "hpobench,hpolib,nasbench201", "--tasks", ",".join(folds()[fold]), "--methods", ",".join(options.methods),
             "--adapter", reader(options, fold, draw), "--past", past(options, fold, draw), "--default", "--seed", draw, "--seeds", 1,
             "--budget", options.budget, "--workers", options.workers, "-q", "-o", target, stdout=subprocess.DEVNULL)
    return target


def read(*files):
    found = []
    for file in files:
        if file.exists():
            found += [run for line in file.read_text().splitlines() if "order" in (run := json.loads(line))]
    return found


def report(options, files, *words):
    """What `hone bench report` says of runs."""
    return json.loads(hone(options, "bench", "report", *files, *words, "--json", capture_output=True, text=True).stdout)
