"""Actions of sites: raised from gaps, changed by those who may act, seen by those who may read."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import uuid4

from readiness.domain.actions import Action, ActionState, in_order, newest
from readiness.domain.assessment import Batch
from readiness.domain.framework import Framework
from readiness.domain.people import Permission, Person
from readiness.errors import NotAllowedError, ReadinessError
from readiness.services import free_text
from readiness.services.workspace import Workspace, walled

NAMELESS = "named owner"
"""What stands for an owner before a person who sees no names."""

_SHORT = 200
_LONG = 2_000


@walled
def raise_action(
    workspace: Workspace,
    who: Person,
    site_id: str,
    criteria: Sequence[str],
    title: str,
    owner: str,
    due_on: date | None,
    *,
    contested: bool = False,
) -> Action:
    """Promise to close gaps of a site.

    Raises `PrivacyError` for words that look like a patient's and are not contested,
    `ReadinessError` for what is no promise.
    """
    action = new_action(workspace, who, site_id, criteria, title, owner, due_on)
    stated = free_text.statement([title, owner], contested=contested)
    _append(workspace, action, f"raise action{stated}", seen=0)
    return action


@walled
def new_action(
    workspace: Workspace,
    who: Person,
    site_id: str,
    criteria: Sequence[str],
    title: str,
    owner: str,
    due_on: date | None,
) -> Action:
    """An action as `raise_action` records it, checked and not yet recorded."""
    workspace.allow(who, Permission.ACT, site_id)
    now = workspace.clock()
    _check_criteria(workspace.framework_on(site_id, now.date()), criteria)
    if due_on is None or due_on < now.date():
        raise ReadinessError("An action is due today or later; choose such a day.")
    return Action(
        f"A{uuid4().hex[:12]}",
        site_id,
        tuple(criteria),
        _words(title, "title", _SHORT),
        _words(owner, "owner", _SHORT),
        due_on,
        ActionState.OPEN,
        now,
        recorded_by=who.name,
    )


@walled
def change_action(
    workspace: Workspace,
    who: Person,
    action_id: str,
    *,
    seen: int,
    state: str,
    owner: str,
    due_on: date | None,
    reason: str = "",
    comment: str = "",
    contested: bool = False,
) -> Action:
    """Record an action anew, as it is from now on.

    `seen` is how many changes of it the person had in front of them, the raising included.
    Raises `ConflictError` when there are more by now, `NotAllowedError` alike for a foreign and
    an unknown action, `PrivacyError` for words that look like a patient's and are not
    contested, `ReadinessError` for what cannot be.
    """
    known = [row for row in _recorded(workspace, who, None) if row.action_id == action_id]
    if not known:
        raise NotAllowedError(f"There is no action {action_id!r} that you may see.")
    before = known[-1]
    workspace.allow(who, Permission.ACT, before.site_id)
    if state not in set(ActionState):
        raise ReadinessError(f"{state!r} is no state; choose one of {', '.join(ActionState)}.")
    now = workspace.clock()
    if due_on is None or (due_on != before.due_on and due_on < now.date()):
        raise ReadinessError("An action is put off to today or later; choose such a day.")
    dropped = state == ActionState.DROPPED
    if dropped and not reason.strip():
        raise ReadinessError("Say why it is dropped, so that nobody raises it again in vain.")
    after = before._replace(
        state=ActionState(state),
        owner=_words(owner, "owner", _SHORT),
        due_on=due_on,
        reason=_words(reason, "reason", _LONG) if dropped else "",
        comment=_words(comment, "comment", _LONG) if comment.strip() else "",
        recorded_at=now,
        recorded_by=who.name,
    )
    same = before._replace(comment="", recorded_at=now, recorded_by=who.name)
    if seen >= len(known) and after == same:
        raise ReadinessError("Nothing was changed: change something, or add a comment.")
    stated = free_text.statement(
        [owner, reason, comment], lambda: (before.owner, before.reason), contested=contested
    )
    _append(workspace, after, f"change action{stated}", seen=seen)
    return after


@walled
def changes_of(
    workspace: Workspace, who: Person, as_of: date, site_ids: Collection[str] | None = None
) -> tuple[Action, ...]:
    """Every change up to the end of a day, in the order of recording.

    Of the sites given, or (`None`) of all that `who` may see. Who sees no names gets neither
    owners nor who recorded a change. Raises `NotAllowedError` for a site that `who` may not see.
    """
    found = _recorded(workspace, who, site_ids)
    known = [row for row in found if row.recorded_at.date() <= as_of]
    if not who.sees_names:
        known = [row._replace(owner=NAMELESS, recorded_by="") for row in known]
    return tuple(known)


@walled
def actions_of(
    workspace: Workspace, who: Person, as_of: date, site_ids: Collection[str] | None = None
) -> tuple[Action, ...]:
    """The actions as they stood on a day, what is overdue first, then by due date."""
    return in_order(newest(changes_of(workspace, who, as_of, site_ids), as_of))


def criterion_titles(workspace: Workspace) -> dict[str, str]:
    """The title of every criterion of every version in use, by id; the newest wording."""
    return {key: criterion.title for key, criterion in workspace.criteria().items()}


def _recorded(
    workspace: Workspace, who: Person, site_ids: Collection[str] | None
) -> tuple[Action, ...]:
    """The changes of actions at sites that `who` may see."""
    if site_ids is not None:
        wanted = [workspace.site(who, site_id).site_id for site_id in site_ids]
        return workspace.ledger.actions(wanted)
    if who.may_everywhere(Permission.READ):
        return workspace.ledger.actions()
    return workspace.ledger.actions(workspace.sites(who))


def _check_criteria(framework: Framework, criteria: Sequence[str]) -> None:
    if not criteria:
        raise ReadinessError("An action closes at least one gap; choose it.")
    if len(set(criteria)) != len(criteria):
        raise ReadinessError("A gap is named twice; name each once.")
    scored = {criterion.id for criterion in framework.scored}
    for key in criteria:
        if key not in scored:
            raise ReadinessError(
                f"{key!r} is not a criterion of {framework.title} {framework.version}."
            )


def _words(text: str, what: str, longest: int) -> str:
    """One line. Raises `ReadinessError` where there are no words, or too many."""
    tidy = " ".join(text.split())
    if not tidy:
        raise ReadinessError(f"An action needs {'an' if what == 'owner' else 'a'} {what}.")
    if len(tidy) > longest:
        raise ReadinessError(f"The {what} is longer than {longest:,} characters; shorten it.")
    return tidy


def _append(workspace: Workspace, action: Action, what: str, *, seen: int) -> None:
    workspace.ledger.append(
        Batch(actions=(action,)),
        recorded_by=action.recorded_by,
        recorded_at=action.recorded_at,
        action=what,
        seen_actions={action.action_id: seen},
    )
