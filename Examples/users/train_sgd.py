"""A network of one hidden layer and its own training loop: SGD, with momentum if asked, or Adam. Prints the log loss on held-out rows."""

import argparse
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from rows import load

EPOCHS = 12

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--dataset", choices=["digits", "waves"], default="digits")
parser.add_argument("--optimizer", choices=["sgd", "adam"], default="sgd")
parser.add_argument("--lr", type=float, default=0.01, help="step size")
parser.add_argument("--momentum", type=float, default=0, help="of SGD")
parser.add_argument("--nesterov", choices=["true", "false"], default="false", help="look ahead; with momentum")
parser.add_argument("--beta2", type=float, default=0.999, help="memory of Adam's squares")
parser.add_argument("--weight_decay", type=float, default=1e-5)
parser.add_argument("--batch_size", type=int, default=32)
parser.add_argument("--hidden", type=int, default=64, help="units")
parser.add_argument("--schedule", choices=["constant", "cosine"], default="constant", help="of the step size")
given = parser.parse_args()

train, test, classes, answers = load(given.dataset)
mean, deviation = train.mean(0), train.std(0) + 1e-9
train, test = (train - mean) / deviation, (test - mean) / deviation
draw = np.random.default_rng(0)
count = int(classes.max()) + 1
weights = [
    draw.normal(size=(train.shape[1], given.hidden)) * np.sqrt(2 / train.shape[1]), np.zeros(given.hidden),
    draw.normal(size=(given.hidden, count)) * np.sqrt(1 / given.hidden), np.zeros(count)]
first, second = [np.zeros_like(w) for w in weights], [np.zeros_like(w) for w in weights]


def forward(rows):
    inner = np.maximum(rows @ weights[0] + weights[1], 0)
    scores = inner @ weights[2] + weights[3]
    scores -= scores.max(1, keepdims=True)
    chances = np.exp(scores)
    return inner, chances / chances.sum(1, keepdims=True)


np.seterr(all="ignore")
step, steps = 0, EPOCHS * -(-len(train) // given.batch_size)
for _ in range(EPOCHS):
    order = draw.permutation(len(train))
    for start in range(0, len(order), given.batch_size):
        part = order[start : start + given.batch_size]
        inner, slope = forward(train[part])
        slope[np.arange(len(part)), classes[part]] -= 1
        slope /= len(part)
        back = (slope @ weights[2].T) * (inner > 0)
        gradients = [train[part].T @ back, back.sum(0), inner.T @ slope, slope.sum(0)]
        rate = given.lr * (0.5 * (1 + np.cos(np.pi * step / steps)) if given.schedule == "cosine" else 1)
        step += 1
        for index, gradient in enumerate(gradients):
            gradient = gradient + given.weight_decay * weights[index]
            if given.optimizer == "adam":
                first[index] = 0.9 * first[index] + 0.1 * gradient
                second[index] = given.beta2 * second[index] + (1 - given.beta2) * gradient**2
                move = first[index] / (1 - 0.9**step) / (np.sqrt(second[index] / (1 - given.beta2**step)) + 1e-8)
            else:
                first[index] = given.momentum * first[index] + gradient
                move = gradient + given.momentum * first[index] if given.nesterov == "true" else first[index]
            weights[index] -= rate * move
_, chances = forward(test)
loss = -np.log(np.clip(chances[np.arange(len(answers)), answers], 1e-12, 1)).mean()
print("log_loss:", loss if np.isfinite(loss) else -np.log(1e-12))
