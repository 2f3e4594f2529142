#!/usr/bin/env python3
"""Trains a Hone adapter with transformers and PEFT: the recipe in a folder, step for step.

    python peft_train.py FOLDER [--base PATH] [--device auto|cpu|cuda|mps]
    python -m torch.distributed.run --standalone --nproc-per-node 4 peft_train.py FOLDER      (or: accelerate launch)

`hone finetune --on peft` writes the folder, starts this script, and collects the result; the folder may also be taken to another machine
and brought back. In it: recipe.json (settings, base model), sequences.jsonl (what every step trains on), labels.safetensors,
initial.safetensors (every trainable number before the first step), and if tasks are watched validation.jsonl.

Progress goes to standard output, one JSON object a line. Every checkpointInterval steps checkpoint.pt is replaced; a run that finds one
goes on from there. A file named `stop`, SIGINT or SIGTERM end it after the step at hand. At the end result.safetensors and result.json.
"""

import argparse
import hashlib
import importlib.util
import json
import math
import os
import signal
import sys
import time

FORMAT = 1
OLDEST = {"torch": (2, 1), "transformers": (4, 45), "peft": (0, 10), "accelerate": (0, 27)}
REFUSED = 3
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
stopping = False


class Refusal(Exception):
    """Why the run cannot start or go on: what is wrong, and the remedy."""

    def __init__(self, problem, remedy):
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


def say(event, **values):
    print(json.dumps({"event": event, **values}), flush=True)


def hear_signals():
    def stop(number, frame):
        global stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


# --------------------------------------------------------------------------------------------- what must be there
def read_recipe(folder):
    path = os.path.join(folder, "recipe.json")
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        recipe = json.loads(text)
    except OSError as error:
        raise Refusal(f"{path}: {error.strerror}", "give the folder that hone finetune --on peft wrote")
    except ValueError as error:
        raise Refusal(f"{path}: not JSON ({error})", "write the folder again: hone finetune --on peft")
    if recipe.get("format") != FORMAT:
        raise Refusal(f"{path}: format {recipe.get('format')}, this script reads {FORMAT}", "use the script that lies in the folder")
    return recipe, hashlib.sha256(text.encode()).hexdigest()


def version(text):
    numbers = []
    for part in text.split(".")[:2]:
        digits = "".join(c for c in part if c.isdigit())
        numbers.append(int(digits or 0))
    return tuple(numbers)


def require_packages(recipe):
    """Versions of what is needed, or a refusal that says what to install."""
    needed = ["torch", "transformers", "peft", "accelerate", "safetensors"] + (["gguf"] if recipe["base"]["kind"] == "gguf" else [])
    missing = [name for name in needed if importlib.util.find_spec(name) is None]
    if missing:
        raise Refusal(f"{sys.executable} lacks {', '.join(missing)}", f"{sys.executable} -m pip install {' '.join(missing)}")
    from importlib.metadata import version as installed

    versions = {"python": sys.version.split()[0]} | {name: installed(name) for name in needed}
    old = [name for name, least in OLDEST.items() if version(versions[name]) < least]
    if old:
        wanted = " ".join(f"'{name}>={'.'.join(map(str, OLDEST[name]))}'" for name in old)
        have = ", ".join(f"{name} {versions[name]}" for name in old)
        raise Refusal(f"{have}: too old", f"{sys.executable} -m pip install --upgrade {wanted}")
    return versions


def require_base(recipe, given):
    base = recipe["base"]
    path = given or base["path"]
    if not os.path.exists(path):
        raise Refusal(f"{path}: the base model is not there", f"name it with --base (SHA-256 {base['sha256'][:12]}...)")
    if base["kind"] == "gguf":
        digest = hashlib.sha256()
        with open(path, "rb") as file:
            while block := file.read(1 << 22):
                digest.update(block)
        if digest.hexdigest() != base["sha256"]:
            raise Refusal(
                f"{path}: SHA-256 {digest.hexdigest()[:12]}..., the recipe is for {base['name']} with {base['sha256'][:12]}...",
                "use the same file of weights",
            )
    return os.path.abspath(path)


