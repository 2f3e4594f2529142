"""Solvers and their settings: satisfiability, integer and linear programs, routes, differential equations, linear systems.
Nothing is learnt."""
import functools
import os
import shutil
import tempfile

import numpy as np
import scipy.integrate
import scipy.sparse as sp
import scipy.sparse.linalg as spl

import clock
from data import generator
from program import Failed, Program, spread
from space import choice, flag, logreal, logwhole, real, whole

# Formulas.

@functools.lru_cache(maxsize=None)
def formula(task):
    """Clauses of a formula; sizes chosen so that a usual solver needs a fraction of a second."""
    kind, size = task.rsplit("-", 1)
    r, n = generator("formula", task), int(size)
    clauses = []
    if kind in ("random", "planted"):
        truth = r.integers(0, 2, n + 1)
        while len(clauses) < (4.25 if kind == "random" else 4.0) * n:
            vs = r.permutation(n)[:3] + 1
            cl = [int(v) * int(r.choice([-1, 1])) for v in vs]
            if kind == "random" or any((l > 0) == truth[abs(l)] for l in cl):
                clauses.append(cl)
    elif kind == "colouring":
        k = 4
        at = lambda v, c: v * k + c + 1
        for v in range(n):
            clauses.append([at(v, c) for c in range(k)])
        edges = set()
        while len(edges) < 4.15 * n:
            a, b = sorted(map(int, r.permutation(n)[:2]))
            edges.add((a, b))
        for a, b in sorted(edges):
            clauses += [[-at(a, c), -at(b, c)] for c in range(k)]
    elif kind == "holes":
        at = lambda p, h: p * n + h + 1
        clauses = [[at(p, h) for h in range(n)] for p in range(n + 1)]
        clauses += [[-at(p, h), -at(q, h)] for h in range(n) for p in range(n + 1) for q in range(p)]
    elif kind == "parity":
        for k in range(n):
            vs = [int(v) + 1 for v in r.permutation(n)[:4]]
            odd = int(r.integers(2))
            for m in range(16):
                if bin(m).count("1") % 2 != odd:
                    clauses.append([-v if m >> j & 1 else v for j, v in enumerate(vs)])
    else:
        at = lambda i, j, v: (i * n + j) * n + v + 1
        cells = [(i, j) for i in range(n) for j in range(n)]
        shift = r.permutation(n)
        for i, j in cells:
            clauses.append([at(i, j, v) for v in range(n)])
            clauses += [[-at(i, j, v), -at(i, j, w)] for v in range(n) for w in range(v)]
        for v in range(n):
            for i in range(n):
                for a in range(n):
                    for b in range(a):
                        clauses += [[-at(i, a, v), -at(i, b, v)], [-at(a, i, v), -at(b, i, v)]]
        for i, j in cells:
            if r.uniform() < .36:
                clauses.append([at(i, j, int(shift[(i + j) % n]))])
    return clauses


FORMULAS = "random-200 planted-320 colouring-90 holes-8 parity-44 latin-16 random-225 planted-360".split()


@functools.lru_cache(maxsize=None)
def dimacs(task):
    clauses = formula(task)
    path = os.path.join(tempfile.mkdtemp(prefix="hone-cnf-"), "f.cnf")
    with open(path, "w") as o:
        o.write(f"p cnf {max(abs(l) for c in clauses for l in c)} {len(clauses)}\n" + "".join(" ".join(map(str, c)) + " 0\n" for c in clauses))
    return path


formula_facts = lambda t: dict(variables=max(abs(l) for c in formula(t) for l in c), clauses=len(formula(t)))


def sat(name, binary, space, command, tasks=FORMULAS):
    if not shutil.which(binary):
        return

    def run(c, task, seed):
        p, used = clock.run([binary, *map(str, command(c, seed)), dimacs(task)], seconds=6)
        if p.returncode not in (10, 20):
            raise Failed(f"no answer, exit {p.returncode}")
        return used

    Program(name, name.split("-")[0], f"satisfiability solver {binary}; objective: seconds to an answer", space, run, tasks, formula_facts, minimize="seconds", learns=False, trials=90)


onoff = lambda name, value: f"-{name}" if value else f"-no-{name}"
sat("minisat", "minisat", [real("var-decay", 0.6, 0.999, 0.95, "how fast variables' activities fade"), real("cla-decay", 0.8, 0.9999, 0.999, "how fast clauses' activities fade"), real("rnd-freq", 0, 0.3, 0.0, "share of random decisions"), logwhole("rfirst", 1, 1000, 100, "conflicts before the first restart"), real("rinc", 1.1, 4, 2.0, "growth of the restart interval"), flag("luby", True, "restart by Luby's sequence"), choice("phase-saving", [0, 1, 2], 2, "remember the last value of a variable"), choice("ccmin-mode", [0, 1, 2], 2, "shorten learnt clauses"), flag("rnd-init", False, "start with random activities"), flag("elim", True, "eliminate variables first"), whole("grow", 0, 20, 0, "clauses that elimination may add")],
    lambda c, s: [*(onoff(k, c[k]) for k in ("luby", "rnd-init", "elim")), *(f"-{k}={c[k]}" for k in c if k not in ("luby", "rnd-init", "elim")), f"-rnd-seed={s + 1}", "-verb=0"])
