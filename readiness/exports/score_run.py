"""A run over recorded sites: each site scored under its framework version, in a chosen shape.

One site is made into one piece of the result, here or on another machine: this is what is sent.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from readiness.domain.answers import check_response
from readiness.domain.assessment import AssessmentEvent, History
from readiness.domain.framework import Exact, Framework
from readiness.domain.in_force import Versions
from readiness.domain.scoring import SCORING_VERSION, SiteScore, score_site
from readiness.errors import ReadinessError
from readiness.exports.score_document import csv_row, site_text


@dataclass(frozen=True)
class ScoreRun:
    """What is asked for: the framework versions and the day."""

    versions: Versions
    as_of: date

    @property
    def framework(self) -> Framework:
        """The newest version: what tables of several versions have their columns from."""
        return self.versions.newest

    def json(self, history: History, events: Iterable[AssessmentEvent]) -> str:
        framework, score = self._score(history, events)
        return site_text(score, framework.version if self.versions.by_name else None)

    def cells(self, history: History, events: Iterable[AssessmentEvent]) -> list[str]:
        """The row of a CSV file."""
        return csv_row(self.framework, self._score(history, events)[1])

    def row(self, history: History, events: Iterable[AssessmentEvent]) -> tuple[Any, ...]:
        """The row of a table with the columns of `schema`."""
        framework, score = self._score(history, events)
        elements = (score.elements.get(element.id) for element in self.framework.elements)
        return (
            score.site_id,
            framework.version,
            score.level,
            _number(score.score),
            _number(score.answered_share),
            _number(score.confirmed_share),
            _number(score.points.earned),
            _number(score.points.possible),
            list(score.failed_gates),
            *(_number(points.score if points else None) for points in elements),
        )

    def schema(self) -> pa.Schema:
        """The columns of a CSV file as Parquet has them, and the framework version of each site."""
        numbers = (
            *("score", "answered_share", "confirmed_share", "points_earned", "points_possible"),
        )
        return pa.schema(
            [
                *((name, pa.string()) for name in ("site_id", "framework_version", "level")),
                *((name, pa.float64()) for name in numbers),
                ("failed_gates", pa.list_(pa.string())),
                *((f"{element.id}_score", pa.float64()) for element in self.framework.elements),
            ],
            metadata={
                "framework": self.framework.id,
                "as_of": self.as_of.isoformat(),
                "scoring_version": SCORING_VERSION,
            },
        )

    def table(self, rows: Iterable[tuple[Any, ...]]) -> pa.Table:
        columns = zip(*rows, strict=True)
        schema = self.schema()
        arrays = [
            pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)
        ]
        return pa.Table.from_arrays(arrays, schema=schema) if arrays else schema.empty_table()

    def _score(
        self, history: History, events: Iterable[AssessmentEvent]
    ) -> tuple[Framework, SiteScore]:
        framework = self.versions.on(events, self.as_of)
        try:
            return framework, score_site(framework, history, self.as_of)
        except Exception as error:
            # Looked for only now: checking every row would take longer than scoring it.
            for problem in _problems(framework, history):
                raise ReadinessError(f"{history.site_id}: {problem}") from error
            raise


def _problems(framework: Framework, history: History) -> Iterator[ReadinessError]:
    for key, responses in history.responses.items():
        for response in responses if key in framework.criterion else ():
            try:
                check_response(framework, response._replace(na_reason="not read"))
            except ReadinessError as problem:
                yield problem


def _number(value: Exact | None) -> float | None:
    return None if value is None else float(value)
