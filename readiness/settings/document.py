"""The tables of all settings, as docs/operations.md shows them between two marks."""

from readiness.errors import ReadinessError
from readiness.settings.catalogue import DEVELOPING, GENERAL, MAIL, SETTINGS, SIGN_IN, Setting

BEGIN = "<!-- settings: written by `make docs` from readiness/settings/catalogue.py -->"
END = "<!-- end of settings -->"

_GROUPS = {
    GENERAL: "",
    SIGN_IN: "The last two are optional. Without any it is local mode, for this computer only.",
    MAIL: "For `digest --send` only.",
    DEVELOPING: "For `make test` only.",
}


def filled_in(text: str) -> str:
    """A text with its part between the marks written anew. Raises where the marks are missing."""
    head, begun, rest = text.partition(BEGIN)
    _, ended, tail = rest.partition(END)
    if not (begun and ended):
        raise ReadinessError(f"docs/operations.md has lost one of its marks: {BEGIN} or {END}")
    return f"{head}{BEGIN}\n{tables()}\n{END}{tail}"


def tables() -> str:
    """One table for each group."""
    return "\n\n".join(_table(group, words) for group, words in _GROUPS.items())


def _table(group: str, words: str) -> str:
    rows = [_row(setting) for setting in SETTINGS if setting.group == group]
    head = f"**{group}.** {words}".strip()
    return "\n".join(
        (head, "", "| Variable | Is | Allowed | Unless set |", "|---|---|---|---|", *rows)
    )


def _row(setting: Setting) -> str:
    meaning = f"{setting.meaning}{' (secret)' if setting.secret else ''}"
    return f"| `{setting.name}` | {meaning} | {setting.allowed} | {setting.default} |"
