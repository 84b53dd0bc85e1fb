"""Free text that looks like it identifies a patient. Plain rules, each with its reason.

Nothing here knows whether a text is about a patient: a rule can be wrong, and the person who wrote
the text may say so. Telephone numbers of lines, document numbers and dates by themselves are fine.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple


class Suspicion(NamedTuple):
    """A piece of a text, what it looks like, and how to put it instead."""

    found: str
    looks_like: str
    instead: str

    def __str__(self) -> str:
        return f'"{self.found}" looks like {self.looks_like}. {self.instead}'


_NEAR = 40
"""How many characters before or after a number a telling word counts."""
_LONGEST_QUOTE = 60

_RECORD = re.compile(
    r"\b(?:(?P<whose>\w{1,20})\s)?"
    r"(?P<found>(?:MRN|medical\srecord|(?:record|chart|patient)\s?(?:number|no\b|num\b|id\b|\#))"
    r"[\s.:#=-]{0,3}(?:(?:number|num|no|id|is)\b[\s.:#=-]{0,3}){0,2}"
    r"[A-Z]{0,3}[\s-]?(?P<number>\d(?:[\d-]{3,18})\d))",
    re.IGNORECASE,
)
_OTHER_RECORDS = re.compile(
    r"training|staff|employee|drill|equipment|document|policy|agreement|contract|calibration|"
    r"maintenance|protocol|meeting|rems|version",
    re.IGNORECASE,
)
_SOCIAL_SECURITY = re.compile(
    r"(?<![\w/=.-])(?!000|666|9)\d{3}(?P<dash>[- ]?)(?!00)\d{2}(?P=dash)(?!0000)\d{4}"
    r"(?![\w-]|\.\d)",
    re.ASCII,
)
_SOCIAL_SECURITY_WORDS = re.compile(r"\b(?:SSN|social\ssecurity)\b", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\b(?:protocol|NDC|lot|batch|version|order|PO|account|DUNS|TIN|EIN|invoice|contract|policy|"
    r"license|licence|ticket|document|doc|agreement|serial|model|study|trial|NCT|form|reference|"
    r"ref|fax|tel|phone|call|line|pager)\b",
    re.IGNORECASE,
)
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_DATE = (
    r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})"
    rf"|\d{{1,2}}\.?\s(?:{_MONTHS})[a-z]{{0,6}}\.?,?\s\d{{4}}"
    rf"|(?:{_MONTHS})[a-z]{{0,6}}\.?\s\d{{1,2}},?\s\d{{4}})\b"
)
_BORN = re.compile(
    rf"\b(?:DOB|D\.O\.B\.?|date\sof\sbirth|birth\s?date|birthday|born)\b.{{0,20}}?\b{_DATE}",
    re.IGNORECASE,
)
_NAME_AND_DATE = re.compile(
    rf"\b(?P<name>[A-ZÀ-Þ][\w'’-]{{1,20}},?\s(?:[A-Z]\.?\s)?[A-ZÀ-Þ][\w'’-]{{1,20}})"
    rf"[\s,(:;-]{{1,4}}(?P<date>{_DATE})"
)
_CENTURY = re.compile(r"19\d\d")
_NOT_A_NAME = re.compile(
    r"\b(?:agreement|annual|cent(?:er|re)|champion|clinic|committee|county|drill|emergency|form|"
    r"health|hospital|letter|medical|meeting|nurse|oncology|order|pharmacy|plan|policy|practice|"
    r"protocol|regional|review|revised|rota|signed|since|standard|state|study|system|training|"
    r"university|updated|valid|version|january|february|march|april|may|june|july|august|"
    r"september|october|november|december)\b",
    re.IGNORECASE,
)
_TELEPHONE = re.compile(
    r"(?<![\w/=.-])(?:\+?1[ .-]?)?(?:\(\d{3}\)\s?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-])", re.ASCII
)
_E_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}")
_PERSON = re.compile(
    r"(?<![@\w.-])(?:patient|pt|caregiver|carer)(?:['’]s)?\b"
    r"(?!\.?\w*@)(?!\s(?:line|hotline|helpline|access|education|services|portal|navigator|"
    r"navigation|transport|transfer|safety|placement|flow|card|cards|wallet|materials|relations|"
    r"experience|call|calls|contact\scenter|support|desk)\b)",
    re.IGNORECASE,
)


def check_free_text(text: str) -> tuple[Suspicion, ...]:
    """Everything in a text that looks like it identifies a patient, in the order of the rules."""
    if not any(character.isdigit() for character in text) and "@" not in text:
        return ()  # each rule needs one of them
    return tuple(
        dict.fromkeys(
            [
                *_record_numbers(text),
                *_social_security_numbers(text),
                *_dates_of_birth(text),
                *_near_a_person(
                    text,
                    _TELEPHONE,
                    "a patient's telephone number",
                    "Give the number of a line or a role, or leave it out.",
                ),
                *_near_a_person(
                    text,
                    _E_MAIL,
                    "a patient's e-mail address",
                    "Give the address of a role or a team, or leave it out.",
                ),
            ]
        )
    )


def _record_numbers(text: str) -> Iterator[Suspicion]:
    for match in _RECORD.finditer(text):
        digits = sum(character.isdigit() for character in match["number"])
        if digits >= 5 and not _OTHER_RECORDS.fullmatch(match["whose"] or ""):
            yield _suspicion(
                match["found"],
                "a medical record number",
                "Say where the record is kept and how many were looked at, without numbers.",
            )


def _social_security_numbers(text: str) -> Iterator[Suspicion]:
    for match in _SOCIAL_SECURITY.finditer(text):
        before = text[max(0, match.start() - _NEAR) : match.start()]
        named = _SOCIAL_SECURITY_WORDS.search(before)
        if match["dash"] != "-" and not named and _NUMBERED.search(before):
            continue
        if match["dash"] == " " and not named:
            continue
        yield _suspicion(
            match[0],
            "a social security number",
            "Leave it out; no criterion needs one.",
        )


def _dates_of_birth(text: str) -> Iterator[Suspicion]:
    how = "Leave the person out, or give an age group such as 70 to 79."
    for match in _BORN.finditer(text):
        yield _suspicion(match[0], "a date of birth", how)
    for match in _NAME_AND_DATE.finditer(text):
        if _CENTURY.search(match["date"]) and not _NOT_A_NAME.search(match["name"]):
            yield _suspicion(match[0], "a name with a date of birth", how)


def _near_a_person(
    text: str, pattern: re.Pattern[str], looks_like: str, instead: str
) -> Iterator[Suspicion]:
    people = [match.start() for match in _PERSON.finditer(text)]
    if not people:
        return
    for match in pattern.finditer(text):
        # Words are found in the whole text: a cut could make "patient" of "patients".
        near = bisect_left(people, match.start() - _NEAR)
        if near < len(people) and people[near] <= match.end() + _NEAR:
            yield _suspicion(match[0], looks_like, instead)


def _suspicion(found: str, looks_like: str, instead: str) -> Suspicion:
    shown = " ".join("".join(sign if sign.isprintable() else " " for sign in found).split())
    if len(shown) > _LONGEST_QUOTE:
        shown = f"{shown[:_LONGEST_QUOTE]}…"
    return Suspicion(shown, looks_like, instead)
