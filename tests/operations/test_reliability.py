"""docs/reliability.md names tests that exist: nobody can repeat what is not there."""

import ast
import re
from functools import cache

import pytest

from readiness.settings import ROOT

DOCUMENT = ROOT / "docs" / "reliability.md"
NODE = re.compile(r"(tests/[\w/]+\.py)::(\w+)")
ROWS = [
    line for line in DOCUMENT.read_text("utf-8").splitlines() if re.match(r"\| (?!Fault|---)", line)
]


@cache
def functions_of(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_there_is_one_table() -> None:
    assert len(ROWS) > 10
    assert DOCUMENT.read_text("utf-8").count("|---|---|---|---|\n") == 1


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_each_row_says_how_often_what_was_lost_and_how_to_repeat_it(row: str) -> None:
    _, fault, tried, lost, command, _ = (cell.strip() for cell in row.split("|"))
    assert fault
    assert re.search(r"\d|a note|before it and after", tried)
    assert lost
    assert re.fullmatch(r"`[^`]+`", command)
    named = NODE.findall(command)
    if "pytest" in command:
        assert named
    for path, test in named:
        assert test in functions_of(path), f"{path} has no {test}"
    soak = any(path.startswith("tests/soak/") for path, _ in named)
    assert soak == ("READINESS_SOAK=1" in command)
