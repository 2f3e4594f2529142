# The commands of daily work. Each can be run twice; the second time is quick.

HONE := .build/release/hone
PYTHON := .venv/bin/python
# One optimised build for the tool and the tests: code that runs the model is useless in debug mode, and tests use
# package access instead of testable imports, so that both share it.
BUILD := -c release
SOURCES := Sources Tests Package.swift

.PHONY: setup build test demo bench bench-runtime format lint

# System packages, Python for examples and data, weights, tables, the tool, its adapters and its database.
setup:
	@bash scripts/setup.sh

build:
	swift build $(BUILD) --product hone

test: setup
	swift test $(BUILD) --disable-testable-imports

# Tunes a network on scikit-learn's digits: 12 trials, two at a time. A new store each time.
demo: setup
	@rm -rf .demo && mkdir .demo
	$(HONE) run Examples/digits-mlp/study.yaml --store .demo/hone.db -- $(PYTHON) Examples/digits-mlp/train.py

# The optimisers on the complete tables, five seeds; runs that bench.jsonl holds already are kept.
BENCH_METHODS ?= random,gp
bench: setup
	$(HONE) bench run --suite hpobench,hpolib,nasbench201 --methods $(BENCH_METHODS) --seeds 5 --budget 30 --output bench.jsonl
	$(HONE) bench report bench.jsonl --families

# Tokens per second of the model runtime beside PyTorch (installed into .venv-bench on first use).
bench-runtime: build
	python3 Benchmarks/runtime.py

format:
	swift format --in-place --recursive $(SOURCES)

lint:
	swift format lint --strict --recursive $(SOURCES)
