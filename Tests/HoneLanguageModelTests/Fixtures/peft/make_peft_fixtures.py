"""Adapters that PEFT trained and saved, with the logits it computes with them; and its scores with Hone's shipped adapter.

needs: pip install torch transformers peft gguf numpy
usage: make_peft_fixtures.py SmolLM2-135M-Instruct.Q4_1.gguf REPOSITORY

Writes beside itself: base.gguf (a random Llama of two blocks), a folder for each adapter on it, smollm2/ (an adapter on the
first three blocks of SmolLM2) and peft.json with the answers. Everything is computed in float64.
"""

import hashlib
import json
import math
import os
import pathlib
import shutil
import sys
import warnings

os.environ["HF_HUB_OFFLINE"] = "1"
warnings.filterwarnings("ignore")
import gguf
import numpy as np
import peft
import torch
import transformers
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file

HERE = pathlib.Path(__file__).resolve().parent
SMOLLM2, REPOSITORY = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
torch.set_num_threads(2)
torch.manual_seed(20)
transformers.logging.set_verbosity_error()


def wave(count, salt):
    """Pseudo-random numbers in [-.5, .5), as in TransformerFixture.swift."""
    k = (np.arange(count, dtype=np.uint64) + np.uint64(salt * 1_000_003)) * np.uint64(2654435761)
    k = (k ^ (k >> np.uint64(15))) * np.uint64(2246822519)
    return ((k >> np.uint64(8)) % np.uint64(1 << 24)).astype(np.float64) / (1 << 24) - 0.5


def integers(count, salt, bound):
    return [int((x + 0.5) * bound) for x in wave(count, salt).tolist()]


# ------------------------------------------------------------------------------------------------ a tiny base model
CONFIG = transformers.LlamaConfig(
    vocab_size=64, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=1,
    head_dim=16, max_position_embeddings=64, rms_norm_eps=1e-5, rope_theta=10000.0, tie_word_embeddings=True,
)
weights = {}
for name, parameter in transformers.LlamaForCausalLM(CONFIG).named_parameters():
    noise = torch.randn(parameter.shape) * 0.3 + (1 if "norm" in name else 0)
    weights[name] = noise.half().float()  # stored in F16 without loss


def tiny():
    model = transformers.LlamaForCausalLM(CONFIG).double()
    model.load_state_dict({k: v.double() for k, v in weights.items()}, strict=False)
    model.tie_weights()
    return model


def joined(matrix, heads):
    """Rotary pairs as neighbours, as llama.cpp wants llama's query and key rows."""
    return matrix.reshape(heads, 2, matrix.shape[0] // heads // 2, -1).swapaxes(1, 2).reshape(matrix.shape)


def write_base(path):
    writer = gguf.GGUFWriter(str(path), "llama")
    writer.add_block_count(2), writer.add_embedding_length(32), writer.add_feed_forward_length(48), writer.add_context_length(64)
    writer.add_head_count(2), writer.add_head_count_kv(1), writer.add_key_length(16), writer.add_value_length(16)
    writer.add_rope_dimension_count(16), writer.add_rope_freq_base(10000.0), writer.add_layer_norm_rms_eps(1e-5), writer.add_vocab_size(64)
    parts = {
        "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
        "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
        "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm",
    }
    for name, tensor in weights.items():
        value = tensor.numpy()
        if name.startswith("model.layers."):
            _, _, layer, rest = name.removesuffix(".weight").split(".", 3)
            value = joined(value, 2) if "q_proj" in name else joined(value, 1) if "k_proj" in name else value
            target = f"blk.{layer}.{parts[rest]}.weight"
        else:
            target = {"model.embed_tokens.weight": "token_embd.weight", "model.norm.weight": "output_norm.weight"}[name]
        writer.add_tensor(target, value.astype(np.float32 if value.ndim == 1 else np.float16))
    writer.write_header_to_file(), writer.write_kv_data_to_file(), writer.write_tensors_to_file()
    writer.close()


write_base(HERE / "base.gguf")


# ------------------------------------------------------------------------------------------------ adapters
def train(model, tokens, steps=3, rate=2e-2):
    """A few steps, so that no matrix is zero."""
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=rate)
    for _ in range(steps):
        optimizer.zero_grad()
        states = model(torch.tensor([tokens])).logits[0] if hasattr(model.config, "vocab_size") else None
        torch.nn.functional.cross_entropy(states[:-1], torch.tensor(tokens[1:])).backward()
        optimizer.step()


