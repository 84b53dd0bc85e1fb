"""groups.toml -> what the groups of a sign-in stand for. Every mistake is reported at once."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from readiness.domain.people import GRANTED, Grant, Reach, Role
from readiness.errors import InputError, Problem

_TOP = ("claim", "scope", "grant")
_KEYS = ("group", "role", "reach", "of")
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Groups:
    """Which claim of a sign-in names groups, the scope that asks for it, and what each gives.

    `gives` holds role, reach and the part of the network for each group.
    """

    claim: str = "groups"
    scope: str = ""
    gives: tuple[tuple[str, Role, Reach, str], ...] = ()

    def grants(self, person: str, claims: Mapping[str, Any]) -> tuple[Grant, ...]:
        """What the groups among the claims give this person, without an end."""
        named = claims.get(self.claim)
        held = {named} if isinstance(named, str) else _texts(named)
        return tuple(
            Grant(person, role, reach, of, date.min, None, GRANTED, _EVER, f"group {group}")
            for group, role, reach, of in self.gives
            if group in held
        )


def load_groups(path: Path) -> Groups:
    """What a groups file says. Raises `InputError` with every mistake in it."""
    document = _document(path)
    mistakes = _unknown(document, _TOP, "top of the file")
    entries = document.get("grant", [])
    if not isinstance(entries, list) or not entries:
        mistakes.append("has no [[grant]]; add one for each group, with group, role and reach")
        entries = []
    gives = [_entry(entry, number, mistakes) for number, entry in enumerate(entries, 1)]
    texts = {"claim": "groups", "scope": ""}
    for key, usual in texts.items():
        texts[key] = document.get(key, usual)
        if not isinstance(texts[key], str) or len(texts[key].split()) > 1:
            mistakes.append(f'{key} is {texts[key]!r}; it has to be one word, such as "groups"')
    if mistakes:
        raise InputError([Problem(str(path), mistake) for mistake in mistakes])
    return Groups(texts["claim"] or "groups", texts["scope"], tuple(filter(None, gives)))


def _entry(entry: Any, number: int, mistakes: list[str]) -> tuple[str, Role, Reach, str] | None:
    where = f"grant {number}"
    if not isinstance(entry, dict):
        mistakes.append(f"{where} is no table; write [[grant]] above its lines")
        return None
    found = _unknown(entry, _KEYS, where)
    values = {key: entry.get(key, "") for key in _KEYS}
    for key, value in values.items():
        if not isinstance(value, str):
            found.append(f"{where}: {key} is {value!r}; write it in quotation marks")
            values[key] = ""
        elif not value.strip() and key != "of":
            found.append(f"{where} has no {key}; add it")
    group, role, reach, of = (values[key].strip() for key in _KEYS)
    found += _choice(role, Role, "role", where) + _choice(reach, Reach, "reach", where)
    if reach == Reach.NETWORK and of:
        found.append(f"{where}: of is {of!r}, but the whole network names no part; remove it")
    if reach in set(Reach) - {Reach.NETWORK} and not of:
        found.append(f"{where} has no of; name the {reach}")
    mistakes += found
    return None if found else (group, Role(role), Reach(reach), of)


def _choice(value: str, options: type[Role] | type[Reach], key: str, where: str) -> list[str]:
    if not value or value in set(options):
        return []
    return [f"{where}: {key} is {value!r}; choose one of {', '.join(options)}"]


def _unknown(table: Mapping[str, Any], known: Collection[str], where: str) -> list[str]:
    return [
        f"{where}: there is no {key!r}; remove it (known: {', '.join(known)})"
        for key in table
        if key not in known
    ]


def _texts(named: Any) -> set[str]:
    return {item for item in named if isinstance(item, str)} if isinstance(named, list) else set()


def _document(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        message = f"cannot be read ({error.strerror}); check path and rights"
    except UnicodeDecodeError:
        message = "is no UTF-8 text; save it as UTF-8"
    except ValueError as error:
        message = f"is not valid TOML: {error}; correct it there"
    raise InputError([Problem(str(path), message)])
