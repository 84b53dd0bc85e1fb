"""The same scores with polars: lazy plans, each for some dates.

What does not depend on the date is computed once for some thousand sites: which response holds
from which day until which, its finding, its last day, its points. A plan then scores slots, one
for each site on each of its dates.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.checksum import MILLION, SITE_WEIGHTS, Checksum, Row
from benchmarks.criteria import COUNTS, LEVELS, READY_FROM, UNIT, ConditionRow, Rules, rules

SITES_AT_ONCE = 10_000
SLOTS_AT_ONCE = 100_000
_FOREVER = date(9999, 12, 31)
_FILES = ("sites", "responses", "findings", "profiles")
_PAIR = ["site", "criterion"]
_KEPT = ("last", "tenths", "gone", "earned", "passes")


def run(folder: Path, days: Sequence[date]) -> tuple[Checksum, dict[str, Any]]:
    total = Checksum()
    elements = range(10)
    for plan in _plans(folder, days):
        sums = plan.group_by("level").agg(
            pl.len().alias("rows"),
            pl.col("score").sum(),
            pl.col("score").is_null().sum().alias("without"),
            (
                pl.col("score") * (pl.col("number") % SITE_WEIGHTS + 1) * (pl.col("date") + 1)
            ).sum().alias("places"),
            pl.col("failed").sum(),
            pl.concat_list(pl.col(f"score_{k}").sum() for k in elements).alias("elements"),
            pl.concat_list(
                pl.col(f"score_{k}").is_null().sum() for k in elements
            ).alias("elements_without"),
        )  # fmt: skip
        for row in sums.collect().iter_rows(named=True):
            total.add(
                Checksum(
                    row["rows"], row["score"], row["without"], row["places"], row["failed"],
                    elements=row["elements"], elements_without=row["elements_without"],
                )
            )  # fmt: skip
            total.levels[LEVELS[row["level"]]] += row["rows"]
    return total, {}


def rows(folder: Path, days: Sequence[date]) -> Iterator[Row]:
    for plan in _plans(folder, days):
        for row in plan.collect().iter_rows(named=True):
            yield Row(
                f"S{row['number']:06}",
                row["date"],
                LEVELS[row["level"]],
                row["score"],
                row["failed"],
                tuple(row[f"score_{place}"] for place in range(10)),
            )


def _plans(folder: Path, days: Sequence[date]) -> Iterator[pl.LazyFrame]:
    table = rules()
    files = {name: pl.scan_parquet(folder / f"{name}.parquet") for name in _FILES}
    ids = files["sites"].collect()["site_id"]
    criteria = _criteria(table)
    for start in range(0, len(ids), SITES_AT_ONCE):
        some = ids[start : start + SITES_AT_ONCE]
        sites = pl.LazyFrame({"site_id": some}).with_row_index("site").with_columns(
            number=pl.col("site").cast(pl.Int64) + start
        )  # fmt: skip
        inside = pl.col("site_id").is_between(pl.lit(some[0]), pl.lit(some[-1]))
        parts = {name: plan.filter(inside) for name, plan in files.items()}
        events, profiles = pl.collect_all(
            [
                _events(criteria, sites, parts["responses"], parts["findings"]),
                _profiles(table, sites, parts["profiles"]),
            ]
        )
        place = sites.select("site", "number").collect().lazy()
        step = max(1, SLOTS_AT_ONCE // len(some))
        for number in range(0, len(days), step):
            dates = days[number : number + step]
            yield _plan(table, place, len(some), events.lazy(), profiles.lazy(), number, dates)


def _criteria(table: Rules) -> pl.LazyFrame:
    return pl.LazyFrame(
        {
            "criterion_id": [row.criterion_id for row in table.criteria],
            "criterion": pl.Series([row.place for row in table.criteria], dtype=pl.Int8),
            "element": pl.Series([row.element for row in table.criteria], dtype=pl.Int8),
            "kind": [row.kind for row in table.criteria],
            "points": [row.points for row in table.criteria],
            "target": [row.target for row in table.criteria],
            "condition": pl.Series([row.condition for row in table.criteria], dtype=pl.Int8),
            "formula": [bool(row.formula_field) for row in table.criteria],
            "gate": [row.gate for row in table.criteria],
            "gate_at": [row.gate_at for row in table.criteria],
            "months": [row.months for row in table.criteria],
            "na_allowed": [row.na_allowed for row in table.criteria],
        }
    )


def _events(
    criteria: pl.LazyFrame, sites: pl.LazyFrame, responses: pl.LazyFrame, findings: pl.LazyFrame
) -> pl.LazyFrame:
    """One row from each day on which a response or its newest finding changes a criterion."""
    given = _responses(
        responses.join(criteria, on="criterion_id", maintain_order="left").join(
            sites, on="site_id", maintain_order="left"
        )
    )
    found = (
        findings.join(
            criteria.select("criterion_id", "criterion"), on="criterion_id", maintain_order="left"
        )
        .join(sites, on="site_id", maintain_order="left")
        .select(*_PAIR, "recorded_at", refused=pl.col("conclusion") == "not confirmed")
    )
    # Of a response and a finding at one instant the response comes first. Nothing recorded before
    # the first response counts; a finding takes over what the response before it says.
    merged = pl.concat([given, found], how="diagonal").sort(
        *_PAIR, "recorded_at", maintain_order=True
    )
    same = (pl.col("site") == pl.col("site").shift(-1)) & (
        pl.col("criterion") == pl.col("criterion").shift(-1)
    )
    return (
        merged.with_columns(
            source=pl.when(pl.col("gone").is_not_null())
            .then(pl.int_range(pl.len(), dtype=pl.UInt32))
            .forward_fill()
            .over(_PAIR)
        )
        .filter(pl.col("source").is_not_null())
        .with_columns(pl.col(*_KEPT).forward_fill())
        .with_columns(pl.col("recorded_at").dt.date().alias("from"))
        .with_columns(
            until=pl.when(same).then(pl.col("from").shift(-1)).otherwise(pl.lit(_FOREVER)),
            refused=pl.col("refused").fill_null(value=False),
        )
        .filter(pl.col("from") < pl.col("until"))
        .join(
            criteria.select("criterion", "element", "points", "condition", "formula", "gate"),
            on="criterion",
        )
        .with_columns(
            earned=pl.when(pl.col("refused") | pl.col("gone")).then(0).otherwise("earned"),
            passes=pl.col("passes") & ~pl.col("refused"),
        )
        .drop("recorded_at", "source")
    )


def _responses(given: pl.LazyFrame) -> pl.LazyFrame:
    kind, target, answer = pl.col("kind"), pl.col("target"), pl.col("answer")
    top, bottom, tenths = pl.col("top"), pl.col("bottom"), pl.col("tenths")
    counted = bottom.is_not_null()
    return (
        given.with_columns(
            tenths=(answer.cast(pl.Float64, strict=False) * 10).round().cast(pl.Int64).fill_null(0),
            top=pl.col("numerator").cast(pl.Int64, strict=False),
            bottom=pl.col("denominator").cast(pl.Int64, strict=False),
        )
        .with_columns(
            gone=((answer == "not applicable") & pl.col("na_allowed"))
            | (bottom == 0).fill_null(value=False),
            have=pl.when(kind == "choice")
            .then(answer.replace_strict({"yes": 2, "partly": 1}, default=0))
            .when(kind == "date")
            .then(1)
            .when(kind == "limit")
            .then((tenths <= 10 * target).cast(pl.Int64))
            .when(counted)
            .then(100 * top)
            .otherwise(tenths),
            asked=pl.when(kind == "choice")
            .then(2)
            .when(kind.is_in(["date", "limit"]))
            .then(1)
            .when(counted)
            .then(bottom * target)
            .otherwise(10 * target),
            near_enough=(kind == "percent")
            & pl.when(counted)
            .then(100 * top >= bottom * pl.col("gate_at"))
            .otherwise(tenths >= 10 * pl.col("gate_at")),
            last=pl.coalesce(
                "end_date",
                pl.col("evidence_date").dt.offset_by(pl.format("{}mo", "months")),
                pl.lit(_FOREVER),
            ),
        )
        .with_columns(asked=pl.when(pl.col("asked") == 0).then(None).otherwise("asked"))
        .select(
            *_PAIR,
            "recorded_at",
            "last",
            "tenths",
            "gone",
            earned=(
                pl.col("points") * UNIT * pl.min_horizontal("have", "asked") // pl.col("asked")
            ).fill_null(0),
            passes=pl.col("gone")
            | (pl.col("have") >= pl.col("asked")).fill_null(value=False)
            | pl.col("near_enough").fill_null(value=False),
        )
    )


def _profiles(table: Rules, sites: pl.LazyFrame, profiles: pl.LazyFrame) -> pl.LazyFrame:
    """One row for each stretch of a site's profile, with what it asks for."""
    fields = table.framework.profile_field
    facts = (
        profiles.join(sites, on="site_id", maintain_order="left")
        .with_columns(
            until=pl.col("recorded_on").shift(-1).over("site").fill_null(_FOREVER),
        )
        .rename({"recorded_on": "from"})
        .filter(pl.col("from") < pl.col("until"))
        .with_columns(
            pl.col(name).fill_null(fields[name].default) for name in ("service_level", *COUNTS)
        )
    )
    return facts.select(
        "site", "from", "until", "service_level", *(pl.col(n).cast(pl.Int64) for n in COUNTS)
    )


