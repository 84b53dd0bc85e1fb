"""The text of one cell -> a value. What cannot be read raises `ValueError` with the remedy."""

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NoReturn

MOST_DIGITS = 12
MOST_TEXT = 10_000
_FIRST_YEAR = 1900
_LAST_YEAR = 2200

_NUMBER = re.compile(r"([0-9]+)(?:\.([0-9]+))?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_UNSUITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def word(text: str) -> str:
    """A word as it is compared: lower case, single spaces."""
    return " ".join(text.split()).lower()


@lru_cache(maxsize=50_000)
def plain_number(text: str) -> str:
    """A number of 0 or more as canonical text: "082.50" is "82.5"."""
    match = _NUMBER.fullmatch(text)
    if not match:
        _refuse_number(text)
    whole = match[1].lstrip("0")
    fraction = (match[2] or "").rstrip("0")
    if len(whole) + len(fraction) > MOST_DIGITS:
        raise ValueError(f"has more than {MOST_DIGITS} digits. Round it.")
    return f"{whole or '0'}.{fraction}" if fraction else whole or "0"


def percentage_number(text: str) -> str:
    """A number of 0 or more that may carry a percent sign, as canonical text without it."""
    return plain_number(text.removesuffix("%").rstrip())


@lru_cache(maxsize=50_000)
def whole_number(text: str) -> str:
    """A whole number of 0 or more as canonical text."""
    number = plain_number(text)
    if "." in number:
        raise ValueError("is not a whole number. Give a count.")
    return number


@lru_cache(maxsize=50_000)
def plain_date(text: str) -> date:
    """A date written YYYY-MM-DD, from 1900 to 2200."""
    if not _DATE.fullmatch(text):
        raise ValueError("is not a date written YYYY-MM-DD. Write it like 2026-11-22.")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError("is a date that does not exist. Check day and month.") from None
    return _in_range(day)


@lru_cache(maxsize=100_000)
def instant(text: str) -> datetime:
    """A date or a time in ISO 8601, in UTC; without an offset it is UTC already."""
    if not _INSTANT.fullmatch(text):
        raise ValueError(
            "is not an ISO 8601 date or time. Write it like 2026-11-22 or 2026-11-22T10:42:00Z."
        )
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        raise ValueError("is a date or time that does not exist. Check it.") from None
    _in_range(moment.date())
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    moment = moment.astimezone(UTC)
    _in_range(moment.date())
    return moment


def free_text(text: str, most: int = MOST_TEXT) -> str:
    """Text of any language, with line breaks and tabs, without other control characters."""
    if len(text) > most:
        raise ValueError(f"has {len(text):,} characters. Shorten it to {most:,} or fewer.")
    if not text.isprintable() and (found := _UNSUITABLE.search(text)):
        raise ValueError(
            f"holds a control character (code {ord(found[0])}) at place {found.start() + 1}. "
            "Type the text again without it."
        )
    return text


def _refuse_number(text: str) -> NoReturn:
    bare = text.strip().lower()
    if _THOUSANDS.fullmatch(bare) and len(bare) > len("1,234"):
        remedy = "has commas between the thousands. Write the digits alone."
    elif re.fullmatch(r"[0-9]+,[0-9]+", bare):
        remedy = f"has a comma in it. Write the decimal point: {bare.replace(',', '.')}."
    elif re.fullmatch(r"[-−]\s*[0-9.,]+%?", bare):
        remedy = "is negative. Give a number of 0 or more."
    elif re.fullmatch(r"[+-]?(?:nan|inf|infinity|∞)", bare):
        remedy = "is not a number that can be counted with. Give a number of 0 or more."
    elif re.fullmatch(r"[+-]?[0-9.]+e[+-]?[0-9]+", bare):
        remedy = "has an exponent. Write all its digits."
    elif bare.endswith("%"):
        remedy = "has a percent sign where no percentage is asked for. Give the number."
    elif re.fullmatch(r"\+[0-9.]+|\.[0-9]+|[0-9]+\.", bare):
        remedy = "is not in plain decimal notation. Write it like 82 or 0.5."
    else:
        remedy = "is not a number. Write it in digits, like 82 or 82.5."
    raise ValueError(remedy)


def _in_range(day: date) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(f"has the year {day.year}. Give one from {_FIRST_YEAR} to {_LAST_YEAR}.")
    return day
