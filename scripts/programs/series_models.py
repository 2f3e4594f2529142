"""Time series, statistics and survival (statsmodels, lifelines, and our own)."""
import functools
import warnings

import numpy as np
import statsmodels.api as sm
from statsmodels.nonparametric.smoothers_lowess import lowess
from statsmodels.tsa.api import ExponentialSmoothing, SARIMAX, VAR, AutoReg
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.seasonal import STL
from statsmodels.tsa.statespace.structural import UnobservedComponents

import data
from data import generator
from learners import classifier, regressor
from program import Failed, Program, spread
from space import choice, flag, logreal, logwhole, real, whole


@functools.lru_cache(maxsize=None)
def series(task):
    """(values, season)."""
    r = generator("series", task)
    t = np.arange(132)
    if task == "trend_season":
        return 50 + .4 * t + 8 * np.sin(2 * np.pi * t / 12) + r.normal(0, 2, 132), 12
    if task == "growing_season":
        return (20 + .3 * t) * (1 + .25 * np.sin(2 * np.pi * t / 12 + 1)) * np.exp(r.normal(0, .04, 132)), 12
    if task == "random_walk":
        return 100 + np.cumsum(r.normal(.1, 1.5, 132)), 4
    if task == "autoregressive":
        x = np.zeros(180)
        for k in range(3, 180):
            x[k] = 1.2 * x[k - 1] - .5 * x[k - 2] + r.normal()
        return 30 + x[-132:], 6
    if task == "level_shifts":
        return 40 + np.cumsum((r.uniform(size=132) < .05) * r.normal(0, 10, 132)) + r.normal(0, 1.5, 132), 12
    if task == "weekly":
        return 100 + np.tile([0, 2, 3, 4, 12, 25, 18], 19)[:132] + .05 * t + r.normal(0, 3, 132), 7
    x = np.asarray(data.series(task), float)
    return x[-132:], dict(sunspots=11, co2=12, elnino=12, nile=4).get(task, 4)


SERIES = "trend_season growing_season random_walk autoregressive level_shifts weekly sunspots co2 elnino nile macro-realgdp macro-unemp macro-infl".split()


def forecasting(name, family, summary, space, predict, origins=3, horizon=8, trials=90, only=None, count=7):
    """Mean absolute error of forecasts from several origins, over the series' own mean change; `seed` moves the origins."""
    def run(c, task, seed):
        x, season = series(task)
        scale = float(np.mean(np.abs(np.diff(x)))) + 1e-9
        errors, later = [], []
        shift = 0 if seed == 0 else int(generator("origin", seed).integers(1, 5))
        for k in range(origins + 1):
            cut = len(x) - shift - horizon * (k + 1)
            f = np.asarray(predict(x[:cut], season, horizon, dict(c)), float)
            if not np.all(np.isfinite(f)) or np.max(np.abs(f)) > 1e8:
                raise Failed("diverged")
            (later if k == 0 else errors).append(float(np.mean(np.abs(f - x[cut:cut + horizon]))) / scale)
        return float(np.mean(errors)), dict(test_mase=later[0])

    Program(name, family, summary + f"; objective: scaled error of forecasts {horizon} steps ahead", space, run, spread(name, only or SERIES, count), lambda t: dict(steps=132, season=series(t)[1], horizon=horizon), minimize="mase", trials=trials)


forecasting("statsmodels.ARIMA", "arima", "ARIMA by state space (statsmodels SARIMAX without season)", [whole("p", 0, 4, 1, "lags of the series"), whole("d", 0, 2, 1, "differences taken"), whole("q", 0, 3, 0, "lags of the errors"), choice("trend", ["n", "c", "t", "ct"], "n", "constant and line"), flag("enforce_stationarity", True, "keep the lags stable"), logwhole("maxiter", 2, 60, 50, "iterations of the fit")],
            lambda x, s, h, c: SARIMAX(x, order=(c["p"], c["d"], c["q"]), trend=c["trend"], enforce_stationarity=c["enforce_stationarity"], enforce_invertibility=False).fit(disp=0, maxiter=c["maxiter"]).forecast(h), origins=2, trials=70)
