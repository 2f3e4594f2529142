"""Controllers, policies, samplers and filters in simulations of our own. Nothing is learnt in the usual sense; objective: cost."""
import functools

import numpy as np

from data import generator
from program import Failed, Program, spread
from space import choice, flag, logreal, logwhole, real, whole

PLANTS = {"tank": ([.95], [.08], 0), "motor": ([1.75, -.76], [.01, .01], 0), "lagging": ([.9], [.1], 8), "spring": ([1.9, -.95], [.05, 0], 2), "oven": ([.98, .01], [.02, .01], 15), "fast": ([.4], [.6], 1)}


def pid(c, task, seed):
    a, b, delay = PLANTS[task]
    r = generator("pid", task, seed)
    y, u, integral, last, smooth = [0.0] * 3, [0.0] * 30, 0.0, None, 0.0
    cost = 0.0
    for k in range(400):
        goal = 1.0 if k < 200 else -.5
        z = y[-1] + r.normal(0, .01)
        e = goal - z
        integral += e
        d = 0 if last is None else ((e - last) if c["derivative_on"] == "error" else -(z - (goal_last - last)))
        last, goal_last = e, goal
        smooth = c["filter"] * smooth + (1 - c["filter"]) * d
        raw = c["Kp"] * (c["setpoint_weight"] * goal - z) + c["Ki"] * integral + c["Kd"] * smooth
        v = float(np.clip(raw, -6, 6))
        if raw != v and c["anti_windup"]:
            integral -= e
        u.append(v)
        push = .5 if 300 <= k < 320 else 0
        y.append(sum(p * y[-1 - i] for i, p in enumerate(a)) + sum(q * (u[-1 - delay - i] + push) for i, q in enumerate(b)))
        if abs(y[-1]) > 1e6:
            raise Failed("unstable")
        cost += abs(goal - y[-1]) + .02 * abs(u[-1] - u[-2])
    return np.log10(cost)


Program("pid-controller", "pid", "PID controller on a simulated plant; objective: logarithm of the summed error and effort", [logreal("Kp", 1e-3, 100, 1.0, "gain on the error"), logreal("Ki", 1e-5, 10, 0.01, "gain on the summed error"), logreal("Kd", 1e-4, 100, 0.01, "gain on the change"), real("filter", 0, 0.98, 0.0, "smoothing of the change"), real("setpoint_weight", 0, 1.2, 1.0, "share of the goal in the proportional part"), choice("derivative_on", ["error", "measurement"], "error", "what the change is taken of"), flag("anti_windup", True, "hold the sum while saturated")], pid, list(PLANTS), lambda t: dict(order=len(PLANTS[t][0]), delay=PLANTS[t][2]), minimize="log10_cost", learns=False, trials=110)


def inventory(c, task, seed):
    lead, price_hold, price_miss, price_order, season = dict(shop=(2, 1, 9, 30, 0), spare=(6, 1, 60, 80, 0), fresh=(1, 4, 8, 5, 0), season=(3, 1, 12, 40, .8), bulk=(4, .3, 6, 300, .3))[task]
    r = generator("inventory", task, seed)
    stock, orders, cost, level = c["order_up_to"], [], 0.0, 10.0
    for k in range(1500):
        arrived = [q for t, q in orders if t == k]
        stock += sum(arrived)
        orders = [(t, q) for t, q in orders if t > k]
        demand = r.poisson(10 * (1 + season * np.sin(2 * np.pi * k / 60)))
        level = (1 - c["forecast_rate"]) * level + c["forecast_rate"] * demand
        sold = min(stock, demand)
        cost += price_miss * (demand - sold)
        stock -= sold
        cost += price_hold * stock
        scale = level / 10 if c["follow_forecast"] else 1
        position = stock + sum(q for _, q in orders)
        if k % c["review"] == 0 and position <= c["reorder_point"] * scale:
            q = max(0, min(c["order_up_to"] * scale - position, c["batch_max"]))
            if q > 0:
                orders.append((k + lead, q))
                cost += price_order
    return cost / 1500


