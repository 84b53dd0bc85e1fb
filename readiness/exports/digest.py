"""A digest -> its subject, its text and its HTML.

What people wrote becomes one line of printable characters: it can neither begin a line of its own
nor steer a terminal. In HTML it is escaped.
"""

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

from readiness.domain.scoring import SCORING_VERSION
from readiness.domain.wording import counted, day_in_words
from readiness.exports.caution import CAUTION
from readiness.services.digest import (
    DUE_DAYS,
    LAPSE_DAYS,
    ActionNews,
    Digest,
    FallNews,
    LapseNews,
)

MOST = 40
"""Lines of one part."""

_FOOT = "You are told each thing once; the dashboard always shows all of it."


class Part(NamedTuple):
    """A heading and its lines."""

    title: str
    lines: tuple[str, ...]


def subject(digest: Digest) -> str:
    """What it is about: "Readiness on 22 Nov 2026: 1 action, 2 lapses"."""
    kinds = [
        counted(len(rows), what)
        for rows, what in (
            (digest.actions, "actions"),
            (digest.falls, "levels at risk"),
            (digest.lapses, "lapses"),
        )
        if rows
    ]
    return f"Readiness on {day_in_words(digest.as_of)}: {', '.join(kinds) or 'nothing new'}"


def text(digest: Digest) -> str:
    """The digest as plain text."""
    parts = [
        "\n".join([part.title, *(f"- {words}" for words in part.lines)])
        for part in parts_of(digest)
    ]
    return "\n\n".join([subject(digest), *parts, _FOOT, made(digest), CAUTION]) + "\n"


def html(digest: Digest) -> str:
    """The digest as a page of its own, without anything fetched from elsewhere."""
    parts = []
    for part in parts_of(digest):
        lines = "".join(f"<li>{escape(words)}</li>" for words in part.lines)
        parts.append(f"<h2 style='font-size:17px'>{escape(part.title)}</h2><ul>{lines}</ul>")
    title = escape(subject(digest))
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title}</title></head>"
        "<body style='font-family:sans-serif;line-height:1.45;max-width:42em'>"
        f"<h1 style='font-size:20px'>{title}</h1>{''.join(parts)}<p>{escape(_FOOT)}</p>"
        f"<p style='font-size:13px'>{escape(made(digest))} {escape(CAUTION)}</p>"
        "</body></html>\n"
    )


def made(digest: Digest) -> str:
    """By which rules, as of when and for whom."""
    rules = f"Framework {line(digest.framework)}, scoring {SCORING_VERSION}. "
    return (
        f"{rules if digest.framework else ''}As of {day_in_words(digest.as_of)}, "
        f"for {line(digest.address)}."
    )


def parts_of(digest: Digest) -> Sequence[Part]:
    """The parts that say something, the most urgent first; of a long one the beginning."""
    overdue = [news for news in digest.actions if news.overdue]
    due = [news for news in digest.actions if not news.overdue]
    first = [news for news in digest.lapses if news.must_have]
    others = [news for news in digest.lapses if not news.must_have]
    parts = (
        Part("Overdue actions", _first(map(_action, overdue))),
        Part(f"Actions due within {DUE_DAYS} days", _first(map(_action, due))),
        Part("Sites that lose their level if nobody acts", _first(map(_fall, digest.falls))),
        Part(f"Must-haves that lapse within {LAPSE_DAYS} days", _first(map(_lapse, first))),
        Part(f"Other evidence that lapses within {LAPSE_DAYS} days", _first(map(_lapse, others))),
    )
    return [part for part in parts if part.lines]


def _first(lines: Iterable[str]) -> tuple[str, ...]:
    """As many as anyone reads in a mail; the rest as a count."""
    every = tuple(lines)
    if len(every) <= MOST:
        return every
    return (*every[:MOST], f"and {len(every) - MOST:,} more, which the dashboard lists")


def line(words: str) -> str:
    """One line of printable characters."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())


def _action(news: ActionNews) -> str:
    was = "was due" if news.overdue else "due"
    return line(
        f"{news.site_name}: {news.title}, {was} on {day_in_words(news.due_on)} ({news.owner})"
    )


def _fall(news: FallNews) -> str:
    return line(
        f"{news.site_name} is {news.level} until {day_in_words(news.last_day)}, "
        f"then {news.level_after}"
    )


def _lapse(news: LapseNews) -> str:
    return line(f"{news.site_name}: {news.title}, last day {day_in_words(news.last_day)}")
