# Ablate. `make` alone tells what there is.

# What pkg-config calls a library, and the Debian package that has it.
LIBRARIES := openblas:libopenblas-dev sqlite3:libsqlite3-dev zlib:zlib1g-dev libarchive:libarchive-dev \
  libpng:libpng-dev libjpeg:libjpeg-dev libcrypto:libssl-dev
DATA_FOLDER := /usr/share/datasets/fashion-mnist
DATA_PACKAGE := dataset-fashion-mnist
BINARY := .build/release/ablate
# Tests and program share one optimised build; tests reach inner parts by `package` access.
SWIFT_BUILD := swift build -c release
SWIFT_TEST := swift test -c release --disable-testable-imports
# The example of a package that imports Ablate, as its users build theirs.
EXAMPLE := Tests/Packages/MyStudies
PREFIX ?= /usr/local
# STATIC=1 links Swift's own libraries in, so that the program runs where no Swift is installed.
ifeq ($(STATIC),1)
INSTALL_BUILD := swift build -c release --static-swift-stdlib --scratch-path .build-static --product ablate
INSTALL_BINARY := .build-static/release/ablate
# Foundation's own, which is a shared library's otherwise.
LIBRARIES += libcurl:libcurl4-openssl-dev
else
INSTALL_BUILD := $(SWIFT_BUILD) --product ablate
INSTALL_BINARY := $(BINARY)
endif
# Where the argument parser's plug-in puts the manual page.
MANUAL := .build/plugins/GenerateManual/outputs/ablate/ablate.1
SHELL := /bin/bash

.DEFAULT_GOAL := help
.PHONY: help setup build roadmap report test test-long test-address lint verify benchmark install uninstall clean

help: ## Show this text
	@echo "Ablate: architecture ablations, run for real, recorded in SQLite"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "Results and the database go to results/. More: $(BINARY) --help"

setup: ## Install what is missing (Debian, Ubuntu); elsewhere say what to install
	@command -v swift >/dev/null || { \
	  echo "Swift (6.2 or later) is missing; install it from https://www.swift.org/install and put swift on PATH."; exit 1; }
	@missing=""; \
	command -v pkg-config >/dev/null || missing=" pkg-config"; \
	for library in $(LIBRARIES); do \
	  pkg-config --exists $${library%%:*} 2>/dev/null || missing="$$missing $${library##*:}"; \
	done; \
	data=""; \
	if [ -z "$$ABLATE_DATA" ] && [ ! -d $(DATA_FOLDER) ]; then data=" $(DATA_PACKAGE)"; fi; \
	[ -n "$$missing$$data" ] || exit 0; \
	if command -v apt-get >/dev/null; then \
	  sudo=""; \
	  if [ "$$(id -u)" != 0 ]; then \
	    command -v sudo >/dev/null || { \
	      echo "Missing:$$missing$$data. They go to the system's folders, which needs root, and there is no sudo;"; \
	      echo "as root: apt-get install$$missing$$data"; exit 1; }; \
	    sudo=sudo; \
	  fi; \
	  echo "Installing$$missing$$data with apt-get, as root, since they go to the system's folders."; \
	  $$sudo apt-get update -qq \
	    && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing$$data >/dev/null \
	    || { echo "Could not install$$missing$$data; install them and run make again."; exit 1; }; \
	else \
	  [ -z "$$missing" ] || echo "Missing:$$missing (Debian's names); install them with your package manager."; \
	  [ -z "$$data" ] || { \
	    echo "Fashion-MNIST is looked for in $(DATA_FOLDER) and in the folder that ABLATE_DATA"; \
	    echo "names; put its four files (train-images-idx3-ubyte.gz ...) there."; }; \
	  exit 1; \
	fi

build: setup ## Build in release: .build/release/ablate
	@$(SWIFT_BUILD)

roadmap: build ## Run the roadmap (study quick), print the table, say where the database is
	@$(BINARY) run quick

report: build ## Write the report of the study quick, print its path
	@$(BINARY) report quick

test: setup ## Run all tests; skipped ones are counted
	@swift build -c release --package-path $(EXAMPLE) --scratch-path .build
	@$(call run_tests,)

test-long: setup ## Run all tests and those that take an hour: kills at every moment, readers on damaged files
	@swift build -c release --package-path $(EXAMPLE) --scratch-path .build
	@$(call run_tests,ABLATE_LONG_TESTS=1)

# The log is kept, and what did not run is told in the end.
define run_tests
mkdir -p .build; $(1) $(SWIFT_TEST) 2>&1 | tee .build/test.log; status=$${PIPESTATUS[0]}; \
skipped=$$(grep -c ' skipped' .build/test.log); \
if [ "$$skipped" -gt 0 ]; then echo "Skipped: $$skipped"; grep ' skipped' .build/test.log | sed 's/^[^A-Z]*/  /' | sort | uniq; fi; \
exit $$status
endef

test-address: setup ## The readers' tests, a million damaged inputs, under AddressSanitizer, in a build of their own
	@LSAN_OPTIONS=suppressions=Tests/DatasetsTests/known-leaks.txt ABLATE_LONG_TESTS=1 \
	  $(SWIFT_TEST) --disable-xctest --sanitize address --scratch-path .build-address --filter 'ReaderFuzz|ImageDecoding'

lint: ## Check that sources are formatted
	@swift format lint --strict -r Sources Tests Experiments Package.swift

verify: build ## Count every row of the paper's Tables 1, 2, 10 and 11
	@$(BINARY) verify

benchmark: build ## Time training steps of every row, beside PyTorch's where python3 has it
	@if python3 -c 'import torch' 2>/dev/null; then \
	  python3 Tests/TrainingTests/Goldens/compare_speed.py; \
	else \
	  $(BINARY) benchmark; \
	fi

install: setup ## Install the program, completions and manual page under PREFIX (/usr/local); STATIC=1: needs no Swift there
	@$(INSTALL_BUILD)
	@swift package -c release generate-manual >/dev/null
	@install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 \
	  $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/site-functions \
	  $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	@install -m 755 -s $(INSTALL_BINARY) $(DESTDIR)$(PREFIX)/bin/ablate
	@$(INSTALL_BINARY) --generate-completion-script bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/ablate
	@$(INSTALL_BINARY) --generate-completion-script zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_ablate
	@$(INSTALL_BINARY) --generate-completion-script fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/ablate.fish
	@install -m 644 $(MANUAL) $(DESTDIR)$(PREFIX)/share/man/man1/ablate.1
	@echo "Installed $(DESTDIR)$(PREFIX)/bin/ablate."

uninstall: ## Remove what install has put under PREFIX
	rm -f $(DESTDIR)$(PREFIX)/bin/ablate $(DESTDIR)$(PREFIX)/share/man/man1/ablate*.1 \
	  $(DESTDIR)$(PREFIX)/share/bash-completion/completions/ablate \
	  $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_ablate \
	  $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/ablate.fish

clean: ## Remove what was built; results stay
	rm -rf .build .build-address .build-static
