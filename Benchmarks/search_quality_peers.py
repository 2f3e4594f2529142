#!/usr/bin/env python3
"""The peers of Benchmarks/search_quality.py: runs one on the test functions of Hone and appends each run to a file, in the form of
`hone bench run`.

  search_quality_peers.py PEER --tasks a,b,c --seeds 5 --budget 100 --output FILE [--hone .build/release/hone]

Values come from `hone bench function`, so that all sides search the same functions with the same noise. Constraints that Hone reads in its
space are told the peers as measured violations, which is the form that they take; an infeasible trial counts as an evaluation.
Runs that the file holds already are not made again. A peer that cannot take a task says so ("refused") and goes on.
"""

import argparse
import json
import math
import os
import pathlib
import subprocess
import time
import warnings

import numpy as np

warnings.filterwarnings("ignore")


class Refused(Exception):
    """The peer cannot take this kind of space or objectives."""


class Task:
    """One run on a function: its space, and evaluations of configurations (name to value; parameters that are not active may be there)."""

    def __init__(self, process, name, seed):
        self.process, self.seconds, self.values, self.mark = process, [], [], None
        description = self.ask(dict(task=name, seed=seed))
        self.parameters = description["space"]["parameters"]
        self.constrained = bool(description["space"].get("constraints"))
        self.objectives = len(description["objectives"])

    def ask(self, question):
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("`hone bench function` ended: " + self.process.stderr.read())
        return json.loads(line)

    def begin(self):
        """From here on until `evaluate`, time is the peer's."""
        self.mark = time.perf_counter()

    def is_active(self, parameter, values):
        return all(values.get(c["parent"]) in c["values"] for c in parameter.get("if", []))

    def active(self, values):
        chosen = {}
        for parameter in self.parameters_by_parents():
            if self.is_active(parameter, chosen):
                chosen[parameter["name"]] = values[parameter["name"]]
        return chosen

    def parameters_by_parents(self):
        done, left = [], list(self.parameters)
        while left:
            ready = [p for p in left if {c["parent"] for c in p.get("if", [])} <= {d["name"] for d in done}]
            done += ready
            left = [p for p in left if p not in ready]
        return done

    def evaluate(self, values):
        """(told values, violation of the constraints)."""
        self.seconds.append(time.perf_counter() - self.mark)
        answer = self.ask(dict(configuration=self.active(values)))
        self.values.append(answer["value"])
        self.begin()
        return answer["told"], answer["violation"]

    @property
    def only_numbers(self):
        return all(p["type"] == "float" and p.get("scale", "linear") == "linear" and not p.get("if") for p in self.parameters)

    @property
    def box(self):
        if not self.only_numbers:
            raise Refused("it takes numbers on a linear scale only")
        return np.array([[p["low"], p["high"]] for p in self.parameters], float)

    def named(self, x):
        return {p["name"]: float(min(max(v, p["low"]), p["high"])) for p, v in zip(self.parameters, x)}


def optuna_peer(make, several=False, one=True, conditions=True, constraints=True):
    def run(task, seed, budget):
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        if task.objectives > 1 and not several or task.objectives == 1 and not one:
            raise Refused(f"not for {task.objectives} objectives")
        if not conditions and any(p.get("if") for p in task.parameters):
            raise Refused("it takes no conditions")
        limit = dict(constraints_func=lambda t: (t.user_attrs["violation"],)) if task.constrained and constraints else {}
        study = optuna.create_study(directions=["minimize"] * task.objectives, sampler=make(optuna.samplers, seed, limit, task))
        task.begin()
        for _ in range(budget):
            trial, values = study.ask(), {}
            for p in task.parameters_by_parents():
                if not task.is_active(p, values):
                    continue
                isLog = p.get("scale") == "log"
                if p["type"] == "float":
                    values[p["name"]] = trial.suggest_float(p["name"], p["low"], p["high"], log=isLog)
                elif p["type"] == "int":
                    values[p["name"]] = trial.suggest_int(p["name"], p["low"], p["high"], log=isLog)
                else:
                    values[p["name"]] = trial.suggest_categorical(p["name"], p.get("choices") or p.get("values"))
            told, violation = task.evaluate(values)
            trial.set_user_attr("violation", violation)
            # Samplers that know no constraints are told a value that is worse than any: the study's worst and more.
            if violation > 0 and not limit:
                known = [t.value for t in study.trials if t.value is not None and t.user_attrs["violation"] == 0]
                told = [max(known, default=0) + abs(max(known, default=0)) + violation]
            study.tell(trial, told)

    return run


