"""A disposable copy of every site's timeline in DuckDB, in the app's own process.

It answers questions about the whole network. It can always be made anew from the ledger;
nothing in it is truth. Scores are whole millionths of a point, rounded down, so that sums do
not depend on order or threads. A row holds from `from_day` until the day before `until_day`.
"""

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

import duckdb
import pyarrow as pa

from readiness.domain.assessment import Profile
from readiness.domain.framework import Exact, Framework
from readiness.domain.organisations import Site
from readiness.domain.timeline import Timeline

END = date.max
MILLION = 1_000_000
REMEMBERED = 24
"""To how many questions with a day the answers are remembered; an overview asks seven."""

_TABLES = {
    "site": {
        "site_id": pa.string(),
        "site_name": pa.string(),
        "practice": pa.string(),
        "network": pa.string(),
        "state": pa.string(),
        "region": pa.string(),
    },
    "fact": {
        "site_id": pa.string(),
        "from_day": pa.date32(),
        "until_day": pa.date32(),
        "field": pa.string(),
        "value": pa.string(),
    },
    "step": {
        "site_id": pa.string(),
        "from_day": pa.date32(),
        "until_day": pa.date32(),
        "level": pa.string(),
        "score": pa.int64(),
        "earned": pa.int64(),
        "possible": pa.int64(),
        "confirmed": pa.int64(),
        "not_applicable": pa.int64(),
        "answered": pa.int32(),
        "applicable": pa.int32(),
        "failed_gates": pa.int32(),
    },
    "element_step": {
        "site_id": pa.string(),
        "element": pa.string(),
        "from_day": pa.date32(),
        "until_day": pa.date32(),
        "score": pa.int64(),
        "failed_gates": pa.int32(),
    },
    "criterion_step": {
        "site_id": pa.string(),
        "criterion": pa.string(),
        "element": pa.string(),
        "from_day": pa.date32(),
        "until_day": pa.date32(),
        "state": pa.string(),
        "gate_failed": pa.bool_(),
        "last_day": pa.date32(),
        "lost": pa.int64(),
        "gate": pa.bool_(),
        "confirmed": pa.bool_(),
        "earned": pa.string(),  # exact, as "4" or "5/3": a forecast adds up points again
    },
}
_CONFIG: dict[str, Any] = {"threads": 2, "allocator_background_threads": True}
"""What it leaves free goes back to the system by and by, not only when it asks for more."""
_DESCRIBING = ("site", "fact")
"""Tables that no answer changes."""

Rows = dict[str, list[tuple[Any, ...]]]
_Row = TypeVar("_Row", bound=NamedTuple)


class Part(NamedTuple):
    """A timeline under the framework version in force from `start` until the next part's."""

    start: date
    framework: Framework
    timeline: Timeline


class SiteCopy(NamedTuple):
    """All that the copy holds about one site; the first part starts at `date.min`."""

    site: Site
    parts: Sequence[Part]
    profiles: Sequence[Profile]


