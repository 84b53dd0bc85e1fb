#!/bin/sh
# Makes sure that there is Java 17 or newer: Apache Spark runs on it, in the long tests and in
# `score --engine spark`.
set -eu

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# The first line reads like: openjdk version "17.0.17" 2025-10-21
new_enough() {
    java=${JAVA_HOME:+$JAVA_HOME/bin/}java
    version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
    [ "${version:-0}" -ge 17 ]
}

if ! new_enough && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Java from the system's packages (some two hundred megabytes)"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends default-jre-headless >/dev/null
fi
if ! new_enough; then
    echo "The long tests need Java 17 or newer; JAVA_HOME may say where it is." >&2
    echo "macOS: brew install openjdk@21; elsewhere: your system's packages" >&2
    exit 1
fi
