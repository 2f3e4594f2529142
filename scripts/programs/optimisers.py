"""Optimisers and their settings on known functions and small puzzles: how near they come with a fixed number of evaluations.
Nothing is learnt."""
import functools

import numpy as np
import scipy.optimize as so

from data import generator
from program import Failed, Program, spread
from space import choice, flag, logreal, logwhole, real, whole

F = {
    "sphere": lambda x: np.sum(x ** 2), "ellipsoid": lambda x: np.sum(1e3 ** (np.arange(len(x)) / max(len(x) - 1, 1)) * x ** 2),
    "valley": lambda x: np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2), "ripples": lambda x: 10 * len(x) + np.sum(x ** 2 - 10 * np.cos(2 * np.pi * x)),
    "pit": lambda x: -20 * np.exp(-.2 * np.sqrt(np.mean(x ** 2))) - np.exp(np.mean(np.cos(2 * np.pi * x))) + 20 + np.e, "steps": lambda x: np.sum(np.floor(np.abs(x) * 2 + .5) ** 2) + 1e-3 * np.sum(x ** 2),
    "ridge": lambda x: np.abs(x[0]) + 100 * np.sqrt(np.sum(x[1:] ** 2)), "waves": lambda x: np.sum(x ** 2) / 4000 - np.prod(np.cos(x / np.sqrt(np.arange(1, len(x) + 1)))) + 1}
TASKS = [f"{f}-{d}" for f in F for d in (2, 5, 10)]


class Stop(Exception):
    pass


def problem(task, seed, budget):
    """(function, dimension, low, high): shifted and turned, raising Stop at the budget; `best` is a list with what was found."""
    name, d = task.rsplit("-", 1)
    d = int(d)
    r = generator("problem", task)
    shift = r.uniform(-2, 2, d)
    turn = np.linalg.qr(r.normal(size=(d, d)))[0] if name not in ("steps", "ripples", "waves") else np.eye(d)
    base, best, left = F[name], [np.inf], [budget]

    def f(x):
        if left[0] <= 0:
            raise Stop
        left[0] -= 1
        z = turn @ (np.clip(np.asarray(x, float), -1e6, 1e6) - shift)
        v = float(base(z + 1 if name == "valley" else z))
        best[0] = min(best[0], v)
        return v
    return f, d, best


def optimising(name, family, summary, space, go, tasks=None, evaluations=60, count=6, starts=5):
    def run(c, task, seed):
        found = []
        for part in range(starts):
            f, d, best = problem(task, seed, evaluations * int(task.rsplit("-", 1)[1]))
            try:
                go(f, d, dict(c), generator("start", task, seed, part), seed * starts + part)
            except Stop:
                pass
            if not np.isfinite(best[0]):
                raise Failed("nothing evaluated")
            found.append(np.log10(best[0] + 1e-9))
        return float(np.mean(found))

    Program(name, family, f"{summary}; objective: decimal logarithm of the distance from the optimum's value after {evaluations} evaluations a dimension, mean of {starts} starts", space, run, spread(name, tasks or TASKS, count), lambda t: dict(dimension=int(t.rsplit("-", 1)[1]), evaluations=evaluations * int(t.rsplit("-", 1)[1])), minimize="log10_regret", learns=False, trials=100)


start = lambda r, d: r.uniform(-5, 5, d)
box = lambda d: [(-5, 5)] * d
optimising("scipy.differential_evolution", "differential_evolution", "differential evolution (SciPy)", [choice("strategy", ["best1bin", "best1exp", "rand1bin", "rand1exp", "best2bin", "rand2bin", "currenttobest1bin", "randtobest1bin"], "best1bin", "how trial points are made"), logwhole("popsize", 3, 40, 15, "points a dimension"), real("mutation", 0.1, 1.5, 0.5, "weight of the differences"), real("dither", 0, 0.5, 0.0, "width of the random change of that weight"), real("recombination", 0.05, 1.0, 0.7, "share of coordinates taken over"), choice("init", ["latinhypercube", "sobol", "halton", "random"], "latinhypercube", "how points start"), flag("deferred", False, "replace points only after a round")],
           lambda f, d, c, r, s: so.differential_evolution(f, box(d), strategy=c["strategy"], popsize=c["popsize"], mutation=(c["mutation"], min(c["mutation"] + c["dither"], 1.99)), recombination=c["recombination"], init=c["init"], updating="deferred" if c["deferred"] else "immediate", polish=False, tol=0, maxiter=10 ** 6, rng=s))
