#!/usr/bin/env python3
"""The figures on the 15 complete tables and on CIFAR-10: trains readers by fold and draw, runs every method, writes docs/results/tables.*.

    python3 Benchmarks/results.py [--draws 0,1,2,3,4] [--budget 100] [--steps 1000] [--work FOLDER] [--only-write]        (make results)

Whatever is there is kept, so it can be stopped and started at any time. A standard Python is enough. About two minutes of one
processor a reader, and as long for the runs of a fold and draw.
"""

import argparse
import datetime
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Benchmarks" / "results"))

import cifar  # noqa: E402
import figures  # noqa: E402
import making  # noqa: E402
from figures import MARKS, at, number, rows  # noqa: E402

METHODS = "lm,transfer,portfolio,transfer-gp,rgpe,copula,fsbo,warm-gp,gp,random"
AIM = {10: 0.0170, 20: 0.0120, 50: 0.0070}
# What "no worse" means on the yardstick: not worse, and a mean that is at most so much above.
MARGIN = 0.003
# LLAMBO's published choices on the eight tables of HPOBench, scored anew on these tables.
LLAMBO = {5: (0.0613, 0.0924), 10: (0.0274, 0.0599), 15: (0.0240, 0.0488), 20: (0.0195, 0.0423), 30: (0.0174, 0.0358)}
EPOCHS = (1, 5)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", default="0,1,2,3,4")
    parser.add_argument("--budget", type=int, default=100)
    parser.add_argument("--steps", type=int, default=1000, help="of a reader's training")
    parser.add_argument("--methods", default=METHODS)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--hone", type=pathlib.Path, default=ROOT / ".build" / "release" / "hone")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / ".results")
    parser.add_argument("--only-write", action="store_true", help="make nothing, write what there is")
    options = parser.parse_args()
    options.draws = [int(word) for word in options.draws.split(",")]
    options.methods = options.methods.split(",")
    options.work = options.work.resolve()
    options.work.mkdir(parents=True, exist_ok=True)
    return options


def main():
    options = arguments()
    places = [(fold, draw) for draw in options.draws for fold in range(len(making.folds()))]
    if not options.only_write:
        note_commit(options)
        for fold, draw in places:
            making.runs(options, fold, draw)
        for epochs in EPOCHS:
            cifar.runs(options, epochs, making.reader(options, 0, options.draws[0]))
    # A draw counts where all its folds have been run.
    draws = [d for d in options.draws if all(complete(options, fold, d) for fold in range(len(making.folds())))]
    if not draws:
        sys.exit("no draw is complete yet: run the same command without --only-write")
    files = [options.work / "runs" / f"fold{fold}-draw{draw}.jsonl" for fold, draw in places if draw in draws]
    write(options, draws, files)


def note_commit(options):
    """Which states of the repository the runs were made with."""
    found = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True).stdout.split()
    commits = options.work / "commits"
    known = commits.read_text().split() if commits.exists() else []
    commits.write_text("\n".join(known + [c for c in found if c not in known]) + "\n")


def complete(options, fold, draw):
    made = {(run["method"], run["task"]) for run in making.read(options.work / "runs" / f"fold{fold}-draw{draw}.jsonl")}
    return {(method, task) for method in options.methods for task in making.folds()[fold]} <= made


def write(options, draws, files):
    runs = list({(r["task"], r["method"], r["seed"]): r for r in making.read(*files)}.values())
    curves = figures.curves(runs)
    limit = min(len(r["order"]) for r in runs)
    marks = [n for n in MARKS if all(at(curves, m, n) for m in options.methods)]
    judged = making.report(options, files, "--against", "lm", "--headline")
    text = head(options, draws, runs, limit) + regret(options, curves, marks, judged, limit) + tables(options, curves) + time(options, runs, curves, limit)
    text += headline(judged) + llambo(options, curves) + images(options, curves, marks) + made_of(options, draws)
    target = ROOT / "docs" / "results"
    (target / "tables.md").write_text("\n".join(text).rstrip() + "\n")
    (target / "tables.svg").write_text(figures.chart(curves, limit))
    record = {"draws": draws, "steps": options.steps, "points": "evaluations, draws, mean, lowest, highest regret", "curves": figures.bands(curves)}
    (target / "tables.json").write_text(json.dumps(record, separators=(",", ":")) + "\n")
    print("\n".join(text))


