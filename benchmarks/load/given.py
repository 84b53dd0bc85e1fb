"""Every answer that was given, and whether it was shown and kept as given, and by whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from readiness.domain.assessment import Response


class Given(NamedTuple):
    """What one person gave as the whole answer to a criterion. `answer` as it is recorded."""

    person: str
    site_id: str
    criterion_id: str
    answer: str
    evidence: str


@dataclass
class Book:
    """What was acknowledged on the screen, in order, and what was sent without an answer."""

    acknowledged: list[Given] = field(default_factory=list)
    unanswered: list[Given] = field(default_factory=list)
    crossed: list[str] = field(default_factory=list)
    """What a screen showed that its person had not given, or of another site, in words."""

    def faults(self, responses: Iterable[Response], since: datetime) -> list[str]:
        """What the ledger has otherwise than it was acknowledged; empty where all is well.

        `responses` are all of the ledger in the order of recording. What was sent and never
        answered may be there or not; anything else that nobody gave is a fault.
        """
        kept = defaultdict(list)
        for row in responses:
            if row.recorded_at >= since:
                given = Given(
                    row.recorded_by, row.site_id, row.criterion_id, row.answer, row.evidence
                )
                kept[row.site_id, row.criterion_id].append(given)
        wanted = defaultdict(list)
        for given in self.acknowledged:
            wanted[given.site_id, given.criterion_id].append(given)
        return [
            fault
            for place in sorted({*kept, *wanted})
            for fault in self._of_one(wanted[place], kept[place])
        ]

    def _of_one(self, wanted: list[Given], kept: list[Given]) -> Iterator[str]:
        """Faults at one criterion of one site, where one person's saves have an order."""
        left = list(kept)
        for given in wanted:
            skipped = []
            while left and left[0] != given:
                skipped.append(left.pop(0))
            if not left:
                yield f"lost: {_in_words(given)}"
                left = skipped
                continue
            left.pop(0)
            yield from self._uncalled(skipped)
        yield from self._uncalled(left)

    def _uncalled(self, rows: list[Given]) -> Iterator[str]:
        for row in rows:
            if row not in self.unanswered:
                yield f"nobody gave: {_in_words(row)}"


def _in_words(given: Given) -> str:
    return (
        f"{given.answer!r} with evidence {given.evidence!r} to {given.criterion_id} "
        f"of {given.site_id} by {given.person}"
    )
