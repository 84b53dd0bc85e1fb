"""`import`: files into the database, after a look at what they hold."""

from argparse import Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from readiness import settings
from readiness.commands.database import database_of, person
from readiness.commands.files import source_of
from readiness.commands.terminal import (
    ProgressLine,
    agreed,
    asks,
    count,
    list_problems,
    marked,
    say,
)
from readiness.domain.organisations import Site
from readiness.framework_files import load_framework
from readiness.imports.preview import Preview, preview
from readiness.ledger import is_missing, open_ledger
from readiness.ledger.addresses import Address
from readiness.services import recording
from readiness.services.workspace import open_workspace

_SHOWN = 12


def run(arguments: Namespace) -> int:
    database = database_of(arguments)
    seen = _preview(arguments.files, _known_sites(database))
    if seen.problems:
        list_problems(seen.problems)
        return 1
    _show(seen)
    if not seen.acceptable:
        say("There is nothing new in these files. Nothing was written.")
        return 0
    what = count(len(seen.batch), "record")
    if not arguments.yes:
        if not asks():
            say(f"Nothing was written. Add --yes to write {what} to {database}.")
            return 0
        if not agreed(f"Write {what} to {database}?"):
            say("Nothing was written.")
            return 0
    _accept(database, seen, arguments.files)
    say(f"Wrote {what} to {database} in one step.")
    return 0


def _known_sites(database: Address) -> Sequence[Site]:
    """The sites of the database; none where there is no database yet, and none is made."""
    if is_missing(database):
        return ()
    with open_ledger(database, create=False) as ledger:
        return ledger.sites()


def _preview(files: Sequence[Path], known_sites: Sequence[Site]) -> Preview:
    framework = load_framework(settings.FRAMEWORK)
    with ProgressLine() as progress:
        return preview(
            [(str(path), source_of(path)) for path in files],
            framework,
            known_sites,
            now=datetime.now(UTC),
            on_progress=lambda share: progress.share("Reading", share),
        )


def _show(seen: Preview) -> None:
    for warning in seen.warnings:
        say(marked(warning))
    for item in seen.counts:
        say(f"{item.table}: {item.kind}, {count(item.records, 'record')}")
    _name("New", [site.site_name for site in seen.new_sites])
    _name("Changed", [change.after.site_name for change in seen.changed_sites])
    if seen.warnings:
        say(f"{count(len(seen.warnings), 'remark')}, above.")


def _name(what: str, names: Sequence[str]) -> None:
    if names:
        rest = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
        say(f"{what}: {count(len(names), 'site')}: {', '.join(names[:_SHOWN])}{rest}")


def _accept(database: Address, seen: Preview, files: Sequence[Path]) -> None:
    workspace = open_workspace(database, settings.FRAMEWORK, settings.AGENTS)
    with workspace.ledger:
        names = ", ".join(path.name for path in files)
        recording.accept_import(workspace, person(), seen.batch, names)
