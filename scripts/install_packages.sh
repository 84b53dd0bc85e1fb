#!/bin/sh
# Installs what a lock file names into .venv, each file checked by its hash. uv does it in a fifth
# of pip's time; where uv cannot be had or cannot reach the packages, pip does it.
# Usage: sh scripts/install_packages.sh requirements.lock
set -eu
cd "$(dirname "$0")/.."

with_pip() {
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --no-compile \
        --require-hashes "$@"
}

with_uv() {
    .venv/bin/python -m uv --version >/dev/null 2>&1 || with_pip -r scripts/installer.lock
    .venv/bin/python -m uv pip install --quiet --python .venv/bin/python --require-hashes "$@"
}

if with_uv -r "$1" 2>.venv/uv.log; then exit 0; fi
echo "uv could not install (.venv/uv.log); with pip it takes longer"
with_pip -r "$1"
