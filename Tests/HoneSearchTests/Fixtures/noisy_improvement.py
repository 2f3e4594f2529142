"""Makes noisy_improvement.json: BoTorch's logarithm of noisy expected improvement with the samples that it drew. pip install botorch==0.18.1

    python noisy_improvement.py > noisy_improvement.json
"""
import json
import warnings

import torch
from botorch.acquisition.analytic import LogNoisyExpectedImprovement
from botorch.models import SingleTaskGP
from gpytorch.kernels import MaternKernel, ScaleKernel
from gpytorch.means import ZeroMean

warnings.simplefilter("ignore")
torch.set_default_dtype(torch.float64)
torch.manual_seed(3)

# The numerical nugget of both sides: gpytorch allows no less noise than this.
NUGGET, NOISE, SIGNAL, SCALES = 1e-6, 0.2, 1.0, [0.4, 0.7]
x = torch.rand(12, 2)
y = (torch.sin(5 * x[:, 0]) + (x[:, 1] - 0.4) ** 2 + 0.4 * torch.randn(12)).unsqueeze(-1)
y = (y - y.mean()) / y.std()
kernel = ScaleKernel(MaternKernel(nu=2.5, ard_num_dims=2))
kernel.base_kernel.lengthscale = torch.tensor(SCALES)
kernel.outputscale = SIGNAL
model = SingleTaskGP(x, y, torch.full_like(y, NOISE + NUGGET), covar_module=kernel, mean_module=ZeroMean(), outcome_transform=None)
model.eval()
improvement = LogNoisyExpectedImprovement(model, x, num_fantasies=16, maximize=False)
# BoTorch takes samples for a tenth of Hone's nugget away from exact.
improvement.model.likelihood.noise_covar.noise = torch.full((16, 12), NUGGET)
new = torch.tensor([[0.8, 0.4], [0.9, 0.3], [0.7, 0.8], [1.0, 0.0], [0.3, 0.1], [0.02, 0.97]]).requires_grad_(True)
values = improvement(new.unsqueeze(1))
values.sum().backward()
print(
    json.dumps(
        dict(
            x=x.tolist(), y=y.squeeze(-1).tolist(), scales=SCALES, signal=SIGNAL, noise=NOISE,
            samples=improvement.model.train_targets.tolist(), new=new.tolist(), logarithms=values.tolist(), slopes=new.grad.tolist(),
        ),
        indent=1
    )
)
