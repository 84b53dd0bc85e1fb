"""What the product is made of: hashes and licences; and that SECURITY.md names tests that exist."""

import ast
import re

import pytest

from readiness.settings import ROOT
from scripts import licences
from scripts.licences import Package

LOCKS = sorted(
    str(path.relative_to(ROOT))
    for folder in (ROOT, ROOT / "scripts")
    for path in folder.glob("*.lock")
)
SECURITY = (ROOT / "SECURITY.md").read_text("utf-8")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_its_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    entries = re.split(r"(?m)^(?=[A-Za-z0-9][\w.-]*==)", text)[1:]
    assert entries
    assert len(entries) == len(licences.locked(lock))
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry.splitlines()[0]


def listed() -> list[Package]:
    """The packages as the page has them."""
    text = licences.DOCUMENT.read_text("utf-8")
    rows = re.findall(r"^\| (\S+) \| (\d\S*) \| (.+?) \|$", text, re.MULTILINE)
    return [Package(*row) for row in rows]


def test_every_locked_package_is_listed_with_its_version() -> None:
    assert {row.name: row.version for row in listed()} == licences.locked(licences.DEVELOPING)


def test_what_is_listed_is_what_installed_packages_say() -> None:
    """Those that are not installed, or in another version, keep their line."""
    now = {package.name: package for package in licences.packages(licences.DEVELOPING)}
    assert {row.name: row for row in listed()} == now


def test_every_licence_may_stand_beside_mit() -> None:
    assert licences.objections(listed()) == []
    assert all(row.licence != licences.UNKNOWN for row in listed())


@pytest.mark.parametrize(
    "licence", ["GPL-3.0-only", "MIT AND AGPL-3.0-only", "LGPL-3.0-only", "unknown", "MPL-2.0"]
)
def test_another_licence_is_objected_to_by_name(licence: str) -> None:
    (complaint,) = licences.objections([Package("left-pad", "1.0", licence)])
    assert complaint.startswith("left-pad 1.0: ")


def test_of_a_choice_of_licences_one_that_is_allowed_is_enough() -> None:
    assert licences.objections([Package("x", "1", "GPL-3.0-only OR MIT")]) == []
    assert licences.parts("MPL-2.0 AND (Apache-2.0 OR MIT)") == ["MPL-2.0", "Apache-2.0"]


def test_a_licence_that_asks_for_more_has_a_reason() -> None:
    more = [
        (row.name, part)
        for row in listed()
        for part in licences.parts(row.licence)
        if part not in licences.ALLOWED
    ]
    assert more
    for name, part in more:
        asked, why = licences.REASONS[name]
        assert asked == part
        assert len(why.split()) > 8


# --- The threat model ---------------------------------------------------------------------------


def rows() -> list[list[str]]:
    table = SECURITY.partition("| Who | What they try |")[2].partition("\n\n")[0]
    return [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]


def test_every_threat_has_who_what_and_a_test_that_exists() -> None:
    assert len(rows()) >= 15
    for who, tried, stopped, shown in rows():
        assert who
        assert tried
        assert stopped
        named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", shown)
        assert named, f"no test for: {tried}"
        assert shown.count("`") == 2 * len(named)
        for file, function in named:
            path = ROOT / file
            assert path.is_file(), file
            tree = ast.parse(path.read_text("utf-8"))
            there = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
            assert function in there, f"{file} has no {function}"


def test_what_is_told_to_run_is_there() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert {"audit", "sbom", "secrets", "licences"} <= targets
    assert set(re.findall(r"`make (\w+)`", SECURITY)) <= targets
    for name in (".github/dependabot.yml", ".secrets.baseline"):
        assert (ROOT / name).is_file()
