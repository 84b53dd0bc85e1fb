#!/bin/sh
# Makes the virtual environment .venv with the first Python on the path that is new enough.
# An existing .venv that still works is kept. PYTHON=/path/to/python3 chooses another Python.
set -eu
cd "$(dirname "$0")/.."

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

if is_new_enough .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; then
    exit 0
fi

found=""
for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    if is_new_enough "$candidate"; then
        found=$candidate
        break
    fi
done

if [ -z "$found" ]; then
    echo "Python 3.11 or newer is needed; found: $(${PYTHON:-python3} --version 2>&1 || true)" >&2
    echo "Install it (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python)" >&2
    echo "or say where it is: make PYTHON=/path/to/python3" >&2
    exit 1
fi

if ! "$found" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    echo "$("$found" --version) cannot make virtual environments." >&2
    echo "Debian and Ubuntu: apt-get install python3-venv" >&2
    exit 1
fi

echo "Making the virtual environment .venv with $("$found" --version)"
rm -rf .venv
"$found" -m venv .venv
