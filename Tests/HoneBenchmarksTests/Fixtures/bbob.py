#!/usr/bin/env python3
"""Values of BBOB's functions as `ioh` has them (which carries COCO's definitions).

needs: pip install ioh==0.4.2
usage: bbob.py > bbob.json

By dimension six points, one of them outside of the box; by function, dimension and instance the lowest value and those at the points.
"""
import json
import sys

import ioh
import numpy as np

DIMENSIONS, INSTANCES, POINTS = [2, 5, 10, 40], [1, 2, 3], 6


def main():
    generator = np.random.default_rng(0)
    points = {d: [[float(f"{v:.3f}") for v in p] for p in generator.uniform(-5, 5, (POINTS, d))] for d in DIMENSIONS}
    for d in DIMENSIONS:
        points[d][-1] = [float(f"{1.3 * v:.3f}") for v in points[d][-1]]
    functions = []
    for number in range(1, 25):
        for d in DIMENSIONS:
            for instance in INSTANCES:
                problem = ioh.get_problem(number, instance, d, ioh.ProblemClass.BBOB)
                values = [float(problem(p)) for p in points[d]]
                functions.append(dict(function=number, dimension=d, instance=instance, lowest=float(problem.optimum.y), values=values))
    text = json.dumps(dict(points={str(d): p for d, p in points.items()}, functions=functions))
    sys.stdout.write(text.replace('{"function"', '\n{"function"') + "\n")


main()
