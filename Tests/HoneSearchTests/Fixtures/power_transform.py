"""Makes power_transform.json: Yeo and Johnson's transform as scipy has it, standardised. pip install scipy==1.17.1

    python power_transform.py > power_transform.json
"""
import json

import numpy as np
from scipy.stats import yeojohnson

values = [-1.3, -0.9, -0.4, -0.05, 0.0, 0.02, 0.6, 1.5, 4.0]
cases = []
for exponent in [0.0, 0.25, 0.5, 1.0, 1.6, 2.0]:
    raw = yeojohnson(np.array(values), lmbda=exponent)
    cases.append(dict(exponent=exponent, transformed=((raw - raw.mean()) / raw.std()).tolist()))
print(json.dumps(dict(values=values, cases=cases), indent=1))
