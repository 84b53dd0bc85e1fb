"""The sheets of the network's workbook as columns and rows, in the words of the screens."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import NamedTuple

from readiness.domain.assessment import Finding, Response
from readiness.domain.explanation import level_title
from readiness.domain.framework import Criterion
from readiness.domain.scoring import CriterionScore
from readiness.domain.wording import requirement_in_words
from readiness.exports.sheet_rows import Cell
from readiness.services.snapshot import SiteOnDate, Snapshot
from readiness.views import framework as framework_view
from readiness.views import network as network_view
from readiness.views.actions import state_word
from readiness.views.site import STATE_WORDS, answer_in_words

PLAIN, SCORE, SHARE, POINTS, STATE = "plain", "score", "share", "points", "state"
NOT_ASKED = "Not asked"
"""A criterion that the framework version of a site does not have."""


class Column(NamedTuple):
    """A column: its kind says how its numbers look and whether its words have colours."""

    title: str
    width: float = 14
    kind: str = PLAIN


@dataclass(frozen=True)
class Sheet:
    """A sheet; `frozen` columns stay in sight. A matrix has upright titles after those."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    frozen: int = 2
    matrix: bool = False


_SITE = (Column("Site id", 10), Column("Site", 30))
_SCORES = (
    Column("No.", 6),
    *_SITE,
    Column("Practice", 22),
    Column("Region", 14),
    Column("Level", 18),
    Column("Score", 9, SCORE),
    Column("Points", 10, POINTS),
    Column("Of", 10, POINTS),
    Column("Must-haves failed", 12),
    Column("Answered", 10, SHARE),
    Column("Confirmed", 10, SHARE),
    Column("Framework version", 12),
    Column("Check", 10),
)
_CRITERIA = (
    Column("No.", 6),
    *_SITE,
    Column("Criterion", 44),
    Column("Code", 8),
    Column("Element", 28),
    Column("Must-have", 10),
    Column("Asked for", 34),
    Column("Answer", 26),
    Column("State", 16, STATE),
    Column("Points", 9, POINTS),
    Column("Of", 9, POINTS),
    Column("Last day", 13),
    Column("Confirmed", 11),
)


def score_column(title: str) -> int:
    """The place of a column of the scores, from 0."""
    return [column.title for column in _SCORES].index(title)


def criteria_column(title: str) -> int:
    """The place of a column of the criteria, from 0."""
    return [column.title for column in _CRITERIA].index(title)


def adds_up(row: SiteOnDate) -> bool:
    """Whether the points of a site are exactly those of its criteria."""
    criteria = row.score.criteria
    return row.score.points.earned == sum(scored.points_earned for scored in criteria) and (
        row.score.points.possible == sum(scored.points_possible for scored in criteria)
    )


def levels(snapshot: Snapshot) -> list[tuple[str, int]]:
    """How many sites have each level, highest first."""
    frame = network_view.levels(snapshot.view)
    return [
        (title, int(sites)) for title, sites in zip(frame["title"], frame["sites"], strict=True)
    ]


def states(snapshot: Snapshot) -> Sheet:
    """Sites down, criteria across, the state of each in words."""
    asked = {scored.criterion.id for row in snapshot.sites for scored in row.score.criteria}
    criteria = [row for key, row in snapshot.criterion.items() if key in asked]

    def rows() -> Iterator[list[Cell]]:
        for row in snapshot.sites:
            states = {scored.criterion.id: STATE_WORDS[scored.state] for scored in
                      row.score.criteria}  # fmt: skip
            level = level_title(row.framework, row.score.level)
            cells = [states.get(criterion.id, NOT_ASKED) for criterion in criteria]
            yield [row.site.site_id, row.site.site_name, level, *cells]

    columns = (*_SITE, Column("Level", 18), *(_upright(row) for row in criteria))
    return Sheet("Sites x criteria", columns, rows(), frozen=3, matrix=True)


def _upright(criterion: Criterion) -> Column:
    must_have = " (must-have)" if criterion.gate else ""
    return Column(f"{criterion.title}{must_have}", 12, STATE)


def scores(snapshot: Snapshot) -> Sheet:
    """One row for each site: the score as the screens show it; the check is written apart."""

    def rows() -> Iterator[list[Cell]]:
        for number, row in enumerate(snapshot.sites, 1):
            score = row.score
            yield [
                number,
                row.site.site_id,
                row.site.site_name,
                row.site.practice,
                row.site.region,
                level_title(row.framework, score.level),
                _shown(score.score) if score.assessed else None,
                score.points.earned,
                score.points.possible,
                len(score.failed_gates) if score.assessed else None,
                _whole_percent(score.answered_share),
                _whole_percent(score.confirmed_share),
                row.framework.version,
                None,
            ]

    return Sheet("Scores", _SCORES, rows(), frozen=3)


def _shown(score: Fraction | None) -> Fraction | None:
    """One decimal, rounded down, as every screen shows it."""
    return None if score is None else Fraction(floor(score * 10), 10)


def _whole_percent(share: Fraction | None) -> Fraction | None:
    """Whole percent, rounded down as on every screen: only all of it is 100%."""
    return None if share is None else Fraction(floor(share * 100), 100)


