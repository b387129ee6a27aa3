# One door: `make` lists what there is.
PYTHON ?= python3
BIN := .venv/bin
SOURCES := kg tests bench tools

.DEFAULT_GOAL := help
.PHONY: help demo test bite check format lint types floors canonical docs bench soak wheel clean

help:  ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

# What the program needs.
.venv/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) is older than 3.11: name a newer one, as in  make PYTHON=python3.12 demo" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

# What working on it needs as well.
.venv/developing: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	@touch $@

.venv/measuring: .venv/developing
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group bench
	@touch $@

demo: .venv/installed  ## Build the graph, show the rankings and a contradiction, write a file and a picture
	@$(BIN)/kg demo

test: .venv/developing  ## Run every test
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

bite: .venv/developing  ## Break lines on purpose, and see that the tests notice each
	$(BIN)/python tools/bite.py

check: lint types floors canonical test  ## All that must hold before a change goes in

format: .venv/developing  ## Rewrite code and Turtle in their one form
	$(BIN)/ruff check --quiet --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/kg format ontology/*.ttl data/*.ttl data/claims/*.ttl

lint: .venv/developing  ## Look for mistakes and for code that is not formatted
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)

types: .venv/developing  ## Check the types
	$(BIN)/mypy

floors: .venv/developing  ## Check that each module imports only what lies below it
	$(BIN)/lint-imports

canonical: .venv/installed  ## Check that every Turtle file is canonical
	$(BIN)/kg export --check ontology/*.ttl data/*.ttl data/claims/*.ttl

docs: .venv/developing  ## Make the parts of the documentation that come from the program
	$(BIN)/python tools/make_docs.py

bench: .venv/measuring  ## Measure, each beside its peer, and append to bench/results.tsv
	$(BIN)/python -m bench

# How long; two are enough to see that it works.
MINUTES ?= 60

soak: .venv/installed  ## Put the service under mixed load for an hour, or MINUTES=2: no error, and nothing grows
	$(BIN)/python bench/soak.py $(MINUTES)

wheel: .venv/developing  ## Build the wheel
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean:  ## Remove what was made
	rm -rf .venv build dist out kg-store .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