def save(model, folder, dtype):
    """Saves, and gives the model the numbers that the file holds."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, parameter in model.named_parameters():
        if "lora_" in name:
            parameter.data = parameter.data.to(dtype).double()
    model.save_pretrained(folder)
    file = folder / "adapter_model.safetensors"
    save_file({k: v.to(dtype) for k, v in load_file(file).items()}, file, metadata={"format": "pt"})
    (folder / "README.md").unlink(missing_ok=True)


ALL = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
VARIANTS = {
    "plain": (dict(r=4, lora_alpha=8, target_modules=["q_proj", "v_proj"]), torch.float32),
    "rank-scaling": (dict(r=3, lora_alpha=5, use_rslora=True, target_modules="all-linear"), torch.float16),
    "patterns": (
        dict(
            r=4, lora_alpha=8, target_modules=ALL, rank_pattern={"q_proj": 2, "layers.1.mlp.down_proj": 6},
            alpha_pattern={r"layers.0.self_attn.[kv]_proj": 3, r"model\.layers\.\d+\.mlp\.up_proj": 12.5},
        ),
        torch.float32,
    ),
    "expression": (dict(r=2, lora_alpha=16, target_modules=r".*\.layers\.1\.(self_attn\.[qk]_proj|mlp\.(up|down)_proj)"), torch.bfloat16),
    "some-layers": (dict(r=2, lora_alpha=4, target_modules=["q_proj", "o_proj", "gate_proj"], layers_to_transform=[1]), torch.float16),
    "excluding": (dict(r=2, lora_alpha=4, target_modules="all-linear", exclude_modules=["k_proj"]), torch.float16),
}
tokens = integers(12, 77, 64)
answers = dict(
    versions=dict(torch=torch.__version__, transformers=transformers.__version__, peft=peft.__version__), tokens=tokens,
    base=[round(x, 9) for x in tiny()(torch.tensor([tokens])).logits[0].flatten().tolist()], adapters={},
)
for name, (options, dtype) in VARIANTS.items():
    model = get_peft_model(tiny(), LoraConfig(task_type="CAUSAL_LM", **options))
    train(model, tokens)
    save(model, HERE / name, dtype)
    with torch.no_grad():
        answers["adapters"][name] = [round(x, 9) for x in model.eval()(torch.tensor([tokens])).logits[0].flatten().tolist()]

# A model without its output matrix: other names of tensors, the same matrices.
bare = transformers.LlamaModel(CONFIG).double()
bare.load_state_dict({k.removeprefix("model."): v.double() for k, v in weights.items()}, strict=False)
bare = get_peft_model(bare, LoraConfig(r=2, lora_alpha=4, target_modules=["q_proj", "v_proj", "down_proj"]))
for name, parameter in bare.named_parameters():
    if "lora_B" in name:
        parameter.data = torch.randn(parameter.shape).double() * 0.1
save(bare, HERE / "bare-model", torch.float32)
with torch.no_grad():
    logits = bare(torch.tensor([tokens])).last_hidden_state[0] @ weights["model.embed_tokens.weight"].double().T
    answers["adapters"]["bare-model"] = [round(x, 9) for x in logits.flatten().tolist()]

# What Hone refuses.
REFUSED = {
    "refused-dora": dict(r=2, target_modules=["v_proj"], use_dora=True),
    "refused-bias": dict(r=2, target_modules=["v_proj"], bias="all"),
    "refused-modules": dict(r=2, target_modules=["v_proj"], modules_to_save=["norm"]),
    "refused-embedding": dict(r=2, target_modules=["v_proj", "embed_tokens"]),
    "refused-initialization": dict(r=2, target_modules=["v_proj"], init_lora_weights="pissa"),
    "refused-tokens": dict(r=2, target_modules=["v_proj"], trainable_token_indices=[1, 2]),
}
for name, options in REFUSED.items():
    model = get_peft_model(tiny().float(), LoraConfig(task_type="CAUSAL_LM", **options))
    shutil.rmtree(HERE / name, ignore_errors=True)
    model.save_pretrained(HERE / name)
    (HERE / name / "README.md").unlink(missing_ok=True)
model = get_peft_model(tiny().float(), peft.IA3Config(task_type="CAUSAL_LM", target_modules=["k_proj", "down_proj"], feedforward_modules=["down_proj"]))
shutil.rmtree(HERE / "refused-kind", ignore_errors=True)
model.save_pretrained(HERE / "refused-kind")
(HERE / "refused-kind" / "README.md").unlink(missing_ok=True)


# ------------------------------------------------------------------------------------------------ SmolLM2
def smollm2(layers):
    options = dict(quantization_config=transformers.GgufConfig(dequantize=True)) if hasattr(transformers, "GgufConfig") else {}
    model = transformers.AutoModelForCausalLM.from_pretrained(str(SMOLLM2.parent), gguf_file=SMOLLM2.name, dtype=torch.float32, **options)
    model.model.layers = model.model.layers[:layers]
    model.config.num_hidden_layers = layers
    model.name_or_path = model.config._name_or_path = "SmolLM2-135M-Instruct"  # instead of a path of the machine
    return model


text = integers(24, 78, 49152)
model = get_peft_model(
    smollm2(3), LoraConfig(task_type="CAUSAL_LM", r=2, lora_alpha=16, target_modules=["q_proj", "v_proj", "down_proj"], layers_to_transform=[0, 2])
)
train(model, text, steps=4, rate=5e-3)
model = model.double().eval()
save(model, HERE / "smollm2", torch.float16)
with torch.no_grad():
    logits = model(torch.tensor([text])).logits[0]
    with model.disable_adapter():
        plain = model(torch.tensor([text])).logits[0]
positions = [(p, v) for p in (0, 11, 23) for v in integers(40, 300 + p, 49152)]
answers["smollm2"] = dict(
    layers=3, tokens=text, positions=[p for p, _ in positions], entries=[v for _, v in positions],
    values=[round(float(logits[p, v]), 7) for p, v in positions], plain=[round(float(plain[p, v]), 7) for p, v in positions],
)

# The adapter that ships with Hone, through the documented lines.
sys.path.insert(0, str(REPOSITORY / "scripts"))
import load_in_peft

folder = REPOSITORY / "Models" / "tabular"
model, value_rows, head = load_in_peft.load(folder, SMOLLM2)
header = integers(20, 6000, 49152)
rows = [[-(v + 1) for v in integers(3 + i % 3, 7000 + i, 100)] + [42] for i in range(11)]
scores = load_in_peft.score(model, value_rows, head, header, rows)
answers["shipped"] = dict(
    sha256=hashlib.sha256((folder / "adapter_model.safetensors").read_bytes()).hexdigest(),
    scores=[round(float(x), 6) for x in scores.flatten()],
)
(HERE / "peft.json").write_text(json.dumps(answers, separators=(",", ":")) + "\n")
