"""Small networks in PyTorch, on the CPU, with the objective after each epoch."""
import functools
import importlib.util

import numpy as np

import data
from data import generator
from program import Failed, Program, spread
from space import choice, flag, logreal, logwhole, real, whole

if not importlib.util.find_spec("torch"):
    raise ImportError("torch")


@functools.lru_cache(maxsize=1)
def torch():
    import torch
    torch.set_num_threads(1)
    return torch


OPTIMIZER = [choice("optimizer", ["sgd", "adam", "adamw", "rmsprop"], "adam", "how gradients become steps"), logreal("lr", 1e-5, 1.0, 1e-3, "step size"), real("momentum", 0.0, 0.99, 0.9, "share of the last step that goes into the next", {"optimizer": ["sgd", "rmsprop"]}), flag("nesterov", False, "look ahead before the gradient is taken", {"optimizer": "sgd"}),
             real("beta2", 0.9, 0.9999, 0.999, "memory of the squared gradients", {"optimizer": ["adam", "adamw"]}), logreal("weight_decay", 1e-6, 0.3, 1e-4, "pull of the weights to zero"), choice("scheduler", ["none", "cosine", "step", "onecycle"], "none", "how the step changes over the epochs"), real("step_gamma", 0.1, 0.9, 0.5, "factor of the step at a third and two thirds", {"scheduler": "step"})]


