"""From a template and data to a tagged PDF, the same bytes for the same data.

Only the fonts that come with typst are used: a report does not depend on what a machine has. Words
go in as data and never become markup. They are shortened, lose what cannot be printed, and a run
without a space may be broken, so that no name runs off its column.
"""

import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import typst

PAPERS = {"letter": "us-letter", "a4": "a4"}
"""What a paper is called here, and by typst."""

LONGEST = 300
_UNBROKEN = 24
_SOFT_HYPHEN = "\u00ad"


def typeset(template: str, data: Mapping[str, Any], paper: str) -> bytes:
    """`template` is a file beside this one; `paper` is one of PAPERS, else `KeyError`."""
    document = typst.compile(
        (files("readiness.exports") / template).read_bytes(),
        format="pdf",
        sys_inputs={"data": json.dumps(_printable(data) | {"paper": PAPERS[paper]})},
        ignore_system_fonts=True,
        timestamp=0,
    )
    assert isinstance(document, bytes)
    return document


def line(text: str, longest: int = LONGEST) -> str:
    """Words of people as one line of printable characters, cut with "…" where it is too long."""
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return words if len(words) <= longest else f"{words[: longest - 1].rstrip()}…"


def file_name(*parts: str, ending: str = ".pdf") -> str:
    """A name that every file system takes: letters, digits and "-", parts joined by "_"."""
    plain = (re.sub(r"[^A-Za-z0-9]+", "-", part).strip("-")[:40] for part in parts)
    return "_".join(filter(None, plain)) + ending


def breakable(text: str) -> str:
    """The same to the eye; a run without spaces may be broken here and there."""
    return re.sub(rf"(\S{{{_UNBROKEN}}})(?=\S{{3}})", rf"\1{_SOFT_HYPHEN}", text)


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return line(value, 2_000)
    if isinstance(value, Mapping):
        return {key: _printable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(part) for part in value]
    return value
