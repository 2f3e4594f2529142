"""Writes tokens.json: varied texts and their token numbers by the reference, and characters.json: the classes of all
Unicode characters as the reference's regular expressions see them.

Run: python3 make_tokens.py SmolLM2-135M-Instruct.Q4_1.gguf   (needs: pip install transformers tokenizers gguf torch)

The reference is the tokenizer that transformers builds from the GGUF file. Building it, transformers forgets the first
of SmolLM2's two pre-tokenizers (every digit a word of its own, as `tokenizer.ggml.pre` = smollm says), which matters
where several blanks stand before a digit. So each text has two answers: `ids` with that step restored, and `gpt2`, as
transformers gives it, where it differs.
"""

import json
import os
import pathlib
import random
import sys

from tokenizers import Regex, pre_tokenizers
from transformers import AutoTokenizer

here = pathlib.Path(__file__).parent
folder, name = os.path.split(os.path.abspath(sys.argv[1]))
load = lambda: AutoTokenizer.from_pretrained(folder, gguf_file=name)
plain, smollm = load(), load()
smollm.backend_tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
    [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)]
)

rng = random.Random(11)
texts = [
    "", " ", "  ", "   ", "\n", "\n\n", "\t", "\r\n", " \n ", "a", "A", "0", "00", "-1", "é", "e\u0301", "ß", "İ", "\u0000", "\u007f",
    "Hello, world!", "hello world", " hello", "hello ", "hello  world", "HELLO WORLD", "hElLo", "don't", "I'll we've they're he'd I'm it's can't",
    "DON'T I'LL", "'s", "''s", "x's'll", "'", "' s", "'l", "'r e", "'re've", "rock 'n' roll", "!'s", " 's",
    "The quick brown fox jumps over the lazy dog.", "antidisestablishmentarianism", "Supercalifragilisticexpialidocious 42",
    "1", "12", "123", "1234567890", "3.14159", "1e-05", "1e-3..0.1", "-0.5", "1,000,000", "0x1F", "v1.2.3", "2024-11-24 05:40", "10%", "$5", "a1b2c3",
    " 7", "  7", "   7", "\n7", "\n\n7", " \t7", "x  12  y", "a   b    c", "3  4", "7  ", "7\n", "½", "1½", "x²", "x  ²", "Ⅷ", "٣٤", " ٣", "  ٣", "१२३", "①②",
    "log 1e-05..0.1", "alpha log 1e-08..1, batch_size log 4..256, depth 1..3, learning_rate_init log 1e-05..1, width log 16..1.02e+03",
    "MLP classifier (neural network): 1728 rows, 6 features, 4 classes. Parameters: alpha log 1e-08..1, batch_size log 4..256, depth 1..3, learning_rate_init log 1e-05..1, width log 16..1.02e+03.\n",
    "two-layer neural network for regression: 11934 rows, 15 features. Parameters: activation_fn_1 tanh/relu, batch_size 8..64, dropout_1 0..0.6, init_lr log 0.0005..0.1, lr_schedule cosine/const, n_units_1 log 16..512.\n",
    "convolutional network cell: 50000 rows, 3072 features, 10 classes. Parameters: 0->1, 0->2, 0->3, 1->2, 1->3, 2->3 ops n=none s=skip 1=conv1x1 3=conv3x3 a=pool.\n",
    "logistic regression by SGD. Parameters: alpha log 1e-05..1, eta0 log 1e-05..1.\n", "SVM with RBF kernel. Parameters: C log 0.000977..1.02e+03, gamma log 0.000977..1.02e+03.\n",
    "random forest: 748 rows, 4 features, 2 classes. Parameters: max_depth log 1..50, max_features 0..1, min_samples_leaf 1..20, min_samples_split log 2..128.\n",
    "gradient boosting (XGBoost)", "learning_rate=0.003 dropout=0.25 optimizer=adamw batch_size=128", "{\"lr\": 0.001, \"units\": [64, 32]}",
    "minimize validation error", "objective: minimise cv_error of a random forest", "n_estimators 10..500 step 10", "12 47 99 0 relu tanh", "val_loss=0.3127\n",
    "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|im_start|>user\nhi<|im_end|>\n", " <|im_end|> ", "<|im_start|><|im_start|>", "<|im_start", "im_end|>", "< |im_end|>",
    "<file_sep>x", "a<repo_name>b<reponame>c", "<gh_stars>10", "<issue_start><issue_comment><issue_closed>", "<jupyter_code>print(1)<jupyter_output>1", "<empty_output>", "<<|im_end|>>", "<|im_end|>\n\n1",
    "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n<|im_start|>user\nWhat is 2+2?<|im_end|>\n<|im_start|>assistant\n",
    "def f(x):\n    return x ** 2  # square\n", "for (int i = 0; i < n; ++i) { sum += a[i]; }", "import numpy as np\n\n\nclass A:\n\tpass\n", "func add(_ a: Int, _ b: Int) -> Int { a + b }",
    "SELECT * FROM trials WHERE state = 'complete' ORDER BY value LIMIT 10;", "<html><body class=\"x\">&amp;</body></html>", "git commit -m \"fix: don't crash\" && git push", "#!/usr/bin/env python3", "https://example.org/a?b=c&d=%20#e",
    "C:\\Windows\\System32", "/usr/local/bin", "foo_bar fooBar FooBar FOO_BAR foo-bar", "a=b==c!=d<=e>=f=>g->h::i", "....", "......", "-----", "=====" * 5, "*" * 40, "_" * 17, "!?!?!?", "\\n \\t \\\\", "{}[]()<>", "@user #tag",
    "    four", "\tone tab", "\t\ttwo", "trailing   ", "trailing\t", "line one\nline two\r\nline three\rline four", "a\n b\n  c\n   d", "\n \n \n", " \u00a0 ", "a\u00a0b", "a\u3000b", "\u2028x\u2029", "x\u200by", "\u200b", "a\u0085b", "\u1680x", "\u180ex", "\ufeffx", "\u202fx",
    "naïve café résumé", "Grüße aus München", "Ελληνικά γράμματα", "Привет, мир!", "שלום עולם", "مرحبا بالعالم", "नमस्ते दुनिया", "สวัสดีชาวโลก", "你好，世界", "こんにちは世界", "안녕하세요 세계", "Tiếng Việt", "ქართული", "አማርኛ", "日本語テキスト12345", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢", "𝟙𝟚𝟛", "ａｂｃ１２３",
    "😀", "👍🏽", "👨‍👩‍👧‍👦", "🇩🇪", "❤️", "hi 😀😀 there", "a😀b", "1😀2", "🏳️‍🌈!", "☃", "→ ← ↑", "≤ ≥ ≠ ±", "€10 £5 ¥3", "“quoted” ‘single’ – — …", "©®™", "½ cup", "\U0010ffff", "\U000f0000", "\ue000", "\ufffd", "\ufffd\ufffd a", "\u0300", "a\u0300\u0301b",
    "a" * 100, "ab" * 60, "abc " * 30, " " * 100, "\n" * 50, "1" * 60, "the " * 40, "x" * 49, "y" * 48, "é" * 30, "zq" * 200,
]
words = "the learning rate of a network is too high low model tree depth batch size and Trial accuracy loss'll isn't épsilon naïve 7 42 0.001 1e-4 x_1 -> == :: , . ; ( ) \n \t  😀 数 <|im_end|> ß".split(" ") + ["", " "]
for _ in range(60):
    texts.append(" ".join(rng.choice(words) for _ in range(rng.randint(1, 14))))
