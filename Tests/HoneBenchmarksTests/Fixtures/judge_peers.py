"""Known answers for the judge's statistics: python judge_peers.py > judge_peers.json (scipy 1.17.1, statsmodels 0.15.0)."""

import json

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests

rng = np.random.default_rng(7)
differences = np.round(-rng.gamma(1.5, 0.04, 18) + 0.03, 6)
p_values = np.round(rng.uniform(0, 0.3, 11) ** 3, 6)
bca = stats.bootstrap((differences,), np.mean, n_resamples=200_000, method="BCa", rng=rng).confidence_interval
percentile = stats.bootstrap((differences,), np.mean, n_resamples=200_000, method="percentile", rng=rng).confidence_interval
t_test = stats.ttest_1samp(differences, 0)
t_interval = t_test.confidence_interval(0.95)
print(
    json.dumps(
        {
            "differences": differences.tolist(),
            "bca": [bca.low, bca.high],
            "percentile": [percentile.low, percentile.high],
            "student": [t_interval.low, t_interval.high],
            "studentP": t_test.pvalue,
            "pValues": p_values.tolist(),
            "holm": multipletests(p_values, method="holm")[1].tolist(),
            "tQuantiles": [[f, q, stats.t.ppf(q, f)] for f in (1, 2, 7, 40) for q in (0.025, 0.4, 0.9, 0.975)],
        },
        indent=1,
    )
)
