#!/usr/bin/env python3
"""Hone's model runtime beside PyTorch, llama.cpp and Hugging Face's tokenizers: same weights, same inputs, same run.

  make bench-runtime            or: python3 Benchmarks/runtime.py [--ours COMMAND] [--python PYTHON] [--repetitions 5] [--only NAMES]

All sides compute on two threads (tokenizers on one), PyTorch in float32 with SDPA attention; all read logits, scores or losses at the same
positions only. They are separate processes that take turns, one repetition each, so that whatever else the machine does falls on all; a
ratio is one of medians. The peers are installed into .venv-bench on first use (unless --python names an environment that has them).
Writes docs/results/runtime.json and runtime.md.
"""

import argparse
import json
import os
import pathlib
import shlex
import statistics
import subprocess
import sys
import tempfile
import time

import runtime_inputs

import machine

ROOT = pathlib.Path(__file__).resolve().parent.parent
HOME = pathlib.Path(os.environ.get("HONE_HOME") or pathlib.Path.home() / ".local" / "share" / "hone").expanduser()
MODEL = HOME / "models" / "SmolLM2-135M-Instruct.Q4_1.gguf"
PACKAGES = ["torch", "transformers", "peft", "gguf", "numpy", "xllamacpp", "tokenizers"]
THREADS = 2
PEERS = {"torch": "PyTorch", "llama-f32": "llama.cpp F32", "llama-q8": "llama.cpp Q8_0", "llama-q4": "llama.cpp Q4_1", "tokenizers": "Hugging Face tokenizers"}


class Comparison:
    """One work: our storage of the weights, the ratio asked for against each peer (of a tuple, the faster one), and limits on ours alone."""

    def __init__(self, name, title, work=None, storage="float32", peers=None, seconds=None, megabytes=None, share=None, unit="tokens/s"):
        self.name, self.title, self.work, self.storage, self.unit = name, title, work or name, storage, unit
        self.peers, self.seconds, self.megabytes, self.share = peers or {}, seconds, megabytes, share


COMPARISONS = [
    Comparison("forward", "forward, 512 tokens, float32", peers={"torch": 1.3, "llama-f32": 1.2}),
    Comparison("forward-best", "forward, 512 tokens, our best storage (int8)", "forward", "int8", peers={"llama-q8": 1.0}),
    Comparison("shared-prefix", "64 candidates of 40 tokens on a shared prefix of 1,500, float32", peers={"torch": 1.3}),
    Comparison(
        "shared-prefix-best", "64 candidates of 40 tokens on a shared prefix of 1,500, int8", "shared-prefix", "int8",
        peers={("llama-f32", "llama-q8"): 1.2},
    ),
    Comparison("decode", "one token at a time, Q4_1 weights", storage="as-stored", peers={"llama-q4": 0.9}),
    Comparison("scoring", "scoring, 1,000 candidates of 6 tokens on a header of 70, 10 layers", peers={"torch": 1.3}, seconds=3),
    Comparison(
        "training-all-layers", "LoRA r16, all linear layers, 2 x 1,024 tokens a step, 30 layers", peers={"torch": 1.3}, share=1 / 3, megabytes=2000
    ),
    Comparison("training", "surrogate's training, 3 x 550 tokens a step, value rows and head, 10 layers", peers={"torch": 1.3}),
    Comparison("forward-long", "forward, 2,048 tokens, float32", megabytes=1200),
    Comparison("load", "model load, file in the page cache, ready for float32", seconds=0.3),
    Comparison("tokenizer", "tokenizer, one text of 3 MB", peers={"tokenizers": 1.0}, unit="bytes/s"),
    Comparison("tokenizer-lines", "tokenizer, the text line by line", peers={"tokenizers": 1.0}, unit="bytes/s"),
]


class Side:
    """A process that does one repetition for each line."""

    def __init__(self, command):
        self.command = command
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.measured = []

    def repeat(self, keep):
        line = ""
        try:
            self.process.stdin.write("\n")
            self.process.stdin.flush()
            # Libraries may print lines of their own; a measurement is a JSON object.
            while (line := self.process.stdout.readline()) and not line.startswith("{"):
                pass
        except BrokenPipeError:
            pass
        if not line:
            sys.exit(f"error: `{shlex.join(map(str, self.command))}` ended without a measurement\n  Run it by itself (and press Return) to see why.")
        if keep:
            self.measured.append(json.loads(line))

    def close(self):
        self.process.stdin.close()
        self.process.wait()

    @property
    def rate(self):
        return statistics.median(m["tokens"] / m["seconds"] for m in self.measured)

    @property
    def seconds(self):
        return statistics.median(m["seconds"] for m in self.measured)

    @property
    def megabytes(self):
        return self.measured[-1]["peakBytes"] >> 20


def measure(comparison, options, python, inputs, text):
    prefix = shlex.split(options.launch_with)
    common = ["--work", comparison.work, "--model", str(options.model), "--inputs", str(inputs), "--text", str(text)]
    ours = Side([*prefix, *shlex.split(options.ours), *common, "--storage", comparison.storage, "--threads", str(THREADS)])
    kinds = [kind for key in comparison.peers for kind in (key if isinstance(key, tuple) else (key,))]
    script = ROOT / "Benchmarks" / "runtime_peers.py"
    peers = {kind: Side([*prefix, python, str(script), "--peer", kind, *common]) for kind in kinds}
    for repetition in range(options.repetitions + 1):  # the first is dropped
        for side in (ours, *peers.values()):
            side.repeat(keep=repetition > 0)
    for side in (ours, *peers.values()):
        side.close()
    return ours, peers


