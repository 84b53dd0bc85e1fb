"""`demo`: a synthetic network, as CSV files or as a database."""

from argparse import Namespace
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from readiness import settings
from readiness.commands.files import refuse_to_overwrite, write_files
from readiness.commands.terminal import count, say
from readiness.domain.assessment import Batch
from readiness.errors import ReadinessError
from readiness.exports.tables import KINDS, csv_of
from readiness.framework_files import load_framework
from readiness.services.demo import CURATED_SITES, synthetic_network


def run(arguments: Namespace) -> int:
    path: Path = arguments.path
    is_database = path.suffix.lower() == ".db"
    if is_database and path.exists():
        raise ReadinessError(f"{path} is there already. Name a new file, or delete it first.")
    if not is_database and path.exists() and not path.is_dir():
        raise ReadinessError(f"{path} is a file. Name a folder, or a new file ending in .db.")
    framework = load_framework(settings.FRAMEWORK)
    batch = synthetic_network(
        framework,
        sites=CURATED_SITES if arguments.sites is None else arguments.sites,
        seed=arguments.seed,
        today=arguments.today or datetime.now(UTC).date(),
    )
    if is_database:
        _write_database(path, batch)
    else:
        contents = {path / f"{kind}.csv": csv_of(kind, batch, framework).encode() for kind in KINDS}
        if not arguments.force:  # the same network once more does no harm
            refuse_to_overwrite(
                target
                for target, content in contents.items()
                if target.exists() and target.read_bytes() != content
            )
        write_files(contents)
    say(f"Wrote {count(len(batch.sites), 'made-up site')} to {path}.")
    return 0


def _write_database(path: Path, batch: Batch) -> None:
    """A new database with the network, or none."""
    from readiness.commands.database import person  # these load the database libraries
    from readiness.services import recording
    from readiness.services.workspace import open_workspace

    try:
        workspace = open_workspace(path, settings.FRAMEWORK, settings.AGENTS)
        with workspace.ledger:
            recording.accept_import(workspace, person(), batch, "the sample network")
    except BaseException:
        for ending in ("", "-wal", "-shm"):
            with suppress(OSError):
                path.with_name(path.name + ending).unlink()
        raise
