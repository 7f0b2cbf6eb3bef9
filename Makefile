# make demo    try it: opens on http://127.0.0.1:8000/demo/ (no Node needed beforehand; two Debian packages, if there is root)
# make test    everything on SQLite, what may differ again on PostgreSQL and Redis (installs Debian packages, and says so first)
# make test-servers   everything on PostgreSQL and Redis
# make test-rooms   the long stories: video rooms on bad networks, relays, a gateway, recording, separate talks; pages of filing at every size
# make lint    style, types, imports, templates, translations; `make format` puts right what a program can
# make lab     rooms full of synthetic participants, to look into and for load: make lab LAB="--rooms 6 --seconds 300"
# make bench   measurements (installs Debian packages, and says so first); `make bench ledger` runs one
# make story   the whole story in four browsers; leaves screenshots and the signed PDF in var/story/
# make docs    write docs/access.md, who may what, from the rules the tests hold, and docs/openapi.json, the API
# make setup   only prepare the checkout; make lock renews the pinned requirements; make wheel builds the package

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
SETUP := $(PYTHON) scripts/prepare.py

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-rooms test-servers lint format lab bench story docs wheel lock clean

help:
	@sed -n '/^$$/q; s/^# //p' Makefile

setup:
	@$(SETUP) --dev

demo:
	@sh scripts/system_packages.sh demo
	@$(SETUP)
	@exec $(BIN)/sharedcourt demo

test:
	@sh scripts/system_packages.sh
	@$(SETUP) --dev
	@exec $(BIN)/python -m scripts.test

lint:
	@$(SETUP) --dev
	@exec $(BIN)/python scripts/lint.py

format:
	@$(SETUP) --dev
	@$(BIN)/ruff check --fix --quiet . || true
	@exec $(BIN)/ruff format .

docs:
	@$(SETUP) --dev
	@$(BIN)/python -m scripts.write_access_table
	@exec $(BIN)/python -m scripts.write_openapi

test-rooms test-servers:
	@sh scripts/system_packages.sh
	@$(SETUP) --dev
	@exec $(BIN)/python -m scripts.test --$(@:test-%=%)

story:
	@$(SETUP) --dev
	@exec $(BIN)/python -m tests.story

lab:
	@sh scripts/system_packages.sh
	@$(SETUP) --dev
	@exec $(BIN)/python -m lab $(LAB)

# The words after `bench` are names of measurements, not goals.
ifeq (bench,$(firstword $(MAKECMDGOALS)))
BENCHES := $(wordlist 2,$(words $(MAKECMDGOALS)),$(MAKECMDGOALS))
ifneq (,$(BENCHES))
.PHONY: $(BENCHES)
$(eval $(BENCHES):;@:)
endif
endif
bench:
	@sh scripts/system_packages.sh bench
	@$(SETUP) --dev
	@exec $(BIN)/python -m bench $(BENCHES)

wheel:
	@$(SETUP)
	@rm -rf dist
	@exec $(BIN)/python -m hatchling build -t wheel

lock:
	@$(SETUP) --dev
	@exec $(BIN)/python scripts/lock.py

clean:
	rm -rf .venv dist build frontend/node_modules src/sharedcourt/web/static/web src/sharedcourt/documents/fonts
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src -name '*.mo' -delete
