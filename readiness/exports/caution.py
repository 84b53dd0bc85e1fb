"""The words that go with everything that leaves the product."""

CAUTION = (
    "Sites state this about themselves; the confirmed share says how much of it was reviewed. "
    "It describes an organization, never a patient, and is no treatment advice."
)

LIMITS = (
    "A voluntary self-assessment of how a site is organized. It is not a standard of care, does "
    "not rate any person, promises no outcome and does not replace clinical judgment."
)
"""What it is not, where there is room to say so."""
