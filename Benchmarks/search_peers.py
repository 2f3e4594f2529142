#!/usr/bin/env python3
"""The peers of Benchmarks/search.py: times suggestions after so many trials at random, like `hone bench suggest`; prints JSON.

  search_peers.py PEER --dimension 8 --known 1000 --suggestions 20 [--seed 0]

A suggestion's time is all that a user pays beside the evaluation: asking for the trial with its parameters, and telling its value.
"""

import argparse
import importlib
import importlib.metadata
import json
import statistics
import time
import warnings

import numpy as np

warnings.filterwarnings("ignore")


def rosenbrock(x):
    z = [0.6 * (v - 1.5) + 1 for v in x]
    return [sum(100 * (a * a - b) ** 2 + (a - 1) ** 2 for a, b in zip(z, z[1:]))]


def zdt1(x):
    x = [(v + 5) / 10 for v in x]
    g = 1 + 9 * sum(x[1:]) / (len(x) - 1)
    return [x[0], g * (1 - (x[0] / g) ** 0.5)]


def preload(*modules):
    """What samplers import when they are first asked for is no part of a suggestion."""
    for module in modules:
        importlib.import_module(module)


def timed(action):
    start = time.perf_counter()
    result = action()
    return result, time.perf_counter() - start


class Optuna:
    """A study in memory, its known trials added before."""

    package = "optuna"

    def __init__(self, options, sampler, evaluate=rosenbrock):
        import optuna

        preload("cmaes", "scipy.optimize", "torch")
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self.evaluate, self.names = evaluate, [f"x{i}" for i in range(options.dimension)]
        self.study = optuna.create_study(directions=["minimize"] * len(evaluate([0.0] * options.dimension)), sampler=sampler(optuna.samplers))
        distributions = {name: optuna.distributions.FloatDistribution(-5, 5) for name in self.names}
        for x in np.random.default_rng(options.seed).uniform(-5, 5, (options.known, options.dimension)):
            values = evaluate(list(x))
            self.study.add_trial(
                optuna.create_trial(params=dict(zip(self.names, map(float, x))), distributions=distributions, values=values)
            )

    def ask(self):
        trial = self.study.ask()
        return trial, [trial.suggest_float(name, -5, 5) for name in self.names]

    def step(self):
        (trial, x), seconds = timed(self.ask)
        values = self.evaluate(x)
        return seconds + timed(lambda: self.study.tell(trial, values))[1]


class Rustuna(Optuna):
    package = "rustuna"

    def __init__(self, options, sampler, evaluate=rosenbrock):
        import rustuna

        preload("cmaes")
        self.evaluate, self.names = evaluate, [f"x{i}" for i in range(options.dimension)]
        count = len(evaluate([0.0] * options.dimension))
        self.study = rustuna.create_study(directions=["minimize"] * count, sampler=sampler(rustuna.samplers))
        Distribution = rustuna.distributions.Distribution if hasattr(rustuna.distributions, "Distribution") else rustuna.distributions.FloatDistribution
        make = Distribution.float if hasattr(Distribution, "float") else Distribution
        distributions = {name: make(-5.0, 5.0) for name in self.names}
        for x in np.random.default_rng(options.seed).uniform(-5, 5, (options.known, options.dimension)):
            values = evaluate(list(x))
            self.study.add_trial(rustuna.create_trial(params=dict(zip(self.names, map(float, x))), distributions=distributions, values=values))

    def step(self):
        (trial, x), seconds = timed(self.ask)
        values = self.evaluate(x)
        return seconds + timed(lambda: self.study.tell(trial.number, values))[1]


class CMAES:
    """`cmaes` itself, generation by generation; a step is one evaluation."""

    package = "cmaes"

    def __init__(self, options):
        from cmaes import CMA

        bounds = np.array([[-5.0, 5.0]] * options.dimension)
        self.optimizer, self.solutions = CMA(mean=np.zeros(options.dimension), sigma=10 / 6, bounds=bounds, seed=options.seed + 1), []

    def step(self):
        x, seconds = timed(self.optimizer.ask)
        self.solutions.append((x, rosenbrock(list(x))[0]))
        if len(self.solutions) < self.optimizer.population_size:
            return seconds
        solutions, self.solutions = self.solutions, []
        return seconds + timed(lambda: self.optimizer.tell(solutions))[1]


