#!/usr/bin/env python3
"""Adapters' round trip: PEFT -> Hone -> llama.cpp, and Hone -> PEFT, with the logits of each compared on the same weights.

  python3 Benchmarks/adapters.py [--hone .build/release/hone] [--python PYTHON]

1. PEFT trains a small adapter on all linear layers of SmolLM2 for a few steps and saves it; Hone reads the folder.
2. `hone model export --format gguf` writes it for llama.cpp, which runs it (xllamacpp's server) on the base model in F32, with the
   numbers of the same Q4_1 file.
3. `hone model export --format peft` writes the adapter that ships with Hone; scripts/load_in_peft.py loads it.

PyTorch, transformers, PEFT and xllamacpp are installed into .venv-bench on first use, unless --python names an environment that has them.
Writes docs/results/adapters.md.
"""

import argparse
import importlib.metadata
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import runtime

ROOT = runtime.ROOT
TEXT = (
    "The learning rate is the first thing to tune: too small and nothing is learnt in the time there is, too large and the loss is not a "
    "number after a hundred steps. Batch size, depth and width come next; weight decay matters most where data are few."
)
POSITIONS = [0, 3, 9, 20, 33, -1]
TOP = 20


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--hone", type=pathlib.Path, default=ROOT / ".build" / "release" / "hone")
    parser.add_argument("--python", help="interpreter with torch, transformers, peft, gguf and xllamacpp; installs its own if absent")
    parser.add_argument("--model", type=pathlib.Path, default=runtime.MODEL)
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "docs" / "results" / "adapters.md")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    for path, remedy in (options.model, "make setup"), (options.hone, "make build"):
        if not path.exists():
            sys.exit(f"error: {path} is missing\n  Run `{remedy}`.")
    if not options.inside:
        python = options.python or runtime.peer_python()
        os.execv(python, [python, __file__, *sys.argv[1:], "--inside"])
    os.environ["HF_HUB_OFFLINE"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        rows = text_adapter(options, folder) + shipped_adapter(options, folder) + tiny_models(options, folder)
    write(rows, options)


# ------------------------------------------------------------------------------------------------ a text adapter
def text_adapter(options, folder):
    import torch

    torch.manual_seed(1)
    torch.set_num_threads(runtime.THREADS)
    tokens = tokenize(options.model)
    positions = [p % len(tokens) for p in POSITIONS]
    saved = folder / "text"
    base, peft64, peft32 = train_and_save(options.model, saved, tokens, positions)
    exported = folder / "text.gguf"
    hone(options, "model", "export", str(saved), "--format", "gguf", "-o", str(exported), "--quiet")
    question = {"tokens": tokens, "positions": positions}
    ours = log_softmax(ask(options, question, "--adapter", str(saved)))
    ours_base = log_softmax(ask(options, question))
    import runtime_peers

    single = runtime_peers.llama_file(options.model, "f32")
    llama = llama_logprobs(single, exported, tokens, positions)
    llama_base = llama_logprobs(single, None, tokens, positions)
    where = f"{len(positions)} positions of {len(tokens)} tokens, all 49,152 log-probabilities"
    return [
        (f"what the adapter changes ({where})", difference(peft64, base), difference(peft64, base, peft64)),
        ("**PEFT -> Hone**: Hone in float32, against PEFT in float64", difference(ours, peft64), difference(ours, peft64, peft64)),
        ("for comparison, PEFT in float32 against PEFT in float64", difference(peft32, peft64), difference(peft32, peft64, peft64)),
        ("**Hone -> llama.cpp**: llama.cpp with the exported GGUF LoRA, F32, against Hone", difference(llama, ours), difference(llama, ours, ours)),
        ("the same against PEFT in float64", difference(llama, peft64), difference(llama, peft64, peft64)),
        ("for comparison, llama.cpp against Hone without an adapter", difference(llama_base, ours_base), difference(llama_base, ours_base, ours_base)),
    ]


def tokenize(model):
    """The text's tokens, by the tokenizer that llama.cpp reads from the same file."""
    import transformers

    # Digits are the one thing that the conversion from GGUF gets wrong; the text has none.
    return transformers.AutoTokenizer.from_pretrained(str(model.parent), gguf_file=model.name)(TEXT)["input_ids"]


def train_and_save(model_path, folder, tokens, positions):
    import torch
    import transformers
    from peft import LoraConfig, get_peft_model

    options = dict(quantization_config=transformers.GgufConfig(dequantize=True)) if hasattr(transformers, "GgufConfig") else {}
    model = transformers.AutoModelForCausalLM.from_pretrained(
        str(model_path.parent), gguf_file=model_path.name, dtype=torch.float32, **options
    )
    model = get_peft_model(model, LoraConfig(task_type="CAUSAL_LM", r=8, lora_alpha=16, target_modules="all-linear"))
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=2e-3)
    batch = torch.tensor([tokens])
    for _ in range(4):
        optimizer.zero_grad()
        loss = model(batch, labels=batch).loss
        loss.backward()
        optimizer.step()
    model.save_pretrained(folder)
    model.eval()
    with torch.no_grad():
        single = log_softmax(model(batch).logits[0][positions])
        model.double()
        double = log_softmax(model(batch).logits[0][positions])
        with model.disable_adapter():
            base = log_softmax(model(batch).logits[0][positions])
    return base, double, single


