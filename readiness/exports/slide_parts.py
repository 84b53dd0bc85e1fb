"""What stands on a slide: title, texts, tables, footer and notes, each inside its place.

Fonts and colours of text are the template's. A size is only set where words would not fit at the
template's own, or where there is none.
"""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from readiness.exports import slide_text
from readiness.exports.slide_template import Box, Template, box_of, placeholder
from readiness.exports.typeset import line

EMU = 914_400
"""In an inch."""
TABLE = (16.0, 14.0, 12.0)
"""The largest size at which every row fits, else the last."""
SMALL = 11.0
_HEADING = 44.0
_LARGEST_HEADING, _SMALLEST_HEADING = 32.0, 20.0
"""A title here is a sentence: larger it would take the room of what it says."""
_SURE = 0.92
"""A title has to fit with a wider font, too."""
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_PADDING = 0.05
_LONGEST_NOTE = 12_000
_FOOTER, _NUMBER = "Footer", "Slide number"


class Column(NamedTuple):
    """A column of a table: its share of the width, and whether it holds numbers."""

    title: str
    share: float
    number: bool = False


class Cell(NamedTuple):
    """Words of a table, in bold where they are to be seen first."""

    text: str
    strong: bool = False


def new_slide(template: Template, title: str, footer: str) -> Any:
    """A slide with its title, the footer and its number, and an empty space."""
    slide = template.presentation.slides.add_slide(template.content)
    set_title(slide, title, template.scale)
    for shape in list(slide.placeholders):
        if shape != slide.shapes.title:
            shape._element.getparent().remove(shape._element)
    _footer(slide, template, footer)
    return slide


