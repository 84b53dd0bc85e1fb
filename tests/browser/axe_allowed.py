"""Findings of axe-core that only a change in Streamlit could mend, each with its reason.

None at present.
"""

from typing import NamedTuple


class Allowed(NamedTuple):
    """`place` is a CSS selector that the element found, or one around it, must match."""

    rule: str
    place: str
    reason: str


ALLOWED: tuple[Allowed, ...] = ()