forecasting("statsmodels.SARIMAX", "arima", "seasonal ARIMA (statsmodels SARIMAX)", [whole("p", 0, 2, 1, "lags of the series"), whole("d", 0, 1, 1, "differences taken"), whole("q", 0, 2, 0, "lags of the errors"), whole("seasonal_p", 0, 1, 0, "seasonal lags of the series"), whole("seasonal_d", 0, 1, 0, "seasonal differences"), whole("seasonal_q", 0, 1, 0, "seasonal lags of the errors"), choice("trend", ["n", "c"], "n", "constant"), flag("log", False, "take logarithms first"), logwhole("maxiter", 2, 30, 20, "iterations of the fit")],
            lambda x, s, h, c: _logged(c, x, lambda z: SARIMAX(z, order=(c["p"], c["d"], c["q"]), seasonal_order=(c["seasonal_p"], c["seasonal_d"], c["seasonal_q"], s), trend=c["trend"], simple_differencing=True).fit(disp=0, maxiter=c["maxiter"]), h, s, c), origins=1, trials=60, only="trend_season growing_season weekly co2 elnino macro-unemp".split())


def _logged(c, x, fit, h, s, k):
    low = min(x.min() - 1, 0) if c["log"] else 0
    z = np.log(x - low + 1e-6) if c["log"] else x
    m = SARIMAX(z, order=(k["p"], k["d"], k["q"]), seasonal_order=(k["seasonal_p"], k["seasonal_d"], k["seasonal_q"], s), trend=k["trend"]).fit(disp=0, maxiter=k["maxiter"])
    f = m.forecast(h)
    return np.exp(np.minimum(f, 25)) + low if c["log"] else f


forecasting("statsmodels.ExponentialSmoothing", "exponential_smoothing", "Holt and Winters' smoothing with given weights (statsmodels ExponentialSmoothing)", [choice("trend", ["none", "add", "mul"], "none", "trend"), flag("damped_trend", False, "let the trend fade", {"trend": ["add", "mul"]}), choice("seasonal", ["none", "add", "mul"], "none", "season"), real("smoothing_level", 0.01, 0.99, 0.5, "weight of the newest value"), real("smoothing_trend", 0.0, 0.6, 0.1, "weight of the newest slope", {"trend": ["add", "mul"]}), real("smoothing_seasonal", 0.0, 0.9, 0.1, "weight of the newest season", {"seasonal": ["add", "mul"]}), real("damping_trend", 0.7, 0.999, 0.98, "how slowly the trend fades", {"damped_trend": True}), flag("boxcox", False, "take logarithms first")],
            lambda x, s, h, c: _holt(x, s, h, c))


def _holt(x, s, h, c):
    low = x.min() - .5 * np.ptp(x) if x.min() <= 0 else 0
    m = ExponentialSmoothing(x - low, trend=None if c["trend"] == "none" else c["trend"], damped_trend=c.get("damped_trend", False), seasonal=None if c["seasonal"] == "none" else c["seasonal"], seasonal_periods=s, use_boxcox=0.0 if c["boxcox"] else False, initialization_method="heuristic")
    keys = ("smoothing_level", "smoothing_trend", "smoothing_seasonal", "damping_trend")
    return m.fit(optimized=False, **{k: c[k] for k in keys if k in c}).forecast(h) + low


forecasting("statsmodels.ETSModel", "exponential_smoothing", "error, trend, season model fitted by likelihood (statsmodels ETSModel)", [choice("error", ["add", "mul"], "add", "kind of error"), choice("trend", ["none", "add"], "none", "trend"), flag("damped_trend", False, "let the trend fade", {"trend": "add"}), choice("seasonal", ["none", "add", "mul"], "none", "season"), logwhole("maxiter", 2, 60, 30, "iterations of the fit"), logwhole("history", 30, 130, 130, "newest values that are used")],
            lambda x, s, h, c: _ets(x, s, h, c), origins=1, trials=60)


