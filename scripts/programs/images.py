"""Image encoders: quality against size. The objective is the loss in quality plus a price on bits."""
import functools
import io

import numpy as np
from PIL import Image, features

from data import generator
from program import Failed, Program, spread
from space import choice, flag, logwhole, real, whole

PICTURES = "gradient weave edges face letters noise landscape screenshot".split()


@functools.lru_cache(maxsize=None)
def picture(name, side=128):
    r = generator("picture", name)
    y, x = np.mgrid[0:side, 0:side] / side
    if name == "gradient":
        p = np.stack([x, y, (x + y) / 2], -1)
    elif name == "weave":
        p = .5 + .25 * np.stack([np.sin(40 * x + 8 * np.sin(9 * y)), np.cos(33 * y + 5 * x), np.sin(25 * (x + y))], -1)
    elif name == "edges":
        p = np.zeros((side, side, 3))
        for _ in range(25):
            a, b = r.integers(0, side, 2)
            w, h = r.integers(5, 50, 2)
            p[a:a + w, b:b + h] = r.uniform(size=3)
    elif name == "face":
        d = lambda a, b, s: np.exp(-((x - a) ** 2 + (y - b) ** 2) / s)
        p = np.stack([.8 * d(.5, .5, .12), .6 * d(.5, .5, .12), .5 * d(.5, .5, .12)], -1) - .5 * (d(.38, .42, .002) + d(.62, .42, .002) + d(.5, .68, .004))[..., None] + .2
    elif name == "letters":
        p = np.ones((side, side, 3))
        for k in range(60):
            a, b = r.integers(0, side - 9, 2)
            p[a:a + 8, b:b + 6] = np.where(r.uniform(size=(8, 6, 1)) < .45, 0, 1)
    elif name == "noise":
        p = .5 + .15 * r.normal(size=(side, side, 3)) + .2 * np.stack([np.sin(6 * x)] * 3, -1)
    elif name == "landscape":
        h = .5 + sum(np.sin(2 * np.pi * (f * x + r.uniform())) / f ** 1.2 * .1 for f in (1, 2, 4, 8, 16))
        p = np.where((y > h)[..., None], np.stack([.2 + .3 * y, .5 - .2 * x, .15 + 0 * x], -1), np.stack([.5 + .2 * y, .7 + .1 * y, .95 + 0 * x], -1)) + .03 * r.normal(size=(side, side, 1))
    else:
        p = np.full((side, side, 3), .95)
        for k in range(10):
            p[6 + 12 * k:13 + 12 * k, 8:8 + r.integers(20, 110)] = r.choice([.1, .3, .6], 3)
    return Image.fromarray((np.clip(p, 0, 1) * 255).astype(np.uint8))


def ssim(a, b):
    from skimage.metrics import structural_similarity
    return structural_similarity(a, b, channel_axis=2, win_size=7)


PRICES = dict(small=.12, middle=.04, fine=.012)
TASKS = [f"{p}-{q}" for p in PICTURES for q in PRICES]


def encoder(name, family, summary, space, encode, lossless=False, shrink=None):
    def run(c, task, seed):
        name, price = task.rsplit("-", 1)
        source = picture(name)
        out = io.BytesIO()
        encode(source, out, dict(c))
        size = out.tell()
        bits = 8 * size / (source.width * source.height)
        if lossless:
            return bits, {}
        out.seek(0)
        back = np.asarray(Image.open(out).convert("RGB").resize(source.size, Image.BICUBIC), float)
        original = np.asarray(source, float)
        mse = float(np.mean((original - back) ** 2))
        quality = ssim(original.astype(np.uint8), back.astype(np.uint8))
        return 1 - quality + PRICES[price] * bits, dict(ssim=quality, psnr=10 * np.log10(255 ** 2 / max(mse, 1e-3)), bits_per_pixel=bits)

    tasks = spread(name, PICTURES if lossless else TASKS, 8)
    if lossless:
        tasks = [t + "-none" for t in tasks]
    facts = lambda t: dict(width=128, height=128, **({} if lossless else dict(price_of_a_bit_per_pixel=PRICES[t.rsplit("-", 1)[1]])))
    Program(name, family, summary + ("; objective: bits a pixel" if lossless else "; objective: 1 - SSIM plus a price on bits a pixel"), space, run, tasks, facts, minimize="bits_per_pixel" if lossless else "cost", learns=False, repeats=False, trials=90, dataset=lambda t: "picture-" + t.rsplit("-", 1)[0])


