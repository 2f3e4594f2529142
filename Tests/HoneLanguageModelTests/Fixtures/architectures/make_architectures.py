"""Tiny random models of each architecture, as Hugging Face folders (written by transformers) and as GGUF files (written
with PyPI's gguf under the names, metadata and row order that llama.cpp reads), with known answers in answers.json:
logits in float64, and gradients of LoRA matrices, value rows and head by transformers and PEFT.

needs: pip install torch transformers peft gguf tokenizers numpy
usage: python3 make_architectures.py   (writes beside itself)

Inputs and trainable parameters come from `wave`, a formula that the Swift tests repeat.
"""

import json
import math
import os
import pathlib
import shutil

os.environ["HF_HUB_OFFLINE"] = "1"
import gguf
import numpy as np
import tokenizers
import torch
import transformers
from peft import LoraConfig, get_peft_model
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

here = pathlib.Path(__file__).parent
torch.set_num_threads(2)
VOCABULARY, RANK, BINS, VALUES = 288, 2, 5, 10
TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
shared = dict(
    vocab_size=VOCABULARY, num_hidden_layers=2, max_position_embeddings=256, bos_token_id=284, eos_token_id=285, pad_token_id=286
)
llama3 = dict(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=32)
MODELS = {
    # Llama 3.2: an output matrix of its own, llama3 scaling, grouped queries.
    "llama": transformers.LlamaConfig(
        **shared, hidden_size=64, intermediate_size=80, num_attention_heads=4, num_key_value_heads=2, rms_norm_eps=1e-5,
        tie_word_embeddings=False, rope_parameters=dict(rope_theta=500_000.0, **llama3),
    ),
    # Llama's optional biases, tied, another head dimension than hidden / heads.
    "llama-biased": transformers.LlamaConfig(
        **shared, hidden_size=48, intermediate_size=64, num_attention_heads=4, num_key_value_heads=4, head_dim=16,
        rms_norm_eps=1e-6, tie_word_embeddings=True, attention_bias=True, mlp_bias=True,
        rope_parameters=dict(rope_theta=10_000.0, rope_type="linear", factor=4.0),
    ),
    "qwen2": transformers.Qwen2Config(
        **shared, hidden_size=64, intermediate_size=96, num_attention_heads=4, num_key_value_heads=1, rms_norm_eps=1e-6,
        tie_word_embeddings=True, rope_parameters=dict(rope_theta=1_000_000.0, rope_type="default"),
    ),
    "qwen3": transformers.Qwen3Config(
        **shared, hidden_size=48, intermediate_size=80, num_attention_heads=4, num_key_value_heads=2, head_dim=32,
        rms_norm_eps=1e-6, tie_word_embeddings=True, rope_parameters=dict(rope_theta=1_000_000.0, rope_type="default"),
    ),
    "qwen3-untied": transformers.Qwen3Config(
        **shared, hidden_size=32, intermediate_size=48, num_attention_heads=2, num_key_value_heads=2, head_dim=32,
        rms_norm_eps=1e-6, tie_word_embeddings=False,
        rope_parameters=dict(rope_theta=10_000.0, rope_type="yarn", factor=4.0, original_max_position_embeddings=64),
    ),
}  # fmt: skip


def wave(count, salt):
    """Pseudo-random numbers in [-.5, .5): a multiplicative hash of index and salt."""
    k = (np.arange(count, dtype=np.uint64) + np.uint64(salt * 1_000_003)) * np.uint64(2654435761)
    k = (k ^ (k >> np.uint64(15))) * np.uint64(2246822519)
    return torch.tensor((((k >> np.uint64(8)) % np.uint64(1 << 24)).astype(np.float64) / (1 << 24) - 0.5))


def integers(count, salt, bound):
    return [int((x + 0.5) * bound) for x in wave(count, salt).tolist()]


def randomized(config):
    """Weights large enough that attention is far from uniform; rounded to 16 bits, as they are stored."""
    torch.manual_seed(20)
    model = transformers.AutoModelForCausalLM.from_config(config, dtype=torch.float32)
    with torch.no_grad():
        for name, p in model.named_parameters():
            if name.endswith("norm.weight"):
                p.copy_(1 + 0.3 * torch.randn_like(p))
            else:
                p.copy_(torch.randn_like(p) * (0.3 if p.dim() == 1 or "embed" in name else 1.5 / math.sqrt(p.shape[-1])))
    return model.to(torch.float16 if config.model_type != "qwen2" else torch.bfloat16)


