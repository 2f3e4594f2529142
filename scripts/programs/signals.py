"""Signals and pictures: filters, denoisers, detectors and segmentations (SciPy, scikit-image, PyWavelets, our own). Nothing is
learnt."""
import functools

import numpy as np
import pywt
import scipy.ndimage as nd
import scipy.signal as ss
from skimage import feature, filters, measure, morphology, restoration, segmentation

from data import generator
from images import picture
from program import Failed, Program, spread
from space import choice, flag, logreal, logwhole, real, whole

# Noisy signals.

WAVES = "sines steps bumps chirp speechlike spikes".split()


@functools.lru_cache(maxsize=None)
def wave(task, n=600):
    """(clean, noisy, deviation of the noise)."""
    r = generator("wave", task)
    t = np.linspace(0, 1, n)
    if task == "sines":
        x = np.sin(2 * np.pi * 4 * t) + .5 * np.sin(2 * np.pi * 11 * t)
    elif task == "steps":
        x = np.repeat(r.normal(0, 1, 12), n // 12)
    elif task == "bumps":
        x = sum(a / (1 + np.abs((t - c) / w)) ** 4 for a, c, w in zip(r.uniform(1, 4, 9), r.uniform(0, 1, 9), r.uniform(.005, .03, 9)))
    elif task == "chirp":
        x = np.sin(2 * np.pi * (3 * t + 20 * t ** 2)) * (1 + t) / 1.5
    elif task == "speechlike":
        x = np.sin(2 * np.pi * 25 * t) * np.maximum(0, np.sin(2 * np.pi * 3 * t)) + .3 * np.sin(2 * np.pi * 60 * t)
    else:
        x = np.zeros(n)
        x[r.choice(n, 25, replace=False)] = r.normal(0, 4, 25)
        x = np.convolve(x, np.exp(-np.arange(30) / 6), "same")
    s = .35 * x.std() + .05
    return x, s


def smoothing(name, family, summary, space, go, trials=100):
    """Root mean squared error against the clean signal, over its deviation; three noises a trial."""
    def run(c, task, seed):
        x, s = wave(task)
        errors = []
        for k in range(3):
            y = x + generator("noise", task, seed, k).normal(0, s, len(x))
            z = np.asarray(go(y, dict(c)), float)
            if z.shape != x.shape or not np.all(np.isfinite(z)):
                raise Failed("no usable signal")
            errors.append(np.sqrt(np.mean((z - x) ** 2)) / x.std())
        if np.mean(errors) > 100:
            raise Failed("diverged")
        return float(np.mean(errors))

    Program(name, family, summary + "; objective: error over the signal's deviation", space, run, WAVES, lambda t: dict(samples=600, noise=round(wave(t)[1] / wave(t)[0].std(), 3)), minimize="relative_rmse", learns=False, trials=trials)


EDGE = choice("mode", ["nearest", "mirror", "wrap", "constant"], "nearest", "what lies beyond the ends")
smoothing("scipy.savgol_filter", "smoothing", "polynomials in a moving window (SciPy savgol_filter)", [whole("half_window", 1, 80, 5, "samples on each side"), whole("polyorder", 0, 6, 2, "degree"), whole("passes", 1, 3, 1, "times it is run")], lambda y, c: functools.reduce(lambda z, _: ss.savgol_filter(z, 2 * max(c["half_window"], (c["polyorder"] + 1) // 2 + (c["polyorder"] % 2 == 0)) + 1, c["polyorder"]), range(c["passes"]), y))
smoothing("scipy.butter", "smoothing", "Butterworth and kin, forward and backward (SciPy)", [choice("design", ["butter", "cheby1", "cheby2", "bessel"], "butter", "kind of filter"), whole("N", 1, 8, 4, "order"), logreal("Wn", 0.005, 0.9, 0.1, "corner frequency, 1 is Nyquist's"), logreal("rp", 0.01, 5, 0.5, "ripple of the passband", {"design": "cheby1"}), real("rs", 10, 80, 40.0, "damping of the stopband", {"design": "cheby2"}), flag("zero_phase", True, "run it backward too")], lambda y, c: _iir(y, c))


def _iir(y, c):
    make = dict(butter=lambda: ss.butter(c["N"], c["Wn"], output="sos"), cheby1=lambda: ss.cheby1(c["N"], c["rp"], c["Wn"], output="sos"), cheby2=lambda: ss.cheby2(c["N"], c["rs"], c["Wn"], output="sos"), bessel=lambda: ss.bessel(c["N"], c["Wn"], output="sos"))[c["design"]]()
    return ss.sosfiltfilt(make, y) if c["zero_phase"] else ss.sosfilt(make, y)


smoothing("scipy.gaussian_filter1d", "smoothing", "Gaussian smoothing, perhaps of medians (SciPy)", [logreal("sigma", 0.2, 60, 2.0, "width of the Gaussian"), whole("median_size", 1, 25, 1, "window of the median before it"), EDGE, real("truncate", 1, 6, 4.0, "widths at which it is cut"), real("unsharp", 0, 1, 0.0, "share of what was taken away that is smoothed again and put back")], lambda y, c: _gauss(y, c))


def _gauss(y, c):
    g = lambda z: nd.gaussian_filter1d(z, c["sigma"], mode=c["mode"], truncate=c["truncate"])
    z = g(nd.median_filter(y, c["median_size"], mode=c["mode"]) if c["median_size"] > 1 else y)
    return z + c["unsharp"] * g(y - z)


smoothing("pywt-threshold", "wavelets", "wavelet shrinkage (PyWavelets)", [choice("wavelet", ["haar", "db2", "db4", "db8", "sym4", "sym8", "coif2", "bior2.2"], "sym4", "shape of the wavelet"), whole("level", 1, 6, 4, "scales"), choice("mode", ["soft", "hard", "garrote"], "soft", "how coefficients shrink"), logreal("threshold_factor", 0.1, 5, 1.0, "threshold in times the usual one"), flag("by_level", True, "estimate the noise on each scale"), flag("cycle_spin", False, "average over shifts"), choice("extension", ["symmetric", "periodization", "zero", "smooth"], "symmetric", "what lies beyond the ends")], lambda y, c: _wavelet(y, c))


def _wavelet(y, c):
    def once(y):
        d = pywt.wavedec(y, c["wavelet"], c["extension"], level=min(c["level"], pywt.dwt_max_level(len(y), c["wavelet"])))
        s = np.median(np.abs(d[-1])) / .6745
        out = [d[0]]
        for k in d[1:]:
            e = np.median(np.abs(k)) / .6745 if c["by_level"] else s
            out.append(pywt.threshold(k, c["threshold_factor"] * min(e, 2 * s) * np.sqrt(2 * np.log(len(y))) + 1e-12, c["mode"]))
        return pywt.waverec(out, c["wavelet"], c["extension"])[: len(y)]
    return np.mean([np.roll(once(np.roll(y, k)), -k) for k in range(0, 16, 4)], axis=0) if c["cycle_spin"] else once(y)


def _penalised(y, c):
    n = len(y)
    w = np.ones(n)
    import scipy.sparse as sp
    import scipy.sparse.linalg as spl
    D = sp.eye(n, format="csc")
    for _ in range(c["order"]):
        D = D[1:] - D[:-1]
    v = np.ones(D.shape[0])
    for _ in range(c["rounds"]):
        z = spl.spsolve((sp.diags(w) + c["lam"] * D.T @ sp.diags(v) @ D).tocsc(), w * y)
        d = D @ z
        v = 1 / (np.abs(d) / (np.abs(d).mean() + 1e-9) + c["softness"]) ** c["sparsity"]
    return z


smoothing("whittaker", "smoothing", "penalised least squares with reweighted differences, our own", [logreal("lam", 0.01, 1e6, 100.0, "price of roughness"), whole("order", 1, 4, 2, "differences that are small"), whole("rounds", 1, 6, 1, "rounds of reweighting"), real("sparsity", 0, 2, 0.0, "how much large differences are forgiven"), logreal("softness", 0.01, 3, 0.3, "least difference that is forgiven")], _penalised)


def adaptive(c, task, seed):
    """A filter that learns while it runs: what is left of an echo."""
    r = generator("echo", task, seed)
    path = generator("echo path", task).normal(size=24) * np.exp(-np.arange(24) / 6)
    n = 1500
    x = r.normal(size=n) if task != "coloured" else ss.lfilter([1], [1, -.85], r.normal(size=n))
    d = np.convolve(x, path)[:n] + r.normal(0, .05 if task != "noisy" else .5, n)
    if task == "moving":
        d[n // 2:] = np.convolve(x, -np.roll(path, 3))[:n][n // 2:] + r.normal(0, .05, n - n // 2)
    if task == "bursts":
        d += (r.uniform(size=n) < .02) * r.normal(0, 6, n)
    L = c["length"]
    w, e = np.zeros(L), np.zeros(n)
    P = np.eye(L) / c.get("delta", 1)
    p = 1.0
    for k in range(L, n):
        u = x[k - L + 1:k + 1][::-1]
        e[k] = d[k] - w @ u
        a = e[k] if c["error"] == "plain" else np.clip(e[k], -c["clip"], c["clip"])
        if c["algorithm"] == "rls":
            g = P @ u / (c["forget"] + u @ P @ u)
            w = w + g * a
            P = (P - np.outer(g, u @ P)) / c["forget"]
        else:
            p = .99 * p + .01 * float(u @ u) / L
            step = c["mu"] / (c["offset"] + u @ u) if c["algorithm"] == "nlms" else c["mu"] / L
            w = (1 - c["leak"]) * w + step * a * u
        if not np.isfinite(e[k]) or abs(e[k]) > 1e6:
            raise Failed("unstable")
    return float(10 * np.log10(np.mean(np.minimum(e[L:] ** 2, 100)) / np.mean(d ** 2)))


Program("adaptive-filter", "adaptive_filter", "echo canceller that adapts, our own; objective: decibels of what is left", [choice("algorithm", ["lms", "nlms", "rls"], "nlms", "how it adapts"), whole("length", 2, 60, 16, "taps"), logreal("mu", 1e-3, 2, 0.1, "step size", {"algorithm": ["lms", "nlms"]}), logreal("leak", 1e-7, 1e-2, 1e-7, "share of the taps forgotten a sample", {"algorithm": ["lms", "nlms"]}), logreal("offset", 1e-4, 10, 0.01, "least power", {"algorithm": "nlms"}), real("forget", 0.9, 1.0, 0.99, "memory", {"algorithm": "rls"}), logreal("delta", 1e-3, 100, 1.0, "doubt of the first taps", {"algorithm": "rls"}), choice("error", ["plain", "clipped"], "plain", "limit the error"), logreal("clip", 0.05, 10, 1.0, "that limit", {"error": "clipped"})], adaptive, ["white", "coloured", "noisy", "moving", "bursts"], lambda t: dict(samples=1500), minimize="residual_db", learns=True, trials=70)


def peaks(c, task, seed):
    r = generator("peaks", task, seed)
    n, scores = 1200, []
    for _ in range(2):
        at = np.sort(r.choice(np.arange(20, n - 20), 25, replace=False))
        at = at[np.r_[True, np.diff(at) > 14]]
        t = np.arange(n)
        x = sum(r.uniform(.6, 2) * np.exp(-((t - a) / r.uniform(2, 5)) ** 2) for a in at)
        x = x + (np.sin(t / 90) * 1.5 if task == "drift" else 0) + r.normal(0, dict(clean=.1, noisy=.35, drift=.2, spikes=.15)[task], n) + ((r.uniform(size=n) < .02) * 1.5 if task == "spikes" else 0)
        z = nd.gaussian_filter1d(nd.median_filter(x, c["median"]) if c["median"] > 1 else x, c["sigma"])
        if c["detrend"] > 5:
            z = z - nd.gaussian_filter1d(nd.minimum_filter1d(z, c["detrend"]), c["detrend"] / 2)
        found = ss.find_peaks(z, prominence=c["prominence"], distance=c["distance"], width=c["width"])[0]
        hit = sum(1 for a in at if len(found) and np.min(np.abs(found - a)) <= 4)
        scores.append(2 * hit / (len(at) + len(found) + 1e-9))
    return float(np.mean(scores))


Program("scipy.find_peaks", "peaks", "peaks of a noisy signal (SciPy find_peaks after smoothing); objective: F1", [logreal("prominence", 0.01, 3, 0.3, "height over the valleys"), logwhole("distance", 1, 60, 5, "samples between peaks"), logreal("width", 0.3, 20, 1.0, "least width"), logreal("sigma", 0.2, 15, 1.0, "width of the smoothing"), whole("median", 1, 11, 1, "window of a median before it"), logwhole("detrend", 5, 300, 5, "window of the base line; 5 is none")], peaks, ["clean", "noisy", "drift", "spikes"], lambda t: dict(samples=1200), maximize="f1", learns=False, trials=100)

# Pictures.

GREY = "weave edges face letters landscape screenshot".split()


@functools.lru_cache(maxsize=None)
def grey(name):
    return np.asarray(picture(name).convert("L"), float)[::2, ::2] / 255


def quality(a, b):
    from skimage.metrics import structural_similarity
    return structural_similarity(a, np.clip(b, 0, 1), data_range=1.0)


def restoring(name, family, summary, space, go, noise=.12, trials=90, blur=False, salt=False):
    def run(c, task, seed):
        x = grey(task)
        r = generator("picture noise", task, seed)
        y = x
        if blur:
            y = nd.gaussian_filter(y, 1.5)
        y = y + r.normal(0, noise, x.shape)
        if salt:
            y = np.where(r.uniform(size=x.shape) < .08, r.integers(0, 2, x.shape), y)
        z = np.asarray(go(np.clip(y, 0, 1), dict(c)), float)
        if z.shape != x.shape or not np.all(np.isfinite(z)):
            raise Failed("no usable picture")
        return quality(x, z), dict(psnr=float(-10 * np.log10(np.mean((np.clip(z, 0, 1) - x) ** 2) + 1e-9)))

    Program(name, family, summary + "; objective: SSIM against the clean picture", space, run, GREY, lambda t: dict(width=64, height=64, noise=noise), maximize="ssim", learns=False, trials=trials, dataset=lambda t: "picture-" + t)


restoring("skimage.denoise_tv_chambolle", "denoising", "total variation (scikit-image denoise_tv_chambolle)", [logreal("weight", 0.005, 2, 0.1, "how smooth the result is"), logreal("eps", 1e-5, 1e-1, 2e-4, "gain at which it stops"), logwhole("max_num_iter", 1, 200, 200, "iterations")], lambda y, c: restoration.denoise_tv_chambolle(y, **c))
restoring("skimage.denoise_tv_bregman", "denoising", "total variation by splitting (scikit-image denoise_tv_bregman)", [logreal("weight", 0.1, 60, 5.0, "how near to the noisy picture"), logreal("eps", 1e-5, 1e-1, 1e-3, "change at which it stops"), logwhole("max_num_iter", 1, 150, 100, "iterations"), flag("isotropic", True, "alike in all directions")], lambda y, c: restoration.denoise_tv_bregman(y, **c))
restoring("skimage.denoise_bilateral", "denoising", "bilateral filter (scikit-image denoise_bilateral)", [whole("half_window", 1, 7, 2, "points on each side"), logreal("sigma_color", 0.01, 2, 0.1, "difference of brightness that still counts"), logreal("sigma_spatial", 0.3, 15, 1.0, "distance that still counts"), logwhole("bins", 20, 10000, 10000, "steps of the table")], lambda y, c: restoration.denoise_bilateral(y, win_size=2 * c.pop("half_window") + 1, **c), trials=60)
restoring("skimage.denoise_nl_means", "denoising", "non-local means (scikit-image denoise_nl_means)", [whole("patch_size", 3, 9, 7, "side of a patch"), whole("patch_distance", 1, 11, 6, "how far patches are looked for"), logreal("h", 0.005, 1, 0.1, "difference of patches that still counts"), real("sigma", 0, 0.4, 0.0, "noise that is expected"), flag("fast_mode", True, "weigh a patch evenly")], lambda y, c: restoration.denoise_nl_means(y, **c))
restoring("skimage.denoise_wavelet", "wavelets", "wavelet shrinkage of a picture (scikit-image denoise_wavelet)", [choice("wavelet", ["haar", "db1", "db2", "db4", "sym4", "coif1"], "db1", "shape of the wavelet"), choice("method", ["BayesShrink", "VisuShrink"], "BayesShrink", "how thresholds are found"), choice("mode", ["soft", "hard"], "soft", "how coefficients shrink"), whole("wavelet_levels", 1, 4, 3, "scales"), logreal("sigma", 0.01, 0.6, 0.12, "noise that is expected"), flag("rescale_sigma", True, "scale it with the picture")], lambda y, c: restoration.denoise_wavelet(y, **c))
restoring("median-filter", "denoising", "weighted blend of a median and a Gaussian (SciPy)", [whole("size", 1, 9, 3, "side of the median's window"), choice("footprint", ["square", "disk", "cross"], "square", "shape of the window"), logreal("sigma", 0.1, 5, 0.5, "width of the Gaussian"), real("blend", 0, 1, 1.0, "share of the median"), whole("passes", 1, 3, 1, "medians in a row")], lambda y, c: _median(y, c), salt=True, noise=.05)


def _median(y, c):
    s = c["size"]
    f = np.ones((s, s)) if c["footprint"] == "square" else morphology.disk(s // 2) if c["footprint"] == "disk" else np.maximum(np.eye(s)[:, [s // 2]] @ np.ones((1, s)), np.ones((s, 1)) @ np.eye(s)[[s // 2]])
    z = y
    for _ in range(c["passes"]):
        z = nd.median_filter(z, footprint=f)
    return c["blend"] * z + (1 - c["blend"]) * nd.gaussian_filter(y, c["sigma"])


restoring("richardson-lucy", "deconvolution", "deblurring by Richardson and Lucy or Wiener (scikit-image)", [choice("method", ["richardson_lucy", "wiener"], "richardson_lucy", "how it is sharpened"), logwhole("num_iter", 1, 100, 20, "iterations", {"method": "richardson_lucy"}), logreal("balance", 1e-4, 10, 0.1, "price of roughness", {"method": "wiener"}), logreal("psf_sigma", 0.3, 4, 1.5, "width of the blur that is assumed"), real("presmooth", 0, 2, 0.0, "width of a Gaussian before it")], lambda y, c: _deblur(y, c), noise=.03, blur=True)


def _deblur(y, c):
    g = np.arange(-6, 7)
    p = np.exp(-(g[:, None] ** 2 + g[None] ** 2) / (2 * c["psf_sigma"] ** 2))
    p /= p.sum()
    y = nd.gaussian_filter(y, c["presmooth"]) if c["presmooth"] > .05 else y
    return restoration.richardson_lucy(y + 1e-3, p, c["num_iter"]) if c["method"] == "richardson_lucy" else restoration.wiener(y, p, c["balance"])


SCENES = "cells overlapping uneven_light noisy squares".split()


@functools.lru_cache(maxsize=None)
def scene(task):
    """(picture, labels of the things in it)."""
    r = generator("scene", task)
    a, b = np.mgrid[0:96, 0:96]
    L, X = np.zeros((96, 96), int), np.zeros((96, 96))
    for k in range(1, 19):
        i, j = r.integers(6, 90, 2)
        s = r.uniform(4, 9)
        d = np.maximum(abs(a - i), abs(b - j)) if task == "squares" else np.hypot(a - i, (b - j) * r.uniform(.8, 1.3))
        inside = d < s
        if task != "overlapping" and (L[d < s + 2] > 0).any():
            continue
        L[inside], X[inside] = k, r.uniform(.5, .9)
    X = X + .15 + (b / 160 if task == "uneven_light" else 0)
    return np.clip(nd.gaussian_filter(X, .7) + r.normal(0, .22 if task == "noisy" else .07, X.shape), 0, 1.5), L


def found(L, M):
    """Adapted Rand index of the pixels that belong to things, plus what lies outside."""
    from sklearn.metrics import adjusted_rand_score
    return adjusted_rand_score(L.ravel(), M.ravel())


def segmenting(name, family, summary, space, go, trials=90):
    def run(c, task, seed):
        X, L = scene(task)
        X = X + generator("scene noise", seed).normal(0, .02, X.shape)
        return float(found(L, np.asarray(go(X, dict(c)))))

    Program(name, family, summary + "; objective: adjusted Rand index of the pixels", space, run, SCENES, lambda t: dict(width=96, height=96, things=len(set(scene(t)[1].ravel())) - 1), maximize="rand_index", learns=False, trials=trials)


segmenting("skimage.watershed", "segmentation", "threshold, distances, watershed (scikit-image)", [real("threshold", 0.1, 1.0, 0.5, "brightness of things"), flag("otsu", True, "find that brightness by Otsu's method, and multiply it"), logreal("factor", 0.5, 1.6, 1.0, "factor of it"), real("sigma", 0, 4, 1.0, "smoothing before it"), logwhole("min_distance", 1, 25, 5, "distance between two middles"), logwhole("min_size", 1, 200, 20, "least pixels of a thing"), real("compactness", 0, 1, 0.0, "how round pieces are")], lambda X, c: _watershed(X, c))


def _watershed(X, c):
    S = nd.gaussian_filter(X, c["sigma"])
    t = filters.threshold_otsu(S) * c["factor"] if c["otsu"] else c["threshold"] * c["factor"]
    B = S > t
    lab, _ = nd.label(B)
    sizes = np.bincount(lab.ravel())
    B &= sizes[lab] >= c["min_size"]
    D = nd.distance_transform_edt(B)
    p = feature.peak_local_max(D, min_distance=c["min_distance"], labels=nd.label(B)[0])
    M = np.zeros(X.shape, int)
    M[tuple(p.T)] = np.arange(1, len(p) + 1)
    return segmentation.watershed(-D, M, mask=B, compactness=c["compactness"])


segmenting("skimage.threshold_local", "segmentation", "local threshold and labels (scikit-image)", [whole("half_block", 1, 45, 17, "pixels on each side"), real("offset", -0.4, 0.2, 0.0, "taken from the threshold"), choice("method", ["gaussian", "mean", "median"], "gaussian", "how the neighbourhood is averaged"), whole("opening", 0, 4, 1, "radius of what is rubbed out"), whole("closing", 0, 4, 0, "radius of what is filled"), real("sigma", 0, 3, 1.0, "smoothing before it"), logwhole("min_size", 1, 200, 20, "least pixels of a thing")], lambda X, c: _local(X, c))


def _local(X, c):
    S = nd.gaussian_filter(X, c["sigma"])
    B = S > filters.threshold_local(S, 2 * c["half_block"] + 1, method=c["method"], offset=c["offset"])
    if c["opening"]:
        B = nd.binary_opening(B, morphology.disk(c["opening"]))
    if c["closing"]:
        B = nd.binary_closing(B, morphology.disk(c["closing"]))
    L = nd.label(B)[0]
    sizes = np.bincount(L.ravel())
    return np.where(sizes[L] >= c["min_size"], L, 0)


def _merged(X, M):
    """The largest dark pieces are the ground."""
    means = nd.mean(X, M, np.arange(M.max() + 1))
    t = filters.threshold_otsu(X)
    out = M + 1
    out[np.nan_to_num(means, nan=0)[M] < t] = 0
    return out


segmenting("skimage.felzenszwalb", "segmentation", "graph-based segmentation (scikit-image felzenszwalb)", [logreal("scale", 0.5, 500, 1.0, "larger makes larger pieces"), real("sigma", 0, 3, 0.8, "smoothing before it"), logwhole("min_size", 2, 200, 20, "least pixels of a piece")], lambda X, c: _merged(X, segmentation.felzenszwalb(X, **c)))
segmenting("skimage.slic", "segmentation", "k-means of pixels (scikit-image slic)", [logwhole("n_segments", 5, 400, 100, "pieces asked for"), logreal("compactness", 1e-3, 10, 0.1, "how square pieces are"), whole("max_num_iter", 1, 15, 10, "iterations"), real("sigma", 0, 3, 0.0, "smoothing before it"), real("min_size_factor", 0, 1, 0.5, "least size, as a share of the mean")], lambda X, c: _merged(X, segmentation.slic(X, channel_axis=None, start_label=0, **c)))
segmenting("skimage.chan_vese", "segmentation", "moving contours (scikit-image chan_vese)", [logreal("mu", 0.005, 2, 0.25, "price of a long edge"), logreal("lambda1", 0.1, 10, 1.0, "evenness inside"), logreal("lambda2", 0.1, 10, 1.0, "evenness outside"), logreal("dt", 0.05, 3, 0.5, "step of the motion"), logwhole("max_num_iter", 2, 60, 40, "steps"), choice("init_level_set", ["checkerboard", "disk", "small disk"], "checkerboard", "where the contours start")], lambda X, c: _chan(X, c), trials=60)


def _chan(X, c):
    B = segmentation.chan_vese(X[::2, ::2], tol=1e-4, **c)
    B = np.kron(B, np.ones((2, 2), bool))
    B = B if X[B].mean() > X[~B].mean() else ~B if B.any() and (~B).any() else B
    return nd.label(B)[0]


def edges(c, task, seed):
    X, L = scene(task)
    truth = segmentation.find_boundaries(L, mode="inner")
    X = X + generator("scene noise", seed).normal(0, .02, X.shape)
    E = feature.canny(X, sigma=c["sigma"], low_threshold=c["low"] * c["high"], high_threshold=c["high"], use_quantiles=c["use_quantiles"]) if c["use_quantiles"] and c["high"] <= 1 or not c["use_quantiles"] else np.zeros(X.shape, bool)
    near_t, near_e = nd.binary_dilation(truth, iterations=2), nd.binary_dilation(E, iterations=2)
    p, r = (E & near_t).sum() / max(E.sum(), 1), (truth & near_e).sum() / max(truth.sum(), 1)
    return float(2 * p * r / (p + r + 1e-9))


Program("skimage.canny", "edges", "edges by Canny's method (scikit-image); objective: F1 of the edges", [logreal("sigma", 0.2, 6, 1.0, "smoothing before it"), logreal("high", 0.01, 1.0, 0.2, "slope that starts an edge"), real("low", 0.05, 1.0, 0.5, "share of it that continues one"), flag("use_quantiles", False, "slopes as shares of the picture's")], edges, SCENES, lambda t: dict(width=96, height=96), maximize="f1", learns=False, trials=90)


def blobs(c, task, seed):
    X, L = scene(task)
    X = X + generator("scene noise", seed).normal(0, .02, X.shape)
    f = dict(log=feature.blob_log, dog=feature.blob_dog)[c["method"]]
    extra = dict(num_sigma=c["num_sigma"], log_scale=c["log_scale"]) if c["method"] == "log" else dict(sigma_ratio=c["sigma_ratio"])
    B = f(X, min_sigma=c["min_sigma"], max_sigma=c["min_sigma"] * c["sigma_range"], threshold=c["threshold"], overlap=c["overlap"], **extra)
    at = np.array([m.centroid for m in measure.regionprops(L)])
    hit = sum(1 for p in at if len(B) and np.min(np.hypot(*(B[:, :2] - p).T)) < 4)
    return 2 * hit / (len(at) + len(B) + 1e-9)


Program("skimage.blob", "blobs", "round spots at many scales (scikit-image blob_log, blob_dog); objective: F1", [choice("method", ["log", "dog"], "log", "kind of filter"), logreal("min_sigma", 0.7, 6, 1.0, "smallest scale"), real("sigma_range", 1.2, 12, 8.0, "largest scale in times the smallest"), whole("num_sigma", 2, 10, 10, "scales", {"method": "log"}), flag("log_scale", False, "scales by factors", {"method": "log"}), real("sigma_ratio", 1.2, 3, 1.6, "factor between scales", {"method": "dog"}), logreal("threshold", 0.005, 1, 0.2, "least strength"), real("overlap", 0, 1, 0.5, "share two spots may have in common")], blobs, SCENES, lambda t: dict(width=96, height=96), maximize="f1", learns=False, trials=70)
