"""Reading slides back, and templates to make them in."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from pptx import Presentation
from pptx.util import Inches

Change = Callable[[Any], None]


def opened(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


def slides(content: bytes) -> list[Any]:
    return list(opened(content).slides)


def titles(content: bytes) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in slides(content)]


def notes(slide: Any) -> str:
    return str(slide.notes_slide.notes_text_frame.text)


def said(slide: Any) -> str:
    """All words of texts and tables of a slide."""
    words = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            words.append(shape.text_frame.text)
        if shape.has_table:
            words += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(words)


def charts(slide: Any) -> list[Any]:
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def figures(chart: Any) -> dict[str, list[Any]]:
    """What the chart shows: the names of the bars under "", and the values of each series."""
    plot = chart.plots[0]
    return {"": list(plot.categories), **{one.name: list(one.values) for one in plot.series}}


def workbook(chart: Any) -> Any:
    """What PowerPoint opens to edit the chart."""
    return openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))["Sheet1"]


def table(slide: Any, place: int = 0) -> list[list[str]]:
    found = [shape.table for shape in slide.shapes if shape.has_table]
    return [[cell.text for cell in row.cells] for row in found[place].rows]


def template(path: Path, *changes: Change, width: float = 10, height: float = 5.625) -> Path:
    """A template of that size in inches, with two layouts in it and a slide of its own."""
    made = Presentation()
    for layout in list(made.slide_layouts):
        if layout.name not in ("Title Slide", "Title and Content"):
            made.slide_layouts.remove(layout)
    made.slide_width, made.slide_height = Inches(width), Inches(height)
    for holder in (made.slide_master, *made.slide_layouts):
        holder.name = "Gabarit"
        for shape in holder.placeholders:
            kind = shape.placeholder_format.type
            top, high = (0.2, 0.8) if "TITLE" in str(kind) else (1.2, 3.8)
            if shape.top is not None and shape.top > Inches(5):
                top, high = 5.1, 0.3
            shape.left, shape.width = Inches(0.5), Inches(9)
            shape.top, shape.height = Inches(top), Inches(high)
    own = made.slides.add_slide(made.slide_layouts[1])
    own.shapes.title.text = "A slide of the template"
    for change in changes:
        change(made)
    made.save(str(path))
    return path


def without_layouts(presentation: Any) -> None:
    """Only with a layout that has no title."""
    for layout in presentation.slide_layouts:
        for shape in list(layout.placeholders):
            if "TITLE" in str(shape.placeholder_format.type):
                shape._element.getparent().remove(shape._element)


def repacked(path: Path, before: bytes, after: bytes) -> Path:
    """The same file with another kind of content, such as that of a .potx."""
    with zipfile.ZipFile(path) as source:
        parts = {item.filename: source.read(item) for item in source.infolist()}
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(before, after)
    with zipfile.ZipFile(path, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return path
