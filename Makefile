# One command each. Every recipe is one plain command, so that a signal sent to make reaches what it started.
#
#   PORT=8137 make demo          another port
#   PYTHON=python3.12 make demo  another Python for .venv
#   make test ARGS="tests/tours -k slot"

PYTHON ?= python3
ARGS ?=
VENV := .venv
STAMP := $(VENV)/installed.stamp

# One command starts dozens of Pythons: none but the first should have to compile the portal.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test check faults mutants bench lock pictures sbom

help: ## this list
	@sed -n -E "s/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/p" Makefile

demo: $(STAMP) ## start everything: database, Valkey, web, worker, beat
	@$(VENV)/bin/python -m accelerator.embedded demo

demo-reset: $(STAMP) ## remove the demo's data, to begin again
	@$(VENV)/bin/python -m accelerator.embedded reset

test: $(STAMP) ## the whole suite, in parallel, on services of its own
	@$(VENV)/bin/python -m pytest -n auto --dist loadgroup -m "not slow" $(ARGS)

check: $(STAMP) ## lint, types, contracts, migrations, translations, deployment
	@$(VENV)/bin/python .ci/check.py $(ARGS)

faults: $(STAMP) ## the long ones: everything dying in turn, races without a guard, every kept page after every change
	@$(VENV)/bin/python -m pytest -m slow tests/races tests/faults tests/kept $(ARGS)
	@$(VENV)/bin/python -m pytest -n auto --dist loadgroup -m "not slow" --kept-all $(ARGS)

mutants: $(STAMP) ## small faults in the rules, each of which some test must notice, as Markdown
	@$(VENV)/bin/python -m tests.mutants $(ARGS)

bench: $(STAMP) ## what the portal bears on this machine, as Markdown
	@$(VENV)/bin/python -m tests.bench $(ARGS)

sbom: $(STAMP) ## what the portal is made of, as CycloneDX: sbom.json
	@$(VENV)/bin/python .ci/sbom.py $(ARGS)

pictures: ## render the demo's pictures again, in an environment of its own
	@$(PYTHON) accelerator/demo/scenes/render.py $(ARGS)

lock: $(STAMP) ## renew the lock files from pyproject.toml
	@$(VENV)/bin/python .ci/lock.py

$(STAMP): requirements-dev.lock .ci/make_venv.py
	@$(PYTHON) .ci/make_venv.py $(VENV) requirements-dev.lock $(STAMP)
