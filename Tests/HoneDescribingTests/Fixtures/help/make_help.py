#!/usr/bin/env python3
"""Writes the help texts beside this script: what real programs print, with the libraries they are written with.

    python3 -m venv /tmp/help && /tmp/help/bin/pip install click==8.5.1 typer==0.29.2 absl-py==2.5.1 docopt==0.6.2
    /tmp/help/bin/python make_help.py

Python 3.11's argparse; `sort`, `xz` and `gcc` are Debian 12's. Each program is asked as `hone describe` asks it.
"""
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "COLUMNS": "120", "NO_COLOR": "1", "TERM": "dumb"}


def write(name, command):
    done = subprocess.run(command, env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, cwd=HERE / "programs")
    (HERE / f"{name}.txt").write_bytes(done.stdout or done.stderr)
    print(f"{name}: {len(done.stdout)} bytes, exit code {done.returncode}")


for program in sorted((HERE / "programs").glob("*.py")):
    write(program.stem, [sys.executable, program.name, "--help"])
for tool in ["sort", "xz", "gzip"]:
    write(tool, [tool, "--help"])
