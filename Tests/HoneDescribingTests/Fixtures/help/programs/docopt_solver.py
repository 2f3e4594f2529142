"""Solve a travelling salesman's problem by simulated annealing.

Usage:
  docopt_solver.py [options] <instance>
  docopt_solver.py (-h | --help)

Options:
  -h --help               Show this screen.
  -t=<temp> --temperature=<temp>  Temperature at the start [default: 10.0].
  --cooling=<rate>        Factor per step, from 0.5 to 0.9999 [default: 0.99].
  --moves=<n>             Moves at each temperature [default: 100].
  --neighbour=<kind>      2opt, oropt or swap [default: 2opt].
  --greedy                Begin with the nearest neighbour's tour.
  --verbose               Print every step.
  -s --seed=<n>           Seed [default: 1].
"""
from docopt import docopt

docopt(__doc__)
