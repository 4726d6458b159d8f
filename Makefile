# `make` alone prints what there is. Each target does its own set-up; nothing is installed
# outside .venv except libcairo, where it is missing and can be installed.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& { echo $$p; break; }; done)
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: help demo test cover hosts check wheel bench clean
.DEFAULT_GOAL := help

help: ## show this
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/ -/' | sed 's/^/make /'

demo: $(VENV)/.run ## render the sample song with a sample rig to demo.mp4
	@$(BIN)/animatemusic demo --force -o demo.mp4 > /dev/null
	@echo "The video is $(CURDIR)/demo.mp4"

test: $(VENV)/.dev ## install what the tests need and run the whole suite
	@$(BIN)/python -m pytest -n auto

cover: $(VENV)/.dev ## run the whole suite and tell which lines it does not reach
	@$(BIN)/python -m pytest -n auto --cov --cov-report=term:skip-covered

hosts: $(VENV)/.dev ## open what we export in Blender, Praat, Godot 3, Spine's runtime and libass, as far as they are here
	@$(BIN)/python -m pytest -m host -rs tests/visemes

check: $(VENV)/.dev ## lint, check types and import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

wheel: $(VENV)/.dev ## build the wheel and try it out in bare environments, newest and lowest versions
	@$(BIN)/python tools/check_wheel.py

bench: $(VENV)/.dev ## measure accuracy and speed
	@$(BIN)/python -m benchmarks

clean: ## remove the virtual environment and caches
	@rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

# The program alone.
$(VENV)/.run: pyproject.toml constraints.txt tools/install_cairo.sh
	@test -n "$(PYTHON)" || { echo "animatemusic needs Python 3.11, 3.12 or 3.13: install one, or name it with make PYTHON=/path/to/python3" >&2; exit 1; }
	@test -x $(BIN)/python || { echo "Making a virtual environment in $(VENV)"; $(PYTHON) -m venv $(VENV) || { echo "The Python at $(PYTHON) cannot make virtual environments: install its venv package (on Debian and Ubuntu: apt-get install python3-venv)" >&2; exit 1; }; }
	@echo "Installing animatemusic and what it needs"
	@$(PIP) install --quiet --constraint constraints.txt --editable .
	@sh tools/install_cairo.sh $(BIN)/python
	@touch $@

# The program with what its tests and checks need, torch included.
$(VENV)/.dev: $(VENV)/.run
	@echo "Installing what the tests and checks need"
	@$(PIP) install --quiet --constraint constraints.txt --editable '.[dev,espeak,server,wav2lip]'
	@touch $@
