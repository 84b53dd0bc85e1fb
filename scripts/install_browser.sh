#!/bin/sh
# Makes sure that the browser tests have what they need: a Chromium (or Chrome) and npm.
# What is there is used; what is missing comes from the system's own packages.
# READINESS_BROWSER=/path/to/chromium chooses a browser.
set -eu
cd "$(dirname "$0")/.."

browser() { .venv/bin/python tests/browsers.py >/dev/null 2>&1; }

have() { command -v "$1" >/dev/null 2>&1; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        echo "Installing needs root and there is no sudo: run as root: $*" >&2
        return 1
    fi
}

install_packages() {
    echo "Installing $* from the system's packages"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

if [ -n "${READINESS_BROWSER:-}" ] && ! browser; then
    echo "READINESS_BROWSER is $READINESS_BROWSER, which does not start." >&2
    exit 1
fi
if ! browser; then
    if have apt-get; then
        install_packages chromium || true
    fi
    if ! browser && have snap; then
        echo "Installing chromium with snap"
        as_root snap install chromium || true
    fi
fi
if ! browser; then
    echo "The browser tests need Chromium or Google Chrome, and none was found." >&2
    echo "macOS: brew install --cask chromium; elsewhere: your system's package, or" >&2
    echo "READINESS_BROWSER=/path/to/chromium make test" >&2
    exit 1
fi

if ! have npm && have apt-get; then
    install_packages nodejs npm || true
fi
if ! have npm; then
    echo "The accessibility tests need npm, and none was found." >&2
    echo "macOS: brew install node; elsewhere: your system's package for Node.js" >&2
    exit 1
fi
