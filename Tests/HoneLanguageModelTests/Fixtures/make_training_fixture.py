"""Known answers for training from PyTorch and PEFT in float64, on the dequantised weights of a GGUF file.

needs: pip install torch transformers peft gguf numpy
usage: make_training_fixture.py MODEL.gguf training.json

packed  the surrogate: first 10 blocks, low-rank updates, value rows, linear head, rows that see the header and themselves, soft labels
text    the plain language model, all blocks: low-rank updates, cross-entropy of the tokens behind a prompt

Of every gradient the file holds its length and its products with random signs: the mean square of what two gradients' products differ
by is the square of the length of their difference. Then ten steps of AdamW with warm-up, cosine, clipping and two learning rates.
Inputs and trainable parameters come from `wave`, a formula that the Swift tests repeat, so that the file holds answers only.
"""

import json
import math
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"
import numpy as np
import torch
import transformers
from peft import LoraConfig, get_peft_model

LAYERS, RANK, BINS, VALUES, STEPS, PROJECTIONS = 10, 4, 20, 100, 10, 8
TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
COLON, VOCABULARY = 42, 49152
torch.set_num_threads(2)


def wave(count, salt):
    """Pseudo-random numbers in [-.5, .5): a multiplicative hash of index and salt."""
    k = (np.arange(count, dtype=np.uint64) + np.uint64(salt * 1_000_003)) * np.uint64(2654435761)
    k = (k ^ (k >> np.uint64(15))) * np.uint64(2246822519)
    return torch.tensor(((k >> np.uint64(8)) % np.uint64(1 << 24)).astype(np.float64) / (1 << 24) - 0.5)


def integers(count, salt, bound):
    return [int((x + 0.5) * bound) for x in wave(count, salt).tolist()]


def single(values):
    """Rounded to single precision, as the Swift side holds them."""
    return values.float().double()


def load(path, layers=None):
    """The model in float64 with low-rank updates, and the names and tensors of these."""
    folder, name = os.path.split(os.path.abspath(path))
    options = {}
    if hasattr(transformers, "GgufConfig"):  # newer releases keep the blocks packed unless told otherwise
        options["quantization_config"] = transformers.GgufConfig(dequantize=True)
    model = transformers.AutoModelForCausalLM.from_pretrained(
        folder, gguf_file=name, dtype=torch.float32, attn_implementation="sdpa", **options
    ).double()
    if layers:
        model.model.layers = model.model.layers[:layers]
        model.config.num_hidden_layers = layers
    model = get_peft_model(model, LoraConfig(r=RANK, lora_alpha=2 * RANK, target_modules=TARGETS), autocast_adapter_dtype=False)
    core, lora, salt = model.base_model.model.model, [], 1
    for layer, block in enumerate(core.layers):
        for target in TARGETS:
            module = getattr(block.self_attn if target[0] in "qkvo" else block.mlp, target)
            for part, scale, letter in ((module.lora_A.default.weight, 0.08, "A"), (module.lora_B.default.weight, 0.04, "B")):
                part.data = single(wave(part.numel(), salt) * scale).view_as(part)
                lora.append((f"layers.{layer}.{target}.{letter}", part))
                salt += 1
    return model, lora


def short(x):
    return float(f"{x.item():.8g}")


def answers(parameters, lora, own, loss_of, first):
    """Loss and gradients of the first step's sequences, then ten steps."""
    loss = loss_of(first(0))
    loss.backward()
    gradients = []
    for index, (name, p) in enumerate(parameters):
        g = p.grad.flatten()
        signs = [torch.where(wave(g.numel(), 20_000 + PROJECTIONS * index + k) >= 0, 1.0, -1.0).double() for k in range(PROJECTIONS)]
        gradients.append(dict(name=name, norm=short(g.norm()), products=[short(s @ g) for s in signs]))
    groups = [dict(params=[p for _, p in lora], times=1.0)] + ([dict(params=[p for _, p in own], times=3.0)] if own else [])
    optimizer = torch.optim.AdamW(groups, lr=1e-3, weight_decay=0.01)
    steps = []
    for step in range(STEPS):
        rate = 1e-3 * min(1, (step + 1) / 4) * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * step / STEPS)))
        for group in optimizer.param_groups:
            group["lr"] = group["times"] * rate
        optimizer.zero_grad()
        loss_now = loss_of(first(step))
        loss_now.backward()
        norm = torch.nn.utils.clip_grad_norm_([p for _, p in parameters], 1.0)
        optimizer.step()
        steps.append(dict(loss=short(loss_now), norm=short(norm)))
    print(json.dumps(steps), flush=True)
    return dict(loss=short(loss), gradients=gradients, steps=steps)


def packed(path):
    model, lora = load(path, LAYERS)
    core = model.base_model.model.model
    embedding = core.embed_tokens.weight.detach()
    hidden = embedding.shape[1]
    values = torch.nn.Parameter(single(wave(VALUES * hidden, 5001) * 0.2).view(VALUES, hidden))
    head = torch.nn.Linear(hidden, BINS).double()
    head.weight.data = single(wave(BINS * hidden, 5002) * 0.1).view(BINS, hidden)
    head.bias.data = single(wave(BINS, 5003) * 0.1)

    def sequence(number):
        """Header of 20 tokens and more, eleven rows of four to six inputs: negative v is value row -(v + 1)."""
        header = integers(20 + 7 * number, 6000 + number, VOCABULARY)
        rows = [[-(v + 1) for v in integers(3 + i % 3, 7000 + 100 * number + i, VALUES)] + [COLON] for i in range(11)]
        centers = (torch.arange(BINS).double() + 0.5) / BINS
        y = wave(11, 8000 + number) + 0.5
        w = torch.exp(-0.5 * ((centers - y[:, None]) / 0.06) ** 2)
        return header, rows, single(w / w.sum(1, keepdim=True))

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

    own = [("value_rows", values), ("head.weight", head.weight), ("head.bias", head.bias)]
    return answers(lora + own, lora, own, loss_of, lambda step: [step % 3, (step + 1) % 3])


def text(path):
    model, lora = load(path)

    def loss_of(numbers):
        total = 0
        for number in numbers:
            ids = torch.tensor(integers(24 + 8 * number, 9100 + number, VOCABULARY))
            labels = ids.clone()
            labels[: 5 + number] = -100
            total = total + model(input_ids=ids[None], labels=labels[None]).loss / len(numbers)
        return total

    return answers(lora, lora, [], loss_of, lambda step: [step % 3, (step + 1) % 3])


out = dict(versions=dict(torch=torch.__version__, transformers=transformers.__version__, peft=__import__("peft").__version__))
out["packed"] = packed(sys.argv[1])
out["text"] = text(sys.argv[1])
with open(sys.argv[2], "w") as file:
    json.dump(out, file, separators=(",", ":"))
    file.write("\n")
