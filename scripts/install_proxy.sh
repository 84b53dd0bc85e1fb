#!/bin/sh
# Makes sure that there is nginx: the benchmark of several processes puts one of its own in front of
# them, on this computer only. No server of the system is started or used.
set -eu

have() { command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ]; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

if ! have && command -v apt-get >/dev/null 2>&1; then
    echo "Installing nginx from the system's packages (some megabytes)"
    as_root apt-get update -qq
    # Not started by its package: 101 says that it may not be.
    printf '#!/bin/sh\nexit 101\n' | as_root tee /usr/sbin/policy-rc.d >/dev/null
    as_root chmod +x /usr/sbin/policy-rc.d
    trap 'as_root rm -f /usr/sbin/policy-rc.d' EXIT
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends nginx-light >/dev/null
fi
if ! have; then
    echo "Measuring several processes needs nginx: brew install nginx, or your system's package" >&2
    exit 1
fi
