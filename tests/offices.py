"""Where LibreOffice is, for the tests that open what the product writes in it."""

import shutil
import subprocess
from pathlib import Path

MAC = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def find_office() -> str | None:
    """The program, or `None` where there is none."""
    return shutil.which("soffice") or shutil.which("libreoffice") or shutil.which(MAC)


def find_painter() -> str | None:
    """pdftoppm, which draws the pages of a PDF."""
    return shutil.which("pdftoppm")


def as_pdf(slides: Path, folder: Path) -> Path:
    """The slides as LibreOffice shows them, one page for each."""
    program = find_office()
    assert program is not None
    options = ["--headless", "--norestore", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run(
        [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", *options, str(slides)],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return folder / f"{slides.stem}.pdf"


def drawn(document: Path, folder: Path, resolution: int = 40) -> list[Path]:
    """A picture of each page, in order."""
    program = find_painter()
    assert program is not None, "no pdftoppm found; `make test` installs it"
    stem = folder / document.stem
    subprocess.run(
        [program, "-r", str(resolution), "-png", str(document), str(stem)], check=True, timeout=300
    )
    return sorted(folder.glob(f"{document.stem}-*.png"))


def recalculated(books: list[Path], folder: Path) -> list[Path]:
    """The workbooks as LibreOffice writes them anew after computing every formula again."""
    program = find_office()
    assert program is not None
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_RECALCULATE)
    out = folder / "recalculated"
    options = ["--headless", "--norestore", "--convert-to", "xlsx", "--outdir", str(out)]
    subprocess.run(
        [program, f"-env:UserInstallation={profile.as_uri()}", *options, *map(str, books)],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return [out / book.name for book in books]