Program("inventory-policy", "inventory", "stock policy in a simulated shop; objective: cost a day", [logwhole("reorder_point", 1, 300, 30, "stock at which more is ordered"), logwhole("order_up_to", 5, 800, 80, "stock that an order fills up to"), whole("review", 1, 14, 1, "days between looks"), flag("follow_forecast", False, "scale both by the forecast demand"), logreal("forecast_rate", 0.005, 0.8, 0.1, "how fast the forecast follows"), logwhole("batch_max", 5, 1000, 1000, "largest order")], inventory, ["shop", "spare", "fresh", "season", "bulk"], lambda t: dict(days=1500, mean_demand=10), minimize="cost_a_day", learns=False, trials=100)


def kalman(c, task, seed):
    r = generator("kalman", task)
    s = generator("kalman", task, seed)
    n = 300
    if task == "drift":
        truth = np.cumsum(r.normal(0, .1, n))
    elif task == "turns":
        truth = np.cumsum(np.cumsum(r.choice([-.02, 0, .02], n // 20)).repeat(20)[:n])
    elif task == "jumps":
        truth = np.cumsum((r.uniform(size=n) < .03) * r.normal(0, 3, n))
    elif task == "wave":
        truth = 3 * np.sin(np.arange(n) / 12)
    else:
        truth = np.cumsum(r.normal(0, .05, n)) + np.arange(n) * .03
    noise = s.normal(0, .7, n) if task != "outliers" else s.standard_t(1.7, n) * .4
    z = truth + noise
    q, R = c["process_noise"], c["measurement_noise"]
    A = np.array([[1, 1], [0, c["velocity_decay"]]]) if c["model"] == "velocity" else np.array([[1.0]])
    d = len(A)
    x, P = np.zeros(d), np.eye(d) * c["initial_variance"]
    Q = q * (np.array([[.25, .5], [.5, 1]]) if d == 2 else np.eye(1))
    out = []
    for v in z:
        x, P = A @ x, A @ P @ A.T * c["fading"] + Q
        e = v - x[0]
        S = P[0, 0] + R
        if abs(e) > c["gate"] * np.sqrt(S):
            S = P[0, 0] + R * 25
        K = P[:, 0] / S
        x, P = x + K * e, P - np.outer(K, P[0])
        out.append(x[0])
    return float(np.sqrt(np.mean((np.array(out) - truth)[20:] ** 2)))


Program("kalman-filter", "kalman", "Kalman filter on a noisy track; objective: root mean squared error", [choice("model", ["position", "velocity"], "position", "what moves"), logreal("process_noise", 1e-7, 10, 0.01, "variance of the motion"), logreal("measurement_noise", 1e-3, 100, 1.0, "variance of the measurements"), logreal("initial_variance", 1e-3, 1e3, 1.0, "variance at the start"), real("velocity_decay", 0.5, 1.0, 1.0, "how long a velocity lasts", {"model": "velocity"}), real("fading", 1.0, 1.3, 1.0, "growth of uncertainty a step"), logreal("gate", 0.5, 10, 5.0, "deviations beyond which a measurement is doubted")], kalman, ["drift", "turns", "jumps", "wave", "outliers", "climb"], lambda t: dict(steps=300), minimize="rmse", learns=False, trials=110)


def particles(c, task, seed):
    r, s = generator("track", task), generator("particles", task, seed)
    n, m = 80, c["particles"]
    truth, z = [0.0], []
    for k in range(n):
        x = truth[-1]
        truth.append(.5 * x + 25 * x / (1 + x * x) + 8 * np.cos(1.2 * k) + r.normal(0, 3) if task == "folded" else x + r.normal(0, 1) + (6 if task == "jumps" and r.uniform() < .1 else 0))
        z.append(truth[-1] ** 2 / 20 + r.normal(0, 1) if task == "folded" else truth[-1] + r.standard_t(2) if task == "heavy" else truth[-1] + r.normal(0, 2))
    X, w, error, work = s.normal(0, c["initial_spread"], m), np.ones(m) / m, 0.0, 0
    for k in range(n):
        X = .5 * X + 25 * X / (1 + X * X) + 8 * np.cos(1.2 * k) + s.normal(0, c["process_scale"] * 3, m) if task == "folded" else X + s.normal(0, c["process_scale"], m)
        d = z[k] - (X * X / 20 if task == "folded" else X)
        w = w * (np.exp(-.5 * (d / c["measurement_scale"]) ** 2) + 1e-12 if c["likelihood"] == "normal" else 1 / (1 + (d / c["measurement_scale"]) ** 2))
        w /= w.sum()
        error += (truth[k + 1] - (w * X).sum()) ** 2
        if 1 / (w ** 2).sum() < c["resample_below"] * m:
            u = (s.uniform() + np.arange(m)) / m if c["resampling"] == "systematic" else s.uniform(size=m)
            X, w = X[np.minimum(np.searchsorted(np.cumsum(w), u), m - 1)] + s.normal(0, c["jitter"], m), np.ones(m) / m
    return np.sqrt(error / n) + .15 * np.log2(m) / 10


Program("particle-filter", "particle_filter", "particle filter of our own; objective: root mean squared error plus a price on particles", [logwhole("particles", 5, 2000, 200, "number of particles"), logreal("process_scale", 0.05, 10, 1.0, "spread of the motion"), logreal("measurement_scale", 0.1, 20, 1.0, "spread of the measurements"), choice("likelihood", ["normal", "cauchy"], "normal", "shape of the errors"), real("resample_below", 0.05, 1.0, 0.5, "share of effective particles at which they are drawn anew"), choice("resampling", ["systematic", "multinomial"], "systematic", "how they are drawn"), logreal("jitter", 1e-3, 3, 0.01, "noise added after that"), logreal("initial_spread", 0.1, 20, 2.0, "spread at the start")], lambda c, t, s: averaged(particles, 3)(c, t, s), ["folded", "walk", "heavy", "jumps"], lambda t: dict(steps=80), minimize="cost", learns=False, trials=100)

def averaged(run, times):
    """The mean over runs with other draws: what a person would look at."""
    return lambda c, task, seed: float(np.mean([run(dict(c), task, seed * times + k) for k in range(times)]))


# Learning by trial in small worlds.

MAZES = {"open": (6, 0, .0), "walls": (7, .25, .0), "slippery": (6, .15, .2), "long": (9, .2, .0), "windy": (7, .1, .35)}


@functools.lru_cache(maxsize=None)
def maze(task):
    n, walls, slip = MAZES[task]
    r = generator("maze", task)
    while True:
        W = r.uniform(size=(n, n)) < walls
        W[0, 0] = W[-1, -1] = False
        seen, stack = {(0, 0)}, [(0, 0)]
        while stack:
            i, j = stack.pop()
            for a, b in ((i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)):
                if 0 <= a < n and 0 <= b < n and not W[a, b] and (a, b) not in seen:
                    seen.add((a, b))
                    stack.append((a, b))
        if (n - 1, n - 1) in seen:
            return W, n, slip


def q_learning(c, task, seed):
    W, n, slip = maze(task)
    r = generator("q", task, seed)
    Q = np.full((n * n, 4), c["initial_value"])
    Q2 = Q.copy()
    moves = ((1, 0), (-1, 0), (0, 1), (0, -1))
    total, eps, alpha = [], c["epsilon"], c["alpha"]
    for episode in range(60):
        i = j = 0
        trace = {}
        got = 0.0
        def act(s):
            q = Q[s] + (Q2[s] if c["algorithm"] == "double" else 0)
            if c["exploration"] == "softmax":
                p = np.exp((q - q.max()) / c["temperature"])
                return int(np.searchsorted(np.cumsum(p / p.sum()), r.random()))if True else 0
            return int(r.integers(4)) if r.random() < eps else int(np.argmax(q + 1e-9 * r.random(4)))
        s = 0
        a = min(act(s), 3)
        for step in range(120):
            m = moves[int(r.integers(4)) if r.random() < slip else a]
            x, y = i + m[0], j + m[1]
            if 0 <= x < n and 0 <= y < n and not W[x, y]:
                i, j = x, y
            t = i * n + j
            done = t == n * n - 1
            reward = 1.0 if done else -.01
            got += reward
            b = min(act(t), 3)
            if c["algorithm"] == "sarsa":
                target = reward + (0 if done else c["gamma"] * Q[t, b])
            elif c["algorithm"] == "double" and r.random() < .5:
                Q, Q2 = Q2, Q
                target = reward + (0 if done else c["gamma"] * Q2[t, int(np.argmax(Q[t]))])
            elif c["algorithm"] == "double":
                target = reward + (0 if done else c["gamma"] * Q2[t, int(np.argmax(Q[t]))])
            else:
                target = reward + (0 if done else c["gamma"] * Q[t].max())
            delta = target - Q[s, a]
            if c["trace_decay"] > .02:
                trace[s, a] = 1.0
                for k in list(trace):
                    Q[k] += alpha * delta * trace[k]
                    trace[k] *= c["gamma"] * c["trace_decay"]
                    if trace[k] < .01:
                        del trace[k]
            else:
                Q[s, a] += alpha * delta
            s, a = t, b
            if done:
                break
        total.append(got)
        eps *= c["epsilon_decay"]
        alpha *= c["alpha_decay"]
    return float(np.mean(total))


Program("q-learning", "q_learning", "tabular reinforcement learning in a maze, our own; objective: mean return of 60 episodes", [choice("algorithm", ["q", "sarsa", "double"], "q", "what the update aims at"), logreal("alpha", 0.005, 1, 0.1, "step of an update"), real("alpha_decay", 0.9, 1.0, 1.0, "factor of that step an episode"), real("gamma", 0.7, 0.999, 0.95, "weight of the future"), choice("exploration", ["greedy", "softmax"], "greedy", "how new moves are tried"), real("epsilon", 0, 1, 0.1, "share of random moves"), real("epsilon_decay", 0.8, 1.0, 1.0, "factor of that share an episode"), logreal("temperature", 0.005, 3, 0.1, "how even the choice is", {"exploration": "softmax"}), real("initial_value", -0.5, 1.0, 0.0, "value of unknown moves"), real("trace_decay", 0, 0.99, 0.0, "how far back a surprise reaches")],
        averaged(q_learning, 3), list(MAZES), lambda t: dict(states=MAZES[t][0] ** 2, actions=4, slip=MAZES[t][2]), maximize="mean_return", learns=True, trials=80)

BANDITS = {"easy": (5, .3, 0), "close": (10, .05, 0), "many": (50, .15, 0), "drifting": (8, .2, .02), "rare": (20, .04, 0)}


def bandit(c, task, seed):
    arms, gap, drift = BANDITS[task]
    s = generator("pulls", task, seed)
    r = generator("bandit", task, seed)
    p = np.clip((.1 if task == "rare" else .5) - gap * r.uniform(0, 2, arms), .01, .99)
    p[r.integers(arms)] = .15 if task == "rare" else .5
    n, w = np.full(arms, c["prior_count"]), np.full(arms, c["prior_count"] * c["prior_mean"])
    lost = 0.0
    for k in range(800):
        m = w / n
        if c["policy"] == "ucb":
            a = int(np.argmax(m + c["exploration"] * np.sqrt(np.log(k + 2) / n)))
        elif c["policy"] == "thompson":
            a = int(np.argmax(s.beta(np.maximum(w / c["exploration"], 1e-3), np.maximum((n - w) / c["exploration"], 1e-3))))
        elif c["policy"] == "softmax":
            a = int(np.argmax(m / max(c["exploration"] * .1, 1e-6) + s.gumbel(size=arms)))
        else:
            a = int(s.integers(arms)) if s.random() < min(1, c["exploration"] * arms / (k + 1)) else int(np.argmax(m + 1e-9 * s.random(arms)))
        lost += p.max() - p[a]
        x = s.random() < p[a]
        n, w = n * c["memory"] + 1e-9, w * c["memory"]
        n[a] += 1
        w[a] += x
        if drift and s.random() < drift:
            p = np.clip(p + s.normal(0, .15, arms), .01, .99)
    return lost / 8


Program("bandit-policy", "bandit", "policies for a many-armed bandit, our own; objective: loss a hundred pulls", [choice("policy", ["ucb", "thompson", "softmax", "greedy"], "ucb", "how arms are chosen"), logreal("exploration", 0.01, 10, 1.0, "weight of the unknown, width of the draws, temperature or share of random pulls"), logreal("prior_count", 0.01, 20, 1.0, "pulls that the prior is worth"), real("prior_mean", 0.05, 0.95, 0.5, "what unknown arms are thought to give"), real("memory", 0.9, 1.0, 1.0, "weight of the past a pull")], averaged(bandit, 6), list(BANDITS), lambda t: dict(arms=BANDITS[t][0], pulls=800), minimize="loss", learns=True, trials=100)


# Samplers: error of a mean and a deviation.

TARGETS = {"normal": 4, "stretched": 6, "banana": 2, "two_hills": 2, "heavy": 3, "funnel": 4}


def target(task):
    d = TARGETS[task]
    if task == "normal":
        return lambda x: -.5 * x @ x, lambda x: -x
    if task == "stretched":
        s = 10.0 ** np.linspace(-1, 1, d)
        return lambda x: -.5 * np.sum((x / s) ** 2), lambda x: -x / s ** 2
    if task == "banana":
        return lambda x: -.5 * (x[0] ** 2 + ((x[1] - x[0] ** 2) / .5) ** 2), lambda x: np.array([-x[0] + 8 * x[0] * (x[1] - x[0] ** 2), -4 * (x[1] - x[0] ** 2)])
    if task == "two_hills":
        m = np.array([2.5, 0])
        def lp(x):
            return np.logaddexp(-.5 * ((x - m) @ (x - m)), -.5 * ((x + m) @ (x + m)))
        def gr(x):
            a, b = np.exp(-.5 * ((x - m) @ (x - m))), np.exp(-.5 * ((x + m) @ (x + m)))
            return -(a * (x - m) + b * (x + m)) / (a + b + 1e-300)
        return lp, gr
    if task == "heavy":
        return lambda x: -2 * np.log1p(x @ x / 3) * 1.5, lambda x: -3 * 2 * x / 3 / (1 + x @ x / 3)
    return lambda x: -.5 * (x[0] / 1.5) ** 2 - .5 * np.sum(x[1:] ** 2) * np.exp(-x[0]) - x[0] * (d - 1) / 2, lambda x: np.r_[-x[0] / 2.25 + .5 * np.sum(x[1:] ** 2) * np.exp(-x[0]) - (d - 1) / 2, -x[1:] * np.exp(-x[0])]


TRUE_MOMENTS = {"normal": ([0] * 4, [1] * 4), "stretched": ([0] * 6, list(10.0 ** np.linspace(-1, 1, 6))), "banana": ([0, 1], [1, np.sqrt(2 + .25)]), "two_hills": ([0, 0], [np.sqrt(1 + 6.25), 1]), "heavy": ([0] * 3, [np.sqrt(3 / (1))] * 3), "funnel": ([0] * 4, [1.5] + [np.exp(1.125 / 2)] * 3)}


def sampler(kind):
    def run(c, task, seed):
        lp, gr = target(task)
        d = TARGETS[task]
        r = generator("chain", task, seed)
        x = r.normal(0, 2, d)
        budget, kept, accepted, tried = 4000, [], 0, 0
        l, step, mass = lp(x), c["step_size"], np.ones(d)
        warm = int(c["warmup"] * budget)
        used, history = 0, []
        while used < budget:
            tried += 1
            if kind == "metropolis":
                e = r.normal(size=d) if c["proposal"] == "normal" else r.standard_t(2, d) if c["proposal"] == "heavy" else np.eye(d)[r.integers(d)] * r.normal()
                y = x + step * mass * e
                v = lp(y)
                used += 1
                ok = np.log(r.random() + 1e-300) < v - l
            elif kind == "langevin":
                h = step * mass
                g = gr(x)
                y = x + .5 * h ** 2 * g + h * r.normal(size=d)
                v, g2 = lp(y), gr(y)
                used += 2
                q = -.5 * np.sum(((x - y - .5 * h ** 2 * g2) / h) ** 2) + .5 * np.sum(((y - x - .5 * h ** 2 * g) / h) ** 2)
                ok = np.log(r.random() + 1e-300) < v - l + q
            else:
                p = r.normal(size=d)
                y, m = x.copy(), p + .5 * step * mass * gr(x)
                steps = max(1, int(round(c["leapfrog_steps"] * (r.uniform(1 - c["jitter"], 1 + c["jitter"])))))
                for k in range(steps):
                    y = y + step * mass * m
                    m = m + step * mass * gr(y) * (.5 if k == steps - 1 else 1)
                used += steps + 1
                v = lp(y)
                ok = np.isfinite(v) and np.log(r.random() + 1e-300) < v - l - .5 * m @ m + .5 * p @ p
            if ok and np.isfinite(v):
                x, l = y, v
                accepted += 1
            if used < warm and c["adapt_step"]:
                step = float(np.clip(step * np.exp(((1.0 if ok else 0.0) - c["target_accept"]) / (1 + tried) ** .6), 1e-6, 1e3))
            history.append(x)
            if used < warm and c["adapt_scale"] and len(history) % 50 == 0:
                mass = np.std(history[-200:], axis=0) + 1e-3
            if used >= warm:
                kept.append(x)
        if len(kept) < 5:
            raise Failed("hardly any samples")
        K = np.array(kept)
        m, s = map(np.array, TRUE_MOMENTS[task])
        return float(np.log10(np.mean(((K.mean(0) - m) / s) ** 2) + np.mean((np.log(K.std(0) + 1e-9) - np.log(s)) ** 2) + 1e-6)), dict(accepted=accepted / tried)
    return run


CHAIN = [logreal("step_size", 1e-3, 10, 0.5, "length of a step"), flag("adapt_step", False, "fit it to the share accepted"), real("target_accept", 0.1, 0.95, 0.5, "that share", {"adapt_step": True}), flag("adapt_scale", False, "fit scales of the coordinates"), real("warmup", 0.0, 0.8, 0.2, "share of the work thrown away")]
dims = lambda t: dict(dimension=TARGETS[t], evaluations=4000)
for kind, summary, extra in (("metropolis", "random-walk Metropolis", [choice("proposal", ["normal", "heavy", "one_axis"], "normal", "shape of a step")]), ("langevin", "Langevin sampler", []), ("hamiltonian", "Hamiltonian sampler", [logwhole("leapfrog_steps", 1, 60, 10, "steps of a path"), real("jitter", 0, 0.9, 0.0, "random share of that")])):
    Program(f"mcmc-{kind}", "mcmc", f"{summary} of our own; objective: logarithm of the squared error of means and deviations after 4,000 evaluations", CHAIN + extra, sampler(kind), list(TARGETS), dims, minimize="log10_error", learns=False, trials=70)


def queue(c, task, seed):
    rate, patience, price = dict(calm=(2.0, 30, 1.0), busy=(5.0, 10, 1.0), rush=(3.0, 5, .5), costly=(4.0, 15, 3.0))[task]
    r = generator("queue", task, seed)
    t, free, cost, served, lost, servers = 0.0, [0.0] * c["servers"], 0.0, 0, 0, c["servers"]
    waits = []
    while t < 300:
        load = rate * (1 + .8 * np.sin(2 * np.pi * t / 100) * (task == "rush"))
        t += r.exponential(1 / max(load, .1))
        big = r.random() < .2
        work = r.exponential(2.5 if big else .5)
        group = free[: c["reserved"]] if big and c["reserved"] else free[c["reserved"]:] if c["reserved"] < len(free) else free
        k = int(np.argmin(group))
        k = k if (big and c["reserved"]) else k + (c["reserved"] if c["reserved"] < len(free) else 0)
        wait = max(free[k] - t, 0)
        if wait > c["turn_away_after"] or wait > patience * r.exponential():
            lost += 1
            continue
        if wait > c["extra_after"]:
            cost += 1.5
            work *= .6
        free[k] = max(free[k], t) + work
        waits.append(wait)
    return price * servers + .5 * float(np.mean(waits or [0])) + 20 * lost / (lost + len(waits) + 1) + cost / 300


Program("staffing", "queue", "staff of a simulated counter; objective: cost of staff, waiting and lost customers", [whole("servers", 1, 20, 5, "servers"), whole("reserved", 0, 4, 0, "servers for long jobs only"), logreal("turn_away_after", 0.1, 50, 20.0, "wait at which customers are sent away"), logreal("extra_after", 0.1, 50, 10.0, "wait at which help is called")], averaged(lambda c, t, s: queue(dict(c, reserved=min(c["reserved"], c["servers"] - 1)), t, s), 4), ["calm", "busy", "rush", "costly"], lambda t: dict(minutes=300), minimize="cost", learns=False, trials=80)