b = lambda name, default, why: flag(name, default, why)
sat("cadical-search", "cadical", [logwhole("restartint", 1, 500, 2, "conflicts between restarts"), whole("restartmargin", 0, 60, 10, "percent by which recent clauses must be worse"), b("stabilize", True, "phases with few restarts"), logwhole("stabilizeint", 50, 20000, 1000, "conflicts of the first stable phase"), choice("target", [0, 1, 2], 1, "follow the best assignment so far: never, in stable phases, always"), b("rephase", True, "reset the saved phases now and then"), logwhole("rephaseint", 20, 20000, 1000, "conflicts between such resets"), b("phase", True, "first value of a variable"), choice("chrono", [0, 1, 2], 1, "step back by one level"), whole("scorefactor", 600, 990, 950, "how fast scores fade"), b("bumpreason", True, "count the reasons of conflicts too"), logwhole("reluctant", 16, 20000, 1024, "restart interval of stable phases")],
    lambda c, s: ["-q", f"--seed={s}", *(f"--{k}={int(v)}" for k, v in c.items())])
sat("cadical-simplify", "cadical", [b("elim", True, "eliminate variables"), whole("elimboundmax", 0, 64, 16, "clauses that elimination may add"), b("probe", True, "try literals"), b("vivify", True, "shorten clauses by trying"), b("subsume", True, "drop implied clauses"), b("ternary", True, "resolve clauses of three"), b("block", False, "drop blocked clauses"), b("cover", False, "drop covered clauses"), b("walk", True, "random walks for phases"), logwhole("reduceint", 20, 5000, 300, "conflicts between clean-ups"), whole("reducetarget", 20, 95, 75, "percent of the useless clauses dropped"), choice("shrink", [0, 1, 2, 3], 3, "shorten learnt clauses"), b("lucky", True, "try simple assignments first"), b("inprocessing", True, "simplify during the search")],
    lambda c, s: ["-q", f"--seed={s}", *(f"--{k}={int(v)}" for k, v in c.items())])
sat("cryptominisat", "cryptominisat5", [choice("restart", ["geom", "glue", "luby"], "glue", "when to restart"), choice("polar", ["auto", "true", "false", "rnd"], "auto", "first value of a variable"), choice("presimp", [0, 1], 1, "simplify first"), choice("occsimp", [0, 1], 1, "simplify by occurrence lists"), choice("varelim", [0, 1], 1, "eliminate variables"), choice("distill", [0, 1], 1, "shorten clauses by trying"), choice("scc", [0, 1], 1, "find equal literals"), logwhole("rstfirst", 5, 2000, 100, "conflicts of the base restart"), logwhole("gluehist", 5, 500, 50, "learnt clauses that recent quality is judged by"), whole("gluecut0", 1, 8, 3, "quality up to which a clause is kept for good"), choice("bva", [0, 1], 1, "add variables that shorten the formula"), choice("tern", [0, 1], 1, "resolve clauses of three")],
    lambda c, s: ["--verb", 0, "-r", s, *sum(([f"--{k}", v] for k, v in c.items()), [])])
def walk(c, task, seed):
    """Local search by flips: steps until a planted formula is satisfied, over starts."""
    clauses = formula(task)
    n = max(abs(l) for cl in clauses for l in cl)
    r = generator("walk", task, seed)
    occurs = [[] for _ in range(2 * n + 2)]
    for k, cl in enumerate(clauses):
        for l in cl:
            occurs[l + n].append(k)
    done, budget = 0, 6000
    best_left = len(clauses)
    while done < budget:
        x = r.integers(0, 2, n + 1)
        true = np.array([sum((l > 0) == x[abs(l)] for l in cl) for cl in clauses])
        left = set(np.flatnonzero(true == 0).tolist())
        last = np.zeros(n + 1, int)
        for step in range(min(c["max_flips"], budget - done)):
            best_left = min(best_left, len(left))
            if not left:
                return np.log10(done + step + 1), {}
            cl = clauses[list(left)[int(r.integers(len(left)))]]
            breaks = [sum(1 for k in occurs[(-l) + n] if true[k] == 1) for l in cl]
            if min(breaks) == 0 and c["free_moves"]:
                l = cl[breaks.index(0)]
            elif r.uniform() < c["noise"]:
                l = cl[int(r.integers(len(cl)))]
            else:
                weight = [(w, last[abs(l)] + (step if last[abs(l)] + c["tabu"] > step and last[abs(l)] else 0)) for w, l in zip(breaks, cl)]
                l = cl[min(range(len(cl)), key=lambda i: weight[i])]
            v = abs(l)
            x[v] ^= 1
            last[v] = step
            for k in occurs[l + n]:
                if true[k] == 0:
                    left.discard(k)
                true[k] += 1
            for k in occurs[-l + n]:
                true[k] -= 1
                if true[k] == 0:
                    left.add(k)
        done += c["max_flips"]
    return np.log10(budget) + .02 * best_left, {}


Program("walksat", "local_search_sat", "WalkSAT of our own; objective: decimal logarithm of the flips to a solution, or the budget and what is left", [real("noise", 0, 0.9, 0.5, "share of random flips"), logwhole("max_flips", 100, 6000, 2000, "flips before it starts anew"), flag("free_moves", True, "take a flip that breaks nothing at once"), logwhole("tabu", 1, 100, 1, "flips for which a variable rests")],
        walk, ["planted-100", "planted-150", "planted-200", "planted-250", "planted-300"], formula_facts, minimize="log10_flips", learns=False, trials=80)

