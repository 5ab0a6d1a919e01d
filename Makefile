# Everything happens in .venv, installed from the lock files; the only needs are make and Python 3.11 or newer.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
TESTS ?=
BENCH ?=
MUTATE ?=
SCHEMATHESIS ?=
UPGRADE ?=

BIN := .venv/bin
# -qq: pip's own warnings about a machine's configuration would bury what a reader waits for.
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq install
# One resolution for every platform and every Python from 3.11; hashes, and no address of any package index.
LOCK := --universal --python-version 3.11 --generate-hashes --custom-compile-command 'make lock' --quiet $(UPGRADE)

.PHONY: help run test test-system mutate hostile schemathesis check lint types imports migrations-check container-check bench real fmt \
	lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' Makefile

run: .venv/.run ## install, migrate, load the seeds into an empty database, serve; PORT and COUNTERCLAIM_DATABASE apply
	@exec $(BIN)/counterclaim serve --prepare

test: .venv/.dev ## all tests that need no system package; TESTS="tests/api -k cursor" runs some
	@$(BIN)/python -m pytest -n auto --dist loadfile $(TESTS)

test-system: .venv/.dev ## tests that need a browser or a database server from the operating system
	@$(BIN)/python -m pytest -m system $(TESTS)

mutate: .venv/.dev ## change the rules one small thing at a time, tests must notice; MUTATE="order pairs" takes some
	@$(BIN)/python -m tests.mutation $(MUTATE)

schemathesis: .venv/.dev ## try every operation at length; SCHEMATHESIS="--max-examples 1000" takes its options
	@$(BIN)/python -m tests.interop.schemathesis_run $(SCHEMATHESIS)

hostile: .venv/.dev ## every hostile case in every place of the interface, some half an hour
	@$(BIN)/python -m tests.hostile

check: lint types imports migrations-check container-check ## every gate but the tests

lint: .venv/.dev ## style and formatting
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

types: .venv/.dev ## mypy --strict
	@$(BIN)/mypy

imports: .venv/.dev ## imports point down only
	@$(BIN)/lint-imports

migrations-check: .venv/.dev ## migrate an empty database; models and migrations must agree
	@scratch="$$(mktemp -d)"; trap 'rm -rf "$$scratch"' EXIT; \
	export COUNTERCLAIM_DATABASE="$$scratch/empty.db"; \
	$(BIN)/alembic upgrade head; \
	$(BIN)/alembic check

container-check: .venv/.dev ## Dockerfile and compose.yaml
	@$(BIN)/hadolint Dockerfile
	@$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec compose.yaml

bench: .venv/.peers ## measure against named peers; BENCH=short for a quick look
	@$(BIN)/python -m bench $(BENCH)

# What making .venv has to say goes to stderr: with JSON=1 stdout is for a program.
real: ## load the real claims under DIR, print what contradicts what; JSON=1 for programs
	@test -n "$(DIR)" || { echo "Name a folder that holds claims.csv, or folders that do: make real DIR=path" >&2; exit 2; }
	@$(MAKE) --no-print-directory .venv/.dev >&2
	@$(BIN)/python -m bench.real $(if $(filter-out 0,$(JSON)),--json) "$(DIR)"

fmt: .venv/.dev ## mend what can be mended, format
	@$(BIN)/ruff check --fix --quiet || true
	@$(BIN)/ruff format

lock: ## resolve the lock files anew (needs uv); UPGRADE=--upgrade takes newer versions
	uv pip compile pyproject.toml --group build $(LOCK) -o requirements.lock
	uv pip compile pyproject.toml --group build --group dev -c requirements.lock $(LOCK) -o requirements-dev.lock
	uv pip compile --group peers -c requirements-dev.lock $(LOCK) -o requirements-peers.lock

clean: ## remove .venv and caches; data/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist
	find app migrations tests bench -name __pycache__ -prune -exec rm -rf {} +

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		found="$$($(PYTHON) -V 2>/dev/null || echo not there)"; \
		echo "Counterclaim needs Python 3.11 or newer; $(PYTHON) is $$found." \
			"Name another: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@echo "Making .venv with $$($(PYTHON) -V)"
	@$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/.run: .venv/.made requirements.lock pyproject.toml
	@echo "Installing what requirements.lock names; this takes about a quarter of a minute"
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-build-isolation --no-deps -e .
	@touch $@

.venv/.dev: .venv/.run requirements-dev.lock
	@echo "Installing what requirements-dev.lock names"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

.venv/.peers: .venv/.dev requirements-peers.lock
	@echo "Installing what requirements-peers.lock names"
	@$(PIP) --require-hashes -r requirements-peers.lock
	@touch $@
