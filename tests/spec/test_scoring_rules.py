"""Every worked example of the manual, run against the product."""

from typing import Any

import pytest

from tests.spec.sections import SECTIONS
from tests.spec.worked import work_out

CASES = [
    pytest.param(given, expected, id=f"{table.heading}: {label}")
    for section in SECTIONS
    for table in section.tables
    for label, given, expected in table.cases()
]


@pytest.mark.parametrize(("given", "expected"), CASES)
def test_the_product_does_what_the_manual_says(
    given: dict[str, Any], expected: dict[str, Any]
) -> None:
    results = work_out(given)
    assert {name: results[name] for name in expected} == expected


def test_every_example_has_its_own_name() -> None:
    names = [case.id for case in CASES]
    assert len(set(names)) == len(names)
