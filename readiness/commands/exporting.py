"""`export`: everything recorded, in the shape that imports again."""

from argparse import Namespace
from functools import partial
from pathlib import Path

from readiness import settings
from readiness.commands.database import open_existing, person
from readiness.commands.files import refuse_to_overwrite, write_files
from readiness.commands.terminal import ProgressLine, count, say
from readiness.errors import ReadinessError
from readiness.exports.tables import KINDS, csv_of, workbook
from readiness.framework_files import load_framework
from readiness.services.transfer import everything


def run(arguments: Namespace) -> int:
    path: Path = arguments.path
    is_workbook = path.suffix.lower() == ".xlsx"
    targets = [path] if is_workbook else [path / f"{kind}.csv" for kind in KINDS]
    if not is_workbook and path.exists() and not path.is_dir():
        raise ReadinessError(f"{path} is a file. Name a folder, or a file ending in .xlsx.")
    if not arguments.force:  # said before the database is read, which may take a while
        refuse_to_overwrite(target for target in targets if target.exists())
    framework = load_framework(settings.FRAMEWORK)
    with open_existing(arguments) as ledger, ProgressLine() as progress:
        batch = everything(ledger, person(), partial(progress.of, "Reading"))
    if is_workbook:
        contents = [workbook(batch, framework)]
    else:
        contents = [csv_of(kind, batch, framework).encode() for kind in KINDS]
    write_files(dict(zip(targets, contents, strict=True)))
    say(f"Wrote {count(len(batch.sites), 'site')} with everything recorded about them to {path}.")
    return 0
