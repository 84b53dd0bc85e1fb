"""Finds the browser and the accessibility checker that the browser tests drive.

As a command it prints the browser's path, or fails when there is none.
"""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
MAC_PROGRAMS = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
)
MODULES = Path(__file__).parent / "browser" / "node_modules"
AXE = MODULES / "axe-core" / "axe.min.js"
IDENTITY_PROVIDER = MODULES / "oidc-provider" / "package.json"


@cache
def find_browser() -> Path | None:
    """A Chromium or Chrome that starts; READINESS_BROWSER names one, then no other is tried."""
    chosen = os.environ.get("READINESS_BROWSER")
    for candidate in [chosen] if chosen else _candidates():
        path = shutil.which(candidate)
        if path and _starts(path):
            return Path(path)
    return None


def _candidates() -> list[str]:
    folders = (Path("/Applications"), Path.home() / "Applications")
    return [*NAMES, *(str(folder / name) for folder in folders for name in MAC_PROGRAMS)]


def _starts(path: str) -> bool:
    # Some systems have a placeholder of that name that only says how to install the browser.
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


if __name__ == "__main__":
    browser = find_browser()
    if browser is None:
        sys.exit("no Chromium found")
    print(browser)
