"""Recording what a site states. Each call is one append; nothing is ever changed or removed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from readiness.domain.answers import MOST_CHARACTERS, check_profile, check_response
from readiness.domain.assessment import AssessmentEvent, Batch, Profile, Response
from readiness.domain.cycle import CycleStep, check_answerable
from readiness.domain.framework import Framework
from readiness.domain.organisations import Site
from readiness.domain.people import Permission, Person
from readiness.domain.wording import stated_in_words
from readiness.errors import ConflictError, ReadinessError, StepTakenError
from readiness.services import free_text
from readiness.services.workspace import Workspace, walled


@walled
def record_response(
    workspace: Workspace, who: Person, response: Response, *, seen: int, contested: bool = False
) -> datetime:
    """Append a response and return its time.

    `seen` is how many responses to the criterion the person had in front of them; `contested` is
    the person's statement that a text is not about a patient. Raises `ConflictError` when there
    are more responses by now, `PrivacyError` when a text looks like a patient's and that is not
    contested, `ReadinessError` when the answer does not fit.
    """
    workspace.allow(who, Permission.ANSWER, response.site_id)
    now = workspace.clock()
    stated = response._replace(recorded_at=now, recorded_by=who.name)
    framework = workspace.framework_on(stated.site_id, now.date())
    check_response(framework, stated)

    def kept() -> set[str]:
        rows = workspace.ledger.history(stated.site_id).responses.get(stated.criterion_id, ())
        return {text for row in rows for text in (row.evidence, row.na_reason)}

    statement = free_text.statement([stated.evidence, stated.na_reason], kept, contested=contested)
    try:
        _append_response(workspace, who, stated, seen, f"answer{statement}")
    except StepTakenError:
        raise  # again and again; it says who did what
    except ConflictError as error:
        raise ConflictError(_both_answers(workspace, who, framework, stated)) from error
    return now


def _append_response(
    workspace: Workspace, who: Person, stated: Response, seen: int, action: str
) -> None:
    """Append it in the stage that it is allowed in.

    A step that someone takes meanwhile is no reason to lose an answer, unless it locks: then it
    is looked at anew.
    """
    for patience in (True, True, False):
        events = workspace.ledger.assessments(stated.site_id)
        check_answerable(events)
        # The first answer of a site opens its first assessment, which pins the version.
        first = () if events else (_opened(workspace, stated, stated.recorded_at),)
        try:
            workspace.ledger.append(
                Batch(responses=(stated,), assessments=first),
                recorded_by=who.name,
                recorded_at=stated.recorded_at,
                action=action,
                seen={(stated.site_id, stated.criterion_id): seen},
                seen_steps={stated.site_id: len(events)},
            )
        except StepTakenError:
            if not patience:
                raise
        else:
            return


@walled
def record_profile(
    workspace: Workspace,
    who: Person,
    site_id: str,
    values: Mapping[str, str],
    *,
    contested: bool = False,
) -> datetime:
    """Append the facts of a site as of today and return the time.

    Raises `PrivacyError` when a text looks like a patient's and that is not contested.
    """
    workspace.allow(who, Permission.ANSWER, site_id)
    now = workspace.clock()
    framework = workspace.framework_on(site_id, now.date())
    check_profile(framework, values)
    texts = [values[field.id] for field in framework.profile_fields
             if field.type == "text" and field.id in values]  # fmt: skip

    def kept() -> set[str]:
        profiles = workspace.ledger.history(site_id).profiles
        return {text for profile in profiles for text in profile.values.values()}

    statement = free_text.statement(texts, kept, contested=contested)
    profile = Profile(site_id, now.date(), dict(values), who.name)
    _append(workspace, who, Batch(profiles=(profile,)), now, f"profile{statement}")
    return now


@walled
def add_site(workspace: Workspace, who: Person, site: Site) -> None:
    """Add one site. Raises `ReadinessError` when the id is taken or a name is missing."""
    workspace.allow_network(who, "add a site")
    tidy = Site._make(text.strip() for text in site)
    if not tidy.site_id or not tidy.site_name:
        raise ReadinessError("A site needs an id and a name; fill in both.")
    if any(character.isspace() or not character.isprintable() for character in tidy.site_id):
        raise ReadinessError("A site's id is one word, such as CEDAR-01; take the spaces out.")
    if max(map(len, tidy)) > MOST_CHARACTERS:
        raise ReadinessError(f"Shorten each text to {MOST_CHARACTERS:,} characters.")
    if tidy.site_id in {known.site_id for known in workspace.ledger.sites()}:
        raise ReadinessError(f"There is a site {tidy.site_id} already; choose another id.")
    _append(workspace, who, Batch(sites=(tidy,)), workspace.clock(), "add site")


@walled
def accept_import(workspace: Workspace, who: Person, batch: Batch, source: str) -> int:
    """Append everything an import found, in one transaction; returns how many records."""
    workspace.allow_network(who, "import")
    signed = replace(
        batch,
        profiles=tuple(p if p.recorded_by else p._replace(recorded_by=who.name)
                       for p in batch.profiles),
    )  # fmt: skip
    _append(workspace, who, signed, workspace.clock(), f"import {source}")
    return len(batch)


def _append(
    workspace: Workspace,
    who: Person,
    batch: Batch,
    now: datetime,
    action: str,
) -> None:
    workspace.ledger.append(batch, recorded_by=who.name, recorded_at=now, action=action)


def _opened(workspace: Workspace, response: Response, now: datetime) -> AssessmentEvent:
    version, who = workspace.framework.version, response.recorded_by
    return AssessmentEvent(
        response.site_id, CycleStep.OPENED, workspace.framework.id, version, now, who
    )


def _both_answers(workspace: Workspace, who: Person, framework: Framework, mine: Response) -> str:
    """Both answers, so that whoever comes second can decide."""
    theirs = workspace.ledger.history(mine.site_id).responses[mine.criterion_id][-1]
    criterion = framework.criterion[mine.criterion_id]
    name = who.shown(theirs.recorded_by, "someone else")
    return (
        f"{criterion.title}: {name} answered {stated_in_words(criterion, theirs)} at "
        f"{theirs.recorded_at:%H:%M} UTC, while you were about to. Yours, "
        f"{stated_in_words(criterion, mine)}, is not saved: look at both, then answer again."
    )