optimising("scipy.dual_annealing", "annealing", "dual annealing (SciPy)", [logreal("initial_temp", 0.02, 5e4, 5230.0, "temperature at the start"), logreal("restart_temp_ratio", 1e-6, 0.9, 2e-5, "share of it at which annealing starts anew"), real("visit", 1.1, 3.0, 2.62, "width of the jumps"), real("accept", -100, -1.0, -5.0, "how rarely worse points are taken"), flag("no_local_search", False, "without local search"), logwhole("maxfun_local", 5, 500, 100, "evaluations of a local search", {"no_local_search": False})],
           lambda f, d, c, r, s: so.dual_annealing(f, box(d), initial_temp=c["initial_temp"], restart_temp_ratio=c["restart_temp_ratio"], visit=c["visit"], accept=c["accept"], no_local_search=c["no_local_search"], minimizer_kwargs=dict(method="L-BFGS-B", options=dict(maxfun=c.get("maxfun_local", 100))), maxiter=10 ** 5, maxfun=10 ** 7, rng=s))
optimising("scipy.basinhopping", "basinhopping", "jumps and local searches (SciPy basinhopping)", [logreal("T", 1e-3, 1e3, 1.0, "temperature of accepting"), logreal("stepsize", 0.01, 5, 0.5, "length of a jump"), logwhole("interval", 2, 100, 50, "jumps between changes of the length"), real("target_accept_rate", 0.1, 0.9, 0.5, "share of jumps to be accepted"), real("stepwise_factor", 0.5, 0.99, 0.9, "change of the length"), choice("method", ["L-BFGS-B", "Nelder-Mead", "Powell", "COBYLA"], "L-BFGS-B", "local search"), logwhole("maxiter", 3, 100, 40, "iterations of a local search")],
           lambda f, d, c, r, s: so.basinhopping(f, start(r, d), niter=1000, T=c["T"], stepsize=c["stepsize"], interval=c["interval"], target_accept_rate=c["target_accept_rate"], stepwise_factor=c["stepwise_factor"], minimizer_kwargs=dict(method=c["method"], options=dict(maxiter=c["maxiter"])), rng=s))
optimising("scipy.Nelder-Mead", "simplex_search", "Nelder and Mead's simplex (SciPy)", [flag("adaptive", False, "coefficients by dimension"), logreal("simplex_size", 1e-3, 5, 0.25, "edge of the first simplex"), choice("simplex", ["axes", "regular", "random"], "axes", "shape of the first simplex"), logreal("xatol", 1e-8, 1e-1, 1e-4, "size at which it starts anew")],
           lambda f, d, c, r, s: _nelder(f, d, c, r))


def _nelder(f, d, c, r):
    x = start(r, d)
    while True:
        if c["simplex"] == "random":
            directions = r.normal(size=(d, d))
        else:
            directions = np.eye(d) + (0 if c["simplex"] == "axes" else -.3 / d)
        simplex = np.vstack([x, x + c["simplex_size"] * directions])
        so.minimize(f, x, method="Nelder-Mead", options=dict(adaptive=c["adaptive"], initial_simplex=simplex, xatol=c["xatol"], fatol=1e-30 if c["xatol"] < 1e-6 else 1e-6, maxiter=10 ** 6, maxfev=10 ** 6))
        x = start(r, d)


def _restarts(method, options):
    def go(f, d, c, r, s):
        while True:
            so.minimize(f, start(r, d), method=method, bounds=box(d) if method in ("L-BFGS-B", "TNC", "Powell", "COBYQA", "SLSQP") else None, options=options(c))
    return go