def cmaes_peer(task, seed, budget):
    from cmaes import CMA

    box = task.box
    if task.objectives > 1 or task.constrained:
        raise Refused("one objective, no constraints")
    # In the unit box, a sixth of its width wide, from the middle; as Optuna begins.
    optimizer, done = CMA(mean=np.full(len(box), 0.5), sigma=1 / 6, bounds=np.array([[0.0, 1.0]] * len(box)), seed=seed + 1), 0
    task.begin()
    while done < budget:
        solutions = []
        for _ in range(min(optimizer.population_size, budget - done)):
            x = optimizer.ask()
            solutions.append((x, task.evaluate(task.named(box[:, 0] + (box[:, 1] - box[:, 0]) * x))[0][0]))
            done += 1
        if len(solutions) == optimizer.population_size:
            optimizer.tell(solutions)


def smac_peer(task, seed, budget):
    import logging
    import tempfile

    from ConfigSpace import CategoricalHyperparameter, Configuration, ConfigurationSpace, EqualsCondition, InCondition, OrdinalHyperparameter
    from ConfigSpace import UniformFloatHyperparameter, UniformIntegerHyperparameter
    from smac import HyperparameterOptimizationFacade as Facade
    from smac import Scenario
    from smac.runhistory.dataclasses import TrialValue

    if task.objectives > 1 or task.constrained:
        raise Refused("one objective, no constraints")
    logging.disable(logging.CRITICAL)
    space, made, texts = ConfigurationSpace(seed=seed), {}, {}
    for p in task.parameters_by_parents():
        name, isLog = p["name"], p.get("scale") == "log"
        if p["type"] == "float":
            made[name] = UniformFloatHyperparameter(name, p["low"], p["high"], log=isLog)
        elif p["type"] == "int":
            made[name] = UniformIntegerHyperparameter(name, p["low"], p["high"], log=isLog)
        else:
            kind = OrdinalHyperparameter if p["type"] == "ordinal" else CategoricalHyperparameter
            choices = p.get("choices") or p.get("values")
            texts[name] = {str(c): c for c in choices}
            made[name] = kind(name, [str(c) for c in choices])
        space.add(made[name])
    for p in task.parameters:
        conditions = []
        for c in p.get("if", []):
            parent = made[c["parent"]]
            values = [str(v) for v in c["values"]] if c["parent"] in texts else c["values"]
            values = [v for v in values if not hasattr(parent, "upper") or parent.lower <= v <= parent.upper]
            conditions.append(EqualsCondition(made[p["name"]], parent, values[0]) if len(values) == 1 else InCondition(made[p["name"]], parent, values))
        if len(conditions) == 1:
            space.add(conditions[0])
        elif conditions:
            from ConfigSpace import AndConjunction

            space.add(AndConjunction(*conditions))
    with tempfile.TemporaryDirectory() as folder:
        scenario = Scenario(space, deterministic=True, n_trials=budget, seed=seed, output_directory=pathlib.Path(folder))
        facade = Facade(scenario, lambda config, seed: 0, overwrite=True, logging_level=False)
        task.begin()
        for _ in range(budget):
            info = facade.ask()
            values = {n: texts[n][str(v)] if n in texts else (int(v) if isinstance(v, (int, np.integer)) else float(v)) for n, v in dict(info.config).items()}
            facade.tell(info, TrialValue(cost=task.evaluate(values)[0][0]))


def hebo_peer(task, seed, budget):
    import pandas as pd
    from hebo.design_space.design_space import DesignSpace
    from hebo.optimizers.hebo import HEBO

    if task.objectives > 1 or task.constrained or any(p.get("if") for p in task.parameters):
        raise Refused("one objective, no constraints, no conditions")
    np.random.seed(seed)
    import torch

    torch.manual_seed(seed)
    forms = []
    for p in task.parameters:
        isLog = p.get("scale") == "log"
        if p["type"] == "float":
            forms.append(dict(name=p["name"], type="pow" if isLog else "num", lb=p["low"], ub=p["high"], **(dict(base=10) if isLog else {})))
        elif p["type"] == "int":
            forms.append(dict(name=p["name"], type="pow_int" if isLog else "int", lb=p["low"], ub=p["high"], **(dict(base=10) if isLog else {})))
        else:
            forms.append(dict(name=p["name"], type="cat", categories=p.get("choices") or p.get("values")))
    optimizer = HEBO(DesignSpace().parse(forms), scramble_seed=seed)
    whole = {p["name"]: p for p in task.parameters}

    def value(name, v):
        p = whole[name]
        if p["type"] in ("int", "float"):
            v = min(max(v, p["low"]), p["high"])
            return int(round(v)) if p["type"] == "int" else float(v)
        return next(c for c in (p.get("choices") or p.get("values")) if c == v or str(c) == str(v))

    task.begin()
    for _ in range(budget):
        suggestion = optimizer.suggest(1)
        told = task.evaluate({n: value(n, suggestion.iloc[0][n]) for n in whole})[0]
        optimizer.observe(suggestion, np.array([told]))


