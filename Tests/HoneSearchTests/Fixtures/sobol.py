"""Known answers for SobolSequence: SciPy's unscrambled points. pip install scipy; python sobol.py > sobol.json"""

import json

from scipy.stats import qmc

DIMENSIONS = 337
SHOWN = [0, 1, 2, 3, 7, 20, 36, 37, 96, 160, 161, 200, 300, 335, 336]

engine = qmc.Sobol(DIMENSIONS, scramble=False)
points = engine.random(64)
engine.fast_forward(100_000 - 64)
later = engine.random(4)
print(
    json.dumps(
        {
            "dimensions": SHOWN,
            "first": points[:, SHOWN].tolist(),
            "later_index": 100_000,
            "later": later[:, SHOWN].tolist(),
        }
    )
)
