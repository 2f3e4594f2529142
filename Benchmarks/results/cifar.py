"""CIFAR-10: networks of LEMUR (PyPI nn-dataset, MIT) as tables of trials after equally many epochs."""

import collections
import json
import re
import subprocess
import sys
import zipfile

from making import ROOT, hone, read

PACKAGE, VERSION = "nn-dataset", "2.1.2"
# Networks that Hone keeps for tests of others, as its importer does.
KEPT = set(re.findall(r'"([^"]+)"', re.search(r"kept: Set<String> = \[(.*?)\]", (
    ROOT / "Sources/HonePastTrials/Publishers/NNDatasetImport.swift").read_text(), re.S)[1]))
SPACES = json.loads((ROOT / "Sources/HonePastTrials/Data/nn-dataset.json").read_text())
FEWEST = 20
METHODS = ["lm", "transfer", "portfolio", "transfer-gp", "rgpe", "copula", "fsbo", "warm-gp", "gp", "random"]


def configuration(run):
    """As Hone's importer reads a run: `norm_64_flip` is the kind of transform, the size, whether images are mirrored. None: left out."""
    words = str(run.get("transform", "")).split("_")
    flip = "flip" in words
    words = [word for word in words if word != "flip"]
    if words[0] not in ("echo", "norm", "complex") or len(words) > 2 or "momentum" not in run:
        return None
    own = {name: value for name, value in run.items() if name not in ("accuracy", "duration", "uid", "transform")}
    return own | {"transform": words[0], "resize": words[1] if len(words) > 1 else "native", "flip": flip}


def fits(family, config):
    def one(name, space):
        choices = space.get("choices") or space.get("values")
        return config[name] in choices if choices else isinstance(config[name], (int, float)) and space["low"] <= config[name] <= space["high"]
    space = SPACES["families"][family]["parameters"]
    return set(space) == set(config) and all(one(name, space[name]) for name in space)


def wheel(options):
    found = sorted((options.work / "wheel").glob("nn_dataset*.whl"))
    if not found:
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", f"{PACKAGE}=={VERSION}", "-d", options.work / "wheel"], check=True)
        found = sorted((options.work / "wheel").glob("nn_dataset*.whl"))
    return found[0]


def tables(options, epochs):
    """A file of trials after so many epochs: every network on CIFAR-10 with enough of them."""
    target = options.work / "cifar" / f"epochs{epochs}.jsonl"
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        return target
    tasks, archive = collections.defaultdict(lambda: collections.defaultdict(list)), zipfile.ZipFile(wheel(options))
    for name in archive.namelist():
        match = re.fullmatch(rf"ab/nn/stat/train/img-classification_cifar-10_acc_(.+)/{epochs}\.json", name)
        if not match or match[1] in KEPT:
            continue
        for run in json.loads(archive.read(name)):
            config = configuration(run)
            family = next((f for f in SPACES["families"] if config and fits(f, config)), None)
            if family:
                tasks[family, match[1]][json.dumps(config, sort_keys=True)].append(1 - run["accuracy"])
    lines, used = [], {}
    for (family, network), trials in sorted(tasks.items()):
        if len(trials) >= FEWEST and len({round(sum(v) / len(v), 6) for v in trials.values()}) > 5:
            used[family] = SPACES["families"][family]
            lines += [json.dumps({"model": family, "dataset": f"cifar10-{network}", "rows": 50000, "classes": 10, "features": 3072, "config": json.loads(c),
                                  "status": "complete", "cv_error": round(sum(v) / len(v), 6)}) for c, v in trials.items()]
    target.write_text("\n".join([json.dumps({"spaces": used}), *lines]) + "\n")
    return target


def past(options):
    """LEMUR's networks on other images: nothing on CIFAR-10."""
    target = options.work / "cifar" / "past.db"
    if not target.exists():
        everything, part = target.with_name("all.db"), target.with_name("past.jsonl")
        hone(options, "db", "fetch", PACKAGE, "--file", wheel(options), "--database", everything, "-q")
        hone(options, "db", "export", "--database", everything, "--leave-out", "dataset:cifar10", "-o", part, "-q")
        hone(options, "db", "import", part, "--database", target, "-q")
    return target


def runs(options, epochs, reader):
    """The reader has seen neither CIFAR-10 nor any network of LEMUR."""
    target, table = options.work / "cifar" / f"runs{epochs}.jsonl", tables(options, epochs)
    wanted = {json.loads(line)["dataset"] for line in table.read_text().splitlines()[1:]}
    made = {(run["method"], run["task"].split("/")[1]) for run in read(target)}
    if not {(method, dataset) for method in METHODS for dataset in wanted} <= made:
        hone(options, "bench", "run", "--table", table, "--methods", ",".join(METHODS), "--adapter", reader, "--past", past(options), "--seeds", 3,
             "--budget", 20, "--workers", options.workers, "-q", "-o", target, stdout=subprocess.DEVNULL)
    return target, table
