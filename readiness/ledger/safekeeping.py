"""Checking a ledger, backing it up, and putting a backup in its place."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from readiness.errors import LedgerError
from readiness.ledger.addresses import Address, Server, path_of
from readiness.ledger.carrying import carry
from readiness.ledger.chain import problems_of_chain
from readiness.ledger.copying import Progress, dated_name, reserve, to_disk, write_copy
from readiness.ledger.engines import connect, writing
from readiness.ledger.faults import explained, family_of, sentence_for
from readiness.ledger.opening import open_file
from readiness.ledger.wall import problems_of_role

_RESTORE_INSTEAD = (
    "Create an empty database on the server and fill it from the backup: "
    "python -m readiness migrate BACKUP ADDRESS. Dumps of the server go back with pg_restore."
)
_SIDE_FILES = ("-wal", "-shm", "-journal")


def problems_of(engine: Engine, place: str, on_progress: Progress | None) -> tuple[str, ...]:
    """Everything wrong with the database behind an engine, in words; empty when it is sound."""
    problems: list[str] = []
    chain = partial(problems_of_chain, on_progress=on_progress)
    for check in (_problems_of_pages, problems_of_role, chain):
        try:
            with engine.connect() as connection:
                problems.extend(check(connection))
        except (DBAPIError, sqlite3.Error) as error:
            problems.append(str(sentence_for(error, place) or f"{place} cannot be read: {error}"))
        except (ValueError, TypeError) as error:
            problems.append(f"{place} holds what was never written by this program: {error}")
    return tuple(dict.fromkeys(problems))


def back_up(source: Engine, address: Address, target: Path, on_progress: Progress | None) -> None:
    """Write a checked copy of a ledger to the new file `target`, all of it or nothing.

    From a server it is a file of SQLite all the same, with every row as it is.
    """
    reserve(target)
    partial = _free(target.with_name(target.name + ".partial"))
    try:
        with explained(str(target)):
            if isinstance(address, Server):
                _write_rows(source, str(address), partial, on_progress)
            else:
                write_copy(address, partial, on_progress)
            _refuse_unsound(partial, f"The copy of {address}")
            partial.replace(target)
            to_disk(target)
    except BaseException:
        _remove(partial)
        target.unlink(missing_ok=True)
        raise


def _write_rows(source: Engine, place: str, target: Path, on_progress: Progress | None) -> None:
    engine = open_file(target, create=True)
    try:
        with (
            writing(engine).begin() as to,
            explained(place),
            source.connect() as connection,
        ):
            carry(connection, to, on_progress)
    finally:
        engine.dispose()


def restore(backup: Path, target: Address) -> Path | None:
    """Put a checked backup in the place of a ledger; a backup of an older version is updated.

    Returns where the replaced file is kept (beside it, with a dated name), `None` when there
    was none. Raises LedgerError, and changes nothing, when the backup is not sound or the
    target is open in another program or a server.
    """
    backup, target = Path(backup).absolute(), path_of(target, _RESTORE_INSTEAD)
    if not backup.is_file():
        raise LedgerError(f"There is no backup {backup}. Check the path.")
    if target.is_dir():
        raise LedgerError(f"{target} is a folder. Name the file of a database.")
    if target.exists() and backup.samefile(target):
        raise LedgerError("The backup and the database are the same file. Name another one.")
    with explained(str(target)):
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = _free(target.with_name(target.name + ".restoring"))
        try:
            with _named(fresh, backup):
                _copy_at_rest(backup, fresh)
                _refuse_unsound(fresh, f"The backup {backup}")
            _refuse_in_use(target)
            return _swap(fresh, target)
        finally:
            _remove(fresh)


@contextmanager
def _named(shown: Path, meant: Path) -> Iterator[None]:
    """Errors inside about the file `shown` are said to be about `meant`, of which it is a copy."""
    try:
        yield
    except LedgerError as error:
        raise LedgerError(str(error).replace(str(shown), str(meant))) from error


def _refuse_unsound(path: Path, name: str) -> None:
    with explained(str(path)):
        engine = open_file(path, create=False, keep_old=False)
        try:
            problems = problems_of(engine, str(path), None)
        finally:
            engine.dispose()
    if problems:
        raise LedgerError(f"{name} is not sound and is not used: {' '.join(problems)}")


def _swap(fresh: Path, target: Path) -> Path | None:
    kept = dated_name(target, "replaced") if target.exists() else None
    aside = kept or dated_name(target, "stray")
    # A log goes with its file: beside the new one it would be read as its own.
    for ending in ("", *_SIDE_FILES):
        old = target.with_name(target.name + ending)
        if old.exists():
            old.rename(aside.with_name(aside.name + ending))
    fresh.replace(target)
    to_disk(target)
    return kept


def _refuse_in_use(path: Path) -> None:
    """Raise LedgerError while someone has the database open; else fold its log into it.

    A file that is damaged is in nobody's use.
    """
    if not path.exists():
        return
    try:
        with closing(connect(path)) as connection:
            connection.execute("PRAGMA busy_timeout=0")
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError as error:
        if family_of(error) == sqlite3.SQLITE_BUSY:
            raise LedgerError(
                f"The database {path} is open in another program; nothing was restored. "
                "Stop the program, then restore again."
            ) from error


def _copy_at_rest(source: Path, target: Path) -> None:
    """Copy a file that nobody writes to, with the log that may lie beside it."""
    reserve(target)
    shutil.copyfile(source, target)
    log = source.with_name(source.name + "-wal")
    if log.exists():
        shutil.copyfile(log, target.with_name(target.name + "-wal"))


def _free(path: Path) -> Path:
    """The path, freed of what an interrupted run left there."""
    _remove(path)
    return path


def _remove(path: Path) -> None:
    for name in (path, *(path.with_name(path.name + end) for end in _SIDE_FILES)):
        with suppress(FileNotFoundError):
            name.unlink()


def _problems_of_pages(connection: Connection) -> Iterator[str]:
    if connection.dialect.name != "sqlite":
        return
    for found in connection.exec_driver_sql("PRAGMA integrity_check").scalars():
        if found != "ok":
            yield f"The database file is damaged: {found}."
    for found in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"A row of {found[0]} points to a row of {found[2]} that does not exist."
