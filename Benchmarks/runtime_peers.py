#!/usr/bin/env python3
"""The peers' side of `make bench-runtime`: PyTorch, llama.cpp (the wheel xllamacpp) and Hugging Face's tokenizers.

  runtime_peers.py --peer torch|llama-f32|llama-q8|llama-q4|tokenizers --work WORK --model GGUF --inputs JSON --text FILE

Prepares the work, then does one repetition for each line on standard input and prints what it measured as JSON.
"""

import argparse
import json
import os
import pathlib
import resource
import sys
import time

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RAYON_NUM_THREADS"] = "1"
THREADS = 2
# Candidates or rows that PyTorch computes at once behind a shared prefix: of 1, 4, 8, 16, 64 (batched with a copied cache, or packed with a
# mask) eight packed were fastest for 40 tokens on 1,500; the surrogate's rows go 96 at a time.
SUFFIXES_PER_PASS, ROWS_PER_PASS = 8, 96


# ------------------------------------------------------------------------------------------------ PyTorch
class Torch:
    def __init__(self, options, inputs):
        import torch
        import transformers

        torch.set_num_threads(THREADS)
        torch.manual_seed(0)
        self.torch, self.transformers, self.inputs, self.path = torch, transformers, inputs, options.model
        self.versions = f"torch {torch.__version__}, transformers {transformers.__version__}"
        self.run, self.tokens = getattr(self, options.work.replace("-", "_"))()

    def load(self, layers=None):
        options = {}
        if hasattr(self.transformers, "GgufConfig"):  # newer releases keep the blocks packed unless told otherwise
            options["quantization_config"] = self.transformers.GgufConfig(dequantize=True)
        model = self.transformers.AutoModelForCausalLM.from_pretrained(
            str(self.path.parent), gguf_file=self.path.name, dtype=self.torch.float32, attn_implementation="sdpa", **options
        )
        if layers:
            model.model.layers = model.model.layers[:layers]
            model.config.num_hidden_layers = layers
        return model

    def forward(self, name="forward"):
        torch, model = self.torch, self.load().eval()
        tokens = torch.tensor([self.inputs[name]])

        def run():
            with torch.inference_mode():
                return float(model(tokens, logits_to_keep=1).logits.max())

        return run, tokens.shape[1]

    def forward_long(self):
        return self.forward("long")

    def shared_prefix(self):
        """The prefix once into a cache; then the candidates, eight at a time as one packed sequence behind it."""
        torch, model = self.torch, self.load().eval()
        prefix, suffixes = self.inputs["prefix"], self.inputs["suffixes"]
        length, inputs = len(suffixes[0]), SUFFIXES_PER_PASS * len(suffixes[0])
        segments = torch.arange(inputs) // length
        own = (segments[:, None] == segments) & torch.tril(torch.ones(inputs, inputs, dtype=torch.bool))
        mask = torch.cat([torch.ones(inputs, len(prefix), dtype=torch.bool), own], 1)[None, None]
        positions = (len(prefix) + torch.arange(inputs) % length)[None]
        ends = torch.arange(SUFFIXES_PER_PASS) * length + length - 1

        def run():
            total = 0.0
            with torch.inference_mode():
                cache = self.transformers.DynamicCache()
                model(torch.tensor([prefix]), past_key_values=cache, use_cache=True, logits_to_keep=1)
                for first in range(0, len(suffixes), SUFFIXES_PER_PASS):
                    part = torch.tensor(suffixes[first : first + SUFFIXES_PER_PASS]).reshape(1, -1)
                    logits = model(
                        part, position_ids=positions, attention_mask=mask, past_key_values=cache, use_cache=True, logits_to_keep=ends
                    ).logits
                    total += float(logits.amax(-1).sum())
                    cache.crop(-inputs)
            return total

        return run, len(prefix) + sum(map(len, suffixes))

    def surrogate(self, layers):
        """The base model's first layers, value rows laid between ten tokens' embeddings, and a head."""
        torch, model = self.torch, self.load(layers)
        anchors = model.model.embed_tokens.weight.detach()[1000:1010]
        place = torch.linspace(0, 9, 100, dtype=torch.float64)
        low = place.floor().long().clamp(max=8)
        share = (place - low).float()[:, None]
        values = torch.nn.Parameter(anchors[low] * (1 - share) + anchors[low + 1] * share)
        return model, values, torch.nn.Linear(anchors.shape[1], 20)

    def embed(self, model, values, inputs):
        t, embedding = self.torch.tensor(inputs), model.get_input_embeddings().weight.detach()
        return self.torch.where((t < 0)[:, None], values[(-t - 1).clamp(min=0)], embedding[t.clamp(min=0)])

    def packed(self, header, rows):
        """Inputs, positions, mask [inputs, inputs] and the rows' ends."""
        torch = self.torch
        inputs, positions, segments, ends = list(header), list(range(len(header))), [0] * len(header), []
        for k, row in enumerate(rows, 1):
            inputs += row
            positions += range(len(header), len(header) + len(row))
            segments += [k] * len(row)
            ends.append(len(inputs) - 1)
        s = torch.tensor(segments)
        mask = ((s[:, None] == s) | (s == 0)) & torch.tril(torch.ones(len(inputs), len(inputs), dtype=torch.bool))
        return inputs, torch.tensor(positions), mask, ends

    def scoring(self):
        torch = self.torch
        model, values, head = self.surrogate(10)
        core, header, candidates = model.model.eval(), self.inputs["header"], self.inputs["rows"]
        count = len(header)

        def run():
            total = 0.0
            with torch.inference_mode():
                cache = self.transformers.DynamicCache()
                core(inputs_embeds=self.embed(model, values, header)[None], past_key_values=cache, use_cache=True)
                for first in range(0, len(candidates), ROWS_PER_PASS):
                    inputs, positions, mask, ends = self.packed(header, candidates[first : first + ROWS_PER_PASS])
                    state = core(
                        inputs_embeds=self.embed(model, values, inputs[count:])[None], position_ids=positions[None, count:],
                        attention_mask=mask[None, None, count:], past_key_values=cache, use_cache=True,
                    ).last_hidden_state[0]
                    cache.crop(count - len(inputs))
                    state = state[[e - count for e in ends]]
                    head(state)
                    total += float(state.abs().sum())
            return total

        return run, count + sum(map(len, candidates))

    def training(self, name="training", layers=10):
        from peft import LoraConfig, get_peft_model

        torch = self.torch
        model, values, head = self.surrogate(layers)
        torch.nn.init.zeros_(head.weight), torch.nn.init.zeros_(head.bias)
        targets = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
        model = get_peft_model(model, LoraConfig(r=16, lora_alpha=32, target_modules=targets))
        core, sequences = model.base_model.model.model, self.inputs[name]
        examples = [(*self.packed(s["header"], s["rows"]), torch.tensor(s["bins"])) for s in sequences]
        lora = [p for p in model.parameters() if p.requires_grad]
        own = [values, *head.parameters()]
        optimizer = torch.optim.AdamW([dict(params=lora, lr=1e-4), dict(params=own, lr=3e-4)], weight_decay=0.01)

        def run():
            optimizer.zero_grad()
            total = 0.0
            for inputs, positions, mask, ends, labels in examples:
                state = core(
                    inputs_embeds=self.embed(model, values, inputs)[None], position_ids=positions[None], attention_mask=mask[None, None]
                ).last_hidden_state[0]
                loss = torch.nn.functional.cross_entropy(head(state[ends]), labels) / len(examples)
                loss.backward()
                total += loss.item()
            torch.nn.utils.clip_grad_norm_(lora + own, 1.0)
            optimizer.step()
            return total

        return run, sum(len(e[0]) for e in examples)

    def training_all_layers(self):
        return self.training("trainingAllLayers", None)


