"""Findings of axe-core that only a change in Streamlit could mend, each with its reason."""

from typing import NamedTuple


class Allowed(NamedTuple):
    """`place` is a CSS selector that the element found, or one around it, must match."""

    rule: str
    place: str
    reason: str


ALLOWED: tuple[Allowed, ...] = (
    Allowed(
        "target-size",
        "[data-testid=stDateInput]",
        "Year, month and day of Streamlit's date field are 18 by 20 pixels each.",
    ),
)
