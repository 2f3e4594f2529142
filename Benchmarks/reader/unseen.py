#!/usr/bin/env python3
"""Search and forecasts on programs whose kin nobody knows: neither the reader nor the past tasks.

    python3 Benchmarks/reader/unseen.py --readers FOLDER [--hone PATH] [--work FOLDER] [--tasks 8] [--seeds 3] [--only GROUPS]

FOLDER holds what folds.py trained (lm-0-0, none-0-0 and so on, a fold of kin left out of each). For each fold: tasks of Data/programs whose
groups of kin it left out, at most so many a group and of as many programs as there are; the past tasks are those of Data/ without the kin.
Methods: `lm` (the joint model with the fold's reader as its prior), the same with the reader that was trained without names (`lm-nameless`),
the reader alone, `gp` and `random`, all told the default first. Half of the groups choose what `auto` does, the other half reports: groups
of each fold in turn, by name. Runs that are there already are not made again. Prints the reports as Markdown; writes WORK/runs-*.jsonl.
"""

import argparse
import collections
import hashlib
import json
import lzma
import math
import pathlib
import statistics
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from folds import FOLDS, ROOT, folds

FEWEST_ROWS = 30
AT = [1, 2, 5, 10, 20]  # the first is the default
METHODS = "lm,reader,gp,random"
FORECASTS = "lm,reader,gp"


def place(text):
    return hashlib.sha256(text.encode()).hexdigest()


def programs():
    """The spaces and tasks of Data/programs."""
    spaces = json.loads((ROOT / "Data" / "programs" / "spaces.json").read_text())["families"]
    with lzma.open(ROOT / "Data" / "programs" / "trials.jsonl.xz", "rt") as file:
        head, *tasks = [json.loads(line) for line in file]
    return spaces, head, tasks


def rows(task):
    columns = list(task["config"].values())
    return len({tuple(column[i] for column in columns) for i, value in enumerate(task["value"]) if value is not None})


def chosen(spaces, tasks, kin, groups, most):
    """At most `most` tasks of each group: one a program, then another, in an order that hashes decide."""
    result = []
    for group in groups:
        own = [t for t in tasks if kin[spaces[t["program"]]["family"]] == group and rows(t) >= FEWEST_ROWS]
        own.sort(key=lambda t: place(t["program"] + t["task"]))
        seen, turns = {}, []
        for task in own:
            seen[task["program"]] = seen.get(task["program"], 0) + 1
            turns.append((seen[task["program"]], place(task["program"]), task))
        result += [task for _, _, task in sorted(turns, key=lambda t: t[:2])[:most]]
    return result


def write_folder(folder, spaces, head, tasks):
    """Tasks in the form of Data/programs."""
    folder.mkdir(parents=True, exist_ok=True)
    named = {t["program"] for t in tasks}
    (folder / "spaces.json").write_text(json.dumps({"families": {name: space for name, space in spaces.items() if name in named}}))
    head = {**head, "programs": len(named), "tasks": len(tasks), "trials": sum(len(t["value"]) for t in tasks)}
    (folder / "trials.jsonl").write_text("".join(json.dumps(line) + "\n" for line in [head, *tasks]))


def hone(options, *words):
    command = ["nice", "-n", "5", options.hone, *words]
    result = subprocess.run([str(w) for w in command], capture_output=True, text=True)
    if result.returncode:
        raise SystemExit(f"{' '.join(str(w) for w in command)}\n{result.stdout[-2000:]}{result.stderr[-2000:]}")
    return result.stdout


