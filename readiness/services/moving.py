"""A whole ledger to a PostgreSQL server, with a proof that nothing changed on the way."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from readiness.domain.framework import Framework
from readiness.domain.scoring import SiteScore, score_site
from readiness.errors import ReadinessError
from readiness.framework_files import load, read_folder
from readiness.ledger import Ledger, moved
from readiness.ledger.addresses import Server
from readiness.services.workspace import Clock, Progress, Workspace, recorded_versions


class Moved(NamedTuple):
    """What was copied and compared."""

    sites: int
    saves: int


def move(
    source: Ledger,
    target: Server,
    framework_folder: Path,
    *,
    clock: Clock,
    on_progress: Progress | None = None,
) -> Moved:
    """Copy a ledger into an empty database of a server; all of it, or nothing.

    The rows of each table, the audit chain and today's score of every site are compared before
    anything is kept. `on_progress` is called with (rows copied, rows). Raises `LedgerError` when
    the source is not sound or the target not empty, `ReadinessError` when a score differs.
    """
    loaded = load(read_folder(framework_folder))
    current = loaded.framework
    versions = recorded_versions(source, current.id) | {current.version: current}
    today = clock().date()
    with moved(source, target, on_progress) as copy:
        pair = (
            _scores(Workspace(ledger, loaded, (), clock, versions=versions), today)
            for ledger in (source, copy)
        )
        number = _compared(*pair)
        return Moved(number, copy.revision())


def _scores(workspace: Workspace, today: date) -> Iterator[tuple[str, SiteScore]]:
    """The score of every site on a day, in order of id; a few hundred sites in memory."""
    versions: dict[str, Framework] = workspace.frameworks_on(today)
    for history in workspace.ledger.histories(counting_on=today):
        version = versions.get(history.site_id, workspace.framework)
        yield history.site_id, score_site(version, history, today)


def _compared(
    before: Iterator[tuple[str, SiteScore]], after: Iterator[tuple[str, SiteScore]]
) -> int:
    """How many sites there are. Raises `ReadinessError` for the first that is not the same."""
    number = 0
    for (site_id, score), other in zip(before, after, strict=True):
        if (site_id, score) != other:
            raise ReadinessError(
                f"The copy gives the site {site_id} another score; nothing was copied. "
                "This should not happen: keep the file and report it."
            )
        number += 1
    return number
