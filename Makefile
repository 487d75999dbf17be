# Each line below is a command that you could type; Windows users find them in README.md.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/installed
PORT ?= 8000
EXTRAS := $(addprefix --extra ,book lab test encoder explain build)
RUNS := imdb ag_news live reviews learning_curve labels fine_tuning

.PHONY: help book serve lab test format refresh reproduce lock clean

help:            ## this list
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(INSTALLED): requirements.txt pyproject.toml
	@$(PYTHON) tools/check_python.py
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

book: $(INSTALLED)      ## build the site into _build/html
	$(BIN)/jupyter-book build . -W --keep-going --quiet
	@echo "The book: file://$(CURDIR)/_build/html/index.html  (or: make serve)"

serve: book             ## build the site and serve it on http://localhost:$(PORT)
	$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

lab: $(INSTALLED)       ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab --notebook-dir=book

test: $(INSTALLED)      ## check everything: format, scripts, types, package, notebooks, site
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/oxlint --deny-warnings
	$(BIN)/mypy
	$(BIN)/pytest -n 3 --dist loadfile

format: $(INSTALLED)    ## put code, notebooks and scripts into the house format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/oxlint --fix --deny-warnings

refresh: $(INSTALLED)   ## re-run the notebooks, store their outputs, make the pages from data
	$(BIN)/python -m tools.refresh
	$(BIN)/python -m tools.appendix_pages
	$(BIN)/python -m tools.live_data

reproduce: $(INSTALLED) ## measure every recorded accuracy again (some: RUNS="imdb live")
	for run in $(RUNS); do $(BIN)/textcls reproduce $$run || exit 1; done

lock: $(INSTALLED)      ## make requirements.txt from the ranges in pyproject.toml
	$(BIN)/uv pip compile pyproject.toml $(EXTRAS) --universal --no-strip-extras --python-version 3.11 \
	    --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --quiet \
	    --custom-compile-command "make lock" --output-file requirements.txt

clean:                  ## remove what was built; .venv and downloads stay
	rm -rf _build