# ------------------------------------------------------------------------------------------------------- the model
class Surrogate:
    """The base model's first blocks with low-rank updates, trainable input rows and a linear head."""

    def __init__(self, recipe, base, folder, device):
        import torch
        import transformers
        from peft import LoraConfig, get_peft_model
        from safetensors.torch import load_file

        self.torch, self.device = torch, device
        options = dict(attn_implementation="sdpa")
        options["dtype" if version(transformers.__version__) >= (4, 56) else "torch_dtype"] = torch.float32
        if recipe["base"]["kind"] == "gguf":
            base, options["gguf_file"] = os.path.split(base)
            if hasattr(transformers, "GgufConfig"):  # newer releases keep the blocks packed unless told otherwise
                options["quantization_config"] = transformers.GgufConfig(dequantize=True)
        transformers.utils.logging.disable_progress_bar()
        model = transformers.AutoModelForCausalLM.from_pretrained(base, **options)
        model.model.layers = model.model.layers[: recipe["layers"]]
        model.config.num_hidden_layers = recipe["layers"]
        lora = recipe["lora"]
        model = get_peft_model(model, LoraConfig(r=lora["rank"], lora_alpha=lora["alpha"], lora_dropout=0.0, target_modules=lora["targets"]))
        model = model.to(device)
        self.core = model.base_model.model.model
        self.embedding = self.core.embed_tokens.weight.detach()
        # Every trainable number by its name in the adapter, as it stands before the first step.
        self.lora, self.own = {}, {}
        for name, value in load_file(os.path.join(folder, "initial.safetensors")).items():
            if ".lora_" in name:
                path, part = name.rsplit(".lora_", 1)
                module = self.core.get_submodule(path)
                parameter = (module.lora_A if part[0] == "A" else module.lora_B)["default"].weight
                parameter.data = value.to(device).view_as(parameter)
                self.lora[name] = parameter
            else:
                self.own[name] = torch.nn.Parameter(value.to(device))
        trainable = sum(1 for p in model.parameters() if p.requires_grad)
        if trainable != len(self.lora):
            raise Refusal(
                f"PEFT made {trainable} low-rank matrices, the recipe has {len(self.lora)}", "use another version of peft, or report this"
            )
        self.parameters = {**self.lora, **self.own}

    def scores(self, sequence):
        """The head's outputs at the scored inputs, [rows, bins]."""
        torch, device = self.torch, self.device
        inputs = torch.tensor(sequence["inputs"], device=device)
        positions = torch.tensor(sequence["positions"], device=device)
        segments = torch.tensor(sequence["segments"], device=device)
        # An input sees the header (segment 0) and its own row, causally.
        sees = ((segments[:, None] == segments) | (segments == 0)) & torch.ones(len(inputs), len(inputs), dtype=torch.bool, device=device).tril()
        mask = torch.zeros(sees.shape, device=device).masked_fill(~sees, torch.finfo(torch.float32).min)
        values = self.own["value_rows"]
        embedded = torch.where((inputs < 0)[:, None], values[(-inputs - 1).clamp(min=0)], self.embedding[inputs.clamp(min=0)])
        hidden = self.core(
            inputs_embeds=embedded[None], position_ids=positions[None], attention_mask=mask[None, None], use_cache=False
        ).last_hidden_state[0]
        return torch.nn.functional.linear(hidden[sequence["scored"]], self.own["head.weight"], self.own["head.bias"])

    def loss(self, sequence, labels):
        """Mean cross-entropy against soft labels, [rows, bins]."""
        return -(labels * self.torch.log_softmax(self.scores(sequence), 1)).sum(1).mean()