def save(kind, **fixed):
    return lambda image, out, c: image.save(out, kind, **fixed, **c)


encoder("jpeg", "jpeg", "JPEG encoder (libjpeg by Pillow)", [whole("quality", 2, 98, 75, "how fine the coefficients are quantised"), choice("subsampling", ["4:4:4", "4:2:2", "4:2:0"], "4:2:0", "resolution of the colours"), flag("optimize", False, "fit the Huffman tables to the picture"), flag("progressive", False, "coarse first, details later")], save("JPEG"))


def scaled_jpeg(image, out, c):
    s = c.pop("scale")
    small = image.resize((max(8, int(image.width * s)), max(8, int(image.height * s))), getattr(Image, c.pop("resample").upper()))
    small.save(out, "JPEG", optimize=True, **c)


encoder("jpeg-resize", "jpeg", "JPEG of a picture made smaller first (Pillow)", [real("scale", 0.15, 1.0, 1.0, "size of the picture that is encoded"), choice("resample", ["nearest", "bilinear", "bicubic", "lanczos"], "bicubic", "filter of the resize"), whole("quality", 2, 98, 75, "how fine the coefficients are quantised"), choice("subsampling", ["4:4:4", "4:2:2", "4:2:0"], "4:2:0", "resolution of the colours")], scaled_jpeg)


def tables_jpeg(image, out, c):
    base = np.add.outer(np.arange(8), np.arange(8)) / 14
    table = lambda low, high, bend: [int(np.clip(v, 1, 255)) for v in (low * (high / low) ** (base ** bend)).ravel()]
    image.save(out, "JPEG", optimize=True, subsampling=c["subsampling"], qtables=[table(c["luma_low"], c["luma_high"], c["bend"]), table(c["chroma_low"], c["chroma_high"], c["bend"])])


encoder("jpeg-qtables", "jpeg", "JPEG with quantisation tables of one's own (Pillow)", [logwhole("luma_low", 1, 60, 10, "step of the lowest brightness frequency"), logwhole("luma_high", 2, 255, 90, "step of the highest brightness frequency"), logwhole("chroma_low", 1, 90, 15, "step of the lowest colour frequency"), logwhole("chroma_high", 2, 255, 110, "step of the highest colour frequency"), real("bend", 0.3, 3, 1.0, "how the steps grow between the two"), choice("subsampling", ["4:4:4", "4:2:2", "4:2:0"], "4:2:0", "resolution of the colours")], tables_jpeg)
if features.check("webp"):
    encoder("webp", "webp", "lossy WebP encoder (libwebp by Pillow)", [whole("quality", 0, 100, 80, "how fine the coefficients are quantised"), whole("method", 0, 6, 4, "effort")], save("WEBP"))
    encoder("webp-lossless", "webp", "lossless WebP encoder (libwebp by Pillow)", [whole("quality", 0, 100, 80, "effort of the lossless search"), whole("method", 0, 6, 4, "speed against size"), flag("exact", False, "keep colours under transparency")], save("WEBP", lossless=True), lossless=True)
if features.check("jpg_2000"):
    encoder("jpeg2000", "jpeg2000", "JPEG 2000 encoder (OpenJPEG by Pillow)", [logwhole("rate", 1, 150, 20, "compression ratio asked for"), whole("num_resolutions", 1, 6, 5, "wavelet levels"), choice("codeblock", [4, 8, 16, 32, 64], 64, "side of a code block"), flag("irreversible", True, "9-7 wavelet instead of 5-3"), choice("progression", ["LRCP", "RLCP", "RPCL", "PCRL", "CPRL"], "LRCP", "order of the stream")],
            lambda image, out, c: image.save(out, "JPEG2000", quality_mode="rates", quality_layers=[c["rate"]], num_resolutions=c["num_resolutions"], codeblock_size=(c["codeblock"], c["codeblock"]), irreversible=c["irreversible"], progression=c["progression"]))