# Integer programs.

@functools.lru_cache(maxsize=None)
def integer_program(task):
    """(c, A, low, high, upper bounds, integrality): minimise c'x."""
    kind, n = task.rsplit("-", 1)
    r, n = generator("milp", task), int(n)
    if kind == "knapsack":
        w, v = r.integers(10, 100, (4, n)), r.integers(10, 100, n)
        return -v.astype(float), w.astype(float), np.full(4, -np.inf), w.sum(1) * .4, np.ones(n), np.ones(n)
    if kind == "cover":
        A = (r.uniform(size=(n, 2 * n)) < 4 / n).astype(float)
        A[np.arange(n), r.integers(0, 2 * n, n)] = 1
        return r.integers(1, 8, 2 * n).astype(float), A, np.ones(n), np.full(n, np.inf), np.ones(2 * n), np.ones(2 * n)
    if kind == "location":
        m = 3 * n
        d, f = r.uniform(1, 10, (n, m)), r.uniform(10, 20, n)
        c = np.r_[f, d.ravel()]
        rows, lo, hi = [], [], []
        for j in range(m):
            a = np.zeros(len(c))
            a[n + j::m] = 1
            rows.append(a), lo.append(1), hi.append(1)
        for i in range(n):
            a = np.zeros(len(c))
            a[i] = -m
            a[n + i * m:n + (i + 1) * m] = 1
            rows.append(a), lo.append(-np.inf), hi.append(0)
        return c, np.array(rows), np.array(lo), np.array(hi), np.ones(len(c)), np.r_[np.ones(n), np.zeros(n * m)]
    if kind == "lots":
        t = n
        d = r.integers(10, 60, t)
        c = np.r_[r.uniform(1, 3, t), r.uniform(50, 150, t), r.uniform(.5, 1.5, t)]
        A, lo, hi = [], [], []
        for k in range(t):
            a = np.zeros(3 * t)
            a[k], a[2 * t + k] = 1, -1
            if k:
                a[2 * t + k - 1] = 1
            A.append(a), lo.append(d[k]), hi.append(d[k])
            a = np.zeros(3 * t)
            a[k], a[t + k] = 1, -130
            A.append(a), lo.append(-np.inf), hi.append(0)
        return c, np.array(A), np.array(lo, float), np.array(hi, float), np.r_[np.full(t, 200.), np.ones(t), np.full(t, 500.)], np.r_[np.zeros(t), np.ones(t), np.zeros(t)]
    A = (r.uniform(size=(2 * n, n)) < .1).astype(float)
    A = A[A.sum(1) > 1]
    return -r.integers(1, 20, n).astype(float), A, np.full(len(A), -np.inf), np.ones(len(A)), np.ones(n), np.ones(n)


MIPS = "knapsack-40 cover-60 location-7 lots-24 packing-70 cover-80 knapsack-30 lots-18".split()
mip_facts = lambda t: dict(variables=len(integer_program(t)[0]), constraints=len(integer_program(t)[1]), integers=int(integer_program(t)[5].sum()))


def highs(c, task, seed):
    import highspy
    cost, A, lo, hi, ub, integral = integer_program(task)
    h = highspy.Highs()
    for k, v in dict(output_flag=False, threads=1, random_seed=seed, time_limit=3000.0, **c).items():
        h.setOptionValue(k, v)
    m = highspy.HighsLp()
    n = len(cost)
    S = sp.csr_matrix(A)
    m.num_col_, m.num_row_ = n, len(A)
    m.col_cost_, m.col_lower_, m.col_upper_, m.row_lower_, m.row_upper_ = cost, np.zeros(n), ub, np.where(np.isinf(lo), -h.inf, lo), np.where(np.isinf(hi), h.inf, hi)
    m.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    m.a_matrix_.start_, m.a_matrix_.index_, m.a_matrix_.value_ = S.indptr, S.indices, S.data
    m.integrality_ = [highspy.HighsVarType.kInteger if i else highspy.HighsVarType.kContinuous for i in integral]
    h.passModel(m)
    seconds = clock.computing(h.run, 1)
    if h.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise Failed(h.modelStatusToString(h.getModelStatus()))
    return seconds, dict(nodes=h.getInfo().mip_node_count, iterations=h.getInfo().simplex_iteration_count)


