"""Compressors and their settings: nothing is learnt. Objectives: bytes, or the seconds it takes to compress, send over a link
of a given speed, and unpack."""
import bz2
import lzma
import zlib

import blosc2
import brotli
import lz4.block
import lz4.frame
import numpy as np
import zstandard

from clock import computing
from corpora import CORPORA, corpus
from program import Failed, Program, spread
from space import choice, flag, logwhole, steps, whole

# Megabytes a second that arrive: slow links ask for small files, fast ones for fast programs.
LINKS = [0.5, 3, 20, 120]


def split(task):
    name, speed = task.rsplit("@", 1)
    return name, float(speed)


def tasks_for(name, count=7, corpora=CORPORA):
    mixed = spread(name, [f"{c}@{l}" for c in corpora for l in LINKS], 40)
    seen, out = set(), []
    for t in mixed:
        if split(t)[0] not in seen:
            seen.add(split(t)[0])
            out.append(t)
    return out[:count]


def program(name, family, summary, space, pack, unpack, sending=True, corpora=CORPORA):
    def run(c, task, seed):
        name, speed = split(task)
        source = corpus(name)
        box = []
        used = computing(lambda: box.append(pack(source, dict(c))), 2 if sending else 1)
        packed = box[-1]
        back = []
        used_back = computing(lambda: back.append(unpack(packed)), 2 if sending else 1)
        if bytes(back[-1]) != source:
            raise Failed("does not come back")
        ratio = len(packed) / len(source)
        metrics = dict(ratio=ratio, compress_seconds=used, decompress_seconds=used_back)
        if not sending:
            return ratio, metrics
        megabyte = len(source) / 1e6
        return (used + used_back + len(packed) / 1e6 / speed) / megabyte, metrics

    words = "; objective: seconds a megabyte to compress, send and unpack" if sending else "; objective: compressed size as a share"
    facts = lambda task: dict(bytes=len(corpus(split(task)[0])), **(dict(link_megabytes_per_second=split(task)[1]) if sending else {}))
    Program(name, family, summary + words, space, run, tasks_for(name, corpora=corpora) , facts, minimize="seconds_per_megabyte" if sending else "size_ratio", learns=False, dataset=lambda t: "corpus-" + split(t)[0])


ZLIB = [whole("level", 1, 9, 6, "effort: 1 is fast, 9 small"), whole("memLevel", 1, 9, 8, "memory of the match finder's state"), whole("wbits", 9, 15, 15, "logarithm of the window's size"), choice("strategy", ["default", "filtered", "huffman_only", "rle", "fixed"], "default", "what the data is taken to be like")]
STRATEGY = dict(default=0, filtered=1, huffman_only=2, rle=3, fixed=4)


def deflate(source, c):
    z = zlib.compressobj(c["level"], zlib.DEFLATED, -c["wbits"], c["memLevel"], STRATEGY[c["strategy"]])
    return z.compress(source) + z.flush()


program("zlib-size", "deflate", "DEFLATE compression (zlib)", ZLIB, deflate, lambda p: zlib.decompress(p, -15), sending=False)
program("zlib-link", "deflate", "DEFLATE compression (zlib)", ZLIB, deflate, lambda p: zlib.decompress(p, -15))

XZ = [logwhole("dict_size", 4096, 1 << 22, 1 << 20, "bytes of history"), whole("lc", 0, 4, 3, "bits of the last byte used as context"), whole("pb", 0, 4, 2, "bits of the position used as context"), choice("mode", ["fast", "normal"], "normal", "how matches are chosen"), whole("nice_len", 8, 273, 64, "match length that ends the search"),
      choice("mf", ["hc3", "hc4", "bt2", "bt3", "bt4"], "bt4", "match finder: hash chains or binary trees"), logwhole("depth", 1, 200, 32, "steps of a search")]
MF = dict(hc3=lzma.MF_HC3, hc4=lzma.MF_HC4, bt2=lzma.MF_BT2, bt3=lzma.MF_BT3, bt4=lzma.MF_BT4)


def xz(source, c):
    return lzma.compress(source, format=lzma.FORMAT_XZ, filters=[dict(id=lzma.FILTER_LZMA2, dict_size=c["dict_size"], lc=c["lc"], lp=0, pb=c["pb"], mode=lzma.MODE_FAST if c["mode"] == "fast" else lzma.MODE_NORMAL, nice_len=c["nice_len"], mf=MF[c["mf"]], depth=c["depth"])])


program("xz-size", "lzma", "LZMA2 compression (xz)", XZ, xz, lzma.decompress, sending=False)
program("xz-link", "lzma", "LZMA2 compression (xz)", XZ, xz, lzma.decompress)


