"""What people type is refused where it looks like a patient's, unless they state that it is not."""

from collections.abc import Callable, Collection

from readiness.domain.privacy import check_free_text
from readiness.errors import PrivacyError

CONTESTED = " (contested: not a patient's)"
"""Added to the action in the audit log where a person kept a text that was refused at first."""
MOST_NAMED = 3


def statement(
    texts: Collection[str],
    kept: Callable[[], Collection[str]] = tuple,
    *,
    contested: bool,
) -> str:
    """What the audit log says of texts that look like a patient's: "" where none does.

    Texts that the record has already are not questioned again; `kept` reads them, and is asked
    only where something was found. Raises `PrivacyError`.
    """
    suspected = [(text, check_free_text(text)) for text in texts]
    known = kept() if any(rows for _, rows in suspected) else ()
    found = [row for text, rows in suspected if text not in known for row in rows]
    if found and not contested:
        raise PrivacyError(" ".join(map(str, found[:MOST_NAMED])))
    return CONTESTED if found else ""
