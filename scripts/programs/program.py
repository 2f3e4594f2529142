"""What can be tuned: a program with its space, its objective and its tasks.

`run(config, task, seed)` makes one trial: it returns the objective's value, or (value, {metric: value}), and raises where
the trial fails. `facts(task)` says what a task is, without naming it. Tasks are names; the more there are, the better."""
import zlib

import data
from space import Space

PROGRAMS = {}


class Program:
    def __init__(self, name, family, summary, space, run, tasks, facts=None, minimize=None, maximize=None,
                 learns=True, trials=100, repeats=True, dataset=None):
        assert (minimize is None) != (maximize is None)
        self.name, self.family, self.summary, self.run, self.tasks = name, family, summary, run, list(tasks)
        self.space = Space(space)
        self.facts = facts or (lambda task: {})
        self.direction = "minimize" if minimize else "maximize"
        self.metric = minimize or maximize
        self.learns, self.trials, self.repeats = learns, trials, repeats
        self.dataset = dataset or (lambda task: data.name_of(task) or f"{run.__module__}-{task}")
        assert name not in PROGRAMS, f"{name} twice"
        PROGRAMS[name] = self

    def seed(self, task, index):
        """Of the draw of a configuration; a program that changes its space draws anew."""
        return zlib.crc32(f"{self.name}/{task}/{index}/{self.space.digest()}".encode())


class Failed(Exception):
    """A trial that ran and came to nothing usable: diverged, no clusters, no fit."""


def spread(name, items, count):
    """`count` of `items`, chosen by the program's name: programs that share items overlap without being alike."""
    ranked = sorted(items, key=lambda item: zlib.crc32(f"{name}|{item}".encode()))
    return ranked[:count]