def llama_logprobs(model, adapter, tokens, positions, vocabulary=49152, plain=None):
    """llama.cpp's log-probabilities of every token behind each position; keys and values in F32 too.

    The server reports them beside a token that it generates, and not beside one that ends the text or is no whole character: so `plain`,
    the number of some ordinary token, is generated by force (the bias touches the choice alone, which is checked).
    """
    import numpy as np
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(model)
    parameters.n_ctx, parameters.n_parallel, parameters.verbosity, parameters.cache_ram_mib = 512, 1, -1, 0
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = runtime.THREADS
    parameters.cache_type_k = parameters.cache_type_v = xllamacpp.ggml_type.GGML_TYPE_F32
    parameters.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
    if adapter:
        parameters.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(str(adapter), 1.0)]
    server = xllamacpp.Server(parameters)
    result = []
    for position in positions:
        reply = server.handle_completions(
            dict(prompt=tokens[: position + 1], n_predict=1, n_probs=vocabulary, temperature=0, cache_prompt=False, logit_bias=[[tokens[0] if plain is None else plain, 1000]])
        )
        values = np.full(vocabulary, np.nan)
        for entry in reply["choices"][0]["logprobs"]["content"][0]["top_logprobs"]:
            values[entry["id"]] = entry["logprob"]
        assert abs(np.log(np.exp(values).sum())) < 1e-3, "these are not the model's own log-probabilities of all tokens"
        result.append(values)
    return np.array(result)


# ------------------------------------------------------------------------------------------------ the shipped adapter
def shipped_adapter(options, folder):
    import numpy as np
    import torch

    sys.path.insert(0, str(ROOT / "scripts"))
    import load_in_peft

    exported = folder / "tabular"
    hone(options, "model", "export", str(ROOT / "Models" / "tabular"), "--format", "peft", "-o", str(exported), "--quiet")
    rng = np.random.default_rng(2)
    header = tokenize(options.model)
    rows = [(-rng.integers(1, 101, 3 + i % 4)).tolist() + [42] for i in range(200)]
    model, value_rows, head = load_in_peft.load(exported, options.model)
    theirs = load_in_peft.score(model, value_rows, head, header, [list(row) for row in rows]).numpy()
    ours = np.array(ask(options, {"header": header, "rows": rows}, "--adapter", str(exported)))
    spread = float(theirs.max() - theirs.min())
    title = f"**Hone -> PEFT**: scores of the shipped adapter, 200 rows under a header of {len(header)} tokens, 20 bins (they span {spread:.1f})"
    return [(title, float(np.abs(theirs - ours).max()), None)]


