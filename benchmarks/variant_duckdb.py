"""The same scores as one SQL text on DuckDB, over the Parquet files themselves."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.checksum import SITE_WEIGHTS, Checksum, Row
from benchmarks.criteria import COUNTS, READY_FROM, UNIT, ConditionRow, Rules, rules

SITES_AT_ONCE = 10_000
_TEXT = Path(__file__).with_name("score.sql")


def run(folder: Path, days: Sequence[date]) -> tuple[Checksum, dict[str, Any]]:
    total = Checksum()
    table = rules()
    elements = range(table.elements)
    figures = f"""
        SELECT level, count(*), sum(score)::HUGEINT, count(*) - count(score), sum(failed),
               sum(score * (site_id[2:]::INTEGER % {SITE_WEIGHTS} + 1) * (number + 1))::HUGEINT,
               [{", ".join(f"sum(score_{place})::HUGEINT" for place in elements)}],
               [{", ".join(f"count(*) - count(score_{place})" for place in elements)}]
        FROM ({_sql(table)}) GROUP BY level"""
    with _connection(table, days) as connection:
        for parameters in _chunks(connection, folder):
            for row in connection.execute(figures, parameters).fetchall():
                level, count, score, without, failed, places, own, own_without = row
                total.add(
                    Checksum(
                        count, score or 0, without, places or 0, failed,
                        elements=[value or 0 for value in own],
                        elements_without=own_without,
                    )
                )  # fmt: skip
                total.levels[level] += count
    return total, {}


def rows(folder: Path, days: Sequence[date]) -> Iterator[Row]:
    table = rules()
    with _connection(table, days) as connection:
        for parameters in _chunks(connection, folder):
            for row in connection.execute(_sql(table), parameters).fetchall():
                site_id, number, level, failed, score, *elements = row
                yield Row(site_id, number, level, score, failed, tuple(elements))


def _connection(table: Rules, days: Sequence[date]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(
        """CREATE TABLE criterion (place TINYINT, criterion_id TEXT, element TINYINT, kind TEXT,
        points BIGINT, target BIGINT, formula TINYINT, condition TINYINT, gate BOOLEAN,
        gate_at BIGINT, months INTEGER, na_allowed BOOLEAN)"""
    )
    connection.executemany(
        "INSERT INTO criterion VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (row.place, row.criterion_id, row.element, row.kind, row.points, row.target,
             row.place if row.formula_field else None, row.condition, row.gate, row.gate_at,
             row.months, row.na_allowed)
            for row in table.criteria
        ],
    )  # fmt: skip
    connection.execute("CREATE TABLE day (number INTEGER, day DATE)")
    connection.executemany("INSERT INTO day VALUES (?, ?)", list(enumerate(days)))
    return connection


def _chunks(connection: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[dict[str, Any]]:
    files = {
        name: str(folder / f"{name}.parquet")
        for name in ("sites", "responses", "findings", "profiles")
    }
    ids = [
        row[0]
        for row in connection.execute(
            "SELECT site_id FROM read_parquet(?) ORDER BY site_id", [files["sites"]]
        ).fetchall()
    ]
    for start in range(0, len(ids), SITES_AT_ONCE):
        some = ids[start : start + SITES_AT_ONCE]
        yield files | {
            "first": some[0], "last": some[-1], "unit": UNIT, "ready_from": READY_FROM
        }  # fmt: skip


def _sql(table: Rules) -> str:
    """The text with the parts that follow from the framework written out."""
    fields = table.framework.profile_field
    elements = range(table.elements)
    formulas = [row for row in table.criteria if row.formula_field]
    return _TEXT.read_text().format(
        facts=", ".join(
            f"coalesce(stated.{name}, {_literal(fields[name].default)}) AS {name}"
            for name in ("service_level", *COUNTS)
        ),
        asked=",\n        ".join(
            [
                *(f"{_asked(table, element)} AS asked_{element}" for element in elements),
                f"{_asked(table, None)} AS gates",
            ]
        ),
        required=" ".join(
            f"WHEN {row.place} "
            f"THEN greatest({row.at_least}, {row.per_unit} * a.{row.formula_field})"
            for row in formulas
        ),
        holds=" ".join(
            f"WHEN {condition.place} THEN {_holds(condition, 'a.')}"
            for condition in table.conditions
        ),
        sums=",\n        ".join(
            f"sum(earned) FILTER (element = {place})::BIGINT AS earned_{place}, "
            f"sum(gone) FILTER (element = {place})::BIGINT AS gone_{place}"
            for place in elements
        ),
        parts=",\n        ".join(
            f"coalesce(earned_{place}, 0) AS earned_{place}, "
            f"(asked_{place} - coalesce(gone_{place}, 0)) * $unit AS possible_{place}"
            for place in elements
        ),
        all_earned=" + ".join(f"earned_{place}" for place in elements),
        all_possible=" + ".join(f"possible_{place}" for place in elements),
        scores=",\n    ".join(
            f"CASE WHEN possible_{place} > 0 "
            f"THEN 100000000 * earned_{place} // possible_{place} END AS score_{place}"
            for place in elements
        ),
    )


def _asked(table: Rules, element: int | None) -> str:
    """The points of an element on a profile; the number of must-haves for `None`."""
    terms = {-1: 0} | {condition.place: 0 for condition in table.conditions}
    for row in table.criteria:
        if element is None:
            terms[row.condition] += row.gate
        elif row.element == element:
            terms[row.condition] += row.points
    return " + ".join(
        [
            f"{terms[-1]}::BIGINT",
            *(
                f"CASE WHEN {_holds(condition, '')} THEN {terms[condition.place]} ELSE 0 END"
                for condition in table.conditions
                if terms[condition.place]
            ),
        ]
    )


def _holds(condition: ConditionRow, alias: str) -> str:
    if condition.at_least is None:
        return f"{alias}{condition.field} = '{condition.word}'"
    return f"{alias}{condition.field} >= {condition.at_least}"


def _literal(value: object) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)
