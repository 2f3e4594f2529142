"""Writes chats.json: conversations as transformers renders them with the published chat templates.

Run: python3 make_chats.py FOLDER   (needs: pip install transformers jinja2)

FOLDER holds the templates, each from its model's tokenizer_config.json or GGUF file: smollm2.jinja, qwen2.5.jinja,
qwen3.jinja, llama3.jinja, llama3.1.jinja, tinyllama.jinja. (chats.json was made with SmolLM2's as it is in its file
and with the others less their branches for tools, which no conversation here takes.)
"""

import itertools
import json
import pathlib
import sys

from transformers.utils.chat_template_utils import render_jinja_template

here = pathlib.Path(__file__).parent
folder = pathlib.Path(sys.argv[1])
say = lambda role, content: {"role": role, "content": content}
conversations = [
    [say("user", "Hi")],
    [say("system", "Be brief."), say("user", "Hi")],
    [say("user", "Hi"), say("assistant", "Hello!"), say("user", "  2 + 2?\n")],
    [say("system", "  padded \n"), say("user", "a"), say("assistant", "b "), say("user", " c"), say("assistant", "\n\nd\n")],
    [say("user", "a"), say("system", "later"), say("user", "b")],
    [say("user", "x"), say("assistant", "<think>\nhm\n\n</think>\n\n4"), say("user", "y"), say("assistant", "<think>\nso\n</think>\n\n5")],
    [say("user", "x"), say("assistant", "<think>hm</think>4"), say("assistant", "5"), say("assistant", "no <think> here")],
    [say("user", "x"), say("assistant", "a</think>b</think>\nc")],
    [say("user", "\u00a0\u2003wide\u3000 \x1c"), say("assistant", ""), say("user", "grüße 👋\r\n")],
    [say("system", ""), say("user", "")],
]
names = {"smollm2": {}, "qwen2.5": {}, "qwen3": {}, "llama3": {"bos_token": "<|begin_of_text|>"}, "llama3.1": {"bos_token": "<|begin_of_text|>"}, "tinyllama": {"eos_token": "</s>"}}
cases = []
for (name, tokens), conversation, asks in itertools.product(names.items(), conversations, (True, False)):
    for thinking in (True, False) if name == "qwen3" else (True,):
        options = {**tokens, **({"enable_thinking": thinking} if name == "qwen3" else {}), **({"date_string": "03 Feb 2025"} if name == "llama3.1" and len(conversation) % 2 else {})}
        rendered, _ = render_jinja_template([conversation], chat_template=(folder / f"{name}.jinja").read_text(), add_generation_prompt=asks, **options)
        cases.append({"name": name, "messages": conversation, "asks": asks, "thinking": thinking, "date": options.get("date_string"), "text": rendered[0]})
(here / "chats.json").write_text("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n")
print(len(cases), "conversations")
