#!/usr/bin/env python3
"""Loads one of Hone's adapters in transformers and PEFT: low-rank matrices, value rows and head.

    pip install torch transformers peft gguf
    python3 scripts/load_in_peft.py ADAPTER_FOLDER BASE.gguf        prints what was loaded

`load` is what to copy: a dozen lines. docs/adapters.md explains them.
"""

import json
import pathlib
import sys


def load(adapter, base):
    """The base model's kept layers with the adapter, value rows `[rows, hidden]`, and the head (None for a text adapter)."""
    import torch
    import transformers
    from peft import PeftModel
    from safetensors.torch import load_file

    adapter, base = pathlib.Path(adapter), pathlib.Path(base)
    card = json.loads((adapter / "card.json").read_text())
    options = {}
    if hasattr(transformers, "GgufConfig"):  # newer releases keep quantised weights packed unless told otherwise
        options["quantization_config"] = transformers.GgufConfig(dequantize=True)
    model = transformers.AutoModelForCausalLM.from_pretrained(
        str(base.parent), gguf_file=base.name, dtype=torch.float32, **options
    )
    model.model.layers = model.model.layers[: card["layers"]]  # the adapter was trained on these alone
    model.config.num_hidden_layers = card["layers"]
    model = PeftModel.from_pretrained(model, str(adapter)).eval()
    own = {name: tensor.float() for name, tensor in load_file(adapter / "adapter_model.safetensors").items()}
    if "head.weight" not in own:
        return model, None, None

    def head(states):
        """Logits over the bins for hidden states after the final norm."""
        return (states @ own["head.weight"].T + own["head.bias"]) / card.get("temperature", 1.0)

    return model, own["value_rows"], head


def score(model, value_rows, head, header, rows):
    """Logits `[rows, bins]` of rows under a header: token ids, and -(v + 1) for value row v. Each row sees the header and itself."""
    import torch

    inputs, positions, segments, ends = list(header), list(range(len(header))), [0] * len(header), []
    for number, row in enumerate(rows, 1):
        inputs += row
        positions += range(len(header), len(header) + len(row))
        segments += [number] * len(row)
        ends.append(len(inputs) - 1)
    ids, segment = torch.tensor(inputs), torch.tensor(segments)
    mask = ((segment[:, None] == segment) | (segment == 0)) & torch.tril(torch.ones(len(ids), len(ids), dtype=torch.bool))
    core = model.base_model.model.model
    embedded = torch.where(
        (ids < 0)[:, None], value_rows.to(core.embed_tokens.weight)[(-ids - 1).clamp(min=0)], core.embed_tokens(ids.clamp(min=0))
    )
    with torch.no_grad():
        states = core(inputs_embeds=embedded[None], position_ids=torch.tensor(positions)[None], attention_mask=mask[None, None])
        return head(states.last_hidden_state[0][ends])


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(f"usage: {sys.argv[0]} ADAPTER_FOLDER BASE.gguf")
    model, value_rows, head = load(*sys.argv[1:])
    trained = sum(p.numel() for n, p in model.named_parameters() if "lora_" in n)
    print(f"{len(model.base_model.model.model.layers)} layers, {trained} numbers in low-rank matrices,", end=" ")
    print("text adapter" if head is None else f"{len(value_rows)} value rows, a head")
