"""Curves of regret, times to a quality, and how they are written down."""

import statistics

from making import folds, values

MARKS = [1, 5, 10, 20, 50, 100]
# Points at which curves are stored.
POINTS = [*range(1, 21), *range(25, 101, 5)]
COLOURS = {"lm": "#c0392b", "transfer": "#2471a3", "transfer-gp": "#148f77", "portfolio": "#9a7d0a", "gp": "#7d3c98", "random": "#707b7c"}


def curves(runs):
    """Regret of the best so far, (value - best) / (worst - best): {task: {method: {seed: [regret, ...]}}}. The last run of a seed counts."""
    found, scales = {}, {}
    for run in runs:
        task = run["task"]
        if task not in scales:
            every = values(task)
            scales[task] = (min(every), max(every))
        low, high = scales[task]
        best, curve = float("inf"), []
        for value in run["values"]:
            best = min(best, value)
            curve.append((best - low) / (high - low))
        found.setdefault(task, {}).setdefault(run["method"], {})[run["seed"]] = curve
    return found


def at(curves, method, evaluations, tasks=None):
    """Mean over tasks of the mean over draws, and its standard error over draws; None where a task has no run so long."""
    means, variance = [], 0.0
    for task in tasks or sorted(curves):
        reached = [c[evaluations - 1] for c in curves.get(task, {}).get(method, {}).values() if len(c) >= evaluations]
        if not reached:
            return None
        means.append(statistics.fmean(reached))
        variance += statistics.variance(reached) / len(reached) if len(reached) > 1 else 0
    return statistics.fmean(means), variance**0.5 / len(means)


def bands(curves):
    """For tables.json: mean, lowest and highest over draws."""
    result = {}
    for task, methods in sorted(curves.items()):
        for method, seeds in sorted(methods.items()):
            rows = []
            for n in POINTS:
                reached = [c[n - 1] for c in seeds.values() if len(c) >= n]
                if reached:
                    rows.append([n, len(reached), *(round(v, 5) for v in (statistics.fmean(reached), min(reached), max(reached)))])
            result.setdefault(task, {})[method] = rows
    return result


def number(value):
    return f"{value:.4f}".lstrip("0") if value < 1 else f"{value:.4f}"


def rows(head, body):
    return ["| " + " | ".join(map(str, head)) + " |", "|" + "---|" * len(head), *("| " + " | ".join(map(str, line)) + " |" for line in body), ""]


def means_table(curves, methods, marks, tasks=None, errors=True):
    body = []
    for method in sorted(methods, key=lambda m: (at(curves, m, 10, tasks) or (9,))[0]):
        cells = [at(curves, method, n, tasks) for n in marks]
        body.append([f"`{method}`", *("" if c is None else number(c[0]) + (f" ± {number(c[1])}" if errors and c[1] else "") for c in cells)])
    return rows(["method", *marks], body)


def per_table(curves, methods, marks=(10, 20, 50)):
    """A line for each table, the best of a cell's methods in bold."""
    body = []
    for fold, tasks in enumerate(folds()):
        for task in tasks:
            line = {n: [at(curves, m, n, [task]) for m in methods] for n in marks}
            cells = []
            for index in range(len(methods)):
                texts = []
                for n in marks:
                    found = line[n][index]
                    least = min((c[0] for c in line[n] if c), default=None)
                    texts.append("" if found is None else f"**{number(found[0])}**" if found[0] <= least + 1e-12 else number(found[0]))
                cells.append(" ".join(texts))
            body.append([task, *cells])
    return rows(["table", *(f"`{m}`" for m in methods)], sorted(body))


def times(runs, curves, quality, seconds, limit):
    """Mean hours and share of runs that come to a regret of `quality` within `limit` evaluations of so many seconds each; a run
    that does not is counted with all its time. The optimiser's own seconds are in it: {method: (hours, share, own share)}."""
    found = {}
    for run in runs:
        curve, own = curves[run["task"]][run["method"]][run["seed"]][:limit], run["seconds"][:limit]
        needed = next((n for n, regret in enumerate(curve, 1) if regret <= quality), None)
        count = needed or len(curve)
        spent = sum(own[:count])
        found.setdefault(run["method"], []).append((count * seconds + spent, needed is not None, spent))
    return {m: (sum(t for t, _, _ in v) / len(v), sum(r for _, r, _ in v) / len(v), sum(s for _, _, s in v) / sum(t for t, _, _ in v)) for m, v in found.items()}


def duration(seconds):
    for unit, size in (("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} s"


def chart(curves, limit):
    """Small charts as SVG, one a table: regret (logarithmic, from 1 to .0005) over evaluations, the band from lowest to highest draw."""
    import math
    width, height, gap = 210, 150, 34
    tasks = sorted(curves)
    lines = max(1, math.ceil(len(tasks) / 5))
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{5 * (width + gap) + gap}" height="{lines * (height + gap + 14) + 40}" font-family="sans-serif" font-size="11">',
           '<rect width="100%" height="100%" fill="white"/>']
    for index, task in enumerate(tasks):
        left, top = gap + (index % 5) * (width + gap), 24 + (index // 5) * (height + gap + 14)

        def place(n, regret):
            y = math.log10(max(regret, 5e-4) / 5e-4) / math.log10(2000)
            return f"{left + width * math.log(n) / math.log(limit):.1f},{top + height * (1 - min(y, 1)):.1f}"
        out.append(f'<text x="{left}" y="{top - 6}">{task}</text><rect x="{left}" y="{top}" width="{width}" height="{height}" fill="none" stroke="#bbb"/>')
        for tick in (0.1, 0.01, 0.001):
            y = place(1, tick).split(",")[1]
            out.append(f'<text x="{left - 4}" y="{y}" text-anchor="end" font-size="9">{tick:g}</text><line x1="{left}" x2="{left + width}" y1="{y}" y2="{y}" stroke="#eee"/>')
        for tick in (1, 5, 10, 20, 50, 100):
            if tick <= limit:
                out.append(f'<text x="{place(tick, 1).split(",")[0]}" y="{top + height + 11}" text-anchor="middle" font-size="9">{tick}</text>')
        for method, colour in COLOURS.items():
            seeds = [c for c in curves[task].get(method, {}).values() if len(c) >= limit]
            if not seeds:
                continue
            upper = [place(n, max(c[n - 1] for c in seeds)) for n in range(1, limit + 1)]
            lower = [place(n, min(c[n - 1] for c in seeds)) for n in range(limit, 0, -1)]
            if method in ("lm", "gp"):
                out.append(f'<polygon points="{" ".join(upper + lower)}" fill="{colour}" opacity="0.12"/>')
            middle = " ".join(place(n, statistics.fmean(c[n - 1] for c in seeds)) for n in range(1, limit + 1))
            out.append(f'<polyline points="{middle}" fill="none" stroke="{colour}" stroke-width="1.4"/>')
    x = gap
    for method, colour in COLOURS.items():
        y = lines * (height + gap + 14) + 26
        out.append(f'<line x1="{x}" x2="{x + 22}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="2"/><text x="{x + 27}" y="{y + 4}">{method}</text>')
        x += 120
    return "\n".join([*out, "</svg>"]) + "\n"
