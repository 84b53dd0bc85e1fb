"""Compares every variant with the plain second implementation of the rules, `tests/oracle.py`."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks.checksum import MILLION, Row, checksum_of
from benchmarks.made_up import write_network
from benchmarks.month_ends import HISTORY_BEGINS
from benchmarks.places import DATA, FRAMEWORK
from benchmarks.variants import TITLES, VARIANTS, rows_of
from tests.oracle import score_site

SITES = 20
DATES = [HISTORY_BEGINS + timedelta(days=90 + 203 * number) for number in range(10)]
"""From early in the history to a year after its end, when much has lapsed."""


def check() -> None:
    """Raise SystemExit with the first differences; say what agreed."""
    folder = DATA / str(SITES)
    write_network(folder, SITES)
    expected = {(row.site_id, row.date_number): row for row in _by_oracle(folder)}
    levels = Counter(row.level for row in expected.values())
    print(f"The oracle scored {SITES} sites on {len(DATES)} dates: {dict(levels)}")
    numbers = {site_id: int(site_id[1:]) for site_id, _ in expected}
    wanted = checksum_of(list(expected.values()), numbers)
    for name, (module, function) in VARIANTS.items():
        if function == "run":
            found = {(row.site_id, row.date_number): row for row in rows_of(name)(folder, DATES)}
            _compare(name, expected, found)
        run = getattr(__import__(module, fromlist=[function]), function)
        checksum, _ = run(folder, DATES)
        if checksum != wanted:
            raise SystemExit(f"{name}: checksum {checksum} instead of {wanted}")
        print(f"{TITLES[name]}: the same {len(expected)} scores, levels and elements")


def _compare(
    name: str, expected: dict[tuple[str, int], Row], found: dict[tuple[str, int], Row]
) -> None:
    if expected.keys() != found.keys():
        raise SystemExit(f"{name}: other sites or dates: {expected.keys() ^ found.keys()}")
    wrong = [(row, found[key]) for key, row in expected.items() if found[key] != row]
    if wrong:
        shown = "\n".join(f"expected {row}\nfound    {other}" for row, other in wrong[:3])
        raise SystemExit(f"{name}: {len(wrong)} of {len(expected)} rows differ\n{shown}")


def _by_oracle(folder: Path) -> Iterator[Row]:
    framework = _plain_framework()
    tables = {
        name: _texts(folder / f"{name}.parquet") for name in ("responses", "findings", "profiles")
    }
    sites = [row["site_id"] for row in _texts(folder / "sites.parquet")]
    for site_id in sites:
        responses, findings, profiles = (
            [row for row in rows if row["site_id"] == site_id] for rows in tables.values()
        )
        for number, day in enumerate(DATES):
            scored = score_site(framework, site_id, responses, findings, profiles, day)
            yield Row(
                site_id,
                number,
                scored["level"],
                _millionths(scored["score"]),
                len(scored["failed_gates"]),
                tuple(_millionths(own["score"]) for own in scored["elements"].values()),
            )


def _texts(path: Path) -> list[dict[str, str]]:
    """The rows of a file as the CSV files have them."""
    return [
        {name: _text(value) for name, value in row.items()}
        | ({"na_reason": "made up"} if row.get("answer") == "not applicable" else {})
        for row in pq.read_table(path).to_pylist()
    ]


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _millionths(score: Fraction | None) -> int | None:
    return None if score is None else floor(score * MILLION)


def _plain_framework() -> dict[str, Any]:
    """The framework's files as they are, in the shape of the oracle."""

    def read(path: Path) -> dict[str, Any]:
        return tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)

    main = read(FRAMEWORK / "framework.toml")
    criteria = [
        criterion
        for element in main["element"]
        for criterion in read(FRAMEWORK / f"{element['id']}.toml")["criterion"]
    ]
    return {
        "levels": main["level"],
        "profile_fields": main["profile_field"],
        "elements": main["element"],
        "criteria": criteria,
    }
