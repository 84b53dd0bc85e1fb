"""The slides between the first and the last: each one finding, with its picture and table."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from readiness.exports.slide_charts import Series, add_chart
from readiness.exports.slide_parts import (
    EMU,
    Cell,
    Column,
    add_notes,
    add_table,
    add_text,
    new_slide,
)
from readiness.exports.slide_template import Box, Template
from readiness.exports.typeset import line
from readiness.services.reports import NetworkReport
from readiness.views import actions as action_words
from readiness.views import forecast_sentences
from readiness.views import network as tables
from readiness.views import reports as words
from readiness.views import slides as said
from readiness.views.sentences import capitalised, day, overview_sentence

MOST_BARS = 10
MOST_ROWS = 20
"""More rows of a table than this never fit a slide."""
_FEW = 7


class Deck(NamedTuple):
    """What every slide is made with."""

    template: Template
    report: NetworkReport
    signs: Mapping[str, Any]

    @property
    def area(self) -> Box:
        return self.template.area

    @property
    def scale(self) -> float:
        return self.template.scale

    @property
    def line_colour(self) -> str:
        return str(self.signs["page"]["quiet"])

    def slide(self, title: str, notes: Sequence[str]) -> Any:
        """A slide with its finding, its notes and its footer."""
        view = self.report.overview
        footer = (
            f"Network readiness as of {day(view.as_of)} · {words.versions(view.framework)}"
        ).rstrip(".")
        slide = new_slide(self.template, line(title), line(footer, 160))
        add_notes(slide, [*notes, *said.closing(self.report)])
        return slide


def status(deck: Deck) -> None:
    """Sites by level, and what the overview says."""
    view = deck.report.overview
    slide = deck.slide(said.status_title(view), said.status_notes(view))
    if not view.sites:
        add_text(slide, deck.area, [said.NO_SITES], deck.scale)
        return
    frame = tables.levels(view)
    signs = [deck.signs["levels"][level] for level in frame["level"]]
    sites = frame["sites"].tolist()
    pairs = zip(frame["title"], sites, strict=True)
    add_chart(
        slide,
        deck.area.part(0, 0.56),
        [f"{sign['symbol']} {title}" for sign, title in zip(signs, frame["title"], strict=True)],
        [Series("Sites", sites, signs)],
        deck.scale,
        alt="Bars: sites by level. " + "; ".join(f"{title} {n}" for title, n in pairs) + ".",
        form="#,##0",
        lying=True,
    )
    ahead = deck.report.forecast
    texts = [overview_sentence(view)]
    if view.assessed:
        texts.append(forecast_sentences.sentence(ahead, f"on {day(view.as_of)}"))
    else:
        texts.append(said.NOT_ASSESSED)
    renewed = forecast_sentences.renewed_sentence(ahead)
    texts += [renewed] if renewed else []
    add_text(slide, deck.area.part(0.6, 1), texts, deck.scale)


def elements(deck: Deck) -> None:
    """Mean score of each core element, and at how many sites a must-have of it fails."""
    view = deck.report.overview
    frame = said.elements(view)
    core = any(element.core for element in view.framework.elements)
    notes = said.elements_notes(frame, view)
    slide = deck.slide(said.elements_title(frame, core=core), notes)
    scores = [None if pd.isna(score) else float(score) for score in frame["score"]]
    add_chart(
        slide,
        deck.area.part(0, 0.58),
        frame["element"].tolist(),
        [Series("Mean score", scores, [_accent(deck)])],
        deck.scale,
        alt="Bars: mean score of each element, lowest first. " + " ".join(notes[:-1]),
        form="0.0",
        lying=True,
        highest=100,
    )
    rows = [[row["element"], f"{row['failing']} of {row['n']}"] for row in frame.to_dict("records")]
    add_table(
        slide,
        deck.area.part(0.62, 1),
        [Column("Element", 0.52), Column("Must-have fails at", 0.48, number=True)],
        rows,
        deck.scale,
        alt="At how many sites a must-have of each element fails.",
        more=("element", "elements"),
        ink=deck.line_colour,
    )


def _accent(deck: Deck) -> dict[str, str]:
    accent = str(deck.signs["page"]["accent"])
    return {"fill": accent, "ink": accent}


def must_haves(deck: Deck) -> None:
    """The must-haves that fail at most sites."""
    view = deck.report.overview
    slide = deck.slide(said.must_haves_title(view), said.must_haves_notes(view, MOST_BARS))
    frame = tables.failed_gates(view)
    worst, left = frame.head(MOST_BARS), len(frame) - MOST_BARS
    red = deck.signs["states"]["Not met"]
    high = round(0.35 * deck.scale * EMU)
    # A few bars are no thicker than many.
    share = min(1.0, 0.2 + 0.12 * len(worst))
    box = deck.area._replace(height=round((deck.area.height - high) * share))
    sites = worst["sites"].tolist()
    add_chart(
        slide,
        box,
        worst["title"].tolist(),
        [Series("Sites", sites, [red])],
        deck.scale,
        alt="Bars: must-haves by the sites at which they fail. "
        + " ".join(said.must_haves_notes(view, MOST_BARS)[: len(worst)]),
        form=f'#,##0" of {len(view.assessed):,}"',
        lying=True,
    )
    if left > 0:
        below = box._replace(top=box.bottom, height=high)
        more = f"and {left} more {'must-have' if left == 1 else 'must-haves'}"
        add_text(slide, below, [more], deck.scale, largest=12)


def movement(deck: Deck) -> None:
    """Who rose, who fell, and from which level to which."""
    view = deck.report.overview
    slide = deck.slide(said.movement_title(view), said.movement_notes(view))
    moved = said.moves(view)
    if not view.assessed:
        add_text(slide, deck.area, [said.NOTHING_MOVES], deck.scale)
        return
    sides = [(title, frame) for title, frame in (("▲ Up", moved.up), ("▼ Down", moved.down))]
    box, other = deck.area, said.level_only(view)
    if not len(moved.up) + len(moved.down):
        same = f"Every site has the score that it had on {day(view.since)}"
        add_text(slide, box, [f"{same}; {other}." if other else f"{same}."], deck.scale)
        return
    if other:
        high = round(0.35 * deck.scale * EMU)
        box = box._replace(height=box.height - high)
        add_text(
            slide,
            box._replace(top=box.bottom, height=high),
            [f"{capitalised(other)}."],
            deck.scale,
            largest=12,
        )
    largest = 14.0 if max(len(frame) for _, frame in sides) <= _FEW else 12.0
    for part, (title, frame) in zip((box.part(0, 0.485), box.part(0.515, 1)), sides, strict=True):
        _moved(deck, slide, part, f"{title}: {len(frame)}", frame, largest)


def _moved(
    deck: Deck, slide: Any, box: Box, title: str, frame: pd.DataFrame, largest: float
) -> None:
    rows = [
        [row["site"], _levels(deck, row), _change(row)]
        for row in frame.head(MOST_ROWS).to_dict("records")
    ]
    add_table(
        slide,
        box,
        [Column(title, 0.3), Column("Level", 0.48), Column("Score", 0.22, number=True)],
        rows,
        deck.scale,
        alt=f"{title}. Sites with their level and score before and after.",
        more=("site", "sites"),
        total=len(frame),
        ink=deck.line_colour,
        largest=largest,
    )


def _levels(deck: Deck, row: Mapping[Any, Any]) -> str:
    """Its level as symbol and word, both levels where it is another one."""
    before, after = (
        f"{deck.signs['levels'].get(level, {}).get('symbol', '')} {title}".strip()
        for level, title in ((row["level_before"], row["From"]), (row["level_after"], row["To"]))
    )
    return after if row["level_before"] == row["level_after"] else f"{before} → {after}"


def _change(row: Mapping[Any, Any]) -> str:
    before, after = (
        "–" if pd.isna(score) else f"{score:.1f}"
        for score in (row["score_before"], row["score_after"])
    )
    return f"{before} → {after}"


def lapses(deck: Deck) -> None:
    """How much lapses in which month, and what comes first."""
    view = deck.report.overview
    slide = deck.slide(said.lapses_title(view), said.lapses_notes(view))
    frame = tables.lapse_buckets(view)
    clock, rest = deck.signs["states"]["Lapsed"], deck.signs["states"]["Unanswered"]
    add_chart(
        slide,
        deck.area.part(0, 0.42),
        frame["bucket"].tolist(),
        [
            Series("Must-haves", frame["must_haves"].tolist(), [clock]),
            Series("Other criteria", frame["others"].tolist(), [rest]),
        ],
        deck.scale,
        alt="Columns: criteria by their last day. " + " ".join(said.lapses_notes(view)[:-1]),
        form="#,##0",
        lying=False,
    )
    rows = [
        [day(row["Last day"]), row["Site"], row["Criterion"], row["Must-have"] or "no"]
        for row in tables.lapses(view).head(MOST_ROWS).to_dict("records")
    ]
    add_table(
        slide,
        deck.area.part(0.46, 1),
        [
            Column("Last day", 0.19),
            Column("Site", 0.25),
            Column("Criterion", 0.39),
            Column("Must-have", 0.17),
        ],
        rows,
        deck.scale,
        alt="What lapses first: last day, site, criterion, and whether it is a must-have.",
        more=("last day", "last days"),
        total=len(view.lapses),
        ink=deck.line_colour,
    )


def actions(deck: Deck) -> None:
    """Unfinished actions, overdue first."""
    report = deck.report
    view = report.overview
    slide = deck.slide(
        said.actions_title(report.actions, view), said.actions_notes(report.actions, view)
    )
    left = action_words.chosen(report.actions, action_words.UNFINISHED, view.as_of)
    if not left:
        add_text(slide, deck.area, said.NO_ACTIONS, deck.scale)
        return
    rows: list[list[str | Cell]] = [
        [
            day(action.due_on),
            action.title,
            report.sites[action.site_id].site_name,
            action.owner,
            Cell(action_words.state_word(action, view.as_of), action.overdue_on(view.as_of)),
        ]
        for action in left[:MOST_ROWS]
    ]
    add_table(
        slide,
        deck.area,
        [
            Column("Due on", 0.12),
            Column("Action", 0.36),
            Column("Site", 0.22),
            Column("Owner", 0.16),
            Column("State", 0.14),
        ],
        rows,
        deck.scale,
        alt="Unfinished actions, overdue first: due day, action, site, owner, state.",
        more=("action", "actions"),
        total=len(left),
        ink=deck.line_colour,
    )
