"""Trains a bandit agent."""
from absl import app, flags

FLAGS = flags.FLAGS
flags.DEFINE_float("learning_rate", 0.01, "Step size of the agent.")
flags.DEFINE_float("epsilon", 0.1, "Share of random actions.", lower_bound=0.0, upper_bound=1.0)
flags.DEFINE_integer("hidden_units", 64, "Width of the hidden layers.", lower_bound=1)
flags.DEFINE_integer("horizon", 10, "Steps that are looked ahead.", lower_bound=1, upper_bound=50)
flags.DEFINE_bool("double_q", False, "Use two value functions, so that neither is believed too much when both are trained on what the other one has chosen.")
flags.DEFINE_enum("explore", "greedy", ["greedy", "ucb", "thompson"], "How to explore.")
flags.DEFINE_list("layers", ["64", "64"], "Widths of all layers.")
flags.DEFINE_string("logdir", "/tmp/log", "Where events go.")
flags.DEFINE_integer("seed", None, "Of everything random.")


app.run(lambda arguments: None)
