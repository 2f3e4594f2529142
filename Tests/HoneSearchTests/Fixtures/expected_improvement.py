"""Makes expected_improvement.json: expected improvement to 30 digits, also where doubles underflow. Needs mpmath and scipy.

    python expected_improvement.py > expected_improvement.json
"""
import json

import mpmath as mp
from scipy.integrate import quad

mp.mp.dps = 60


def normal(mean, deviation, best):
    z = (mp.mpf(best) - mean) / deviation
    value = deviation * (mp.npdf(z) + z * mp.ncdf(z))
    return dict(mean=mean, deviation=deviation, best=best, value=float(value), logarithm=float(mp.log(value)))


def binned(edges, probabilities, best):
    """By numerical integration of the density."""
    total = 0.0
    for low, high, p in zip(edges, edges[1:], probabilities):
        total += quad(lambda y: max(best - y, 0) * p / (high - low), low, high, points=[min(max(best, low), high)])[0]
    return dict(edges=edges, probabilities=probabilities, best=best, value=total)


print(json.dumps(dict(
    normal=[normal(m, s, b) for m, s, b in [
        (0, 1, 0), (1, 0.5, 0.2), (-3, 0.1, 0), (0.3, 2, 5), (5, 1, 0), (0.99, 0.01, 0.98), (30, 1, 0), (99, 1, 0), (101, 1, 0),
        (1000, 1, 0), (9999, 1, 0), (20000, 1, 0), (1, 1e-7, 0)]],
    binned=[binned([0, 0.1, 0.5, 2], [0.2, 0.5, 0.3], b) for b in (-1, 0, 0.05, 0.1, 0.3, 1.2, 2, 7)]), indent=1))