def _ets(x, s, h, c):
    low = x.min() - .5 * np.ptp(x) if x.min() <= 0 else 0
    z = x[-max(c["history"], 3 * s):] - low
    return ETSModel(z, error=c["error"], trend=None if c["trend"] == "none" else "add", damped_trend=c.get("damped_trend", False), seasonal=None if c["seasonal"] == "none" else c["seasonal"], seasonal_periods=s).fit(disp=0, maxiter=c["maxiter"]).forecast(h) + low


forecasting("statsmodels.ThetaModel", "theta", "theta method (statsmodels ThetaModel)", [real("theta", 1.0, 5.0, 2.0, "curvature given to the second line"), flag("deseasonalize", True, "take the season out first"), choice("method", ["additive", "multiplicative"], "additive", "kind of season", {"deseasonalize": True}), flag("use_mle", False, "fit by likelihood"), logwhole("history", 30, 130, 130, "newest values that are used")],
            lambda x, s, h, c: ThetaModel(x[-max(c["history"], 3 * s):] + (0 if x.min() > 0 else 1 - x.min()), period=s, deseasonalize=c["deseasonalize"], use_test=False, method=c.get("method", "additive")).fit(use_mle=c["use_mle"]).forecast(h, theta=c["theta"]) - (0 if x.min() > 0 else 1 - x.min()))
forecasting("statsmodels.AutoReg", "autoregression", "autoregression with trend and season (statsmodels AutoReg)", [whole("lags", 0, 24, 3, "lags of the series"), choice("trend", ["n", "c", "t", "ct"], "c", "constant and line"), flag("seasonal", False, "a constant for each place in the season"), whole("differences", 0, 2, 0, "differences taken first"), logwhole("history", 45, 130, 130, "newest values that are used")],
            lambda x, s, h, c: _autoreg(x, s, h, c))


