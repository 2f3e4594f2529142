"""Writes generation.json: what transformers answers greedily in float32 on SmolLM2's dequantised weights.

Run: python3 make_generation.py SmolLM2-135M-Instruct.Q4_1.gguf   (needs: pip install transformers torch gguf)

Each prompt is a conversation through the model's own template. An answer is kept up to where the two likeliest tokens
come closer than `MARGIN` in logits: there rounding may decide.
"""

import json
import os
import pathlib
import sys

import torch
from tokenizers import pre_tokenizers
from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

here = pathlib.Path(__file__).parent
folder, name = os.path.split(os.path.abspath(sys.argv[1]))
MARGIN = 0.01

tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=name)
# transformers forgets the first of SmolLM2's two pre-tokenizers, see ../formats/make_tokens.py.
tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)])
model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=torch.float32, quantization_config=GgufConfig(dequantize=True))
model.eval()

answers = []
for question in ("What is the capital of France?", "Write one sentence about gradient descent.", "Count from 1 to 12.", "Name three colours, separated by commas."):
    text = tokenizer.apply_chat_template([{"role": "user", "content": question}], tokenize=False, add_generation_prompt=True)
    prompt = tokenizer(text, add_special_tokens=False)["input_ids"]
    tokens, smallest = list(prompt), float("inf")
    with torch.no_grad():
        past, ids = None, torch.tensor([prompt])
        for _ in range(50):
            output = model(ids, past_key_values=past, use_cache=True)
            past = output.past_key_values
            best = output.logits[0, -1].topk(2)
            if best.values[0] - best.values[1] < MARGIN:
                break
            smallest = min(smallest, float(best.values[0] - best.values[1]))
            tokens.append(int(best.indices[0]))
            ids = torch.tensor([[tokens[-1]]])
            if tokens[-1] == tokenizer.eos_token_id:
                break
    answer = tokens[len(prompt):]
    # The library's own loop says the same.
    generated = model.generate(torch.tensor([prompt]), attention_mask=torch.ones(1, len(prompt)), max_new_tokens=len(answer), do_sample=False, num_beams=1, repetition_penalty=1.0)[0].tolist()
    assert generated[len(prompt):] == answer, (generated[len(prompt):], answer)
    answers.append({"question": question, "prompt": prompt, "answer": answer, "text": tokenizer.decode(answer, skip_special_tokens=True)})
    print(question, len(prompt), len(answer), f"{smallest:.3f}", repr(answers[-1]["text"]))

(here / "generation.json").write_text("[\n" + ",\n".join(json.dumps(answer) for answer in answers) + "\n]\n")
