# make setup   .venv with everything locked, Chromium where it can be had; leaves .venv/bin/glasnost
# make demo    the whole pipeline over the invented sites of data/demo
# make test    everything that must hold before a commit lands; fast first
# make fuzz    the laws that hold for all inputs, with examples drawn anew; what it finds becomes a test
# make bench   what is measured, into build/bench.json
# make lock    requirements.lock anew from pyproject.toml (needs uv)
# Stamps in .venv keep every step from running twice; each is older than what it is made from only after a change.

PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: setup demo test fuzz bench lock clean
.DELETE_ON_ERROR:

setup: $(BIN)/glasnost .venv/.chromium

demo: setup
	$(BIN)/glasnost demo

test: setup
	tools/test.sh

fuzz: setup
	HYPOTHESIS_PROFILE=fuzz $(BIN)/python -m pytest -q -m hypothesis

bench: setup
	$(BIN)/python -m benchmarks

lock:
	uv pip compile --quiet --universal --all-extras --generate-hashes --no-emit-index-url --no-header \
		--output-file requirements.lock pyproject.toml

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/.made: tools/venv.sh
	PYTHON="$(PYTHON)" tools/venv.sh .venv
	@touch $@

.venv/.locked: requirements.lock .venv/.made
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	@touch $@

$(BIN)/glasnost: pyproject.toml .venv/.locked
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.chromium: tools/chromium.sh .venv/.locked
	tools/chromium.sh $(BIN)/playwright
	@touch $@