def past_without(options, target, spaces, head, tasks, out):
    """A database of what ships, without these families."""
    if target.exists():
        return
    folder = target.with_suffix("")
    write_folder(folder, spaces, head, [t for t in tasks if spaces[t["program"]]["family"] not in out])
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    hone(options, "db", "import", "-q", "--database", part, folder)
    leave = [word for family in sorted(out & {"lr", "svm", "rf", "xgb", "mlp"}) for word in ("--leave-out", f"family:{family}")]
    kept = target.with_suffix(".jsonl")
    lines, skipped = [], set()
    for line in (ROOT / "Data" / "tabular-trials.jsonl").read_text().splitlines():
        entry = json.loads(line)
        if entry.get("task", {}).get("family") in out:
            skipped.add(entry["task"]["id"])
        elif entry.get("of") not in skipped:
            lines.append(line)
    if len(lines) > 1:
        kept.write_text("\n".join(lines) + "\n")
        hone(options, "db", "import", "-q", "--database", part, kept)
    part.rename(target)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", type=pathlib.Path, required=True)
    parser.add_argument("--hone", default=ROOT / ".build" / "release" / "hone")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / ".reader-unseen")
    parser.add_argument("--tasks", type=int, default=8)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--budget", type=int, default=20)
    parser.add_argument("--what", default="run,predict")
    parser.add_argument("--variants", default="lm,none")
    parser.add_argument("--learns", choices=["true", "false"], help="only programs that learn, or only those that do not; all of them, one task each")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    groups = json.loads((pathlib.Path(__file__).parent / "groups.json").read_text())
    kin = {family: name for name, families in groups.items() for family in families}
    spaces, head, tasks = programs()
    halves = {}
    for fold, names in enumerate(folds(groups)):
        for index, name in enumerate(sorted(names)):
            halves[name] = "choose" if (index + fold) % 2 == 0 else "report"
        place_of = options.work / f"fold{fold}"
        out = {family for name in names for family in groups[name]}
        record = json.loads((options.readers / f"lm-0-{fold}" / "record.json").read_text())
        missing = {f"family:{family}" for family in out} - set(record["leftOut"])
        if missing:
            raise SystemExit(f"lm-0-{fold} saw {', '.join(sorted(missing))}")
        own = tasks
        if options.learns:
            firsts = {}
            for task in sorted((t for t in tasks if rows(t) >= FEWEST_ROWS), key=lambda t: place(t["program"] + t["task"])):
                if spaces[task["program"]].get("learns", True) == (options.learns == "true"):
                    firsts.setdefault(task["program"], task)
            own = list(firsts.values())
        table = place_of / "table"
        picked = chosen(spaces, own, kin, names, 1000 if options.learns else options.tasks)
        if not picked:
            continue
        # A run's family is its group of kin, so that the report resamples whole groups.
        grouped = {name: {**space, "family": kin[space["family"]]} for name, space in spaces.items()}
        write_folder(table, grouped, head, picked)
        past = place_of / "past.db"
        past_without(options, past, spaces, head, tasks, out)
        common = ["--table", table, "--past", past, "--default", "--seeds", options.seeds, "--allow-seen-dataset", "--workers", 1]
        for variant in options.variants.split(","):
            methods, forecasts = (METHODS, FORECASTS) if variant == "lm" else ("lm", "lm,reader")
            reader = ["--adapter", options.readers / f"{variant}-0-{fold}"]
            if "run" in options.what:
                hone(options, "bench", "run", *common, *reader, "--methods", methods, "--budget", options.budget, "-o", place_of / f"runs-{variant}.jsonl", "-q")
            target = place_of / f"predict-{variant}.jsonl"
            if "predict" in options.what and not target.exists():
                target.with_suffix(".part").write_text(hone(options, "bench", "predict", *common, *reader, "--methods", forecasts, "--json"))
                target.with_suffix(".part").rename(target)
            print(f"fold {fold}, {variant}: {len(picked)} tasks", file=sys.stderr, flush=True)
    report(options, halves, {name: kin[space["family"]] for name, space in spaces.items()})


def values_of(work):
    """`{task: its trials' values}`: what regret is measured against."""
    result = {}
    for table in sorted(work.glob("fold*/table")):
        spaces = json.loads((table / "spaces.json").read_text())["families"]
        for line in (table / "trials.jsonl").read_text().splitlines()[1:]:
            task = json.loads(line)
            sign = -1 if "maximize" in spaces[task["program"]]["metric"] else 1
            result[f"table/{task['dataset']}/{task['program']}"] = [sign * v for v in task["value"] if v is not None]
    return result


def clustered(values, groups):
    """Mean, and its standard error with groups as clusters."""
    mean = statistics.mean(values)
    sums = collections.defaultdict(float)
    for value, group in zip(values, groups):
        sums[group] += value - mean
    count = len(sums)
    return mean, math.sqrt(sum(s * s for s in sums.values()) * count / max(1, count - 1)) / len(values)


