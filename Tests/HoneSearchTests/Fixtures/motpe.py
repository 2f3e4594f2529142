"""Known answers for the split of trials with several objectives: Optuna's. pip install optuna==5.0.0; python motpe.py > motpe.json"""

import json

import numpy as np
import optuna
from optuna.samplers._tpe import sampler as tpe

optuna.logging.set_verbosity(optuna.logging.ERROR)


def case(objectives, count, seed, rounded):
    rng = np.random.RandomState(seed)
    study = optuna.create_study(directions=["minimize"] + ["maximize"] * (objectives - 1))
    values = []
    for _ in range(count):
        x = rng.uniform(0, 1, size=objectives)
        v = [x[0]] + [1 - x[0] * 0.8 + 0.3 * t for t in x[1:]]
        v[1:] = [-t for t in v[1:]]
        if rounded:
            v = [round(t, 1) for t in v]
        values.append(v)
        study.add_trial(optuna.trial.create_trial(values=v))
    below, _ = tpe._split_trials(study, study.get_trials(deepcopy=False), tpe.default_gamma_multiobjective(count))
    return {"values": values, "good": [t.number for t in below]}


print(json.dumps([case(2, 40, 0, False), case(2, 150, 1, False), case(3, 120, 2, False), case(2, 60, 3, True)]))
