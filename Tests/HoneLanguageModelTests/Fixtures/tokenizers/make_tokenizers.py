"""Writes small tokenizers of every family that Hone reads, and what their references make of many texts.

Run: python3 make_tokenizers.py   (needs: pip install tokenizers sentencepiece gguf; made with 0.23.3, 0.2.3, 0.19.0)

NAME.json    a tokenizer.json with that family's true normalizer, pre-tokenizer, post-processor and decoder, and a
             vocabulary of some hundred tokens trained on the texts below and on a few of Python's own modules
NAME.gguf    the same tables as GGUF metadata, without any tensor
NAME.ids     one line for each text of texts.json: the reference's tokens, in hexadecimal
cases.json   special tokens read as text, framing, decoding

The references: `tokenizers` for all but `sentencepiece.gguf`, whose reference is sentencepiece itself, and `default`,
llama.cpp's way of cutting, given to `tokenizers` as the four expressions of its source.
"""

import inspect
import json
import pathlib
import random
import tempfile
import argparse, json.decoder, textwrap, statistics, fractions

import gguf
import sentencepiece
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

here = pathlib.Path(__file__).parent
rng = random.Random(5)
MARK = "\u2581"

# --- texts: those of ../formats/tokens.json, and what the other expressions and normalizers tell apart
texts = [case["text"] for case in json.loads((here.parent / "formats/tokens.json").read_text())["cases"]]
texts += [
    "DON'T WE'LL YOU'RE I'VE I'M HE'D IT'S", "Don'T we'Ll you'rE i'Ve i'M he'D it'S", "x'\u017fy", "'\u017f", "a'st", "'LL'll'lL", "'Re're'R e", "o'clock 'til 'tis",
    "1234567", " 1234567", "12 345 6789", "1,234,567.89", "٣٤٥٦٧", "½¾⅓⅔", "a1234b", "1a12b123c1234d", "１２３４５", "2\u00b2\u00b3\u00b9",
    "a\nb", "a\n\nb", "a \n b", "a\r\n\r\nb", "a  \n\n  b", " \n", "\n ", "\n\n\n", " \r\n \r\n x", "\t\n\tx", "x \t\n\t y", "x\n\n\n  y", "end.\n\nNext", "end.\n\n  Next", "!!!\n\n", "!!! \n\n", "a!\r\n\r\n\r\nb", ")\n{\n\t}\n", "\n\u00a0\nx", "\u2028\n\u2029x",
    "\u00a0word", "\u3000word", "\tword", " \tword", "  word", "   word", "-word", "--word", "(word)", "\"word\"", "#word", "_word", "\u0300word", "word\u0301", "\u200bword", "😀word", " 😀word", "€word", "x=y", "x = y", "$x", "@a.b", "...word", " ...word", " -", "- ", " - ",
    "e\u0301 e\u0300 a\u030a o\u0308\u0304 \u0344", "\u1100\u1161\u11a8 \u1112\u1161\u11ab\u1100\u1173\u11af", "\u212b \u2126 \u212a \u1e9b\u0323 \ufb01", "\u0958 \u0915\u093c \u09c7\u09be \u0b47\u0b56", "q\u0307\u0323 q\u0323\u0307", "\u0041\u030a\u0301 cafe\u0301s", "\u0f71\u0f72\u0f74 \u0fb2\u0f80", "\u304b\u3099 \u30ab\u3099 \u306f\u309a", "\uf900 \U0002f800 \u2f00", "\u1e0b\u0323 d\u0323\u0307", "e" + "\u0301" * 20, "\u0301\u0301", "x\u0344y\u037e\u0387",
    MARK, MARK + MARK, "a" + MARK + "b", " " + MARK, MARK + "a", "a " + MARK + " b", MARK + " the", "<0x0A>", "<0x41> <0xZZ>", "<s>", "</s>", "a<s>b</s>c", "<s> a", " <s>a", "<unk>", "<s>\n<s>",
    "<|begin_of_text|>hi<|eot_id|>", "<|endoftext|><|im_start|>user\nhi<|im_end|>", "<tool_call>{}</tool_call>", "a <tool_call> b", "  <pad>  ", "<|im_start|> <|im_end|>", "[gap] [gap]x  [gap]", "wholeword wholeword", "ab wholewordx", "qqq qqqq zzq",
    "\x00\x01\x02", "\x1f\x7f", "\x85\xa0", "a\x00b", "\ufeff\ufeffa", "\u200d\u200d", "\ud7ff\ue000", "\ufffe\uffff", "\U0001f1e9\U0001f1ea\U0001f1eb", "\U000e0001\U000e0041", "\u0378\u0379",
    "`a` ``b`` ```c```", "a|b||c ~~d~~ ^e^ <f> $g$ +h+ =i=", "x¿y¡z «q» ‹r› 、。！？", "100% 5‰ #1 №2 ²³", "12'345", "5'6\"", "the-quick_brown.fox", "  the the  the   the", "ababab bababa aabb", "lower LOWER Lower newest widest",
]
texts += ["\ud408\u11c1\uac50\u11e3", "\u1113\u1173\u1117", "\u1148\u1184\u1120\u110d\u1176", "\uc560\u11ba\u11a4\u11a8", "\u0f75\u0f35 \u1112\u111b", "\uac00\u11a7 \uac01\u11a8", "a\u0315\u0300\u05ae\u0300\u0062", "\u0b47\u0300\u0b3e", "\u1100\u0300\u1161"]
alphabet = ["'", "S", "s", "ll", "RE", "t", " ", "  ", "\n", "\r\n", "\t", "1", "12", "345", "a", "the", "É", "é", "e\u0301", "中", "😀", ".", "!!", "-", "(", MARK, "\u00a0", "\u0301", "<", "|", "$"]
for _ in range(160):
    texts.append("".join(rng.choice(alphabet) for _ in range(rng.randint(1, 18))))