class BoTorch:
    """Two Gaussian processes fitted anew and qLogNEHVI optimised as BoTorch's tutorial does it."""

    package = "botorch"

    def __init__(self, options):
        import torch

        torch.set_num_threads(1)
        torch.manual_seed(options.seed)
        torch.set_default_dtype(torch.double)
        self.torch, self.dimension = torch, options.dimension
        x = np.random.default_rng(options.seed).uniform(-5, 5, (options.known, options.dimension))
        self.x = torch.tensor((x + 5) / 10)
        self.y = torch.tensor([[-v for v in zdt1(list(row))] for row in x])

    def suggest(self):
        from botorch.acquisition.multi_objective.logei import qLogNoisyExpectedHypervolumeImprovement
        from botorch.fit import fit_gpytorch_mll
        from botorch.models import ModelListGP, SingleTaskGP
        from botorch.models.transforms import Standardize
        from botorch.optim import optimize_acqf
        from gpytorch.mlls import SumMarginalLogLikelihood

        models = [SingleTaskGP(self.x, self.y[:, i : i + 1], outcome_transform=Standardize(m=1)) for i in range(2)]
        model = ModelListGP(*models)
        fit_gpytorch_mll(SumMarginalLogLikelihood(model.likelihood, model))
        acquisition = qLogNoisyExpectedHypervolumeImprovement(model, ref_point=[-11.0, -11.0], X_baseline=self.x, prune_baseline=True)
        bounds = self.torch.stack([self.torch.zeros(self.dimension), self.torch.ones(self.dimension)])
        return optimize_acqf(acquisition, bounds=bounds, q=1, num_restarts=10, raw_samples=512, options=dict(batch_limit=5, maxiter=200))[0]

    def step(self):
        x, seconds = timed(self.suggest)
        self.x = self.torch.cat([self.x, x])
        self.y = self.torch.cat([self.y, self.torch.tensor([[-v for v in zdt1([10 * float(u) - 5 for u in x[0]])]])])
        return seconds


PEERS = {
    "optuna-tpe": lambda o: Optuna(o, lambda s: s.TPESampler(seed=o.seed, multivariate=False)),
    "optuna-tpe-multivariate": lambda o: Optuna(o, lambda s: s.TPESampler(seed=o.seed, multivariate=True)),
    "optuna-cmaes": lambda o: Optuna(o, lambda s: s.CmaEsSampler(seed=o.seed)),
    "optuna-nsga2": lambda o: Optuna(o, lambda s: s.NSGAIISampler(seed=o.seed), zdt1),
    "optuna-gp": lambda o: Optuna(o, lambda s: s.GPSampler(seed=o.seed)),
    "rustuna-tpe": lambda o: Rustuna(o, lambda s: s.TPESampler(seed=o.seed, multivariate=False)),
    "rustuna-tpe-multivariate": lambda o: Rustuna(o, lambda s: s.TPESampler(seed=o.seed, multivariate=True)),
    "rustuna-cmaes": lambda o: Rustuna(o, lambda s: s.CmaEsSampler(seed=o.seed)),
    "rustuna-nsga2": lambda o: Rustuna(o, lambda s: s.NSGAIISampler(seed=o.seed), zdt1),
    "cmaes": CMAES,
    "botorch-qlognehvi": BoTorch,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("peer", choices=sorted(PEERS))
    parser.add_argument("--dimension", type=int, default=8)
    parser.add_argument("--known", type=int, default=0)
    parser.add_argument("--suggestions", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    peer = PEERS[options.peer](options)
    seconds = [peer.step() for _ in range(options.suggestions)]
    version = f"{peer.package} {importlib.metadata.version(peer.package)}"
    print(json.dumps(dict(method=options.peer, known=options.known, total=sum(seconds), median=statistics.median(seconds), slowest=max(seconds), version=version)))


if __name__ == "__main__":
    main()
