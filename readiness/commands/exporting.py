"""`export`: everything recorded, in the shape that imports again, or the network on a date."""

import tempfile
from argparse import Namespace
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from readiness import settings
from readiness.commands.database import database_of, open_existing, person
from readiness.commands.files import refuse_to_overwrite, write_files
from readiness.commands.terminal import ProgressLine, count, say
from readiness.errors import ReadinessError
from readiness.exports import dictionary
from readiness.exports.fhir import fhir_bundle
from readiness.exports.network_workbook import network_workbook
from readiness.exports.parquet_files import DICTIONARY, parquet_files
from readiness.exports.record_tables import tables_of, write_record_tables
from readiness.exports.redcap import redcap_dictionary
from readiness.exports.tables import KINDS, csv_of, workbook
from readiness.framework_files import load_framework
from readiness.services.records import framework_files, recorded_sites
from readiness.services.snapshot import Snapshot, snapshot
from readiness.services.transfer import everything
from readiness.services.workspace import open_workspace

_ENDINGS: Mapping[str, str] = {
    "csv": "",
    "xlsx": ".xlsx",
    "workbook": ".xlsx",
    "parquet": "",
    "fhir": ".json",
    "redcap": ".csv",
    "records": "",
}
"""What the path of a format ends in; "" for a folder."""


def run(arguments: Namespace) -> int:
    path: Path = arguments.path
    shape: str = arguments.format or ("xlsx" if path.suffix.lower() == ".xlsx" else "csv")
    _check_path(path, shape, named=arguments.format is not None)
    targets = _targets(path, shape)
    if not arguments.force:  # said before the database is read, which may take a while
        refuse_to_overwrite(target for target in targets if target.exists())
    if shape == "redcap":
        return _write_survey(path)
    if shape == "records":
        return _write_records(arguments, path)
    if shape in ("csv", "xlsx"):
        number, contents = _everything(arguments, shape)
        words = "with everything recorded about them"
    else:
        number, contents = _on_a_date(arguments, _MAKERS[shape])
        words = "on one date"
    write_files(dict(zip(targets, contents, strict=True)))
    say(f"Wrote {count(number, 'site')} {words} to {path}.")
    return 0


def _check_path(path: Path, shape: str, *, named: bool) -> None:
    ending = _ENDINGS[shape]
    if not ending and path.exists() and not path.is_dir():
        other = "" if named else ", or a file ending in .xlsx"
        raise ReadinessError(f"{path} is a file. Name a folder{other}.")
    if ending and path.suffix.lower() != ending:
        raise ReadinessError(f"{path} does not end in {ending}. Name a file that does.")


def _targets(path: Path, shape: str) -> list[Path]:
    if shape == "csv":
        return [path / f"{kind}.csv" for kind in KINDS]
    if shape == "parquet":
        tables = dictionary.tables(load_framework(settings.FRAMEWORK))
        return [*(path / f"{table.name}.parquet" for table in tables), path / DICTIONARY]
    if shape == "records":
        return list(tables_of(path))
    return [path]


def _everything(arguments: Namespace, shape: str) -> tuple[int, list[bytes]]:
    framework = load_framework(settings.FRAMEWORK)
    with open_existing(arguments) as ledger, ProgressLine() as progress:
        report = partial(progress.of, "Reading")
        batch = everything(ledger, person(), report, until=arguments.as_of)
    if shape == "xlsx":
        return len(batch.sites), [workbook(batch, framework)]
    return len(batch.sites), [csv_of(kind, batch, framework).encode() for kind in KINDS]


_MAKERS: Mapping[str, Callable[[Snapshot], list[bytes]]] = {
    "workbook": lambda made: [network_workbook(made)],
    "parquet": lambda made: list(parquet_files(made).values()),
    "fhir": lambda made: [fhir_bundle(made)],
}


def _on_a_date(
    arguments: Namespace, make: Callable[[Snapshot], list[bytes]]
) -> tuple[int, list[bytes]]:
    workspace = open_workspace(
        database_of(arguments), settings.FRAMEWORK, settings.AGENTS, create=False
    )
    with workspace.ledger, ProgressLine() as progress:
        day = arguments.as_of or workspace.today
        made = snapshot(workspace, person(), day, partial(progress.of, "Reading"))
    return len(made.sites), make(made)


def _write_survey(path: Path) -> int:
    framework = load_framework(settings.FRAMEWORK)
    write_files({path: redcap_dictionary(framework).encode()})
    say(f"Wrote a survey for {framework.title} {framework.version} to {path}.")
    return 0


def _write_records(arguments: Namespace, path: Path) -> int:
    """Written beside, and put in their place when all are whole: they may be larger than memory."""
    workspace = open_workspace(
        database_of(arguments), settings.FRAMEWORK, settings.AGENTS, create=False
    )
    path.mkdir(parents=True, exist_ok=True)
    with (
        workspace.ledger,
        ProgressLine() as progress,
        tempfile.TemporaryDirectory(dir=path, prefix=".partial-") as folder,
    ):
        sites = recorded_sites(workspace, person(), partial(progress.of, "Reading"))
        for table in write_record_tables(Path(folder), sites, framework_files(workspace)):
            table.replace(path / table.name)
        number = len(workspace.sites(person()))
    say(f"Wrote {count(number, 'site')} with everything that scores to {path}.")
    return 0
