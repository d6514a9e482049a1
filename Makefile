# Every command of people and of CI. `make` alone prints them. Recipes are short: logic belongs in Python.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3.11)
PORT ?= 8000
T ?=
COMPOSE ?= docker compose

VENV := .venv
BIN := $(VENV)/bin
# A stamp is named after what it installed and where: an unchanged lock means that no installer runs at all.
stamp = $(VENV)/.stamp-$(1)-$(shell { cat requirements/$(1).txt pyproject.toml; pwd; } | cksum | cut -d' ' -f1)
RUNTIME := $(call stamp,runtime)
DEV := $(call stamp,dev)

UV := var/lock-tools/bin/uv
# The locks name no package index: they install behind any mirror.
COMPILE := UV_CUSTOM_COMPILE_COMMAND="make lock" $(CURDIR)/$(UV) pip compile --quiet --no-config --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links

CHECKS := check-format lint types imports check-lock check-contracts test browser

# $(1): which lock, $(2): its stamp, $(3): stamps it makes stale. A virtual environment that was cut short has no pip.
define install
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null || { \
	echo "Python 3.11 is needed; '$(PYTHON)' is not it. Install it or say where it is: make PYTHON=/path/to/python3.11" >&2; \
	exit 1; }
@test -f $(VENV)/pyvenv.cfg && $(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
@echo "Installing requirements/$(1).txt into $(VENV) (once per lock)"
@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/$(1).txt
@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable .
@rm -f $(3) && touch $(2)
endef

.PHONY: help setup run demo migrate up keys down test bench check $(CHECKS) screenshots format styles mutants contracts pages lock clean

##@ Use it

help: ## Print this
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

setup: $(RUNTIME) ## Create .venv and install what the suite needs to run
	@echo "Ready: $(BIN)/gplx --help"

run: $(RUNTIME) ## Start the whole suite with its sandbox (PORT=8000); Ctrl-C stops it
	@exec $(BIN)/gplx run --sandbox --port $(PORT)

demo: $(RUNTIME) ## Tell the whole story against a running suite, or against one it starts
	@exec $(BIN)/gplx demo

migrate: $(RUNTIME) ## Bring every database to the newest schema
	@exec $(BIN)/gplx migrate

up: ## Build the image, start everything in containers of its own and wait until it is healthy (GPLX_PUBLISH=8000)
	@$(COMPOSE) build
	@$(COMPOSE) up --detach --wait
	@$(MAKE) keys
	@echo "gplx is ready at http://127.0.0.1:$${GPLX_PUBLISH:-8000} (health: /health/ready, API pages: /api/renewals/v1/docs)"
	@echo "Next: GPLX_URL=http://127.0.0.1:$${GPLX_PUBLISH:-8000} GPLX_CLIENTS=var/compose/demo/clients make demo"

keys: ## Copy the keys of the demo's clients out of the containers, into var/compose/demo
	@umask 077 && rm -rf var/compose/demo && mkdir -p var/compose && $(COMPOSE) cp bootstrap:/demo var/compose/demo

down: ## Stop the containers; what they keep stays (GPLX_FORGET=--volumes takes it away for good)
	@$(COMPOSE) down $(GPLX_FORGET)

##@ Change it

test: $(DEV) ## Run the tests on SQLite and PostgreSQL (T="tests/unit -k points" for some of them)
	@exec $(BIN)/python -m pytest $(or $(T),--numprocesses 2 --dist loadfile -m "not browser")

browser: $(DEV) ## Run the journeys in a real browser (needs chromium): phone and desktop, both languages, axe
	@exec $(BIN)/python -m pytest $(or $(T),tests/browser)

screenshots: $(DEV) ## Write pictures of every page in both sizes and languages to var/screenshots/
	@rm -rf var/screenshots
	@GPLX_SCREENSHOTS=$(CURDIR)/var/screenshots $(BIN)/python -m pytest --quiet tests/browser
	@echo "$$(find var/screenshots -name '*.png' | wc -l) pictures are in var/screenshots/"

check: $(DEV) ## Everything CI runs, in its order: formats, lint, types, imports, locks, contracts, tests
	@set -e; for step in $(CHECKS); do \
		began=$$(date +%s); echo "== $$step"; $(MAKE) $$step; echo "== $$step: $$(($$(date +%s) - began)) s"; \
	done

bench: $(DEV) ## Measure look-ups, intake, imports and dossiers on both databases (ARGS=--quick to see it run)
	@exec $(BIN)/python -m tests.bench $(ARGS)

format: $(DEV) ## Put the code into its one format and fix what can be fixed safely
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

check-format: $(DEV) ## Is everything formatted?
	@$(BIN)/ruff format --check

lint: $(DEV) ## Ruff, all rules but the reasoned opt-outs of pyproject.toml
	@$(BIN)/ruff check

types: $(DEV) ## Mypy, strict
	@$(BIN)/mypy

imports: $(DEV) ## Who may import whom: the import contracts of pyproject.toml
	@$(BIN)/lint-imports --no-logo --no-cache

styles: ## Compile the style sheet of the pages anew (needs npm; the result is committed)
	@exec sh shared/web/pages/styles/build

mutants: $(DEV) ## Put faults into the domain and count those its tests notice (T="violations"): half an hour
	@exec nice $(BIN)/python -m tests.mutation $(T)

contracts: $(DEV) ## Write shared/contracts/ anew from the schemas
	@$(BIN)/gplx contracts

pages: $(DEV) ## Write docs/law.md and docs/dossier.md anew from the tables that decide
	@$(BIN)/gplx pages

check-contracts: $(DEV) ## Do the committed contracts and generated pages say what the code does?
	@$(BIN)/gplx contracts --check
	@$(BIN)/gplx pages --check

##@ Dependencies

lock: $(UV) ## Resolve requirements/*.in into hashed locks
	@cd requirements && $(COMPILE) --output-file runtime.txt runtime.in
	@cd requirements && $(COMPILE) --constraints runtime.txt --output-file dev.txt dev.in

check-lock: $(DEV) ## Do the locks hold what the .in files ask, without resolving again?
	@$(BIN)/python -m pytest --quiet tests/architecture/test_locks.py

clean: ## Remove .venv, caches and build remains; data in var/ stays
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis var/lock-tools
	find services shared tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUNTIME):
	$(call install,runtime,$@,$(VENV)/.stamp-runtime-*)

# The development lock holds the runtime lock (a test says so), so its stamp vouches for both.
$(DEV):
	$(call install,dev,$@ $(RUNTIME),$(VENV)/.stamp-*)

$(UV):
	@$(PYTHON) -m venv --clear var/lock-tools
	@var/lock-tools/bin/python -m pip install --quiet uv==0.13.9
