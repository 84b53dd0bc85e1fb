"""The template of slides: the network's own file, or a plain one made here.

What a template has to have is found by the type of its placeholders, never by name or place in the
list: names are in the language of whoever made it. What it has on slides of its own is taken out.
"""

import io
import zipfile
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches

from readiness.errors import ReadinessError

WIDE, HIGH = Inches(13.333), Inches(7.5)
_SHAPE = 16 / 9
_TOLERANCE = 0.01
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_TEXTS = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT)
_MARGINALIA = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
_KINDS = "application/vnd.openxmlformats-officedocument.presentationml"
_CONTENTS = "[Content_Types].xml"
_LOWEST, _NARROWEST = 3.2, 8.0
"""Inches of a slide 13.3 inches wide that have to be left for what is shown."""


class Box(NamedTuple):
    """A place on a slide, in EMU."""

    left: int
    top: int
    width: int
    height: int

    @property
    def bottom(self) -> int:
        return self.top + self.height

    def part(self, start: float, end: float) -> "Box":
        """A part of its width, both ends as shares of it."""
        return self._replace(
            left=round(self.left + self.width * start), width=round(self.width * (end - start))
        )

    def below(self, distance: int) -> "Box":
        """The same without its upper part."""
        return self._replace(top=self.top + distance, height=self.height - distance)


class Template(NamedTuple):
    """An open, empty presentation. `area` is where a slide shows things, under its title;
    `scale` is its width in the widths of a slide of 13.3 inches."""

    presentation: Any
    opening: Any
    content: Any
    area: Box
    scale: float


def open_template(path: Path | None) -> Template:
    """The template file, or the plain one for `None`.

    Raises `ReadinessError` for what cannot be used, with the file and what to do.
    """
    return _checked(_plain()) if path is None else _checked(_read(path), path)


def _read(path: Path) -> Any:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReadinessError(
            f"The template {path} cannot be read: {error.strerror or error}."
        ) from None
    try:
        presentation = Presentation(io.BytesIO(_as_presentation(content)))
        _ = presentation.slide_master, presentation.slide_width + presentation.slide_height
    except (
        *(BadZipFile, etree.XMLSyntaxError, PythonPptxError, NotImplementedError),
        *(AttributeError, IndexError, KeyError, OSError, TypeError, ValueError),
    ):  # whatever a file may lack that only has the ending of a presentation
        raise _unusable(
            path, "is no PowerPoint presentation or template without macros (.pptx, .potx)"
        ) from None
    if "macroEnabled" in presentation.part.content_type:
        raise _unusable(path, "holds macros; save it as .pptx or .potx")
    _empty(presentation)
    return presentation


def _as_presentation(content: bytes) -> bytes:
    """A .potx says that it is a template; else it is the same as a .pptx."""
    source = zipfile.ZipFile(io.BytesIO(content))
    kinds = source.read(_CONTENTS)
    template = f"{_KINDS}.template.main+xml".encode()
    if template not in kinds:
        return content
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for item in source.infolist():
            data = source.read(item)
            if item.filename == _CONTENTS:
                data = data.replace(template, f"{_KINDS}.presentation.main+xml".encode())
            target.writestr(item, data)
    return stream.getvalue()


def _empty(presentation: Any) -> None:
    """Without slides, and without sections and shows, which would name slides that are gone."""
    slides = presentation.slides._sldIdLst
    for slide in list(slides):
        presentation.part.drop_rel(slide.rId)
        slides.remove(slide)
    root = presentation.part._element
    for name in ("p:custShowLst", "p:extLst"):
        for found in root.findall(qn(name)):
            root.remove(found)


