"""Sound and film encoders of FFmpeg (by the package imageio-ffmpeg): quality against size. Nothing is learnt."""
import functools
import os
import shutil
import tempfile

import imageio_ffmpeg
import numpy as np

import clock
from data import generator
from program import Failed, Program, spread
from space import choice, flag, logwhole, real, whole

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
W, H, FRAMES = 96, 64, 12
FILMS = "pan zoom balls grain cuts still".split()


@functools.lru_cache(maxsize=None)
def film(name):
    r = generator("film", name)
    y, x = np.mgrid[0:H, 0:W]
    base = 128 + 50 * np.sin(x / 7) + 40 * np.cos(y / 5 + x / 23)
    texture = r.normal(0, 18, (H * 2, W * 2))
    texture = sum(np.roll(texture, s, a) for s in (0, 1, 2) for a in (0, 1)) / 3
    out = []
    for k in range(FRAMES):
        if name == "pan":
            f = base * .6 + 50 + np.roll(texture, 3 * k, 1)[:H, :W]
        elif name == "zoom":
            s = 1 + .04 * k
            f = texture[(y / s).astype(int), (x / s).astype(int)] * 2 + 128
        elif name == "balls":
            f = 60 + 0 * base
            for b in range(4):
                f = np.where((x - (20 * b + 4 * k) % W) ** 2 + (y - 14 * (b + 1) - 3 * np.sin(k)) ** 2 < 60, 100 + 40 * b, f)
        elif name == "grain":
            f = base + r.normal(0, 12, (H, W))
        elif name == "cuts":
            f = (base if k // 4 % 2 else 255 - base) + np.roll(texture, k, 0)[:H, :W]
        else:
            f = base + (k == 6) * 10
        out.append(np.clip(np.stack([f, f * .9, 255 - f], -1), 0, 255).astype(np.uint8))
    return np.stack(out)


def video(codec, options, task):
    name, price = task.rsplit("-", 1)
    source = film(name)
    folder = tempfile.mkdtemp(prefix="hone-film-")
    try:
        path = folder + "/f.mkv"
        p, seconds = clock.run([FFMPEG, "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{W}x{H}", "-r", "12", "-i", "-", "-c:v", codec, "-threads", "1", "-pix_fmt", "yuv420p", *map(str, options), path], text=source.tobytes())
        if p.returncode:
            raise Failed(p.stderr.decode(errors="replace").strip().splitlines()[-1][:80] if p.stderr else "fails")
        size = os.path.getsize(path)
        q, _ = clock.run([FFMPEG, "-loglevel", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"])
        back = np.frombuffer(q.stdout, np.uint8)
        if len(back) != source.size:
            raise Failed("frames are missing")
        mse = float(np.mean((back.astype(float) - source.ravel()) ** 2))
        psnr = 10 * np.log10(255 ** 2 / max(mse, .05))
        bits = 8 * size / (W * H * FRAMES)
        return psnr, bits, seconds
    finally:
        shutil.rmtree(folder, ignore_errors=True)


PRICE = dict(small=12.0, middle=5.0, fine=2.0)
FILM_TASKS = [f"{n}-{p}" for n in FILMS for p in PRICE]


def film_program(name, family, summary, space, codec, options):
    def run(c, task, seed):
        psnr, bits, seconds = video(codec, options(dict(c)), task)
        value = -psnr / 3 + PRICE[task.rsplit("-", 1)[1]] * np.log2(1 + 8 * bits) / 3 + .5 * seconds
        return value, dict(psnr=psnr, bits_per_pixel=bits, seconds=seconds)

    Program(name, family, summary + "; objective: a price on bits and seconds less a third of the PSNR", space, run, spread(name, FILM_TASKS, 6), lambda t: dict(width=W, height=H, frames=FRAMES, price=PRICE[t.rsplit("-", 1)[1]]), minimize="cost", learns=False, repeats=False, trials=70, dataset=lambda t: "film-" + t.rsplit("-", 1)[0])


PRESETS = "ultrafast superfast veryfast faster fast medium slow".split()
X264 = [whole("crf", 8, 50, 23, "quality asked for: low is fine"), choice("preset", PRESETS, "medium", "effort"), whole("bframes", 0, 8, 3, "frames between two that look both ways"), whole("ref", 1, 8, 3, "frames that may be looked at"), choice("me", ["dia", "hex", "umh", "esa"], "hex", "how motion is searched"), whole("subme", 0, 9, 7, "refinement of motion and modes"), choice("trellis", [0, 1, 2], 1, "rate-distortion of coefficients"), whole("aq-mode", 0, 3, 1, "how bits move to flat places"), real("psy-rd", 0, 2, 1.0, "keep grain that looks sharp"), whole("keyint", 1, 24, 12, "frames between two key frames")]
film_program("x264", "x264", "H.264 encoder x264", X264, "libx264", lambda c: ["-preset", c.pop("preset"), "-crf", c.pop("crf"), "-x264-params", ":".join(f"{k}={v}" for k, v in c.items())])
X265 = [whole("crf", 8, 50, 28, "quality asked for: low is fine"), choice("preset", PRESETS[:5], "fast", "effort"), whole("bframes", 0, 8, 4, "frames between two that look both ways"), whole("ref", 1, 5, 3, "frames that may be looked at"), whole("rd", 1, 4, 3, "rate-distortion effort"), choice("ctu", [16, 32, 64], 64, "side of the largest block"), flag("sao", True, "smooth edges after decoding"), real("psy-rd", 0, 4, 2.0, "keep grain that looks sharp"), choice("me", ["dia", "hex", "umh", "star"], "hex", "how motion is searched")]
film_program("x265", "x265", "H.265 encoder x265", X265, "libx265", lambda c: ["-preset", c.pop("preset"), "-crf", c.pop("crf"), "-x265-params", ":".join(["log-level=error", "pools=none", *(f"{k}={int(v) if isinstance(v, bool) else v}" for k, v in c.items())])])
film_program("vp9", "vp9", "VP9 encoder libvpx", [whole("crf", 4, 62, 32, "quality asked for: low is fine"), whole("cpu-used", 0, 8, 1, "speed"), choice("deadline", ["realtime", "good"], "good", "how long it may think"), whole("lag-in-frames", 0, 12, 8, "frames looked ahead"), choice("aq-mode", [0, 1, 2, 3], 0, "how bits move within a frame"), flag("auto-alt-ref", True, "hidden reference frames"), whole("g", 1, 24, 12, "frames between two key frames")],
             "libvpx-vp9", lambda c: ["-b:v", 0, *sum(([f"-{k}", int(v) if isinstance(v, bool) else v] for k, v in c.items()), [])])
film_program("mpeg4", "mpeg4", "MPEG-4 part 2 encoder of FFmpeg", [whole("qscale", 1, 31, 5, "quantiser: low is fine"), whole("bf", 0, 4, 0, "frames that look both ways"), choice("mbd", ["simple", "bits", "rd"], "simple", "how block modes are decided"), flag("trellis", False, "rate-distortion of coefficients"), whole("g", 1, 24, 12, "frames between two key frames"), choice("cmp", ["sad", "sse", "satd", "rd"], "sad", "how blocks are compared"), flag("mv4", False, "four vectors a block")],
             "mpeg4", lambda c: ["-qscale:v", c["qscale"], "-bf", c["bf"], "-mbd", c["mbd"], "-trellis", int(c["trellis"]), "-g", c["g"], "-cmp", c["cmp"], *(["-flags", "+mv4"] if c["mv4"] and not c["bf"] else [])])

RATE, SECONDS = 24000, 2
SOUNDS = "chord sweep beats noise voice".split()


@functools.lru_cache(maxsize=None)
def sound(name):
    r = generator("sound", name)
    t = np.arange(RATE * SECONDS) / RATE
    if name == "chord":
        s = sum(np.sin(2 * np.pi * f * t) / k for k, f in enumerate((220, 277, 330, 440, 1760), 1))
    elif name == "sweep":
        s = np.sin(2 * np.pi * (100 * t + 1500 * t ** 2))
    elif name == "beats":
        s = np.sin(2 * np.pi * 180 * t) * np.exp(-(t % .25) * 20) + r.normal(size=len(t)) * np.exp(-((t + .1) % .5) * 40)
    elif name == "noise":
        s = np.convolve(r.normal(size=len(t)), np.ones(6) / 6, "same")
    else:
        pitch = 120 + 20 * np.sin(2 * np.pi * 3 * t)
        s = sum(np.sin(k * 2 * np.pi * np.cumsum(pitch) / RATE) * np.exp(-((k * 120 - 700) / 500) ** 2) for k in range(1, 25)) * (np.sin(2 * np.pi * 2 * t) > -.3)
    return (s / np.abs(s).max() * 20000).astype(np.int16)


def spectrum(s):
    frames = np.lib.stride_tricks.sliding_window_view(s.astype(float), 512)[::256] * np.hanning(512)
    return np.log1p(np.abs(np.fft.rfft(frames)))


def sound_program(name, family, summary, space, codec, options, ending):
    def run(c, task, seed):
        source = sound(task.rsplit("-", 1)[0])
        folder = tempfile.mkdtemp(prefix="hone-sound-")
        try:
            path = f"{folder}/s.{ending}"
            p, seconds = clock.run([FFMPEG, "-y", "-loglevel", "error", "-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "-", "-c:a", codec, *map(str, options(dict(c))), path], text=source.tobytes())
            if p.returncode:
                raise Failed(p.stderr.decode(errors="replace").strip().splitlines()[-1][:80] if p.stderr else "fails")
            kilobits = 8 * os.path.getsize(path) / SECONDS / 1000
            if ending == "flac":
                return kilobits + 20 * seconds, dict(kilobits=kilobits, seconds=seconds)
            q, _ = clock.run([FFMPEG, "-loglevel", "error", "-i", path, "-f", "s16le", "-ar", str(RATE), "-ac", "1", "-"])
            back = np.frombuffer(q.stdout, np.int16)
            n = min(len(back), len(source))
            error = float(np.mean(np.abs(spectrum(source[:n]) - spectrum(back[:n]))))
            return error + dict(small=.02, middle=.008, fine=.003)[task.rsplit("-", 1)[1]] * kilobits, dict(error=error, kilobits=kilobits)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    tasks = [f"{s}-{p}" for s in SOUNDS for p in PRICE] if ending != "flac" else [s + "-none" for s in SOUNDS]
    Program(name, family, summary + ("; objective: kilobits a second, and a price on time" if ending == "flac" else "; objective: error of the spectrum plus a price on kilobits"), space, run, spread(name, tasks, 6), lambda t: dict(seconds=SECONDS, hertz=RATE, price=t.rsplit("-", 1)[1]), minimize="cost", learns=False, repeats=False, trials=70, dataset=lambda t: "sound-" + t.rsplit("-", 1)[0])


sound_program("opus", "opus", "Opus encoder libopus", [logwhole("b", 6000, 160000, 64000, "bits a second"), choice("vbr", ["off", "on", "constrained"], "on", "may the rate vary"), choice("application", ["voip", "audio", "lowdelay"], "audio", "what it is for"), whole("compression_level", 0, 10, 10, "effort"), choice("frame_duration", [2.5, 5, 10, 20, 40, 60], 20, "milliseconds of a frame"), choice("cutoff", [4000, 6000, 8000, 12000], 12000, "hertz above which nothing is kept")],
              "libopus", lambda c: sum(([f"-{k}:a" if k == "b" else f"-{k}", v] for k, v in c.items()), []), "opus")
sound_program("mp3", "mp3", "MP3 encoder LAME", [choice("mode", ["bitrate", "quality"], "bitrate", "fixed bits or fixed quality"), choice("b", [8, 16, 24, 32, 48, 64, 96, 128, 160], 64, "kilobits a second", {"mode": "bitrate"}), real("q", 0, 9, 4.0, "quality: low is fine", {"mode": "quality"}), whole("compression_level", 0, 9, 5, "effort: low is slow"), choice("cutoff", [3000, 5000, 8000, 11000], 11000, "hertz above which nothing is kept"), flag("reservoir", True, "borrow bits from other frames")],
              "libmp3lame", lambda c: (["-b:a", f"{c['b']}k"] if "b" in c else ["-q:a", c["q"]]) + ["-compression_level", c["compression_level"], "-cutoff", c["cutoff"], "-reservoir", int(c["reservoir"])], "mp3")
sound_program("aac", "aac", "AAC encoder of FFmpeg", [logwhole("b", 8000, 160000, 64000, "bits a second"), choice("aac_coder", ["fast", "twoloop"], "twoloop", "how quantisers are searched"), flag("aac_tns", True, "shape noise in time"), flag("aac_pns", True, "send noise as noise"), choice("cutoff", [3000, 5000, 8000, 11000], 11000, "hertz above which nothing is kept")],
              "aac", lambda c: ["-b:a", c["b"], "-aac_coder", c["aac_coder"], "-aac_tns", int(c["aac_tns"]), "-aac_pns", int(c["aac_pns"]), "-cutoff", c["cutoff"]], "m4a")
sound_program("vorbis", "vorbis", "Vorbis encoder libvorbis", [real("q", -1, 9, 3.0, "quality: high is fine"), choice("cutoff", [3000, 5000, 8000, 11000], 11000, "hertz above which nothing is kept"), real("iblock", -15, 0, 0.0, "care for sudden sounds")], "libvorbis", lambda c: ["-q:a", c["q"], "-cutoff", c["cutoff"], "-iblock", c["iblock"]], "ogg")
sound_program("flac", "flac", "lossless FLAC encoder of FFmpeg", [whole("compression_level", 0, 12, 5, "effort"), choice("lpc_type", ["none", "fixed", "levinson", "cholesky"], "levinson", "how samples are predicted"), whole("lpc_passes", 1, 6, 2, "rounds of the fit", {"lpc_type": "cholesky"}), whole("min_partition_order", 0, 4, 0, "least splits of the residual"), whole("max_partition_order", 4, 8, 8, "most splits of the residual"), choice("prediction_order_method", ["estimation", "2level", "4level", "search", "log"], "estimation", "how the order is chosen"), logwhole("frame_size", 256, 16384, 4096, "samples of a frame")],
              "flac", lambda c: sum(([f"-{k}", v] for k, v in c.items()), []), "flac")
