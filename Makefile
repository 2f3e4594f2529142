# The commands of daily work. Each can be run twice; the second time is quick.

HONE := .build/release/hone
PYTHON := .venv/bin/python
# One optimised build for the tool and the tests: code that runs the model is useless in debug mode, and tests use
# package access instead of testable imports, so that both share it.
BUILD := -c release
SOURCES := Sources Tests Package.swift

.PHONY: field-cases setup build test test-http demo bench results bench-runtime bench-execution bench-search bench-search-quality bench-automatic fuzz format lint

# System packages, Python for examples and data, weights, tables, the tool, its adapters and its database.
setup:
	@bash scripts/setup.sh

build:
	swift build $(BUILD) --product hone
	swift build $(BUILD) --product hone-supervisor

# What neither waits nor uses all cores is tested side by side; the rest one after the other: the model's tests use all cores
# themselves, and those about locks and time-outs must not starve.
SIDE_BY_SIDE := ^(HoneBaseTests|HoneNumericsTests|HoneSearchTests)\.
test: setup
	swift test $(BUILD) --disable-testable-imports --filter '$(SIDE_BY_SIDE)'
	swift test $(BUILD) --disable-testable-imports --no-parallel --skip '$(SIDE_BY_SIDE)'

# Inputs on which Hone once failed; the table in docs/results/field-cases.md is written anew. (Some need root, gcc, sqlite3.)
field-cases: setup
	python3 scripts/field_cases.py $(HONE) --write docs/results/field-cases.md

# A served study under every request that its OpenAPI page allows or forbids (schemathesis), and under many workers at once.
test-http: build
	python3 scripts/test_http.py

# Tunes a network on scikit-learn's digits: 12 trials, two at a time. A new store each time.
demo: setup
	@rm -rf .demo && mkdir .demo
	$(HONE) run Examples/digits-mlp/study.yaml --store .demo/hone.db -- $(PYTHON) Examples/digits-mlp/train.py

# The optimisers on the complete tables, five seeds; runs that bench.jsonl holds already are kept.
BENCH_METHODS ?= random,gp
bench: setup
	$(HONE) bench run --suite hpobench,hpolib,nasbench201 --methods $(BENCH_METHODS) --seeds 5 --budget 30 --output bench.jsonl
	$(HONE) bench report bench.jsonl --families

# The figures on the 15 complete tables and on CIFAR-10, readers by fold and draw included: hours on two cores, resumable.
results: setup
	python3 Benchmarks/results.py

# The model runtime beside PyTorch, llama.cpp and tokenizers (installed into .venv-bench on first use).
bench-runtime: build
	python3 Benchmarks/runtime.py

# What trials cost beside their programs, and studies beside their trials: Hone and Optuna (installed into .venv-bench).
bench-execution: build
	python3 Benchmarks/execution.py

# What suggestions take: Hone, Optuna, Rustuna, cmaes and BoTorch on one thread (installed into .venv-bench); half an hour.
bench-search: build
	python3 Benchmarks/search.py

# How good searches are, on functions whose optimum is known, beside Optuna, cmaes, HEBO, SMAC3 and BoTorch: days on two cores,
# resumable; QUALITY=--quick for a reduced set in at most 40 minutes.
QUALITY ?=
bench-search-quality: build
	python3 Benchmarks/search_quality.py $(QUALITY)

# What auto takes where no past task helps: Hone's own optimisers on functions, an hour or two on one core, resumable.
bench-automatic: build
	python3 Benchmarks/automatic.py

# Model files and adapters that lie, read and used under AddressSanitizer: ten minutes for each kind of file. What it finds
# lies in fuzz-findings/; `.build-fuzz/release/HoneFuzz KIND --only NUMBER` runs one case again.
FUZZ_SECONDS ?= 600
FUZZ_KINDS ?= gguf safetensors tokenizers adapters
FUZZ_SEED ?= 1
fuzz: setup
	swift build -c release --sanitize=address --build-path .build-fuzz --product HoneFuzz
	@for kind in $(FUZZ_KINDS); do \
	    TMPDIR=$$(test -d /dev/shm && echo /dev/shm || echo /tmp) .build-fuzz/release/HoneFuzz $$kind \
	        --seconds $(FUZZ_SECONDS) --seed $(FUZZ_SEED) --keep fuzz-findings || exit 1; \
	done

format:
	swift format --in-place --recursive $(SOURCES)

lint:
	swift format lint --strict --recursive $(SOURCES)
	python3 scripts/folder_circles.py
	python3 scripts/public_surface.py
