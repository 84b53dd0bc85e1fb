"""Steps of a site's assessment cycle: open, submit, return, approve, lock."""

from collections.abc import Sequence
from datetime import datetime

from readiness.domain.assessment import AssessmentEvent, Batch
from readiness.domain.cycle import CycleStep, Stage, rule_of, stage_after, steps_open_to
from readiness.domain.people import Person
from readiness.errors import ConflictError, ReadinessError, StepTakenError
from readiness.services.review import review_of
from readiness.services.workspace import Workspace, walled


@walled
def stage_of(workspace: Workspace, who: Person, site_id: str) -> Stage:
    """Where the assessment of a site stands now."""
    workspace.site(who, site_id)
    return stage_after(workspace.ledger.assessments(site_id))


@walled
def stages(workspace: Workspace, who: Person) -> dict[str, Stage]:
    """Where the assessment of every site that `who` may see stands now, by site."""
    events = workspace.assessments()
    return {site_id: stage_after(events.get(site_id, ())) for site_id in workspace.sites(who)}


@walled
def steps_for(workspace: Workspace, who: Person, site_id: str) -> tuple[CycleStep, ...]:
    """The steps that `who` may take now, in the order of the cycle."""
    return steps_open_to(who, site_id, stage_of(workspace, who, site_id))


@walled
def take_step(workspace: Workspace, who: Person, site_id: str, step: CycleStep) -> datetime:
    """Take a step and return its time.

    Opening begins a new assessment under the newest framework version; answers carry over. What
    is unanswered does not keep anyone from submitting; returning needs a finding that says why.
    Raises `ReadinessError` for a step that the cycle does not allow now, `ConflictError` when
    someone else took one at the same moment; both say who took the last one, and when.
    """
    rule = rule_of(step)
    workspace.allow(who, rule.permission, site_id)
    events = workspace.ledger.assessments(site_id)
    stage = stage_after(events)
    if stage not in rule.before:
        last = f" {_last_step(who, events)}." if events else ""
        raise ReadinessError(f"The assessment is {stage}; it cannot be {step} now.{last}")
    now = workspace.clock()
    if (
        step is CycleStep.RETURNED
        and not review_of(workspace, who, site_id, now.date()).not_confirmed
    ):
        raise ReadinessError("Say first what is not confirmed and why; then return it.")
    framework = workspace.framework
    version = framework.version
    if step is not CycleStep.OPENED:
        version = workspace.framework_on(site_id, now.date()).version
    event = AssessmentEvent(site_id, step, framework.id, version, now, who.name)
    # Imported answers can be submitted at once; their assessment begins with that.
    begun = stage is not Stage.NOT_STARTED or step is CycleStep.OPENED
    opened = event._replace(event=CycleStep.OPENED)
    try:
        workspace.ledger.append(
            Batch(assessments=(event,) if begun else (opened, event)),
            recorded_by=who.name,
            recorded_at=now,
            action=f"assessment {step}",
            seen_steps={site_id: len(events)},
        )
    except StepTakenError as error:
        last = _last_step(who, workspace.ledger.assessments(site_id))
        raise ConflictError(
            f"{last}, while you were about to say {step}. Yours is not saved: look at it again."
        ) from error
    return now


def _last_step(who: Person, events: Sequence[AssessmentEvent]) -> str:
    """Who took the last step and when: "Rui approved it on 22 Nov 2026, 10:42 UTC"."""
    event = events[-1]
    name = who.shown(event.recorded_by, "Someone else")
    at = event.recorded_at
    return f"{name} {event.event} it on {at.day} {at:%b %Y, %H:%M} UTC"