if features.check("avif"):
    encoder("avif", "avif", "AVIF encoder (libavif by Pillow)", [whole("quality", 0, 100, 75, "how fine the coefficients are quantised"), choice("subsampling", ["4:4:4", "4:2:2", "4:2:0"], "4:2:0", "resolution of the colours"), whole("speed", 4, 10, 6, "10 is fast"), whole("tile_rows", 0, 2, 0, "logarithm of rows of tiles"), whole("tile_cols", 0, 2, 0, "logarithm of columns of tiles")],
            lambda image, out, c: image.save(out, "AVIF", max_threads=1, range="full", **c))


def png(image, out, c):
    image.save(out, "PNG", optimize=False, compress_level=c["compress_level"], compress_type=c["compress_type"])


encoder("png", "png", "PNG encoder (Pillow)", [whole("compress_level", 0, 9, 6, "effort of zlib"), choice("compress_type", [0, 1, 2, 3, 4], 0, "zlib strategy: default, filtered, Huffman only, runs, fixed")], png, lossless=True)


def paletted(image, out, c):
    q = image.quantize(c["colors"], method=getattr(Image.Quantize, c["method"].upper()), kmeans=c["kmeans"], dither=Image.Dither.FLOYDSTEINBERG if c["dither"] else Image.Dither.NONE)
    if c["dither"]:
        q = image.quantize(palette=q, dither=Image.Dither.FLOYDSTEINBERG)
    q.save(out, "PNG", optimize=True)


encoder("png-palette", "png", "PNG with a palette (Pillow quantize)", [logwhole("colors", 2, 256, 256, "colours of the palette"), choice("method", ["mediancut", "maxcoverage", "fastoctree"], "mediancut", "how the palette is found"), whole("kmeans", 0, 5, 0, "rounds that move the palette"), flag("dither", True, "spread the rounding error")], paletted)


def blocks_dct(image, out, c):
    """A coder of our own: cosine transform of blocks, uniform steps, deflate."""
    import zlib
    from scipy.fft import dctn, idctn
    a = np.asarray(image, float) - 128
    b = c["block"]
    n = 128 // b * b
    a = a[:n, :n]
    t = dctn(a.reshape(n // b, b, n // b, b, 3), axes=(1, 3), norm="ortho")
    f = np.add.outer(np.arange(b), np.arange(b)) / (2 * b - 2 + 1e-9)
    step = (c["step"] * (1 + c["slope"] * f))[None, :, None, :, None] * np.array([1, c["chroma"], c["chroma"]])
    q = np.sign(t) * np.floor(np.abs(t) / step + 1 - c["dead_zone"])
    size = len(zlib.compress(np.clip(q, -127, 127).astype(np.int8).transpose(4, 1, 3, 0, 2).tobytes(), 9))
    back = np.clip(idctn(q * step, axes=(1, 3), norm="ortho").reshape(n, n, 3) + 128, 0, 255)
    return size, back, n


def dct_run(c, task, seed):
    name, price = task.rsplit("-", 1)
    size, back, n = blocks_dct(picture(name), None, c)
    original = np.asarray(picture(name))[:n, :n]
    quality = ssim(original, back.astype(np.uint8))
    bits = 8 * size / n ** 2
    return 1 - quality + PRICES[price] * bits, dict(ssim=quality, bits_per_pixel=bits)


Program("block-transform", "block_transform", "image coder of our own: block cosine transform, uniform quantiser, DEFLATE; objective: 1 - SSIM plus a price on bits a pixel", [choice("block", [2, 4, 8, 16, 32], 8, "side of a block"), logwhole("step", 1, 200, 16, "quantisation step of the lowest frequency"), real("slope", 0, 6, 1.0, "how much coarser high frequencies are"), real("chroma", 0.5, 4, 1.0, "how much coarser the second and third colour are"), real("dead_zone", 0.4, 0.95, 0.6, "share of a step that becomes zero")],
        dct_run, spread("block-transform", TASKS, 8), lambda t: dict(width=128, height=128, price_of_a_bit_per_pixel=PRICES[t.rsplit("-", 1)[1]]), minimize="cost", learns=False, repeats=False, dataset=lambda t: "picture-" + t.rsplit("-", 1)[0])
