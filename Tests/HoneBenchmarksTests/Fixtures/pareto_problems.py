#!/usr/bin/env python3
"""Values of ZDT and DTLZ as pymoo has them, and the hypervolume of points of its fronts.

needs: pip install pymoo==0.6.2 moocore
usage: pareto_problems.py > pareto_problems.json

A front's points cannot dominate more than the whole front; with some thousands of them hardly less.
"""
import json
import sys

import moocore
import numpy as np
from pymoo.problems import get_problem
from pymoo.util.ref_dirs import get_reference_directions

REFERENCES = {"zdt1": [11] * 2, "zdt2": [11] * 2, "zdt3": [11] * 2, "zdt4": [11, 150], "zdt6": [11] * 2, "dtlz1": [400] * 3,
              "dtlz2": [2] * 3, "dtlz3": [1000] * 3, "dtlz4": [2] * 3, "dtlz5": [2] * 3, "dtlz6": [10] * 3, "dtlz7": [1.1, 1.1, 30]}


def front(name, problem):
    if name.startswith("zdt"):
        return problem.pareto_front(5000)
    if name in ("dtlz5", "dtlz6"):
        a = np.linspace(0, np.pi / 2, 3000)
        return np.column_stack([np.cos(a) / np.sqrt(2), np.cos(a) / np.sqrt(2), np.sin(a)])
    if name == "dtlz7":
        a = np.linspace(0, 1, 120)
        points = np.array([[x, y] + [0.0] * 8 for x in a for y in a])
        return problem.evaluate(points)
    return problem.pareto_front(get_reference_directions("das-dennis", 3, n_partitions=80))


def main():
    generator, problems = np.random.default_rng(0), []
    for name, reference in REFERENCES.items():
        size = dict(n_var=10) if name.startswith("zdt") else dict(n_var=10, n_obj=3)
        problem = get_problem(name, **size)
        points = np.round(generator.uniform(problem.xl, problem.xu, (5, 10)), 3)
        values = problem.evaluate(points)
        volume = float(moocore.hypervolume(front(name, problem), ref=reference))
        problems.append(dict(name=name, reference=reference, hypervolume=volume, points=points.tolist(), values=values.tolist()))
    sys.stdout.write("[" + ",\n".join(map(json.dumps, problems)) + "]\n")


main()
