"""Entries of a register -> CSV that reads back as the same entries."""

from collections.abc import Iterable

from readiness.domain.registers.entries import STATED, RegisterEntry
from readiness.domain.registers.measuring import Register
from readiness.exports.tables import csv_text


def register_csv(register: Register, entries: Iterable[RegisterEntry], *, names: bool) -> str:
    """The text of a file of a register: its entries in force, with their ids.

    Without `names` the columns that hold persons are left out; such a file is to read, not to
    import. No cell can run as a formula.
    """
    fields = [one.id for one in register.fields if names or not one.names_person]
    rows = (
        (entry.site_id, entry.entry_id, *(entry.values.get(name, "") for name in fields))
        for entry in entries
        if entry.register == register.id and entry.state == STATED
    )
    return csv_text(("site_id", "entry_id", *fields), rows)
