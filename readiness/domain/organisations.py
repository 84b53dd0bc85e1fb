"""Networks, practices and sites."""

from typing import NamedTuple


class Site(NamedTuple):
    """The place that is assessed: a row of sites.csv."""

    site_id: str
    site_name: str
    practice: str
    network: str
    state: str
    region: str

    @property
    def synthetic(self) -> bool:
        """True for a made-up site; its network's name says so, so that it survives any export."""
        return "(synthetic)" in self.network.lower()