def _checked(presentation: Any, path: Path | None = None) -> Template:
    wide, high = presentation.slide_width, presentation.slide_height
    if abs(wide / high / _SHAPE - 1) > _TOLERANCE:
        size = f"{wide / Inches(1):.4g} by {high / Inches(1):.4g} inches"
        raise _unusable(path, f"has slides of {size}; they have to be 16:9 (Design, Slide size)")
    layouts = [layout for master in presentation.slide_masters for layout in master.slide_layouts]
    scale = wide / WIDE
    areas = [
        (layout, _area(presentation, layout, scale)) for layout in filter(_is_content, layouts)
    ]
    if not areas:
        raise _unusable(
            path, "has no layout with a title above an empty space or one text (“Title only”)"
        )
    content, area = min(areas, key=lambda one: (_others(one[0]), -one[1].height * one[1].width))
    opening = min(filter(_is_opening, layouts), key=_others, default=content)
    if area.height < Inches(_LOWEST) * scale or area.width < Inches(_NARROWEST) * scale:
        raise _unusable(path, "leaves too little room under the title for a chart")
    return Template(presentation, opening, content, area, scale)


def _unusable(path: Path | None, why: str) -> ReadinessError:
    return ReadinessError(f"The template {path} {why}.")


def _kinds(layout: Any) -> list[Any]:
    return [shape.placeholder_format.type for shape in layout.placeholders]


def _others(layout: Any) -> int:
    """How many placeholders would stay unused on a slide."""
    used = (*_TITLES, *_MARGINALIA, PP_PLACEHOLDER.SUBTITLE)
    return sum(kind not in used for kind in _kinds(layout))


def _is_opening(layout: Any) -> bool:
    kinds = _kinds(layout)
    return PP_PLACEHOLDER.SUBTITLE in kinds and any(kind in kinds for kind in _TITLES)


def _is_content(layout: Any) -> bool:
    kinds = _kinds(layout)
    allowed = (PP_PLACEHOLDER.TITLE, *_MARGINALIA, *_TEXTS)
    return (
        PP_PLACEHOLDER.TITLE in kinds
        and all(kind in allowed for kind in kinds)
        and _others(layout) <= 1
    )


def placeholder(layout: Any, *kinds: Any) -> Any:
    """The first placeholder of these types, `None` without one."""
    found = (shape for shape in layout.placeholders if shape.placeholder_format.type in kinds)
    return next(found, None)


def box_of(shape: Any) -> Box:
    """Where a shape or a placeholder is, also where it takes its place from the one above it."""
    return Box(*(int(side or 0) for side in (shape.left, shape.top, shape.width, shape.height)))


def _area(presentation: Any, layout: Any, scale: float) -> Box:
    """From the title down to the footer, as wide as the texts of the template."""
    title = box_of(placeholder(layout, *_TITLES))
    text = placeholder(layout, *_TEXTS) or placeholder(layout.slide_master, *_TEXTS)
    body = title if text is None else box_of(text)
    if text is None or not body.height:
        body = title._replace(top=title.bottom)
    top = max(body.top, title.bottom + round(Inches(0.1) * scale))
    marginal = [box_of(s) for s in layout.placeholders if s.placeholder_format.type in _MARGINALIA]
    lower = [box.top for box in marginal if box.top > presentation.slide_height * 0.7]
    bottom = min([presentation.slide_height - round(Inches(0.55) * scale), *lower])
    return Box(body.left, top, body.width, bottom - top)


# The plain template: that of python-pptx, which is 4:3 and centred, made wide and plain.
_COLOURS = {
    "dk2": "101722", "lt2": "F4F6F9", "accent1": "1D4F91", "accent2": "17806B",
    "accent3": "F2BC45", "accent4": "8F1D30", "accent5": "5A48B0", "accent6": "C0439C",
}  # fmt: skip
_FONT = "Arial"
_BAR = f"""<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:nvSpPr>
<p:cNvPr id="90" name="Bar"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm>
<a:off x="0" y="0"/><a:ext cx="{round(WIDE * 0.016)}" cy="{HIGH}"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
<a:solidFill><a:schemeClr val="accent1"/></a:solidFill>
<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"""
_SIDE, _SPAN = Inches(0.6), Inches(12.133)
_FOOT, _FOOT_HIGH = Inches(6.95), Inches(0.35)


