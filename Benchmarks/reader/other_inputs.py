#!/usr/bin/env python3
"""Programs that learn nothing on inputs that nobody knows, their other inputs in the past: `auto` beside `gp`.

    python3 Benchmarks/reader/other_inputs.py --database trials.db [--hone PATH] [--work FOLDER] [--steps 3000] [--seeds 3]

Of each program of Data/programs that learns nothing one task is tested. A reader is trained on the database without the inputs of all these
tasks; past tasks are what is installed, and of each task its own input is left out. Runs that are there already are not made again.
Prints a table in Markdown.
"""

import argparse
import json
import pathlib

from unseen import AT, FEWEST_ROWS, ROOT, hone, place, programs, report, rows, write_folder


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", required=True)
    parser.add_argument("--hone", default=ROOT / ".build" / "release" / "hone")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / ".reader-inputs")
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    groups = json.loads((pathlib.Path(__file__).parent / "groups.json").read_text())
    kin = {family: name for name, families in groups.items() for family in families}
    spaces, head, tasks = programs()
    first = {}
    # By the input's name alone, so that programs with the same inputs are tested on the same one.
    for task in sorted(tasks, key=lambda t: place(t["dataset"])):
        if not spaces[task["program"]].get("learns", True) and rows(task) >= FEWEST_ROWS:
            first.setdefault(task["program"], task)
    picked = list(first.values())
    folder = options.work / "fold0"
    grouped = {name: {**space, "family": kin[space["family"]]} for name, space in spaces.items()}
    write_folder(folder / "table", grouped, head, picked)
    reader = options.work / "reader"
    if not (reader / "record.json").exists():
        out = [word for name in sorted({t["dataset"] for t in picked}) for word in ("--leave-out", f"dataset:{name}")]
        hone(options, "finetune", "--surrogate", "reader", "--database", options.database, "-o", reader, "--steps", options.steps, "-q", *out)
    hone(options, "bench", "run", "--table", folder / "table", "--adapter", reader, "--default", "--seeds", options.seeds, "--workers", 1,
         "--methods", "auto,gp", "--budget", AT[-1], "-o", folder / "runs-lm.jsonl", "-q")
    report(options, {}, {name: kin[space["family"]] for name, space in spaces.items()}, parts=["all"])


if __name__ == "__main__":
    main()
