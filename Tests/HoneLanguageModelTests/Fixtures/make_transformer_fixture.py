"""Known answers for the transformer and its training from transformers and PEFT, on the weights of a GGUF file.

needs: pip install torch transformers peft gguf numpy
usage: make_transformer_fixture.py MODEL.gguf transformer.json

Inputs and trainable parameters come from `wave`, a formula that the Swift tests repeat, so that the file holds answers only.
"""

import json
import math
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"
import numpy as np
import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM

LAYERS, RANK, BINS, VALUES, STEPS = 10, 4, 20, 100, 10
TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
torch.set_num_threads(2)


def wave(count, salt):
    """Pseudo-random numbers in [-.5, .5): a multiplicative hash of index and salt."""
    k = (np.arange(count, dtype=np.uint64) + np.uint64(salt * 1_000_003)) * np.uint64(2654435761)
    k = (k ^ (k >> np.uint64(15))) * np.uint64(2246822519)
    return torch.tensor((((k >> np.uint64(8)) % np.uint64(1 << 24)).astype(np.float64) / (1 << 24) - 0.5))


def integers(count, salt, bound):
    return [int((x + 0.5) * bound) for x in wave(count, salt).tolist()]


def load(path, dtype=torch.float32):
    folder, name = os.path.split(os.path.abspath(path))
    return AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=dtype, attn_implementation="sdpa")


model = load(sys.argv[1])
out = {"versions": {"torch": torch.__version__, "transformers": __import__("transformers").__version__}, "logits": [], "packed": {}}

# Plain causal logits in float64: 64 entries at the last position, 8 at the first and the middle.
double = load(sys.argv[1], torch.float64)
with torch.no_grad():
    for length in [1, 7, 64, 300]:
        ids = integers(length, length, 49152)
        logits = double(torch.tensor([ids])).logits[0]
        single = model(torch.tensor([ids])).logits[0]
        entries = [(length - 1, v) for v in integers(63, 1000 + length, 49152) + [int(logits[-1].argmax())]]
        entries += [(p, v) for p in {0, length // 2} for v in integers(8, 2000 + p, 49152)]
        out["logits"].append(
            dict(
                length=length,
                positions=[p for p, _ in entries],
                tokens=[v for _, v in entries],
                values=[float(logits[p, v]) for p, v in entries],
                float32_error=float((single.double() - logits).abs().max()),
                norm=float(logits[-1].norm()),
            )
        )
del double

# The surrogate: first layers, LoRA, value rows, linear head, packed rows, soft labels.
model.model.layers = model.model.layers[:LAYERS]
model.config.num_hidden_layers = LAYERS
model = get_peft_model(model, LoraConfig(r=RANK, lora_alpha=2 * RANK, target_modules=TARGETS))
core = model.base_model.model.model
embedding = core.embed_tokens.weight.detach()
hidden = embedding.shape[1]
salt, lora = 1, []
for layer in range(LAYERS):
    for target in TARGETS:
        block = core.layers[layer]
        module = getattr(block.self_attn if target[0] in "qkvo" else block.mlp, target)
        for part, scale in ((module.lora_A.default.weight, 0.08), (module.lora_B.default.weight, 0.04)):
            part.data = (wave(part.numel(), salt) * scale).float().view_as(part)
            lora.append((f"layers.{layer}.{target}.{'AB'[salt % 2 == 0]}", part))
            salt += 1
values = torch.nn.Parameter((wave(VALUES * hidden, 5001) * 0.2).float().view(VALUES, hidden))
head = torch.nn.Linear(hidden, BINS)
head.weight.data = (wave(BINS * hidden, 5002) * 0.1).float().view(BINS, hidden)
head.bias.data = (wave(BINS, 5003) * 0.1).float()


def sequence(number):
    """Header of 20 tokens and more, eleven rows of four to six inputs: negative v is value row -(v + 1)."""
    header = integers(20 + 7 * number, 6000 + number, 49152)
    rows = [[-(v + 1) for v in integers(3 + i % 3, 7000 + 100 * number + i, VALUES)] + [42] for i in range(11)]
    centers = (torch.arange(BINS).double() + 0.5) / BINS
    y = wave(11, 8000 + number) + 0.5
    w = torch.exp(-0.5 * ((centers - y[:, None]) / 0.06) ** 2)
    return header, rows, (w / w.sum(1, keepdim=True)).float()


def scores(header, rows):
    ids, pos, seg, at = list(header), list(range(len(header))), [0] * len(header), []
    for k, row in enumerate(rows, 1):
        ids, seg = ids + row, seg + [k] * len(row)
        pos += range(len(header), len(header) + len(row))
        at.append(len(ids) - 1)
    ids, pos, seg = torch.tensor(ids), torch.tensor(pos), torch.tensor(seg)
    mask = ((seg[:, None] == seg) | (seg == 0)) & torch.tril(torch.ones(len(ids), len(ids), dtype=torch.bool))
    e = torch.where((ids < 0)[:, None], values[(-ids - 1).clamp(min=0)], embedding[ids.clamp(min=0)])
    return head(core(inputs_embeds=e[None], position_ids=pos[None], attention_mask=mask[None, None]).last_hidden_state[0][at])


def loss_of(numbers):
    total = 0
    for number in numbers:
        header, rows, labels = sequence(number)
        total = total - (labels * torch.log_softmax(scores(header, rows), 1)).sum(1).mean() / len(numbers)
    return total


parameters = lora + [("value_rows", values), ("head.weight", head.weight), ("head.bias", head.bias)]
with torch.no_grad():
    out["packed"]["scores"] = [round(float(x), 6) for x in scores(*sequence(0)[:2]).flatten()]
loss = loss_of([0, 1])
loss.backward()
out["packed"]["loss"] = float(loss)
out["packed"]["gradients"] = [
    dict(name=n, norm=float(p.grad.norm()), entries=[float(p.grad.flatten()[i]) for i in integers(4, 9000, p.numel())]) for n, p in parameters
]
optimizer = torch.optim.AdamW(
    [dict(params=[p for _, p in lora], times=1.0), dict(params=[values, *head.parameters()], times=3.0)], lr=1e-3, weight_decay=0.01
)
steps = []
for step in range(STEPS):
    rate = 1e-3 * min(1, (step + 1) / 4) * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * step / STEPS)))
    for group in optimizer.param_groups:
        group["lr"] = group["times"] * rate
    optimizer.zero_grad()
    loss = loss_of([step % 3, (step + 1) % 3])
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_([p for _, p in parameters], 1.0)
    optimizer.step()
    steps.append(dict(loss=float(loss), norm=float(norm)))
out["packed"]["steps"] = steps
json.dump(out, open(sys.argv[2], "w"), separators=(",", ":"))
print(json.dumps(steps), [x["float32_error"] for x in out["logits"]])
