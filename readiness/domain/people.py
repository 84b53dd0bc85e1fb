"""Who asks: every service is told, and looks at scope before it reads or writes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Someone in front of the product. `sites` is `None` for the whole network."""

    name: str
    role: str = "network administrator"
    sites: frozenset[str] | None = None

    def may_see(self, site_id: str) -> bool:
        return self.sites is None or site_id in self.sites
