"""Rule 7: figures of a network."""

from tests.spec.tables import Section

NETWORK = Section(
    "Rule 7. Figures of a network",
    "A mean is taken over assessed sites, never over means of groups, and always shown with the "
    "number of sites. Sites that are not assessed are counted apart, never as 0. Percentiles are "
    "given only for groups of five sites or more; sites with the same score share a rank.",
)