def delta_xz(source, c):
    filters = [dict(id=lzma.FILTER_DELTA, dist=c["dist"])] if c["delta"] else []
    return lzma.compress(source, format=lzma.FORMAT_XZ, filters=filters + [dict(id=lzma.FILTER_LZMA2, preset=c["preset"] | (lzma.PRESET_EXTREME if c["extreme"] else 0), lc=c["lc"], lp=c["lp"], pb=c["pb"])])


program("xz-delta", "lzma", "LZMA2 after an optional delta filter (xz)", [flag("delta", False, "subtract earlier bytes first"), whole("dist", 1, 16, 1, "distance of the byte subtracted", {"delta": True}), whole("preset", 0, 9, 6, "effort"), flag("extreme", False, "spend more time for little"), whole("lc", 0, 2, 2, "bits of the last byte used as context"), whole("lp", 0, 2, 0, "bits of the position that choose a literal's context"), whole("pb", 0, 4, 2, "bits of the position used as context")],
        delta_xz, lzma.decompress, sending=False, corpora="floats integers csv pixels genes sparse json".split())

STRATEGIES = "fast dfast greedy lazy lazy2 btlazy2 btopt btultra btultra2".split()
ZSTD = [choice("strategy", STRATEGIES, "dfast", "how matches are searched, from fast to thorough"), whole("window_log", 10, 24, 21, "logarithm of the window's size"), whole("chain_log", 6, 22, 16, "logarithm of the chain or tree table"), whole("hash_log", 6, 22, 17, "logarithm of the hash table"), whole("search_log", 1, 9, 1, "logarithm of the search attempts"),
        whole("min_match", 3, 7, 5, "shortest match looked for"), logwhole("target_length", 1, 999, 1, "match length that ends a search, or speed of the fast strategy")]


def zstd(source, c):
    p = zstandard.ZstdCompressionParameters(strategy=getattr(zstandard, "STRATEGY_" + c.pop("strategy").upper()), **c)
    return zstandard.ZstdCompressor(compression_params=p).compress(source)


program("zstd-size", "zstd", "Zstandard with its advanced parameters", ZSTD, zstd, lambda p: zstandard.ZstdDecompressor().decompress(p, max_output_size=1 << 22), sending=False)
program("zstd-link", "zstd", "Zstandard with its advanced parameters", ZSTD, zstd, lambda p: zstandard.ZstdDecompressor().decompress(p, max_output_size=1 << 22))


def zstd_long(source, c):
    level = c["level"]
    p = zstandard.ZstdCompressionParameters.from_level(level, enable_ldm=c["enable_ldm"], window_log=c["window_log"], **({k: c[k] for k in ("ldm_hash_log", "ldm_min_match", "ldm_hash_rate_log")} if c["enable_ldm"] else {}))
    return zstandard.ZstdCompressor(compression_params=p).compress(source)


program("zstd-ldm", "zstd", "Zstandard with long-distance matching", [whole("level", 1, 19, 3, "effort"), flag("enable_ldm", False, "look for matches far back"), whole("window_log", 12, 22, 19, "logarithm of the window's size"), whole("ldm_hash_log", 6, 18, 12, "logarithm of the table for far matches", {"enable_ldm": True}), logwhole("ldm_min_match", 8, 512, 64, "shortest far match", {"enable_ldm": True}), whole("ldm_hash_rate_log", 0, 8, 4, "how rarely positions enter the table", {"enable_ldm": True})],
        zstd_long, lambda p: zstandard.ZstdDecompressor().decompress(p, max_output_size=1 << 22))


def zstd_blocks(source, c):
    size = c["block"]
    parts = [source[k:k + size] for k in range(0, len(source), size)]
    d = None
    if c["dictionary"]:
        try:
            d = zstandard.train_dictionary(c["dict_size"], [p for p in parts[:: c["sample_every"]]] * (8 if len(parts) < 60 else 1))
        except zstandard.ZstdError as e:
            raise Failed(f"no dictionary: {e}")
    z = zstandard.ZstdCompressor(level=c["level"], dict_data=d)
    return [z.compress(p) for p in parts], d


def zstd_run(c, task, seed):
    source = corpus(task)
    box = []
    used = computing(lambda: box.append(zstd_blocks(source, c)), 1)
    parts, d = box[-1]
    total = sum(map(len, parts)) + (len(d) if d else 0)
    return total / len(source) + .05 * np.log2(c["block"] / 256) / 8, dict(ratio=total / len(source), seconds=used)


