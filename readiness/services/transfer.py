"""Everything that was recorded, as one batch, to be written out."""

from readiness.domain.assessment import Batch, Finding, Profile, Response
from readiness.domain.people import Person
from readiness.services.workspace import Workspace


def everything(workspace: Workspace, who: Person) -> Batch:
    """All records of the sites that `who` may see, in the order of sites and recording."""
    sites = workspace.sites(who)
    responses: list[Response] = []
    findings: list[Finding] = []
    profiles: list[Profile] = []
    for history in workspace.ledger.histories(list(sites)):
        responses.extend(row for rows in history.responses.values() for row in rows)
        findings.extend(row for rows in history.findings.values() for row in rows)
        profiles.extend(history.profiles)
    return Batch(
        tuple(sites.values()),
        tuple(profiles),
        tuple(responses),
        tuple(findings),
        tuple(event for event in workspace.ledger.assessments() if event.site_id in sites),
    )
