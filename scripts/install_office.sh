#!/bin/sh
# Makes sure that there is LibreOffice Calc: tests open workbooks in it, and the benchmarks measure
# it as one of the ways in which readiness is kept today.
set -eu

have() { command -v "$1" >/dev/null 2>&1; }

office() {
    have soffice || have libreoffice ||
        [ -x "/Applications/LibreOffice.app/Contents/MacOS/soffice" ]
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

if ! office && have apt-get; then
    echo "Installing LibreOffice Calc from the system's packages (some hundred megabytes)"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends libreoffice-calc-nogui >/dev/null ||
        as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends libreoffice-calc >/dev/null
fi
if ! office; then
    echo "Tests and benchmarks need LibreOffice, and none was found." >&2
    echo "macOS: brew install --cask libreoffice; elsewhere: your system's package" >&2
    exit 1
fi
