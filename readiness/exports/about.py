"""What a file of records says about itself: as of when, by which rules, made by whom and when."""

from datetime import date
from typing import NamedTuple

from readiness.domain.framework import Framework
from readiness.domain.scoring import SCORING_VERSION
from readiness.domain.wording import ABOUT, day_in_words
from readiness.exports.caution import CAUTION, LIMITS

NAME = "about.txt"
"""What the words are called beside tables that can hold nothing but records."""


class About(NamedTuple):
    """Who made a file on which day; `as_of` is the last day of what is in it."""

    as_of: date
    made_by: str
    made_on: date


def facts(about: About, framework: Framework) -> list[tuple[str, str]]:
    """Label and words, the first of which lets an import know that these are no records."""
    return [
        (ABOUT, "Records of Bispecific Readiness, to read and to import again."),
        ("As of", f"What was recorded up to {day_in_words(about.as_of)}"),
        ("Framework", f"{framework.title} {framework.version}"),
        ("Scoring rules", SCORING_VERSION),
        ("Made by", about.made_by),
        ("Made on", day_in_words(about.made_on)),
        ("Caution", CAUTION),
        ("Limits", LIMITS),
    ]


def text(about: About, framework: Framework) -> str:
    """The same as a text file."""
    lines = (f"{label}: {' '.join(words.split())}" for label, words in facts(about, framework))
    return "\r\n".join([*lines, ""])