def _holds(condition: ConditionRow) -> pl.Expr:
    if condition.at_least is None:
        return pl.col(condition.field) == condition.word
    return pl.col(condition.field) >= condition.at_least


def _asked(table: Rules, element: int | None) -> pl.Expr:
    """The points of an element on a profile; the number of must-haves for `None`."""
    always = 0
    terms = {condition.place: 0 for condition in table.conditions}
    for row in table.criteria:
        amount = int(row.gate) if element is None else row.points * (row.element == element)
        if row.condition < 0:
            always += amount
        else:
            terms[row.condition] += amount
    total = pl.lit(always, dtype=pl.Int64)
    for condition in table.conditions:
        if terms[condition.place]:
            total = total + _holds(condition).cast(pl.Int64) * terms[condition.place]
    return total


def _on_dates(frame: pl.LazyFrame, sites: int, days: Sequence[date]) -> pl.LazyFrame:
    """The rows that hold on each date, each with its slot and its date."""
    return pl.concat(
        frame.filter(pl.col("from") <= day, pl.col("until") > day).with_columns(
            slot=pl.col("site") + sites * place, day=pl.lit(day)
        )
        for place, day in enumerate(days)
    )


def _plan(
    table: Rules,
    sites: pl.LazyFrame,
    count: int,
    events: pl.LazyFrame,
    profiles: pl.LazyFrame,
    first: int,
    days: Sequence[date],
) -> pl.LazyFrame:
    """Every site on some dates."""
    fields = table.framework.profile_field
    elements = range(table.elements)
    slots = pl.concat(
        sites.with_columns(
            slot=pl.col("site") + count * place, date=pl.lit(first + place, dtype=pl.Int64)
        )
        for place in range(len(days))
    )
    in_force = _on_dates(profiles, count, days).drop("site", "day")
    facts = (
        slots.join(in_force, on="slot", how="left")
        .with_columns(
            pl.col(name).fill_null(fields[name].default) for name in ("service_level", *COUNTS)
        )
        .select(
            "slot",
            "number",
            "date",
            *COUNTS,
            *(
                _holds(condition).alias(f"holds_{condition.place}")
                for condition in table.conditions
            ),
            *(_asked(table, element).alias(f"asked_{element}") for element in elements),
            _asked(table, None).alias("gates"),
        )
    )
    live = _on_dates(events, count, days).with_columns(
        cell=pl.col("slot") * table.elements + pl.col("element")
    )
    plain = (pl.col("condition") < 0) & ~pl.col("formula")
    good = pl.col("last") >= pl.col("day")
    fixed = live.filter(plain).select(
        "cell",
        earned=pl.col("earned") * good,
        gone=pl.col("points") * pl.col("gone"),
        passed=pl.col("gate") & (pl.col("gone") | (pl.col("passes") & good)),
    )
    by_profile = _by_profile(table, live.filter(~plain), facts, good)
    cells = (
        pl.concat([fixed, by_profile])
        .group_by("cell")
        .agg(pl.col("earned", "gone", "passed").sum())
        .with_columns(
            slot=pl.col("cell") // table.elements, element=pl.col("cell") % table.elements
        )
    )
    own = [
        cells.filter(pl.col("element") == element).select(
            "slot",
            pl.col("earned").alias(f"earned_{element}"),
            pl.col("gone").alias(f"gone_{element}"),
            pl.col("passed").alias(f"passed_{element}"),
        )
        for element in elements
    ]
    wide = facts
    for part in own:
        wide = wide.join(part, on="slot", how="left")
    wide = wide.with_columns(
        assessed=pl.any_horizontal(pl.col(f"earned_{k}").is_not_null() for k in elements),
        failed=pl.col("gates").cast(pl.Int64)
        - pl.sum_horizontal(pl.col(f"passed_{k}").fill_null(0) for k in elements).cast(pl.Int64),
        **{f"earned_{k}": pl.col(f"earned_{k}").fill_null(0) for k in elements},
        **{
            f"possible_{k}": (pl.col(f"asked_{k}") - pl.col(f"gone_{k}").fill_null(0)) * UNIT
            for k in elements
        },
    ).with_columns(
        earned=pl.sum_horizontal(f"earned_{k}" for k in elements),
        possible=pl.sum_horizontal(f"possible_{k}" for k in elements),
    )
    return wide.select(
        "number",
        "date",
        "failed",
        level=pl.when(~pl.col("assessed"))
        .then(0)
        .when(pl.col("failed") > 0)
        .then(1)
        .when(100 * pl.col("earned") >= READY_FROM * pl.col("possible"))
        .then(3)
        .otherwise(2),
        score=_millionths("earned", "possible"),
        **{f"score_{k}": _millionths(f"earned_{k}", f"possible_{k}") for k in elements},
    )


