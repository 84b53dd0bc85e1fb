"""What people type is refused where it looks like a patient's, unless they state that it is not."""

from collections.abc import Collection

from readiness.domain.privacy import check_free_text
from readiness.errors import PrivacyError

CONTESTED = " (contested: not a patient's)"
"""Added to the action in the audit log where a person kept a text that was refused at first."""
MOST_NAMED = 3


def statement(texts: Collection[str], kept: Collection[str] = (), *, contested: bool) -> str:
    """What the audit log says of texts that look like a patient's: "" where none does.

    Texts that the record has already (`kept`) are not questioned again. Raises `PrivacyError`.
    """
    found = [row for text in texts if text not in kept for row in check_free_text(text)]
    if found and not contested:
        raise PrivacyError(" ".join(map(str, found[:MOST_NAMED])))
    return CONTESTED if found else ""