# ------------------------------------------------------------------------------------------------ llama.cpp
def llama_file(q4, kind, folder=sys.prefix):
    """The model with the same weights in F32 or Q8_0, written once: beside this script's environment, or into a folder."""
    import gguf
    import numpy as np

    target = pathlib.Path(folder) / f"{q4.stem}.as-{kind}.gguf"
    if target.exists():
        return target
    source, F32, Q8 = gguf.GGUFReader(q4), gguf.GGMLQuantizationType.F32, gguf.GGMLQuantizationType.Q8_0
    part = target.with_suffix(".part")
    writer = gguf.GGUFWriter(part, source.fields["general.architecture"].contents())
    for key, field in source.fields.items():
        if key.startswith("GGUF.") or key == "general.architecture":
            continue
        if key == "general.file_type":
            writer.add_file_type(0 if kind == "f32" else 7)
        elif field.types[0] == gguf.GGUFValueType.ARRAY:
            writer.add_array(key, field.contents())
        else:
            writer.add_key_value(key, field.contents(), field.types[0])
    for tensor in source.tensors:
        values = np.array(tensor.data) if tensor.tensor_type == F32 else gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        values = values.astype(np.float32)
        if kind == "f32" or values.ndim == 1:
            writer.add_tensor(tensor.name, values)
        else:
            writer.add_tensor(tensor.name, gguf.quants.quantize(values, Q8), raw_dtype=Q8)
    writer.write_header_to_file(), writer.write_kv_data_to_file(), writer.write_tensors_to_file(), writer.close()
    part.rename(target)
    return target


