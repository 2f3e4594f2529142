"""Known answers for EvolutionState and IntegerMargin: the state of PyPI's cmaes after 50 generations, with the samples it drew.

pip install cmaes==0.13.1; python evolution.py > evolution.json
"""

import json

import numpy as np
from cmaes import CMA, CMAwM


def ellipsoid(x):
    return sum(30.0**i * (x[i] - 0.3) ** 2 for i in range(len(x))) + 0.1 * float(x[0] * x[1])


def rastrigin(x):
    return float(sum(v * v * 9 + 10 - 10 * np.cos(2 * np.pi * v * 3) for v in x))


def plain(function, lr_adapt):
    cma = CMA(mean=np.array([0.5, 0.1, -0.2]), sigma=0.3, seed=1, lr_adapt=lr_adapt)
    generations = []
    for _ in range(50):
        solutions = [(x, function(x)) for x in (cma.ask() for _ in range(cma.population_size))]
        solutions.sort(key=lambda s: s[1])
        generations.append([s[0].tolist() for s in solutions])
        cma.tell(solutions)
    return {
        "mean": [0.5, 0.1, -0.2],
        "sigma": 0.3,
        "adapts": lr_adapt,
        "generations": generations,
        "final_mean": cma._mean.tolist(),
        "final_sigma": float(cma._sigma),
        "final_covariance": cma._C.tolist(),
    }


def margin():
    bounds = np.array([[-1.0, 1.0], [0.0, 4.0], [0.0, 1.0]])
    cma = CMAwM(mean=np.array([0.0, 2.0, 0.5]), sigma=0.5, bounds=bounds, steps=np.array([0.0, 1.0, 1.0]), seed=2)
    generations, encoded = [], []
    for _ in range(50):
        solutions = []
        for _ in range(cma.population_size):
            at, raw = cma.ask()
            solutions.append((raw, (at[0] - 0.3) ** 2 + abs(at[1] - 3) + at[2] * 0.5 + 0.3 * at[0] * at[1], at))
        solutions.sort(key=lambda s: s[1])
        generations.append([s[0].tolist() for s in solutions])
        encoded.append([s[2].tolist() for s in solutions])
        cma.tell([(s[0], s[1]) for s in solutions])
    return {
        "mean": [0.0, 2.0, 0.5],
        "sigma": 0.5,
        "generations": generations,
        "encoded": encoded,
        "final_mean": cma._cma._mean.tolist(),
        "final_sigma": float(cma._cma._sigma),
        "final_covariance": cma._cma._C.tolist(),
        "final_scales": cma._A.tolist(),
    }


print(json.dumps({"plain": [plain(ellipsoid, False), plain(rastrigin, True)], "margin": margin()}))
