"""Makes gaussian_process.json: known answers for the Gaussian process. Needs numpy, scipy, scikit-learn.

    python gaussian_process.py > gaussian_process.json
"""
import json

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern

rng = np.random.default_rng(7)


def by_scikit_learn():
    """Numbers only: posterior, log marginal likelihood and its gradient (by log s², then log ℓ) from scikit-learn."""
    x, new = rng.random((12, 3)), rng.random((5, 3))
    y = np.sin(5 * x[:, 0]) + x[:, 1] ** 2 - x[:, 2] + 0.1 * rng.normal(size=12)
    scales, signal, noise = np.array([0.4, 0.9, 1.7]), 1.3, 0.02
    kernel = ConstantKernel(signal) * Matern(scales, nu=2.5)
    # Hone's process has a nugget of 1e-6 of the signal beside the noise.
    model = GaussianProcessRegressor(kernel, alpha=noise + 1e-6 * signal, optimizer=None).fit(x, y)
    mean, deviation = model.predict(new, return_std=True)
    likelihood, gradient = model.log_marginal_likelihood(kernel.theta, eval_gradient=True)
    return dict(x=x.tolist(), y=y.tolist(), new=new.tolist(), scales=scales.tolist(), signal=signal, noise=noise,
                mean=mean.tolist(), variance=(deviation**2).tolist(), log_likelihood=likelihood,
                gradient_by_log_scales=gradient[1:].tolist(), gradient_by_log_signal=gradient[0])


def mixed():
    """A number, a category of three, a known mean and two linear terms, written out in numpy."""
    n, m = 9, 4
    number, category = rng.random(n + m), rng.integers(0, 3, n + m)
    prior = rng.normal(size=n + m)
    basis = np.stack([np.ones(n + m), prior])
    variances = np.array([0.7, 0.25])
    y = 0.5 * prior[:n] + np.cos(4 * number[:n]) + (category[:n] == 1) + 0.3
    scales, signal, noise = np.array([0.5, 1.1]), 0.6, 0.01
    squared = ((number[:, None] - number) / scales[0]) ** 2 + (category[:, None] != category) / scales[1] ** 2
    r = np.sqrt(5 * squared)
    k = signal * (1 + r + r * r / 3) * np.exp(-r) + (basis.T * variances) @ basis
    factor = cho_factor(k[:n, :n] + (noise + 1e-6 * signal) * np.eye(n), lower=True)
    mean = prior[n:] + k[n:, :n] @ cho_solve(factor, y - prior[:n])
    variance = np.diag(k[n:, n:] - k[n:, :n] @ cho_solve(factor, k[:n, n:]))
    return dict(number=number.tolist(), category=category.tolist(), prior=prior.tolist(), variances=variances.tolist(),
                y=y.tolist(), scales=scales.tolist(), signal=signal, noise=noise, mean=mean.tolist(),
                variance=variance.tolist())


print(json.dumps(dict(scikit_learn=by_scikit_learn(), mixed=mixed()), indent=1))
