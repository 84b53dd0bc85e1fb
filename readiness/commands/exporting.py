"""`export`: everything recorded, in the shape that imports again, or the network on a date.

Reports and calendars are made by the commands that are named after them.
"""

import tempfile
from argparse import Namespace
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from readiness import settings
from readiness.commands.database import database_of, open_existing, person
from readiness.commands.files import refuse_to_overwrite, write_files
from readiness.commands.terminal import ProgressLine, count, say
from readiness.errors import ReadinessError
from readiness.exports import about, dictionary
from readiness.exports.fhir import fhir_bundle
from readiness.exports.network_workbook import network_workbook
from readiness.exports.parquet_files import DICTIONARY, parquet_files
from readiness.exports.record_tables import tables_of, write_record_tables
from readiness.exports.redcap import redcap_dictionary
from readiness.exports.tables import KINDS, csv_of, workbook
from readiness.framework_files import load_framework
from readiness.services.records import framework_files, recorded_sites
from readiness.services.snapshot import Progress, Snapshot, snapshot
from readiness.services.transfer import everything
from readiness.services.workspace import open_workspace

_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "csv": (),
    "xlsx": (".xlsx",),
    "workbook": (".xlsx",),
    "parquet": (),
    "fhir": (".json",),
    "redcap": (".csv",),
    "records": (),
    "pdf": (".pdf",),
    "html": (".html", ".htm"),
    "pptx": (".pptx",),
    "ics": (".ics",),
}
"""What the path of a format ends in; nothing for a folder."""
_BY_ENDING: Mapping[str, str] = {
    ending: shape for shape in ("xlsx", "pdf", "html", "pptx", "ics") for ending in _ENDINGS[shape]
}
"""The format of a path where none is named; else csv."""
_REPORTS = ("pdf", "html", "pptx")
_ONLY_FOR: Mapping[str, tuple[str, ...]] = {
    "site": ("pdf", "html", "ics"),
    "since": _REPORTS,
    "paper": ("pdf",),
    "template": ("pptx",),
    "without_names": _REPORTS,
    "must_haves": ("ics",),
    "as_of": tuple(shape for shape in _ENDINGS if shape not in ("redcap", "records")),
}
"""The formats for which an option makes sense, where that is not all of them."""


def run(arguments: Namespace) -> int:
    path: Path = arguments.path
    shape: str = arguments.format or _BY_ENDING.get(path.suffix.lower(), "csv")
    _check_path(path, shape, named=arguments.format is not None)
    _check_options(arguments, shape)
    if shape in (*_REPORTS, "ics"):
        return _handed_on(arguments, shape)
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
    endings = _ENDINGS[shape]
    if not endings and path.exists() and not path.is_dir():
        other = "" if named else ", or a file ending in .xlsx"
        raise ReadinessError(f"{path} is a file. Name a folder{other}.")
    if endings and path.suffix.lower() not in endings:
        raise ReadinessError(f"{path} does not end in {endings[0]}. Name a file that does.")


def _check_options(arguments: Namespace, shape: str) -> None:
    """Refuse an option that would do nothing."""
    for name, shapes in _ONLY_FOR.items():
        if getattr(arguments, name) and shape not in shapes:
            option = f"--{name.replace('_', '-')}"
            others = ", ".join(shapes[:-1])
            fitting = f"{others} and {shapes[-1]}" if others else shapes[-1]
            raise ReadinessError(f"{option} is for {fitting}. Leave it out for {shape}.")
    if arguments.since and arguments.site:
        raise ReadinessError("--since is for the network. Leave it out for one site.")


def _handed_on(arguments: Namespace, shape: str) -> int:
    """As the commands `calendar` and `report` make it."""
    from readiness.commands import renewing, reporting  # they load what draws slides and pages

    given = vars(arguments) | {
        "output": arguments.path,
        "paper": arguments.paper or reporting.PAPER,
    }
    make = renewing.run if shape == "ics" else reporting.run
    return make(Namespace(**given))


def _targets(path: Path, shape: str) -> list[Path]:
    if shape == "csv":
        return [*(path / f"{kind}.csv" for kind in KINDS), path / about.NAME]
    if shape == "parquet":
        tables = dictionary.tables(load_framework(settings.FRAMEWORK))
        return [*(path / f"{table.name}.parquet" for table in tables), path / DICTIONARY]
    if shape == "records":
        return list(tables_of(path))
    return [path]


def _everything(arguments: Namespace, shape: str) -> tuple[int, list[bytes]]:
    framework = load_framework(settings.FRAMEWORK)
    who, today = person(), datetime.now(UTC).date()
    made = about.About(arguments.as_of or today, who.signature, today)
    with open_existing(arguments) as ledger, ProgressLine() as progress:
        batch = everything(ledger, who, partial(progress.of, "Reading"), until=arguments.as_of)
        if shape == "xlsx":
            writing = partial(progress.of, "Writing")
            return len(batch.sites), [workbook(batch, framework, writing, about=made)]
    texts = [csv_of(kind, batch, framework) for kind in KINDS]
    return len(batch.sites), [text.encode() for text in (*texts, about.text(made, framework))]


_MAKERS: Mapping[str, Callable[[Snapshot, Progress], list[bytes]]] = {
    "workbook": lambda made, report: [network_workbook(made, report)],
    "parquet": lambda made, report: list(parquet_files(made, report).values()),
    "fhir": lambda made, report: [fhir_bundle(made, report)],
}


def _on_a_date(
    arguments: Namespace, make: Callable[[Snapshot, Progress], list[bytes]]
) -> tuple[int, list[bytes]]:
    workspace = open_workspace(
        database_of(arguments), settings.FRAMEWORK, settings.AGENTS, create=False
    )
    with workspace.ledger, ProgressLine() as progress:
        workspace.refresh(partial(progress.of, "Scoring"))
        day = arguments.as_of or workspace.today
        made = snapshot(workspace, person(), day, partial(progress.of, "Reading"))
        return len(made.sites), make(made, partial(progress.of, "Writing"))


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
