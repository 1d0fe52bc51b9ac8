# Needs Python 3.11 or later, make and a package registry; nothing else.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: check test demo proof bench pictures lock clean .venv

.venv: .venv/installed  ## the environment: locked packages, checked by hash, and the project itself

.venv/installed: requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

check: .venv/installed  ## format, lint, types, import contract, documentation
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest --quiet tests/test_docs.py

test: .venv/installed  ## the test suite; what was skipped is listed at the end
	$(BIN)/python -m pytest -n 2

demo: .venv/installed  ## the main job on a small fictional Parliament; its digests are written to demo/
	$(BIN)/monitor demo --out demo

proof: .venv/installed  ## the proofs at full size, a line each
	$(BIN)/python -m tests.proofs

bench: .venv/installed  ## the benchmarks, a line each
	$(BIN)/python -m tests.benchmarks

pictures: .venv/installed  ## the screenshots in README and docs, from the demo; needs Chromium
	$(BIN)/python -m tests.pictures

lock: .venv/installed  ## draw the lock files again from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header --no-emit-index-url \
		pyproject.toml --output-file requirements.lock
	$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header --no-emit-index-url \
		--group dev pyproject.toml --output-file requirements-dev.lock

clean:  ## everything that make made
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
