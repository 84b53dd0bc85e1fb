"""Charts that PowerPoint edits: each carries a workbook with its figures, in which nothing runs."""

import io
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import xlsxwriter  # type: ignore[import-untyped]
from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from readiness.exports.slide_parts import describe, rgb
from readiness.exports.slide_template import Box
from readiness.exports.typeset import line
from readiness.exports.workbook_options import CREATED, TEXTS_STAY_TEXTS

_LONGEST = 90
_ROOM = 1.15
"""The axis is so much longer than the longest bar, so that its label stands beside it."""


class Series(NamedTuple):
    """Figures of one colour, or with a colour for each; a colour has `fill` and `ink`."""

    name: str
    values: Sequence[float | None]
    colours: Sequence[Mapping[str, str]]


def add_chart(
    slide: Any,
    box: Box,
    categories: Sequence[str],
    series: Sequence[Series],
    scale: float,
    *,
    alt: str,
    form: str,
    lying: bool,
    highest: float | None = None,
    words: float = 0.4,
) -> Any:
    """Bars, lying or standing, in the order given, each with its figure beside it.

    `form` is the number format of the figures, `highest` the end of the axis (`None`: the largest
    figure), `words` the share of the width that lying bars leave for their names.
    """
    names = [line(name, _LONGEST) for name in categories]
    data: Any = CategoryChartData(number_format=form)  # type: ignore[no-untyped-call]
    data.categories = [str(place) for place in range(len(names))]
    for part in series:
        data.add_series(part.name, part.values)
    kind = XL_CHART_TYPE.BAR_CLUSTERED if lying else XL_CHART_TYPE.COLUMN_CLUSTERED
    frame = slide.shapes.add_chart(kind, *map(Emu, box), data)
    describe(frame, "Chart", alt)
    chart = frame.chart
    _name(chart, names)
    chart.part.chart_workbook.update_from_xlsx_blob(_workbook(names, series, form))
    chart.font.size = Pt(14 * scale)
    chart.has_title = False
    chart.has_legend = len(series) > 1
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.TOP
        chart.legend.include_in_layout = False
    top = highest if highest is not None else max(filter(None, _all(series)), default=1)
    _axes(chart, top * (_ROOM if lying else 1.1), lying=lying)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = (45, 0) if lying else (60, 0)
    plot.vary_by_categories = False
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = form, False
    labels.position = XL_LABEL_POSITION.OUTSIDE_END
    labels.font.size, labels.font.bold = Pt(14 * scale), True
    for drawn, part in zip(plot.series, series, strict=True):
        _colour(drawn, part)
    if lying:
        _layout(chart, words)
    return chart


def _all(series: Sequence[Series]) -> list[float | None]:
    return [value for part in series for value in part.values]


def _axes(chart: Any, end: float, *, lying: bool) -> None:
    """No scale and no lines: every bar has its figure."""
    values, names = chart.value_axis, chart.category_axis
    values.minimum_scale, values.maximum_scale = 0, end
    values.has_major_gridlines = False
    values.visible = False
    names.has_major_gridlines = False
    names.major_tick_mark = XL_TICK_MARK.NONE
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    names.reverse_order = lying  # lying bars are drawn from below otherwise
    names.format.line.fill.background()


def _colour(drawn: Any, part: Series) -> None:
    """The colours of the palette; the outline keeps pale bars visible."""
    if len(part.colours) == 1:
        _paint(drawn.format, part.colours[0])
        return
    for place, colours in enumerate(part.colours):
        _paint(drawn.points[place].format, colours)


def _paint(form: Any, colours: Mapping[str, str]) -> None:
    form.fill.solid()
    form.fill.fore_color.rgb = rgb(colours["fill"])
    form.line.color.rgb = rgb(colours["ink"])
    form.line.width = Pt(1)


def _name(chart: Any, names: Sequence[str]) -> None:
    """Put the names of the bars where python-pptx was given their numbers only.

    Its own workbook takes a name that begins with "=" for a formula; that one is replaced.
    """
    for category in chart._chartSpace.iter(qn("c:cat")):
        for point in category.iter(qn("c:pt")):
            point.find(qn("c:v")).text = names[int(point.get("idx"))]


def _workbook(names: Sequence[str], series: Sequence[Series], form: str) -> bytes:
    """The figures as the chart refers to them: names down the first column, then the series."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, TEXTS_STAY_TEXTS) as book:
        book.set_properties({"created": CREATED})
        sheet = book.add_worksheet("Sheet1")
        sheet.set_column(0, 0, 44)
        number = book.add_format({"num_format": form})
        text = book.add_format({"num_format": "@", "quote_prefix": True})
        for row, name in enumerate(names, 1):
            sheet.write_string(row, 0, name, text)
        for place, part in enumerate(series, 1):
            sheet.write_string(0, place, part.name)
            for row, value in enumerate(part.values, 1):
                if value is not None:
                    sheet.write_number(row, place, value, number)
    return stream.getvalue()


def _layout(chart: Any, words: float) -> None:
    """Where the bars are, so that their names have room in every program."""
    area = chart._chartSpace.find(f"{qn('c:chart')}/{qn('c:plotArea')}")
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    layout = etree.Element(qn("c:layout"))
    manual = etree.SubElement(layout, qn("c:manualLayout"))
    for name, value in (
        *(("layoutTarget", "inner"), ("xMode", "edge"), ("yMode", "edge")),
        *(("x", words), ("y", 0.01), ("w", 0.98 - words), ("h", 0.98)),
    ):
        etree.SubElement(manual, qn(f"c:{name}"), {"val": str(value)})
    area.insert(0, layout)
