# Everything a person needs; `make` alone explains itself. Only Python 3.11-3.13 and make must be there.
#   make demo PYTHON=/path/to/python    take another interpreter for .venv
#   make demo ONCE=1                    make the weeks, print one line of JSON, stop
#   make demo LLM=local                 a small real model on this machine instead of the scripted one (make down LLM=local)
#   make demo-real DATA=folder          one real listener's week from files

BIN := .venv/bin
ISLAND := $(wildcard explain/web/island/*.json explain/web/island/*.ts explain/web/island/src/*)
LOCAL := $(if $(filter local,$(LLM)),LINERNOTES_LLM_LOCAL=true LINERNOTES_HOME="$(CURDIR)/.linernotes-local")
PYTEST := $(BIN)/python -m pytest
.DEFAULT_GOAL := help
.PHONY: help install demo demo-real test test-long check lint bench fmt lock up down docs clean

help:  ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

install: .venv/installed .venv/island  ## Make .venv with everything that requirements.lock names

.venv/installed: requirements.lock pyproject.toml scripts/bootstrap.sh
	@PYTHON="$(PYTHON)" scripts/bootstrap.sh

.venv/island: .venv/installed $(ISLAND)
	@if $(BIN)/python -m explain.web.build; then touch $@; fi  # a failure says why; the pages work without it

demo: install  ## From nothing to weekly playlists with proven reasons, in a fictional music world (ONCE=1: then stop)
	@$(LOCAL) $(BIN)/linernotes demo $(if $(ONCE),--once)

demo-real: install  ## The same job on real files (DATA=folder); nothing is published
	@$(BIN)/linernotes demo-real $(if $(DATA),--data "$(DATA)")

up: install  ## Start PostgreSQL, the sandbox, Airflow and the report site
	@$(LOCAL) $(BIN)/linernotes up

down: install  ## Stop them all; the data stay
	@$(LOCAL) $(BIN)/linernotes down

test: install lint  ## What continuous integration runs: lint, types, imports, and every test that is not long (20 min)
	$(BIN)/python scripts/test.py

test-long: install  ## The long tests alone: 4 weeks x 4 listeners, Celery (30 min)
	$(PYTEST) -m long

check: install lint  ## Lint, types, imports and the quick tests that need no server; before every commit
	$(PYTEST) -n logical --dist loadfile -m "not db and not e2e and not long and not slow"

lint: install
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint dbt --disable-progress-bar

fmt: install  ## Format Python and SQL, and mend what can be mended
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format
	$(BIN)/sqlfluff fix dbt --disable-progress-bar

bench: install  ## Measure
	$(BIN)/python -m bench

lock: install  ## Write requirements.lock anew; UPGRADE=1 takes newer releases
	$(BIN)/uv pip compile pyproject.toml --group dev --override requirements-overrides.txt --only-binary :all: \
		--universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--no-emit-find-links $(if $(UPGRADE),--upgrade) --quiet -o requirements.lock

docs: install  ## Write docs/cli.md from the command line itself
	$(BIN)/python scripts/write_cli_reference.py

clean:  ## Stop everything and delete .venv, all run-time data and all caches
	@if [ -x $(BIN)/linernotes ]; then $(BIN)/linernotes down --purge; \
		if [ -d .linernotes-local ]; then LINERNOTES_HOME="$(CURDIR)/.linernotes-local" $(BIN)/linernotes down --purge; fi; fi
	rm -rf .venv .linernotes .linernotes-local .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dbt/target dbt/logs
	find . -name __pycache__ -prune -exec rm -rf {} +
