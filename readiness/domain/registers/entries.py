"""What is stated in a register: facts of a site that criteria are computed from."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

STATED = "stated"
WITHDRAWN = "withdrawn"

OVERRIDES = "overrides"
"""The register of criteria whose typed answer counts instead of the register's, with a reason.

Its entries have the values `criterion` and `reason`.
"""


class RegisterEntry(NamedTuple):
    """A version of one entry of a register; the newest version of an `entry_id` counts.

    What several sites share (one agreement) is an entry of the same `entry_id` at each of them.
    `values` are texts by field, as they were given; `recorded_at` is in UTC. A withdrawn entry
    no longer holds from then on.
    """

    site_id: str
    register: str
    entry_id: str
    state: str
    values: Mapping[str, str]
    recorded_at: datetime
    recorded_by: str = ""

    def day(self, name: str) -> date | None:
        """A date field, `None` where it is empty."""
        text = self.values.get(name, "")
        return date.fromisoformat(text) if text else None

    def number(self, name: str) -> int | None:
        """A number field, `None` where it is empty."""
        text = self.values.get(name, "")
        return int(text) if text else None

    def named(self, name: str) -> str:
        """A text field as it is compared."""
        return as_compared(self.values.get(name, ""))


class EntryRow(NamedTuple):
    """An entry of a register as a file states it.

    `entry_id` is "" where the file gives none: the entry is then known by its register's keys.
    """

    site_id: str
    entry_id: str
    values: Mapping[str, str]


@lru_cache(maxsize=100_000)
def as_compared(text: str) -> str:
    """A name without regard to capitals and spaces, so that it is the same however it was typed."""
    return " ".join(text.split()).casefold()


def in_force(entries: Iterable[RegisterEntry]) -> tuple[RegisterEntry, ...]:
    """The newest version of each entry, without the withdrawn ones, as first recorded.

    `entries` are of one site, in the order of recording.
    """
    newest: dict[tuple[str, str], RegisterEntry] = {}
    for entry in entries:
        newest[entry.register, entry.entry_id] = entry
    return tuple(entry for entry in newest.values() if entry.state == STATED)
