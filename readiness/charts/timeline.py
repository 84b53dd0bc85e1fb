"""A site's score and level over time: a step line, and its levels as a strip beneath.

Frame: from_day (date), until_day (date; missing for the last one), score (0 to 100, NaN where
there is none), level (id), title (the level's word). Oldest first; each holds until the next
begins, the last until `last`. What lies after `as_of` is what comes if nobody acts: dashed.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import pandas as pd

from readiness.charts.palette import LADDER, PAGES, Theme, level_signs
from readiness.charts.template import SMALL, TEXT, Figure, empty_figure, figure_of
from readiness.charts.timeline_marks import events, notes, rules
from readiness.charts.wording import day, listed, one_decimal, sentence

COLUMNS = ("from_day", "until_day", "score", "level", "title")
MILLISECONDS_A_DAY = 86_400_000


class Piece(NamedTuple):
    """The site from `start` until `end`, where the next piece begins."""

    start: date
    end: date
    score: float | None
    level: str
    title: str


def figure(
    frame: pd.DataFrame,
    *,
    as_of: date,
    first: date,
    last: date,
    thresholds: Sequence[tuple[str, float]] = (),
    ladder: Sequence[str] = LADDER,
    marks: Sequence[tuple[date, str]] = (),
    theme: Theme = "light",
    narrow: bool = False,
) -> Figure:
    """`thresholds` are the levels' words with their minimum score; `ladder` lowest level first.

    `marks` are days with the words of what set the site off on them.
    """
    pieces = _pieces(frame, first, last)
    if not pieces:
        return empty_figure("Nothing is recorded in this period", theme)
    return figure_of(
        [
            _line([_cut(piece, first, as_of) for piece in pieces], "solid", theme),
            _line([_cut(piece, as_of, last) for piece in pieces], "dot", theme),
            _strip(pieces, first, last, ladder, theme, narrow=narrow),
            *events([(on, said) for on, said in marks if first <= on <= last], theme),
        ],
        theme,
        height=320,
        barmode="overlay",
        margin={"l": 8, "r": 12, "t": 34, "b": 8, "pad": 4},
        uniformtext={"mode": "hide", "minsize": SMALL},
        xaxis=_days(first, last, narrow=narrow),
        yaxis={"domain": [0.24, 1], "range": [0, 104], "tickvals": [0, 25, 50, 75, 100]},
        yaxis2={"domain": [0, 0.14], "range": [-0.5, 0.5], "visible": False, "fixedrange": True},
        shapes=rules(as_of, [score for _, score in thresholds if score > 0], theme),
        annotations=notes(
            as_of,
            _score_on(pieces, as_of),
            first,
            last,
            thresholds,
            theme,
            _score_on(pieces, first),
            narrow=narrow,
        ),
    )


def _pieces(frame: pd.DataFrame, first: date, last: date) -> list[Piece]:
    starts = [_date(value) for value in frame["from_day"].tolist()]
    ends = [*starts[1:], last][: len(starts)]
    scores = [None if pd.isna(score) else float(score) for score in frame["score"].tolist()]
    columns = (starts, ends, scores, frame["level"].tolist(), frame["title"].tolist())
    cut = [_cut(Piece(*line), first, last) for line in zip(*columns, strict=True)]
    return [piece for piece in cut if piece.start < piece.end]


def _date(value: Any) -> date:
    found: date = pd.Timestamp(value).date()
    return found


def _cut(piece: Piece, first: date, last: date) -> Piece:
    """The part of a piece between two days; empty where it starts on or after its end."""
    return piece._replace(start=max(piece.start, first), end=min(piece.end, last))


def _score_on(pieces: list[Piece], as_of: date) -> float | None:
    found = [piece.score for piece in pieces if piece.start <= as_of < piece.end]
    return found[0] if found else None


def _line(pieces: list[Piece], dash: str, theme: Theme) -> dict[str, Any]:
    days: list[date] = []
    scores: list[float | None] = []
    texts: list[str] = []
    for piece in pieces:
        if piece.start < piece.end:
            days += [piece.start, piece.end]
            scores += [piece.score, piece.score]
            texts += [_hover(piece)] * 2
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [value.isoformat() for value in days],
        "y": scores,
        "line": {"color": PAGES[theme].accent, "width": 3, "dash": dash},
        "text": texts,
        "hovertemplate": "%{text}<extra></extra>",
    }


def _hover(piece: Piece) -> str:
    score = "no score" if piece.score is None else f"{one_decimal(piece.score)} of 100"
    return f"<b>{piece.title}</b>, {score}<br>from {day(piece.start)}"


def _strip(
    pieces: list[Piece],
    first: date,
    last: date,
    ladder: Sequence[str],
    theme: Theme,
    *,
    narrow: bool,
) -> dict[str, Any]:
    """The levels as bars, neighbours of one level joined; words where they have room."""
    titles = {piece.level: piece.title for piece in pieces}
    signs = level_signs([*ladder, *(level for level in titles if level not in ladder)], titles)
    joined, width = _joined(pieces), 300 if narrow else 900
    shown = [signs[piece.level] for piece in joined]
    colours = [sign.colours(theme) for sign in shown]
    room = [width * (piece.end - piece.start) / (last - first) for piece in joined]
    texts = [
        sign.label if pixels >= 8 * len(sign.label) + 8 else sign.symbol
        for sign, pixels in zip(shown, room, strict=True)
    ]
    return {
        "type": "bar",
        "orientation": "h",
        "yaxis": "y2",
        "y": [0] * len(joined),
        "width": 1,
        "base": [piece.start.isoformat() for piece in joined],
        "x": [(piece.end - piece.start).days * MILLISECONDS_A_DAY for piece in joined],
        "text": texts,
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "insidetextfont": {"size": TEXT, "color": [colour.on_fill for colour in colours]},
        "marker": {
            "color": [colour.fill for colour in colours],
            "line": {"color": [colour.ink for colour in colours], "width": 1},
        },
        "hovertext": [_period(piece) for piece in joined],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _joined(pieces: list[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].level == piece.level and joined[-1].end == piece.start:
            joined[-1] = joined[-1]._replace(end=piece.end)
        else:
            joined.append(piece)
    return joined


def _period(piece: Piece) -> str:
    last_day = piece.end - timedelta(days=1)
    return f"<b>{piece.title}</b><br>{day(piece.start)} to {day(last_day)}"


def _days(first: date, last: date, *, narrow: bool) -> dict[str, Any]:
    return {
        "type": "date",
        "range": [first.isoformat(), last.isoformat()],
        "anchor": "y2",
        "tickformat": "%-d %b" if (last - first).days < 100 else "%b %Y",
        "nticks": 4 if narrow else 8,
    }


def summary(frame: pd.DataFrame, *, as_of: date, marks: Sequence[tuple[date, str]] = ()) -> str:
    """Level and score on the as-of date, the next change of level if nobody acts, and the marks."""
    said = _level_summary(frame, as_of)
    if not marks:
        return said
    return f"{said} Marked: {listed([f'{what} on {day(on)}' for on, what in marks])}."


def _level_summary(frame: pd.DataFrame, as_of: date) -> str:
    known = [
        (_date(start), score, title)
        for start, score, title in zip(
            frame["from_day"], frame["score"], frame["title"], strict=True
        )
    ]
    now = [line for line in known if line[0] <= as_of]
    if not now:
        return sentence(f"nothing is recorded on or before {day(as_of)}")
    _, score, title = now[-1]
    said = "without a score" if pd.isna(score) else f"with a score of {one_decimal(score)}"
    start = f"on {day(as_of)} the site is {title}, {said}"
    for later, _, next_title in known[len(now) :]:
        if next_title != title:
            return sentence(f"{start}; if nobody acts it is {next_title} from {day(later)}")
    return sentence(f"{start}; no change of level lies ahead")