def footers_last(slide: Any) -> None:
    """Put the footers behind all else, so that they are read aloud last."""
    kinds = (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
    for shape in list(slide.shapes):
        own = shape.is_placeholder and shape.placeholder_format.type in kinds
        if own or shape.name in (_FOOTER, _NUMBER):
            slide.shapes._spTree.append(shape._element)


def set_title(slide: Any, words: str, scale: float) -> None:
    """The title, smaller or cut where it would not fit its place."""
    shape = slide.shapes.title
    box = box_of(shape)
    across, down = inside(box)
    across *= _SURE
    own = _own_size(shape)
    largest = min(own, _LARGEST_HEADING * scale)
    smallest = _SMALLEST_HEADING * scale
    points = slide_text.fitting([words], across, down, largest=largest, smallest=smallest)
    lines = max(1, int(down * 72 / (points * slide_text.LINE)))
    shape.text_frame.text = slide_text.shortened(words, points, across, lines)
    if points < own:
        _size(shape.text_frame, points)


def inside(box: Box) -> tuple[float, float]:
    """Width and height in inches that a text frame has for words."""
    return box.width / EMU - 0.2, box.height / EMU - 0.1


def _own_size(shape: Any) -> float:
    """The size of a title in points, from its layout or master; PowerPoint's own without one."""
    slide_layout = shape.part.slide.slide_layout
    master = slide_layout.slide_master
    titles = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
    path = f"{qn('a:lvl1pPr')}/{qn('a:defRPr')}"
    lists = [
        holder._element.find(f"{qn('p:txBody')}/{qn('a:lstStyle')}")
        for holder in (placeholder(slide_layout, *titles), placeholder(master, *titles))
        if holder is not None
    ]
    lists.append(master._element.find(f"{qn('p:txStyles')}/{qn('p:titleStyle')}"))
    for styles in lists:
        found = None if styles is None else styles.find(path)
        if found is not None and found.get("sz"):
            return int(found.get("sz")) / 100
    return _HEADING


def _size(frame: Any, points: float) -> None:
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            run.font.size = Pt(points)


def fill_text(shape: Any, box: Box, first: str, others: Sequence[str], scale: float) -> None:
    """Words in a placeholder of the template: the first paragraph large, the others below it.

    `box` is how far they may reach; alignment, fonts and colours are the placeholder's.
    """
    shape.left, shape.top, shape.width, shape.height = map(Emu, box)
    across, down = inside(box)
    across *= _SURE
    large = slide_text.fitting(
        [first], across, down * 0.45, largest=24 * scale, smallest=13 * scale
    )
    room = down - slide_text.height([first], large, across)
    small = slide_text.fitting(
        [*others, ""], across, room, largest=16 * scale, smallest=8 * scale, between=0.5
    )
    frame = shape.text_frame
    frame.text = line(first, 400)
    _size(frame, large)
    for place, text in enumerate(others):
        paragraph = frame.add_paragraph()
        run = paragraph.add_run()
        run.text, run.font.size = line(text, 1_000), Pt(small)
        paragraph.space_before = Pt(small * (0.5 if place else 1.5) * slide_text.LINE)


def add_text(
    slide: Any,
    box: Box,
    paragraphs: Sequence[str],
    scale: float,
    *,
    largest: float = 18.0,
    smallest: float = SMALL,
    heading: str = "",
) -> float:
    """Paragraphs as large as they fit, under a heading where there is one; the size in points."""
    shape = slide.shapes.add_textbox(*map(Emu, box))
    frame = shape.text_frame
    frame.word_wrap = True
    for side in ("margin_left", "margin_right"):
        setattr(frame, side, 0)
    words = [line(text, 1_500) for text in paragraphs]
    everything = [heading, *words] if heading else words
    across, down = box.width / EMU, box.height / EMU - 0.1
    bounds = {"largest": largest * scale, "smallest": smallest * scale}
    points = slide_text.fitting(everything, across, down, between=0.5, **bounds)
    for place, text in enumerate(everything):
        paragraph = frame.paragraphs[0] if not place else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = text
        run.font.size = Pt(points)
        run.font.bold = (bool(heading) and not place) or None
        if place:
            paragraph.space_before = Pt(points * 0.5 * slide_text.LINE)
    return points


def add_table(
    slide: Any,
    box: Box,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str | Cell]],
    scale: float,
    *,
    alt: str,
    more: tuple[str, str],
    total: int | None = None,
    ink: str,
    largest: float = TABLE[0],
) -> int:
    """As many rows as the place has room for, and how many more there are; the number shown.

    `total` is how many rows there would be, `more` what one and several of them are called, `ink`
    the colour of the lines.
    """
    total = len(rows) if total is None else total
    widths = [round(column.share * box.width) for column in columns]
    widths[-1] += box.width - sum(widths)
    lines = [[Cell(column.title) for column in columns], *(list(map(_cell, row)) for row in rows)]
    for points in (size * scale for size in TABLE if size <= largest):
        words = [
            [cell._replace(text=_cut(cell, points, w)) for cell, w in zip(row, widths, strict=True)]
            for row in lines
        ]
        head, *heights = (_row_height(row, widths, points) for row in words)
        if len(rows) == total and head + sum(heights) <= box.height:
            break
    one_line = round((points * slide_text.LINE / 72 + 2 * _PADDING) * EMU)
    shown = _that_fit(heights, box.height - head, one_line, total)
    left = total - shown
    high = [head, *heights[:shown], *([one_line] if left else [])]
    frame = slide.shapes.add_table(len(high), len(columns), *map(Emu, box))
    describe(frame, "Table", alt)
    table = frame.table
    table.horz_banding = False
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE
    for place, wide in enumerate(widths):
        table.columns[place].width = Emu(wide)
    for number, row_high in enumerate(high):
        table.rows[number].height = Emu(row_high)
    for number, row in enumerate(words[: shown + 1]):
        for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
            _fill(table.cell(number, place), cell, column, points, heading=not number, ink=ink)
    if left:  # a row, so that it stays below the others where a font makes them higher
        last = table.cell(shown + 1, 0)
        last.merge(table.cell(shown + 1, len(columns) - 1))
        said = Cell(f"and {left:,} more {more[left > 1]}")
        _fill(last, said, columns[0], points, heading=False, ink="")
    frame.height = Emu(sum(high))
    return shown


def _cell(cell: str | Cell) -> Cell:
    return cell if isinstance(cell, Cell) else Cell(cell)


def _cut(cell: Cell, points: float, wide: int) -> str:
    return slide_text.shortened(cell.text, points, wide / EMU - 4 * _PADDING, 2)


def _row_height(row: Sequence[Cell], widths: Sequence[int], points: float) -> int:
    lines = max(
        slide_text.rows(cell.text, points, wide / EMU - 4 * _PADDING)
        for cell, wide in zip(row, widths, strict=True)
    )
    return round((lines * points * slide_text.LINE / 72 + 2 * _PADDING) * EMU)


