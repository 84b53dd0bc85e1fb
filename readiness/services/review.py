"""Review: which sites wait, what a reviewer looks at, and what they conclude."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from readiness.analytics import questions
from readiness.analytics.questions import SiteRow
from readiness.domain.assessment import (
    CONFIRMED,
    NOT_CONFIRMED,
    AssessmentEvent,
    Batch,
    Finding,
    Response,
)
from readiness.domain.cycle import REVIEWABLE, Stage, approval_of, stage_after
from readiness.domain.people import Permission, Person
from readiness.domain.scoring import (
    CriterionScore,
    SiteScore,
    applies,
    requirement_on,
    score_site,
)
from readiness.errors import ConflictError, ReadinessError
from readiness.services import free_text
from readiness.services.sites import SiteReport, site_report
from readiness.services.workspace import Workspace, walled

OWN_ANSWER = (
    "You gave this answer yourself; another person has to confirm it. Two pairs of eyes are what "
    "confirming stands for."
)


@dataclass(frozen=True)
class Waiting:
    """A site whose assessment waits for a reviewer since `event`."""

    row: SiteRow
    event: AssessmentEvent


@dataclass(frozen=True)
class Changed:
    """A site that answered anew since its approval (`event`), and what: ids of criteria."""

    row: SiteRow
    stage: Stage
    event: AssessmentEvent
    criteria: tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """A response under review.

    `findings` are those on it, in the order of recording; `before` are the earlier responses.
    `unchanged` is true where the same was stated, and confirmed, before; `own` where whoever
    reviews has given the response; `renewed` where it came after the approval.
    """

    scored: CriterionScore
    response: Response
    findings: tuple[Finding, ...]
    before: tuple[Response, ...]
    unchanged: bool
    own: bool
    renewed: bool

    @property
    def conclusion(self) -> str:
        """Of the newest finding; "" where there is none."""
        return self.findings[-1].conclusion if self.findings else ""

    @property
    def differing(self) -> tuple[Finding, ...]:
        """The newest finding of each reviewer, where they do not say the same; else none."""
        newest = {finding.recorded_by: finding for finding in self.findings}
        if len({finding.conclusion for finding in newest.values()}) < 2:
            return ()
        return tuple(newest.values())


@dataclass(frozen=True)
class Review:
    """What a reviewer has in front of them. `without` is the score as if nothing were reviewed."""

    report: SiteReport
    stage: Stage
    items: tuple[Item, ...]
    without: SiteScore

    @property
    def open_items(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if not item.findings)

    @property
    def not_confirmed(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.conclusion == NOT_CONFIRMED)

    @property
    def unchanged(self) -> tuple[Item, ...]:
        """What can be confirmed in one go: not yet reviewed, and the same as confirmed before."""
        return tuple(item for item in self.open_items if item.unchanged and not item.own)

    @property
    def out_by_profile(self) -> tuple[CriterionScore, ...]:
        """What does not apply because of the profile; about that no finding is recorded."""
        facts = self.report.facts
        return tuple(
            scored
            for scored in self.report.score.criteria
            if requirement_on(scored.criterion, facts) == 0 or not applies(scored.criterion, facts)
        )

    @property
    def renewed(self) -> tuple[Item, ...]:
        """What came after the approval and nobody has looked at."""
        return tuple(item for item in self.open_items if item.renewed)


@walled
def queue(workspace: Workspace, who: Person, region: str = "") -> tuple[Waiting, ...]:
    """The submitted sites that `who` may review, the longest waiting first."""
    workspace.refresh()
    waiting = {
        site_id: steps[-1]
        for site_id, steps in workspace.assessments().items()
        if stage_after(steps) is Stage.SUBMITTED and who.may(Permission.REVIEW, site_id)
    }
    rows = questions.site_rows(workspace.analytics, workspace.today, list(waiting))
    found = [
        Waiting(row, waiting[row.site_id]) for row in rows if not region or row.region == region
    ]
    return tuple(sorted(found, key=lambda one: (one.event.recorded_at, one.row.site_id)))


@walled
def changed(workspace: Workspace, who: Person, region: str = "") -> tuple[Changed, ...]:
    """Approved or locked sites `who` may review, with answers given since; most of them first.

    Answers can be renewed after the approval, which does not speak for them.
    """
    workspace.refresh()
    approvals = {
        site_id: approval
        for site_id, steps in workspace.assessments().items()
        if who.may(Permission.REVIEW, site_id) and (approval := approval_of(steps))
    }
    renewed = workspace.ledger.renewed(
        {site_id: event.recorded_at for site_id, event in approvals.items()}
    )
    rows = questions.site_rows(workspace.analytics, workspace.today, list(renewed))
    found = [
        Changed(
            row,
            stage_after(workspace.assessments()[row.site_id]),
            approvals[row.site_id],
            renewed[row.site_id],
        )
        for row in rows
        if not region or row.region == region
    ]
    return tuple(sorted(found, key=lambda one: (-len(one.criteria), one.row.site_name)))


@walled
def review_of(workspace: Workspace, who: Person, site_id: str, as_of: date) -> Review:
    """The responses of a site with their evidence, findings and history."""
    workspace.allow(who, Permission.REVIEW, site_id)
    report = site_report(workspace, who, site_id, as_of)
    history = report.history
    return Review(
        report=report,
        stage=stage_after(report.assessments),
        items=tuple(_items(report, who)),
        without=score_site(report.framework, replace(history, findings={}), as_of),
    )


@walled
def record_finding(
    workspace: Workspace,
    who: Person,
    site_id: str,
    criterion_id: str,
    conclusion: str,
    reason: str = "",
    *,
    seen: int,
    about: Response | None = None,
    contested: bool = False,
) -> None:
    """Conclude about the newest response to a criterion.

    `seen` is how many typed responses the reviewer had in front of them, and `about` the response
    that counted, which may be a register's. Raises `ConflictError` when it is another by now,
    `PrivacyError` for a reason that looks like a patient's and is not contested, `ReadinessError`
    where there is nothing to review, a response is not confirmed without a reason, or someone
    would confirm what they stated themselves.
    """
    workspace.allow(who, Permission.REVIEW, site_id)
    steps = _steps_when_reviewable(workspace, site_id)
    if conclusion not in (CONFIRMED, NOT_CONFIRMED):
        raise ReadinessError("A finding says confirmed or not confirmed.")
    said = reason.strip()
    if conclusion == NOT_CONFIRMED and not said:
        raise ReadinessError("Say why it is not confirmed, so that the site can mend it.")
    given = workspace.answered(who, site_id, workspace.today).responses.get(criterion_id, ())
    if not given:
        raise ReadinessError("The site has not answered this criterion; there is nothing to find.")
    if about is not None and given[-1].recorded_at != about.recorded_at:
        raise ConflictError("The site's register says something else by now; look at it again.")
    if conclusion == CONFIRMED and who.wrote(given[-1].recorded_by):
        raise ReadinessError(OWN_ANSWER)
    stated = free_text.statement([said], contested=contested)
    _append(
        *(workspace, who, {(site_id, criterion_id): seen}, {site_id: steps}, conclusion),
        reason=said,
        stated=stated,
    )


@walled
def confirm_unchanged(workspace: Workspace, who: Person, site_id: str) -> int:
    """Confirm what is the same as when it was last confirmed; returns how many responses.

    Answers that `who` gave are left for someone else.
    """
    workspace.allow(who, Permission.REVIEW, site_id)
    steps = _steps_when_reviewable(workspace, site_id)
    review = review_of(workspace, who, site_id, workspace.today)
    seen = {
        (site_id, key): len(review.report.typed.get(key, ()))
        for key in (item.response.criterion_id for item in review.unchanged)
    }
    if seen:
        _append(workspace, who, seen, {site_id: steps}, CONFIRMED)
    return len(seen)


def _items(report: SiteReport, who: Person) -> Iterable[Item]:
    history = report.history
    approval = approval_of(report.assessments)
    for scored in report.score.criteria:
        responses = history.responses.get(scored.criterion.id, ())
        if responses:
            findings = history.findings.get(scored.criterion.id, ())
            yield Item(
                scored,
                responses[-1],
                tuple(one for one in findings if one.recorded_at >= responses[-1].recorded_at),
                responses[:-1],
                _unchanged(responses, findings),
                own=who.wrote(responses[-1].recorded_by),
                renewed=approval is not None and responses[-1].recorded_at > approval.recorded_at,
            )


def _unchanged(responses: tuple[Response, ...], findings: tuple[Finding, ...]) -> bool:
    """Whether the newest response states what the last confirmed one before it stated."""
    newest = responses[-1]
    for number in range(len(responses) - 2, -1, -1):
        start, end = (responses[place].recorded_at for place in (number, number + 1))
        own = [finding for finding in findings if start <= finding.recorded_at < end]
        if own and own[-1].conclusion == CONFIRMED:
            stated = responses[number]._replace(recorded_at=newest.recorded_at)
            return stated._replace(recorded_by=newest.recorded_by) == newest
        if own:
            return False
    return False


def _steps_when_reviewable(workspace: Workspace, site_id: str) -> int:
    """How many steps its assessments have taken. Raises `ReadinessError` where none reviews it."""
    events = workspace.ledger.assessments(site_id)
    stage = stage_after(events)
    if stage not in REVIEWABLE:
        raise ReadinessError(f"The assessment is {stage}; it can be reviewed once it is submitted.")
    return len(events)


def _append(
    workspace: Workspace,
    who: Person,
    seen: Mapping[tuple[str, str], int],
    seen_steps: Mapping[str, int],
    conclusion: str,
    *,
    reason: str = "",
    stated: str = "",
) -> None:
    """The same finding on several responses; `seen` is how many of each the reviewer saw.

    `seen_steps` is how many steps the assessment had taken: nothing is found on a locked one.
    """
    now = workspace.clock()
    findings = tuple(
        Finding(site_id, criterion_id, now, conclusion, reason, who.name)
        for site_id, criterion_id in seen
    )
    workspace.ledger.append(
        Batch(findings=findings),
        recorded_by=who.name,
        recorded_at=now,
        action=f"finding: {conclusion}{stated}",
        seen=seen,
        seen_steps=seen_steps,
    )
