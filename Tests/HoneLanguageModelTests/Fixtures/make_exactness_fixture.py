"""Logits of a Llama-architecture model in float64, and how far PyTorch's float32 is from them, for the exactness tests.

needs: pip install torch transformers gguf numpy
usage: make_exactness_fixture.py MODEL.gguf exactness.json

transformers casts up to float32 inside RMSNorm (and would round a float64 model down there), so the float64 reference replaces that
module; attention runs as SDPA in float64. Rotary angles are float32 numbers in transformers whatever the model's type: they are part of
the model's definition and stay as they are. `angles` in the output is what
float32 angles alone change.

The inputs come from `wave` (TransformerFixture.swift), so that the file holds answers only.
"""

import json
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"
import numpy as np
import torch
import transformers

VOCABULARY, LONGEST, ENTRIES, BEST = 49152, 2048, 48, 8
LENGTHS = [1, 7, 64, 300, 1024, 2048]
# Dense at the ends of the lengths, where tests read single rows, and at the end of the context.
POSITIONS = sorted({0, 1, 3, 6, 17, 40, 63, 64, 130, 200, 298, 299, 300, 511, 640, 800, 1000, 1022, 1023, 1024, 1300, 1535, 1800, 2000, 2040, 2046, 2047})
PREFIX, ROWS = 300, [1, 2, 5, 9, 17, 40]
# One sequence of one token is one draw of rounding errors; these are enough to compare.
SINGLES = 24
torch.set_num_threads(2)


def wave(count, salt):
    k = (np.arange(count, dtype=np.uint64) + np.uint64(salt * 1_000_003)) * np.uint64(2654435761)
    k = (k ^ (k >> np.uint64(15))) * np.uint64(2246822519)
    return ((k >> np.uint64(8)) % np.uint64(1 << 24)).astype(np.float64) / (1 << 24) - 0.5


def integers(count, salt, bound=VOCABULARY):
    return [int((x + 0.5) * bound) for x in wave(count, salt).tolist()]


def load(path, dtype):
    folder, name = os.path.split(os.path.abspath(path))
    model = transformers.AutoModelForCausalLM.from_pretrained(
        folder, gguf_file=name, dtype=dtype, attn_implementation="sdpa", quantization_config=transformers.GgufConfig(dequantize=True)
    ).eval()
    kinds = {p.dtype for p in model.parameters()}
    assert kinds == {dtype}, f"weights are {kinds}, not {dtype}"
    return model


class ExactNorm(torch.nn.Module):
    """RMSNorm in its input's own precision."""

    def __init__(self, norm):
        super().__init__()
        self.weight, self.epsilon = norm.weight, norm.variance_epsilon

    def forward(self, x):
        return self.weight * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.epsilon))


def make_exact(model):
    for block in model.model.layers:
        block.input_layernorm = ExactNorm(block.input_layernorm)
        block.post_attention_layernorm = ExactNorm(block.post_attention_layernorm)
    model.model.norm = ExactNorm(model.model.norm)
    return model


class ExactAngles(torch.nn.Module):
    """Rotary tables with frequencies and angles in float64."""

    def __init__(self, config):
        super().__init__()
        width = config.hidden_size // config.num_attention_heads
        self.frequencies = config.rope_parameters["rope_theta"] ** (-torch.arange(0, width, 2, dtype=torch.float64) / width)

    def forward(self, x, position_ids):
        angles = position_ids[..., None].double() * self.frequencies
        angles = torch.cat((angles, angles), dim=-1)
        return angles.cos().to(x.dtype), angles.sin().to(x.dtype)


@torch.no_grad()
def logits(model, ids, positions):
    return model(torch.tensor([ids]), logits_to_keep=torch.tensor(positions)).logits[0]


def entries(row, salt, count=ENTRIES):
    """The likeliest tokens and random ones."""
    return sorted(set(row.topk(BEST).indices.tolist() + integers(count - BEST, salt)))


def errors(single, exact, chosen):
    """Largest absolute error over the stored entries of each position."""
    return [float((row.double() - e).abs()[t].max()) for row, e, t in zip(single, exact, chosen)]


path = sys.argv[1]
single, exact = load(path, torch.float32), make_exact(load(path, torch.float64))
tokens = integers(LONGEST, 11)
reference = logits(exact, tokens, POSITIONS)
chosen = [entries(row, 3000 + p, 4 * ENTRIES if p < 8 else ENTRIES) for p, row in zip(POSITIONS, reference)]
out = {
    "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
    "model": os.path.basename(path),
    "positions": POSITIONS,
    "tokens": chosen,
    "logits": [[round(float(row[t]), 7) for t in c] for c, row in zip(chosen, reference)],
    "float32": [],
    "rows": [],
    "singles": [],
}
for length in LENGTHS:
    kept = [p for p in POSITIONS if p < length]
    out["float32"].append(dict(length=length, errors=errors(logits(single, tokens[:length], kept), reference, chosen)))
for number, length in enumerate(ROWS):
    row = integers(length, 500 + number)
    answer = logits(exact, tokens[:PREFIX] + row, [PREFIX + length - 1])
    picked = entries(answer[0], 6000 + number)
    found = errors(logits(single, tokens[:PREFIX] + row, [PREFIX + length - 1]), answer, [picked])
    out["rows"].append(
        dict(length=length, tokens=picked, logits=[round(float(answer[0][t]), 7) for t in picked], errors=found)
    )
for number, token in enumerate(integers(SINGLES, 21)):
    answer = logits(exact, [token], [0])
    picked = entries(answer[0], 7000 + number)
    out["singles"].append(
        dict(tokens=picked, logits=[round(float(answer[0][t]), 7) for t in picked], errors=errors(logits(single, [token], [0]), answer, [picked]))
    )
exact.model.rotary_emb = ExactAngles(exact.config)
out["angles"] = float((logits(exact, tokens, POSITIONS) - reference).abs().max())
json.dump(out, open(sys.argv[2], "w"), separators=(",", ":"))
print(out["float32"][-1], [max(r["errors"]) for r in out["float32"]], [r["errors"] for r in out["rows"]], [r["errors"] for r in out["singles"]], out["angles"])
