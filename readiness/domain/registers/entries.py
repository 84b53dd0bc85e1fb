"""What is stated in a register: facts of a site that criteria are computed from."""

from collections.abc import Iterable, Mapping
from datetime import datetime
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


def in_force(entries: Iterable[RegisterEntry]) -> tuple[RegisterEntry, ...]:
    """The newest version of each entry, without the withdrawn ones, as first recorded.

    `entries` are of one site, in the order of recording.
    """
    newest: dict[tuple[str, str], RegisterEntry] = {}
    for entry in entries:
        newest[entry.register, entry.entry_id] = entry
    return tuple(entry for entry in newest.values() if entry.state == STATED)
