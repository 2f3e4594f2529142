#!/usr/bin/env python3
"""Writes the starter database (Data/*.jsonl), which `hone db import` reads: all that the shipped adapter is trained on.

  python3 scripts/make_starter_database.py trials TRIALS.jsonl SPACES.json Data/tabular-trials.jsonl
  python3 scripts/make_starter_database.py tables SPLITS.json DRAW TABLES_FOLDER Data/table-rows-draw-0.jsonl

`trials` takes trials of scikit-learn and XGBoost models, one a line, with their families' spaces; `tables` takes the rows
of one draw of splits.json out of the benchmark tables (scripts/fetch_tables.py). Both refuse datasets that are kept for
tests. The ids are those that `hone db import` gives to the same trials read from their own files, so importing both is
importing once.
"""

import collections
import hashlib
import json
import pathlib
import struct
import sys

# Kept for tests and for the demonstration: the shipped adapter must not have seen them, whatever the source.
KEPT = set("wdbc sonar chess heart bands magic led7digit digits optdigits".split())
FACTS = ["rows", "features", "numeric", "categorical", "classes", "majority"]
METRICS = ["test_error", "cv_balanced_error"]


def line(**members):
    return json.dumps({name: value for name, value in members.items() if value is not None}, separators=(",", ":"))


def write(path, lines):
    lines = [line(hone="trials", version=1), *lines]
    path.write_text("\n".join(lines) + "\n")
    print(f"{path}: {len(lines)} lines, {path.stat().st_size / 1e6:.2f} MB")


def refuse_kept(datasets):
    if found := sorted(KEPT & set(datasets)):
        sys.exit(f"error: {', '.join(found)} must not be in the starter database")


def parameters(space):
    return [dict(name=name, **domain) for name, domain in space.items()]


def trials(trials_file, spaces_file, out):
    spaces = json.loads(pathlib.Path(spaces_file).read_text())
    groups, counts = {}, collections.Counter()
    for text in pathlib.Path(trials_file).read_text().splitlines():
        trial = json.loads(text)
        name = f"trials/{trial['model']}/{trial['dataset']}"
        hashed = hashlib.sha256(text.encode()).hexdigest()[:16]
        counts[name, hashed] += 1
        count = counts[name, hashed]
        groups.setdefault(name, []).append((hashed if count == 1 else f"{hashed}-{count}", trial))
    refuse_kept(trial["dataset"] for group in groups.values() for _, trial in group)
    lines = []
    for name, group in groups.items():
        first = group[0][1]
        family = spaces["families"][first["model"]]
        lines.append(line(task=dict(
            id=name,
            family=first["model"],
            task=dict(model=first["model"], dataset=first["dataset"], facts={k: first[k] for k in FACTS}),
            summary=family["description"],
            space=dict(parameters=parameters(family["parameters"])),
            objective=spaces["metric"],
            source="trials",
            licence="Apache-2.0",
        )))
        for identifier, trial in group:
            failed = trial["status"] == "failed"
            lines.append(line(
                of=name,
                id=identifier,
                config=trial["config"],
                value=trial.get(spaces["metric"]["minimize"]),
                status="failed" if failed else None,
                reason="exit" if failed else None,
                message=trial.get("error"),
                metrics=None if failed else {k: float(trial[k]) for k in METRICS},
                seconds=trial["seconds"],
            ))
    write(out, lines)


def tables(splits_file, draw, folder, out):
    splits = json.loads(pathlib.Path(splits_file).read_text())
    refuse_kept(name.split("/")[1] for name in splits["draws"][draw])
    lines = []
    for name, rows in splits["draws"][draw].items():
        content = (folder / f"{name.replace('/', '-')}.honetable").read_bytes()
        length, offset, count = struct.unpack("<QQQ", content[8:32])
        header = json.loads(content[32:32 + length])
        values = struct.unpack(f"<{count}d", content[offset:])
        lines.append(line(task=dict(
            id=f"tables/{name}",
            family=header["family"],
            task=header["task"],
            summary=header["summary"],
            space=dict(parameters=header["parameters"]),
            objective=header["objective"],
            transform=header["transform"],
            source=header["source"],
            licence=header["licence"],
        )))
        for row in rows:
            config, rest = {}, row
            for parameter in reversed(header["parameters"]):
                choices = parameter.get("choices") or parameter["values"]
                rest, index = divmod(rest, len(choices))
                config[parameter["name"]] = choices[index]
            config = {p["name"]: config[p["name"]] for p in header["parameters"]}
            lines.append(line(of=f"tables/{name}", id=f"row {row}", config=config, value=values[row]))
    write(out, lines)


def main():
    if len(sys.argv) == 5 and sys.argv[1] == "trials":
        trials(sys.argv[2], sys.argv[3], pathlib.Path(sys.argv[4]))
    elif len(sys.argv) == 6 and sys.argv[1] == "tables":
        tables(sys.argv[2], int(sys.argv[3]), pathlib.Path(sys.argv[4]), pathlib.Path(sys.argv[5]))
    else:
        sys.exit(__doc__.strip())


if __name__ == "__main__":
    main()
