"""What was recorded, append-only, on SQLite or PostgreSQL; the only truth of the product.

`open_ledger` gives a `Ledger`; `restore` puts a backup in the place of one.
"""

from readiness.ledger.chain import AuditEntry
from readiness.ledger.damage import is_sound
from readiness.ledger.ledger import Ledger, is_missing, open_ledger
from readiness.ledger.looking import one_look
from readiness.ledger.moving import moved
from readiness.ledger.reading import StoredFramework
from readiness.ledger.rotation import KeptBackup, backups_in, next_name, remove_oldest
from readiness.ledger.safekeeping import restore

__all__ = [
    "AuditEntry",
    "KeptBackup",
    "Ledger",
    "StoredFramework",
    "backups_in",
    "is_missing",
    "is_sound",
    "moved",
    "next_name",
    "one_look",
    "open_ledger",
    "remove_oldest",
    "restore",
]