def results_of(comparison, ours, peers):
    """The rows of one comparison: one for every target."""
    base = dict(work=comparison.name, storage=comparison.storage, repetitions=len(ours.measured))
    rows = []

    def row(name, mine, peer, ratio, target, met, unit, **more):
        rows.append(dict(name=name, ours=mine, peer=peer, ratio=ratio, target=target, met=met, unit=unit, **base, **more))

    for key, target in comparison.peers.items():
        kind = max(key if isinstance(key, tuple) else (key,), key=lambda k: peers[k].rate)
        side = peers[kind]
        ratio = ours.rate / side.rate
        row(
            f"{comparison.title}; {PEERS[kind]}", round(ours.rate, 1), round(side.rate, 1), round(ratio, 2), target,
            ratio >= target, comparison.unit, ours_seconds=round(ours.seconds, 3), peer_seconds=round(side.seconds, 3),
            ours_megabytes=ours.megabytes, peer_megabytes=side.megabytes, gigaflop=round(ours.measured[-1].get("gigaflop", 0), 1),
            versions=side.measured[-1]["versions"], checks=[ours.measured[0].get("check"), side.measured[0].get("check")],
        )
    if comparison.seconds:
        row(f"{comparison.title}; time", round(ours.seconds, 3), None, None, comparison.seconds, ours.seconds <= comparison.seconds, "s")
    if comparison.megabytes:
        row(f"{comparison.title}; peak memory", ours.megabytes, None, None, comparison.megabytes, ours.megabytes <= comparison.megabytes, "MB")
    if comparison.share:
        peer = next(iter(peers.values())).megabytes
        share = ours.megabytes / peer
        row(f"{comparison.title}; share of PyTorch's memory", ours.megabytes, peer, round(share, 3), round(comparison.share, 3), share <= comparison.share, "MB")
    return rows


def write(results, loads, options):
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / "runtime.json").write_text(json.dumps(results, indent=1) + "\n")
    versions = sorted({part for r in results for part in r.get("versions", "").split(", ") if part})
    lines = [
        "# The model runtime beside its peers", "",
        f"`make bench-runtime` on {time.strftime('%Y-%m-%d')}: SmolLM2-135M-Instruct, {THREADS} threads (tokenizers one), {os.cpu_count()} x {machine.processor()}; "
        f"{', '.join(versions)}.",
        f"Medians of {results[0]['repetitions']} alternating repetitions; load average of the machine {loads[0]} before and {loads[1]} after"
        + (f"; every side started with `{options.launch_with}`." if options.launch_with else "."),
        "", "| work; against | Hone | peer | unit | ratio | target | | seconds | peak memory, MB |", "|---|---|---|---|---|---|---|---|---|",
    ]
    number = lambda value: "" if value is None else f"{value:,.0f}" if abs(value) >= 10 else f"{value:g}"
    for r in results:
        verdict = {True: "met", False: "**missed**", None: ""}[r["met"]]
        bound = "" if r["target"] is None else ("≥ " if r["unit"].endswith("/s") else "≤ ") + f"{r['target']:g}"
        seconds = f"{r['ours_seconds']:.2f}, {r['peer_seconds']:.2f}" if "ours_seconds" in r else ""
        memory = f"{r['ours_megabytes']:,}, {r['peer_megabytes']:,}" if "ours_megabytes" in r else ""
        ratio = "" if r["ratio"] is None else f"**{r['ratio']:.2f}**"
        lines.append(f"| {r['name']} | {number(r['ours'])} | {number(r['peer'])} | {r['unit']} | {ratio} | {bound} | {verdict} | {seconds} | {memory} |")
    (options.output / "runtime.md").write_text("\n".join(lines) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--ours", default=f"{ROOT}/.build/release/hone bench runtime", help="command that measures Hone")
    parser.add_argument("--python", help="interpreter that has the peers; installs its own if absent")
    parser.add_argument("--model", type=pathlib.Path, default=MODEL)
    parser.add_argument("--repetitions", type=int, default=5, help="timed repetitions a side, after one that is dropped")
    parser.add_argument("--only", default="", help="names of works, separated by commas: " + ", ".join(c.name for c in COMPARISONS))
    parser.add_argument("--launch-with", default="", help="put before every command, for instance 'chrt -f 1' on a busy machine")
    parser.add_argument("--output", type=pathlib.Path, help="folder of runtime.json and runtime.md; docs/results if all works run, none otherwise")
    options = parser.parse_args()
    if not options.model.exists():
        sys.exit(f"error: the weights {options.model} are missing\n  Run `make setup`.")
    chosen = options.only.split(",") if options.only else [c.name for c in COMPARISONS]
    unknown = set(chosen) - {c.name for c in COMPARISONS}
    if unknown:
        parser.error(f"there is no work {', '.join(sorted(unknown))}; see --help")

    python = options.python or machine.environment("runtime", PACKAGES)
    loads, results = [round(os.getloadavg()[0], 1)], []
    with tempfile.TemporaryDirectory() as folder:
        inputs, text = runtime_inputs.write(folder)
        for comparison in (c for c in COMPARISONS if c.name in chosen):
            ours, peers = measure(comparison, options, python, inputs, text)
            rows = results_of(comparison, ours, peers)
            results += rows
            for r in rows:
                print(f"{r['name']}: {r['ours']} and {r['peer']} {r['unit']}, ratio {r['ratio']}, target {r['target']}, met {r['met']}", flush=True)
    loads.append(round(os.getloadavg()[0], 1))
    options.output = options.output or (None if options.only else ROOT / "docs" / "results")
    if options.output:
        write(results, loads, options)
    missed = [r["name"] for r in results if r["met"] is False]
    print(f"{len(results)} rows, {len(missed)} targets missed" + "".join(f"\n  {name}" for name in missed))


if __name__ == "__main__":
    main()