# ------------------------------------------------------------------------------------------------ other architectures
def tiny_models(options, folder):
    """Random models of each architecture with random adapters: PEFT, Hone and llama.cpp on the same numbers."""
    import numpy as np
    import runtime_peers
    import torch
    import transformers
    from peft import LoraConfig, get_peft_model

    fixtures = ROOT / "Tests" / "HoneLanguageModelTests" / "Fixtures" / "architectures"
    rows = []
    for name in "llama", "qwen2", "qwen3":
        torch.manual_seed(3)
        model = transformers.AutoModelForCausalLM.from_pretrained(str(fixtures / name), dtype=torch.float32)
        patterns = dict(rank_pattern={"k_proj": 3, "down_proj": 5}, alpha_pattern={"q_proj": 6, "up_proj": 2})
        model = get_peft_model(model, LoraConfig(task_type="CAUSAL_LM", r=4, lora_alpha=8, target_modules="all-linear", use_rslora=True, **patterns))
        for key, parameter in model.named_parameters():
            if "lora_B" in key:
                parameter.data = torch.randn(parameter.shape) * 0.1
        saved, exported = folder / name, folder / f"{name}.lora.gguf"
        model.save_pretrained(saved)
        tokens = np.random.default_rng(4).integers(0, 200, 20).tolist()
        positions = [0, 5, 12, 19]
        with torch.no_grad():
            peft = log_softmax(model.double().eval()(torch.tensor([tokens])).logits[0][positions])
            with model.disable_adapter():
                base = log_softmax(model(torch.tensor([tokens])).logits[0][positions])
        gguf = fixtures / f"{name}.gguf"
        hone(options, "model", "export", str(saved), "--base", str(gguf), "--format", "gguf", "-o", str(exported), "--quiet")
        ours = log_softmax(ask(options, {"tokens": tokens, "positions": positions}, "--adapter", str(saved), model=gguf))
        llama = llama_logprobs(runtime_peers.llama_file(gguf, "f32", folder), exported, tokens, positions, ours.shape[1], plain=20)
        title = f"a random {name} of {model.config.num_hidden_layers} blocks, rsLoRA with ranks and alphas of the modules' own (it changes {difference(peft, base):.1f})"
        rows.append((f"{title}: **PEFT -> Hone**", difference(ours, peft), difference(ours, peft, peft)))
        rows.append((f"the same: **Hone -> llama.cpp**", difference(llama, ours), difference(llama, ours, ours)))
    return rows


# ------------------------------------------------------------------------------------------------ shared
def hone(options, *arguments, text=None):
    done = subprocess.run([str(options.hone), *arguments], input=text, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"error: hone {' '.join(arguments)}\n  {done.stderr.strip()}")
    return done.stdout


def ask(options, question, *arguments, model=None):
    arguments = ["bench", "logits", "--model", str(model or options.model), *arguments]
    return json.loads(hone(options, *arguments, text=json.dumps(question) + "\n"))["logits"]


def log_softmax(logits):
    import numpy as np

    x = np.asarray(logits, dtype=np.float64)
    x = x - x.max(1, keepdims=True)
    return x - np.log(np.exp(x).sum(1, keepdims=True))


def difference(a, b, top_of=None):
    """The largest difference: of all log-probabilities, or of those among the first ones of `top_of`."""
    import numpy as np

    distances = np.abs(np.asarray(a) - np.asarray(b))
    if top_of is not None:
        distances = np.take_along_axis(distances, np.argsort(-top_of, 1)[:, :TOP], 1)
    return float(distances.max())


def write(rows, options):
    packages = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("torch", "transformers", "peft", "xllamacpp"))
    lines = [
        "# Adapters that travel", "",
        f"`python3 Benchmarks/adapters.py` on {time.strftime('%Y-%m-%d')}: SmolLM2-135M-Instruct, everyone computing on the numbers of the same Q4_1 file; {packages}.",
        "The text adapter is LoRA of rank 8 on all 210 linear layers, trained by PEFT for four steps.", "",
        f"| what | largest difference | among the {TOP} likeliest |", "|---|---|---|",
    ]
    for title, largest, top in rows:
        lines.append(f"| {title} | {largest:.1e} | {'' if top is None else f'{top:.1e}'} |")
    options.output.write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
