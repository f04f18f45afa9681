# Ablate. `make` alone tells what there is.

PACKAGES := libopenblas-dev libsqlite3-dev zlib1g-dev libarchive-dev libpng-dev libjpeg-dev libssl-dev pkg-config
DATA_PACKAGE := dataset-fashion-mnist
BINARY := .build/release/ablate
# Tests and program share one optimised build; tests reach inner parts by `package` access.
SWIFT_BUILD := swift build -c release
SWIFT_TEST := swift test -c release --disable-testable-imports

.DEFAULT_GOAL := help
.PHONY: help setup build roadmap report test test-long test-address verify benchmark clean

help: ## Show this text
	@echo "Ablate: architecture ablations, run for real, recorded in SQLite"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "Results and the database go to results/. More: $(BINARY) --help"

setup: ## Install what is missing (Debian, Ubuntu); elsewhere say what to install
	@command -v swift >/dev/null || { \
	  echo "Swift 6 is missing; install it from https://www.swift.org/install and put swift on PATH."; exit 1; }
	@if command -v apt-get >/dev/null; then \
	  wanted="$(PACKAGES)"; \
	  if [ -z "$$ABLATE_DATA" ]; then wanted="$$wanted $(DATA_PACKAGE)"; fi; \
	  missing=""; \
	  for package in $$wanted; do \
	    [ "$$(dpkg-query -W -f='$${db:Status-Status}' $$package 2>/dev/null)" = installed ] \
	      || missing="$$missing $$package"; \
	  done; \
	  if [ -n "$$missing" ]; then \
	    echo "Installing$$missing"; \
	    sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	    $$sudo apt-get update -qq \
	      && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing >/dev/null \
	      || { echo "Could not install$$missing; install them and run make again."; exit 1; }; \
	  fi; \
	else \
	  missing=""; \
	  if command -v pkg-config >/dev/null; then \
	    for module in openblas sqlite3 zlib libarchive libpng libjpeg libcrypto; do pkg-config --exists $$module || missing="$$missing $$module"; done; \
	  else missing=" pkg-config (and with it OpenBLAS, SQLite, zlib, libarchive, libpng, libjpeg-turbo and OpenSSL)"; fi; \
	  [ -z "$$missing" ] || echo "Missing:$$missing; install their development files with your package manager."; \
	  if [ -z "$$ABLATE_DATA" ] && [ ! -d /usr/share/datasets/fashion-mnist ]; then \
	    echo "Fashion-MNIST is looked for in /usr/share/datasets/fashion-mnist and in the folder that ABLATE_DATA"; \
	    echo "names; put its four files (train-images-idx3-ubyte.gz ...) there."; \
	    missing="$$missing data"; \
	  fi; \
	  [ -z "$$missing" ]; \
	fi

build: setup ## Build in release: .build/release/ablate
	@$(SWIFT_BUILD)

roadmap: build ## Run the roadmap (study quick), print the table, say where the database is
	@$(BINARY) run quick

report: build ## Write the report of the study quick, print its path
	@$(BINARY) report quick

test: setup ## Run all tests
	@$(SWIFT_TEST)

test-long: setup ## Run all tests and those that take an hour: kills at every moment, readers on damaged files
	@ABLATE_LONG_TESTS=1 $(SWIFT_TEST)

test-address: setup ## The readers' tests, a million damaged inputs, under AddressSanitizer, in a build of their own
	@LSAN_OPTIONS=suppressions=Tests/DatasetsTests/known-leaks.txt ABLATE_LONG_TESTS=1 \
	  $(SWIFT_TEST) --disable-xctest --sanitize address --scratch-path .build-address --filter 'ReaderFuzz|ImageDecoding'

verify: build ## Count every row of the paper's Tables 10 and 11
	@$(BINARY) verify

benchmark: build ## Time training steps of every row, beside PyTorch's where python3 has it
	@if python3 -c 'import torch' 2>/dev/null; then \
	  python3 Tests/TrainingTests/Goldens/compare_speed.py; \
	else \
	  $(BINARY) benchmark; \
	fi

clean: ## Remove what was built; results stay
	rm -rf .build .build-address
