"""The words that go with everything that leaves the product."""

CAUTION = (
    "Sites state this about themselves; the confirmed share says how much of it was reviewed. "
    "It describes an organization, never a patient, and is no treatment advice."
)
