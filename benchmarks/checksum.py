"""What every variant must agree on: sums over all sites and dates.

`places` weighs each score by its site and its date, so that exchanged rows do not go unseen.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

MILLION = 1_000_000
SITE_WEIGHTS = 97


@dataclass
class Checksum:
    """Scores in whole millionths, rounded down; what has no score is counted apart."""

    rows: int = 0
    score: int = 0
    without_score: int = 0
    places: int = 0
    failed_gates: int = 0
    levels: Counter[str] = field(default_factory=Counter)
    elements: list[int] = field(default_factory=lambda: [0] * 10)
    elements_without: list[int] = field(default_factory=lambda: [0] * 10)

    def add(self, other: "Checksum") -> None:
        self.rows += other.rows
        self.score += other.score
        self.without_score += other.without_score
        self.places += other.places
        self.failed_gates += other.failed_gates
        self.levels.update(other.levels)
        self.elements = [a + b for a, b in zip(self.elements, other.elements, strict=True)]
        self.elements_without = [
            a + b for a, b in zip(self.elements_without, other.elements_without, strict=True)
        ]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"levels": dict(sorted(self.levels.items()))}


@dataclass(frozen=True)
class Row:
    """A site on a date, as every variant can give it for the check against the oracle."""

    site_id: str
    date_number: int
    level: str
    score: int | None
    failed_gates: int
    elements: tuple[int | None, ...]


def checksum_of(rows: Sequence[Row], site_numbers: Mapping[str, int]) -> Checksum:
    """The checksum of a few rows, the slow way."""
    total = Checksum()
    for row in rows:
        weight = site_numbers[row.site_id] % SITE_WEIGHTS + 1
        total.rows += 1
        total.score += row.score or 0
        total.without_score += row.score is None
        total.places += (row.score or 0) * weight * (row.date_number + 1)
        total.failed_gates += row.failed_gates
        total.levels[row.level] += 1
        for place, score in enumerate(row.elements):
            total.elements[place] += score or 0
            total.elements_without[place] += score is None
    return total
