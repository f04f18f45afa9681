#!/bin/sh
# Makes every golden file anew, in about two minutes. PYTHON names the interpreter that has PyTorch.
set -eu
cd "$(dirname "$0")"
export PYTHONDONTWRITEBYTECODE=1
for script in make_ops.py make_networks.py make_families.py make_optimizers.py make_training.py; do
    "${PYTHON:-python3}" "$script"
done