optimising("scipy.L-BFGS-B", "quasi_newton", "L-BFGS-B by differences, started anew when done (SciPy)", [logwhole("maxcor", 1, 50, 10, "corrections kept"), logreal("ftol", 1e-12, 1e-1, 2e-9, "relative gain at which it stops"), logreal("gtol", 1e-8, 10, 1e-5, "slope at which it stops"), logreal("eps", 1e-10, 1e-1, 1e-8, "step of the differences"), logwhole("maxls", 1, 50, 20, "steps of a line search")], _restarts("L-BFGS-B", lambda c: c))
optimising("scipy.Powell", "direction_set", "Powell's directions, started anew when done (SciPy)", [logreal("xtol", 1e-6, 1, 1e-4, "relative change at which it stops"), logreal("ftol", 1e-8, 1, 1e-4, "relative gain at which it stops"), logwhole("maxiter", 1, 100, 50, "rounds")], _restarts("Powell", lambda c: c))
optimising("scipy.COBYLA", "trust_region", "linear models in a trust region, started anew when done (SciPy COBYLA)", [logreal("rhobeg", 1e-3, 5, 1.0, "first radius"), logreal("tol", 1e-8, 1e-1, 1e-4, "last radius"), logwhole("maxiter", 20, 2000, 1000, "evaluations of a start")], _restarts("COBYLA", lambda c: c))


def _cma(f, d, c, r, s):
    import cma
    while True:
        e = cma.CMAEvolutionStrategy(start(r, d), c["sigma0"], dict(verbose=-9, popsize=c["popsize"], seed=int(r.integers(1, 10 ** 6)), CMA_mu=max(1, int(c["parents"] * c["popsize"])), CMA_active=c["CMA_active"], CMA_diagonal=c["CMA_diagonal"], CMA_cmean=c["CMA_cmean"], CSA_dampfac=c["CSA_dampfac"], tolfun=c["tolfun"], maxiter=10 ** 5))
        e.optimize(f)


optimising("cma", "cma_es", "CMA evolution strategy, started anew when done (package cma)", [logreal("sigma0", 0.01, 10, 2.0, "first step size"), logwhole("popsize", 4, 60, 10, "points a generation"), real("parents", 0.1, 0.9, 0.5, "share of them that is kept"), flag("CMA_active", True, "learn from bad points too"), choice("CMA_diagonal", [0, 20, 1000], 0, "generations with a diagonal matrix"), real("CMA_cmean", 0.3, 1.5, 1.0, "how far the mean moves"), logreal("CSA_dampfac", 0.2, 5, 1.0, "damping of the step size"), logreal("tolfun", 1e-11, 1e-1, 1e-11, "spread of values at which it starts anew")], _cma, count=5, starts=3)


def _swarm(f, d, c, r, s):
    n = c["particles"]
    x, v = r.uniform(-5, 5, (n, d)), r.uniform(-1, 1, (n, d)) * c["v_max"]
    y = np.array([f(a) for a in x])
    p, py = x.copy(), y.copy()
    k = 0
    while True:
        g = p[np.argmin(py)] if c["topology"] == "global" else None
        w = c["inertia"] * (c["inertia_decay"] ** k)
        for i in range(n):
            lead = g if g is not None else p[min(((i + j) % n for j in (-1, 0, 1)), key=lambda j: py[j])]
            v[i] = np.clip(w * v[i] + c["cognitive"] * r.uniform(size=d) * (p[i] - x[i]) + c["social"] * r.uniform(size=d) * (lead - x[i]), -5 * c["v_max"], 5 * c["v_max"])
            x[i] = np.clip(x[i] + v[i], -5, 5)
            value = f(x[i])
            if value < py[i]:
                p[i], py[i] = x[i].copy(), value
        k += 1


optimising("particle-swarm", "particle_swarm", "particle swarm of our own", [logwhole("particles", 3, 80, 20, "number of particles"), real("inertia", 0.1, 1.1, 0.73, "share of the velocity kept"), real("inertia_decay", 0.9, 1.0, 1.0, "factor of that share a round"), real("cognitive", 0, 3, 1.5, "pull to a particle's own best"), real("social", 0, 3, 1.5, "pull to the others' best"), logreal("v_max", 0.01, 2, 1.0, "largest velocity, in half widths of the box"), choice("topology", ["global", "ring"], "global", "whose best counts")], _swarm)