Program("zstd-dictionary", "zstd", "Zstandard on small blocks, with a trained dictionary that counts too; objective: size, plus a price on blocks that are long to read", [logwhole("block", 256, 16384, 4096, "bytes of a block"), whole("level", 1, 15, 3, "effort"), flag("dictionary", True, "train a dictionary on some of the blocks"), logwhole("dict_size", 512, 32768, 8192, "bytes of the dictionary", {"dictionary": True}), whole("sample_every", 1, 8, 2, "every so many blocks train it", {"dictionary": True})],
        zstd_run, spread("zstd-dictionary", CORPORA, 7), lambda t: dict(bytes=len(corpus(t))), minimize="cost", learns=False, dataset=lambda t: "corpus-" + t)

BROTLI = [whole("quality", 0, 10, 9, "effort: 0 is fast, 11 small"), whole("lgwin", 10, 24, 22, "logarithm of the window's size"), choice("lgblock", [0, 16, 17, 18, 20, 24], 0, "logarithm of the block's size; 0 lets quality decide"), choice("mode", ["generic", "text", "font"], "generic", "what the data is taken to be like")]


def br(source, c):
    return brotli.compress(source, mode=dict(generic=brotli.MODE_GENERIC, text=brotli.MODE_TEXT, font=brotli.MODE_FONT)[c.pop("mode")], **c)


program("brotli-link", "brotli", "Brotli compression", BROTLI, br, brotli.decompress)
program("brotli-size", "brotli", "Brotli compression", BROTLI, br, brotli.decompress, sending=False)
program("lz4-link", "lz4", "LZ4 frames", [whole("compression_level", -8, 12, 0, "below 3 fast with acceleration, above thorough"), choice("block_size", [4, 5, 6, 7], 4, "logarithm code of a block: 64 kB to 4 MB"), flag("block_linked", True, "let blocks refer to the one before"), flag("content_checksum", False, "add a checksum"), flag("auto_flush", False, "flush after every call")],
        lambda s, c: lz4.frame.compress(s, compression_level=c["compression_level"], block_size=c["block_size"], block_linked=c["block_linked"], content_checksum=c["content_checksum"]), lz4.frame.decompress)
program("lz4-blocks", "lz4", "LZ4 on blocks of one's own", [choice("mode", ["default", "fast", "high_compression"], "default", "which compressor"), logwhole("acceleration", 1, 60, 1, "how much is skipped", {"mode": "fast"}), whole("compression", 1, 12, 9, "effort", {"mode": "high_compression"}), logwhole("block", 512, 65536, 16384, "bytes of a block")],
        lambda s, c: [lz4.block.compress(s[k:k + c["block"]], mode=c["mode"], **({"acceleration": c["acceleration"]} if "acceleration" in c else {}), **({"compression": c["compression"]} if "compression" in c else {})) for k in range(0, len(s), c["block"])] and _Blocks(s, c), lambda p: p.back())


class _Blocks:
    def __init__(self, s, c):
        extra = {k: c[k] for k in ("acceleration", "compression") if k in c}
        self.parts = [lz4.block.compress(s[k:k + c["block"]], mode=c["mode"], **extra) for k in range(0, len(s), c["block"])]

    def __len__(self):
        return sum(len(p) + 4 for p in self.parts)

    def back(self):
        return b"".join(map(lz4.block.decompress, self.parts))


program("bzip2-link", "bzip2", "Burrows-Wheeler compression of parts (bzip2)", [whole("compresslevel", 1, 9, 9, "block size in 100 kB"), logwhole("part", 2000, 160000, 160000, "bytes compressed at a time")],
        lambda s, c: b"".join(bz2.compress(s[k:k + c["part"]], c["compresslevel"]) for k in range(0, len(s), c["part"])), bz2.decompress)

CODECS = ["blosclz", "lz4", "lz4hc", "zlib", "zstd"]
for sending in (True, False):
    program("blosc2-" + ("link" if sending else "size"), "blosc", "Blosc2: shuffled blocks for numbers", [choice("codec", CODECS, "zstd", "compressor of the blocks"), whole("clevel", 0, 9, 5, "effort"), choice("filter", ["nofilter", "shuffle", "bitshuffle"], "shuffle", "reordering of bytes or bits"), choice("typesize", [1, 2, 4, 8], 4, "bytes of an item")],
            lambda s, c: blosc2.compress2(s, codec=getattr(blosc2.Codec, c["codec"].upper()), clevel=c["clevel"], typesize=c["typesize"], filters=[getattr(blosc2.Filter, c["filter"].upper())], filters_meta=[0], nthreads=1),
            lambda p: blosc2.decompress2(p), sending=sending, corpora="floats integers csv pixels genes sparse json log".split())