blocks = [(0x20, 0x7E), (0x20, 0x7E), (0xA0, 0x17F), (0x300, 0x5FF), (0x900, 0x97F), (0x2000, 0x206F), (0x2150, 0x218F), (0x2460, 0x24FF), (0x3040, 0x30FF), (0x4E00, 0x4FFF), (0x1D7CE, 0x1D7FF), (0x1F600, 0x1F64F), (0x9, 0xD)]
for _ in range(60):  # a few scripts mixed
    chosen = [rng.choice(blocks) for _ in range(3)]
    texts.append("".join(chr(rng.randint(*rng.choice(chosen))) for _ in range(rng.randint(1, 24))))
for _ in range(30):  # any character
    points = (rng.choice([rng.randint(0, 0x2FF), rng.randint(0, 0xD7FF), rng.randint(0xE000, 0x2FFFF), rng.randint(0, 0x10FFFF)]) for _ in range(rng.randint(1, 12)))
    texts.append("".join(chr(p) for p in points if not 0xD800 <= p < 0xE000))
for _ in range(30):  # random bytes, repaired
    texts.append(bytes(rng.randrange(256) for _ in range(rng.randint(1, 24))).decode("utf-8", "replace"))
for _ in range(30):  # blanks of all kinds around letters and digits
    texts.append("".join(rng.choice(["  ", " ", "\n", "\t", "\r\n", "\u00a0", "\u3000", "7", "12", "a", "Bc", "'s", "-", "."]) for _ in range(rng.randint(2, 16))))

