"""docs/licences.md: the licence of every package of the lock files, from what it says of itself.

`python scripts/licences.py` writes it, with --check it says whether it is out of date (exit 1). A
package that is not installed here keeps the line that it has, if that is of the same version.
"""

import argparse
import re
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "licences.md"
RUNNING, DEVELOPING = "requirements.lock", "requirements-dev.lock"

ALLOWED = frozenset(
    {
        *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0"),
        *("MIT-CMU", "PSF-2.0", "Unlicense", "Zlib"),
    }
)
"""Licences that ask for no more than being named, so that MIT may stand beside them."""

_FILE = "it asks for the source of its own changed files only; it is used as it is"
_LIBRARY = "any program may use it while anyone can put in another version of it"
REASONS = {
    "certifi": ("MPL-2.0", f"{_FILE}: a list of certificate authorities"),
    "hypothesis": ("MPL-2.0", f"{_FILE}, and it is only in the tests"),
    "orjson": ("MPL-2.0", f"{_FILE}; what it holds beside that is Apache-2.0 or MIT"),
    "pathspec": ("MPL-2.0", f"{_FILE}, and it is only a tool of developing"),
    "psycopg": ("LGPL-3.0-only", f"{_LIBRARY}: a package of its own, installed from the lock"),
    "psycopg-binary": ("LGPL-3.0-only", f"{_LIBRARY}: a package of its own, with libpq beside it"),
    "psycopg-pool": ("LGPL-3.0-only", f"{_LIBRARY}: a package of its own"),
}
"""Of a package that asks for more: what, and why that is no matter here."""

# What packages say of themselves in other words than the list of SPDX.
_SPDX = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
# Only for Windows, so that they are not installed elsewhere; read at their source.
_ELSEWHERE = {"colorama": "BSD-3-Clause", "tzdata": "Apache-2.0", "pywin32": "PSF-2.0"}

UNKNOWN = "unknown"
_LINE = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^ ;\\]+)", re.MULTILINE)


class Package(NamedTuple):
    name: str
    version: str
    licence: str


def locked(lock: str) -> dict[str, str]:
    """The version of each package of a lock file."""
    return dict(_LINE.findall((ROOT / lock).read_text("utf-8")))


def packages(lock: str) -> list[Package]:
    before = _before()
    return [
        Package(name, version, _licence(name, version, before))
        for name, version in sorted(locked(lock).items())
    ]


def objections(packages: list[Package]) -> list[str]:
    """What is not on the list of what is allowed, in words; empty where all is well."""
    return [
        f"{package.name} {package.version}: {part} has no place in ALLOWED or REASONS"
        for package in packages
        for part in parts(package.licence)
        if part not in ALLOWED and REASONS.get(package.name, ("", ""))[0] != part
    ]


def parts(licence: str) -> list[str]:
    """Each licence of an expression that has to be kept; of "A OR B" the first that is allowed."""
    needed = []
    for term in re.sub(r"[()]", "", licence).split(" AND "):
        choices = term.split(" OR ")
        needed.append(next((choice for choice in choices if choice in ALLOWED), choices[0]))
    return needed


def document() -> str:
    """The whole page."""
    running, all_of_them = packages(RUNNING), packages(DEVELOPING)
    more = [package for package in all_of_them if package not in running]
    named = {package.name for package in all_of_them}
    reasons = [
        f"| {name} | {licence} | {why} |"
        for name, (licence, why) in sorted(REASONS.items())
        if name in named
    ]
    return "\n".join(
        (
            "# Licences of the packages",
            "",
            "The product is under the MIT license. Written by `make licences` from what each",
            "package says of itself; a test holds it against the list in `scripts/licences.py`.",
            "A wheel may bring libraries of others along; their licences are in its own folder.",
            "",
            f"## What the product runs on ({len(running)})",
            "",
            *_table(running),
            "",
            f"## What developing adds ({len(more)})",
            "",
            *_table(more),
            "",
            "## Those that ask for more than being named",
            "",
            "| Package | Licence | Why that is no matter |",
            "|---|---|---|",
            *reasons,
            "",
        )
    )


def _table(some: list[Package]) -> list[str]:
    rows = [f"| {package.name} | {package.version} | {package.licence} |" for package in some]
    return ["| Package | Version | Licence |", "|---|---|---|", *rows]


def _before() -> dict[tuple[str, str], str]:
    """The lines of the page as it is."""
    text = DOCUMENT.read_text("utf-8") if DOCUMENT.exists() else ""
    rows = re.findall(r"^\| (\S+) \| (\S+) \| (.+?) \|$", text, re.MULTILINE)
    return {(name, version): licence for name, version, licence in rows}


def _licence(name: str, version: str, before: dict[tuple[str, str], str]) -> str:
    if name in _ELSEWHERE:
        return _ELSEWHERE[name]
    try:
        metadata = distribution(name).metadata
    except PackageNotFoundError:
        return before.get((name, version), UNKNOWN)
    if metadata["Version"] != version:
        return before.get((name, version), UNKNOWN)
    if metadata["License-Expression"]:
        return str(metadata["License-Expression"])
    classified = [
        line.rpartition(" :: ")[2]
        for line in metadata.get_all("Classifier") or []
        if line.startswith("License :: ") and not line.endswith("OSI Approved")
    ]
    said = classified or [str(metadata["License"] or UNKNOWN).splitlines()[0]]
    return " OR ".join(sorted(_SPDX.get(words, words) for words in said))


def main() -> int:
    parser = argparse.ArgumentParser(description="Writes docs/licences.md.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when out of date")
    only_check = parser.parse_args().check
    wrong = objections(packages(DEVELOPING))
    for line in wrong:
        print(line, file=sys.stderr)
    text = document()
    current = DOCUMENT.exists() and DOCUMENT.read_text("utf-8") == text
    if not current and only_check:
        print("docs/licences.md is out of date; `make licences` writes it.", file=sys.stderr)
    elif not current:
        DOCUMENT.write_text(text, encoding="utf-8", newline="\n")
        print("wrote docs/licences.md")
    return 1 if wrong or (only_check and not current) else 0


if __name__ == "__main__":
    sys.exit(main())