try:
    import highspy
    Program("highs-mip", "highs", "integer programming solver HiGHS; objective: seconds to the optimum", [choice("presolve", ["off", "on"], "on", "simplify first"), real("mip_heuristic_effort", 0, 0.6, 0.05, "share of the work for finding solutions"), flag("mip_detect_symmetry", True, "look for symmetry"), logwhole("mip_pscost_minreliable", 1, 64, 8, "observations before a branching cost is trusted"), logwhole("mip_lp_age_limit", 1, 50, 10, "rounds a cut may be idle"), logwhole("mip_pool_age_limit", 1, 100, 30, "rounds a cut stays in the pool"), logreal("mip_rel_gap", 1e-6, 1e-2, 1e-4, "gap at which it is solved"), choice("simplex_strategy", [1, 4], 1, "dual or primal simplex"), logwhole("mip_min_cliquetable_entries_for_parallelism", 10, 100000, 100000, "size at which cliques are handled in parallel")][:-1],
            highs, MIPS, mip_facts, minimize="seconds", learns=False, trials=80)

    def linear(c, task, seed):
        n, kind = int(task.split("-")[1]), task.split("-")[0]
        r = generator("lp", task)
        A = sp.random(n, 2 * n, .06, random_state=np.random.RandomState(7), format="csr") if kind != "dense" else sp.csr_matrix(r.uniform(size=(n // 3, n)))
        m, k = A.shape
        A.data = r.uniform(.1, 1, len(A.data)) if kind != "degenerate" else np.ones(len(A.data))
        h = highspy.Highs()
        for key, v in dict(output_flag=False, threads=1, random_seed=seed, time_limit=3000.0, **c).items():
            h.setOptionValue(key, v)
        p = highspy.HighsLp()
        p.num_col_, p.num_row_ = k, m
        p.col_cost_, p.col_lower_, p.col_upper_, p.row_lower_, p.row_upper_ = -r.uniform(.5, 1, k), np.zeros(k), np.full(k, 5.), np.full(m, -h.inf), r.uniform(1, 2, m)
        p.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        p.a_matrix_.start_, p.a_matrix_.index_, p.a_matrix_.value_ = A.indptr, A.indices, A.data
        h.passModel(p)
        seconds = clock.computing(h.run, 1)
        if h.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise Failed(h.modelStatusToString(h.getModelStatus()))
        return seconds, dict(iterations=max(h.getInfo().simplex_iteration_count, h.getInfo().ipm_iteration_count))

    Program("highs-lp", "highs", "linear programming solver HiGHS; objective: seconds to the optimum", [choice("solver", ["simplex", "ipm"], "simplex", "simplex or interior points"), choice("simplex_strategy", [1, 4], 1, "dual or primal simplex", {"solver": "simplex"}), choice("presolve", ["off", "on"], "on", "simplify first"), choice("simplex_scale_strategy", [0, 1, 2, 3, 4], 2, "how the matrix is scaled", {"solver": "simplex"}), choice("simplex_dual_edge_weight_strategy", [-1, 0, 1, 2], -1, "how the dual simplex picks a row", {"solver": "simplex"}), logreal("dual_simplex_cost_perturbation_multiplier", 0.01, 100, 1.0, "how far costs are perturbed", {"solver": "simplex"}), choice("run_crossover", ["off", "on"], "on", "move to a corner afterwards", {"solver": "ipm"}), logwhole("simplex_update_limit", 20, 5000, 5000, "updates before the basis is factored anew", {"solver": "simplex"})],
            linear, ["sparse-200", "sparse-400", "dense-240", "degenerate-300", "dense-400"], lambda t: dict(size=int(t.split("-")[1]), kind=t.split("-")[0]), minimize="seconds", learns=False, trials=80)
except ImportError:
    pass


def scip(c, task, seed):
    import pyscipopt
    cost, A, lo, hi, ub, integral = integer_program(task)
    m = pyscipopt.Model()
    m.hideOutput()
    x = [m.addVar(vtype="I" if i else "C", lb=0, ub=float(u)) for i, u in zip(integral, ub)]
    m.setObjective(pyscipopt.quicksum(float(a) * v for a, v in zip(cost, x)))
    for row, l, u in zip(A, lo, hi):
        e = pyscipopt.quicksum(float(a) * x[j] for j, a in enumerate(row) if a)
        if np.isfinite(l) and l == u:
            m.addCons(e == float(l))
        elif np.isfinite(l):
            m.addCons(e >= float(l))
        else:
            m.addCons(e <= float(u))
    emphasis = dict(default=pyscipopt.SCIP_PARAMSETTING.DEFAULT, aggressive=pyscipopt.SCIP_PARAMSETTING.AGGRESSIVE, fast=pyscipopt.SCIP_PARAMSETTING.FAST, off=pyscipopt.SCIP_PARAMSETTING.OFF)
    m.setPresolve(emphasis[c.pop("presolving.emphasis")])
    m.setSeparating(emphasis[c.pop("separating.emphasis")])
    m.setHeuristics(emphasis[c.pop("heuristics.emphasis")])
    for k, v in c.items():
        m.setParam(k.replace(".", "/"), v)      # SCIP writes a slash; Hone's names have none
    m.setParam("randomization/randomseedshift", seed)
    seconds = clock.computing(m.optimize, 1)
    if m.getStatus() != "optimal":
        raise Failed(m.getStatus())
    return seconds, dict(nodes=m.getNNodes())


try:
    import pyscipopt
    emphasis = lambda part, why: choice(f"{part}.emphasis", ["default", "aggressive", "fast", "off"], "default", why)
    Program("scip", "scip", "integer programming solver SCIP; objective: seconds to the optimum", [emphasis("presolving", "how much is simplified first"), emphasis("separating", "how many cuts"), emphasis("heuristics", "how hard solutions are looked for"), choice("nodeselection.childsel", ["d", "u", "p", "i", "l", "r", "h"], "h", "which child comes first"), real("branching.scorefac", 0, 1, 0.167, "weight of the better child in a branching score"), whole("separating.maxrounds", -1, 10, -1, "rounds of cuts a node, -1 without limit"), whole("separating.maxroundsroot", -1, 20, -1, "rounds of cuts at the root, -1 without limit"), choice("lp.pricing", ["l", "a", "f", "p", "s", "q", "d"], "l", "simplex pricing"), flag("conflict.enable", True, "learn from infeasible nodes"), whole("presolving.maxrestarts", -1, 3, -1, "restarts after presolving, -1 without limit")],
            scip, MIPS, mip_facts, minimize="seconds", learns=False, trials=80)
except ImportError:
    pass


def cpsat(c, task, seed):
    from ortools.sat.python import cp_model
    kind, n = task.rsplit("-", 1)
    r, n = generator("cp", task), int(n)
    m = cp_model.CpModel()
    if kind == "jobs":
        machines, horizon = 4, 100 * n
        ends, per = [], [[] for _ in range(machines)]
        for j in range(n):
            last = None
            for k in r.permutation(machines):
                d = int(r.integers(3, 30))
                s = m.new_int_var(0, horizon, "")
                e = m.new_int_var(0, horizon, "")
                per[k].append(m.new_interval_var(s, d, e, ""))
                if last is not None:
                    m.add(s >= last)
                last = e
            ends.append(last)
        for p in per:
            m.add_no_overlap(p)
        span = m.new_int_var(0, horizon, "")
        m.add_max_equality(span, ends)
        m.minimize(span)
    elif kind == "queens":
        q = [m.new_int_var(0, n - 1, "") for _ in range(n)]
        m.add_all_different(q)
        m.add_all_different([q[i] + i for i in range(n)])
        m.add_all_different([q[i] - i for i in range(n)])
        w = r.integers(0, 20, n)
        m.minimize(sum(int(a) * v for a, v in zip(w, q)))
    elif kind == "bins":
        sizes = r.integers(10, 60, n)
        bins = n // 2
        x = [[m.new_bool_var("") for _ in range(bins)] for _ in range(n)]
        y = [m.new_bool_var("") for _ in range(bins)]
        for i in range(n):
            m.add_exactly_one(x[i])
        for b_ in range(bins):
            m.add(sum(int(sizes[i]) * x[i][b_] for i in range(n)) <= 100 * y[b_])
        m.minimize(sum(y))
    else:
        xs = [m.new_bool_var("") for _ in range(n)]
        for _ in range(2 * n):
            v = r.permutation(n)[:4]
            m.add(sum(int(r.integers(1, 9)) * xs[k] for k in v) <= int(r.integers(5, 16)))
        m.maximize(sum(int(r.integers(1, 30)) * x for x in xs))
    s = cp_model.CpSolver()
    p = s.parameters
    p.parse_text_format("\n".join(f"{k}: {str(v).lower()}" for k, v in dict(c, num_workers=1, max_time_in_seconds=3000, max_deterministic_time=8, random_seed=seed).items()))
    status = []
    seconds = clock.computing(lambda: status.append(s.solve(m)), 1)
    if status[0] != cp_model.OPTIMAL:
        raise Failed("no optimum in time")
    return seconds, dict(branches=s.num_branches, conflicts=s.num_conflicts)


try:
    from ortools.sat.python import cp_model as _
    Program("cp-sat", "cp_sat", "constraint solver OR-Tools CP-SAT with one worker; objective: seconds to the optimum", [choice("linearization_level", [0, 1, 2], 1, "how much goes to the linear program"), choice("search_branching", ["AUTOMATIC_SEARCH", "FIXED_SEARCH", "PORTFOLIO_SEARCH", "LP_SEARCH", "PSEUDO_COST_SEARCH", "PORTFOLIO_WITH_QUICK_RESTART_SEARCH"], "AUTOMATIC_SEARCH", "what is branched on"), whole("cp_model_probing_level", 0, 3, 2, "how hard variables are tried first"), flag("cp_model_presolve", True, "simplify first"), whole("symmetry_level", 0, 3, 2, "how hard symmetry is looked for"), whole("max_num_cuts", 0, 10000, 10000, "cuts kept"), flag("use_sat_inprocessing", True, "simplify during the search"),
             logwhole("clause_cleanup_period", 100, 50000, 10000, "conflicts between clean-ups"), choice("minimization_algorithm", ["NONE", "SIMPLE", "RECURSIVE"], "RECURSIVE", "how learnt clauses are shortened"), logwhole("restart_period", 5, 1000, 50, "conflicts between restarts"), real("glucose_decay_increment", 0.001, 0.1, 0.01, "growth of the variables' decay"), flag("exploit_objective", True, "follow the objective when branching")],
            cpsat, ["jobs-6", "queens-12", "bins-12", "weights-40", "jobs-8", "bins-16"], lambda t: dict(size=int(t.rsplit("-", 1)[1]), kind=t.rsplit("-", 1)[0]), minimize="seconds", learns=False, trials=70)

    def routes(c, task, seed):
        from ortools.constraint_solver import pywrapcp, routing_enums_pb2, routing_parameters_pb2
        n, vehicles = map(int, task.split("-")[1:])
        r = generator("routes", task)
        xy = r.integers(0, 1000, (n, 2))
        d = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)).astype(int)
        need = np.r_[0, r.integers(1, 9, n - 1)]
        manager = pywrapcp.RoutingIndexManager(n, vehicles, 0)
        model = pywrapcp.RoutingModel(manager)
        way = model.RegisterTransitCallback(lambda a, b_: int(d[manager.IndexToNode(a), manager.IndexToNode(b_)]))
        model.SetArcCostEvaluatorOfAllVehicles(way)
        load = model.RegisterUnaryTransitCallback(lambda a: int(need[manager.IndexToNode(a)]))
        model.AddDimension(load, 0, int(need.sum() / vehicles * 1.25) + 5, True, "load")
        p = pywrapcp.DefaultRoutingSearchParameters()
        p.first_solution_strategy = getattr(routing_enums_pb2.FirstSolutionStrategy, c["first_solution_strategy"])
        p.local_search_metaheuristic = getattr(routing_enums_pb2.LocalSearchMetaheuristic, c["local_search_metaheuristic"])
        if "guided_local_search_lambda_coefficient" in c:
            p.guided_local_search_lambda_coefficient = c["guided_local_search_lambda_coefficient"]
        p.solution_limit = c["solution_limit"]
        p.lns_time_limit.nanos = 20_000_000
        p.time_limit.seconds = 600
        s = model.SolveWithParameters(p)
        if s is None:
            raise Failed("no routes")
        return s.ObjectiveValue() / (1000 * np.sqrt(n)), {}

    Program("ortools-routing", "routing", "vehicle routes by OR-Tools; objective: length of the routes over the square root of the places", [choice("first_solution_strategy", ["PATH_CHEAPEST_ARC", "SAVINGS", "CHRISTOFIDES", "PARALLEL_CHEAPEST_INSERTION", "LOCAL_CHEAPEST_INSERTION", "GLOBAL_CHEAPEST_ARC", "LOCAL_CHEAPEST_ARC", "FIRST_UNBOUND_MIN_VALUE"], "PATH_CHEAPEST_ARC", "how the first routes are made"), choice("local_search_metaheuristic", ["GREEDY_DESCENT", "GUIDED_LOCAL_SEARCH", "SIMULATED_ANNEALING", "TABU_SEARCH", "GENERIC_TABU_SEARCH"], "GREEDY_DESCENT", "how it leaves local optima"), real("guided_local_search_lambda_coefficient", 0.01, 1, 0.1, "weight of the penalties", {"local_search_metaheuristic": "GUIDED_LOCAL_SEARCH"}), logwhole("solution_limit", 1, 100, 30, "solutions after which it stops")],
            routes, ["r-20-2", "r-30-3", "r-40-4", "r-25-1", "r-50-5"], lambda t: dict(places=int(t.split("-")[1]), vehicles=int(t.split("-")[2])), minimize="length", learns=False, repeats=False, trials=60)
except ImportError:
    pass

# Differential equations: work against accuracy.

EQUATIONS = {
    "oscillator": (lambda t, y: [y[1], -y[0]], [1, 0], 30), "predators": (lambda t, y: [y[0] * (1 - .5 * y[1]), y[1] * (.4 * y[0] - .8)], [2, 1], 40),
    "stiff": (lambda t, y: [-.04 * y[0] + 1e4 * y[1] * y[2], .04 * y[0] - 1e4 * y[1] * y[2] - 3e7 * y[1] ** 2, 3e7 * y[1] ** 2], [1, 0, 0], 40), "limit_cycle": (lambda t, y: [y[1], 30 * (1 - y[0] ** 2) * y[1] - y[0]], [2, 0], 60),
    "attractor": (lambda t, y: [10 * (y[1] - y[0]), y[0] * (28 - y[2]) - y[1], y[0] * y[1] - 8 / 3 * y[2]], [1, 1, 1], 5), "decay": (lambda t, y: [-200 * (y[0] - np.cos(t)), y[0] - y[1]], [0, 0], 8), "pulses": (lambda t, y: [np.exp(-40 * (t % 2 - 1) ** 2) * 5 - y[0], y[0] - .3 * y[1]], [0, 0], 12)}


@functools.lru_cache(maxsize=None)
def true_end(task):
    f, y, end = EQUATIONS[task]
    return scipy.integrate.solve_ivp(f, (0, end), y, method="LSODA" if task in ("stiff", "limit_cycle", "decay") else "DOP853", rtol=1e-11, atol=1e-13).y[:, -1]


def ode(c, task, seed):
    f, y, end = EQUATIONS[task]
    calls = [0]

    def counted(t, y):
        calls[0] += 1
        if calls[0] > 60000:
            raise Failed("too many evaluations")
        return f(t, y)
    s = scipy.integrate.solve_ivp(counted, (0, end), y, **c)
    if not s.success:
        raise Failed("integration fails")
    error = float(np.max(np.abs(s.y[:, -1] - true_end(task)) / (1e-3 + np.abs(true_end(task)))))
    return max(np.log10(error + 1e-12), -8) + 2 * np.log10(calls[0]), dict(log10_error=np.log10(error + 1e-12), evaluations=calls[0])


Program("scipy.solve_ivp", "ode", "initial value problems by SciPy solve_ivp; objective: logarithm of the error plus twice that of the evaluations", [choice("method", ["RK45", "RK23", "DOP853", "Radau", "BDF", "LSODA"], "RK45", "formula"), logreal("rtol", 1e-9, 1e-1, 1e-3, "relative tolerance"), logreal("atol", 1e-12, 1e-1, 1e-6, "absolute tolerance"), logreal("max_step", 0.01, 100, 100.0, "longest step"), logreal("first_step", 1e-6, 0.5, 1e-3, "first step")],
        ode, list(EQUATIONS), lambda t: dict(equations=len(EQUATIONS[t][1]), end=EQUATIONS[t][2]), minimize="log10_work_precision", learns=False, repeats=False, trials=100)

# Linear systems and eigenvalues.

@functools.lru_cache(maxsize=None)
def system(task):
    kind, n = task.rsplit("-", 1)
    n = int(n)
    r = generator("system", task)
    I, T = sp.eye(n), sp.diags([-1, 2, -1], [-1, 0, 1], (n, n))
    if kind == "poisson":
        A = sp.kron(I, T) + sp.kron(T, I)
    elif kind == "layers":
        k = 10.0 ** r.integers(-2, 3, n * n)
        D = sp.kron(I, sp.diags([-1, 1], [0, 1], (n, n))) + 0
        E = sp.kron(sp.diags([-1, 1], [0, 1], (n, n)), I)
        A = D.T @ sp.diags(k) @ D + E.T @ sp.diags(k) @ E + 1e-4 * sp.eye(n * n)
    elif kind == "wind":
        C = sp.diags([-1, 1], [-1, 0], (n, n)) * 3
        A = sp.kron(I, T + C) + sp.kron(T, I)
    else:
        G = sp.random(n * n, n * n, 4 / n ** 2, random_state=np.random.RandomState(3))
        A = G @ G.T + .05 * sp.eye(n * n)
    A = A.tocsr()
    return A, r.normal(size=A.shape[0])


SYSTEMS = "poisson-40 layers-30 wind-40 random-35 poisson-70".split()
system_facts = lambda t: dict(unknowns=system(t)[0].shape[0], nonzeros=int(system(t)[0].nnz))


def krylov(c, task, seed):
    A, rhs = system(task)

    def go():
        if c["preconditioner"] == "ilu":
            ilu = spl.spilu(A.tocsc(), drop_tol=c["drop_tol"], fill_factor=c["fill_factor"], permc_spec=c["permc_spec"])
            M = spl.LinearOperator(A.shape, ilu.solve)
        elif c["preconditioner"] == "jacobi":
            d = A.diagonal()
            M = spl.LinearOperator(A.shape, lambda x: x / d)
        else:
            M = None
        f = getattr(spl, c["solver"])
        extra = dict(restart=c["restart"]) if c["solver"] == "gmres" else {}
        x, info = f(A, rhs, rtol=1e-6, maxiter=60 if c["solver"] == "gmres" else 1500, M=M, **extra)
        residual.append(np.linalg.norm(A @ x - rhs) / np.linalg.norm(rhs))
    residual = []
    seconds = clock.computing(go, 1)
    if not residual[-1] < 1e-4:
        raise Failed("does not converge")
    return seconds, dict(residual=residual[-1])


Program("scipy.sparse-krylov", "krylov", "sparse linear system by SciPy's iterative solvers; objective: seconds to a residual of 1e-6", [choice("solver", ["cg", "bicgstab", "gmres", "minres", "cgs"], "gmres", "iteration"), logwhole("restart", 3, 100, 20, "directions kept by GMRES", {"solver": "gmres"}), choice("preconditioner", ["none", "jacobi", "ilu"], "ilu", "approximate inverse"), logreal("drop_tol", 1e-6, 0.5, 1e-4, "entries below this are dropped", {"preconditioner": "ilu"}), real("fill_factor", 1, 30, 10.0, "growth allowed to the factors", {"preconditioner": "ilu"}), choice("permc_spec", ["COLAMD", "NATURAL", "MMD_AT_PLUS_A"], "COLAMD", "order of the columns", {"preconditioner": "ilu"})],
        krylov, SYSTEMS, system_facts, minimize="seconds", learns=False, trials=90)


def amg(c, task, seed):
    import pyamg
    A, rhs = system(task)
    residual = []

    def go():
        np.random.seed(seed)
        smoother = (c["smoother"], dict(sweep="symmetric", iterations=c["sweeps"])) if c["smoother"] == "gauss_seidel" else (c["smoother"], dict(iterations=c["sweeps"])) if c["smoother"] == "jacobi" else (c["smoother"], {})
        if c["method"] == "ruge_stuben":
            ml = pyamg.ruge_stuben_solver(A, strength=("classical", dict(theta=c["theta"])), CF=c["CF"], presmoother=smoother, postsmoother=smoother, max_coarse=c["max_coarse"])
        else:
            ml = pyamg.smoothed_aggregation_solver(A, strength=("symmetric", dict(theta=c["theta"] / 2)), aggregate=c["aggregate"], smooth=(c["smooth"], dict(omega=c["omega"])) if c["smooth"] == "jacobi" else None, presmoother=smoother, postsmoother=smoother, max_coarse=c["max_coarse"])
        x = ml.solve(rhs, tol=1e-7, cycle=c["cycle"], accel=None if c["accel"] == "none" else c["accel"], maxiter=100)
        residual.append(np.linalg.norm(A @ x - rhs) / np.linalg.norm(rhs))
    seconds = clock.computing(go, 1)
    if not residual[-1] < 1e-4:
        raise Failed("does not converge")
    return seconds, dict(residual=residual[-1])


try:
    import pyamg as _pyamg
    Program("pyamg", "multigrid", "algebraic multigrid (PyAMG); objective: seconds to set up and solve", [choice("method", ["ruge_stuben", "smoothed_aggregation"], "ruge_stuben", "how coarse levels are made"), real("theta", 0.0, 0.9, 0.25, "strength that makes a connection count"), choice("CF", ["RS", "PMIS", "CLJP"], "RS", "how coarse points are chosen", {"method": "ruge_stuben"}), choice("aggregate", ["standard", "naive"], "standard", "how points are grouped", {"method": "smoothed_aggregation"}), choice("smooth", ["jacobi", "none"], "jacobi", "smooth the interpolation", {"method": "smoothed_aggregation"}), real("omega", 0.3, 2, 1.33, "weight of that smoothing", {"smooth": "jacobi"}),
            choice("smoother", ["gauss_seidel", "jacobi", "richardson"], "gauss_seidel", "relaxation on each level"), whole("sweeps", 1, 4, 1, "relaxations on each level"), choice("cycle", ["V", "W", "F"], "V", "order in which levels are visited"), choice("accel", ["none", "cg", "bicgstab", "gmres"], "cg", "iteration around the cycles"), logwhole("max_coarse", 2, 400, 10, "unknowns that are solved directly")], amg, SYSTEMS, system_facts, minimize="seconds", learns=False, trials=80)
except ImportError:
    pass


def eigen(c, task, seed):
    A, _ = system(task)
    A = ((A + A.T) / 2).tocsc()
    k = 4
    box = []

    def go():
        v0 = np.random.default_rng(seed).normal(size=A.shape[0])
        if c["mode"] == "shift_invert":
            box.append(spl.eigsh(A, k, sigma=c["sigma"], ncv=max(c["ncv"], k + 2), tol=c["tol"], v0=v0)[0])
        else:
            box.append(spl.eigsh(A, k, which="SA", ncv=max(c["ncv"], k + 2), tol=c["tol"], maxiter=c["maxiter"], v0=v0)[0])
    seconds = clock.computing(go, 1)
    return seconds


Program("scipy.eigsh", "eigenvalues", "smallest eigenvalues of a sparse matrix (SciPy eigsh); objective: seconds", [choice("mode", ["direct", "shift_invert"], "direct", "iterate on the matrix or on a shifted inverse"), real("sigma", -0.5, 0.0, -0.01, "shift", {"mode": "shift_invert"}), logwhole("ncv", 6, 120, 20, "vectors kept"), logreal("tol", 1e-10, 1e-2, 1e-8, "accuracy asked for"), logwhole("maxiter", 20, 3000, 1000, "restarts", {"mode": "direct"})],
        eigen, ["poisson-25", "layers-20", "random-20", "poisson-45"], system_facts, minimize="seconds", learns=False, trials=80)

INTEGRALS = {"smooth": lambda x: np.exp(-x) * np.sin(3 * x), "peak": lambda x: 1 / (1e-4 + (x - .37) ** 2), "root": lambda x: np.sqrt(np.abs(x - .3)), "wave": lambda x: np.cos(150 * x) * x, "step": lambda x: (x > .62) * np.exp(x), "noise_free_cusp": lambda x: np.abs(np.sin(9 * x)) ** .3}


def quadrature(c, task, seed):
    """Our own adaptive quadrature."""
    f, calls = INTEGRALS[task], 0
    x, w = np.polynomial.legendre.leggauss(c["order"])
    rule = lambda a, b_: (b_ - a) / 2 * float(np.dot(w, f((b_ - a) / 2 * x + (a + b_) / 2)))
    pieces = np.linspace(0, 1, c["pieces"] + 1)
    stack = [(a, b_, rule(a, b_)) for a, b_ in zip(pieces[:-1], pieces[1:])]
    calls, total = c["order"] * c["pieces"], 0.0
    while stack:
        a, b_, v = stack.pop()
        m = a + (b_ - a) * c["split"]
        l, r_ = rule(a, m), rule(m, b_)
        calls += 2 * c["order"]
        if abs(l + r_ - v) < c["tolerance"] * (1 if c["absolute"] else b_ - a) * max(abs(v), 1e-3) or calls > 40000 or b_ - a < 1e-12:
            total += l + r_
        else:
            stack += [(a, m, l), (m, b_, r_)]
    truth = exact(task)
    return np.log10(abs(total - truth) / max(abs(truth), 1e-3) + 1e-14) + 2 * np.log10(calls), dict(evaluations=calls)


@functools.lru_cache(maxsize=None)
def exact(task):
    points = sorted({0, 1, .37, .3, .62, *(k * np.pi / 9 for k in range(1, 3)), *np.linspace(0, 1, 200)})
    x, w = np.polynomial.legendre.leggauss(60)
    total = 0.0
    for a, b_ in zip(points[:-1], points[1:]):
        edges = a + (b_ - a) * np.r_[0, 10.0 ** np.arange(-9, 0), 1 - 10.0 ** np.arange(-1.0, -10, -1)[:0], 1]
        edges = np.unique(np.r_[edges, b_ - (b_ - a) * 10.0 ** np.arange(-9, 0)])
        for p, q in zip(edges[:-1], edges[1:]):
            total += (q - p) / 2 * float(np.dot(w, INTEGRALS[task]((q - p) / 2 * x + (p + q) / 2)))
    return total


Program("adaptive-quadrature", "quadrature", "adaptive Gauss quadrature of our own; objective: logarithm of the error plus twice that of the evaluations", [whole("order", 1, 30, 7, "points of the rule"), logwhole("pieces", 1, 200, 1, "pieces at the start"), logreal("tolerance", 1e-12, 1e-1, 1e-6, "relative error of a piece that is accepted"), real("split", 0.2, 0.8, 0.5, "where a piece is cut"), flag("absolute", False, "do not divide the tolerance by lengths")],
        quadrature, list(INTEGRALS), lambda t: dict(dimension=1), minimize="log10_work_precision", learns=False, repeats=False, trials=100)
