#!/usr/bin/env python3
"""What a reader makes of programs whose kin it never saw: groups of programs left out in turn, beside the controls.

    python3 Benchmarks/reader/folds.py --database trials.db [--hone PATH] [--variants lm,tokens,random,none] [--steps 4000] [--seeds 1] [--work FOLDER]

groups.json puts families of programs that are kin into groups; four folds of groups are left out in turn. A variant is what stands for
a name: the language model's states after 20 blocks (lm), its token embeddings (tokens), a random vector for each name (random), nothing
(none). Means are over programs; their standard errors are clustered by group, and differences are paired. Runs that are there already
are not made again. Writes docs/results/reader.json and reader.md.
"""

import argparse
import collections
import json
import math
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
VARIANTS = {"lm": ["--layers", "20"], "tokens": ["--layers", "0"], "random": ["--control", "random"], "none": ["--control", "none"]}
FOLDS = 4


def folds(groups):
    """Groups dealt out by size, so that each fold has as many families."""
    result = [[] for _ in range(FOLDS)]
    for name in sorted(groups, key=lambda g: (-len(groups[g]), g)):
        min(result, key=lambda fold: sum(len(groups[g]) for g in fold)).append(name)
    return result


def train(options, variant, seed, fold, families):
    folder = options.work / f"{variant}-{seed}-{fold}"
    if not (folder / "record.json").exists():
        held = [word for family in families for word in ("--hold-out", f"family:{family}")]
        command = [options.hone, "finetune", "--surrogate", "reader", "--database", options.database, "-o", folder, "--steps", options.steps,
                   "--seed", seed, "-q", *VARIANTS[variant], *held]
        subprocess.run([str(word) for word in command], check=True)
    return [json.loads(line) for line in (folder / "judged.jsonl").read_text().splitlines()], json.loads((folder / "record.json").read_text())


def clustered(values):
    """Mean over programs, and its standard error with groups as clusters: {group: [values]}."""
    every = [v for vs in values.values() for v in vs]
    mean = sum(every) / len(every)
    square = sum(sum(v - mean for v in vs) ** 2 for vs in values.values())
    count = len(values)
    return mean, math.sqrt(square * count / max(1, count - 1)) / len(every)


def by_program(rows, field, unseen, shown):
    values = collections.defaultdict(list)
    for row in rows:
        if row["unseen"] == unseen and row["shown"] == shown and row.get(field) is not None:
            values[row["group"], row["program"]].append(row[field])
    return {key: sum(vs) / len(vs) for key, vs in values.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", required=True)
    parser.add_argument("--hone", default=ROOT / ".build" / "release" / "hone")
    parser.add_argument("--variants", default="lm,tokens,random,none")
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / ".reader-folds")
    options = parser.parse_args()
    options.work.mkdir(exist_ok=True, parents=True)
    groups = json.loads((pathlib.Path(__file__).parent / "groups.json").read_text())
    kin = {family: name for name, families in groups.items() for family in families}
    parts = folds(groups)
    results, records = collections.defaultdict(list), []
    for fold, names in enumerate(parts):
        for seed in range(options.seeds):
            for variant in options.variants.split(","):
                rows, record = train(options, variant, seed, fold, [f for name in names for f in groups[name]])
                results[variant] += [{**row, "group": kin.get(row["family"], row["family"])} for row in rows]
                records.append({"variant": variant, "fold": fold, "seed": seed, "seconds": record["seconds"], "weights": record["weightsHash"],
                                "snapshot": record["snapshotHash"]})
    report(options, results, records)


def report(options, results, records):
    table, lines = [], []
    for unseen in ("programs", "datasets"):
        for shown in (0, 5, 10, 20):
            for variant, rows in results.items():
                entry = {"unseen": unseen, "shown": shown, "variant": variant}
                for field in ("spearman", "negativeLogLikelihood", "rotatedNames", "withoutNames"):
                    values = by_program(rows, field, unseen, shown)
                    if not values:
                        continue
                    entry[field], entry[field + "Error"] = clustered(grouped(values))
                    entry["programs"] = len(values)
                    other = by_program(results["lm"], field, unseen, shown) if variant != "lm" and "lm" in results else {}
                    both = {key: other[key] - values[key] for key in values if key in other}
                    if both:
                        entry[field + "LmMinusThis"], entry[field + "LmMinusThisError"] = clustered(grouped(both))
                table.append(entry)
    head = "| unseen | trials shown | names by | programs | rank correlation | lm minus this | lying names | no names | nats | lm minus this |"
    lines = ["# Readers on what they did not see", "", f"`Benchmarks/reader/folds.py --steps {options.steps} --seeds {options.seeds}`: four folds of kin left out in turn;",
             "means over programs ± standard errors clustered by group of kin.", "", head, "|" + "---|" * 10]
    for e in table:
        def text(field):
            return f"{e[field]:.3f} ± {e[field + 'Error']:.3f}" if field in e else ""
        def difference(field):
            return f"{e[field + 'LmMinusThis']:+.3f} ± {e[field + 'LmMinusThisError']:.3f}" if field + "LmMinusThis" in e else ""
        lines.append(f"| {e['unseen']} | {e['shown']} | {e['variant']} | {e.get('programs', '')} | {text('spearman')} | {difference('spearman')} | {text('rotatedNames')} | "
                     f"{text('withoutNames')} | {text('negativeLogLikelihood')} | {difference('negativeLogLikelihood')} |")
    target = ROOT / "docs" / "results"
    (target / "reader.json").write_text(json.dumps({"runs": records, "table": table}, indent=1) + "\n")
    (target / "reader.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


def grouped(values):
    """By group of kin."""
    result = collections.defaultdict(list)
    for (group, _), value in values.items():
        result[group].append(value)
    return result


if __name__ == "__main__":
    main()