for _ in range(60):
    texts.append("".join(chr(rng.choice([rng.randint(0x20, 0x7E), rng.randint(0x300, 0x36F), rng.randint(0xA0, 0x24F), rng.randint(0x1100, 0x11FF), rng.randint(0xAC00, 0xD7A3), rng.randint(0x1E00, 0x1EFF), rng.randint(0x3040, 0x30FF), rng.randint(0x900, 0x9FF)])) for _ in range(rng.randint(1, 16))))
texts = [text for text in dict.fromkeys(texts) if text]
(here / "texts.json").write_text("[\n" + ",\n".join(json.dumps(text) for text in texts) + "\n]\n")

corpus = [inspect.getsource(module) for module in (argparse, json.decoder, textwrap, statistics, fractions)] + texts * 3
cases = {}


def record(name, tokenizer):
    """Writes NAME.json, its answers, and some cases of special tokens, framing and decoding."""
    tokenizer = Tokenizer.from_str(tokenizer) if isinstance(tokenizer, str) else tokenizer
    (here / f"{name}.json").write_text(json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=True, separators=(",", ":")))
    answers(name, [tokenizer.encode(text, add_special_tokens=False).ids for text in texts])
    tokenizer.encode_special_tokens = True
    plain = {text: ids for text in texts if ("<" in text or "[" in text) and (ids := tokenizer.encode(text, add_special_tokens=False).ids)}
    plain = dict(list(plain.items())[:40])
    tokenizer.encode_special_tokens = False
    decoded = []
    size = tokenizer.get_vocab_size()
    for _ in range(40):
        # (`tokenizers` takes an added token of Latin letters for bytes; such are left out.)
        ids = [token for _ in range(rng.randint(1, 7)) if tokenizer.id_to_token(token := rng.randrange(size)) != "caf\u00e9"]
        decoded.append([ids, tokenizer.decode(ids, skip_special_tokens=False), tokenizer.decode(ids, skip_special_tokens=True)])
    for text in rng.sample(texts, 40):
        ids = tokenizer.encode(text).ids
        decoded.append([ids, tokenizer.decode(ids, skip_special_tokens=False), tokenizer.decode(ids, skip_special_tokens=True)])
    cases[name] = {"plain": [[text, ids] for text, ids in plain.items()], "framed": [[text, tokenizer.encode(text).ids] for text in texts[30:34] + ["hi <s>"]], "decoded": decoded}
    return tokenizer


def answers(name, ids):
    (here / f"{name}.ids").write_text("".join(" ".join(f"{token:x}" for token in line) + "\n" for line in ids))


