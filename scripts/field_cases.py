#!/usr/bin/env python3
"""Runs the field cases (Tests/FieldCases/*/run.sh) against a build of Hone and says which behave rightly.

    scripts/field_cases.py HONE [--only NAME ...] [--write FILE]

Exit code 0 only if all do. --write keeps the table as Markdown. Two cases at a time; each gets three minutes.
"""

import argparse
import concurrent.futures
import pathlib
import subprocess
import sys
import time

CASES = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "FieldCases"


def purpose(case):
    """What is right: the first sentence of the README, or the first comment of the script."""
    readme = case / "README"
    if readme.exists():
        return " ".join(readme.read_text().split())
    lines = (case / "run.sh").read_text().splitlines()[1:]
    words = [line.lstrip("# ") for line in lines if line.startswith("#")]
    return words[0] if words else ""


def run(case, hone):
    began = time.monotonic()
    try:
        done = subprocess.run(
            ["bash", str(case / "run.sh"), hone], stdin=subprocess.DEVNULL, capture_output=True, timeout=180, cwd=case
        )
        code, text = done.returncode, (done.stdout + done.stderr).decode(errors="replace")
    except subprocess.TimeoutExpired as error:
        code, text = 124, (error.stdout or b"").decode(errors="replace")
    return case, code, time.monotonic() - began, text


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hone")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--write")
    options = parser.parse_args()
    hone = str(pathlib.Path(options.hone).resolve())
    cases = sorted(p for p in CASES.iterdir() if (p / "run.sh").exists() and (not options.only or p.name in options.only))
    rows, failed = [], 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for case, code, seconds, text in pool.map(lambda case: run(case, hone), cases):
            right = code == 0
            failed += not right
            print(f"{'right' if right else 'WRONG':5}  {seconds:6.1f} s  {case.name}", flush=True)
            if not right:
                print("".join(f"         {line}\n" for line in text.splitlines()[-8:]), end="", flush=True)
            rows.append(f"| {case.name} | {'right' if right else f'wrong (exit {code})'} | {purpose(case).replace('|', '/')[:160]} |")
    print(f"{len(cases) - failed} passed, {failed} failed")
    if options.write:
        head = "# Field cases\n\n`make field-cases`; what each asks for is in `Tests/FieldCases/`.\n\n| case | behaviour | what is right |\n|---|---|---|\n"
        pathlib.Path(options.write).write_text(head + "\n".join(rows) + "\n")
    sys.exit(failed != 0)


main()
