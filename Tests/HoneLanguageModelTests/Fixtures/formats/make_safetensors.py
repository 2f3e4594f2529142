"""Writes tiny.safetensors (all types that Hone reads) and peer.safetensors (what Hone's writer must equal byte for
byte), with their numbers in safetensors.json. Run: python3 make_safetensors.py  (needs: pip install torch safetensors)"""

import json
import pathlib

import torch
from safetensors.torch import save_file

here = pathlib.Path(__file__).parent
torch.manual_seed(3)


def write(name, tensors, metadata):
    save_file(tensors, str(here / name), metadata=metadata)
    return {k: {"dtype": str(t.dtype), "shape": list(t.shape), "values": t.flatten().tolist()} for k, t in tensors.items()}


halves = torch.tensor([0.0, -0.0, 6e-8, -3e-5, 65504.0, 2.0**-14, 1 / 3, -2.5]).half()
tiny = {
    "weights.f32": torch.randn(2, 3),
    "weights.f16": halves.reshape(2, 4),
    "weights.bf16": torch.randn(5).bfloat16(),
    "counts.i64": torch.tensor([[1, -2], [2**40, -(2**40)]]),
    "one": torch.tensor(7.5),
    "none": torch.zeros(0, 4),
}
base = "base_model.model.model.layers.0.self_attn.q_proj.lora_"
peer = {base + "A.weight": torch.randn(2, 5).half(), base + "B.weight": torch.randn(4, 2).half(), "head.weight": torch.randn(3, 3), "a\"quoted\\näme": torch.tensor([1.0])}
out = {"tiny": write("tiny.safetensors", tiny, {"format": "pt"}), "peer": write("peer.safetensors", peer, {"note": 'a "b"\n\tc\\ \u0001 ü'})}
(here / "safetensors.json").write_text(json.dumps(out, indent=1) + "\n")