def _by_profile(
    table: Rules, live: pl.LazyFrame, facts: pl.LazyFrame, good: pl.Expr
) -> pl.LazyFrame:
    """The criteria that the profile takes out or asks more of."""
    applies = pl.lit(True)
    for condition in table.conditions:
        holds = pl.col(f"holds_{condition.place}")
        applies = pl.when(pl.col("condition") == condition.place).then(holds).otherwise(applies)
    required = pl.lit(None, dtype=pl.Int64)
    for row in table.criteria:
        if row.formula_field:
            amount = pl.max_horizontal(
                pl.lit(row.at_least), row.per_unit * pl.col(row.formula_field)
            )
            required = (
                pl.when(pl.col("criterion") == row.place).then(10 * amount).otherwise(required)
            )
    works = good & pl.col("applies") & ~pl.col("gone") & ~pl.col("refused")
    return (
        live.join(facts.select("slot", *COUNTS, pl.selectors.starts_with("holds_")), on="slot")
        .with_columns(applies=applies, required=required)
        .select(
            "cell",
            earned=works
            * pl.when(pl.col("formula"))
            .then(
                pl.col("points")
                * UNIT
                * pl.min_horizontal("tenths", "required")
                // pl.col("required")
            )
            .otherwise("earned"),
            gone=pl.col("points") * (pl.col("gone") & pl.col("applies")),
            passed=pl.col("gate")
            & pl.col("applies")
            & (
                pl.col("gone")
                | (
                    works
                    & pl.when(pl.col("formula"))
                    .then(pl.col("tenths") >= pl.col("required"))
                    .otherwise("passes")
                )
            ),
        )
    )


def _millionths(earned: str, possible: str) -> pl.Expr:
    return (
        pl.when(pl.col(possible) > 0)
        .then(100 * MILLION * pl.col(earned) // pl.col(possible))
        .otherwise(None)
    )