def head(options, draws, runs, limit):
    commits = options.work / "commits"
    made = ", ".join(commits.read_text().split()) if commits.exists() else "unknown"
    missing = [d for d in options.draws if d not in draws]
    longer = [r for r in runs if len(r["order"]) > limit]
    more = f" ({len(longer)} of {len(runs)} runs up to {max(len(r['order']) for r in longer)})" if longer else ""
    return ["# The 15 complete tables and CIFAR-10", "",
            f"`make results`, written on {datetime.date.today()}, runs made at commit {made}: draw{'s' * (len(draws) > 1)} {', '.join(map(str, draws))} of the yardstick, {limit} evaluations{more}, the default first.",
            f"For each fold and draw a reader of its own ({options.steps} steps), trained on Hone's programs, the starter database and that draw's 100 rows of each table of the other folds;",
            "the fold's datasets are left out of everything under all their names. All methods read that same database. The seed is the draw. What a table is: `Benchmarks/yardstick/README.md`.", "",
            *([f"Draws {', '.join(map(str, missing))} have not been run yet.", ""] if missing else []),
            "Regret is (best so far - best of the table) / (worst - best). Nothing was chosen on these figures; earlier versions of `lm` were looked at on draws 0 and 1 ([lm](lm.md)), sizes of `portfolio` and `transfer-gp` were tried on draw 0, and so was the ranking of candidates (`transfer`, .0275 .0159 .0128 .0058 at 5, 10, 20, 50 before and .0288 .0191 .0135 .0050 after it), which was kept for what it does on validation.", ""]


def regret(options, curves, marks, judged, limit):
    out = ["## Mean regret over the tables", "", "± standard error over draws, as if tables did not share them." if at(curves, "lm", 10)[1] else "One draw: no error over draws.", ""]
    out += figures.means_table(curves, options.methods, marks)
    lines = [line for comparison in judged["comparisons"] for line in comparison["lines"] if line["evaluations"] > 1]
    cells, failed = {}, []
    for line in lines:
        # The report compares the others with lm; here it is lm's lead: below 0 where lm is better.
        interval, gap = line["interval"], -line["difference"]
        p = line.get("adjusted")
        verdict = "level" if p is None or p >= 0.05 else ("better" if gap < 0 else "worse")
        cells.setdefault(line["method"], {})[line["evaluations"]] = f"{gap:+.4f} [{-interval['high']:+.4f}, {-interval['low']:+.4f}] {verdict}"
        if verdict == "worse" or gap > MARGIN:
            failed.append(f"`{line['method']}` at {line['evaluations']} ({gap:+.4f})")
    counts = sorted({line["evaluations"] for line in lines})
    out += ["## `lm` beside each opponent", "",
            "Its mean regret minus theirs, paired by table and draw; the judge's 95 % interval (tables resampled, and draws where both read them), verdict corrected for all comparisons ([judge](judge.md)).", ""]
    out += rows(["against", *counts], [[f"`{m}`", *(cells[m].get(n, "") for n in counts)] for m in options.methods if m in cells])
    out += [f"Asked: no worse than each opponent at 5, 10, 20, 50 (not worse, and the mean at most {MARGIN} above): " + ("met." if not failed else "missed against " + ", ".join(failed) + "."), ""]
    aims = [f"{number(goal)} at {n}: {number(at(curves, 'lm', n)[0])}, {'met' if at(curves, 'lm', n)[0] <= goal else 'missed'}" for n, goal in AIM.items() if n in marks]
    return out + ["Aimed at: " + "; ".join(aims) + ".", ""]


def tables(options, curves):
    out = ["## Every method on every table", "", "Mean regret over draws at 10, 20 and 50 evaluations. Curves with bands: [tables.json](tables.json) and the charts.", ""]
    return out + figures.per_table(curves, options.methods) + ["![Regret over evaluations, one chart a table](tables.svg)", ""]


def time(options, runs, curves, limit):
    out = ["## Time to a quality, the optimiser's own seconds included", "",
           f"Mean time over tables and draws until the regret is at most so much, if a trial takes 1 s, 1 min or 1 h; a run that does not come so far in {limit} evaluations counts with all its time.",
           "Reached: share of runs. Own: the optimiser's share of the time at 1 s a trial. Measured on a machine of two cores that was busy with other work.", ""]
    for quality in (0.02, 0.005):
        found = {s: figures.times(runs, curves, quality, s, limit) for s in (1, 60, 3600)}
        body = [[f"`{m}`", *(figures.duration(found[s][m][0]) for s in (1, 60, 3600)), f"{found[1][m][1]:.0%}", f"{found[1][m][2]:.0%}"]
                for m in sorted(options.methods, key=lambda m: found[60][m][0])]
        out += [f"Regret at most {quality}:", ""] + rows(["method", "trials of 1 s", "of 1 min", "of 1 h", "reached", "own"], body)
    return out


