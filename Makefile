# make run: set up and start.  make test: set up and check everything.  Both install once.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin

.PHONY: run test set-up lint units models bench clean

run: set-up
	$(BIN)/pullquote serve

test: set-up lint
	$(BIN)/pytest -q -n 2 -m "not model and not slow"
	$(BIN)/python tests/tools/get_browser.py
	$(BIN)/pytest -q -m "model or slow"

lint: set-up
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy -p pullquote.corpus -p pullquote.index -p pullquote.rag -p pullquote.evals -p pullquote.ui

set-up: .venv/.complete

.venv/.complete: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[dev,eval,page]"
	mkdir -p .types && ln -sfn .. .types/pullquote
	touch $@

clean:
	rm -rf .venv .types build dist *.egg-info
