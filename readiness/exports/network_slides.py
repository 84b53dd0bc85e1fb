"""The network as slides for a quality meeting or a board: 5 to 8, with charts that can be edited.

The figures are those of the report as PDF and of the screens. The same report and template give
the same bytes.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER

from readiness.exports import slide_findings as findings
from readiness.exports.caution import CAUTION, LIMITS
from readiness.exports.slide_findings import Deck
from readiness.exports.slide_parts import (
    EMU,
    add_notes,
    add_text,
    fill_text,
    footers_last,
    set_title,
)
from readiness.exports.slide_template import box_of, open_template, placeholder
from readiness.exports.typeset import file_name, line
from readiness.services.network import LAPSE_DAYS
from readiness.services.reports import NetworkReport
from readiness.views import forecast_sentences
from readiness.views import reports as words
from readiness.views import slides as said
from readiness.views.sentences import day, overview_sentence

ENDING = ".pptx"
MIME = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_FIRST_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_LONGEST_PROPERTY = 250
_MADE_UP = "Some or all of these sites are made up."


def pptx(report: NetworkReport, *, signs: Mapping[str, Any], template: Path | None = None) -> bytes:
    """The slides. `signs` are the palette's; `template` is a file, or `None` for a plain one.

    Raises `ReadinessError` for a template that cannot be used.
    """
    deck = Deck(open_template(template), report, signs)
    view = report.overview
    left_out = []
    _opening(deck)
    findings.status(deck)
    if view.assessed:
        findings.elements(deck)
    else:
        left_out.append("core elements, must-haves and lapses (no site is assessed)")
    if view.failed_gates:
        findings.must_haves(deck)
    elif view.assessed:
        left_out.append("must-haves (none fails)")
    findings.movement(deck)
    if view.lapses:
        findings.lapses(deck)
    elif view.assessed:
        left_out.append(f"lapses (none within {LAPSE_DAYS} days)")
    findings.actions(deck)
    _method(deck, left_out)
    return _saved(deck)


def name_of(as_of: date) -> str:
    """What the file is called: by the as-of date."""
    return file_name("readiness", "network", str(as_of), ending=ENDING)


def _title(view: Any) -> str:
    return f"Network readiness, {day(view.as_of)}"


def _opening(deck: Deck) -> None:
    """The network in one sentence, of which day, made by whom, by which rules."""
    template, report = deck.template, deck.report
    view = report.overview
    slide = template.presentation.slides.add_slide(template.opening)
    set_title(slide, _title(view), deck.scale)
    made_up = [_MADE_UP] if any(site.synthetic for site in report.sites.values()) else []
    small = [
        *made_up, words.covers(report), words.made(report), words.versions(view.framework)
    ]  # fmt: skip
    holder = placeholder(slide, PP_PLACEHOLDER.SUBTITLE)
    for shape in list(slide.placeholders):
        if shape not in (slide.shapes.title, holder):
            shape._element.getparent().remove(shape._element)
    sentence = overview_sentence(view)
    if holder is None:
        add_text(slide, deck.area, [sentence, *small], deck.scale)
    else:
        box = box_of(holder)
        bottom = template.presentation.slide_height - round(0.3 * deck.scale * EMU)
        fill_text(holder, box._replace(height=bottom - box.top), sentence, small, deck.scale)
    add_notes(slide, [sentence, *made_up, *said.closing(report), CAUTION])


def _method(deck: Deck, left_out: Sequence[str]) -> None:
    """How the figures are made, words of caution, and the sources of what fails."""
    report = deck.report
    view = report.overview
    slide = deck.slide(
        "The figures are what sites state about themselves, scored by fixed rules",
        [
            *words.method(view.framework),
            forecast_sentences.ASSUMES,
            CAUTION,
            LIMITS,
            "Sources of the criteria of the must-haves that fail:",
            *said.sources(view),
        ],
    )
    texts = [*words.method(view.framework), forecast_sentences.ASSUMES]
    add_text(
        slide, deck.area.part(0, 0.58), texts, deck.scale, largest=13, heading="How they are made"
    )
    cautions = [CAUTION, LIMITS]
    if sources := said.publishers(view):
        cautions.append(f"Sources of the must-haves that fail: {', '.join(sources)}.")
    if left_out:
        cautions.append(f"Left out, as there is nothing to show: {', '.join(left_out)}.")
    cautions += [words.made(report)]
    add_text(
        slide,
        deck.area.part(0.62, 1),
        cautions,
        deck.scale,
        largest=13,
        heading="Words of caution",
    )


def _saved(deck: Deck) -> bytes:
    """With the properties of the file, and without the time at which it was written."""
    report = deck.report
    properties = deck.template.presentation.core_properties
    moment = datetime.combine(report.made_on, time(), UTC).replace(tzinfo=None)
    maker = line(report.made_by, _LONGEST_PROPERTY)
    properties.title = _title(report.overview)
    properties.subject = line(words.versions(report.overview.framework), _LONGEST_PROPERTY)
    properties.author = properties.last_modified_by = maker
    properties.comments = line(CAUTION, _LONGEST_PROPERTY)
    properties.created = properties.modified = moment
    properties.revision = 1
    for name in ("keywords", "category", "content_status", "identifier", "version"):
        setattr(properties, name, "")
    for slide in deck.template.presentation.slides:
        footers_last(slide)
    written, stream = io.BytesIO(), io.BytesIO()
    deck.template.presentation.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(stream, "w") as target:
        for item in source.infolist():
            dated = zipfile.ZipInfo(item.filename, _FIRST_ZIP_DAY)
            target.writestr(dated, source.read(item), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