def write_gguf(name, tokenizer, pre, control, user_defined=(), unknown=None, **flags):
    """The tables of a byte-level tokenizer as GGUF metadata."""
    described = json.loads(tokenizer.to_str())
    vocabulary = tokenizer.get_vocab(with_added_tokens=True)
    tokens = [token for token, _ in sorted(vocabulary.items(), key=lambda item: item[1])]
    writer = gguf.GGUFWriter(str(here / f"{name}.gguf"), "llama")
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(pre)
    writer.add_token_list(tokens)
    writer.add_token_types([gguf.TokenType.CONTROL if token in control else gguf.TokenType.USER_DEFINED if token in user_defined else gguf.TokenType.NORMAL for token in tokens])
    writer.add_token_merges([" ".join(merge) for merge in described["model"]["merges"]])
    for key, value in flags.items():
        getattr(writer, f"add_{key}")(value)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()


GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
LLAMA3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")


def byte_level(cut, special, size=560, normalizer=None, extra=(), **model):
    tokenizer = Tokenizer(models.BPE(**model))
    tokenizer.pre_tokenizer = cut
    if normalizer:
        tokenizer.normalizer = normalizer
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(corpus, trainers.BpeTrainer(vocab_size=size, special_tokens=list(special), initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    tokenizer.add_tokens([AddedToken(text, normalized=False, special=False) for text in extra])
    return tokenizer


def split(pattern):
    return pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(pattern), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


# --- byte-level families
gpt2 = byte_level(pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True), ["<|endoftext|>"])
gpt2.post_processor = processors.ByteLevel(trim_offsets=False)
gpt2 = record("gpt2", gpt2)

smollm = byte_level(pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)]), ["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
smollm = record("smollm", smollm)
write_gguf("smollm", smollm, "smollm", {"<|endoftext|>", "<|im_start|>", "<|im_end|>"}, bos_token_id=1, eos_token_id=2, add_bos_token=False)

qwen2 = byte_level(split(QWEN2), [], normalizer=normalizers.NFC(), extra=["<tool_call>", "</tool_call>"])
qwen2.add_special_tokens(["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
qwen2.post_processor = processors.ByteLevel(trim_offsets=False)
qwen2 = record("qwen2", qwen2)
write_gguf("qwen2", qwen2, "qwen2", {"<|endoftext|>", "<|im_start|>", "<|im_end|>"}, {"<tool_call>", "</tool_call>"}, eos_token_id=qwen2.token_to_id("<|im_end|>"), add_bos_token=False)

# Llama 3 takes a word that is a token as that token, whatever its merges: give it some that no merge makes.
llama3 = byte_level(split(LLAMA3), [], ignore_merges=True)
described = json.loads(llama3.to_str())
for word in ("wholeword", "\u0120wholeword", "\u0120qqqq", "qqq"):
    described["model"]["vocab"][word] = len(described["model"]["vocab"])
llama3 = Tokenizer.from_str(json.dumps(described))
llama3.add_special_tokens(["<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>"])
begin = llama3.token_to_id("<|begin_of_text|>")
llama3.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=False), processors.TemplateProcessing(single="<|begin_of_text|> $A", pair="<|begin_of_text|> $A <|begin_of_text|>:1 $B:1", special_tokens=[("<|begin_of_text|>", begin)])])
llama3 = record("llama3", llama3)
write_gguf("llama3", llama3, "llama-bpe", {"<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>"}, bos_token_id=begin, eos_token_id=llama3.token_to_id("<|eot_id|>"))