def _anneal(f, d, c, r, s):
    x = start(r, d)
    y, t, step = f(x), c["t_start"], c["step"]
    bx, by, since = x, y, 0
    while True:
        z = x + step * (r.normal(size=d) if c["moves"] == "gauss" else r.standard_cauchy(d) if c["moves"] == "cauchy" else r.normal() * np.eye(d)[r.integers(d)])
        v = f(np.clip(z, -5, 5))
        if v < y or r.uniform() < np.exp(-(v - y) / max(t, 1e-12)):
            x, y = np.clip(z, -5, 5), v
            step *= c["step_growth"]
        else:
            step = max(step * c["step_growth"] ** -.25, 1e-7)
        step = min(step, 10)
        since = 0 if y < by else since + 1
        if y < by:
            bx, by = x, y
        t *= c["cooling"]
        if since > c["patience"]:
            x, y, since, t = bx, by, 0, max(t, c["t_start"] * .1)


optimising("simulated-annealing", "annealing", "simulated annealing of our own", [logreal("t_start", 1e-3, 1e4, 10.0, "temperature at the start"), real("cooling", 0.8, 0.9999, 0.99, "factor of the temperature a step"), logreal("step", 0.01, 5, 1.0, "length of a step"), real("step_growth", 1.0, 1.5, 1.1, "growth of the length on success"), choice("moves", ["gauss", "cauchy", "one_axis"], "gauss", "how a step is drawn"), logwhole("patience", 5, 1000, 100, "steps without gain before it goes back to the best")], _anneal)


def _genetic(f, d, c, r, s):
    n = c["population"]
    X = r.uniform(-5, 5, (n, d))
    y = np.array([f(x) for x in X])
    while True:
        keep = np.argsort(y)[: max(0, int(c["elite"] * n))]
        Z, v = [X[k] for k in keep], [y[k] for k in keep]
        while len(Z) < n:
            a, b = (min(r.integers(0, n, c["tournament"]), key=lambda k: y[k]) for _ in range(2))
            if r.uniform() < c["crossover_rate"]:
                if c["crossover"] == "blend":
                    z = X[a] + r.uniform(-.25, 1.25, d) * (X[b] - X[a])
                elif c["crossover"] == "uniform":
                    z = np.where(r.uniform(size=d) < .5, X[a], X[b])
                else:
                    z = np.r_[X[a][: (k := r.integers(0, d + 1))], X[b][k:]]
            else:
                z = X[a].copy()
            m = r.uniform(size=d) < c["mutation_rate"]
            z = np.clip(z + m * r.normal(0, c["mutation_scale"], d), -5, 5)
            Z.append(z)
            v.append(f(z))
        X, y = np.array(Z), np.array(v)


optimising("genetic-algorithm", "genetic", "genetic algorithm of our own", [logwhole("population", 4, 120, 40, "size of a generation"), real("elite", 0, 0.5, 0.05, "share that survives unchanged"), whole("tournament", 1, 8, 3, "rivals a parent must beat"), real("crossover_rate", 0, 1, 0.8, "share of children with two parents"), choice("crossover", ["blend", "uniform", "one_point"], "blend", "how parents are mixed"), logreal("mutation_rate", 0.02, 1, 0.1, "share of numbers that change"), logreal("mutation_scale", 1e-3, 3, 0.5, "size of a change")], _genetic)


