"""A workbook that scores a network as it stands on one day, in formulas, as one would build it.

One row for each site and criterion, one row for each site. Numbers are whole parts of a point, as
in the other variants, so that the result can be compared digit by digit.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from benchmarks.criteria import COUNTS, LEVELS, READY_FROM, UNIT, CriterionRow, Rules
from readiness.domain.assessment import History, Response
from readiness.domain.scoring import facts_on, newest_finding

FIELDS = ("service_level", *COUNTS)
_HEAD = (
    "Site", "Criterion", "Answer", "Of", "Out of", "Evidence", "End", "Finding",
    "Applies", "Asked", "Have", "Last day", "State", "Earned", "Possible", "Gate failed",
)  # fmt: skip
_NONE = "none"


def write_workbook(path: Path, table: Rules, histories: Sequence[History], day: date) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": False}) as book:
        summary, answers, sites = (
            book.add_worksheet(name) for name in ("Summary", "Answers", "Sites")
        )
        dates = book.add_format({"num_format": "yyyy-mm-dd"})
        sites.write_row(0, 0, ("Site", *FIELDS))
        sites.write_datetime(0, 10, day, dates)
        answers.write_row(0, 0, _HEAD)
        for number, history in enumerate(histories):
            known = history.until(day)
            facts = facts_on(table.framework, known.profiles[-1] if known.profiles else None)
            sites.write_row(number + 1, 0, [history.site_id, *(facts[name] for name in FIELDS)])
            for row in table.criteria:
                place = number * len(table.criteria) + row.place + 1
                _answer(answers, place, number + 1, row, table, known, dates)
            _summary(summary, number, table)


def _answer(
    sheet: Worksheet,
    place: int,
    site_place: int,
    row: CriterionRow,
    table: Rules,
    known: History,
    dates: Any,
) -> None:
    responses = known.responses.get(row.criterion_id, ())
    response = responses[-1] if responses else None
    sheet.write_row(place, 0, (known.site_id, row.criterion_id))
    if response is not None:
        _given(sheet, place, response, known, row.criterion_id, dates)
    line, site_line = place + 1, site_place + 1
    sheet.write_formula(place, 8, _applies(row, table, site_line))
    sheet.write_formula(place, 9, _asked(row, line, site_line))
    sheet.write_formula(place, 10, _have(row, line))
    months = "" if row.months is None else f'IF(F{line}="","",EDATE(F{line},{row.months}))'
    sheet.write_formula(place, 11, f'=IF(G{line}<>"",G{line},{months or chr(34) * 2})')
    excused = "FALSE"
    if row.na_allowed:
        excused = f'C{line}="not applicable"'
    if row.kind == "percent":
        excused = f'OR({excused},AND(E{line}<>"",E{line}=0))'
    answered = f'AND(C{line}="",E{line}="",F{line}="")' if row.kind == "date" else (
        f'AND(C{line}="",E{line}="")'
    )  # fmt: skip
    sheet.write_formula(
        place,
        12,
        f'=IF(NOT(I{line}),"not applicable",IF({answered},"unanswered",IF({excused},'
        f'"not applicable",IF(H{line}="not confirmed","not confirmed",'
        f'IF(AND(L{line}<>"",Sites!$K$1>L{line}),"lapsed",'
        f'IF(K{line}>=J{line},"met",IF(K{line}>0,"partly met","not met")))))))',
    )
    points = row.points * UNIT
    sheet.write_formula(
        place,
        13,
        f'=IF(M{line}="met",{points},IF(M{line}="partly met",{points}*K{line}/J{line},0))',
    )
    sheet.write_formula(place, 14, f'=IF(M{line}="not applicable",0,{points})')
    sheet.write_formula(place, 15, _gate(row, line))


def _given(
    sheet: Worksheet, place: int, response: Response, known: History, criterion: str, dates: Any
) -> None:
    for column, text in enumerate(
        (response.answer, response.numerator, response.denominator), start=2
    ):
        if text:
            number = text.replace(".", "", 1).isdigit()
            (sheet.write_number if number else sheet.write_string)(
                place, column, float(text) if number else text
            )
    for column, day in enumerate((response.evidence_date, response.end_date), start=5):
        if day is not None:
            sheet.write_datetime(place, column, day, dates)
    finding = newest_finding(response, known.findings.get(criterion, ()))
    if finding is not None:
        sheet.write_string(place, 7, finding.conclusion)


def _field(name: str, site_line: int) -> str:
    return f"Sites!${chr(ord('B') + FIELDS.index(name))}${site_line}"


def _applies(row: CriterionRow, table: Rules, site_line: int) -> str:
    if row.condition < 0:
        return "=TRUE"
    condition = table.conditions[row.condition]
    cell = _field(condition.field, site_line)
    if condition.at_least is None:
        return f'={cell}="{condition.word}"'
    return f"={cell}>={condition.at_least}"


def _asked(row: CriterionRow, line: int, site_line: int) -> str:
    """What meets the criterion, in whole numbers: tenths, or the product of two counts."""
    if row.formula_field:
        cell = _field(row.formula_field, site_line)
        return f"=10*MAX({row.at_least},{row.per_unit}*{cell})"
    if row.kind == "percent":
        return f'=IF(E{line}="",10,E{line})*{row.target}'
    if row.kind in ("count", "hours"):
        return f"=10*{row.target}"
    return "=2" if row.kind == "choice" else "=1"


def _have(row: CriterionRow, line: int) -> str:
    if row.kind == "choice":
        return f'=IF(C{line}="yes",2,IF(C{line}="partly",1,0))'
    if row.kind == "date":
        return "=1"
    if row.kind == "limit":
        return f"=IF(AND(ISNUMBER(C{line}),C{line}<={row.target}),1,0)"
    value = f"IF(ISNUMBER(C{line}),ROUND(10*C{line},0),0)"
    if row.kind == "percent":
        return f'=IF(E{line}="",{value},100*D{line})'
    return f"={value}"


def _gate(row: CriterionRow, line: int) -> str:
    if not row.gate:
        return "=0"
    near = "FALSE"
    if row.gate_at is not None:
        near = f'AND(M{line}="partly met",K{line}>={row.gate_at}*IF(E{line}="",10,E{line}))'
    return f'=IF(OR(M{line}="met",M{line}="not applicable",{near}),0,1)'


def _summary(sheet: Worksheet, number: int, table: Rules) -> None:
    """Site, level, failed must-haves, score and the ten elements."""
    width = len(table.criteria)
    first = number * width + 2
    line = number + 1
    spans = [(first, first + width - 1)]
    for element in range(table.elements):
        own = [row.place for row in table.criteria if row.element == element]
        spans.append((first + own[0], first + own[-1]))
    sheet.write_formula(number, 0, f"=Sites!A{number + 2}")
    sheet.write_formula(number, 2, f"=SUM(Answers!P{first}:P{first + width - 1})")
    for place, (start, end) in enumerate(spans):
        column = 3 + 3 * place
        earned, possible = (_cell(column + 1, line), _cell(column + 2, line))
        sheet.write_formula(number, column + 1, f"=SUM(Answers!N{start}:N{end})")
        sheet.write_formula(number, column + 2, f"=SUM(Answers!O{start}:O{end})")
        # Two divisions, so that no number needs more digits than a cell has.
        whole = f"INT({earned}*10000/{possible})"
        sheet.write_formula(
            number,
            column,
            f'=IF({possible}=0,"{_NONE}",{whole}*10000'
            f"+INT(({earned}*10000-{whole}*{possible})*10000/{possible}))",
        )
    states = f"Answers!C{first}:C{first + width - 1},Answers!E{first}:E{first + width - 1}"
    given = f"COUNTA({states},Answers!F{first}:F{first + width - 1})"
    sheet.write_formula(
        number,
        1,
        f'=IF({given}=0,"{LEVELS[0]}",IF(C{line}>0,"{LEVELS[1]}",'
        f'IF(100*E{line}>={READY_FROM}*F{line},"{LEVELS[3]}","{LEVELS[2]}")))',
    )


def _cell(column: int, line: int) -> str:
    return f"{xlsxwriter.utility.xl_col_to_name(column)}{line}"
