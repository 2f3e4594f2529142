#!/usr/bin/env python3
"""Whether a training through transformers and PEFT is the training that Hone does itself: losses, held-out scores, predictions.

  python3 Benchmarks/peft_agreement.py --python PATH [--steps 24] [--hone COMMAND]

PATH is a Python (or its environment's folder) with torch, transformers, peft, accelerate and gguf. Trains the shipped recipe on the
starter database for a few steps four times: here, on PEFT with one process, with two that share each step, and with one that is killed
(signal 9) on the way and goes on from its checkpoint. Compares the loss of every step, the watched tasks' scores, and what the adapters
predict for configurations of a task that none of them saw. Writes docs/results/peft.md; ends with 1 if a loss differs in the third digit.
"""

import argparse
import json
import os
import pathlib
import platform
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
STUDY = """name: agreement
command: [python, train.py]
objective: {minimize: error}
task: {model: mlp, facts: {rows: 846, features: 18, classes: 4}}
parameters:
  alpha: {type: float, low: 1e-8, high: 1, scale: log}
  lr: {type: float, low: 1e-5, high: 1, scale: log}
  width: {type: int, low: 16, high: 1024, scale: log}
  depth: {type: int, low: 1, high: 3}
"""


def events(command, kill_at=None):
    """The tool's JSON lines; with `kill_at` it and the Python below it are killed as soon as that step is reported."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    result = []
    for line in process.stdout:
        result.append(json.loads(line))
        if kill_at and result[-1].get("step") == kill_at:
            children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True).stdout.split()
            for child in [int(c) for c in children] + [process.pid]:
                os.kill(child, signal.SIGKILL)
            break
    process.wait()
    return result


def train(arguments, folder, kill_at=None):
    start = time.monotonic()
    command = [*arguments.hone.split(), "finetune", "--steps", str(arguments.steps), "--validate", "dataset:vehicle", "--validate-every", str(arguments.steps)]
    lines = events(command + ["--output", str(folder), "--json"] + arguments.options, kill_at)
    return lines, time.monotonic() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", required=True)
    parser.add_argument("--steps", type=int, default=24)
    parser.add_argument("--hone", default=str(ROOT / ".build/release/hone"))
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "docs/results/peft.md")
    arguments = parser.parse_args()
    work = pathlib.Path(tempfile.mkdtemp(prefix="hone-peft-"))
    peft = ["--on", "peft", "--python", arguments.python, "--device", "cpu"]
    runs = {"Hone": [], "PEFT": peft, "PEFT, 2 processes": peft + ["--processes", "2"], "PEFT, killed and resumed": peft}
    losses, held, predictions, seconds, versions = {}, {}, {}, {}, {}
    (work / "study.yaml").write_text(STUDY)
    generator = random.Random(1)
    with open(work / "candidates.jsonl", "w") as file:
        for _ in range(100):
            candidate = dict(alpha=10 ** generator.uniform(-8, 0), lr=10 ** generator.uniform(-5, 0))
            candidate.update(width=round(16 * 64 ** generator.random()), depth=generator.randint(1, 3))
            file.write(json.dumps(candidate) + "\n")
    for name, options in runs.items():
        folder = work / name.replace(" ", "-").replace(",", "")
        arguments.options = options
        lines, seconds[name] = [], 0
        if "killed" in name:
            # The recipe's first checkpoint is that of step 20; what was done since is done again.
            kill_at = 22
            if arguments.steps <= kill_at:
                continue
            lines, _ = train(arguments, folder, kill_at)
            print(f"{name}: killed after step {kill_at}", flush=True)
        more, seconds[name] = train(arguments, folder)
        resumed = [line for line in more if line["event"] == "step"]
        by_step = {line["step"]: line["loss"] for line in lines + resumed if line["event"] == "step"}
        losses[name] = [by_step[step] for step in sorted(by_step)]
        held[name] = next(line for line in more if line["event"] == "evaluation")
        versions.update(next((line["versions"] for line in more if line["event"] == "remote"), {}))
        if "killed" in name:
            assert resumed[0]["step"] == 21, resumed[0]
        answer = subprocess.run(
            [*arguments.hone.split(), "predict", "--adapter", str(folder), str(work / "study.yaml"), str(work / "candidates.jsonl"), "--json"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        predictions[name] = [json.loads(line)["mean"] for line in answer.stdout.splitlines() if '"mean"' in line]
        print(f"{name}: {seconds[name]:.0f} s, last loss {losses[name][-1]:.5f}, held out {held[name]['loss']:.5f}", flush=True)
    shutil.rmtree(work)

    ours = losses["Hone"]
    rows, worst = [], 0.0
    for name in losses:
        difference = max(abs(a / b - 1) for a, b in zip(losses[name], ours))
        worst = max(worst, difference)
        spread = max(abs(a - b) for a, b in zip(predictions[name], predictions["Hone"]))
        h = held[name]
        rows.append(
            f"| {name} | {losses[name][0]:.5f} | {losses[name][-1]:.5f} | {difference:.1e} | {h['loss']:.5f} | {h['spearman']:.4f} | {spread:.1e} | {seconds[name]:.0f} |"
        )
    packages = ", ".join(f"{name} {versions[name]}" for name in sorted(versions))
    text = f"""# The same training through PEFT

`python3 Benchmarks/peft_agreement.py --python PATH --steps {arguments.steps}` on {time.strftime("%Y-%m-%d")}: the shipped recipe (first 10 blocks of SmolLM2-135M-Instruct, rank 8, value rows
and head, two packed sequences a step) on the starter database without vehicle, {arguments.steps} steps, CPU, float32; {platform.machine()}, {os.cpu_count()} cores; {packages}.

| run | first loss | last loss | largest relative difference of a step's loss | held-out loss | held-out rank correlation | largest difference of a predicted quantile (100 configurations) | seconds |
|---|---|---|---|---|---|---|---|
{chr(10).join(rows)}

Every loss must agree to three digits (relative difference below 5e-4): the largest is {worst:.1e}. The adapters, stored in half precision, are what
predicts. Seconds include loading the model, and whatever else the machine did meanwhile. "Killed" means signal 9 to the tool and its Python two steps behind a checkpoint; the same command went on from the checkpoint.
"""
    arguments.output.write_text(text)
    print(text)
    return 0 if worst < 5e-4 else 1


if __name__ == "__main__":
    sys.exit(main())
