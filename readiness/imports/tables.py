"""A file, whatever program wrote it -> tables of text.

Files are known by their first bytes, not by their name: a workbook called .csv is read as the
workbook it is, a PDF called .csv is refused as the PDF it is.
"""

import zipfile
from pathlib import Path

from readiness.errors import InputError, Problem
from readiness.imports.separated import open_bytes, read_separated
from readiness.imports.shapes import Progress, Row, Table

__all__ = ["Progress", "Row", "Table", "read_table"]

MOST_BYTES = 500_000_000
"""A workbook that unpacks to more is refused: a small file can be made to fill the memory."""
MOST_PARTS = 10_000

_FOREIGN = (
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls) or one with a password"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"RIFF", "a picture, sound or film (RIFF)"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"BZh", "a compressed file (bzip2)"),
    (b"\xfd7zXZ", "a compressed file (xz)"),
    (b"\x28\xb5\x2f\xfd", "a compressed file (Zstandard)"),
    (b"7z\xbc\xaf", "a compressed archive (7z)"),
    (b"Rar!", "a compressed archive (RAR)"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"$FL2", "an SPSS file"),
    (b"MZ\x90\x00", "a program"),
    (b"\x7fELF", "a program"),
)
_MARKUP = (
    (b"<!doctype html", "a web page (HTML)"),
    (b"<html", "a web page (HTML)"),
    (b"<?xml", "an XML file"),
)
_ZIPPED = (
    ("xl/workbook.bin", "a binary Excel workbook (.xlsb)"),
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("Index/Document.iwa", "an Apple Numbers, Pages or Keynote file"),
    ("content.xml", "an OpenDocument file"),
)


def read_table(
    name: str, source: bytes | Path, *, on_progress: Progress | None = None
) -> list[Table]:
    """The tables of a file: one of a text file, one per visible sheet that has cells of a workbook.

    Raises `InputError` when the file as a whole cannot be read; what is wrong with a single row
    comes with the row.
    """
    try:
        with open_bytes(source) as binary:
            head = binary.read(1024)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError([Problem(name, f"The file cannot be opened: {reason}.")]) from error
    if not head:
        raise InputError([Problem(name, "The file is empty. Export it again with its header.")])
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        _refuse_archive(name, source)
        # Loaded only for a workbook: what it needs takes longer to load than a text file to read.
        from readiness.imports.workbook import read_workbook

        return read_workbook(name, source, on_progress)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for signs, kind in _FOREIGN:
        if head.startswith(signs):
            raise _foreign(name, kind)
    for signs, kind in _MARKUP:
        if start.startswith(signs):
            raise _foreign(name, kind)
    return [read_separated(name, source, on_progress)]


def _refuse_archive(name: str, source: bytes | Path) -> None:
    """Refuse every ZIP that is not a workbook without macros, and those made to burst."""
    try:
        with open_bytes(source) as binary, zipfile.ZipFile(binary) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        message = "The file is a damaged workbook or ZIP archive. Save it again and retry."
        raise InputError([Problem(name, message)]) from error
    if sum(part.file_size for part in parts) > MOST_BYTES or len(parts) > MOST_PARTS:
        message = (
            f"Unpacked, the file would be larger than {MOST_BYTES // 1_000_000} MB. "
            "Split it into several files, or save the tables as CSV."
        )
        raise InputError([Problem(name, message)])
    names = {part.filename for part in parts}
    if any(part.endswith("vbaProject.bin") for part in names):
        raise _foreign(name, "an Excel workbook with macros (.xlsm)")
    if "xl/workbook.xml" not in names:
        kind = next((kind for part, kind in _ZIPPED if part in names), "a ZIP archive")
        raise _foreign(name, kind)


def _foreign(name: str, kind: str) -> InputError:
    message = f"This is {kind}, not a table. Save the table as CSV (UTF-8) or XLSX and try again."
    return InputError([Problem(name, message)])