def optimizer(c, parameters, total):
    t = torch()
    o, lr, wd = c["optimizer"], c["lr"], c["weight_decay"]
    if o == "sgd":
        opt = t.optim.SGD(parameters, lr, momentum=c["momentum"], nesterov=c["nesterov"] and c["momentum"] > 0, weight_decay=wd)
    elif o == "rmsprop":
        opt = t.optim.RMSprop(parameters, lr, momentum=c["momentum"], weight_decay=wd)
    else:
        opt = (t.optim.Adam if o == "adam" else t.optim.AdamW)(parameters, lr, betas=(.9, c["beta2"]), weight_decay=wd)
    s = c["scheduler"]
    if s == "cosine":
        return opt, t.optim.lr_scheduler.CosineAnnealingLR(opt, total)
    if s == "step":
        return opt, t.optim.lr_scheduler.MultiStepLR(opt, [total // 3, 2 * total // 3], c["step_gamma"])
    if s == "onecycle":
        return opt, t.optim.lr_scheduler.OneCycleLR(opt, lr, total_steps=total + 1)
    return opt, None


def train(model, c, X, y, V, v, T, u, epochs, seed, classes=True, smoothing=0.0, clip=None, corrupt=None):
    """(last objective, {test, curve}): error of classes, or mean squared error."""
    t = torch()
    order = np.random.default_rng(seed)
    batch = c["batch_size"]
    steps = max(1, int(np.ceil(len(X) / batch)))
    opt, schedule = optimizer(c, model.parameters(), epochs * steps)
    loss = t.nn.CrossEntropyLoss(label_smoothing=smoothing) if classes else t.nn.MSELoss()

    def judge(A, b):
        model.eval()
        with t.no_grad():
            out = model(A)
            if not t.isfinite(out).all():
                raise Failed("diverged")
            return float((out.argmax(-1) != b).float().mean()) if classes else float(((out - b) ** 2).mean())
    curve = []
    for _ in range(epochs):
        model.train()
        p = order.permutation(len(X))
        for k in range(0, len(X), batch):
            i = t.as_tensor(p[k:k + batch])
            if len(i) < 2:
                continue
            opt.zero_grad()
            A = X[i] if corrupt is None else corrupt(X[i])
            l = loss(model(A), y[i])
            if not t.isfinite(l):
                raise Failed("diverged")
            l.backward()
            if clip:
                t.nn.utils.clip_grad_norm_(model.parameters(), clip)
            opt.step()
            if schedule:
                schedule.step()
        curve.append(judge(V, v))
    if curve[-1] > 100:
        raise Failed("diverged")
    return curve[-1], dict(test=judge(T, u), curve=curve)


def split(n, seed):
    p = generator("net rows", seed).permutation(n)
    return p[: n // 2], p[n // 2: 3 * n // 4], p[3 * n // 4:]


def tensors(X, y, seed, classes=True):
    t = torch()
    a, b, e = split(len(y), seed)
    f = lambda i: (t.as_tensor(X[i], dtype=t.float32), t.as_tensor(y[i], dtype=t.long if classes else t.float32))
    return *f(a), *f(b), *f(e)


ACT = choice("activation", ["relu", "tanh", "gelu", "silu", "leaky_relu"], "relu", "what a unit does to its sum")
act = lambda name: dict(relu=torch().nn.ReLU, tanh=torch().nn.Tanh, gelu=torch().nn.GELU, silu=torch().nn.SiLU, leaky_relu=torch().nn.LeakyReLU)[name]()
BATCH = logwhole("batch_size", 8, 256, 32, "rows a step sees")
EPOCHS = 10


def mlp(c, inputs, outputs, residual=False):
    n = torch().nn
    layers, d = [], inputs
    for _ in range(c["layers"]):
        layers.append(n.Linear(d, c["width"]))
        if c.get("normalisation", "none") == "batch":
            layers.append(n.BatchNorm1d(c["width"]))
        elif c.get("normalisation", "none") == "layer":
            layers.append(n.LayerNorm(c["width"]))
        layers += [act(c["activation"]), n.Dropout(c["dropout"])]
        d = c["width"]
    return n.Sequential(*layers, n.Linear(d, outputs))


MLP = [whole("layers", 1, 4, 2, "hidden layers"), logwhole("width", 4, 128, 64, "units of a layer"), ACT, real("dropout", 0, 0.7, 0.0, "share of units left out while training"), choice("normalisation", ["none", "batch", "layer"], "none", "how activations are normalised"), BATCH]


def run_mlp(c, task, seed):
    X, y, _ = data.classification(task, 500)
    torch().manual_seed(seed)
    T = tensors(X, y, 0)
    return train(mlp(c, X.shape[1], int(y.max()) + 1), c, *T, EPOCHS, seed, smoothing=c["label_smoothing"])


facts = lambda t: dict(data.classification(t, 500)[2], epochs=EPOCHS)
Program("torch-mlp", "mlp_torch", "multilayer perceptron for classes, 10 epochs (PyTorch)", [*MLP, *OPTIMIZER, real("label_smoothing", 0, 0.4, 0.0, "share of a label given to the other classes")], run_mlp, spread("torch-mlp", data.CLASSES, 7), facts, minimize="val_error", trials=100)


def run_mlp_regression(c, task, seed):
    X, y, _ = data.regression(task, 400)
    torch().manual_seed(seed)
    T = tensors(X, (y - y.mean()) / (y.std() + 1e-9), 0, False)
    n = torch().nn

    class Flat(n.Module):
        def __init__(self, m):
            super().__init__()
            self.m = m

        def forward(self, x):
            return self.m(x)[:, 0]
    return train(Flat(mlp(c, X.shape[1], 1)), c, *T, 15, seed, classes=False, clip=c["clip_grad_norm"])


Program("torch-mlp-regression", "mlp_torch", "multilayer perceptron for numbers, 15 epochs (PyTorch); objective: squared error over the target's variance", [*MLP, *OPTIMIZER, logreal("clip_grad_norm", 0.01, 100, 10.0, "longest gradient")], run_mlp_regression, spread("torch-mlp-regression", data.TARGETS, 7), lambda t: dict(data.regression(t, 400)[2], epochs=15), minimize="val_mse", trials=100)

# Pictures of 12 by 12 points: shapes, strokes, textures.

SHAPES = "bars crosses blots stripes strokes".split()


@functools.lru_cache(maxsize=None)
def shapes(task, n=480):
    r = generator("shapes", task)
    y = r.integers(0, 4, n)
    X = np.zeros((n, 12, 12), np.float32)
    a, b = np.mgrid[0:12, 0:12]
    proto = r.normal(size=(4, 12, 12))
    for k in range(n):
        i, j = r.integers(2, 9, 2)
        if task == "bars":
            X[k][(a - i if y[k] < 2 else b - j) == 0] = 1
            if y[k] % 2:
                X[k][(a - i + 2 if y[k] < 2 else b - j + 2) == 0] = 1
        elif task == "crosses":
            X[k][[(a == i), (abs(a - i) == abs(b - j)), (a == i) | (b == j), ((a - i) ** 2 + (b - j) ** 2 < 8) & ((a - i) ** 2 + (b - j) ** 2 > 2)][y[k]]] = 1
        elif task == "blots":
            for _ in range(y[k] + 1):
                p, q = r.integers(1, 11, 2)
                X[k] += np.exp(-((a - p) ** 2 + (b - q) ** 2) / 2)
        elif task == "stripes":
            X[k] = np.sin((a * np.cos(y[k] * np.pi / 4) + b * np.sin(y[k] * np.pi / 4)) * 1.4 + r.uniform(0, 6))
        else:
            X[k] = np.roll(proto[y[k]], tuple(r.integers(-1, 2, 2)), (0, 1)) * .6
    return X[:, None] + r.normal(0, .45, (n, 1, 12, 12)).astype(np.float32), y


def run_cnn(c, task, seed):
    t = torch()
    n = t.nn
    t.manual_seed(seed)
    X, y = shapes(task)
    layers, d = [], 1
    for k in range(c["conv_layers"]):
        w = c["channels"] * (2 if k and c["double_channels"] else 1)
        layers += [n.Conv2d(d, w, c["kernel_size"], padding=c["kernel_size"] // 2), *([n.BatchNorm2d(w)] if c["batch_norm"] else []), act(c["activation"])]
        if k < 2:
            layers.append(n.MaxPool2d(2) if c["pooling"] == "max" else n.AvgPool2d(2))
        d = w
    side = 12 // 2 ** min(c["conv_layers"], 2)
    layers += [n.Flatten(), n.Dropout(c["dropout"]), n.Linear(d * side * side, 4)]
    shift = None
    if c["augment"] > 0:
        def shift(A):
            return t.roll(A, tuple(int(v) for v in np.random.randint(-1, 2, 2)), (2, 3)) + c["augment"] * t.randn_like(A)
    return train(n.Sequential(*layers), c, *tensors(X, y, 0), 8, seed, corrupt=shift)


Program("torch-cnn", "cnn_torch", "convolutional network on small pictures, 8 epochs (PyTorch)", [whole("conv_layers", 1, 3, 2, "convolutions"), logwhole("channels", 2, 24, 8, "filters of the first"), flag("double_channels", True, "twice as many filters later"), choice("kernel_size", [1, 3, 5], 3, "side of a filter"), ACT, flag("batch_norm", True, "normalise over the batch"), choice("pooling", ["max", "avg"], "max", "how the picture is made smaller"), real("dropout", 0, 0.7, 0.0, "share of features left out while training"), real("augment", 0, 1.0, 0.0, "noise added to shifted copies; 0 changes nothing"), BATCH, *OPTIMIZER], run_cnn, SHAPES, lambda t: dict(rows=480, width=12, height=12, classes=4, epochs=8), minimize="val_error", trials=80)

SEQUENCES = "parity first_symbol rising rhythm brackets".split()


@functools.lru_cache(maxsize=None)
def sequences(task, n=400, length=16):
    r = generator("sequences", task)
    X = r.integers(0, 6, (n, length))
    if task == "parity":
        y = (X[:, :5] == 1).sum(1) % 2
    elif task == "first_symbol":
        y = X[:, 0] % 3
    elif task == "rising":
        y = ((np.diff(X, axis=1) > 0).sum(1) > 6).astype(int)
    elif task == "rhythm":
        y = r.integers(0, 3, n)
        for k in range(n):
            X[k, r.integers(0, 2):: y[k] + 2] = 5
    else:
        depth = np.cumsum(np.where(X < 3, 1, -1), axis=1)
        y = (depth.min(1) >= -2).astype(int)
    return X, y


def run_recurrent(c, task, seed):
    t = torch()
    n = t.nn
    t.manual_seed(seed)
    X, y = sequences(task)
    a, b, e = split(len(y), 0)
    f = lambda i: (t.as_tensor(X[i], dtype=t.long), t.as_tensor(y[i], dtype=t.long))

    class Net(n.Module):
        def __init__(self):
            super().__init__()
            self.embed = n.Embedding(6, c["embedding_dim"])
            self.cell = dict(rnn=n.RNN, gru=n.GRU, lstm=n.LSTM)[c["cell"]](c["embedding_dim"], c["hidden_size"], c["num_layers"], batch_first=True, bidirectional=c["bidirectional"], dropout=c["dropout"] if c["num_layers"] > 1 else 0)
            d = c["hidden_size"] * (2 if c["bidirectional"] else 1)
            self.out = n.Sequential(n.Dropout(c["dropout"]), n.Linear(d, int(y.max()) + 1))

        def forward(self, x):
            h = self.cell(self.embed(x))[0]
            return self.out(h[:, -1] if c["read_out"] == "last" else h.mean(1) if c["read_out"] == "mean" else h.max(1).values)
    return train(Net(), c, *f(a), *f(b), *f(e), 8, seed, clip=c["clip_grad_norm"])


Program("torch-recurrent", "rnn_torch", "recurrent network on short sequences, 8 epochs (PyTorch)", [choice("cell", ["rnn", "gru", "lstm"], "lstm", "recurrent cell"), logwhole("embedding_dim", 2, 32, 16, "numbers a symbol becomes"), logwhole("hidden_size", 4, 64, 32, "units"), whole("num_layers", 1, 2, 1, "layers"), flag("bidirectional", False, "read backwards too"), choice("read_out", ["last", "mean", "max"], "last", "what of the states is used"), real("dropout", 0, 0.6, 0.0, "share of units left out while training"), logreal("clip_grad_norm", 0.01, 100, 1.0, "longest gradient"), BATCH, *OPTIMIZER], run_recurrent, SEQUENCES, lambda t: dict(rows=400, length=16, symbols=6, epochs=8), minimize="val_error", trials=80)


def run_transformer(c, task, seed):
    t = torch()
    n = t.nn
    t.manual_seed(seed)
    X, y = sequences(task)
    a, b, e = split(len(y), 0)
    f = lambda i: (t.as_tensor(X[i], dtype=t.long), t.as_tensor(y[i], dtype=t.long))
    d = c["nhead"] * c["head_dim"]

    class Net(n.Module):
        def __init__(self):
            super().__init__()
            self.embed, self.place = n.Embedding(6, d), n.Parameter(t.randn(16, d) * c["position_std"])
            layer = n.TransformerEncoderLayer(d, c["nhead"], d * c["ff_factor"], c["dropout"], activation="gelu", batch_first=True, norm_first=c["norm_first"])
            self.body = n.TransformerEncoder(layer, c["num_layers"], enable_nested_tensor=False)
            self.out = n.Linear(d, int(y.max()) + 1)

        def forward(self, x):
            h = self.body(self.embed(x) + self.place)
            return self.out(h[:, 0] if c["read_out"] == "first" else h.mean(1))
    return train(Net(), c, *f(a), *f(b), *f(e), 6, seed, smoothing=c["label_smoothing"])


Program("torch-transformer", "transformer_torch", "small transformer on short sequences, 6 epochs (PyTorch)", [choice("nhead", [1, 2, 4], 2, "attention heads"), choice("head_dim", [4, 8, 16], 8, "numbers of a head"), whole("num_layers", 1, 3, 2, "layers"), whole("ff_factor", 1, 4, 2, "width of the inner layer, in times"), real("dropout", 0, 0.5, 0.1, "share of units left out while training"), flag("norm_first", False, "normalise before, not after"), logreal("position_std", 1e-3, 2, 0.1, "size of the first position vectors"), choice("read_out", ["first", "mean"], "mean", "what of the states is used"), real("label_smoothing", 0, 0.3, 0.0, "share of a label given to the other classes"), BATCH, *OPTIMIZER], run_transformer, SEQUENCES, lambda t: dict(rows=400, length=16, symbols=6, epochs=6), minimize="val_error", trials=60)


def run_autoencoder(c, task, seed):
    from sk_unsupervised import pictures
    t = torch()
    n = t.nn
    t.manual_seed(seed)
    X = pictures(task)
    X = (X - X.mean(0)) / (X.std() + 1e-9)
    d = X.shape[1]
    model = n.Sequential(n.Linear(d, c["hidden"]), act(c["activation"]), n.Linear(c["hidden"], c["code"]), *([act("relu")] if c["sparse_code"] else []), n.Linear(c["code"], c["hidden"]), act(c["activation"]), n.Linear(c["hidden"], d))
    T = t.as_tensor(X, dtype=t.float32)
    a, b, e = split(len(X), 0)
    corrupt = (lambda A: A + c["input_noise"] * t.randn_like(A)) if c["input_noise"] > .01 else None
    value, m = train(model, c, T[a], T[a], T[b], T[b], T[e], T[e], 15, seed, classes=False, corrupt=corrupt)
    return value + .01 * c["code"], dict(m, curve=[v + .01 * c["code"] for v in m["curve"]])


Program("torch-autoencoder", "autoencoder_torch", "autoencoder, 15 epochs (PyTorch); objective: squared error of unseen rows plus 0.01 a number of the code", [logwhole("hidden", 4, 128, 64, "units of the hidden layers"), logwhole("code", 1, 32, 8, "numbers of the code"), ACT, flag("sparse_code", False, "no negative numbers in the code"), real("input_noise", 0, 1.0, 0.0, "noise on the inputs while training"), BATCH, *OPTIMIZER], run_autoencoder, "parts waves lowrank spikes texture segment".split(), lambda t: dict(rows=300, epochs=15), minimize="val_loss", trials=80)
