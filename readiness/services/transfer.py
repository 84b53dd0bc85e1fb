"""Everything that was recorded, as one batch, to be written out."""

from collections.abc import Callable
from datetime import date

from readiness.domain.assessment import Batch, Finding, Profile, Response, nameless
from readiness.domain.people import Permission, Person
from readiness.domain.scope import scope_of
from readiness.ledger import Ledger

Progress = Callable[[int, int], None]


def everything(
    ledger: Ledger,
    who: Person,
    on_progress: Progress | None = None,
    *,
    until: date | None = None,
) -> Batch:
    """All records of the sites that `who` may see, in the order of sites and recording.

    With `until` only what was recorded on or before that day, and profiles that hold by then.
    Who sees no names gets neither who recorded what nor the words of evidence.
    `on_progress` is called with (sites read, sites).
    """
    ledger = ledger.seen_by(scope_of(who))
    sites = tuple(site for site in ledger.sites() if who.may(Permission.READ, site.site_id))
    ids = {site.site_id for site in sites}
    responses: list[Response] = []
    findings: list[Finding] = []
    profiles: list[Profile] = []
    for done, recorded in enumerate(ledger.histories(ids), 1):
        known = recorded.until(until) if until else recorded
        history = known if who.sees_names else nameless(known)
        responses.extend(row for rows in history.responses.values() for row in rows)
        findings.extend(row for rows in history.findings.values() for row in rows)
        profiles.extend(history.profiles)
        if on_progress:
            on_progress(done, len(sites))
    events = tuple(
        event
        for event in ledger.assessments()
        if event.site_id in ids and (until is None or event.recorded_at.date() <= until)
    )
    if not who.sees_names:
        events = tuple(event._replace(recorded_by="") for event in events)
    return Batch(sites, tuple(profiles), tuple(responses), tuple(findings), events)
