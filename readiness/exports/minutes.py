"""Minutes of a meeting as Markdown and as PDF."""

import json
import re
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from typing import NamedTuple

import typst

from readiness.domain.wording import day_in_words
from readiness.exports.caution import CAUTION


class MinutesPart(NamedTuple):
    """A heading, its sentence and its lines."""

    title: str
    sentence: str
    lines: Sequence[str]


class Minutes(NamedTuple):
    """Everything that the minutes say; `held_on` is the day of the meeting."""

    held_on: date
    shown: str
    made_by: str
    parts: Sequence[MinutesPart]


def markdown(minutes: Minutes) -> str:
    """The minutes as text; what people typed stands in it as text, not as markup."""
    blocks = [f"# {_title(minutes)}", _escaped(minutes.shown)]
    for part in minutes.parts:
        blocks += [f"## {_escaped(part.title)}", _escaped(part.sentence)]
        if part.lines:
            blocks.append("\n".join(f"- {_escaped(line)}" for line in part.lines))
    return "\n\n".join([*blocks, f"*{CAUTION}*", _escaped(minutes.made_by)]) + "\n"


def pdf(minutes: Minutes) -> bytes:
    """The minutes as a tagged PDF; the same bytes for the same minutes."""
    data = {
        "title": _title(minutes),
        "shown": minutes.shown,
        "made_by": minutes.made_by,
        "caution": CAUTION,
        "parts": [part._asdict() for part in minutes.parts],
    }
    template = (files("readiness.exports") / "minutes.typ").read_bytes()
    document = typst.compile(
        template,
        format="pdf",
        sys_inputs={"data": json.dumps(data)},
        ignore_system_fonts=True,
        timestamp=0,
    )
    assert isinstance(document, bytes)
    return document


def _title(minutes: Minutes) -> str:
    return f"Quality meeting, {day_in_words(minutes.held_on)}"


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~-])", r"\\\1", " ".join(text.split()))
