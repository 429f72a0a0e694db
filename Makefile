# Chengyun 城运. `make demo` opens a living district; `make help` lists the rest.
# Needs Python 3.11 or newer, make and the package registries; everything else is installed here.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv pip install --quiet --python $(VENV)
PORT ?= 8000

# Some machines forbid Python to keep what it compiled; every process would compile it anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test test-unit test-quick test-thorough test-whole test-postgres check bench messages lock clean install install-dev

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

demo: install ## open a living, simulated district in the browser's reach
	@CHENGYUN_DATA=$${CHENGYUN_DATA:-var/demo} CHENGYUN_PORT=$${CHENGYUN_PORT:-$(PORT)} CHENGYUN_LISTEN=$${CHENGYUN_LISTEN-hj212,gb26875,jt808} exec $(BIN)/chengyun up --demo

# By files, in their order: the long ones come early, and no file is set up twice.
SIDE_BY_SIDE := -n auto --dist loadfile --no-loadscope-reorder

test: test-quick test-thorough test-whole ## run every test that this machine can run; names what it skipped and why

# The pure rooms, and what of the others decides or reads formats: none of it opens a database.
UNIT := tests/detection tests/planning tests/calendar tests/geo tests/arrows tests/sensing/adapters \
	$(wildcard tests/*/test_rules.py) tests/cases/test_pure.py

test-unit: install-dev ## run what needs no database: calendars, geometry, detection, planning, formats, arrows
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not e2e and not slow and not bus" $(UNIT) $(ARGS)

test-quick: install-dev ## run the tests for while you work: all but the slow and the whole system
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) --timeout 120 -m "not e2e and not slow" $(ARGS)

test-thorough: install-dev ## every door as everybody, and whatever anybody may try
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "slow and not e2e" $(ARGS)

test-whole: install-dev ## the whole system: in a real browser, through the public doors
	@$(BIN)/python -m pytest -m e2e $(ARGS)

test-postgres: install-dev ## run the database tests on PostgreSQL (CHENGYUN_DATABASE_URL says where)
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not e2e and not bus" tests/cases tests/notices tests/access tests/sensing tests/people tests/places tests/vitals tests/goals tests/insight tests/packs tests/faces tests/api $(ARGS)

check: install-dev ## style, types, translations, migrations
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python frontend/check.py
	@$(BIN)/chengyun messages check
	@$(BIN)/chengyun manage makemigrations --check --dry-run

bench: install-dev ## measure, each figure beside a peer in the same run
	@$(BIN)/python -m tests.perf $(ARGS)

messages: install-dev ## collect the strings to translate into the .po files
	@$(BIN)/chengyun messages update

lock: $(BIN)/uv ## pin the requirements anew, with hashes
	@$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-header --universal --no-annotate --extra postgres --extra schedules --extra dev pyproject.toml -o requirements/dev.txt
	@grep -E '^[a-z0-9].*==' requirements/dev.txt | sed 's/ *\\$$//' > $(VENV)/constraints.txt
	@$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --universal --no-annotate --extra postgres --extra schedules -c $(VENV)/constraints.txt pyproject.toml -o requirements/base.txt

clean: ## remove what was installed and built; keeps var/
	rm -rf $(VENV) frontend/node_modules src/chengyun/faces/static/vendor build dist artifacts

install: $(VENV)/base.stamp
install-dev: $(VENV)/dev.stamp

SOURCES := pyproject.toml frontend/build.py frontend/package-lock.json requirements/build.txt \
	$(shell find src -name '*.po')

$(BIN)/uv: requirements/uv.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0])'
	@echo "· python: making $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(VENV)/base.stamp: $(BIN)/uv requirements/base.txt $(SOURCES)
	@echo "· packages: installing what the product needs"
	@$(UV) --require-hashes -r requirements/base.txt
	@echo "· front end: building"
	@$(UV) --no-deps --build-constraints requirements/build.txt -e .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/base.stamp requirements/dev.txt
	@echo "· packages: installing what the tests need"
	@$(UV) --require-hashes -r requirements/dev.txt
	@touch $@
