#!/usr/bin/env python3
"""A table of trials with every parameter renamed: in words that no training had, or each as the next one (names that lie).

    python3 Benchmarks/reader/renamed.py TABLE.jsonl --to FILE [--lying]
    hone bench predict --table FILE --methods reader --adapter READER --at 0 --seeds 3

The first line of TABLE.jsonl holds the spaces (docs/past-trials.md). WORDS is for tests alone: none of these names may stand among the synonyms
that readers are trained with (Sources/HoneFineTuning/Reader), and where one does the script refuses. A parameter without an entry is an error.
"""

import argparse
import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WORDS = {
    "C": "misfit_price",
    "algorithm": "procedure_variant",
    "alpha": "complexity_charge",
    "bootstrap": "resample_with_replacement",
    "coef0": "additive_kernel_constant",
    "colsample_bytree": "share_of_inputs_each_tree",
    "criterion": "goodness_of_division",
    "degree": "polynomial_exponent",
    "dual": "work_on_other_side",
    "epsilon": "insensitive_tube_halfwidth",
    "gamma": "inverse_squared_radius",
    "kernel": "similarity_function",
    "learning_rate": "step_shrink_factor",
    "loss": "misfit_measure",
    "max_depth": "levels_allowed",
    "max_features": "inputs_tried_at_node",
    "max_iter": "pass_limit",
    "min_child_weight": "smallest_child_mass",
    "min_samples_leaf": "fewest_rows_at_terminal",
    "min_samples_split": "fewest_rows_to_divide",
    "min_split_fraction": "smallest_share_to_divide",
    "n_estimators": "ensemble_member_count",
    "num_leaves": "terminal_node_budget",
    "penalty": "constraint_kind",
    "reg_alpha": "absolute_weight_charge",
    "reg_lambda": "squared_weight_charge",
    "shrinking": "working_set_heuristic",
    "solver": "minimiser_routine",
    "split_unit": "form_of_division_limit",
    "subsample": "share_of_rows_each_round",
    "tol": "stop_when_gain_below",
}


def renames(space, lying):
    names = list(space["parameters"])
    if lying:
        return {name: names[(i + 1) % len(names)] for i, name in enumerate(names)}
    missing = [name for name in names if name not in WORDS]
    if missing:
        raise SystemExit(f"no other words for {', '.join(missing)}")
    return {name: WORDS[name] for name in names}


def renamed(value, new):
    """A parameter's description with the names in its conditions changed."""
    if isinstance(value, dict):
        return {new.get(key, key): renamed(inner, new) for key, inner in value.items()}
    return value


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=pathlib.Path)
    parser.add_argument("--to", type=pathlib.Path, required=True)
    parser.add_argument("--lying", action="store_true")
    options = parser.parse_args()
    trained = "".join(path.read_text() for path in (ROOT / "Sources" / "HoneFineTuning" / "Reader").glob("*.swift"))
    known = [word for word in WORDS.values() if f'"{word}"' in trained]
    if known:
        raise SystemExit(f"readers are trained with {', '.join(known)}")
    head, *lines = options.table.read_text().splitlines()
    spaces = json.loads(head)["spaces"]
    new = {model: renames(space, options.lying) for model, space in spaces.items()}
    for model, space in spaces.items():
        space["parameters"] = {new[model][name]: renamed(p, new[model]) for name, p in space["parameters"].items()}
    out = [json.dumps({"spaces": spaces})]
    for line in lines:
        trial = json.loads(line)
        trial["config"] = {new[trial["model"]][name]: value for name, value in trial["config"].items()}
        out.append(json.dumps(trial))
    options.to.write_text("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