class Analytics:
    """One DuckDB database in memory. Every call uses a cursor of its own."""

    def __init__(self) -> None:
        self._connection = duckdb.connect(":memory:", config=_CONFIG)
        self._writing = threading.Lock()
        self.revision = -1
        self._replaced: dict[str, int] = {}
        self._answers = lru_cache(REMEMBERED)(_no_answers)
        for name, columns in _TABLES.items():
            self._connection.register("shape", _arrow(columns, []))
            self._connection.execute(f"CREATE TABLE {name} AS FROM shape")
        self._connection.unregister("shape")

    def replace(
        self,
        copies: Iterable[SiteCopy],
        *,
        revision: int,
        described: bool = True,
        chunk: int = 250,
    ) -> None:
        """Put these sites in the place of what was held about them, then note the revision.

        `described` is false where their names, profiles and frameworks are those of before: then
        what is held of these stays.
        """
        tables = [name for name in _TABLES if described or name not in _DESCRIBING]
        with self._writing:
            waiting: list[SiteCopy] = []
            for copy in copies:
                waiting.append(copy)
                if len(waiting) == chunk:
                    self._put(waiting, tables)
                    waiting = []
            self._put(waiting, tables)
            self.revision = revision

    def compact(self) -> None:
        """Let go of what was replaced, and hold the rest in a quarter of the room."""
        with self._writing, self.cursor() as cursor:
            cursor.execute("CHECKPOINT")

    def replaced(self, site_id: str) -> int:
        """How many times what is held about a site was replaced; the same while it is the same."""
        return self._replaced.get(site_id, 0)

    def ask(self, question: str, parameters: Mapping[str, Any] | None = None) -> list[Any]:
        """Run one query; rows as tuples."""
        with self.cursor() as cursor:
            return cursor.execute(question, parameters or {}).fetchall()

    def remembered(
        self, question: str, kind: type[_Row], sites: Collection[str], **parameters: Any
    ) -> list[_Row]:
        """The answer about some sites, asked only for those that were replaced since it was.

        `question` gives rows of `kind`, whose first field is `site_id`; it takes `$sites` besides
        the parameters, and may not look from one site at another. Rows of a site are together.
        """
        answers = self._answers(question, *sorted(parameters.items()))
        # Counted before asking: what is replaced meanwhile is asked again, never kept as newer.
        now = {site: self.replaced(site) for site in sites}
        stale = [site for site, count in now.items() if answers.get(site, (None,))[0] != count]
        if stale:
            rows: dict[str, list[_Row]] = {site: [] for site in stale}
            for row in self.ask(question, {**parameters, "sites": stale}):
                rows[row[0]].append(kind._make(row))
            answers.update((site, (now[site], found)) for site, found in rows.items())
        return [row for site in now for row in answers[site][1]]

    def seen_by(self, sites: Collection[str] | None) -> "Analytics":
        """The same copy, whose answers are about these sites only; `None` is every site."""
        return self if sites is None else SeenAnalytics(self, frozenset(sites))

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor for one call: a connection shared by threads would mix up their rows."""
        cursor = self._connection.cursor()
        try:
            yield cursor
        finally:
            cursor.close()

    def _put(self, copies: list[SiteCopy], tables: Sequence[str]) -> None:
        if not copies:
            return
        rows = _rows(copies)
        ids = [copy.site.site_id for copy in copies]
        with self.cursor() as cursor:
            cursor.execute("BEGIN")
            for name in tables:
                cursor.execute(
                    f"DELETE FROM {name} WHERE site_id IN (SELECT unnest($ids))", {"ids": ids}
                )
                cursor.register("incoming", _arrow(_TABLES[name], rows[name]))
                cursor.execute(f"INSERT INTO {name} FROM incoming")
                cursor.unregister("incoming")
            cursor.execute("COMMIT")
        for site_id in ids:
            self._replaced[site_id] = self._replaced.get(site_id, 0) + 1


class SeenAnalytics(Analytics):
    """A copy of which some sites are seen: no question is about another, whatever it asks for.

    A question has to say which sites it is about, as the parameter `sites`. Nothing can be put
    into it.
    """

    def __init__(self, whole: Analytics, sites: frozenset[str]) -> None:
        self._asked = whole
        self._seen = sites

    @property
    def revision(self) -> int:  # type: ignore[override]
        return self._asked.revision

    def replaced(self, site_id: str) -> int:
        return self._asked.replaced(site_id)

    def ask(self, question: str, parameters: Mapping[str, Any] | None = None) -> list[Any]:
        """Run one query about those of its sites that are seen."""
        given = dict(parameters or {})
        given["sites"] = [site for site in given["sites"] if site in self._seen]
        return self._asked.ask(question, given)

    def remembered(
        self, question: str, kind: type[_Row], sites: Collection[str], **parameters: Any
    ) -> list[_Row]:
        seen = [site for site in sites if site in self._seen]
        return self._asked.remembered(question, kind, seen, **parameters)

    def seen_by(self, sites: Collection[str] | None) -> Analytics:
        return self if sites is None else SeenAnalytics(self._asked, self._seen & set(sites))

    def replace(self, *_: object, **__: object) -> None:
        raise RuntimeError("a copy that is seen in part is not written to")

    def compact(self) -> None:
        raise RuntimeError("a copy that is seen in part is not written to")

    def cursor(self) -> Any:
        raise RuntimeError("a copy that is seen in part answers questions only")


def _no_answers(*_: object) -> dict[str, tuple[int, list[Any]]]:
    return {}


def millionths(value: Exact | None) -> int | None:
    """Whole millionths, rounded down."""
    return None if value is None else value.numerator * MILLION // value.denominator


def _arrow(columns: Mapping[str, pa.DataType], rows: list[tuple[Any, ...]]) -> pa.Table:
    lists = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    return pa.table(
        {
            name: pa.array(values, type=kind)
            for (name, kind), values in zip(columns.items(), lists, strict=True)
        }
    )


def _rows(copies: list[SiteCopy]) -> Rows:
    rows: Rows = {name: [] for name in _TABLES}
    for copy in copies:
        rows["site"].append(tuple(copy.site))
        rows["fact"].extend(_facts(copy))
        for part, end in zip(copy.parts, _ends([part.start for part in copy.parts]), strict=True):
            rows["step"].extend(_steps(copy.site.site_id, part, end))
            rows["element_step"].extend(_elements(copy.site.site_id, part, end))
            rows["criterion_step"].extend(_criteria(copy.site.site_id, part, end))
    return rows


def _steps(site_id: str, part: Part, end: date) -> Iterator[tuple[Any, ...]]:
    steps = part.timeline.steps
    for place, day, until in _within([step.day for step in steps], part.start, end):
        step = steps[place]
        yield (
            site_id,
            day,
            until,
            step.level,
            millionths(step.score),
            *(
                value * MILLION // step.unit
                for value in (step.earned, step.possible, step.confirmed, step.not_applicable)
            ),
            step.answered,
            step.applicable,
            len(step.failed_gates),
        )


def _elements(site_id: str, part: Part, end: date) -> Iterator[tuple[Any, ...]]:
    for place, element in enumerate(part.framework.elements):
        gates = {gate.id for gate in part.framework.gates if gate.element == element.id}
        changes: list[tuple[date, int | None, int]] = []
        for step in part.timeline.steps:
            earned, possible = step.elements[place]
            score = 100 * MILLION * earned // possible if possible else None
            failed = len(gates.intersection(step.failed_gates)) if gates else 0
            if not changes or changes[-1][1:] != (score, failed):
                changes.append((step.day, score, failed))
        for change, day, until in _within([change[0] for change in changes], part.start, end):
            yield (site_id, element.id, day, until, *changes[change][1:])


def _criteria(site_id: str, part: Part, end: date) -> Iterator[tuple[Any, ...]]:
    for changes in part.timeline.criteria:
        for place, day, until in _within([change.day for change in changes], part.start, end):
            scored = changes[place].scored
            lost = millionths(scored.points_possible - scored.points_earned)
            yield (
                site_id,
                scored.criterion.id,
                scored.criterion.element,
                day,
                until,
                str(scored.state),
                scored.gate_failed,
                scored.last_day,
                lost,
                scored.criterion.gate,
                scored.confirmed,
                str(scored.points_earned),
            )


def _facts(copy: SiteCopy) -> Iterator[tuple[Any, ...]]:
    """One row for each value in force; a text that lists several (by ;) gives one row each."""
    by_day: dict[date, Mapping[str, str]] = {date.min: {}}
    for profile in copy.profiles:
        by_day[profile.recorded_on] = profile.values
    for field in copy.parts[-1].framework.profile_fields:
        default = "" if field.default is None else str(field.default)
        changes: list[tuple[date, str]] = []
        for day, values in by_day.items():
            text = values.get(field.id) or default
            if not changes or changes[-1][1] != text:
                changes.append((day, text))
        for (day, text), until in zip(changes, _ends([day for day, _ in changes]), strict=True):
            parts = text.split(";") if field.type == "text" else [text]
            for part in filter(None, map(str.strip, parts)):
                yield (copy.site.site_id, day, until, field.id, part)


def _within(days: Sequence[date], start: date, end: date) -> Iterator[tuple[int, date, date]]:
    """(place, from_day, until_day) of the changes that hold between two days."""
    for place, (day, until) in enumerate(zip(days, _ends(days), strict=True)):
        if day < end and until > start:
            yield place, max(day, start), min(until, end)


def _ends(days: Sequence[date]) -> list[date]:
    return [*days[1:], END]
