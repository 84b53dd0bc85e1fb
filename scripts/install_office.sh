#!/bin/sh
# Makes sure that there is LibreOffice with Calc and Impress, and pdftoppm: tests open workbooks and
# slides in the one and draw pages with the other, and the benchmarks measure a workbook as one of
# the ways in which readiness is kept today.
set -eu

have() { command -v "$1" >/dev/null 2>&1; }

calc() {
    have soffice || have libreoffice ||
        [ -x "/Applications/LibreOffice.app/Contents/MacOS/soffice" ]
}

# Debian keeps the program of the slides in a package of its own.
impress() {
    ! have dpkg || dpkg -s libreoffice-impress-nogui >/dev/null 2>&1 ||
        dpkg -s libreoffice-impress >/dev/null 2>&1
}

all() { calc && impress && have pdftoppm; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

install() {
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

if ! all && have apt-get; then
    echo "Installing LibreOffice and poppler from the system's packages (some hundred megabytes)"
    as_root apt-get update -qq
    install libreoffice-calc-nogui libreoffice-impress-nogui poppler-utils ||
        install libreoffice-calc libreoffice-impress poppler-utils
fi
if ! all; then
    echo "Tests and benchmarks need LibreOffice with Impress, and pdftoppm of poppler." >&2
    echo "macOS: brew install poppler, brew install --cask libreoffice; elsewhere: your" >&2
    echo "system's packages" >&2
    exit 1
fi
