#!/bin/sh
# Writes requirements*.lock and scripts/installer.lock: exact versions with hashes, the same for
# Linux and macOS and for every Python from 3.11. Needs uv (`pip install uv`).
# `sh scripts/lock.sh --upgrade` also takes newer versions inside the ranges.
set -eu
cd "$(dirname "$0")/.."

if ! command -v uv >/dev/null 2>&1; then
    echo "This needs uv: pip install uv" >&2
    exit 1
fi

UV_CUSTOM_COMPILE_COMMAND="sh scripts/lock.sh"
export UV_CUSTOM_COMPILE_COMMAND

compile() {
    uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
        --generate-hashes --no-emit-index-url --no-emit-find-links "$@"
}

compile "$@" --output-file requirements.lock requirements.txt
# The second is the first plus the developers' tools, never other versions of the same things.
compile "$@" --constraint requirements.lock --output-file requirements-dev.lock requirements-dev.txt
compile "$@" --output-file requirements-supply.lock requirements-supply.txt
compile "$@" --constraint requirements-dev.lock --output-file requirements-spark.lock requirements-spark.txt
compile "$@" --constraint requirements-dev.lock --output-file requirements-mutation.lock requirements-mutation.txt
compile "$@" --output-file scripts/installer.lock scripts/installer.txt
