"""Expected hypervolume improvement by BoTorch's analytic function, for two objectives that are lowered.

    pip install botorch==0.18.1
    python expected_hypervolume.py > expected_hypervolume.json
"""

import json
import random

import torch
from botorch.acquisition.multi_objective.analytic import ExpectedHypervolumeImprovement
from botorch.models.model import Model
from botorch.posteriors.gpytorch import GPyTorchPosterior
from botorch.utils.multi_objective.box_decompositions.non_dominated import NondominatedPartitioning
from gpytorch.distributions import MultitaskMultivariateNormal


class Known(Model):
    """A model whose prediction is given."""

    def __init__(self, mean, variance):
        super().__init__()
        self.mean, self.variance = mean, variance

    @property
    def num_outputs(self):
        return 2

    def posterior(self, X, *args, **kwargs):
        mean = self.mean.reshape(1, 1, 2)
        return GPyTorchPosterior(MultitaskMultivariateNormal(mean, torch.diag(self.variance).reshape(1, 2, 2)))


random.seed(0)
cases = []
for number in range(60):
    size = random.choice([0, 1, 2, 5, 12])
    front = [[random.uniform(-2, 2), random.uniform(-2, 2)] for _ in range(size)]
    reference = [random.uniform(0.5, 2.5), random.uniform(0.5, 2.5)]
    means = [random.uniform(-3, 3), random.uniform(-3, 3)]
    deviations = [10 ** random.uniform(-1.5, 0.7), 10 ** random.uniform(-1.5, 0.7)]
    # BoTorch raises: all signs are turned.
    point = -torch.tensor(reference, dtype=torch.double)
    values = -torch.tensor(front, dtype=torch.double).reshape(-1, 2)
    partitioning = NondominatedPartitioning(ref_point=point, Y=values)
    model = Known(-torch.tensor(means, dtype=torch.double), torch.tensor(deviations, dtype=torch.double) ** 2)
    gain = ExpectedHypervolumeImprovement(model=model, ref_point=point.tolist(), partitioning=partitioning)
    value = gain(torch.zeros(1, 1, 1, dtype=torch.double)).item()
    cases.append(
        {"front": front, "reference": reference, "means": means, "deviations": deviations, "value": value})
print(json.dumps(cases, separators=(",", ":")))
