"""Writes tiny.gguf and tiny.json: small random tensors in every type that Hone reads, and the numbers that PyPI's
`gguf` package (0.17 or newer) decodes from them. Run: python3 make_gguf.py  (needs: pip install gguf numpy)"""

import json
import pathlib

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Type

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(7)
writer = gguf.GGUFWriter(str(here / "tiny.gguf"), "llama")
writer.add_uint32("test.uint32", 4_000_000_000)
writer.add_int32("test.int32", -5)
writer.add_uint64("test.uint64", 2**63 + 1)
writer.add_int64("test.int64", -(2**40))
writer.add_uint8("test.uint8", 200)
writer.add_int8("test.int8", -100)
writer.add_uint16("test.uint16", 60_000)
writer.add_int16("test.int16", -30_000)
writer.add_float32("test.float32", 0.25)
writer.add_float64("test.float64", 1e-300)
writer.add_bool("test.bool", True)
writer.add_string("test.string", "grüße 👋")
writer.add_array("test.strings", ["a", "", "Ġb"])
writer.add_array("test.integers", [1, -2, 3])
writer.add_array("test.reals", [0.5, -1.5])
writer.add_array("test.booleans", [True, False, True])
writer.add_array("test.nested", [[1, 2], [3]])

expected = {}


def add(name, stored, type):
    shape = list(gguf.quant_shape_from_byte_shape(stored.shape, type)) if stored.dtype == np.uint8 else list(stored.shape)
    if type in (Type.F32, Type.F16):
        writer.add_tensor(name, stored)
    else:
        writer.add_tensor(name, stored, raw_dtype=type)
    values = gguf.dequantize(stored, type).astype(np.float32)
    expected[name] = {"type": type.name, "shape": [int(n) for n in shape], "values": [float(v) for v in values.ravel()]}


def k_blocks(size, places):
    """Two blocks of random bytes with a small binary16 number at each of the places."""
    blocks = rng.integers(0, 256, size=(2, size), dtype=np.uint8)
    for place in places:
        blocks[:, place : place + 2] = (rng.uniform(1e-4, 1e-2, size=(2, 1)).astype(np.float16)).view(np.uint8)
    return blocks


add("vector.f32", rng.normal(size=7).astype(np.float32), Type.F32)
halves = rng.normal(size=(3, 32)).astype(np.float16)
halves[0, :6] = [0, -0.0, 6e-8, -3e-5, 65504, np.float16(2**-14)]  # subnormals and the ends of the range
add("matrix.f16", halves, Type.F16)
for name, type in (("bf16", Type.BF16), ("q8_0", Type.Q8_0), ("q4_0", Type.Q4_0), ("q4_1", Type.Q4_1)):
    add(f"matrix.{name}", gguf.quantize(rng.normal(scale=0.05, size=(3, 64)).astype(np.float32), type), type)
# The package decodes the K types but does not encode them: random blocks, each with sensible binary16 scales.
add("matrix.q6_k", k_blocks(210, [208]), Type.Q6_K)
add("cube.f32", rng.normal(size=(2, 3, 4)).astype(np.float32), Type.F32)
for name, type in (("q5_0", Type.Q5_0), ("q5_1", Type.Q5_1)):
    add(f"matrix.{name}", gguf.quantize(rng.normal(scale=0.05, size=(3, 64)).astype(np.float32), type), type)
for name, type, size, places in (
    ("q2_k", Type.Q2_K, 84, [80, 82]),
    ("q3_k", Type.Q3_K, 110, [108]),
    ("q4_k", Type.Q4_K, 144, [0, 2]),
    ("q5_k", Type.Q5_K, 176, [0, 2]),
):
    add(f"matrix.{name}", k_blocks(size, places), type)

writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
lines = [f' "{name}": {json.dumps(value)}' for name, value in expected.items()]
(here / "tiny.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")

# vocabulary.gguf: the tables of a tokenizer, small enough to mutate.
tokens = [chr(c) for c in range(33, 127)] + ["Ġ", "Ċ", "ab", "Ġa", "abc", "<|end|>"]
writer = gguf.GGUFWriter(str(here / "vocabulary.gguf"), "llama")
writer.add_tokenizer_model("gpt2")
writer.add_tokenizer_pre("smollm")
writer.add_token_list(tokens)
writer.add_token_types([1] * (len(tokens) - 1) + [3])
writer.add_token_merges(["a b", "Ġ a", "ab c"])
writer.add_eos_token_id(len(tokens) - 1)
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