# Tokenizer: bytes, a few merges, special tokens; 288 in all.
def make_tokenizer():
    alphabet = tokenizers.pre_tokenizers.ByteLevel.alphabet()
    merges = ["Ġ l", "o s", "os s", "Ġl e", "Ġ 0", "1 2", "r a", "ra t", "rat e", "Ġ t", "Ġt h", "Ġth e", "e r", "i n", "in g", "o n"]
    merges += ["a n", "an d", "Ġ and", "o r", "e n", "e s", "a t", "i t", "i s", "Ġ is", "o f", "Ġ of"]
    tokens = sorted(alphabet) + [m.replace(" ", "") for m in merges]
    special = ["<|begin|>", "<|end|>", "<|pad|>", "<|extra|>"]
    vocabulary = {t: i for i, t in enumerate(tokens)}
    t = tokenizers.Tokenizer(tokenizers.models.BPE(vocab=vocabulary, merges=[tuple(m.split(" ")) for m in merges]))
    t.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    t.decoder = tokenizers.decoders.ByteLevel()
    t.add_special_tokens(special)
    assert t.get_vocab_size() == VOCABULARY
    return t, tokens + special, merges


tokenizer, TOKENS, MERGES = make_tokenizer()


def permuted(rows, heads):
    """llama.cpp's order of Llama's query and key rows: rotary pairs are neighbours."""
    return rows.reshape(heads, 2, rows.shape[0] // heads // 2, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)


NAMES = {
    "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down", "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm",
}  # fmt: skip


def write_gguf(path, model):
    config = model.config
    architecture = config.model_type
    rope = config.rope_parameters
    head_dim = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    w = gguf.GGUFWriter(str(path), architecture)
    w.add_name(f"tiny random {path.stem}")
    w.add_context_length(config.max_position_embeddings)
    w.add_embedding_length(config.hidden_size)
    w.add_block_count(config.num_hidden_layers)
    w.add_feed_forward_length(config.intermediate_size)
    w.add_head_count(config.num_attention_heads)
    w.add_head_count_kv(config.num_key_value_heads)
    w.add_rope_freq_base(rope["rope_theta"])
    w.add_layer_norm_rms_eps(config.rms_norm_eps)
    w.add_vocab_size(config.vocab_size)
    w.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    if architecture != "qwen2":
        w.add_key_length(head_dim)
        w.add_value_length(head_dim)
    if architecture == "llama":
        w.add_rope_dimension_count(head_dim)
    if rope["rope_type"] in ("linear", "yarn"):
        w.add_rope_scaling_type(gguf.RopeScalingType(rope["rope_type"]))
        w.add_rope_scaling_factor(rope["factor"])
    if rope["rope_type"] == "yarn":
        w.add_rope_scaling_orig_ctx_len(rope["original_max_position_embeddings"])
    if rope["rope_type"] == "llama3":  # the factors by which frequencies are divided
        plain = 1 / rope["rope_theta"] ** (np.arange(0, head_dim, 2) / head_dim)
        scaled = ROPE_INIT_FUNCTIONS["llama3"](config, "cpu")[0].double().numpy()
        w.add_tensor("rope_freqs.weight", (plain / scaled).astype(np.float32))
    w.add_tokenizer_model("gpt2")
    w.add_tokenizer_pre("gpt-2")
    w.add_token_list(TOKENS)
    w.add_token_types([1] * (VOCABULARY - 4) + [3] * 4)
    w.add_token_merges(MERGES)
    w.add_bos_token_id(config.bos_token_id)
    w.add_eos_token_id(config.eos_token_id)
    for name, value in model.state_dict().items():
        if name == "lm_head.weight" and config.tie_word_embeddings:
            continue
        value = value.float().numpy()
        *module, kind = name.split(".")
        top = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"}.get(".".join(module))
        if top is None:
            part = ".".join(module[3:])
            top = f"blk.{module[2]}.{NAMES[part]}"
            if architecture == "llama" and part in ("self_attn.q_proj", "self_attn.k_proj"):
                heads = config.num_attention_heads if part[10] == "q" else config.num_key_value_heads
                value = permuted(value, heads)
        # bfloat16 weights of ordinary size need no more than float16's range but more than its digits.
        if value.ndim == 1:
            w.add_tensor(f"{top}.{kind}", value)
        elif architecture == "qwen2":
            w.add_tensor(f"{top}.{kind}", gguf.quantize(value, gguf.GGMLQuantizationType.BF16), raw_dtype=gguf.GGMLQuantizationType.BF16)
        else:
            w.add_tensor(f"{top}.{kind}", value.astype(np.float16))
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


def logits_of(model):
    answers = []
    with torch.no_grad():
        for length in [1, 9, 70]:
            ids = integers(length, length, VOCABULARY)
            values = model(torch.tensor([ids])).logits[0]
            entries = [(length - 1, v) for v in integers(32, 1000 + length, VOCABULARY)]
            entries += [(p, v) for p in {0, length // 2} for v in integers(6, 2000 + p, VOCABULARY)]
            answers.append(
                dict(
                    length=length, positions=[p for p, _ in entries], tokens=[v for _, v in entries],
                    values=[round(float(values[p, v]), 7) for p, v in entries], norm=float(values[-1].norm()),
                )
            )  # fmt: skip
    return answers


def sequence(number):
    """Header of 12 tokens and more, seven rows of two to four inputs: negative v is value row -(v + 1)."""
    header = integers(12 + 5 * number, 6000 + number, VOCABULARY)
    rows = [[-(v + 1) for v in integers(1 + i % 3, 7000 + 100 * number + i, VALUES)] + [42] for i in range(7)]
    labels = torch.softmax(wave(7 * BINS, 8000 + number).view(7, BINS) * 4, 1)
    return header, rows, labels


def gradients_of(model):
    """Loss and gradients of LoRA matrices (alpha = 2 r), value rows and head, all numbers in float64."""
    hidden = model.config.hidden_size
    model = get_peft_model(model, LoraConfig(r=RANK, lora_alpha=2 * RANK, target_modules=TARGETS)).double()
    core = model.base_model.model.model
    embedding = core.embed_tokens.weight.detach()
    salt, parameters = 1, []
    for layer in range(model.config.num_hidden_layers):
        for target in TARGETS:
            block = core.layers[layer]
            module = getattr(block.self_attn if target[0] in "qkvo" else block.mlp, target)
            for part, scale in ((module.lora_A.default.weight, 0.5), (module.lora_B.default.weight, 0.3)):
                part.data = (wave(part.numel(), salt) * scale).float().double().view_as(part)
                parameters.append((f"layers.{layer}.{target}.{'AB'[salt % 2 == 0]}", part))
                salt += 1
    values = torch.nn.Parameter((wave(VALUES * hidden, 5001) * 0.8).float().double().view(VALUES, hidden))
    head = torch.nn.Linear(hidden, BINS).double()
    head.weight.data = (wave(BINS * hidden, 5002) * 0.5).float().double().view(BINS, hidden)
    head.bias.data = (wave(BINS, 5003) * 0.5).float().double()
    parameters += [("value_rows", values), ("head.weight", head.weight), ("head.bias", head.bias)]
    total = 0
    for number in range(2):
        header, rows, labels = sequence(number)
        ids, pos, seg, at = list(header), list(range(len(header))), [0] * len(header), []
        for k, row in enumerate(rows, 1):
            ids, seg = ids + row, seg + [k] * len(row)
            pos += range(len(header), len(header) + len(row))
            at.append(len(ids) - 1)
        ids, pos, seg = torch.tensor(ids), torch.tensor(pos), torch.tensor(seg)
        mask = ((seg[:, None] == seg) | (seg == 0)) & torch.tril(torch.ones(len(ids), len(ids), dtype=torch.bool))
        e = torch.where((ids < 0)[:, None], values[(-ids - 1).clamp(min=0)], embedding[ids.clamp(min=0)])
        states = core(inputs_embeds=e[None], position_ids=pos[None], attention_mask=mask[None, None]).last_hidden_state[0][at]
        total = total - (labels * torch.log_softmax(head(states), 1)).sum(1).mean() / 2
    total.backward()
    return dict(
        loss=float(total),
        gradients=[
            dict(name=n, norm=float(p.grad.norm()), entries=[float(p.grad.flatten()[i]) for i in integers(4, 9000, p.numel())])
            for n, p in parameters
        ],
    )


answers = {"versions": {"torch": torch.__version__, "transformers": transformers.__version__}, "models": {}, "frequencies": []}
for name, config in MODELS.items():
    model = randomized(config)
    folder = here / name
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder, max_shard_size="100KB" if name == "llama" else "1GB")
    (folder / "generation_config.json").unlink(missing_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    write_gguf(here / f"{name}.gguf", model)
    read = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float64, attn_implementation="sdpa")
    answers["models"][name] = dict(logits=logits_of(read), training=gradients_of(read))

# Rotary frequencies and amplitudes of every scaling, head dimension 64.
for base, context, rope in (
    (500_000.0, 131_072, dict(rope_type="llama3", factor=32.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=8192)),
    (10_000.0, 8192, dict(rope_type="linear", factor=4.0)),
    (1_000_000.0, 131_072, dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=32_768)),
    (10_000.0, 16_384, dict(rope_type="yarn", factor=8.0, original_max_position_embeddings=2048, beta_fast=16.0, beta_slow=2.0, attention_factor=1.25)),
):  # fmt: skip
    config = transformers.LlamaConfig(
        hidden_size=256, num_attention_heads=4, head_dim=64, max_position_embeddings=context, rope_parameters=dict(rope_theta=base, **rope)
    )
    frequencies, amplitude = ROPE_INIT_FUNCTIONS[rope["rope_type"]](config, "cpu")
    answers["frequencies"].append(dict(base=base, rope=rope, values=[float(x) for x in frequencies], amplitude=amplitude))

(here / "answers.json").write_text(json.dumps(answers, separators=(",", ":")))
