"""The network on a date as an XLSX workbook for reading, with cells that check the scores.

Everything is a value except the check cells: they add up the points of the criteria again by
formula. No text can run as a formula. The same input gives the same bytes.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

from readiness.domain.scoring import SCORING_VERSION
from readiness.errors import ReadinessError
from readiness.exports import network_sheets as sheets
from readiness.exports.caution import CAUTION
from readiness.exports.network_sheets import Sheet
from readiness.exports.sheet_rows import Cell, Formula, RowsSheet, Styles
from readiness.exports.workbook_options import CREATED, TEXTS_STAY_TEXTS
from readiness.services.snapshot import Snapshot
from readiness.views.sentences import day, overview_sentence

OVERVIEW, SCORES, CRITERIA = "Overview", "Scores", "Criteria"
CHECK, GOOD, BAD = "Check", "OK", "Differs"
# Kept on the disk: what a large network needs of memory is a fifth less.
_OPTIONS = {**TEXTS_STAY_TEXTS, "in_memory": False}
# Background and text of each state; the word stands in the cell, so colour says nothing alone.
_STATES = {
    "Met": ("#E1F3E8", "#1B4D33"),
    "Partly met": ("#FFF3D6", "#5C4300"),
    "Not met": ("#FBE3E0", "#7A1F14"),
    "Lapsed": ("#FBE3E0", "#7A1F14"),
    "Not confirmed": ("#FBE3E0", "#7A1F14"),
    "Unanswered": ("#ECECEF", "#43434D"),
    "Not applicable": ("#F7F7F9", "#6B6B76"),
}
Progress = Callable[[int, int], None]
_LINE = 15
"""The height of a line, in points."""
_LINE_SIGNS = 90
"""So many signs surely fit a line of the second column of the overview."""
_PAGES_OF_MATRIX = 3
"""Sites x criteria is printed on so many pages side by side."""


class _Places(NamedTuple):
    """The columns of the criteria sheet that the check adds up, as absolute ranges."""

    number: str
    earned: str
    possible: str


def network_workbook(snapshot: Snapshot, on_progress: Progress | None = None) -> bytes:
    """The workbook of a snapshot.

    `on_progress` is called with (sheets written, sheets), within a long sheet again and again; what
    it raises ends the writing. Raises `ReadinessError` when a sheet cannot hold what is recorded.
    """
    stream = io.BytesIO()
    # Not by `with`, which would put the file together even when the writing was ended.
    book = xlsxwriter.Workbook(stream, _OPTIONS)
    book.set_properties(
        {
            "title": f"Readiness as of {day(snapshot.as_of)}",
            "subject": _version(snapshot),
            "comments": CAUTION,
            "created": CREATED,
        }
    )
    writer = _Writer(book, snapshot)
    writer.overview()
    makers = sheets.MAKERS
    report = on_progress or _silent
    for done, maker in enumerate(makers):
        writer.write(maker(snapshot), partial(report, done, len(makers)))
        report(done + 1, len(makers))
    book.close()
    return stream.getvalue()


def _silent(_done: int, _sheets: int) -> None:
    """Nobody waits to be told."""


def _version(snapshot: Snapshot) -> str:
    framework = snapshot.framework
    return f"{framework.title} {framework.version}, scoring rules {SCORING_VERSION}"


class _Writer:
    def __init__(self, book: Any, snapshot: Snapshot) -> None:
        self._book = book
        self._snapshot = snapshot
        wrapped = {"text_wrap": True, "valign": "top"}
        self._header = book.add_format(
            {"bold": True, "bottom": 1, "bg_color": "#E9EBF2", **wrapped}
        )
        self._upright = book.add_format(
            {"bold": True, "bottom": 1, "bg_color": "#E9EBF2", "rotation": 90, "text_wrap": True}
        )
        self._title = book.add_format({"bold": True, "font_size": 16})
        self._bold = book.add_format({"bold": True, "valign": "top"})
        self._text = book.add_format({"num_format": "@"})
        self._wrapped = book.add_format({"num_format": "@", **wrapped})
        self._styles = Styles(
            text=self._text,
            quoted=book.add_format({"num_format": "@", "quote_prefix": True}),
            day=book.add_format({"num_format": "d mmm yyyy", "align": "left"}),
            time=book.add_format({"num_format": "d mmm yyyy hh:mm", "align": "left"}),
        )
        self._numbers = {
            sheets.SCORE: book.add_format({"num_format": "0.0"}),
            sheets.SHARE: book.add_format({"num_format": "0%"}),
            sheets.POINTS: book.add_format({"num_format": "0.##"}),
        }
        self._states = [
            (word, book.add_format({"bg_color": back, "font_color": front}))
            for word, (back, front) in _STATES.items()
        ]
        self._good = book.add_format({"font_color": "#1B4D33"})
        self._bad = book.add_format({"bg_color": "#FBE3E0", "font_color": "#7A1F14", "bold": True})

    def overview(self) -> None:
        """What this is, of which day, by which rules, made by whom, with which caution."""
        snapshot = self._snapshot
        sheet = self._book.add_worksheet(OVERVIEW)
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 90)
        sheet.write_string(0, 0, "Readiness of the network", self._title)
        number = len(snapshot.sites)
        facts = [
            ("In one sentence", overview_sentence(snapshot.view)),
            ("As of", day(snapshot.as_of)),
            ("Framework", f"{snapshot.framework.title} {snapshot.framework.version}"),
            ("Scoring rules", SCORING_VERSION),
            ("Written on", day(snapshot.made_on)),
            ("Written for", snapshot.made_by),
            ("Database revision", str(snapshot.revision)),
            ("Sites", f"{number:,}, {'with' if snapshot.named else 'without'} names of persons"),
            ("Caution", CAUTION),
        ]
        if any(row.site.synthetic for row in snapshot.sites):
            facts.append(("Synthetic", "Some or all of these sites are made up."))
        for line, (label, words) in enumerate(facts, 2):
            sheet.write_string(line, 0, label, self._bold)
            self._string(sheet, line, 1, words, self._wrapped)
            # Said here, as not every program makes a row as high as its text when it opens a file.
            sheet.set_row(line, _LINE * max(1, -(-len(words) // _LINE_SIGNS)))
        line = len(facts) + 3
        sheet.write_string(line, 0, "Level", self._header)
        sheet.write_string(line, 1, "Sites", self._header)
        left = self._book.add_format({"align": "left"})
        for title, sites in sheets.levels(snapshot):
            line += 1
            self._string(sheet, line, 0, title, self._text)
            sheet.write_number(line, 1, sites, left)
        line += 2
        sheet.write_string(line, 0, CHECK, self._bold)
        column = xl_col_to_name(sheets.score_column(CHECK))
        cells = f"{SCORES}!${column}$2:${column}${number + 1}"
        sheet.write_formula(
            line,
            1,
            f'=IF(COUNTIF({cells},"{GOOD}")={number},"{GOOD}","{BAD}")' if number else f'="{GOOD}"',
            None,
            GOOD if all(sheets.adds_up(row) for row in snapshot.sites) else BAD,
        )
        sheet.write_string(
            line + 1, 1, f"Every score added up again from the sheet {CRITERIA}.", self._wrapped
        )
        self._for_printing(sheet, landscape=False)

    def write(self, made: Sheet, each: Callable[[], None]) -> None:
        """One sheet with a frozen header, filters and, where it has states, their colours."""
        sheet = self._book.add_worksheet(made.name, RowsSheet)
        sheet.freeze_panes(1, made.frozen)
        for place, column in enumerate(made.columns):
            sheet.set_column(place, place, column.width)
            style = self._upright if made.matrix and place >= made.frozen else self._header
            self._string(sheet, 0, place, column.title, style)
        sheet.set_row(0, 190 if made.matrix else 2 * _LINE)
        rows = self._checked(made.rows) if made.name == SCORES else made.rows
        numbers = [self._numbers.get(column.kind) for column in made.columns]
        last = sheet.add_rows(rows, self._styles, numbers, each)
        width = len(made.columns) - 1
        sheet.autofilter(0, 0, last, width)
        if made.name == SCORES:
            at = sheets.score_column(CHECK)
            for word, style in ((GOOD, self._good), (BAD, self._bad)):
                self._colour(sheet, (1, at, max(last, 1), at), word, style)
        for place, column in enumerate(made.columns):
            if last and column.kind == sheets.STATE:
                end = width if made.matrix else place
                self._colours(sheet, last, place, end)
                if made.matrix:
                    break
        self._for_printing(sheet, landscape=True)
        if made.matrix:  # on one page it could not be read
            sheet.repeat_columns(0, made.frozen - 1)
            sheet.fit_to_pages(_PAGES_OF_MATRIX, 0)

    def _string(self, sheet: Any, line: int, place: int, text: str, style: Any) -> None:
        if sheet.write_string(line, place, text, style) != 0:
            raise ReadinessError(
                f"Row {line + 1} of {sheet.get_name()} holds a text that is longer than a cell of "
                "a workbook. Export CSV."
            )

    def _checked(self, rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
        """In each row of the scores: do the points of its criteria add up to what stands here?"""
        total = sum(len(row.score.criteria) for row in self._snapshot.sites)
        places = _Places(
            *(
                f"{CRITERIA}!${letter}$2:${letter}${total + 1}"
                for letter in map(
                    xl_col_to_name, map(sheets.criteria_column, ("No.", "Points", "Of"))
                )
            )
        )
        at = sheets.score_column(CHECK)
        for line, (row, site) in enumerate(zip(rows, self._snapshot.sites, strict=True), 2):
            check = Formula(_check(line, places), GOOD if sheets.adds_up(site) else BAD)
            yield [*row[:at], check, *row[at + 1 :]]

    def _colours(self, sheet: Any, last: int, first_column: int, last_column: int) -> None:
        for word, style in self._states:
            self._colour(sheet, (1, first_column, last, last_column), word, style)

    def _colour(self, sheet: Any, area: tuple[int, int, int, int], word: str, style: Any) -> None:
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": style}
        sheet.conditional_format(*area, rule)

    def _for_printing(self, sheet: Any, *, landscape: bool) -> None:
        """Every printed page says of which day it is and by which rules, and carries its number."""
        if landscape:
            sheet.set_landscape()
            sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        words = f"As of {day(self._snapshot.as_of)}. {_version(self._snapshot)}"
        sheet.set_footer(f"&L&8{words.replace('&', '&&')[:180]}&R&8&P of &N")


def _check(line: int, places: _Places) -> str:
    """The formula: points, points possible and score of a row agree with the criteria sheet."""

    def cell(title: str) -> str:
        return f"${xl_col_to_name(sheets.score_column(title))}{line}"

    def total(of: str) -> str:  # by number: a site's id could be read as a pattern
        return f"SUMIFS({of},{places.number},{cell('No.')})"

    earned, possible = cell("Points"), cell("Of")
    score = f'IF({cell("Score")}="",TRUE,ABS(INT(1000*{total(places.earned)}/'
    score += f"{possible}+0.0000001)/10-{cell('Score')})<0.000001)"
    return (
        f"=IF(AND(ABS({total(places.earned)}-{earned})<0.000001,"
        f'ABS({total(places.possible)}-{possible})<0.000001,{score}),"{GOOD}","{BAD}")'
    )