def _that_fit(heights: Sequence[int], room: int, one_line: int, total: int) -> int:
    """How many rows fit, with a line under them where not all do."""
    if len(heights) == total and sum(heights) <= room:
        return total
    shown, used = 0, one_line
    for high in heights:
        if used + high > room:
            break
        shown, used = shown + 1, used + high
    return shown


def _fill(
    cell: Any, words: Cell, column: Column, points: float, *, heading: bool, ink: str
) -> None:
    for side in ("margin_left", "margin_right"):
        setattr(cell, side, Emu(round(2 * _PADDING * EMU)))
    for side in ("margin_top", "margin_bottom"):
        setattr(cell, side, Emu(round(_PADDING * EMU)))
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if column.number else None
    run = paragraph.add_run()
    run.text = words.text
    run.font.size = Pt(points)
    run.font.bold = heading or words.strong
    # Without it an empty cell is as high as a line of 18 points.
    etree.SubElement(paragraph._p, qn("a:endParaRPr"), {"sz": str(round(points * 100))})
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    properties = cell._tc.get_or_add_tcPr()
    if not ink:
        return
    border = etree.SubElement(properties, qn("a:lnB"), {"w": "12700" if heading else "6350"})
    fill = etree.SubElement(border, qn("a:solidFill"))
    etree.SubElement(fill, qn("a:srgbClr"), {"val": ink.lstrip("#").upper()})


def rgb(colour: str) -> Any:
    return RGBColor.from_string(  # type: ignore[no-untyped-call]
        colour.lstrip("#").upper()
    )


def describe(shape: Any, name: str, alt: str) -> None:
    """What a chart or a table is called in a list of what is on the slide, and what it shows."""
    shape.name = name
    shape._element.xpath(".//p:cNvPr")[0].set("descr", line(alt, 1_000))


def add_notes(slide: Any, lines: Sequence[str]) -> None:
    """What the speaker sees: the source figures of the slide."""
    words = "\n".join(line(text, 2_000) for text in lines)
    slide.notes_slide.notes_text_frame.text = words[:_LONGEST_NOTE]


def _footer(slide: Any, template: Template, words: str) -> None:
    """The footer and the number of the slide where the layout has them, else at the bottom."""
    layout = slide.slide_layout
    for kind in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
        number = kind == PP_PLACEHOLDER.SLIDE_NUMBER
        source = placeholder(layout, kind)
        if source is None:
            area = template.area
            place = area.part(0.85, 1) if number else area.part(0, 0.85)
            high = round(0.3 * template.scale * EMU)
            place = place._replace(top=template.presentation.slide_height - high, height=high)
            shape = slide.shapes.add_textbox(*map(Emu, place))
            shape.name = _NUMBER if number else _FOOTER
            shape.text_frame.word_wrap = True
            element = shape._element
            shape.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT if number else None
        else:
            place = box_of(source)
            element = deepcopy(source._element)
            slide.shapes._spTree.append(element)
            element.xpath(".//p:cNvPr")[0].set("id", str(slide.shapes._next_shape_id))
            _blank(element)
        shown = str(len(template.presentation.slides)) if number else words
        bounds = {"largest": SMALL * template.scale, "smallest": 8 * template.scale}
        points = slide_text.fitting([shown], *inside(place), **bounds)
        _write(element, shown, points, number=number)


def _blank(element: Any) -> None:
    """Only what makes it that placeholder: its place and style come from the layout."""
    properties = element.find(qn("p:spPr"))
    for child in list(properties):
        properties.remove(child)
    body = element.find(qn("p:txBody"))
    styles = body.find(qn("a:lstStyle"))
    for child in list(styles) if styles is not None else ():
        styles.remove(child)
    for paragraph in body.findall(qn("a:p"))[1:]:
        body.remove(paragraph)


def _write(element: Any, words: str, points: float, *, number: bool) -> None:
    paragraph = element.find(f"{qn('p:txBody')}/{qn('a:p')}")
    for child in paragraph.xpath("./a:r | ./a:fld | ./a:br | ./a:endParaRPr"):
        paragraph.remove(child)
    if number:  # the program that shows the slide keeps it right when slides are moved
        run = etree.SubElement(
            paragraph,
            qn("a:fld"),
            {"id": "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", "type": "slidenum"},
        )
    else:
        run = etree.SubElement(paragraph, qn("a:r"))
    etree.SubElement(run, qn("a:rPr"), {"lang": "en-US", "sz": str(round(points * 100))})
    etree.SubElement(run, qn("a:t")).text = words
