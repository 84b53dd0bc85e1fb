"""Everything that scores, site by site: what a run on other machines is given."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from readiness.domain.assessment import AssessmentEvent, History
from readiness.domain.organisations import Site
from readiness.domain.people import Person
from readiness.services.workspace import Workspace, walled

Progress = Callable[[int, int], None]


class RecordedSite(NamedTuple):
    """A site, all that was recorded about it, and the steps of its assessments."""

    site: Site
    history: History
    assessments: tuple[AssessmentEvent, ...]


@walled
def recorded_sites(
    workspace: Workspace, who: Person, on_progress: Progress | None = None
) -> Iterator[RecordedSite]:
    """The sites of the network in the order of their ids, read as you go.

    Raises `NotAllowedError` unless `who` manages the network: registers name persons, and leaving
    them out would change scores. `on_progress` is called with (sites read, sites).
    """
    workspace.allow_network(who, "export its records")
    known = workspace.sites(who)
    steps = workspace.assessments()
    for done, history in enumerate(workspace.ledger.histories(list(known)), 1):
        events = tuple(steps.get(history.site_id, ()))
        yield RecordedSite(known[history.site_id], history, events)
        if on_progress:
            on_progress(done, len(known))


def framework_files(workspace: Workspace) -> Iterator[tuple[str, str, str, str]]:
    """Framework, version, name of a file and its text, of every recorded version, newest last."""
    current = workspace.framework
    kept = [row for row in workspace.ledger.frameworks() if row.framework_id == current.id]
    for row in sorted(kept, key=lambda row: row.framework_version == current.version):
        for name, text in row.files.items():
            yield row.framework_id, row.framework_version, name, text