def _autoreg(x, s, h, c):
    z, ends = x[-c["history"]:], []
    for _ in range(c["differences"]):
        ends.append(z[-1])
        z = np.diff(z)
    m = AutoReg(z, min(c["lags"], len(z) // 3), trend=c["trend"], seasonal=c["seasonal"], period=s if c["seasonal"] else None).fit()
    f = m.predict(len(z), len(z) + h - 1)
    for e in reversed(ends):
        f = e + np.cumsum(f)
    return f


forecasting("stl-forecast", "stl", "decomposition by loess (statsmodels STL), the rest continued by a damped line of our own", [whole("seasonal", 3, 35, 7, "length of the season's smoother"), logwhole("trend", 3, 75, 21, "length of the trend's smoother"), flag("robust", False, "doubt outliers"), whole("seasonal_deg", 0, 1, 1, "degree of the season's smoother"), whole("trend_deg", 0, 1, 1, "degree of the trend's smoother"), whole("fit_last", 2, 40, 8, "values that give the line"), real("damping", 0.0, 1.0, 0.8, "how far the line goes on")],
            lambda x, s, h, c: _stl(x, s, h, c))


def _stl(x, s, h, c):
    odd = lambda n: int(n) | 1
    d = STL(x, s, seasonal=max(odd(c["seasonal"]), 3), trend=max(odd(c["trend"]), odd(s + 1)), robust=c["robust"], seasonal_deg=c["seasonal_deg"], trend_deg=c["trend_deg"]).fit()
    n = min(c["fit_last"], len(x))
    slope = np.polyfit(np.arange(n), d.trend[-n:], 1)[0] if n > 2 else d.trend[-1] - d.trend[-2]
    steps = np.cumsum(c["damping"] ** np.arange(1, h + 1))
    season = np.tile(d.seasonal[-s:], h // s + 2)[:h]
    return d.trend[-1] + slope * steps + season


forecasting("statsmodels.UnobservedComponents", "structural", "structural time series (statsmodels UnobservedComponents)", [choice("level", ["llevel", "lltrend", "rtrend", "strend", "dtrend"], "llevel", "how level and slope move"), choice("seasonal", ["none", "dummy", "trigonometric"], "none", "season"), whole("harmonics", 1, 3, 2, "waves of the season", {"seasonal": "trigonometric"}), whole("autoregressive", 0, 2, 0, "lags of the rest"), flag("cycle", False, "add a stochastic cycle"), logwhole("maxiter", 2, 40, 20, "iterations of the fit")],
            lambda x, s, h, c: UnobservedComponents(x, c["level"], seasonal=s if c["seasonal"] == "dummy" else None, freq_seasonal=[dict(period=s, harmonics=min(c.get("harmonics", 2), s // 2))] if c["seasonal"] == "trigonometric" else None, autoregressive=c["autoregressive"] or None, cycle=c["cycle"], stochastic_cycle=c["cycle"]).fit(disp=0, maxiter=c["maxiter"]).forecast(h), origins=1, trials=50)


def _lag_model(x, s, h, c):
    from sklearn.ensemble import ExtraTreesRegressor
    from sklearn.linear_model import Ridge
    from sklearn.neighbors import KNeighborsRegressor
    z = np.diff(x) if c["difference"] else x
    p = c["lags"]
    rows = np.array([np.r_[z[k - p:k], np.sin(2 * np.pi * k / s), np.cos(2 * np.pi * k / s)] if c["calendar"] else z[k - p:k] for k in range(p, len(z))])
    m = dict(ridge=lambda: Ridge(c.get("alpha", 1)), neighbours=lambda: KNeighborsRegressor(min(c.get("n_neighbors", 5), len(rows))), trees=lambda: ExtraTreesRegressor(20, min_samples_leaf=c.get("min_samples_leaf", 1), random_state=0))[c["model"]]()
    w = c["recency"] ** np.arange(len(rows))[::-1]
    m.fit(rows, z[p:], **({} if c["model"] == "neighbours" else dict(sample_weight=w)))
    out = list(z)
    for k in range(h):
        t = len(out)
        row = np.r_[out[-p:], np.sin(2 * np.pi * t / s), np.cos(2 * np.pi * t / s)] if c["calendar"] else np.array(out[-p:])
        out.append(float(m.predict(row[None])[0]))
    f = np.array(out[len(z):])
    return x[-1] + np.cumsum(f) if c["difference"] else f


forecasting("lag-regression", "lag_regression", "a regression on lags, run forward step by step (scikit-learn inside)", [choice("model", ["ridge", "neighbours", "trees"], "ridge", "the regression"), whole("lags", 1, 24, 6, "lags it sees"), flag("difference", False, "predict changes"), flag("calendar", False, "tell it the place in the season"), real("recency", 0.95, 1.0, 1.0, "weight of older rows, a step"), logreal("alpha", 1e-3, 1e3, 1.0, "penalty", {"model": "ridge"}), logwhole("n_neighbors", 1, 30, 5, "neighbours averaged", {"model": "neighbours"}), logwhole("min_samples_leaf", 1, 15, 1, "fewest rows in a leaf", {"model": "trees"})], _lag_model)


def _analog(x, s, h, c):
    w = c["window"]
    z = x if c["normalise"] == "none" else x
    key = z[-w:]
    pieces = np.array([z[k:k + w] for k in range(len(z) - w - h)])
    shift = (lambda v: v.mean(-1, keepdims=True)) if c["normalise"] != "none" else (lambda v: 0)
    scale = (lambda v: v.std(-1, keepdims=True) + 1e-6) if c["normalise"] == "scale" else (lambda v: 1)
    weight = c["decay"] ** np.arange(w)[::-1]
    D = ((((pieces - shift(pieces)) / scale(pieces)) - (key - shift(key)) / scale(key)) ** 2 * weight).sum(1)
    best = np.argsort(D)[: c["k"]]
    follow = np.array([(z[b + w:b + w + h] - (shift(pieces[b]) if c["normalise"] != "none" else 0)) / scale(pieces[b]) for b in best])
    return np.average(follow, axis=0, weights=1 / (D[best] + 1e-6) ** c["sharpness"]) * scale(key) + shift(key)


forecasting("analog-forecast", "analog", "what followed the most similar stretches, our own", [logwhole("window", 2, 40, 12, "length of a stretch"), logwhole("k", 1, 25, 5, "stretches averaged"), choice("normalise", ["none", "shift", "scale"], "shift", "what is taken out before comparing"), real("decay", 0.7, 1.0, 1.0, "weight of older values in a stretch"), real("sharpness", 0, 2, 0.5, "how much nearer stretches count more")], _analog)


def anomalies(c, task, seed):
    r = generator("anomaly", task, seed)
    n = 500
    x = np.sin(np.arange(n) / 8) * (2 if task == "wave" else .3) + (np.cumsum(r.normal(0, .15, n)) if task == "walk" else 0) + r.normal(0, .3, n) * (1 + (np.arange(n) > 250) * (task == "changing"))
    where = r.choice(np.arange(60, n), 12, replace=False)
    x[where] += r.choice([-1, 1], 12) * r.uniform(1.2, 3, 12)
    m, v, alarms = x[0], 1.0, []
    window = []
    for k in range(n):
        if c["method"] == "ewma":
            e, sd = x[k] - m, np.sqrt(v)
        else:
            w = np.array(window[-c["window"]:] or [x[k]])
            centre = np.median(w) if c["robust"] else w.mean()
            sd = 1.48 * np.median(np.abs(w - centre)) + 1e-3 if c["robust"] else w.std() + 1e-3
            e = x[k] - centre
        bad = abs(e) > c["threshold"] * sd
        if bad:
            alarms.append(k)
        take = x[k] if not bad or not c["hold"] else m + np.clip(e, -c["threshold"] * sd, c["threshold"] * sd)
        m += c["alpha"] * (take - m)
        v = (1 - c["beta"]) * v + c["beta"] * (take - m) ** 2 + 1e-9
        window.append(take)
    hit = len(set(alarms) & set(where.tolist()))
    return 2 * hit / (12 + len([a for a in alarms if a >= 60]) + 1e-9)


Program("control-chart", "control_chart", "alarms in a series of numbers by moving averages or windows, our own; objective: F1", [choice("method", ["ewma", "window"], "ewma", "what is normal"), logreal("alpha", 0.01, 0.9, 0.2, "how fast the average follows"), logreal("beta", 0.005, 0.5, 0.05, "how fast the variance follows"), logwhole("window", 4, 200, 30, "values of the window", {"method": "window"}), flag("robust", True, "median instead of mean", {"method": "window"}), real("threshold", 1.0, 7.0, 3.0, "deviations that raise an alarm"), flag("hold", True, "do not learn from alarms")], lambda c, t, s: float(np.mean([anomalies(c, t, s * 3 + k) for k in range(3)])), ["calm", "wave", "walk", "changing"], lambda t: dict(steps=500), maximize="f1", learns=False, trials=100)


# Regression by statsmodels.

class Fitted:
    def __init__(self, fit):
        self.go = fit

    def fit(self, X, y):
        self.result = self.go(sm.add_constant(X, has_constant="add"), y)

    def predict(self, X):
        return np.asarray(self.result.predict(sm.add_constant(X, has_constant="add")))


linear = "efron-diabetes synthetic-few_of_many synthetic-outliers fair-affairs synthetic-robot modechoice-cost synthetic-growth synthetic-fanning elnino-lags sunspots-lags".split()
regressor("statsmodels.RLM", "robust_linear", "robust linear model (statsmodels RLM)", [choice("M", ["HuberT", "TukeyBiweight", "AndrewWave", "Hampel", "RamsayE", "LeastSquares"], "HuberT", "norm of the errors"), real("tuning", 0.3, 6.0, 1.345, "where the norm turns"), choice("scale_est", ["mad", "huber"], "mad", "how the errors' size is estimated"), whole("maxiter", 1, 50, 50, "iterations")],
          lambda c, seed: Fitted(lambda X, y: sm.RLM(y, X, M=_norm(c)).fit(maxiter=c["maxiter"], scale_est="mad" if c["scale_est"] == "mad" else sm.robust.scale.HuberScale())), metric="mae", datasets=linear)


def _norm(c):
    n, t = sm.robust.norms, c["tuning"]
    return dict(HuberT=lambda: n.HuberT(t), TukeyBiweight=lambda: n.TukeyBiweight(3.5 * t), AndrewWave=lambda: n.AndrewWave(t), Hampel=lambda: n.Hampel(1.5 * t, 2.6 * t, 6 * t), RamsayE=lambda: n.RamsayE(.22 * t), LeastSquares=lambda: n.LeastSquares())[c["M"]]()


regressor("statsmodels.OLS-regularized", "lasso", "elastic net (statsmodels OLS.fit_regularized)", [logreal("alpha", 1e-4, 10, 0.01, "strength of the penalty"), real("L1_wt", 0, 1, 1.0, "share of L1"), flag("refit", False, "fit what is left without penalty"), logwhole("maxiter", 2, 50, 50, "rounds over the coefficients")],
          lambda c, seed: _Scaled(Fitted(lambda X, y: sm.OLS(y, X).fit_regularized(alpha=c["alpha"], L1_wt=c["L1_wt"], refit=c["refit"], maxiter=c["maxiter"]))), datasets=[d for d in linear if d != "synthetic-few_of_many"], rows=300)


class _Scaled:
    def __init__(self, m):
        self.m = m

    def fit(self, X, y):
        self.a, self.b = y.mean(), y.std() + 1e-9
        self.m.fit(X, (y - self.a) / self.b)

    def predict(self, X):
        return self.m.predict(X) * self.b + self.a


regressor("statsmodels.GLM", "glm", "generalised linear model (statsmodels GLM)", [choice("family", ["Gaussian", "Poisson", "Gamma", "NegativeBinomial", "Tweedie"], "Gaussian", "distribution"), real("var_power", 1.05, 1.95, 1.5, "variance's power of the mean", {"family": "Tweedie"}), logreal("alpha_nb", 0.01, 5, 1.0, "dispersion", {"family": "NegativeBinomial"}), choice("link", ["default", "log", "identity"], "default", "from the linear predictor to the mean"), logreal("alpha", 1e-6, 1, 1e-4, "strength of the ridge penalty")],
          lambda c, seed: Fitted(lambda X, y: _glm(c, X, y)), target=lambda y: y - y.min() + .1, datasets="synthetic-growth synthetic-rare_counts fair-affairs randhie-visits modechoice-cost efron-diabetes synthetic-fanning sunspots-lags".split())


def _glm(c, X, y):
    f = sm.families
    extra = dict(link=dict(log=f.links.Log, identity=f.links.Identity)[c["link"]]()) if c["link"] != "default" else {}
    family = getattr(f, c["family"])(**extra, **({"var_power": c["var_power"]} if "var_power" in c else {}), **({"alpha": c["alpha_nb"]} if "alpha_nb" in c else {}))
    return sm.GLM(y, X, family=family).fit_regularized(alpha=c["alpha"], L1_wt=0.0, maxiter=60)


class _Lowess:
    def __init__(self, c):
        self.c = c

    def fit(self, X, y):
        self.x, self.y = X[:, 0], y

    def predict(self, X):
        out = lowess(self.y, self.x, frac=self.c["frac"], it=self.c["it"], delta=self.c["delta"] * np.ptp(self.x), xvals=X[:, 0] if self.c["delta"] < .001 else None)
        if out.ndim == 2:
            return np.interp(X[:, 0], out[:, 0], out[:, 1])
        return np.where(np.isfinite(out), out, self.y.mean())


regressor("statsmodels.lowess", "lowess", "local regression of one feature (statsmodels lowess)", [logreal("frac", 0.02, 1.0, 0.67, "share of the rows around a point"), whole("it", 0, 5, 3, "rounds that doubt outliers"), real("delta", 0, 0.2, 0.0, "gap that is interpolated")], lambda c, seed: _Lowess(c), datasets="synthetic-wave synthetic-fanning synthetic-growth synthetic-stairs sunspots-lags elnino-lags synthetic-outliers".split())


class _KernelReg:
    def __init__(self, c):
        self.c = c

    def fit(self, X, y):
        from statsmodels.nonparametric.kernel_regression import KernelReg
        d = min(X.shape[1], self.c["features"])
        self.d = np.argsort(-np.abs([np.corrcoef(X[:, j], y)[0, 1] if X[:, j].std() else 0 for j in range(X.shape[1])]))[:d]
        self.m = KernelReg(y, X[:, self.d], "c" * d, reg_type=self.c["reg_type"], bw=np.full(d, self.c["bw"]))

    def predict(self, X):
        out = self.m.fit(X[:, self.d])[0]
        return np.where(np.isfinite(out), out, 0)


regressor("statsmodels.KernelReg", "kernel_regression", "kernel regression on a few features (statsmodels KernelReg)", [logreal("bw", 0.03, 5, 0.5, "width of the kernel"), choice("reg_type", ["lc", "ll"], "ll", "local constant or local line"), whole("features", 1, 4, 2, "features, by correlation with the target")], lambda c, seed: _KernelReg(c), rows=160, parts=1, datasets="synthetic-wave synthetic-fanning synthetic-growth synthetic-stairs synthetic-additive efron-diabetes sunspots-lags elnino-lags".split(), trials=60)

try:
    import lifelines

    @functools.lru_cache(maxsize=None)
    def lives(task):
        import pandas
        r = generator("lives", task)
        n, d = 260, dict(few=5, many=30, correlated=12, uneven=8)[task]
        X = r.normal(size=(n, d))
        if task == "correlated":
            X = X @ r.normal(size=(d, d)) * .4
        risk = .8 * X[:, 0] - .6 * X[:, 1] + (.5 * X[:, 2] ** 2 if task == "uneven" else .3 * X[:, 2])
        T, C = r.weibull(1.4, n) * np.exp(-risk / 1.4) * 10, r.exponential(14, n)
        return pandas.DataFrame(dict({f"x{j}": X[:, j] for j in range(d)}, T=np.minimum(T, C) + .01, E=(T <= C).astype(int)))

    def survival(kind):
        def run(c, task, seed):
            frame = lives(task)
            p = generator("life rows", seed).permutation(len(frame))
            scores = []
            for k in range(3):
                a, b = frame.iloc[np.r_[p[: k * 85], p[(k + 1) * 85:]]], frame.iloc[p[k * 85:(k + 1) * 85]]
                if kind == "cox":
                    m = lifelines.CoxPHFitter(penalizer=c["penalizer"], l1_ratio=c["l1_ratio"])
                    m.fit(a, "T", "E", robust=False, fit_options=dict(step_size=c["step_size"], max_steps=c["max_steps"]))
                    s = -m.predict_partial_hazard(b)
                else:
                    m = dict(weibull=lifelines.WeibullAFTFitter, lognormal=lifelines.LogNormalAFTFitter, loglogistic=lifelines.LogLogisticAFTFitter)[c["distribution"]](penalizer=c["penalizer"], l1_ratio=c["l1_ratio"])
                    m.fit(a, "T", "E")
                    s = m.predict_median(b).replace([np.inf], 1e6)
                scores.append(lifelines.utils.concordance_index(b["T"], s, b["E"]))
            return float(np.mean(scores))
        return run

    LIVES = ["few", "many", "correlated", "uneven"]
    lf = lambda t: dict(rows=260, features=lives(t).shape[1] - 2, events=int(lives(t)["E"].sum()))
    Program("lifelines.CoxPHFitter", "survival", "Cox's proportional hazards (lifelines); objective: concordance", [logreal("penalizer", 1e-4, 10, 1e-4, "strength of the penalty"), real("l1_ratio", 0, 1, 0.0, "share of L1"), logreal("step_size", 0.1, 1.0, 0.95, "length of a Newton step"), logwhole("max_steps", 2, 60, 50, "steps")], survival("cox"), LIVES, lf, maximize="concordance", trials=60)
    Program("lifelines.AFTFitter", "survival", "accelerated failure time model (lifelines); objective: concordance", [choice("distribution", ["weibull", "lognormal", "loglogistic"], "weibull", "distribution of the lifetimes"), logreal("penalizer", 1e-4, 10, 1e-4, "strength of the penalty"), real("l1_ratio", 0, 1, 0.0, "share of L1")], survival("aft"), LIVES, lf, maximize="concordance", trials=40)
except ImportError:
    pass