class Llama:
    def __init__(self, options, inputs):
        import importlib.metadata

        import xllamacpp

        kind = options.peer.removeprefix("llama-")
        parameters = xllamacpp.CommonParams()
        parameters.model.path = str(options.model if kind == "q4" else llama_file(options.model, kind))
        parameters.n_ctx, parameters.n_parallel, parameters.n_batch, parameters.n_ubatch = 4096, 1, 2048, 512
        parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = THREADS
        parameters.verbosity, parameters.cache_ram_mib, parameters.no_perf = -1, 0, False
        self.server, self.inputs = xllamacpp.Server(parameters), inputs
        self.versions = f"xllamacpp {importlib.metadata.version('xllamacpp')}"
        self.run, self.tokens = getattr(self, options.work.replace("-", "_"))()

    def complete(self, prompt, count=1, cached=False):
        reply = self.server.handle_completions(
            dict(prompt=prompt, n_predict=count, cache_prompt=cached, temperature=0, ignore_eos=True)
        )
        return reply["timings"]

    def forward(self):
        return (lambda: self.complete(self.inputs["forward"])["prompt_n"]), len(self.inputs["forward"])

    def shared_prefix(self):
        """One request a candidate; the server keeps the prefix's keys and values in its slot."""
        prefix, suffixes = self.inputs["prefix"], self.inputs["suffixes"]

        def run():
            self.complete([1000])  # forget the last repetition's prefix
            return sum(self.complete(prefix + s, cached=True)["prompt_n"] for s in suffixes)

        return run, len(prefix) + sum(map(len, suffixes))

    def decode(self):
        """Timed by the server itself: the prompt is not counted."""
        prompt, count = self.inputs["prompt"], self.inputs["answerTokens"]

        def run():
            timings = self.complete(prompt, count)
            return dict(seconds=timings["predicted_ms"] / 1e3, tokens=timings["predicted_n"])

        return run, count


# ------------------------------------------------------------------------------------------------ tokenizers
class HuggingFaceTokenizer:
    """Built from the GGUF file's own vocabulary and merges with SmolLM2's pre-tokenizer (every digit alone, then bytes), because
    transformers' loader of GGUF files leaves the digits out."""

    def __init__(self, options, inputs):
        import gguf
        import tokenizers
        from tokenizers import models, pre_tokenizers

        fields = gguf.GGUFReader(options.model).fields
        vocabulary = {token: index for index, token in enumerate(fields["tokenizer.ggml.tokens"].contents())}
        merges = [tuple(merge.split(" ")) for merge in fields["tokenizer.ggml.merges"].contents()]
        tokenizer = tokenizers.Tokenizer(models.BPE(vocabulary, merges))
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)]
        )
        text = options.text.read_text()
        self.versions = f"tokenizers {tokenizers.__version__}"
        self.tokens = len(text.encode())  # this work counts bytes
        if options.work == "tokenizer-lines":
            lines = text.split("\n")
            self.run = lambda: sum(len(e.ids) for e in tokenizer.encode_batch(lines, add_special_tokens=False))
        else:
            self.run = lambda: len(tokenizer.encode(text, add_special_tokens=False).ids)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--peer", required=True)
    parser.add_argument("--work", required=True)
    for name in ("model", "inputs", "text"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    options = parser.parse_args()
    kinds = {"torch": Torch, "tokenizers": HuggingFaceTokenizer}
    side = kinds.get(options.peer, Llama)(options, json.loads(options.inputs.read_text()))
    for _ in sys.stdin:
        start = time.perf_counter()
        check = side.run()
        result = dict(work=options.work, seconds=time.perf_counter() - start, tokens=side.tokens, versions=side.versions)
        result.update(check if isinstance(check, dict) else dict(check=check))
        result["peakBytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
