"""A program that saves again and again and prints each revision once it is acknowledged."""

import sys
from datetime import UTC, datetime

from readiness.domain.assessment import Batch, Response
from readiness.domain.organisations import Site
from readiness.ledger import open_ledger


def main(target: str, criterion_id: str, saves: int) -> None:
    sites = tuple(Site(name, name, "Practice", "Network", "TX", "South") for name in ("S1", "S2"))
    with open_ledger(target) as ledger:
        start = datetime.now(UTC)
        ledger.append(
            Batch(sites=sites), recorded_by=criterion_id, recorded_at=start, action="sites"
        )
        for number in range(saves):
            now = datetime.now(UTC)
            batch = Batch(
                responses=(
                    Response("S1", criterion_id, now, str(number)),
                    Response("S2", criterion_id, now, str(number)),
                )
            )
            revision = ledger.append(
                batch, recorded_by=criterion_id, recorded_at=now, action="save"
            )
            print(revision, number, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