def criteria(snapshot: Snapshot) -> Sheet:
    """One row for each site and criterion: the score term by term."""

    def rows() -> Iterator[list[Cell]]:
        asked: dict[tuple[str, str], str] = {}
        for number, row in enumerate(snapshot.sites, 1):
            for scored in row.score.criteria:
                criterion = scored.criterion
                key = (row.framework.version, criterion.id)
                if key not in asked:
                    asked[key] = requirement_in_words(criterion, row.framework)
                yield [
                    number,
                    row.site.site_id,
                    row.site.site_name,
                    criterion.title,
                    criterion.id,
                    row.framework.element[criterion.element].title,
                    "yes" if criterion.gate else "",
                    asked[key],
                    _answer(row, scored),
                    STATE_WORDS[scored.state],
                    scored.points_earned,
                    scored.points_possible,
                    scored.last_day,
                    "yes" if scored.confirmed else "",
                ]

    return Sheet("Criteria", _CRITERIA, rows(), frozen=4)


def _answer(row: SiteOnDate, scored: CriterionScore) -> str:
    responses = row.answered.responses.get(scored.criterion.id)
    return answer_in_words(scored, responses[-1]) if responses else ""


def gaps(snapshot: Snapshot) -> Sheet:
    """The gaps of each site in the order to close them."""
    columns = (
        *_SITE,
        Column("Place", 7),
        Column("Gap", 44),
        Column("Must-have", 10),
        Column("State", 16, STATE),
        Column("Points to gain", 10, POINTS),
        Column("Hours of work", 10, POINTS),
        Column("Score after", 9, SCORE),
        Column("Level after", 18),
    )

    def rows() -> Iterator[list[Cell]]:
        for row in snapshot.sites:
            for place, gap in enumerate(row.gaps, 1):
                yield [
                    row.site.site_id,
                    row.site.site_name,
                    place,
                    gap.scored.criterion.title,
                    "yes" if gap.must_have else "",
                    STATE_WORDS[gap.scored.state],
                    gap.points_lost,
                    gap.scored.criterion.effort_hours,
                    _shown(gap.score_after),
                    level_title(row.framework, gap.level_after),
                ]

    return Sheet("Gaps", columns, rows())


def actions(snapshot: Snapshot) -> Sheet:
    """The actions as they stood on the day, what is overdue first."""
    columns = (
        *_SITE,
        Column("Due on", 13),
        Column("Action", 44),
        Column("Owner", 24),
        Column("State", 18),
        Column("Closes", 60),
        Column("Reason it was dropped", 30),
    )
    names = {row.site.site_id: row.site.site_name for row in snapshot.sites}

    def rows() -> Iterator[list[Cell]]:
        for action in snapshot.actions:
            titles = (snapshot.criterion.get(key) for key in action.criteria)
            closes = "; ".join(found.title for found in titles if found)
            yield [
                action.site_id,
                names[action.site_id],
                action.due_on,
                action.title,
                action.owner,
                state_word(action, snapshot.as_of),
                closes,
                action.reason,
            ]

    return Sheet("Actions", columns, rows())


def history(snapshot: Snapshot) -> Sheet:
    """Everything recorded up to the day by site and criterion: responses, then findings."""
    columns = (
        *_SITE,
        Column("Criterion", 44),
        Column("Code", 8),
        Column("Recorded at (UTC)", 18),
        Column("What", 10),
        Column("Answer or conclusion", 20),
        Column("Numerator", 11),
        Column("Denominator", 11),
        Column("Evidence date", 13),
        Column("End date", 13),
        Column("Evidence", 44),
        Column("Reason", 36),
        Column("Recorded by", 24),
    )

    def rows() -> Iterator[list[Cell]]:
        for row in snapshot.sites:
            about = (row.site.site_id, row.site.site_name)
            for key, responses in row.recorded.responses.items():
                for response in responses:
                    yield [*about, _title(snapshot, key), key, *_stated(response)]
            for key, findings in row.recorded.findings.items():
                for finding in findings:
                    yield [*about, _title(snapshot, key), key, *_concluded(finding)]

    return Sheet("History", columns, rows())


def _title(snapshot: Snapshot, key: str) -> str:
    found = snapshot.criterion.get(key)
    return found.title if found else key


def _stated(row: Response) -> tuple[Cell, ...]:
    return (
        row.recorded_at,
        "Response",
        row.answer,
        row.numerator,
        row.denominator,
        row.evidence_date,
        row.end_date,
        row.evidence,
        row.na_reason,
        row.recorded_by,
    )


def _concluded(row: Finding) -> tuple[Cell, ...]:
    nothing = (None,) * 5
    return (row.recorded_at, "Finding", row.conclusion, *nothing, row.reason, row.recorded_by)


def framework(snapshot: Snapshot) -> Sheet:
    """What the sites are measured against: the newest version."""
    frame = framework_view.criteria(snapshot.framework)
    wide = {"Criterion": 44, "Element": 28, "Asked for": 40, "Applies": 34, "Stays good": 34}
    columns = [Column(str(title), wide.get(str(title), 14)) for title in frame.columns]
    rows = (
        [None if cell is None or cell != cell else cell for cell in row]
        for row in frame.itertuples(index=False, name=None)
    )
    return Sheet("Framework", columns, rows, frozen=1)


MAKERS: tuple[Callable[[Snapshot], Sheet], ...] = (
    states,
    scores,
    criteria,
    gaps,
    actions,
    history,
    framework,
)
"""The sheets after the overview, in their order."""
