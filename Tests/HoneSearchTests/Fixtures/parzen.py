"""Known answers for ParzenEstimator and the split of trials: Optuna's. pip install optuna==5.0.0; python parzen.py > parzen.json"""

import json
import math
import warnings

import numpy as np
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.samplers._tpe import sampler as tpe

warnings.simplefilter("ignore")
# NumPy's default sort leaves the order of equal numbers to the machine, and the widths of equal observations with it.
argsort = np.argsort
np.argsort = lambda a, **options: argsort(a, **{**options, "kind": "stable"})
optuna.logging.set_verbosity(optuna.logging.ERROR)

SPACE = {
    "x": FloatDistribution(-2.0, 3.0),
    "rate": FloatDistribution(1e-5, 1.0, log=True),
    "tenth": FloatDistribution(0.0, 0.9, step=0.1),
    "layers": IntDistribution(1, 7),
    "width": IntDistribution(16, 1024, log=True),
    "kind": CategoricalDistribution(["a", "b", "c"]),
}
LOGARITHMS = {"rate", "width"}


def draw(rng):
    return {
        "x": rng.uniform(-2, 3),
        "rate": math.exp(rng.uniform(math.log(1e-5), 0)),
        "tenth": round(0.1 * rng.randint(10), 1),
        "layers": int(rng.randint(1, 8)),
        "width": int(round(math.exp(rng.uniform(math.log(16), math.log(1024))))),
        "kind": ["a", "b", "c"][rng.randint(3)],
    }


def value(p):
    return (p["x"] - 1) ** 2 + 0.1 * math.log(p["rate"] / 0.01) ** 2 + p["tenth"] + abs(p["layers"] - 3) / p["width"]


def internal(params):
    return {k: np.array([SPACE[k].to_internal_repr(p[k]) for p in params]) for k in SPACE}


def case(count, running, seed):
    rng = np.random.RandomState(seed)
    study = optuna.create_study()
    sampler = optuna.samplers.TPESampler(seed=0, multivariate=True)
    trials = []
    for number in range(count + running):
        params = draw(rng)
        ended = number < count
        study.add_trial(
            optuna.trial.create_trial(
                params=params,
                distributions=SPACE,
                value=value(params) if ended else None,
                state=optuna.trial.TrialState.COMPLETE if ended else optuna.trial.TrialState.RUNNING,
            )
        )
        trials.append({"params": params, "value": value(params) if ended else None})
    all_trials = study.get_trials(deepcopy=False)
    below, above = tpe._split_trials(study, all_trials, tpe.default_gamma(count))
    points = [draw(rng) for _ in range(6)]
    # Densities of numbers on a logarithmic scale are those of the logarithm: Optuna leaves out the Jacobian.
    answers = {}
    for name, space in [("joint", SPACE)] + [(k, {k: v}) for k, v in SPACE.items()]:
        good = sampler._build_parzen_estimator(study, space, below, handle_below=True)
        others = sampler._build_parzen_estimator(study, space, above, handle_below=False)
        at = {k: v for k, v in internal(points).items() if k in space}
        answers[name] = {"good": good.log_pdf(at).tolist(), "others": others.log_pdf(at).tolist()}
    return {
        "trials": trials,
        "good": [t.number for t in below],
        "others": [t.number for t in above],
        "points": points,
        "densities": answers,
    }


print(json.dumps({"weights": {str(n): tpe.default_weights(n).tolist() for n in [1, 24, 25, 26, 27, 60]}, "cases": [case(12, 2, 0), case(60, 1, 1)]}))
