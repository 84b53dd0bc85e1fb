"""What was measured elsewhere stays in the document when only a part is measured anew here."""

import re

_NOT = "Not measured."
_HEAD = re.compile(r"^## ", re.MULTILINE)
_UNKNOWN = "| not measured |"


def with_earlier(new: str, old: str) -> str:
    """The new document; sections and aims that it has no figures for as the old one has them."""
    earlier = {_title(section): section for section in _sections(old)}
    head, *sections = _HEAD.split(new)
    told = [_either(section, earlier.get(_title(section), section)) for section in sections]
    return head + "".join(f"## {section}" for section in told)


def _sections(document: str) -> list[str]:
    return _HEAD.split(document)[1:]


def _title(section: str) -> str:
    return section.partition("\n")[0]


def _either(new: str, old: str) -> str:
    if new.partition("\n")[2].startswith(_NOT):
        return old.rstrip("\n") + "\n\n"
    rows = {row.split("|")[1]: row for row in old.splitlines() if row.startswith("| ")}
    return "\n".join(
        rows.get(row.split("|")[1], row) if row.endswith(_UNKNOWN) else row
        for row in new.split("\n")
    )