def botorch_peer(task, seed, budget):
    import torch
    from botorch.acquisition import LogExpectedImprovement, qLogNoisyExpectedImprovement
    from botorch.acquisition.multi_objective.logei import qLogNoisyExpectedHypervolumeImprovement
    from botorch.fit import fit_gpytorch_mll
    from botorch.models import ModelListGP, SingleTaskGP
    from botorch.models.transforms import Standardize
    from botorch.optim import optimize_acqf
    from gpytorch.mlls import ExactMarginalLogLikelihood, SumMarginalLogLikelihood

    box = task.box
    if task.constrained:
        raise Refused("no constraints here")
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.double)
    count, width = len(box), box[:, 1] - box[:, 0]
    bounds, x, y = torch.stack([torch.zeros(count), torch.ones(count)]), [], []
    sobol = torch.quasirandom.SobolEngine(count, scramble=True, seed=seed)
    task.begin()
    for number in range(budget):
        if number < max(5, min(2 * count, 20)):
            point = sobol.draw(1)[0].double()
        else:
            X, Y = torch.stack(x), -torch.tensor(y)
            models = [SingleTaskGP(X, Y[:, i : i + 1], outcome_transform=Standardize(m=1)) for i in range(task.objectives)]
            if task.objectives == 1:
                model = models[0]
                fit_gpytorch_mll(ExactMarginalLogLikelihood(model.likelihood, model))
                if task.noisy:
                    acquisition = qLogNoisyExpectedImprovement(model, X_baseline=X, prune_baseline=True)
                else:
                    acquisition = LogExpectedImprovement(model, best_f=Y.max())
            else:
                model = ModelListGP(*models)
                fit_gpytorch_mll(SumMarginalLogLikelihood(model.likelihood, model))
                worst = (Y.min(0).values - 0.1 * (Y.max(0).values - Y.min(0).values)).tolist()
                acquisition = qLogNoisyExpectedHypervolumeImprovement(model, ref_point=worst, X_baseline=X, prune_baseline=True)
            point = optimize_acqf(acquisition, bounds=bounds, q=1, num_restarts=5, raw_samples=256, options=dict(batch_limit=5, maxiter=100))[0][0]
        x.append(point)
        y.append(task.evaluate(task.named(box[:, 0] + width * point.numpy()))[0])


PEERS = {
    "optuna-tpe": optuna_peer(lambda s, seed, limit, _: s.TPESampler(seed=seed, **limit), several=True),
    "optuna-gp": optuna_peer(lambda s, seed, limit, _: s.GPSampler(seed=seed, **limit), several=True),
    "optuna-cmaes": optuna_peer(lambda s, seed, *_: s.CmaEsSampler(seed=seed), constraints=False),
    "optuna-nsga2": optuna_peer(lambda s, seed, limit, _: s.NSGAIISampler(seed=seed, **limit), several=True, one=False),
    "cmaes-package": cmaes_peer,
    "smac": smac_peer,
    "hebo": hebo_peer,
    "botorch": botorch_peer,
}


def read(path):
    """The runs of a file; a last line that was cut short is taken off."""
    if not path.exists():
        return []
    text = path.read_text()
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        path.write_text(whole)
    return [json.loads(line) for line in whole.splitlines()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("peer", choices=sorted(PEERS))
    parser.add_argument("--tasks", required=True)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--budget", type=int, default=100)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--hone", default=".build/release/hone")
    options = parser.parse_args()
    lines = read(options.output)
    known = {(r["task"], r["seed"]) for r in lines if len(r.get("values", [])) >= options.budget}
    refused = {r["task"] for r in lines if "refused" in r}
    process = subprocess.Popen([options.hone, "bench", "function"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with options.output.open("a") as file:
        for name in options.tasks.split(","):
            for seed in range(options.seeds):
                if (name, seed) in known or name in refused:
                    continue
                task = Task(process, name, seed)
                task.noisy = name.startswith("noisy/")
                line = dict(method=options.peer, task=name, seed=seed)
                try:
                    PEERS[options.peer](task, seed, options.budget)
                except Refused as problem:
                    refused.add(name)
                    line = dict(method=options.peer, task=name, refused=str(problem))
                else:
                    count = options.budget
                    line.update(order=list(range(count)), values=task.values[:count], seconds=[round(s, 6) for s in task.seconds[:count]])
                file.write(json.dumps(line) + "\n")
                file.flush()
                print(options.peer, name, seed, line.get("refused") or f"{min(task.values):.6g} in {math.fsum(task.seconds):.1f} s", flush=True)
    process.stdin.close()
    process.wait()


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
