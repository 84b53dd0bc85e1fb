"""What someone else saved first: refused, with what it is, in the transaction that would write."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, select

from readiness.errors import ConflictError, StepTakenError
from readiness.ledger import schema
from readiness.ledger.standing import NONE, Pair, Standing, newest_of

SHOWN = 5


class Seen(NamedTuple):
    """How much the writer had in front of them; what is not named was not looked at.

    `responses` counts those to a criterion of a site, `actions` the changes of an action, by its
    id, `steps` those of a site's assessments, and `entries` the versions of an entry of a register
    at a site.
    """

    responses: Mapping[Pair, int]
    actions: Mapping[str, int]
    steps: Mapping[str, int]
    entries: Mapping[Pair, int]


def refuse_conflicts(connection: Connection, standing: Standing, seen: Seen) -> None:
    """Raises ConflictError where there is more than was seen."""
    _refuse_taken_steps(connection, standing, seen.steps)
    _refuse_newer_responses(connection, standing, seen.responses)
    _refuse_changed_actions(connection, seen.actions)
    _refuse_changed_entries(connection, standing, seen.entries)


def readable(stored: str) -> str:
    """2026-11-22 10:42 UTC, or the day alone."""
    return stored if len(stored) == len("2026-11-22") else f"{stored[:16].replace('T', ' ')} UTC"


def _refuse_taken_steps(
    connection: Connection, standing: Standing, seen: Mapping[str, int]
) -> None:
    """A step was decided on from where the assessment stood; that it stands there still."""
    table = schema.assessment
    for site_id, count in seen.items():
        version = standing.assessments.get(site_id, NONE).version
        if version > count:
            query = select(table.c.recorded_at, table.c.recorded_by, table.c.event)
            recorded_at, recorded_by, event = connection.execute(
                query.where(table.c.site_id == site_id, table.c.version == version)
            ).one()
            raise StepTakenError(
                f"The assessment of {site_id} was {event} meanwhile by "
                f"{recorded_by or 'someone else'} on {readable(recorded_at)}. "
                "Nothing of yours was saved; look at it, then decide again."
            )


def _refuse_newer_responses(
    connection: Connection, standing: Standing, seen: Mapping[Pair, int]
) -> None:
    stale = [
        pair for pair, count in seen.items() if standing.responses.get(pair, NONE).version > count
    ]
    if not stale:
        return
    said = []
    for site_id, criterion_id in stale[:SHOWN]:
        table = schema.response
        query = select(table.c.recorded_at, table.c.recorded_by, table.c.answer).where(
            table.c.site_id == site_id,
            table.c.criterion_id == criterion_id,
            table.c.version == standing.responses[site_id, criterion_id].version,
        )
        recorded_at, recorded_by, answer = connection.execute(query).one()
        said.append(
            f"{criterion_id} of {site_id} was answered “{answer or 'see dates and numbers'}” "
            f"by {recorded_by or 'someone else'} on {readable(recorded_at)}"
        )
    more = f" and {len(stale) - SHOWN} more" if len(stale) > SHOWN else ""
    raise ConflictError(
        f"Saved meanwhile by someone else: {'; '.join(said)}{more}. "
        "Nothing of yours was saved; look at it, then save again."
    )


def _refuse_changed_actions(connection: Connection, seen: Mapping[str, int]) -> None:
    table = schema.action
    newest = newest_of(connection, table, seen)
    for action_id, count in seen.items():
        version = newest.get(action_id, NONE).version
        if version > count:
            query = select(table.c.recorded_at, table.c.recorded_by, table.c.title, table.c.state)
            recorded_at, recorded_by, title, state = connection.execute(
                query.where(table.c.action_id == action_id, table.c.version == version)
            ).one()
            raise ConflictError(
                f"Changed meanwhile by {recorded_by or 'someone else'} on "
                f"{readable(recorded_at)}: “{title}” is now {state}. "
                "Nothing of yours was saved; look at it, then save again."
            )


def _refuse_changed_entries(
    connection: Connection, standing: Standing, seen: Mapping[Pair, int]
) -> None:
    table = schema.register_entry
    for pair, count in seen.items():
        version = standing.entries.get(pair, NONE).version
        if version > count:
            query = select(table.c.recorded_at, table.c.recorded_by).where(
                table.c.site_id == pair[0],
                table.c.entry_id == pair[1],
                table.c.version == version,
            )
            recorded_at, recorded_by = connection.execute(query).one()
            raise ConflictError(
                f"Changed meanwhile by {recorded_by or 'someone else'} on "
                f"{readable(recorded_at)}. "
                "Nothing of yours was saved; look at it, then save again."
            )