def _plain() -> Any:
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Emu(12_192_000), HIGH
    presentation.part._element.find(qn("p:sldSz")).attrib.pop("type", None)  # it says 4:3
    master = presentation.slide_master
    for layout in list(presentation.slide_layouts):
        if not (_is_opening(layout) or (_is_content(layout) and not _others(layout))):
            presentation.slide_layouts.remove(layout)
    _drop_leftovers(presentation)
    _colour(master)
    styles = master._element.find(qn("p:txStyles"))
    heading = styles.find(f"{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    heading.set("algn", "l")
    heading.find(qn("a:defRPr")).set("sz", "2800")
    heading.find(qn("a:defRPr")).set("b", "1")
    _place(placeholder(master, PP_PLACEHOLDER.TITLE), Inches(0.35), Inches(1.1), anchor="b")
    _place(placeholder(master, PP_PLACEHOLDER.BODY), Inches(1.6), Inches(5.2))
    for layout in presentation.slide_layouts:
        if _is_opening(layout):
            _place(placeholder(layout, *_TITLES), Inches(1.0), Inches(1.2), anchor="b")
            subtitle = placeholder(layout, PP_PLACEHOLDER.SUBTITLE)
            _place(subtitle, Inches(2.4), Inches(4.3))
            for level in subtitle._element.iter(qn("a:lvl1pPr")):
                level.set("algn", "l")
                for fill in level.iter(qn("a:solidFill")):
                    fill.getparent().remove(fill)
    for holder in (master, *presentation.slide_layouts):
        _feet(holder)
    _bar(master)
    return presentation


def _drop_leftovers(presentation: Any) -> None:
    """A picture of another presentation, and the settings of somebody's printer."""
    for source in (presentation.part.package, presentation.part):
        for key, relation in list(source._rels.items()):
            if relation.reltype.endswith(("/thumbnail", "/printerSettings")):
                source._rels.pop(key)


def _colour(master: Any) -> None:
    """The palette of the product as theme colours, so that what people add matches."""
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    root = etree.fromstring(theme.blob)
    for name, colour in _COLOURS.items():
        for slot in root.iter(qn(f"a:{name}")):
            slot.remove(slot[0])
            etree.SubElement(slot, qn("a:srgbClr"), {"val": colour})
    for scheme in root.iter(qn("a:majorFont"), qn("a:minorFont")):
        scheme.find(qn("a:latin")).set("typeface", _FONT)
    theme._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _place(shape: Any, top: int, height: int, anchor: str = "t") -> None:
    shape.left, shape.top, shape.width, shape.height = _SIDE, top, _SPAN, height
    properties = shape._element.find(f"{qn('p:txBody')}/{qn('a:bodyPr')}")
    properties.set("anchor", anchor)
    for side in ("lIns", "rIns"):
        properties.set(side, "0")
    for child in list(properties):
        properties.remove(child)


def _bar(master: Any) -> None:
    """A bar in the colour of the theme at the left edge: all the ornament there is."""
    bar = etree.fromstring(_BAR)
    master.shapes._spTree.insert(2, bar)


def _feet(holder: Any) -> None:
    """The footer at the left, the number of the slide at the right, and no date of its own."""
    for shape in list(holder.placeholders):
        kind = shape.placeholder_format.type
        if kind == PP_PLACEHOLDER.DATE:
            shape._element.getparent().remove(shape._element)
        elif kind in _MARGINALIA:
            number = kind == PP_PLACEHOLDER.SLIDE_NUMBER
            _place(shape, _FOOT, _FOOT_HIGH, anchor="ctr")
            if number:
                shape.left, shape.width = _SIDE + _SPAN - Inches(1), Inches(1)
            else:
                shape.width = _SPAN - Inches(1.2)
            for level in shape._element.iter(qn("a:lvl1pPr")):
                level.set("algn", "r" if number else "l")
                size = level.find(qn("a:defRPr"))
                size.set("sz", "1100")
                for pale in size.findall(qn("a:solidFill")):
                    size.remove(pale)
