"""A trainer with typer: boxes drawn by rich, required options, enums."""
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer


class Schedule(str, Enum):
    cosine = "cosine"
    step = "step"
    constant = "constant"


def main(
    train: Annotated[Path, typer.Option(help="Rows to learn from.")],
    learning_rate: Annotated[float, typer.Option("--learning-rate", "-l", min=1e-6, max=1.0, help="Step size.")] = 3e-4,
    batch_size: Annotated[int, typer.Option(help="Rows in a step.")] = 64,
    schedule: Annotated[Schedule, typer.Option(help="How the step size falls.")] = Schedule.cosine,
    warmup: Annotated[float, typer.Option(help="Share of the steps in which the step size rises.")] = 0.05,
    ema: Annotated[bool, typer.Option(help="Average the weights over time, which costs some memory and usually makes the last steps less noisy.")] = False,
    gpus: int = 1,
    checkpoint: Annotated[Path, typer.Option(help="Where the weights go.")] = Path("out/model.pt"),
):
    """Fine-tune a small transformer."""


typer.run(main)