# llama.cpp's default, one expression inside the other
isolated = [pre_tokenizers.Split(Regex(pattern), "isolated") for pattern in (r"[\p{P}\$\+<=>\^~\|]+", r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)", r"\p{N}+", r"[0-9][0-9][0-9]")]
default = byte_level(pre_tokenizers.Sequence(isolated + [pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]), ["<|endoftext|>"])
answers("default", [default.encode(text, add_special_tokens=False).ids for text in texts])
write_gguf("default", default, "default", {"<|endoftext|>"})

# added tokens with blanks that belong to them, and one that is looked for after the normalizer
added = byte_level(split(QWEN2), [], normalizer=normalizers.NFC(), extra=[])
added.add_tokens([AddedToken("[gap]", lstrip=True, rstrip=True, normalized=False), AddedToken("caf\u00e9", normalized=True), AddedToken("<|im_end|>", rstrip=True, normalized=False, special=True), AddedToken("<|im", normalized=False), AddedToken("q", normalized=True)])
added.add_special_tokens([AddedToken("<|im_start|>", lstrip=True, normalized=False)])
record("added", added)

# --- characters with marks for blanks
bytes_ = [f"<0x{byte:02X}>" for byte in range(256)]


def marked(size=700):
    """A vocabulary trained on words with their marks; <unk>, <s>, </s> and the bytes come first, as in Llama's."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=MARK, prepend_scheme="always", split=True)
    tokenizer.train_from_iterator(corpus, trainers.BpeTrainer(vocab_size=size, special_tokens=["<unk>", "<s>", "</s>"] + bytes_, limit_alphabet=150, show_progress=False))
    described = json.loads(tokenizer.to_str())
    described["added_tokens"] = [token for token in described["added_tokens"] if token["content"] in ("<unk>", "<s>", "</s>")]
    described["model"]["merges"] += [[MARK, MARK], [MARK * 2, MARK * 2]]
    for run in (MARK * 2, MARK * 4):
        described["model"]["vocab"].setdefault(run, len(described["model"]["vocab"]))
    return described


frame = processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s>:1 $B:1", special_tokens=[("<s>", 1)])
llama2 = marked()
llama2["pre_tokenizer"] = None
llama2 = Tokenizer.from_str(json.dumps(llama2))
llama2.normalizer = normalizers.Sequence([normalizers.Prepend(MARK), normalizers.Replace(" ", MARK)])
llama2.post_processor = frame
llama2.decoder = decoders.Sequence([decoders.Replace(MARK, " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
record("llama2", llama2)

for name, scheme, apart in (("metaspace-first", "first", False), ("metaspace-always", "always", True)):
    metaspace = Tokenizer.from_str(json.dumps(marked(640)))
    metaspace.pre_tokenizer = pre_tokenizers.Metaspace(replacement=MARK, prepend_scheme=scheme, split=apart)
    metaspace.post_processor = frame
    metaspace.decoder = decoders.Metaspace(replacement=MARK, prepend_scheme=scheme, split=apart) if apart else decoders.Sequence([decoders.Replace(MARK, " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    record(name, metaspace)

# A merge from a word into the next mark: cutting at marks would be wrong. No bytes to fall back to: unknown characters.
across = marked(420)
across["pre_tokenizer"] = None
across["model"]["byte_fallback"] = False
for pair in (["e", MARK], ["e" + MARK, "t"], [".", MARK]):
    across["model"]["vocab"].setdefault("".join(pair), len(across["model"]["vocab"]))
    across["model"]["merges"].insert(0 if pair[1] == MARK else 2, pair)
across = Tokenizer.from_str(json.dumps(across))
across.normalizer = normalizers.Sequence([normalizers.Prepend(MARK), normalizers.Replace(" ", MARK)])
across.decoder = decoders.Sequence([decoders.Replace(MARK, " "), decoders.ByteFallback(), decoders.Fuse()])
record("across", across)

# --- SentencePiece itself
scratch = pathlib.Path(tempfile.mkdtemp())
training = scratch / "training.txt"
training.write_text("\n".join(line[:4000] for text in corpus for line in text.split("\n") if line.strip()))
sentencepiece.SentencePieceTrainer.train(input=str(training), model_prefix=str(scratch / "model"), model_type="bpe", vocab_size=900, byte_fallback=True, normalization_rule_name="identity", remove_extra_whitespaces=False, add_dummy_prefix=True, character_coverage=0.98, allow_whitespace_only_pieces=True, split_digits=True, minloglevel=2)
processor = sentencepiece.SentencePieceProcessor(model_file=str(scratch / "model.model"))
size = processor.get_piece_size()
writer = gguf.GGUFWriter(str(here / "sentencepiece.gguf"), "llama")
writer.add_tokenizer_model("llama")
writer.add_tokenizer_pre("default")
writer.add_token_list([processor.id_to_piece(token) for token in range(size)])
writer.add_token_scores([processor.get_score(token) for token in range(size)])
kind = lambda token: gguf.TokenType.BYTE if processor.is_byte(token) else gguf.TokenType.UNKNOWN if processor.is_unknown(token) else gguf.TokenType.CONTROL if processor.is_control(token) else gguf.TokenType.NORMAL
writer.add_token_types([kind(token) for token in range(size)])
writer.add_bos_token_id(1)
writer.add_eos_token_id(2)
writer.add_unk_token_id(0)
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.close()
answers("sentencepiece", [processor.encode(text) for text in texts])

(here / "cases.json").write_text("{" + ",\n".join(f"{json.dumps(name)}:{json.dumps(value, separators=(',', ':'))}" for name, value in cases.items()) + "}\n")
print(len(texts), "texts;", sorted((path.stat().st_size, path.name) for path in here.iterdir())[-6:])
