"""A synthetic network to look at, to teach with and to test against. Nothing in it is real.

The 24 sites of data/sample are `synthetic_network(framework, today=SAMPLE_ENDS)`, written as
CSV files by `python -m readiness demo data/sample`. `shift` moves them to any other day.
"""

from datetime import date, timedelta
from random import Random

from readiness.domain.assessment import Batch
from readiness.domain.framework import Framework
from readiness.domain.organisations import Site
from readiness.errors import ReadinessError
from readiness.services.demo_history import Recorded, record
from readiness.services.demo_names import generated_places
from readiness.services.demo_places import CURATED, NETWORK
from readiness.services.demo_stories import STORIES
from readiness.services.demo_variety import varied

SAMPLE_ENDS = date(2026, 11, 22)
"""The day on which the history in data/sample ends."""

CURATED_SITES = len(CURATED)
MOST_SITES = 10_000


def synthetic_network(
    framework: Framework, *, sites: int = CURATED_SITES, seed: int = 7, today: date
) -> Batch:
    """A network whose history ends at `today`; the same for the same arguments.

    24 sites are the curated network, one story each; any other number (1 to 10,000) is
    generated, with the same stories in the same shares.
    """
    if not 1 <= sites <= MOST_SITES:
        raise ReadinessError(f"{sites} sites were asked for; choose 1 to {MOST_SITES:,}.")
    curated = sites == CURATED_SITES
    places = CURATED if curated else generated_places(sites, _random(seed, "places"))
    width = max(3, len(str(sites)))
    founded: list[Site] = []
    books: list[Recorded] = []
    for number, place in enumerate(places, start=1):
        site_id = f"S{number:0{width}}"
        site = Site(site_id, place.site_name, place.practice, NETWORK, place.state, place.region)
        random = _random(seed, site_id)
        told = STORIES[place.story]
        story = told if curated else varied(told, framework, random)
        founded.append(site)
        books.append(record(framework, site, place, story, today, random))
    return Batch(
        tuple(founded),
        tuple(row for book in books for row in book.profiles),
        tuple(row for book in books for row in book.responses),
        tuple(row for book in books for row in book.findings),
        tuple(row for book in books for row in book.assessments),
    )


def shift(batch: Batch, days: int) -> Batch:
    """The same records, every date and time moved by whole days."""
    step = timedelta(days=days)

    def moved(day: date | None) -> date | None:
        return day + step if day else None

    return Batch(
        batch.sites,
        tuple(row._replace(recorded_on=row.recorded_on + step) for row in batch.profiles),
        tuple(
            row._replace(
                recorded_at=row.recorded_at + step,
                evidence_date=moved(row.evidence_date),
                end_date=moved(row.end_date),
            )
            for row in batch.responses
        ),
        tuple(row._replace(recorded_at=row.recorded_at + step) for row in batch.findings),
        tuple(row._replace(recorded_at=row.recorded_at + step) for row in batch.assessments),
    )


def _random(seed: int, part: str) -> Random:
    """Each part draws on its own, so that a change in one leaves the others as they are."""
    return Random(f"{seed}/{part}")  # noqa: S311  a made-up network needs no secret randomness
