"""Makes pruning.json: decisions of Optuna 5's pruners and of Syne Tune 0.16's ASHA on random histories.

    python pruning.py > pruning.json

A history follows from its number by the generator below, which the test repeats, so that only the decisions are stored: one
letter a report, k for keep and s for stop. Needs optuna and syne-tune.
"""
import json
import math
import warnings

import optuna
from optuna.pruners import (
    HyperbandPruner, MedianPruner, PatientPruner, PercentilePruner, SuccessiveHalvingPruner, ThresholdPruner, WilcoxonPruner)
from syne_tune.optimizer.schedulers.asha import Bracket

warnings.filterwarnings("ignore")
optuna.logging.set_verbosity(optuna.logging.CRITICAL)
KINDS = ["median", "percentile", "patient", "patient median", "threshold", "wilcoxon", "halving", "hyperband", "asha"]


class Draws:
    def __init__(self, seed):
        self.state = seed * 2654435761 % 2147483648

    def below(self, bound):
        self.state = (1103515245 * self.state + 12345) & 0x7FFFFFFF
        return (self.state >> 16) % bound


class SyneTune:
    """A bracket of Syne Tune as a pruner."""

    def __init__(self, first, last, factor):
        self.bracket, self.last = Bracket(first, last, factor, 0), last

    def prune(self, study, trial):
        step = trial.last_step
        sign = -1 if study.direction == optuna.study.StudyDirection.MAXIMIZE else 1
        return step < self.last and self.bracket.on_result(
            trial.number, step, {"value": sign * trial.intermediate_values[step]}) == "STOP"


def pruner(kind, draws):
    if kind in ("median", "patient median"):
        inner = MedianPruner(
            n_startup_trials=draws.below(4), n_warmup_steps=draws.below(3), interval_steps=1 + draws.below(3),
            n_min_trials=1 + draws.below(3))
        return inner if kind == "median" else PatientPruner(inner, draws.below(3), draws.below(3) / 4)
    if kind == "percentile":
        return PercentilePruner(
            [10, 25, 60, 75][draws.below(4)], n_startup_trials=draws.below(4), n_warmup_steps=draws.below(3),
            interval_steps=1 + draws.below(3), n_min_trials=1 + draws.below(3))
    if kind == "patient":
        return PatientPruner(None, draws.below(4), draws.below(3) / 4)
    if kind == "threshold":
        return ThresholdPruner(
            lower=draws.below(10) / 10, upper=2 + draws.below(20) / 10, n_warmup_steps=draws.below(3),
            interval_steps=1 + draws.below(3))
    if kind == "wilcoxon":
        return WilcoxonPruner(p_threshold=[0.05, 0.1, 0.2, 0.4][draws.below(4)], n_startup_steps=draws.below(4))
    if kind == "halving":
        return SuccessiveHalvingPruner(
            min_resource=1 + draws.below(2), reduction_factor=2 + draws.below(3), min_early_stopping_rate=draws.below(2),
            bootstrap_count=draws.below(3))
    if kind == "hyperband":
        return HyperbandPruner(
            min_resource=1, max_resource=[8, 9, 12][draws.below(3)], reduction_factor=2 + draws.below(2),
            bootstrap_count=draws.below(2))
    return SyneTune(1 + draws.below(2), 10, 2 + draws.below(3))


def decisions(number):
    draws = Draws(number)
    kind = KINDS[number % len(KINDS)]
    # Rungs are reached one after the other, without gaps.
    is_halving = kind in ("halving", "hyperband", "asha")
    study = optuna.create_study(
        direction=["minimize", "maximize"][draws.below(2)], study_name="h", pruner=pruner(kind, draws))
    trials, workers = 4 + draws.below(10), 1 + draws.below(3)
    first, steps = (1 if is_halving else draws.below(2)), (8 if kind in ("wilcoxon", "hyperband") else 3) + draws.below(8)
    grain = [10, 1000][draws.below(2)]
    running, begun, text = [], 0, ""
    while begun < trials or running:
        while begun < trials and len(running) < workers:
            running.append(dict(trial=study.ask(), base=draws.below(2 * grain), step=first, end=first + steps))
            begun += 1
        place = draws.below(len(running))
        entry = running[place]
        trial, step = entry["trial"], entry["step"]
        entry["step"] += 1
        is_left_out = draws.below(8) == 0 and not is_halving
        value = (entry["base"] + draws.below(2 * grain)) / grain
        if draws.below(24) == 0 and kind != "asha":
            value = math.nan
        if not is_left_out:
            trial.report(value, step)
            stops = bool(trial.should_prune())
            text += "s" if stops else "k"
            if stops:
                study.tell(trial, state=optuna.trial.TrialState.PRUNED)
                running.pop(place)
                continue
        if entry["step"] == entry["end"]:
            running.pop(place)
            if draws.below(6) == 0 or is_left_out or math.isnan(value):
                study.tell(trial, state=optuna.trial.TrialState.FAIL)
            else:
                study.tell(trial, value + trial.number / 1e6)
    return text


print(json.dumps([decisions(number) for number in range(1000)]).replace(", ", ",\n"))
