# The project's verbs. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help refresh test test-fast test-spark test-clients test-site test-deploy check profiles pictures serve dev clean distclean format lock dictionary bench validate reliability sbom venv postgres

SHELL := /bin/sh
VENV  := .venv
BIN   := $(VENV)/bin
# Where run-time state lives; `make refresh DATA=/elsewhere` keeps a second, separate one.
DATA  ?= data
export SPBE_DATA = $(DATA)
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --custom-compile-command "make lock" $(ARGS)
# Beside the environment, in folders of their own: other releases of DuckDB, and object storage for the tests.
BESIDE = $(wildcard requirements/duckdb-*.lock) requirements/s3-server.lock
# In the order of tests/conftest.py, not the files with the most tests first: those take least.
PYTEST = $(BIN)/python -m pytest -q -n logical --dist loadfile --no-loadscope-reorder
# Nothing that a person has set for another project may leak in. Without bytecode files every child process, and every
# worker of the tests, would compile the project anew.
unexport PYTHONPATH PYTHONHOME DAGSTER_HOME PYTHONDONTWRITEBYTECODE

help:            ## list the verbs
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' Makefile

refresh: $(VENV)/runtime  ## ingest, validate, derive, publish; then show the cities
	@$(BIN)/spbe refresh $(ARGS)

test: $(VENV)/dev  ## run all tests (unit, integration, end to end, and the warehouse on the other DuckDB)
	@$(PYTEST) $(ARGS)
	@if [ -z "$(ARGS)" ]; then \
	  echo "The warehouse on the other DuckDB release:"; \
	  PYTHONPATH=$(VENV)/duckdb-2.0 $(PYTEST) tests/unit/warehouse; fi

test-fast: $(VENV)/dev  ## run the tests that need no release
	@$(PYTEST) tests/test_architecture.py tests/unit $(ARGS)

test-spark: $(VENV)/spark/made  ## compare every SQL model on DuckDB and on Spark, cell by cell (needs Java 17; Spark is 450 MB)
	@$(VENV)/spark/bin/python -m pytest -q tests/marts/test_two_engines.py $(ARGS)

test-clients: $(VENV)/dev tests/clients/node_modules  ## ask the release of $(DATA) from Node and a browser (needs node, npm, Chromium)
	@node --test tests/clients/clients.test.mjs

test-site: $(VENV)/runtime tests/clients/node_modules  ## look at the site of $(DATA) in Chromium: search, keyboard, widths, axe (needs node, npm, Chromium)
	@node --test tests/clients/site.test.mjs

test-deploy: $(VENV)/dev $(VENV)/postgres  ## run deploy/ on the release of $(DATA): units, PostgreSQL, nginx, backup (as root)
	@$(BIN)/python -m pytest -q tests/deploy $(ARGS)

check: $(VENV)/dev  ## format, lint, types (changes nothing)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

format: $(VENV)/dev  ## rewrite the code in the house format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

profiles: $(VENV)/runtime  ## write the two-page PDF of every region into $(DATA)/profiles
	@$(BIN)/spbe profile --all

pictures: $(VENV)/runtime  ## take the READMEs' pictures of the release anew (needs Chromium, LibreOffice Calc, pdftoppm)
	@$(BIN)/python docs/pictures/take.py --data $(DATA)

serve: $(VENV)/runtime  ## show the site of the release at http://127.0.0.1:8000/
	@$(BIN)/spbe serve $(ARGS)

dev: $(VENV)/runtime  ## the Dagster UI and daemon on this project's instance
	@$(BIN)/spbe dev $(ARGS)

bench: $(VENV)/dev  ## measure a whole refresh: time and memory over repeated runs
	@$(BIN)/python benchmarks/refresh.py $(ARGS)

validate: $(VENV)/dev  ## bring in a hundred damaged documents; write docs/validation.md
	@$(BIN)/python -m benchmarks.validation $(ARGS)

