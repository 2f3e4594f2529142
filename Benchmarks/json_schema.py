#!/usr/bin/env python3
"""Draws JSON schemas, lets `hone model generate` answer to each, and checks the answers with Python's jsonschema.

    python3 Benchmarks/json_schema.py [--hone .build/release/hone] [--model MODEL] [--count 100] [--seed 0]

jsonschema is installed into .venv-bench on first use. Prints each answer that does not fit, then the count; exit code 1
if there was one.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv-bench"


def number(draw, kind):
    schema = {"type": kind}
    scale = draw.choice([1, 10, 1000, 10**6])
    low = draw.randint(-scale, scale)
    high = low + draw.randint(2, 2 * scale + 2)
    if kind == "number" and draw.random() < 0.5:
        low, high = low / 8, high / 8
    if draw.random() < 0.6:
        schema[draw.choice(["minimum", "exclusiveMinimum"])] = low
    if draw.random() < 0.6:
        schema[draw.choice(["maximum", "exclusiveMaximum"])] = high
    return schema


def text(draw):
    kind = draw.randrange(3)
    if kind == 0:
        return {"type": "string"}
    if kind == 1:
        least = draw.randrange(5)
        return {"type": "string", "minLength": least, "maxLength": least + draw.randrange(10)}
    return {"type": "string", "pattern": draw.choice([r"^[a-z]+-\d{2,4}$", "b", r"^(yes|no)?$", r"^\w+@[^@\s]+\.org$", r"^.{3}$"])}


def schema(draw, depth):
    kind = draw.randrange(11 if depth else 7)
    if kind == 0:
        return {"type": draw.choice(["boolean", "null"])}
    if kind in (1, 2):
        return number(draw, draw.choice(["integer", "number"]))
    if kind in (3, 4):
        return text(draw)
    if kind == 5:
        return {"enum": ["adam", "sgd", 1, 2.5, None, True, {"a": [1, "\n"]}]}
    if kind == 6:
        return {"const": draw.choice(["ü", 3, [], "quote\"d"])}
    if kind in (7, 8):
        names = draw.sample(["lr", "batch size", "größe", "a/b", "x\"y", "layers"], draw.randrange(1, 5))
        return {
            "type": "object",
            "properties": {name: schema(draw, depth - 1) for name in names},
            "required": [name for name in names if draw.random() < 0.5],
            "additionalProperties": False,
        }
    if kind == 9:
        least = draw.randrange(3)
        return {"type": "array", "items": schema(draw, depth - 1), "minItems": least, "maxItems": least + draw.randrange(4)}
    return {"anyOf": [schema(draw, depth - 1), schema(draw, depth - 1)]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hone", default=str(ROOT / ".build/release/hone"))
    parser.add_argument("--model", help="a model's name or path; the one that Hone uses if left out")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    from jsonschema import Draft202012Validator

    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "schema.json"
        for index in range(options.count):
            draw = random.Random(options.seed + index)
            asked = schema(draw, 3)
            file.write_text(json.dumps(asked))
            command = [options.hone, "model", "generate", *([options.model] if options.model else []), "Answer: "]
            command += ["--json-schema", str(file), "--max-tokens", "800", "--temperature", str(draw.choice([0, 1, 2]))]
            done = subprocess.run([*command, "--seed", str(index), "-q"], capture_output=True, text=True)
            try:
                error = None if done.returncode == 0 else done.stderr
                if error is None:
                    Draft202012Validator(asked).validate(json.loads(done.stdout))
            except Exception as problem:
                error = str(problem).splitlines()[0]
            if error is not None:
                failures += 1
                print(f"{index}: {json.dumps(asked)}\n  {done.stdout.strip()}\n  {error}")
    print(f"{options.count - failures} of {options.count} answers fit their schemas")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    python = ENVIRONMENT / "bin/python"
    if Path(sys.prefix) != ENVIRONMENT:
        if not python.exists():
            venv.create(ENVIRONMENT, with_pip=True)
        if subprocess.run([python, "-c", "import jsonschema"], capture_output=True).returncode:
            subprocess.run([python, "-m", "pip", "install", "--quiet", "jsonschema"], check=True)
        os.execv(python, [str(python), *sys.argv])
    main()