# ----------------------------------------------------------------------------------------------- watching the tasks
def ranks(values):
    """Ranks from 0, equal values sharing their mean rank."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    result, first = [0.0] * len(values), 0
    while first < len(order):
        last = first
        while last + 1 < len(order) and values[order[last + 1]] == values[order[first]]:
            last += 1
        for i in order[first : last + 1]:
            result[i] = (first + last) / 2
        first = last + 1
    return result


def spearman(a, b):
    a, b = ranks(a), ranks(b)
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    product = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b))
    squares = sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b)
    return product / math.sqrt(squares) if squares > 0 else 0.0


def evaluate(model, tasks, labels, step):
    """Loss and rank correlation on tasks that are not trained on."""
    torch, losses, correlations = model.torch, [], {}
    with torch.no_grad():
        for task in tasks:
            total, means, quantiles = 0.0, [], []
            for part in task["parts"]:
                logs = torch.log_softmax(model.scores(part).cpu().double(), 1)
                wanted = labels[part["labels"] : part["labels"] + len(part["scored"])].cpu().double()
                total -= float((wanted * logs).sum())
                bins = logs.shape[1]
                centers = (torch.arange(bins).double() + 0.5) / bins
                means += (logs.exp() @ centers).tolist()
                quantiles += part["quantiles"]
            losses.append(total / len(means))
            correlations[task["task"]] = spearman(means, quantiles)
    return dict(step=step, loss=sum(losses) / len(losses), spearman=sum(correlations.values()) / len(losses), byTask=correlations)


# -------------------------------------------------------------------------------------------------------- the run
def read_lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


class Run:
    def __init__(self, folder, base, device_name):
        self.folder = folder
        self.recipe, self.hash = read_recipe(folder)
        self.versions = require_packages(self.recipe)
        base = require_base(self.recipe, base)
        import torch
        from accelerate import PartialState
        from safetensors.torch import load_file

        self.torch = torch
        if device_name == "cuda" and not torch.cuda.is_available():
            raise Refusal("PyTorch finds no CUDA device", "install a build of torch for your GPU, or train with --device cpu")
        # One process a device; without a launcher a single one.
        on_cpu = device_name == "cpu" or (device_name == "auto" and not torch.cuda.is_available() and int(os.environ.get("WORLD_SIZE", 1)) > 1)
        self.state = PartialState(cpu=on_cpu)
        device = self.state.device if device_name == "auto" or on_cpu or device_name == self.state.device.type else torch.device(device_name)
        self.device = device
        self.model = Surrogate(self.recipe, base, folder, device)
        self.sequences = read_lines(self.path("sequences.jsonl"))
        self.steps = {}
        for sequence in self.sequences:
            self.steps.setdefault(sequence["step"], []).append(sequence)
        self.labels = load_file(self.path("labels.safetensors"))["labels"].to(device)
        watched = self.path("validation.jsonl")
        self.watched = read_lines(watched) if os.path.exists(watched) else []
        self.watched_labels = load_file(self.path("validation_labels.safetensors"))["labels"].to(device) if self.watched else None
        r = self.recipe
        # torch.optim.AdamW: weight decay apart from the moments, which are corrected for their start.
        self.optimizer = torch.optim.AdamW(
            [dict(params=list(self.model.lora.values()), times=1.0), dict(params=list(self.model.own.values()), times=r["ownRateFactor"])],
            lr=r["schedule"]["peak"],
            betas=(r["optimizer"]["beta1"], r["optimizer"]["beta2"]),
            eps=r["optimizer"]["epsilon"],
            weight_decay=r["optimizer"]["weightDecay"],
        )
        self.step, self.tokens, self.losses, self.evaluations, self.best = 0, 0, [], [], None

    def path(self, name):
        return os.path.join(self.folder, name)

    @property
    def leads(self):
        return self.state.is_main_process

    def say(self, event, **values):
        if self.leads:
            say(event, **values)

    # A function of the step alone, so that a resumed run follows the same course.
    def rate(self, step):
        s = self.recipe["schedule"]
        warmup = min(1.0, (step + 1) / max(1, s["warmupSteps"]))
        progress = min(1.0, step / max(1, s["totalSteps"]))
        return s["peak"] * warmup * (s["floor"] + (1 - s["floor"]) * 0.5 * (1 + math.cos(math.pi * progress)))

    def sum_over_processes(self, tensor):
        if self.state.num_processes == 1:
            return tensor
        from accelerate.utils import reduce

        return reduce(tensor, "sum")

    def take_step(self):
        """One optimizer step on the mean loss of the step's sequences, which the processes divide among them."""
        torch, parameters = self.torch, list(self.model.parameters.values())
        sequences = self.steps[self.step]
        for group in self.optimizer.param_groups:
            group["lr"] = group["times"] * self.rate(self.step)
        self.optimizer.zero_grad(set_to_none=False)
        total = 0.0
        for sequence in sequences[self.state.process_index :: self.state.num_processes]:
            labels = self.labels[sequence["labels"] : sequence["labels"] + len(sequence["scored"])]
            loss = self.model.loss(sequence, labels) / len(sequences)
            loss.backward()
            total += float(loss.detach())
        for parameter in parameters:
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
        if self.state.num_processes > 1:
            summed = self.sum_over_processes(torch.cat([p.grad.flatten() for p in parameters]))
            offset = 0
            for parameter in parameters:
                parameter.grad.copy_(summed[offset : offset + parameter.numel()].view_as(parameter))
                offset += parameter.numel()
        norm = float(torch.nn.utils.clip_grad_norm_(parameters, self.recipe["clipNorm"]))
        # The wish to stop travels with the loss, so that all processes stop after the same step.
        wish = float(stopping or (self.leads and os.path.exists(self.path("stop"))))
        total, wish = self.sum_over_processes(torch.tensor([total, wish], dtype=torch.float64 if self.device.type != "mps" else torch.float32, device=self.device)).tolist()
        if not math.isfinite(total) or not math.isfinite(norm):
            raise Refusal(f"step {self.step + 1}: the loss is {total}", "lower the learning rate in the recipe and start anew")
        self.optimizer.step()
        self.step += 1
        tokens = sum(len(sequence["inputs"]) for sequence in sequences)
        self.tokens += tokens
        self.losses.append(total)
        self.say("step", step=self.step, steps=self.recipe["steps"], loss=total, gradientNorm=norm, tokens=tokens)
        return wish > 0

    def watch(self):
        """Scores the watched tasks; whether the training should end since they get no better."""
        if not self.watched:
            return False
        evaluation = [evaluate(self.model, self.watched, self.watched_labels, self.step) if self.leads else None]
        if self.state.num_processes > 1:
            from accelerate.utils import broadcast_object_list

            broadcast_object_list(evaluation)
        before = max((e["spearman"] for e in self.evaluations), default=-math.inf)
        self.evaluations.append(evaluation[0])
        if evaluation[0]["spearman"] > before:
            self.best = dict(step=self.step, values={name: p.detach().cpu().clone() for name, p in self.model.parameters.items()})
        self.say("evaluation", **evaluation[0])
        patience = self.recipe.get("patience")
        return patience is not None and sum(1 for e in self.evaluations if e["step"] > self.best["step"]) >= patience

    def write_checkpoint(self):
        if not self.leads:
            return
        values = {name: p.detach().cpu() for name, p in self.model.parameters.items()}
        content = dict(recipe=self.hash, step=self.step, tokens=self.tokens, losses=self.losses, evaluations=self.evaluations)
        content.update(best=self.best, values=values, optimizer=self.optimizer.state_dict())
        with open(self.path("checkpoint.pt.new"), "wb") as file:
            self.torch.save(content, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(self.path("checkpoint.pt.new"), self.path("checkpoint.pt"))
        say("checkpoint", step=self.step)

    def resume(self):
        path = self.path("checkpoint.pt")
        if not os.path.exists(path):
            return
        try:
            content = self.torch.load(path, map_location="cpu", weights_only=True)
        except Exception as error:
            raise Refusal(f"{path}: the checkpoint is damaged ({error})", "delete it to start the training anew")
        if content["recipe"] != self.hash:
            raise Refusal(f"{path}: this checkpoint belongs to another recipe", "delete it to start the training anew")
        for name, parameter in self.model.parameters.items():
            parameter.data.copy_(content["values"][name])
        self.optimizer.load_state_dict(content["optimizer"])
        self.step, self.tokens, self.losses = content["step"], content["tokens"], content["losses"]
        self.evaluations, self.best = content["evaluations"], content["best"]
        self.say("resumed", step=self.step)

    def lock(self):
        """Two runs in one folder would overwrite each other's checkpoints."""
        if not self.leads:
            return
        try:
            import fcntl
        except ImportError:  # not a POSIX system
            return
        self.lock_file = open(self.path("lock"), "w")
        try:
            fcntl.flock(self.lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refusal(f"{self.folder}: another process trains in this folder", "wait until it has ended, or stop it")

    def run(self):
        self.lock()
        name = self.torch.cuda.get_device_name(self.device) if self.device.type == "cuda" else self.device.type
        self.say("started", device=name, processes=self.state.num_processes, versions=self.versions)
        self.resume()
        start, steps, ended = time.monotonic(), self.recipe["steps"], False
        while self.step < steps and not ended:
            stops = self.take_step()
            if self.step == steps or self.step % self.recipe["evaluationInterval"] == 0:
                ended = self.watch()
            if ended or self.step == steps:
                break
            if stops or self.step % self.recipe["checkpointInterval"] == 0:
                self.write_checkpoint()
            if stops:
                self.say("stopped", step=self.step)
                return 0
        if self.leads:
            self.save(ended, time.monotonic() - start, name)
        return 0

    def save(self, ended, seconds, device):
        from safetensors.torch import save_file

        best = self.best if self.best and (self.recipe.get("patience") is not None or self.recipe["keepsBest"]) else None
        values = best["values"] if best else {name: p.detach().cpu() for name, p in self.model.parameters.items()}
        save_file({name: value.contiguous() for name, value in values.items()}, self.path("result.safetensors.new"))
        os.replace(self.path("result.safetensors.new"), self.path("result.safetensors"))
        result = dict(
            recipe=self.hash, step=best["step"] if best else self.step, lastStep=self.step, endedEarly=ended, tokens=self.tokens, losses=self.losses,
            evaluations=self.evaluations, device=device, processes=self.state.num_processes, versions=self.versions, seconds=seconds,
        )  # fmt: skip
        with open(self.path("result.json.new"), "w", encoding="utf-8") as file:
            json.dump(result, file)
        os.replace(self.path("result.json.new"), self.path("result.json"))
        self.say("done", step=result["step"])


def is_out_of_memory(error):
    return isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError" or "out of memory" in str(error).lower()


def main():
    parser = argparse.ArgumentParser(description="Train a Hone adapter with transformers and PEFT.")
    parser.add_argument("folder")
    parser.add_argument("--base", help="the base model, if it lies elsewhere than when the recipe was written")
    parser.add_argument("--device", choices=["auto", "cpu", "cuda", "mps"], default="auto")
    arguments = parser.parse_args()
    hear_signals()
    try:
        return Run(arguments.folder, arguments.base, arguments.device).run()
    except Refusal as refusal:
        say("error", problem=refusal.problem, remedy=refusal.remedy)
    except BrokenPipeError:
        pass  # whoever started this is gone; the checkpoint is there
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        say("error", problem="out of memory", remedy="train on a larger device or more of them, or with fewer layers or rows a sequence")
    return REFUSED


if __name__ == "__main__":
    code = main()
    sys.stdout = None  # a reader that is gone must not turn the end into an error
    if "torch" in sys.modules and sys.modules["torch"].distributed.is_initialized():
        sys.modules["torch"].distributed.destroy_process_group()
    sys.exit(code)
