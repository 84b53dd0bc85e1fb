"""Templates for slides: found by what placeholders they have, or refused with a reason."""

from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from pptx.util import Inches

from readiness.charts.print_signs import print_signs
from readiness.errors import ReadinessError
from readiness.exports import network_slides
from readiness.exports.slide_template import open_template
from readiness.services.network import Filters
from readiness.services.reports import network_report
from readiness.services.workspace import Workspace
from tests.exports import decks
from tests.services.workspaces import EVERYONE, TODAY, framework

KIND = b"application/vnd.openxmlformats-officedocument.presentationml"


def made(workspace: Workspace, template: Path) -> bytes:
    report = network_report(workspace, EVERYONE, TODAY, TODAY - timedelta(days=91), Filters())
    return network_slides.pptx(report, signs=print_signs(framework()), template=template)


def test_the_networks_own_layouts_size_and_footers_are_used(
    network: Workspace, tmp_path: Path
) -> None:
    content = made(network, decks.template(tmp_path / "network.pptx"))
    presentation = decks.opened(content)
    assert presentation.slide_width == Inches(10)
    assert {slide.slide_layout.name for slide in presentation.slides} == {"Gabarit"}
    assert len(decks.titles(content)) == 8
    assert "A slide of the template" not in decks.titles(content)
    for slide in presentation.slides:
        for shape in slide.placeholders:
            assert shape.text_frame.text  # none is left empty
        for run in slide._element.xpath(".//p:sp//a:rPr"):
            assert run.xpath("./a:latin | ./a:solidFill") == []  # as the template has it


def test_what_a_slide_shows_stays_between_title_and_footer(
    network: Workspace, tmp_path: Path
) -> None:
    presentation = decks.opened(made(network, decks.template(tmp_path / "network.pptx")))
    for slide in list(presentation.slides)[1:]:
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert shape.top >= Inches(1.0)
                assert shape.top + shape.height <= Inches(5.1)


def test_the_same_template_gives_the_same_bytes(network: Workspace, tmp_path: Path) -> None:
    path = decks.template(tmp_path / "network.pptx")
    assert made(network, path) == made(network, path)


def test_a_template_file_gives_a_presentation(network: Workspace, tmp_path: Path) -> None:
    path = decks.template(tmp_path / "network.potx")
    decks.repacked(path, KIND + b".presentation.main+xml", KIND + b".template.main+xml")
    content = made(network, path)
    assert len(decks.slides(content)) == 8
    assert "template" not in decks.opened(content).part.content_type


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [(10, 7.5, "10 by 7.5 inches"), (7.5, 13.333, "7.5 by 13.33 inches")],
)
def test_another_shape_than_16_to_9_is_refused(
    tmp_path: Path, width: float, height: float, size: str
) -> None:
    path = decks.template(tmp_path / "old.pptx", width=width, height=height)
    with pytest.raises(ReadinessError, match="they have to be 16:9") as caught:
        open_template(path)
    assert size in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_template_without_a_title_is_refused(tmp_path: Path) -> None:
    path = decks.template(tmp_path / "bare.pptx", decks.without_layouts)
    with pytest.raises(ReadinessError, match="has no layout with a title above an empty space"):
        open_template(path)


def test_macros_are_refused(tmp_path: Path) -> None:
    path = decks.template(tmp_path / "macros.pptx")
    decks.repacked(
        path,
        KIND + b".presentation.main+xml",
        b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
    )
    with pytest.raises(ReadinessError, match="holds macros"):
        open_template(path)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04 broken", b"<html></html>"])
def test_what_is_no_presentation_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "network.pptx"
    path.write_bytes(content)
    with pytest.raises(ReadinessError, match="is no PowerPoint presentation or template"):
        open_template(path)


def test_a_workbook_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    book = tmp_path / "book.pptx"
    openpyxl.Workbook().save(book)
    with pytest.raises(ReadinessError, match="is no PowerPoint presentation"):
        open_template(book)
    with pytest.raises(ReadinessError, match="cannot be read: No such file"):
        open_template(tmp_path / "nowhere.pptx")


def test_a_title_that_fills_the_slide_leaves_no_room(tmp_path: Path) -> None:
    def fill(presentation: object) -> None:
        for layout in presentation.slide_layouts:  # type: ignore[attr-defined]
            layout.placeholders[0].height = Inches(4)

    with pytest.raises(ReadinessError, match="leaves too little room"):
        open_template(decks.template(tmp_path / "full.pptx", fill))
