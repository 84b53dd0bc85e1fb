"""What PostgreSQL reports, said as one sentence on what to do. No sentence has a password in it."""

import re
from typing import Any

from readiness.errors import LedgerError, NotAllowedError, ReadinessError

_NOTHING = "nothing was saved"
_LOST = (
    f"The connection to the database {{place}} broke; {_NOTHING}. The server may have been "
    "restarted, or the network cut: try again in a moment."
)
_SENTENCES = {
    "53100": f"The disk of the database server is full; {_NOTHING}. "
    "Free some space there and save again.",
    "53300": "The database {place} has no connection left. Close programs that use it, or raise "
    "max_connections of the server.",
    "53200": f"The database server {{place}} is out of memory; {_NOTHING}. Try again in a moment.",
    "25006": f"The database {{place}} is read-only; {_NOTHING}. Name the server that takes "
    "writes, not a copy of it.",
    "55P03": "Another program is busy with the database {place} and did not finish in time; "
    f"{_NOTHING}. Try again in a moment.",
    "57014": f"The database {{place}} took too long to answer; {_NOTHING}. Try again in a moment.",
    "57P03": "The database server {place} is just starting or stopping. Try again in a moment.",
    "3F000": "The role of the address has no schema in the database {place} to work in. "
    "Create one, and name it in its search_path.",
    "54000": f"A text is too long to be stored, such as an id; {_NOTHING}. Shorten it.",
}
_FAMILIES = {
    "08": _LOST,
    "57P": _LOST,
    "25P": _LOST,  # ended while it waited for this program
    "40": f"Another program saved to the database {{place}} at the same moment; {_NOTHING}. "
    "Try again.",
    "58": f"The disk of the database server {{place}} could not be read or written; {_NOTHING}. "
    "Ask whoever runs the server.",
    "XX": "The database {place} is damaged. Stop using it, keep its files, and restore a backup.",
}
_CONNECTING = {
    r"authentication failed|no password supplied": (
        "The database {place} refuses the user or the password. Check both in READINESS_DB."
    ),
    r"pg_hba\.conf": (
        "The database {place} does not let this user in from here. Ask whoever runs the server "
        "for a line in its pg_hba.conf."
    ),
    r"role .* does not exist|not permitted to log in": (
        "The database {place} does not know this user. Create the role, or name another one."
    ),
    r"database .* does not exist": (
        "There is no database {place}. Create it on the server (createdb), or name another one."
    ),
    r"too many (clients|connections)|remaining connection slots": _SENTENCES["53300"],
    r"starting up|shutting down": _SENTENCES["57P03"],
    r"certificate|ssl": "The connection to {place} is not secured as it should be ({why}).",
    r"refused|time(d )?out|resolve host|translate host|no route|unreachable|no such file"
    r"|closed the connection": (
        "The database server {place} does not answer. Check that it runs, its name and its port."
    ),
}
"""Words of the driver in English, where it has no code for a fault; others are quoted."""

NO_CONNECTION_FREE = (
    "All connections to the database {place} are in use; nothing was saved. Try again in a moment."
)
UNCLEAR = (
    "The connection to the database {place} broke in the very moment of saving: whether it was "
    "saved is not known. Look first, then save again if it is not there."
)


def is_of_server(error: BaseException | None) -> bool:
    """Whether an error is one of PostgreSQL's driver."""
    return hasattr(error, "sqlstate")


def server_sentence_for(error: Any, place: str, *, lost: bool) -> ReadinessError | None:
    """The error to show instead of the driver's; `None` where it is a bug of this program.

    `lost` says that the connection is gone.
    """
    code: str | None = error.sqlstate
    if code is None:
        return LedgerError(_about_connecting(error, place, lost=lost))
    if code.startswith("23"):
        rule = getattr(error.diag, "constraint_name", None) or error.diag.message_primary
        return ReadinessError(f"A record cannot be stored ({rule}); {_NOTHING}.")
    if code == "42501" and "row-level security" in str(error.diag.message_primary):
        return NotAllowedError(f"This is not yours to change; {_NOTHING}.")
    if code == "42501":
        return LedgerError(
            f"The role of the database {place} may not do this ({error.diag.message_primary}); "
            f"{_NOTHING}. Ask whoever runs the server for the right."
        )
    sentence = _SENTENCES.get(code) or next(
        (said for family, said in _FAMILIES.items() if code.startswith(family)), None
    )
    return None if sentence is None else LedgerError(sentence.format(place=place))


def broke(error: Any) -> bool:
    """Whether an error says that the connection ended, so that the server's answer is missing."""
    code: str | None = error.sqlstate
    return code is None or code.startswith(("08", "57P"))


def _about_connecting(error: Any, place: str, *, lost: bool) -> str:
    """An error without a code: of the driver itself, while it connects or when it was cut off."""
    if lost:
        return _LOST.format(place=place)
    why = " ".join(str(error).split())
    for words, sentence in _CONNECTING.items():
        if re.search(words, why, re.IGNORECASE):
            return sentence.format(place=place, why=why)
    return f"The database {place} cannot be used ({why}). Check READINESS_DB and the server."
