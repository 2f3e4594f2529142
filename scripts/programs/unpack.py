#!/usr/bin/env python3
"""Turns Data/programs into lines that `hone db import` reads (the format of `hone db export`).

  python3 scripts/programs/unpack.py OUT.jsonl [--only REGEX] [--from Data/programs]
  hone db import OUT.jsonl

`hone db import Data/programs` reads them as they are and comes to the same; this is for other readers."""
import argparse
import hashlib
import json
import lzma
import pathlib
import re


def conditions(written):
    """`{PARENT: VALUES}` as the exported form has it: a list of parents with their values."""
    return [dict(parent=parent, values=v if isinstance(v, list) else [v]) for parent, v in written.items()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("--only", default="")
    parser.add_argument("--from", dest="source", default=str(pathlib.Path(__file__).resolve().parents[2] / "Data/programs"))
    options = parser.parse_args()
    source = pathlib.Path(options.source)
    spaces = json.loads((source / "spaces.json").read_text())["families"]
    count = 0
    with lzma.open(source / "trials.jsonl.xz", "rt") as lines, open(options.out, "w") as out:
        header = json.loads(next(lines))
        assert header["hone"] == "programs" and header["version"] == 1
        write = lambda x: out.write(json.dumps(x, separators=(",", ":")) + "\n")
        write(dict(hone="trials", version=1))
        for text in lines:
            line = json.loads(text)
            name = line["program"]
            if not re.search(options.only, name):
                continue
            space = spaces[name]
            parameters = space["parameters"]
            identifier = f"programs/{name}/{line['task']}"
            plain = [dict({"name": n}, **{k: conditions(v) if k == "if" else v for k, v in p.items()}) for n, p in parameters.items()]
            write(dict(task=dict(id=identifier, family=space["family"], task=dict(model=name, dataset=line["dataset"], facts=line["facts"]), summary=space["description"], space=dict(parameters=plain), objective=space["metric"], source="programs", licence=header["licence"])))
            for k, value in enumerate(line["value"]):
                config = {}
                for n, column in line["config"].items():
                    if column[k] is not None:
                        choices = parameters[n].get("choices") or parameters[n].get("values")
                        config[n] = choices[column[k]] if choices else column[k]
                trial = dict(of=identifier, config=config)
                trial["id"] = hashlib.sha256(f"{identifier}|{json.dumps(config)}|{k}".encode()).hexdigest()[:16]
                if value is not None:
                    trial["value"] = value
                    metrics = {m: c[k] for m, c in line.get("metrics", {}).items() if c[k] is not None}
                    if metrics:
                        trial["metrics"] = metrics
                else:
                    why, message = line["failed"][str(k)]
                    trial.update(status="failed", reason=why, message=message)
                if str(k) in line.get("repeat", {}):
                    trial["seed"] = line["repeat"][str(k)][1]
                trial["seconds"] = line["seconds"][k]
                write(trial)
                count += 1
    print(f"{options.out}: {count} trials")


if __name__ == "__main__":
    main()
