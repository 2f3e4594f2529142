#!/usr/bin/env python3
"""Hone's model runtime beside PyTorch: tokens per second on the same weights and inputs' sizes, in the same run.

  make bench-runtime            or: python3 Benchmarks/runtime.py [--ours COMMAND] [--python PYTHON] [--repetitions 5]

Both sides compute in float32 on two threads, PyTorch with SDPA attention; both read logits (or scores) at the same positions only. They
are separate processes that take turns, one repetition each, so that whatever else the machine does falls on both; the ratio is one of
medians. PyTorch, transformers and PEFT are installed into .venv-bench on first use (unless --python names an environment that has them).
Writes docs/results/runtime.json and runtime.md.
"""

import argparse
import json
import os
import pathlib
import platform
import shlex
import statistics
import subprocess
import sys
import time
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent
HOME = pathlib.Path(os.environ.get("HONE_HOME") or pathlib.Path.home() / ".local" / "share" / "hone").expanduser()
MODEL = HOME / "models" / "SmolLM2-135M-Instruct.Q4_1.gguf"
PACKAGES = ["torch", "transformers", "peft", "gguf", "numpy"]
THREADS = 2
# What is measured; the ratio that this stage of the project asks for; what one repetition is.
WORKS = {
    "forward": (0.5, "forward, 512 tokens, 30 layers, logits at the last"),
    "scoring": (0.5, "scoring, 1,000 rows of 6 on a 70-token header, 10 layers"),
    "training": (0.5, "surrogate's training, 3 x (70 + 80 x 6) tokens a step, LoRA r16, value rows and head, 10 layers"),
    "training-all-layers": (0.5, "LoRA r16 on all linear layers, 2 x 1,024 tokens a step, 30 layers"),
}
HEADER, ROW, CANDIDATES, ROWS_PER_PASS, COLON = 70, 6, 1000, 96, 42


# ------------------------------------------------------------------------------------------------ PyTorch's side
def serve_peer(work, model_path):
    """Prepares the work, then does one repetition for each line on standard input and prints what it measured."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    import resource

    import torch
    import transformers

    torch.set_num_threads(THREADS)
    torch.manual_seed(0)
    run, tokens = peer_work(work, model_path, torch, transformers)
    for _ in sys.stdin:
        start = time.perf_counter()
        check = run()
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        versions = f"torch {torch.__version__}, transformers {transformers.__version__}"
        print(json.dumps(dict(work=work, seconds=seconds, tokens=tokens, check=check, peakBytes=peak, versions=versions)), flush=True)


def load_peer(path, layers, transformers, torch):
    options = {}
    if hasattr(transformers, "GgufConfig"):  # newer releases keep the blocks packed unless told otherwise
        options["quantization_config"] = transformers.GgufConfig(dequantize=True)
    model = transformers.AutoModelForCausalLM.from_pretrained(
        str(path.parent), gguf_file=path.name, dtype=torch.float32, attn_implementation="sdpa", **options
    )
    if layers:
        model.model.layers = model.model.layers[:layers]
        model.config.num_hidden_layers = layers
    return model


def peer_work(work, path, torch, transformers):
    import numpy as np

    rng = np.random.default_rng(1)
    ids = lambda n: rng.integers(0, 49_000, n).tolist()
    rows = lambda n: [(-rng.integers(1, 101, ROW - 1)).tolist() + [COLON] for _ in range(n)]
    if work == "forward":
        model = load_peer(path, None, transformers, torch).eval()
        tokens = torch.tensor([ids(512)])

        def forward():
            with torch.inference_mode():
                return float(model(tokens, logits_to_keep=1).logits.max())

        return forward, 512

    layers = None if work == "training-all-layers" else 10
    model = load_peer(path, layers, transformers, torch)
    embedding = model.model.embed_tokens.weight.detach()
    values = torch.nn.Parameter(embedding[1000:1010].repeat(10, 1).clone())
    head = torch.nn.Linear(embedding.shape[1], 20)

    def embed(inputs):
        t = torch.tensor(inputs)
        return torch.where((t < 0)[:, None], values[(-t - 1).clamp(min=0)], embedding[t.clamp(min=0)])

    def packed(header, rows):
        """Inputs, positions, mask [inputs, inputs] and the rows' ends."""
        inputs, positions, segments, ends = list(header), list(range(len(header))), [0] * len(header), []
        for k, row in enumerate(rows, 1):
            inputs += row
            positions += range(len(header), len(header) + len(row))
            segments += [k] * len(row)
            ends.append(len(inputs) - 1)
        s = torch.tensor(segments)
        mask = ((s[:, None] == s) | (s == 0)) & torch.tril(torch.ones(len(inputs), len(inputs), dtype=torch.bool))
        return inputs, torch.tensor(positions), mask, ends

    if work == "scoring":
        core, header, candidates = model.model.eval(), ids(HEADER), rows(CANDIDATES)

        def scoring():
            total = 0.0
            with torch.inference_mode():
                cache = transformers.DynamicCache()
                core(inputs_embeds=embed(header)[None], past_key_values=cache, use_cache=True)
                for first in range(0, CANDIDATES, ROWS_PER_PASS):
                    inputs, positions, mask, ends = packed(header, candidates[first : first + ROWS_PER_PASS])
                    state = core(
                        inputs_embeds=embed(inputs[HEADER:])[None], position_ids=positions[None, HEADER:],
                        attention_mask=mask[None, None, HEADER:], past_key_values=cache, use_cache=True,
                    ).last_hidden_state[0]
                    cache.crop(HEADER - len(inputs))
                    total += float(head(state[[e - HEADER for e in ends]]).sum())
            return total

        return scoring, HEADER + CANDIDATES * ROW

    from peft import LoraConfig, get_peft_model

    targets = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
    model = get_peft_model(model, LoraConfig(r=16, lora_alpha=32, target_modules=targets))
    core = model.base_model.model.model
    count, sequences = (159, 2) if work == "training-all-layers" else (80, 3)
    examples = [(*packed(ids(HEADER), rows(count)), torch.tensor(rng.integers(0, 20, count))) for _ in range(sequences)]
    lora = [p for p in model.parameters() if p.requires_grad]
    own = [values, *head.parameters()]
    optimizer = torch.optim.AdamW([dict(params=lora, lr=1e-4), dict(params=own, lr=3e-4)], weight_decay=0.01)

    def training():
        optimizer.zero_grad()
        total = 0.0
        for inputs, positions, mask, ends, labels in examples:
            state = core(inputs_embeds=embed(inputs)[None], position_ids=positions[None], attention_mask=mask[None, None]).last_hidden_state[0]
            loss = torch.nn.functional.cross_entropy(head(state[ends]), labels) / sequences
            loss.backward()
            total += loss.item()
        torch.nn.utils.clip_grad_norm_(lora + own, 1.0)
        optimizer.step()
        return total

    return training, sum(len(e[0]) for e in examples)