def report(options, halves, group_of, parts=("all", "choose", "report")):
    """Markdown: regret and forecasts over all groups, and over those that choose and those that report."""
    truth = values_of(options.work)
    regrets, scores = collections.defaultdict(dict), collections.defaultdict(lambda: collections.defaultdict(list))
    lines = []
    for path in sorted(options.work.glob("fold*/runs-*.jsonl")):
        suffix = "-nameless" if path.stem.endswith("none") else ""
        for line in path.read_text().splitlines():
            run = json.loads(line)
            if "values" not in run or run["task"] not in truth:
                continue
            lines.append({**run, "method": run["method"] + suffix})
            low, high = min(truth[run["task"]]), max(truth[run["task"]])
            sign = 1 if min(abs(v - w) for v in run["values"][:1] for w in truth[run["task"]]) < 1e-9 * max(1, abs(run["values"][0])) else -1
            for n in AT:
                if n <= len(run["values"]):
                    best = min(sign * v for v in run["values"][:n])
                    regrets[run["method"] + suffix, n].setdefault(run["task"], []).append((best - low) / (high - low))
    (options.work / "runs.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    for path in sorted(options.work.glob("fold*/predict-*.jsonl")):
        suffix = "-nameless" if path.stem.endswith("none") else ""
        for line in path.read_text().splitlines():
            row = json.loads(line)
            if "score" in row and "told" in row:
                scores[row["method"] + suffix, row["told"]][row["task"]].append(row["score"])
    for part in parts:
        def own(task):
            return part == "all" or halves[group_of[task.split("/", 2)[2]]] == part
        tasks = [t for t in regrets.get(("gp", AT[0]), {}) if own(t)]
        groups = {t: group_of[t.split("/", 2)[2]] for t in truth}
        print(f"\n## Groups: {part} ({len(tasks)} tasks of {len({groups[t] for t in tasks})} groups)\n")
        print("| method | " + " | ".join(f"regret at {n}, minus gp" for n in AT) + " |\n|" + "---|" * (len(AT) + 1))
        for method in dict.fromkeys(m for m, _ in regrets):
            cells = []
            for n in AT:
                both = [t for t in tasks if t in regrets[method, n] and t in regrets["gp", n]]
                if not both:
                    cells.append("")
                    continue
                mine, gps = ([statistics.mean(regrets[m, n][t]) for t in both] for m in (method, "gp"))
                mean, error = clustered([a - b for a, b in zip(mine, gps)], [groups[t] for t in both])
                better, worse = sum(a < b - 1e-12 for a, b in zip(mine, gps)), sum(a > b + 1e-12 for a, b in zip(mine, gps))
                cells.append(f"{statistics.mean(mine):.4f}" + (f", {mean:+.4f} ± {error:.4f} ({better}:{worse})" if method != "gp" else ""))
            print(f"| {method} | " + " | ".join(cells) + " |")
        if not scores:
            continue
        print("\n| method | told | tasks | nats | minus gp | Spearman | minus gp | 50 % | 80 % | 95 % |\n|" + "---|" * 10)
        for (method, told), by_task in sorted(scores.items(), key=lambda item: (item[0][1], item[0][0])):
            kept = [t for t in by_task if own(t)]
            if not kept:
                continue
            def field(name, m=method, place=None):
                rows = {t: [r.get(name) for r in scores[m, told][t]] for t in kept if t in scores[m, told]}
                rows = {t: [v if place is None else v[place] for v in vs if v is not None] for t, vs in rows.items()}
                return {t: statistics.mean(vs) for t, vs in rows.items() if vs}
            def text(values, signed=False):
                if not values:
                    return ""
                mean, error = clustered(list(values.values()), [groups[t] for t in values])
                return f"{mean:{'+' if signed else ''}.3f} ± {error:.3f}"
            def minus(name):
                mine, gps = field(name), field(name, "gp")
                return text({t: mine[t] - gps[t] for t in mine if t in gps}, True) if method != "gp" else ""
            coverage = [field("coverage", place=i) for i in range(3)]
            print(f"| {method} | {told} | {len(kept)} | {text(field('loss'))} | {minus('loss')} | {text(field('spearman'))} | {minus('spearman')} | "
                  + " | ".join(f"{statistics.mean(c.values()):.3f}" if c else "" for c in coverage) + " |")


if __name__ == "__main__":
    main()
