"""Everything that was recorded, as one batch, to be written out."""

from collections.abc import Callable
from dataclasses import replace

from readiness.domain.assessment import Batch, Finding, Profile, Response
from readiness.domain.people import Permission, Person
from readiness.ledger import Ledger

Progress = Callable[[int, int], None]


def everything(ledger: Ledger, who: Person, on_progress: Progress | None = None) -> Batch:
    """All records of the sites that `who` may see, in the order of sites and recording.

    `on_progress` is called with (sites read, sites).
    """
    sites = tuple(site for site in ledger.sites() if who.may(Permission.READ, site.site_id))
    ids = {site.site_id for site in sites}
    responses: list[Response] = []
    findings: list[Finding] = []
    profiles: list[Profile] = []
    for done, history in enumerate(ledger.histories(ids), 1):
        responses.extend(row for rows in history.responses.values() for row in rows)
        findings.extend(row for rows in history.findings.values() for row in rows)
        profiles.extend(history.profiles)
        if on_progress:
            on_progress(done, len(sites))
    events = tuple(event for event in ledger.assessments() if event.site_id in ids)
    batch = Batch(sites, tuple(profiles), tuple(responses), tuple(findings), events)
    return batch if who.sees_names else _without_names(batch)


def _without_names(batch: Batch) -> Batch:
    """The same without who recorded what."""
    return replace(
        batch,
        profiles=tuple(row._replace(recorded_by="") for row in batch.profiles),
        responses=tuple(row._replace(recorded_by="") for row in batch.responses),
        findings=tuple(row._replace(recorded_by="") for row in batch.findings),
        assessments=tuple(row._replace(recorded_by="") for row in batch.assessments),
    )