reliability: $(VENV)/runtime  ## kill and disturb refreshes while people read; write docs/reliability.md (an hour; as root)
	@$(BIN)/python -m benchmarks.reliability $(ARGS)

dictionary: $(VENV)/dev  ## write docs/data_dictionary.md and warehouse/lineage.yml anew from tables and models
	@$(BIN)/spbe dictionary

lock:            ## lock the dependencies with hashes, newer ones with ARGS=--upgrade; write their bill (needs uv)
	@$(COMPILE) --constraint requirements/pins.in --output-file requirements/runtime.lock \
	  pyproject.toml requirements/build.in
	@$(COMPILE) --constraint requirements/runtime.lock --extra dev --output-file requirements/dev.lock \
	  pyproject.toml requirements/build.in
	@$(COMPILE) --constraint requirements/runtime.lock --extra mcp --output-file requirements/mcp.lock \
	  pyproject.toml requirements/build.in
	@$(COMPILE) --constraint requirements/runtime.lock --extra postgres --output-file requirements/postgres.lock \
	  pyproject.toml requirements/build.in
	@$(COMPILE) --constraint requirements/dev.lock --extra spark --output-file requirements/spark.lock \
	  pyproject.toml requirements/build.in
	@grep ^duckdb== requirements/duckdb.in | while IFS= read -r line; do \
	  version=$${line#*==}; version=$${version%%.\**}; \
	  echo "$$line" | $(COMPILE) --output-file requirements/duckdb-$$version.lock - || exit 1; done
	@$(COMPILE) --output-file requirements/s3-server.lock requirements/s3-server.in
	@$(MAKE) --no-print-directory sbom

sbom:            ## write requirements/sbom.cdx.json, the bill of materials of the lock (needs uv)
	@uv run --quiet --no-project --python $(BIN)/python --with 'cyclonedx-python-lib[json-validation]==11.12.0' \
	  python requirements/sbom.py

clean:           ## remove what can be made again: database, releases, caches (asks nothing; the archive and inbox stay)
	@for made in "$(DATA)"/*; do case $$made in \
	  */archive|*/inbox) ;; *) chmod -R u+w "$$made" 2>/dev/null; rm -rf "$$made" ;; esac; done
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -not -path './$(VENV)/*' -type d -prune -exec rm -rf {} +

distclean: clean ## clean, and the virtual environment and Node's packages too
	rm -rf $(VENV) tests/clients/node_modules

venv: $(VENV)/dev

postgres: $(VENV)/postgres  ## install what Dagster's history in PostgreSQL needs

tests/clients/node_modules: tests/clients/package-lock.json
	@npm ci --prefix tests/clients --no-audit --no-fund
	@touch $@

# The stamps: an environment is made once, and again when a lock file changes.
$(VENV)/runtime: requirements/runtime.lock pyproject.toml
	@sh .ci/make-venv $(VENV) requirements/runtime.lock
	@touch $@

$(VENV)/postgres: requirements/postgres.lock $(VENV)/runtime
	@sh .ci/make-venv $(VENV) requirements/postgres.lock
	@touch $@

$(VENV)/dev: requirements/dev.lock $(BESIDE) $(VENV)/runtime
	@sh .ci/make-venv $(VENV) requirements/dev.lock
	@for lock in $(BESIDE); do \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --upgrade \
	    --target $(VENV)/$$(basename $$lock .lock) -r $$lock || exit 1; done
	@touch $@

# Spark lies in an environment of its own, which sees all that is installed in this one.
$(VENV)/spark/made: requirements/spark.lock $(VENV)/dev
	@$(BIN)/python -m venv $(VENV)/spark
	@$(BIN)/python -c 'import sysconfig; own = sysconfig.get_path("purelib"); \
	  new = sysconfig.get_path("purelib", vars={"base": "$(VENV)/spark"}); \
	  open(new + "/beside.pth", "w").write(f"import site; site.addsitedir({own!r})\n")'
	@$(VENV)/spark/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
	  -r requirements/spark.lock
	@touch $@
