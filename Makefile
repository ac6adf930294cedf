# The commands of a checkout. `make help` lists them.

.DEFAULT_GOAL := help
SHELL := /bin/bash
.DELETE_ON_ERROR:

PORT ?= 8000
WORKERS ?= 2
ARGS ?=
UV ?= uv

# The tests start this program's commands many times: let them share its compiled modules.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
RUNTIME := .venv/.runtime-installed
DEV := .venv/.dev-installed
IDE_TRIED := .venv/.ide-tried

INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
COMPILE := $(UV) pip compile pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --quiet --group build

.PHONY: help
help: ## list these commands
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

.PHONY: demo
demo: $(RUNTIME) $(IDE_TRIED) ## run everything on 127.0.0.1:$PORT (8000), with a demo group
	@exec $(BIN)/guanjia demo --port $(PORT) $(ARGS)

.PHONY: test
test: $(DEV) ## the whole test suite against a real PostgreSQL
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup $(ARGS)

.PHONY: lint
lint: $(DEV) ## style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

.PHONY: types
types: $(DEV) ## mypy, strict
	$(BIN)/mypy

.PHONY: contracts
contracts: $(DEV) ## which floor may import which
	$(BIN)/lint-imports --no-logo

.PHONY: check
check: lint types contracts test ## all of the above

.PHONY: bench
bench: $(DEV) ## requests a second, beside pgbench and a plain server; writes var/bench.json
	$(BIN)/python -m tests.benchmarks $(ARGS)

.PHONY: ide
ide: $(RUNTIME) ## fetch the in-browser IDE's assets, where npm is present
	@$(BIN)/python -m api.ide

.PHONY: lock
lock: ## renew requirements/*.txt from pyproject.toml (needs uv)
	$(COMPILE) -o requirements/runtime.txt
	$(COMPILE) --group dev -o requirements/dev.txt

.PHONY: clean
clean: ## remove what was installed and built; the data in var/ stays
	rm -rf .venv api/ide/assets dist build *.egg-info
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# The first Python that works: a shim may exist and still fail, so each candidate is run.
CAPABLE := import ensurepip, ssl, sys, venv; sys.exit(sys.version_info < (3, 11))
CANDIDATES := $(PYTHON) python3.13 python3.12 python3.11 python3.14 python3 python

.venv/bin/python:
	@for candidate in $(CANDIDATES); do \
		if "$$candidate" -c '$(CAPABLE)' >/dev/null 2>&1; then \
			echo "Making .venv with $$candidate ($$("$$candidate" -V))"; \
			exec "$$candidate" -m venv --clear .venv; \
		fi; \
	done; \
	echo "No Python 3.11 or newer that can make virtual environments was found (tried:" \
		"$(strip $(CANDIDATES)))." >&2; \
	echo "Install one (on Debian and Ubuntu: python3 and python3-venv)," \
		"or name it: make PYTHON=/path/to/python3" >&2; \
	exit 1

$(RUNTIME): requirements/runtime.txt pyproject.toml | .venv/bin/python
	@echo "Installing the locked packages ..."
	@$(INSTALL) --require-hashes -r requirements/runtime.txt
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(IDE_TRIED): api/ide/assets.py | $(RUNTIME)
	@$(BIN)/python -m api.ide
	@touch $@

$(DEV): requirements/dev.txt pyproject.toml | .venv/bin/python
	@echo "Installing the locked packages, tools for development included ..."
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $(RUNTIME) $@
