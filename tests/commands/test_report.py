"""`report`: the file, its kind and paper, what is said, and what is refused."""

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.commands.calls import call
from tests.exports import decks
from tests.services.fixtures import few_file, sample_file
from tests.services.workspaces import READY, TODAY

__all__ = ["few_file", "sample_file"]


def write(
    capsys: pytest.CaptureFixture[str], database: Path, target: Path, *more: object
) -> tuple[int, str, str]:
    return call(
        capsys, *("report", "--database", database, "--as-of", TODAY, "--output", target, *more)
    )


def first_page(target: Path) -> tuple[str, tuple[int, int]]:
    """Words of the first page, and its width and height in points."""
    page = PdfReader(BytesIO(target.read_bytes())).pages[0]
    size = round(page.mediabox.width), round(page.mediabox.height)
    return " ".join(page.extract_text().split()), size


def whole_text(target: Path) -> str:
    return " ".join(page.extract_text() for page in PdfReader(target).pages)


def test_a_site_the_same_bytes_each_time_on_the_paper_that_is_asked_for(
    capsys: pytest.CaptureFixture[str], few_file: Path, tmp_path: Path
) -> None:
    first, second, a4 = (tmp_path / name for name in ("first.pdf", "second.pdf", "a4.pdf"))
    assert write(capsys, few_file, first, "--site", READY) == (0, f"Wrote {first}.\n", "")
    assert write(capsys, few_file, second, "--site", READY)[0] == 0
    assert write(capsys, few_file, a4, "--site", READY, "--paper", "a4")[0] == 0
    assert first.read_bytes() == second.read_bytes()
    words, size = first_page(first)
    assert "Cedar Falls is Ready" in words
    assert size == (612, 792)
    assert first_page(a4)[1] == (595, 842)


def test_the_network_compared_with_the_day_that_is_named(
    capsys: pytest.CaptureFixture[str], few_file: Path, tmp_path: Path
) -> None:
    target = tmp_path / "network.pdf"
    assert write(capsys, few_file, target, "--since", "2026-01-31")[0] == 0
    words, _ = first_page(target)
    assert "Network report, 22 Nov 2026" in words
    assert "compared with 31 Jan 2026" in words


def test_an_unknown_site_is_refused_and_a_file_is_not_overwritten(
    capsys: pytest.CaptureFixture[str], few_file: Path, tmp_path: Path
) -> None:
    target = tmp_path / "site.pdf"
    code, _, err = write(capsys, few_file, target, "--site", "S999")
    assert code == 1
    assert "S999" in err
    assert not target.exists()
    target.write_bytes(b"kept")
    assert write(capsys, few_file, target, "--site", READY)[0] == 1
    assert target.read_bytes() == b"kept"
    assert write(capsys, few_file, target, "--site", READY, "--force")[0] == 0
    assert target.read_bytes().startswith(b"%PDF")


def test_a_name_that_ends_in_pptx_gives_slides_the_same_bytes_each_time(
    capsys: pytest.CaptureFixture[str], few_file: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.pptx", tmp_path / "second.pptx"
    assert write(capsys, few_file, first, "--since", "2026-01-31") == (0, f"Wrote {first}.\n", "")
    assert write(capsys, few_file, second, "--since", "2026-01-31")[0] == 0
    assert first.read_bytes() == second.read_bytes()
    assert "compared with 31 Jan 2026" in decks.said(decks.slides(first.read_bytes())[0])


def test_slides_are_made_in_the_template_that_is_named_or_set(
    capsys: pytest.CaptureFixture[str],
    few_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    template = decks.template(tmp_path / "network.potx")
    named, by_setting = tmp_path / "named.pptx", tmp_path / "set.pptx"
    assert write(capsys, few_file, named, "--template", template)[0] == 0
    monkeypatch.setenv("READINESS_SLIDE_TEMPLATE", str(template))
    assert write(capsys, few_file, by_setting)[0] == 0
    assert named.read_bytes() == by_setting.read_bytes()
    layouts = {slide.slide_layout.name for slide in decks.slides(named.read_bytes())}
    assert layouts == {"Gabarit"}


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("a.ppt", [], "a.ppt does not end in .pdf, .html or .pptx"),
        ("a.pptx", ["--site", READY], "Slides are of the network"),
        ("a.pdf", ["--template", "t.pptx"], "--template is for slides"),
        ("a.pptx", ["--template", "nowhere.pptx"], "nowhere.pptx cannot be read: No such file"),
    ],
)
def test_what_cannot_be_slides_is_said_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str],
    few_file: Path,
    tmp_path: Path,
    name: str,
    options: list[str],
    message: str,
) -> None:
    target = tmp_path / name
    code, _, err = write(capsys, few_file, target, *options)
    assert code == 1
    assert message in err
    assert not target.exists()


def test_a_name_that_ends_in_html_makes_one_file_that_opens_offline_the_same_each_time(
    capsys: pytest.CaptureFixture[str], few_file: Path, tmp_path: Path
) -> None:
    network, again, site = (tmp_path / name for name in ("net.html", "again.htm", "site.HTML"))
    assert write(capsys, few_file, network, "--since", "2026-01-31") == (
        0,
        f"Wrote {network}.\n",
        "",
    )
    assert write(capsys, few_file, again, "--since", "2026-01-31")[0] == 0
    assert write(capsys, few_file, site, "--site", READY)[0] == 0
    assert network.read_bytes() == again.read_bytes()
    words = network.read_text(encoding="utf-8")
    assert words.startswith("<!DOCTYPE html>")
    assert "compared with 31 Jan 2026" in words
    assert "(command line)" in words
    assert "Cedar Falls is Ready" in site.read_text(encoding="utf-8")


def test_names_of_persons_are_left_out_when_asked(
    capsys: pytest.CaptureFixture[str], few_file: Path, tmp_path: Path
) -> None:
    for part in ((), ("--site", READY)):
        html, pdf = tmp_path / f"{len(part)}.html", tmp_path / f"{len(part)}.pdf"
        assert write(capsys, few_file, html, "--without-names", *part)[0] == 0
        assert write(capsys, few_file, pdf, "--without-names", *part)[0] == 0
        for words in (html.read_text(encoding="utf-8"), whole_text(pdf)):
            assert "Made by a network administrator on" in words
            assert "(command line)" not in words
