# Commands for people who run or change Bispecific Readiness. `make help` lists them.
# Works with GNU make from 3.81. Each target makes the virtual environment .venv itself.

PORT ?= 8501
SAMPLE = data/local/sample.db
# More for pytest: make test ARGS="-k timeline"
ARGS =
# Test processes side by side; 0 runs everything in one.
WORKERS ?= 3

# Every process that starts would compile all packages again; the sources' folders stay as they are.
export PYTHONDONTWRITEBYTECODE =
export PYTHONPYCACHEPREFIX = $(CURDIR)/build/bytecode

BIN = .venv/bin
RUNTIME = .venv/.installed
SPARK = .venv/.installed-spark
DEVELOPING = .venv/.installed-dev
SUPPLY = build/supply/.installed
MUTATION = build/mutation/.installed
AXE = tests/browser/node_modules/.installed

.DELETE_ON_ERROR:
.PHONY: help run test soak coverage check fix docs bench screenshots lock browser office postgres java
.PHONY: licences audit sbom secrets proxy mutation fuzz

help:
	@echo "make run          the app with the sample network, on http://127.0.0.1:$(PORT)"
	@echo "make test         every test, in a real browser too"
	@echo "make soak         the long tests: crashes, faults, Apache Spark (some 700 MB to install)"
	@echo "make fuzz         an hour of made-up files, addresses and histories; READINESS_FUZZ_MINUTES"
	@echo "make mutation     whether the tests notice small faults planted in the domain; an hour and more"
	@echo "make coverage     the same, with what they do not reach; fails below the floor"
	@echo "make check        style, types, layers, generated documents"
	@echo "make fix          puts right what ruff can put right"
	@echo "make docs         writes the generated documents"
	@echo "make bench        the benchmarks, beside what a user would pick instead"
	@echo "make screenshots  the pictures of the screens"
	@echo "make lock         the exact versions, after a change of requirements*.txt"
	@echo "make licences     docs/licences.md, after a change of the exact versions"
	@echo "make audit        known weaknesses of the packages (needs the Internet)"
	@echo "make sbom         build/sbom.json, what the product is made of (CycloneDX)"
	@echo "make secrets      looks for secrets in the files of the repository"
	@echo
	@echo "PORT=8502 and PYTHON=/path/to/python3 choose another port or Python."

run: $(RUNTIME) $(SAMPLE)
	@echo "Bispecific Readiness on http://127.0.0.1:$(PORT) with $(SAMPLE); Ctrl-C stops it"
	@READINESS_DB=$(SAMPLE) MALLOC_ARENA_MAX=2 exec $(BIN)/streamlit run app.py --server.address 127.0.0.1 --server.port $(PORT)

# No line may follow pytest's own closing line.
test: $(DEVELOPING) browser office postgres $(AXE)
	@READINESS_REQUIRE_BROWSER=1 READINESS_REQUIRE_OFFICE=1 READINESS_REQUIRE_POSTGRES=1 $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

# What takes too long, or too much to install, for every day. One process: each test takes all cores.
soak: $(DEVELOPING) java postgres browser $(SPARK)
	@READINESS_SOAK=1 $(BIN)/python -m pytest tests/soak $(ARGS)

fuzz: $(DEVELOPING)
	@$(BIN)/python -m tests.fuzz

# Fails on a fault that no test notices, unless tests/mutation/survivors.toml says why none can.
mutation: $(MUTATION)
	@$(BIN)/python scripts/mutation.py $(ARGS)

coverage:
	@$(MAKE) --no-print-directory test ARGS="--cov --cov-report=term:skip-covered $(ARGS)"

check: $(DEVELOPING)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python scripts/write_docs.py --check

fix: $(DEVELOPING)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: $(DEVELOPING)
	@$(BIN)/python scripts/write_docs.py

bench: $(DEVELOPING) browser office postgres proxy
	@$(BIN)/python -m benchmarks

screenshots: $(DEVELOPING) browser
	@$(BIN)/python scripts/screenshots.py

lock:
	@sh scripts/lock.sh

licences: $(DEVELOPING)
	@$(BIN)/python scripts/licences.py

# --strict: a package that could not be looked up is a failure too.
audit: $(SUPPLY)
	@build/supply/bin/pip-audit --strict --require-hashes --disable-pip --progress-spinner off -r requirements-dev.lock

sbom: $(SUPPLY)
	@build/supply/bin/python scripts/sbom.py

# What was found and is none is in .secrets.baseline; `detect-secrets audit` judges anew.
secrets: $(SUPPLY)
	@git ls-files -z | xargs -0 build/supply/bin/detect-secrets-hook --baseline .secrets.baseline

browser:
	@sh scripts/install_browser.sh

office:
	@sh scripts/install_office.sh

postgres:
	@sh scripts/install_postgres.sh

java:
	@sh scripts/install_java.sh

proxy:
	@sh scripts/install_proxy.sh

$(SAMPLE): | $(RUNTIME)
	@echo "Writing the sample network to $@"
	@mkdir -p $(@D)
	@$(BIN)/python -m readiness demo $@

$(RUNTIME): requirements.lock
	@PYTHON="$(PYTHON)" sh scripts/make_environment.sh
	@echo "Installing requirements.lock into .venv (some ten seconds to a minute the first time)"
	@sh scripts/install_packages.sh requirements.lock
	@touch $@

# requirements-dev.lock holds all of requirements.lock, so that one installation serves both.
$(DEVELOPING): requirements-dev.lock requirements.lock
	@PYTHON="$(PYTHON)" sh scripts/make_environment.sh
	@echo "Installing requirements-dev.lock into .venv (some ten seconds to a minute the first time)"
	@sh scripts/install_packages.sh requirements-dev.lock
	@touch $(RUNTIME) $@

# Apart from the product: their packages are no part of what runs.
$(SUPPLY): requirements-supply.lock | $(RUNTIME)
	@$(BIN)/python -m venv build/supply
	@build/supply/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r $<
	@touch $@

# Sees the packages of .venv too, so that the tests run on the versions they always run on.
$(MUTATION): requirements-mutation.lock | $(DEVELOPING)
	@$(BIN)/python -m venv build/mutation
	@build/mutation/bin/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r $<
	@$(BIN)/python -c "import sysconfig; print(sysconfig.get_path('purelib'))" > "$$(build/mutation/bin/python -c "import sysconfig; print(sysconfig.get_path('purelib'))")/product.pth"
	@touch $@

$(SPARK): requirements-spark.lock | $(DEVELOPING)
	@echo "Installing requirements-spark.lock into .venv (480 MB, one to two minutes)"
	@sh scripts/install_packages.sh requirements-spark.lock
	@touch $@

$(AXE): tests/browser/package-lock.json
	@echo "Installing what the browser tests load into tests/browser/node_modules"
	@cd tests/browser && npm ci --silent --no-audit --no-fund
	@touch $@