cases, differing = [], 0
for text in dict.fromkeys(texts):
    case = {"text": text, "ids": smollm(text, add_special_tokens=False)["input_ids"]}
    transformers_ids = plain(text, add_special_tokens=False)["input_ids"]
    if transformers_ids != case["ids"]:
        case["gpt2"] = transformers_ids
        differing += 1
    decoded = smollm.decode(case["ids"], clean_up_tokenization_spaces=False)
    if decoded != text:  # bytes that the vocabulary lacks
        case["decoded"] = decoded
    cases.append(case)
# Numbers that cut characters apart, only to be decoded.
cuts = []
for _ in range(40):
    ids = [rng.randrange(smollm.vocab_size) for _ in range(rng.randint(1, 8))] if rng.random() < 0.5 else smollm("😀数ß€", add_special_tokens=False)["input_ids"][rng.randint(0, 5):][: rng.randint(1, 6)]
    cuts.append({"ids": ids, "decoded": smollm.decode(ids, clean_up_tokenization_spaces=False)})
dump = lambda value: json.dumps(value, ensure_ascii=True, separators=(",", ":"))
(here / "tokens.json").write_text('{"cases":[\n' + ",\n".join(map(dump, cases)) + '\n],"cuts":[\n' + ",\n".join(map(dump, cuts)) + "\n]}\n")
print(len(cases), "texts,", differing, "where the digits' step matters,", sum("decoded" in c for c in cases), "not reversible")

# ranges of characters: letters, numbers (the expression's and the digits' step's), white space
splits = {"letter": Regex(r"\p{L}"), "number": Regex(r"\p{N}"), "space": Regex(r"\s")}
steps = {key: pre_tokenizers.Split(regex, "removed") for key, regex in splits.items()}
digits = pre_tokenizers.Digits(individual_digits=True)
ranges = {key: [] for key in splits}
odd = []
for point in range(0x110000):
    if 0xD800 <= point < 0xE000:
        continue
    character = chr(point)
    for key, step in steps.items():
        if not step.pre_tokenize_str(character):
            last = ranges[key]
            if last and last[-1][1] == point - 1:
                last[-1][1] = point
            else:
                last.append([point, point])
    number = bool(ranges["number"]) and ranges["number"][-1][1] == point
    if (len(digits.pre_tokenize_str("a" + character)) == 2) != number:
        odd.append(hex(point))
(here / "characters.json").write_text("{" + ",\n".join(f'"{key}":{dump(value)}' for key, value in ranges.items()) + "}\n")
print({key: len(value) for key, value in ranges.items()}, "numbers of one step only:", odd)
