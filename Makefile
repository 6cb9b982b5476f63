# make run: set up and start.  make test: set up and check everything.  Both install once.
# While working: make fix (format, safe fixes), make check (format, lint, types), make units (the quick tests).
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
QUICK := not model and not slow and not release
LOWEST := .venv-lowest/bin
ADAPTERS := .venv-adapters/bin
MILVUS := .venv-milvus/bin

.PHONY: run test fix check units docs site lowest adapters milvus release-check soak audit set-up clean

run: set-up
	$(BIN)/pullquote serve

test: check site
	$(BIN)/pytest -q -n 2 -m "$(QUICK)" --cov --cov-report= --cov-fail-under=0
	$(BIN)/python tests/tools/get_browser.py
	$(BIN)/pytest -q -m "(model or slow) and not release" --cov --cov-append

fix: set-up
	$(BIN)/ruff check --quiet --fix-only .
	$(BIN)/ruff format .

check: set-up
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

units: set-up
	$(BIN)/pytest -q -n 2 -m "$(QUICK)"

docs: set-up
	$(BIN)/python tests/tools/write_commands.py

# The documentation as a site, in site/; a link to a page or a heading that is not there fails it.
site: set-up
	$(BIN)/zensical build --strict

# The lower bounds of pyproject.toml, in an environment of their own: are the ranges true?
lowest:
	$(PYTHON) -m venv .venv-lowest
	$(PYTHON) tests/tools/lowest.py > .venv-lowest/constraints.txt
	$(LOWEST)/python -m pip install --quiet --constraint .venv-lowest/constraints.txt --editable ".[dev,eval,page,sign]"
	$(LOWEST)/pytest -q -n 2 -m "$(QUICK)" -W default

# The adapters against their frameworks, which bring some fifty packages, in an environment of its own beside .venv.
adapters: set-up
	$(PYTHON) -m venv .venv-adapters
	$(ADAPTERS)/python -m pip install --quiet --constraint constraints.txt haystack-ai langchain-core llama-index-core
	$(BIN)/python -c "import sysconfig; print('import site; site.addsitedir(%r)' % sysconfig.get_path('purelib'))" \
		> $$($(ADAPTERS)/python -c "import sysconfig; print(sysconfig.get_path('purelib'))")/pullquote.pth
	$(ADAPTERS)/python -m pytest -q tests/ui/adapters tests/test_library_page.py

# The index over a store in Milvus, as milvus-lite in a file; its packages lie in an environment of their own beside .venv.
milvus: set-up
	$(PYTHON) -m venv .venv-milvus
	$(MILVUS)/python -m pip install --quiet --constraint constraints.txt milvus-lite pymilvus
	$(BIN)/python -c "import sysconfig; print('import site; site.addsitedir(%r)' % sysconfig.get_path('purelib'))" \
		> $$($(MILVUS)/python -c "import sysconfig; print(sysconfig.get_path('purelib'))")/pullquote.pth
	$(MILVUS)/python -m pytest -q -m milvus

# The wheel in an empty environment: minutes and gigabytes. CI runs it where packaging files changed.
release-check: set-up
	$(BIN)/pytest -q -m release

# The long tests, an hour and more: kills, mutated files, hostile questions and pages, many askers. Report: soak.json.
# SOAK="--share 0.02 --parts kills" runs a part of it, SOAK="--parts askers memory --reader quick" with a network.
soak: set-up
	$(BIN)/python -m tests.soak $(SOAK)

# Known vulnerabilities of what is installed, looked up with a tool that lives in an environment of its own.
audit: set-up
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/python -m pip install --quiet pip-audit
	$(BIN)/python tests/tools/audit.py .venv-audit/bin/pip-audit $$($(BIN)/python -c "import site; print(site.getsitepackages()[0])")

set-up: .venv/.complete

.venv/.complete: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[dev,eval,page,sign]"
	mkdir -p .types && ln -sfn .. .types/pullquote
	touch $@

clean:
	rm -rf .venv .venv-lowest .venv-adapters .venv-milvus .venv-audit soak.json .types .coverage build dist site *.egg-info
