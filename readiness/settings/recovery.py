"""What to offer when the database is damaged."""

from datetime import UTC

from readiness.errors import DamagedError
from readiness.ledger import backups_in
from readiness.settings.places import backups


def with_offer(error: Exception) -> str:
    """The message of an error; of a damaged database with the newest backup and how to use it."""
    folder = backups()
    if folder is None or not isinstance(error, DamagedError):
        return str(error)
    newest = next(iter(backups_in(folder)), None)
    if newest is None:
        return f"{error} There is no backup in {folder}."
    made_at = newest.made_at.astimezone(UTC)
    return (
        f"{error} The newest backup is of {made_at.day} {made_at:%b %Y %H:%M} UTC. Stop the app, "
        f"then: python -m readiness restore {newest.path}"
    )
