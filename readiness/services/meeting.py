"""Quality meetings: opened with a snapshot, minuted, decided in, reopened as they were."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import uuid4

from readiness.domain.actions import Action
from readiness.domain.assessment import Batch
from readiness.domain.meetings import CLOSED, DECISION, MINUTE, OPENED, MeetingEntry, by_meeting
from readiness.domain.people import Permission, Person
from readiness.errors import NotAllowedError, ReadinessError
from readiness.services import free_text
from readiness.services.actions import new_action
from readiness.services.network import Filters
from readiness.services.workspace import Workspace, walled

_LONG = 2_000


@dataclass(frozen=True)
class Meeting:
    """A meeting with its entries in the order of recording; the first is the snapshot."""

    entries: tuple[MeetingEntry, ...]

    @property
    def opened(self) -> MeetingEntry:
        return self.entries[0]

    @property
    def meeting_id(self) -> str:
        return self.opened.meeting_id

    @property
    def closed(self) -> bool:
        return self.entries[-1].kind == CLOSED

    @property
    def filters(self) -> Filters:
        return Filters(**dict(self.opened.filters))

    @property
    def said(self) -> tuple[MeetingEntry, ...]:
        """Minutes and decisions."""
        return tuple(entry for entry in self.entries if entry.kind in (MINUTE, DECISION))


@walled
def meetings(workspace: Workspace, who: Person) -> tuple[Meeting, ...]:
    """Every meeting, the newest first, for those who may see the whole network; else none."""
    if not who.may_everywhere(Permission.READ):
        return ()
    entries = workspace.ledger.meetings()
    if not who.sees_names:
        entries = tuple(entry._replace(recorded_by="") for entry in entries)
    return tuple(Meeting(own) for own in by_meeting(entries).values())


@walled
def open_meeting(
    workspace: Workspace, who: Person, as_of: date, since: date, filters: Filters
) -> str:
    """Begin a meeting about the network as it is shown now, and return its id."""
    workspace.allow_network(who, "hold a meeting")
    if since >= as_of:
        raise ReadinessError("A meeting compares with an earlier day; choose one.")
    chosen = {name: values for name, values in asdict(filters).items() if values}
    version = workspace.framework.version
    entry = MeetingEntry(
        f"M{uuid4().hex[:12]}", OPENED, as_of, since, chosen, version, workspace.clock(),
        recorded_by=who.name,
    )  # fmt: skip
    _append(workspace, entry, "open meeting")
    return entry.meeting_id


@walled
def add_minute(
    workspace: Workspace, who: Person, meeting_id: str, text: str, *, contested: bool = False
) -> None:
    """Keep what was said.

    Raises `PrivacyError` for words that look like a patient's and are not contested.
    """
    stated = free_text.statement([text], contested=contested)
    _add(workspace, who, meeting_id, MINUTE, _words(text), stated)


@walled
def decide(
    workspace: Workspace,
    who: Person,
    meeting_id: str,
    text: str,
    site_id: str,
    criteria: Sequence[str],
    owner: str,
    due_on: date | None,
    *,
    contested: bool = False,
) -> Action:
    """Keep a decision about a site; it becomes an action in the same moment.

    Raises `PrivacyError` for words that look like a patient's and are not contested.
    """
    meeting = _running(workspace, who, meeting_id)
    stated = free_text.statement([text, owner], contested=contested)
    said = _words(text)
    action = new_action(workspace, who, site_id, criteria, said[:200], owner, due_on)
    entry = meeting.opened._replace(
        kind=DECISION,
        text=said,
        action_id=action.action_id,
        recorded_at=action.recorded_at,
        recorded_by=who.name,
    )
    _append(workspace, entry, f"decide in a meeting{stated}", action)
    return action


@walled
def close(workspace: Workspace, who: Person, meeting_id: str) -> None:
    """End a meeting; nothing can be added to it afterwards."""
    _add(workspace, who, meeting_id, CLOSED, "")


def _add(
    workspace: Workspace, who: Person, meeting_id: str, kind: str, text: str, stated: str = ""
) -> None:
    meeting = _running(workspace, who, meeting_id)
    entry = meeting.opened._replace(
        kind=kind, text=text, recorded_at=workspace.clock(), recorded_by=who.name
    )
    _append(workspace, entry, f"meeting: {kind}{stated}")


def _running(workspace: Workspace, who: Person, meeting_id: str) -> Meeting:
    workspace.allow_network(who, "hold a meeting")
    found = by_meeting(workspace.ledger.meetings()).get(meeting_id)
    if found is None:
        raise NotAllowedError(f"There is no meeting {meeting_id!r} that you may see.")
    meeting = Meeting(found)
    if meeting.closed:
        raise ReadinessError("This meeting is closed. Open a new one to add to the minutes.")
    return meeting


def _words(text: str) -> str:
    tidy = " ".join(text.split())
    if not tidy:
        raise ReadinessError("Write down what was said; there is nothing yet.")
    if len(tidy) > _LONG:
        raise ReadinessError(f"This is longer than {_LONG:,} characters; shorten it.")
    return tidy


def _append(workspace: Workspace, entry: MeetingEntry, what: str, *raised: Action) -> None:
    workspace.ledger.append(
        Batch(meetings=(entry,), actions=raised),
        recorded_by=entry.recorded_by,
        recorded_at=entry.recorded_at,
        action=what,
    )
