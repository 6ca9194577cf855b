# Wijkkas. Needs make and Python 3.11 or newer; brings the rest itself, once.
#   make demo        a working Wijkkas with a sample neighbourhood
#   make demo-again  the same, with the sample played anew from today
#   make run         an empty, real instance
#   make test        everything the tests need, then all tests
#   make check       format, lint, types, imports, templates, spelling, catalogues
#   make bench       what our pages and papers cost beside bare ones
#   make soak        the long faults: a thousand kills, disks that fill up; some minutes
#   make coverage    the rooms of money on their own tests: below 100 % of branches it fails
#   make mutants     how many small mistakes in the rules of money the tests notice
#   make format      put the format right
#   make lock        compile the pinned requirements anew (needs uv)

PYTHON ?= python3
export PYTHON
# Containers often tell Python not to keep what it compiled; the tests start hundreds of Pythons.
export PYTHONDONTWRITEBYTECODE :=
BIN := .venv/bin
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo demo-again run test check soak coverage mutants bench format lock set-up set-up-tests browser clean

help:
	@sed -n 's/^#   make/make/p' Makefile

demo: set-up
	@$(BIN)/wijkkas demo

demo-again: set-up
	@$(BIN)/wijkkas demo --again

run: set-up
	@$(BIN)/wijkkas run

test: set-up-tests
	$(BIN)/pytest -n auto $(ARGS)

# djlint only reads: its formatter puts spaces where a page would show them.
check: set-up-tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/codespell
	$(BIN)/wijkkas words --check

bench: set-up-tests
	$(BIN)/python -m tests.bench $(ARGS)

soak: set-up-tests
	$(BIN)/python -m tests.soak $(ARGS)
	WIJKKAS_SOAK=60 $(BIN)/pytest -q -n 2 -s tests/proof

# One database is enough to walk every branch; the four rooms where money is decided on.
MONEY := ledger spending allowances payments
COMMA := ,
SPACE := $(subst ,, )
coverage: set-up-tests
	$(BIN)/coverage run --branch --source=$(subst $(SPACE),$(COMMA),$(addprefix grants/,$(MONEY))) -m pytest \
		-q -n0 -k "not postgresql" $(addprefix tests/,$(MONEY)) tests/reports $(ARGS)
	$(BIN)/coverage report --fail-under=100

mutants: set-up-tests
	$(BIN)/python -m tests.mutants $(ARGS)

format: set-up-tests
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Only names and hashes go into the locks: where packages come from is each machine's own affair.
LOCK := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-header --no-annotate $(ARGS)
lock:
	$(LOCK) requirements.in -o requirements.lock
	$(LOCK) requirements-dev.in -o requirements-dev.lock

clean:
	rm -rf .venv build app/static .mypy_cache .ruff_cache .pytest_cache .hypothesis

# The set-up. Each step leaves a stamp, so nothing is done twice.
set-up: .venv/.project .venv/.libraries app/static/manifest.json .venv/.words
set-up-tests: set-up .venv/.dev browser

.venv/.made:
	@.ci/set-up venv
	@touch $@

.venv/.runtime: requirements.lock | .venv/.made
	@.ci/set-up install requirements.lock
	@touch $@

.venv/.project: pyproject.toml .venv/.runtime
	@.ci/set-up project
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.runtime
	@.ci/set-up install requirements.lock requirements-dev.lock
	@touch $@

.venv/.libraries: | .venv/.runtime
	@.ci/set-up libraries
	@touch $@

THEME := $(foreach kind,py css svg js png jpg webp,$(wildcard app/theme/*.$(kind) app/theme/*/*.$(kind)))
app/static/manifest.json: $(THEME) .venv/.runtime
	@$(BIN)/python app/theme/build.py

CATALOGUES := $(wildcard app/translations/*/LC_MESSAGES/*.po)
.venv/.words: $(CATALOGUES) .venv/.runtime
	@test -z "$(CATALOGUES)" || $(BIN)/pybabel -q compile -d app/translations
	@touch $@

browser: .venv/.made
	@test -s .venv/browser || .ci/set-up browser
