#!/bin/sh
# Makes sure that there are the programs of a PostgreSQL server: tests start servers of their own
# with them, in temporary folders. No server of the system is started or used.
set -eu

have() {
    ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || command -v postgres >/dev/null 2>&1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

if ! have && command -v apt-get >/dev/null 2>&1; then
    echo "Installing PostgreSQL from the system's packages (some fifty megabytes)"
    as_root apt-get update -qq
    # The package would make a cluster of its own and start it; tests need only the programs.
    as_root mkdir -p /etc/postgresql-common/createcluster.d
    echo "create_main_cluster = false" |
        as_root tee /etc/postgresql-common/createcluster.d/readiness.conf >/dev/null
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends postgresql >/dev/null
fi
if ! have; then
    echo "Tests need PostgreSQL 15 or later: initdb and postgres." >&2
    echo "macOS: brew install postgresql@17; elsewhere: your system's packages" >&2
    exit 1
fi
