"""What the registers of a site hold and say, in words and tables."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from readiness.domain.framework import Criterion, Framework
from readiness.domain.registers.catalogue import MEASURES, REGISTERS
from readiness.domain.registers.checking import chosen
from readiness.domain.registers.entries import STATED, RegisterEntry
from readiness.domain.registers.feeding import Feed
from readiness.domain.registers.measuring import FieldType, Register, RegisterField
from readiness.domain.wording import stated_in_words
from readiness.services.registers import SiteRegisters
from readiness.views.sentences import count, day

HIDDEN = "(name hidden)"


def registers_sentence(kept: SiteRegisters) -> str:
    """How many registers the site keeps, and what they answer."""
    name = kept.site.site_name
    fed = sum(bool(criterion.fed_by) for criterion in kept.framework.scored)
    number = len({entry.register for entry in kept.entries if entry.register in REGISTERS})
    if not number:
        able = count(fed, "criterion", "criteria")
        return f"{name} keeps no register yet; registers can answer {able} from facts."
    answered = count(len(kept.feeds), "criterion", "criteria")
    verb = "answers" if number == 1 else "answer"
    text = f"{name} keeps {count(number, 'register')}, which {verb} {answered}"
    instead = sum(feed.override is not None for feed in kept.feeds.values())
    if instead:
        text += f"; for {instead} of them a typed answer counts instead"
    return f"{text}."


def typed_in_words(criterion: Criterion, feed: Feed) -> str:
    """The newest typed answer with its day; "–" where there is none."""
    if feed.typed is None:
        return "–"
    return f"{stated_in_words(criterion, feed.typed)} ({day(feed.typed.recorded_at.date())})"


def register_title(feed: Feed) -> str:
    """The register that a figure comes from, the first where it takes several."""
    return REGISTERS[feed.measure.registers[0]].title


def feed_sentence(criterion: Criterion, feed: Feed) -> str:
    """What the register says, and what became of the typed answer."""
    text = f"From the register {register_title(feed)}. {feed.figure.arithmetic}"
    if feed.override is not None:
        reason = feed.override.values.get("reason", "")
        return f"Typed instead of the register, because: {reason}. {text}"
    if feed.typed is not None:
        text += f" The typed answer, {typed_in_words(criterion, feed)}, does not count."
    return text


def entries(register: Register, rows: Sequence[RegisterEntry], *, names: bool) -> pd.DataFrame:
    """One row for each entry, a column for each field; persons only for who may see them."""
    return pd.DataFrame(
        {
            **{
                one.title: [_cell(one, row.values, names=names) for row in rows]
                for one in register.fields
            },
            "Recorded": [row.recorded_at.date() for row in rows],
        }
    )


def versions(register: Register, rows: Sequence[RegisterEntry], *, names: bool) -> pd.DataFrame:
    """Every version of every entry, newest first."""
    newest_first = list(reversed(rows))
    table = entries(register, newest_first, names=names)
    table.insert(0, "", ["Stated" if row.state == STATED else "Withdrawn" for row in newest_first])
    if names:
        table["By"] = [row.recorded_by for row in newest_first]
    return table


def entry_label(register: Register, entry: RegisterEntry, *, names: bool) -> str:
    """An entry in a few words, to choose it by."""
    cells = [_cell(one, entry.values, names=names) for one in register.fields]
    words = [day(cell) if isinstance(cell, date) else str(cell) for cell in cells if cell]
    return ", ".join(words[:4])


def answered_by(framework: Framework, register: Register) -> str:
    """The criteria that take a measure of the register, by title."""
    titles = [
        criterion.title
        for criterion in framework.scored
        if criterion.fed_by and register.id in MEASURES[criterion.fed_by].registers
    ]
    return f"Answers: {'; '.join(titles)}." if titles else "Answers no criterion by itself."


def _cell(one: RegisterField, values: Mapping[str, str], *, names: bool) -> object:
    text = values.get(one.id, "")
    if one.names_person and text and not names:
        return HIDDEN
    words = dict(one.options)
    if one.type is FieldType.DATE:
        return date.fromisoformat(text) if text else None
    if one.type is FieldType.NUMBER:
        return int(text) if text else None
    if one.type in (FieldType.CHOICE, FieldType.CHOICES):
        return ", ".join(words.get(word, word) for word in chosen(text))
    return text