# ------------------------------------------------------------------------------------------------ the comparison
def peer_python():
    """An environment of the benchmark's own."""
    folder = ROOT / ".venv-bench"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        print(f"Installing {', '.join(PACKAGES)} into {folder.name} (once) ...", flush=True)
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        (folder / "ready").touch()
    return str(python)


class Side:
    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.command = command

    def repeat(self):
        try:
            self.process.stdin.write("\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            sys.exit(f"error: `{shlex.join(self.command)}` ended without a measurement\n  Run it by itself (and press Return) to see why.")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--ours", default=f"{ROOT}/.build/release/hone bench runtime", help="command that measures Hone")
    parser.add_argument("--python", help="interpreter with torch, transformers, peft and gguf; installs its own if absent")
    parser.add_argument("--model", type=pathlib.Path, default=MODEL)
    parser.add_argument("--repetitions", type=int, default=5, help="timed repetitions a side, after one that is dropped")
    parser.add_argument("--works", default=",".join(WORKS))
    parser.add_argument("--launch-with", default="", help="put before both commands, for instance 'chrt -f 1' on a busy machine")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "docs" / "results")
    parser.add_argument("--peer", choices=WORKS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not options.model.exists():
        sys.exit(f"error: the weights {options.model} are missing\n  Run `make setup`.")
    if options.peer:
        return serve_peer(options.peer, options.model)

    python = options.python or peer_python()
    prefix = shlex.split(options.launch_with)
    loads = [round(os.getloadavg()[0], 1)]
    results, versions = [], ""
    for work in options.works.split(","):
        target, title = WORKS[work]
        ours = Side([*prefix, *shlex.split(options.ours), "--work", work, "--model", str(options.model), "--threads", str(THREADS)])
        peer = Side([*prefix, python, __file__, "--peer", work, "--model", str(options.model)])
        a, b = [], []
        for repetition in range(options.repetitions + 1):
            pair = ours.repeat(), peer.repeat()
            if repetition:
                a.append(pair[0])
                b.append(pair[1])
        ours.close(), peer.close()
        versions = b[-1]["versions"]
        rate = lambda side: statistics.median(m["tokens"] / m["seconds"] for m in side)
        result = dict(
            name=title, ours=round(rate(a), 1), peer=round(rate(b), 1), ratio=round(rate(a) / rate(b), 2), target=target,
            met=rate(a) >= target * rate(b), unit="tokens/s", work=work, repetitions=options.repetitions,
            ours_seconds=round(statistics.median(m["seconds"] for m in a), 3),
            peer_seconds=round(statistics.median(m["seconds"] for m in b), 3),
            gigaflop=round(a[-1].get("gigaflop", 0), 1), ours_peak_mb=a[-1]["peakBytes"] >> 20, peer_peak_mb=b[-1]["peakBytes"] >> 20,
        )
        results.append(result)
        print(f"{title}: {result['ours']} and {result['peer']} tokens/s, ratio {result['ratio']}", flush=True)
    loads.append(round(os.getloadavg()[0], 1))
    write(results, versions, loads, options)


def processor():
    try:
        lines = open("/proc/cpuinfo").read().splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def write(results, versions, loads, options):
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / "runtime.json").write_text(json.dumps(results, indent=1) + "\n")
    lines = [
        "# The model runtime beside PyTorch", "",
        f"`make bench-runtime` on {time.strftime('%Y-%m-%d')}: SmolLM2-135M-Instruct, float32, {THREADS} threads, {os.cpu_count()} x {processor()}; {versions}, SDPA attention.",
        f"Medians of alternating repetitions (their number in the last column); load average of the machine {loads[0]} before and {loads[1]} after"
        + (f"; both sides started with `{options.launch_with}`." if options.launch_with else "."),
        "", "| work | Hone, tokens/s | PyTorch, tokens/s | ratio | target | seconds | peak memory, MB | repetitions |", "|---|---|---|---|---|---|---|---|",
    ]
    for r in results:
        lines.append(
            f"| {r['name']} | {r['ours']:.0f} | {r['peer']:.0f} | **{r['ratio']:.2f}** | {r['target']:.1f} {'met' if r['met'] else 'missed'} "
            f"| {r['ours_seconds']:.2f}, {r['peer_seconds']:.2f} | {r['ours_peak_mb']}, {r['peer_peak_mb']} | {r['repetitions']} |"
        )
    (options.output / "runtime.md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
