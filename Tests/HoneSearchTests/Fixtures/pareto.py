"""Makes pareto.json: ranks, crowding distances, hypervolumes and contributions. Needs optuna 5, pymoo 0.6 and moocore.

    python pareto.py > pareto.json

Ranks are Optuna's and pymoo's (which must agree), crowding distances pymoo's, hypervolumes Optuna's and moocore's (which must
agree to 1e-12), contributions differences of moocore's.
"""
import json

import moocore
import numpy as np
from optuna._hypervolume import compute_hypervolume
from optuna.study._multi_objective import _fast_non_domination_rank
from pymoo.operators.survival.rank_and_crowding.metrics import calc_crowding_distance
from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting

random = np.random.default_rng(1)


def ranks_case(values, violations=None):
    values = np.array(values, dtype=float)
    if violations is None:
        ranks = _fast_non_domination_rank(values)
        for rank, front in enumerate(NonDominatedSorting().do(values)):
            assert all(ranks[i] == rank for i in front)
        return dict(values=values.tolist(), violations=None, ranks=ranks.tolist())
    ranks = _fast_non_domination_rank(values, penalty=np.array(violations, dtype=float))
    return dict(values=values.tolist(), violations=list(map(float, violations)), ranks=ranks.tolist())


def volume_case(values, reference):
    values, reference = np.array(values, dtype=float), np.array(reference, dtype=float)
    volume = float(moocore.hypervolume(values, ref=reference))
    inside = values[(values < reference).all(axis=1)]
    if len(inside):
        assert abs(compute_hypervolume(inside, reference) - volume) < 1e-12 * max(1, volume)
    contributions = [
        volume - float(moocore.hypervolume(np.delete(values, i, axis=0), ref=reference)) if len(values) > 1 else volume
        for i in range(len(values))]
    return dict(values=values.tolist(), reference=reference.tolist(), volume=volume, contributions=contributions)


def crowding_case(values):
    values = np.array(values, dtype=float)
    return dict(values=values.tolist(), distances=[None if np.isinf(d) else float(d) for d in calc_crowding_distance(values)])


def front(count, dimension):
    """On the simplex, so that nobody dominates anybody."""
    return random.dirichlet(np.ones(dimension), count).round(4)


ranks, crowding, volumes = [], [], []
for dimension in (1, 2, 3, 4):
    ranks.append(ranks_case(random.random((12, dimension)).round(3)))
    ranks.append(ranks_case(random.integers(0, 4, (20, dimension))))
    ranks.append(ranks_case(
        random.integers(0, 4, (20, dimension)), np.maximum(0, random.integers(-3, 4, 20)) / 2))
for dimension in (2, 3, 5):
    for count in (1, 2, 3, 8):
        crowding.append(crowding_case(front(count, dimension)))
for dimension in (1, 2, 3, 4, 5, 6):
    volumes.append(volume_case(random.random((10, dimension)).round(3), [1.0] * dimension))
    volumes.append(volume_case(random.random((10, dimension)).round(3), [0.7] * dimension))
    if dimension > 1:
        volumes.append(volume_case(front(12, dimension), [1.1] * dimension))
    volumes.append(volume_case(random.integers(0, 4, (12, dimension)), [3.5] * dimension))
print(json.dumps(dict(ranks=ranks, crowding=crowding, volumes=volumes)).replace("}, {", "},\n{"))