def headline(judged):
    body = [[f"`{line['method']}`", line["evaluations"], f"{line['beats']:.0%}", f"{line['ties']:.0%}", number(max(0, line["meanImprovement"])), number(max(0, line["medianImprovement"]))]
            for line in judged["headline"]["lines"] if line["evaluations"] in (5, 10, 20)]
    return ["## The paper's headline statistic", "", "On how many tables random search (which begins with the default too) is beaten, and by how much regret.", ""] + \
        rows(["method", "evaluations", "beats random on", "ties", "mean gain", "median gain"], body)


def llambo(options, curves):
    tasks = [task for task in sorted(curves) if task.startswith("hpobench/")]
    body = [["LLAMBO (GPT-3.5)", *(number(own) for own, _ in LLAMBO.values())], ["its random search", *(number(other) for _, other in LLAMBO.values())]]
    body += [[f"Hone `{m}`", *(number(at(curves, m, n, tasks)[0]) if at(curves, m, n, tasks) else "" for n in LLAMBO)] for m in ("lm", "transfer", "gp", "random")]
    return ["## Beside LLAMBO on HPOBench", "",
            "LLAMBO (arXiv 2402.03921) published runs on the eight tables of HPOBench; its choices are scored on these tables here. Comparable only so far: it knew no past trials of the space, as `lm` does from other",
            "datasets, and began with five configurations that the model proposed, where Hone's runs begin with the default; its seeds are its own.", ""] + rows(["mean regret over 8 tables", *LLAMBO], body)


def images(options, curves, marks):
    out = ["## CIFAR-10", "",
           "*Architecture search*: NAS-Bench-201 on CIFAR-10 is one of the tables above (`nasbench201/cifar10`; 15,625 cells, error after the full training).", ""]
    out += figures.means_table(curves, options.methods, marks, ["nasbench201/cifar10"])
    for epochs in EPOCHS:
        file, table = options.work / "cifar" / f"runs{epochs}.jsonl", options.work / "cifar" / f"epochs{epochs}.jsonl"
        runs = making.read(file)
        if not runs or {r["method"] for r in runs} < set(cifar.METHODS):
            continue
        lines = table.read_text().splitlines()[1:]
        judged = making.report(options, [file], "--table", table, "--against", "lm")
        figure = {line["method"]: {f["evaluations"]: f for f in line["figures"]} for line in judged["lines"]}
        counts = [n for n in (1, 5, 10, 20) if n in figure["lm"]]
        body = [[f"`{m}`", *(number(figure[m][n]["regret"]) for n in counts), f"{figure[m][counts[-1]]['rank']:.2f}"] for m in sorted(figure, key=lambda m: figure[m][5]["regret"])]
        verdicts = {line["method"]: line for c in judged["comparisons"] for line in c["lines"] if line["evaluations"] == 5}
        said = "; ".join(f"`{m}` {-line['difference']:+.4f} [{-line['interval']['high']:+.4f}, {-line['interval']['low']:+.4f}]" for m, line in verdicts.items() if line.get("interval"))
        out += [f"*Hyperparameters of networks*: {len({json.loads(line)['dataset'] for line in lines})} networks of LEMUR (PyPI nn-dataset {cifar.VERSION}, MIT), {len(lines)} trials, error after {epochs} epoch{'s' * (epochs > 1)} each; "
                "three seeds, no default known. The reader has seen no trial of LEMUR and none on CIFAR-10; the past are LEMUR's trials on other images (their last epochs differ).", ""]
        out += rows(["mean regret after", *counts, f"rank at {counts[-1]}"], body) + [f"`lm` minus each at 5, 95 %: {said}.", ""]
    return out + ["Real training of a residual network is not here: it needs a GPU, and none was to be had.", ""]


def made_of(options, draws):
    body = []
    for draw in draws:
        for fold in range(len(making.folds())):
            record = json.loads((options.work / "readers" / f"fold{fold}-draw{draw}" / "record.json").read_text())
            body.append([fold, draw, record["weightsHash"][:12], record["snapshotHash"][:12], record["trials"], f"{record['looks'][-1]['quantile']:.3f} {record['looks'][-1]['score']:.3f}"])
    return ["## What it was made of", "",
            "Held out: nats of the last look of the training at datasets and programs that hashes hold out (none of the fold's tables), without and with trials of the task. Steps were chosen by such looks:",
            "over 12,000 steps of the shipped reader they fall from 2.847 2.774 (250 steps) to 2.838 2.723 (1,000), then 2.830 2.695 (2,500) and 2.862 2.649 (11,500).", ""] + \
        rows(["fold", "draw", "reader", "database", "trials", "held out"], body) + ["    make results", "    python3 Benchmarks/results.py --only-write    # from the runs that are there", ""]


if __name__ == "__main__":
    main()