def _evolution(f, d, c, r, s):
    x, sigma, mean = start(r, d), c["sigma"], None
    y = f(x)
    while True:
        E = r.normal(size=(c["offspring"], d))
        if c["mirrored"]:
            E[1::2] = -E[: len(E) // 2 * 2: 2][: len(E[1::2])]
        v = np.array([f(np.clip(x + sigma * e, -5, 5)) for e in E])
        order = np.argsort(v)
        good = E[order[: max(1, int(c["selected"] * len(E)))]]
        success = v[order[0]] < y
        if c["plus"] and not success:
            sigma *= c["shrink"]
            continue
        x = np.clip(x + sigma * good.mean(0) * c["rate"], -5, 5) if len(good) > 1 else np.clip(x + sigma * good[0] * c["rate"], -5, 5)
        y = v[order[0]]
        sigma = min(sigma * (c["grow"] if success else c["shrink"]), 5)
        if sigma < 1e-7:
            x, sigma = start(r, d), c["sigma"]
            y = f(x)


optimising("evolution-strategy", "evolution_strategy", "evolution strategy of our own", [logreal("sigma", 0.01, 5, 1.0, "first step size"), logwhole("offspring", 1, 50, 10, "children a generation"), real("selected", 0.05, 0.8, 0.25, "share that is averaged"), real("grow", 1.0, 2.0, 1.2, "growth of the step on success"), real("shrink", 0.5, 1.0, 0.9, "change of the step otherwise"), real("rate", 0.3, 1.5, 1.0, "how far the mean moves"), flag("plus", True, "stay when no child is better"), flag("mirrored", False, "draw children in pairs")], _evolution)


def _spsa(f, d, c, r, s):
    x = start(r, d)
    m = np.zeros(d)
    k = 0
    while True:
        a, h = c["a"] / (k + 1 + c["stability"]) ** c["alpha"], c["c"] / (k + 1) ** c["gamma"]
        g = np.zeros(d)
        for _ in range(c["averages"]):
            e = r.choice([-1.0, 1.0], d)
            g += (f(x + h * e) - f(x - h * e)) / (2 * h) * e / c["averages"]
        if c["normalise"]:
            g /= np.linalg.norm(g) + 1e-12
        m = c["momentum"] * m + g
        x = np.clip(x - a * m, -5, 5)
        k += 1
        f(x)


optimising("spsa", "spsa", "gradient descent on random differences (SPSA), our own", [logreal("a", 1e-4, 30, 1.0, "gain of the steps"), logreal("c", 1e-4, 1, 0.1, "first width of the differences"), real("alpha", 0.1, 1, 0.602, "how fast steps shrink"), real("gamma", 0, 0.5, 0.101, "how fast the width shrinks"), logreal("stability", 0.1, 200, 10.0, "slows the first steps"), whole("averages", 1, 5, 1, "differences a step"), real("momentum", 0, 0.95, 0.0, "share of the last step kept"), flag("normalise", False, "use only the direction")], _spsa)


def _cross_entropy(f, d, c, r, s):
    m, sd = np.zeros(d), np.full(d, c["sigma"])
    while True:
        X = np.clip(m + sd * r.normal(size=(c["samples"], d)), -5, 5)
        y = np.array([f(x) for x in X])
        E = X[np.argsort(y)[: max(2, int(c["elite"] * len(X)))]]
        m = (1 - c["smoothing"]) * m + c["smoothing"] * E.mean(0)
        sd = (1 - c["smoothing"]) * sd + c["smoothing"] * E.std(0) + c["extra"]


optimising("cross-entropy-method", "cross_entropy", "cross-entropy method of our own", [logwhole("samples", 4, 150, 40, "points a round"), real("elite", 0.03, 0.6, 0.2, "share that is kept"), real("smoothing", 0.1, 1.0, 0.7, "how fast mean and width follow"), logreal("sigma", 0.1, 10, 3.0, "first width"), logreal("extra", 1e-7, 1, 1e-3, "width added a round")], _cross_entropy)


def _tpe(f, d, c, r, s):
    X = [r.uniform(-5, 5, d) for _ in range(c["n_startup"])]
    y = [f(x) for x in X]
    while True:
        order = np.argsort(y)
        good = max(1, min(int(c["gamma"] * len(y)), c["good_max"]))
        G, B = np.array(X)[order[:good]], np.array(X)[order[good:]]
        if len(X) > 160:
            B = B[-120:]
        h = max(c["bandwidth"] * 10 / len(G) ** .2, 1e-6)
        C = np.clip(G[r.integers(0, len(G), c["candidates"])] + h * r.normal(size=(c["candidates"], d)), -5, 5)
        def density(Z, w):
            return np.log(np.exp(-((C[:, None] - Z[None]) ** 2) / (2 * w * w)).mean(1) + 1e-9).sum(1)
        x = C[np.argmax(density(G, h) - density(B, h * c["bad_width"]))]
        X.append(x)
        y.append(f(x))


optimising("tree-parzen", "tpe", "densities of good and bad points (as in TPE), our own", [logwhole("n_startup", 2, 40, 10, "random points first"), real("gamma", 0.03, 0.6, 0.2, "share called good"), whole("good_max", 3, 50, 25, "most points called good"), logwhole("candidates", 2, 100, 24, "points drawn, of which the best ratio is taken"), logreal("bandwidth", 0.003, 0.5, 0.1, "width of the kernels, in widths of the box"), real("bad_width", 0.5, 4, 1.0, "width of the bad points' kernels, in the good ones'")], _tpe, evaluations=30, count=5, starts=3)

# Routes and puzzles.

TOURS = {"t30": 30, "t60": 60, "ring40": 40, "clusters50": 50, "grid49": 49}


@functools.lru_cache(maxsize=None)
def towns(task):
    r, n = generator("towns", task), TOURS[task]
    if task.startswith("ring"):
        a = r.uniform(0, 2 * np.pi, n)
        X = np.column_stack([np.cos(a), np.sin(a)]) * r.uniform(.8, 1, (n, 1))
    elif task.startswith("clusters"):
        X = r.uniform(size=(5, 2))[r.integers(0, 5, n)] + r.normal(0, .05, (n, 2))
    elif task.startswith("grid"):
        X = np.stack(np.mgrid[0:7, 0:7], -1).reshape(-1, 2) / 6 + r.normal(0, .01, (n, 2))
    else:
        X = r.uniform(size=(n, 2))
    return np.hypot(*(X[:, None] - X[None]).transpose(2, 0, 1))


def length(D, p):
    return float(D[p, np.roll(p, -1)].sum())


def touring(name, family, summary, space, go):
    def run(c, task, seed):
        D = towns(task)
        p = np.asarray(go(D, dict(c), generator("tour", task, seed)))
        return length(D, p) / np.sqrt(len(D))

    Program(name, family, summary + "; objective: length of the tour over the square root of the towns", space, run, list(TOURS), lambda t: dict(towns=TOURS[t]), minimize="tour_length", learns=False, trials=90)


def _tour_anneal(D, c, r):
    n = len(D)
    p = list(r.permutation(n))
    if c["start"] == "nearest":
        p, left = [0], set(range(1, n))
        while left:
            q = min(left, key=lambda k: D[p[-1], k])
            p.append(q)
            left.remove(q)
    t = c["t_start"]
    best, bl, l = list(p), length(D, np.array(p)), length(D, np.array(p))
    for k in range(12000):
        i, j = sorted(r.integers(0, n, 2).tolist())
        if i == j:
            continue
        if r.random() < c["two_opt"]:
            a, b, e, g = p[i - 1], p[i], p[j], p[(j + 1) % n]
            if i == 0 and j == n - 1:
                continue
            delta = D[a, e] + D[b, g] - D[a, b] - D[e, g]
            if delta < 0 or r.random() < np.exp(-delta / max(t, 1e-9)):
                p[i:j + 1] = p[i:j + 1][::-1]
                l += delta
        else:
            q = p[:]
            q.insert(j, q.pop(i))
            v = length(D, np.array(q))
            if v < l or r.random() < np.exp(-(v - l) / max(t, 1e-9)):
                p, l = q, v
        if l < bl - 1e-12:
            best, bl = list(p), l
        if k % c["plateau"] == 0:
            t *= c["cooling"]
    return best


touring("tsp-annealing", "annealing", "shortest tour by simulated annealing, our own", [logreal("t_start", 1e-3, 5, 0.3, "temperature at the start"), real("cooling", 0.7, 0.999, 0.95, "factor of the temperature"), logwhole("plateau", 5, 2000, 100, "moves at one temperature"), real("two_opt", 0.3, 1.0, 0.9, "share of moves that turn a part round"), choice("start", ["random", "nearest"], "random", "first tour")], _tour_anneal)


def _ants(D, c, r):
    n = len(D)
    near = 1 / (D + np.eye(n) + 1e-9)
    tau = np.ones((n, n))
    best, bl = None, np.inf
    for k in range(60 * 10 // c["ants"]):
        tours = []
        for _ in range(c["ants"]):
            p, free = [int(r.integers(n))], np.ones(n, bool)
            free[p[0]] = False
            W = tau[:, :] ** c["alpha"] * near ** c["beta"] if not tours else W
            for _ in range(n - 1):
                w = W[p[-1]] * free
                if r.random() < c["greedy"]:
                    q = int(np.argmax(w))
                else:
                    cum = np.cumsum(w)
                    q = int(np.searchsorted(cum, r.random() * cum[-1]))
                    q = min(q, n - 1)
                    if not free[q]:
                        q = int(np.argmax(w))
                p.append(q)
                free[q] = False
            tours.append((length(D, np.array(p)), p))
        tours.sort(key=lambda t: t[0])
        if tours[0][0] < bl:
            bl, best = tours[0]
        tau *= 1 - c["evaporation"]
        for l, p in tours[: max(1, int(c["depositing"] * len(tours)))] + [(bl, best)] * c["elite"]:
            for a, b in zip(p, p[1:] + p[:1]):
                tau[a, b] += 1 / l
                tau[b, a] += 1 / l
        tau = np.maximum(tau, c["tau_min"])
    return best


touring("tsp-ants", "ant_colony", "shortest tour by an ant colony, our own", [logwhole("ants", 2, 60, 15, "ants a round"), real("alpha", 0, 3, 1.0, "weight of the trail"), real("beta", 0, 8, 2.0, "weight of nearness"), logreal("evaporation", 0.005, 0.9, 0.1, "share of the trail lost a round"), real("greedy", 0, 0.95, 0.0, "share of choices without chance"), real("depositing", 0.05, 1, 0.5, "share of ants that leave a trail"), whole("elite", 0, 4, 1, "times the best tour leaves one"), logreal("tau_min", 1e-6, 0.3, 1e-3, "least trail")], _ants)


def tabu(c, task, seed):
    n, p = (int(v) for v in task.split("-")[1:])
    g = generator("maxcut", task)
    W = np.triu((g.uniform(size=(n, n)) < p / 100) * g.integers(-3, 4, (n, n)), 1).astype(float)
    W = W + W.T
    r = generator("tabu", task, seed)
    best = -np.inf
    for _ in range(c["restarts"]):
        s = r.choice([-1.0, 1.0], n)
        gain = s * (W @ s)
        until = np.zeros(n, int)
        cut = .25 * (W.sum() - s @ W @ s)
        since, own = 0, cut
        for k in range(3000 // c["restarts"]):
            allowed = (until <= k) | (cut + gain > own + 1e-9 if c["aspiration"] else False)
            pool = np.flatnonzero(allowed)
            if not len(pool):
                continue
            i = pool[np.argmax(gain[pool] + c["noise"] * r.gumbel(size=len(pool)))]
            cut += gain[i]
            gain += -2 * W[i] * s * s[i]
            gain[i] = -gain[i]
            s[i] = -s[i]
            gain = s * (W @ s) if k % 500 == 0 else gain
            until[i] = k + c["tenure"] + r.integers(0, c["tenure_noise"] + 1)
            since = since + 1 if cut <= own else 0
            own = max(own, cut)
            if since > c["patience"]:
                flip = r.permutation(n)[: max(1, int(c["kick"] * n))]
                s[flip] *= -1
                gain, cut, since = s * (W @ s), .25 * (W.sum() - s @ W @ s), 0
                own = max(own, cut)
        best = max(best, own)
    return best / n


Program("maxcut-tabu", "tabu", "largest cut of a weighted graph by tabu search, our own; objective: weight of the cut a node", [logwhole("tenure", 1, 60, 7, "moves for which a node rests"), whole("tenure_noise", 0, 30, 5, "most random moves added to that"), flag("aspiration", True, "let resting nodes move to a new best"), logreal("noise", 1e-3, 5, 1e-3, "randomness of the choice"), logwhole("restarts", 1, 20, 1, "starts that share the moves"), logwhole("patience", 10, 2000, 300, "moves without gain before a kick"), real("kick", 0.02, 0.5, 0.1, "share of nodes a kick turns")], tabu, ["g-60-20", "g-120-10", "g-120-50", "g-200-5", "g-60-80"], lambda t: dict(nodes=int(t.split("-")[1]), density=int(t.split("-")[2]) / 100), maximize="cut_a_node", learns=False, trials=80)
