"""What goes wrong with a PostgreSQL server, with a real one: one clear sentence, nothing lost."""

import logging
import os
import re
import signal
import subprocess
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, event

from readiness.errors import LedgerError, ReadinessError
from readiness.ledger import (
    Ledger,
    engines,
    is_missing,
    migrations,
    open_ledger,
    restore,
    schema,
    servers,
)
from readiness.ledger.addresses import address_of
from tests.ledger.conftest import at, finding, response, save, site
from tests.ledger.test_contract import ROOT, killed_after, start_writer
from tests.servers import PASSWORD, Cluster, find_postgres, running_cluster, start, stop

pytestmark = pytest.mark.postgres
THROUGH_THE_WALL = ["--enable-row-security"]
DRIVER_WORDS = ("psycopg", "sqlalche.me", "Traceback", "OperationalError", "[SQL", "FATAL")


@pytest.fixture
def ledger(postgres: Cluster, postgres_database: str) -> Iterator[Ledger]:
    with open_ledger(postgres.address(postgres_database)) as opened:
        save(opened, site("S1"))
        yield opened


def refused(address: str, said: str, **options: bool) -> str:
    """Opening fails with this sentence, which holds no password and no words of the driver."""
    with pytest.raises(LedgerError, match=said) as error:
        open_ledger(address, **options)
    message = str(error.value)
    assert not any(word in message for word in DRIVER_WORDS)
    shown = "".join(traceback.format_exception(error.value))
    for secret in (PASSWORD, URL.create("x", "u", PASSWORD).render_as_string(False)[6:-1], "wr0ng"):
        assert secret not in shown
    return message


# --- getting in


def test_an_address_with_a_password_opens_a_ledger_and_never_shows_it(
    postgres: Cluster, postgres_database: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    address = postgres.over_network(postgres_database)
    assert "p%40ss" in address
    with open_ledger(address) as ledger:
        save(ledger, site("S1"))
        assert ledger.verify() == ()
    assert PASSWORD not in caplog.text
    shown = f"postgresql://readiness@127.0.0.1:{postgres.port}/{postgres_database}"
    assert str(address_of(address)) == shown
    assert "p%40" not in repr(address_of(address))


def test_a_wrong_password_a_missing_one_and_an_unknown_user_are_named(postgres: Cluster) -> None:
    for user, password in (("readiness", "wr0ng"), ("readiness", None), ("nobody", "wr0ng")):
        address = postgres.over_network("postgres", user, password)
        refused(address, r"refuses the user or the password. Check both in READINESS_DB")
    refused(postgres.address("postgres", user="nobody"), "does not know this user")


def test_a_database_that_is_not_there_is_named(postgres: Cluster) -> None:
    said = refused(postgres.over_network("none"), "There is no database postgresql://")
    assert "/none" in said


def test_a_server_that_does_not_answer_is_named(postgres: Cluster) -> None:
    refused("postgresql://readiness:wr0ng@127.0.0.1:1/db", r"127\.0\.0\.1:1/db does not answer")
    refused("postgresql://u:wr0ng@none.invalid/db", r"none\.invalid/db does not answer")
    refused("postgresql://u@/db?host=/nowhere", "does not answer")


def test_what_an_address_says_that_cannot_be_is_named(postgres: Cluster) -> None:
    refused(postgres.address("postgres") + "&colour=red", "cannot be used.*colour")


def test_a_role_that_may_not_make_tables_is_told_so(postgres: Cluster) -> None:
    refused(postgres.address("postgres"), "may not do this.*permission denied")
    assert is_missing(postgres.address("postgres"))


def test_too_many_connections_are_named(postgres: Cluster, postgres_database: str) -> None:
    postgres.run(f'ALTER DATABASE "{postgres_database}" CONNECTION LIMIT 0')
    refused(postgres.address(postgres_database), "no connection left")


# --- what is no ledger, or one of another version


def test_an_empty_database_is_no_ledger_where_none_may_be_made(postgres: Cluster) -> None:
    name = postgres.new_database()
    refused(postgres.address(name), "is an empty database", create=False)
    assert is_missing(postgres.address(name))
    with open_ledger(postgres.address(name)) as made:
        assert made.verify() == ()
    assert not is_missing(postgres.address(name))
    postgres.drop(name)


@pytest.mark.parametrize(
    "statement",
    [
        "COMMENT ON TABLE schema_version IS NULL",
        "DROP TABLE audit",
    ],
)
def test_the_database_of_another_application_is_refused(
    postgres: Cluster, postgres_database: str, statement: str
) -> None:
    postgres.run(statement, postgres_database)
    refused(postgres.address(postgres_database), "another application; it was not changed")


def test_a_database_that_cannot_hold_every_letter_is_refused(postgres: Cluster) -> None:
    postgres.run("CREATE DATABASE narrow TEMPLATE template0 ENCODING 'LATIN1' OWNER readiness")
    refused(postgres.address("narrow"), "LATIN1.*ENCODING 'UTF8'")
    postgres.drop("narrow")


def test_a_ledger_of_a_newer_program_is_refused(postgres: Cluster, postgres_database: str) -> None:
    postgres.run("UPDATE schema_version SET version = 99", postgres_database)
    refused(postgres.address(postgres_database), "newer version.*version 99.*Update the program")
    assert postgres.run("SELECT version FROM schema_version", postgres_database) == [(99,)]


def test_a_step_to_a_newer_version_is_taken_whole_or_not_at_all(
    ledger: Ledger, postgres: Cluster, postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = postgres.address(postgres_database)
    before = migrations.newest_version()

    def add(connection: object) -> None:
        connection.exec_driver_sql("CREATE TABLE extra (n INTEGER)")

    def fail(connection: object) -> None:
        add(connection)
        raise RuntimeError("half way")

    with monkeypatch.context() as patched:
        patched.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, fail))
        with pytest.raises(RuntimeError):
            open_ledger(address)
    versions = "SELECT version, to_regclass('extra')::text FROM schema_version"
    assert postgres.run(versions, postgres_database) == [(before, None)]
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, add))
    with open_ledger(address) as newer:
        assert newer.verify() == ()
        assert len(newer.sites()) == 1
    assert postgres.run(versions, postgres_database) == [(before + 1, "extra")]


# --- in mid-save


def test_a_connection_that_was_cut_between_two_saves_is_made_again(
    ledger: Ledger, postgres: Cluster
) -> None:
    cut_all(postgres)
    assert save(ledger, response()) == 2


def test_a_connection_that_is_cut_in_mid_save_saves_nothing_and_says_so(
    ledger: Ledger, postgres: Cluster
) -> None:
    def cut(done: int, total: int) -> None:
        cut_all(postgres)

    with pytest.raises(LedgerError, match=r"broke; nothing was saved.*try again"):
        save(ledger, response(), on_progress=cut)
    assert ledger.revision() == 1
    assert save(ledger, response()) == 2
    assert ledger.verify() == ()


def test_a_connection_that_is_cut_at_the_commit_says_that_nobody_knows(
    ledger: Ledger, postgres: Cluster
) -> None:
    def cut(connection: object) -> None:
        cut_all(postgres)

    event.listen(ledger._engine, "commit", cut)
    try:
        with pytest.raises(LedgerError, match=r"in the very moment of saving.*Look first"):
            save(ledger, response())
    finally:
        event.remove(ledger._engine, "commit", cut)
    assert ledger.revision() == 1


def cut_all(cluster: Cluster) -> None:
    cluster.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE application_name = 'bispecific-readiness'"
    )


def test_a_read_only_database_can_be_read_and_says_why_it_cannot_be_written(
    ledger: Ledger, postgres: Cluster, postgres_database: str
) -> None:
    postgres.run(f'ALTER DATABASE "{postgres_database}" SET default_transaction_read_only = on')
    with open_ledger(postgres.address(postgres_database), create=False) as reading:
        assert len(reading.sites()) == 1
        assert reading.verify() == ()
        with pytest.raises(LedgerError, match="is read-only; nothing was saved"):
            save(reading, response())


def test_a_full_disk_is_named_and_costs_nothing_that_was_saved(
    ledger: Ledger, postgres: Cluster, postgres_database: str
) -> None:
    """What the server reports then, raised by the server itself."""
    postgres.run(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$",
        postgres_database,
    )
    postgres.run(
        "CREATE TRIGGER full_disk BEFORE INSERT ON response EXECUTE FUNCTION full_disk()",
        postgres_database,
    )
    with pytest.raises(LedgerError, match="disk of the database server is full; nothing was saved"):
        save(ledger, site("S2"), response())
    postgres.run("DROP TRIGGER full_disk ON response", postgres_database)
    assert len(ledger.sites()) == 1
    assert save(ledger, response()) == 2


def test_a_save_that_waits_too_long_says_so(
    postgres: Cluster, postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.2)
    address = postgres.address(postgres_database)
    with open_ledger(address) as ledger, closing(psycopg.connect(address)) as other:
        save(ledger, site("S1"))
        other.execute("SELECT revision FROM counter FOR UPDATE")
        with pytest.raises(LedgerError, match=r"busy with the database.*nothing was saved"):
            save(ledger, response())
        assert len(ledger.sites()) == 1, "reading goes on"
        other.rollback()
        assert save(ledger, response()) == 2


def test_a_save_waits_for_one_that_is_under_way(
    ledger: Ledger, postgres: Cluster, postgres_database: str
) -> None:
    with closing(psycopg.connect(postgres.address(postgres_database))) as other:
        other.execute("SELECT revision FROM counter FOR UPDATE")
        threading.Timer(0.3, other.rollback).start()
        assert save(ledger, response()) == 2


def test_when_every_connection_is_in_use_the_next_is_told_so(
    postgres: Cluster, postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr(servers, "CONNECTIONS", 1)
    monkeypatch.setattr(servers, "MORE_CONNECTIONS", 0)
    with open_ledger(postgres.address(postgres_database)) as ledger:
        save(ledger, site("S1"))
        running = ledger.histories()
        next(running)
        with pytest.raises(LedgerError, match=r"All connections .* are in use"):
            ledger.revision()
        running.close()
        assert ledger.revision() == 1


def test_a_writer_that_stands_still_is_given_up_by_the_server(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "_WHEN_WRITING", servers._WHEN_WRITING.replace("'30s'", "'100ms'"))

    def stand_still(done: int, total: int) -> None:
        time.sleep(0.3)

    with pytest.raises(LedgerError, match="broke; nothing was saved"):
        save(ledger, response(), on_progress=stand_still)
    assert save(ledger, response()) == 2


def test_what_was_acknowledged_is_on_the_disk_whatever_the_server_is_set_to(
    postgres: Cluster, postgres_database: str
) -> None:
    postgres.run(f'ALTER DATABASE "{postgres_database}" SET synchronous_commit = off')
    with open_ledger(postgres.address(postgres_database)) as ledger:
        with engines.writing(ledger._engine).begin() as connection:
            shown = connection.exec_driver_sql("SHOW synchronous_commit").scalar_one()
        assert shown == "on"


def test_an_id_that_is_too_long_is_refused(ledger: Ledger) -> None:
    digits = "".join(f"{number * number:08}" for number in range(2_000))
    with pytest.raises(ReadinessError, match=r"too long to be stored.*nothing was saved"):
        save(ledger, site(digits))
    assert ledger.revision() == 1


def test_a_backup_is_not_restored_over_a_server(
    ledger: Ledger, postgres: Cluster, postgres_database: str, tmp_path: Path
) -> None:
    ledger.backup(tmp_path / "copy.db")
    with pytest.raises(LedgerError, match=r"is a database of PostgreSQL.*migrate BACKUP ADDRESS"):
        restore(tmp_path / "copy.db", postgres.address(postgres_database))
    with open_ledger(tmp_path / "copy.db", create=False) as copy:
        assert copy.audit() == ledger.audit()
        assert copy.sites() == ledger.sites()


def test_the_role_that_is_described_appends_and_can_take_nothing_away(
    ledger: Ledger,
    postgres: Cluster,
    postgres_database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    described = (ROOT / "docs" / "operations.md").read_text("utf-8")
    statements = described.partition("```sql\n")[2].partition("```")[0]
    postgres.run(statements, postgres_database)
    address = postgres.address(postgres_database, user="readiness_app")
    with open_ledger(address, create=False) as app:
        assert save(app, site("S2"), response(), finding()) == 2
        assert app.record_framework("crs", "1", "f", {}, recorded_by="A", recorded_at=at(1)) == 3
        assert app.verify() == ()
        app.backup(tmp_path / "copy.db")
    with closing(psycopg.connect(address, autocommit=True)) as connection:
        for table in [table.name for table in schema.APPEND_ONLY]:
            for taken in (
                f"UPDATE {table} SET revision = revision",
                f"DELETE FROM {table}",
                f"TRUNCATE {table}",
                f"ALTER TABLE {table} DISABLE TRIGGER USER",
                f"DROP TRIGGER {table}_no_change ON {table}",
                f"DROP TABLE {table}",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(taken)
        for taken in (
            "DELETE FROM counter",
            "INSERT INTO counter VALUES (2, 1)",
            "UPDATE schema_version SET version = 1",
            "DROP FUNCTION readiness_append_only CASCADE",
            "CREATE TABLE mine (n INTEGER)",
            "SET session_replication_role = replica",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(taken)
    more = (*migrations.MIGRATIONS, lambda c: c.exec_driver_sql("CREATE TABLE extra (n INTEGER)"))
    monkeypatch.setattr(migrations, "MIGRATIONS", more)
    refused(address, "may not do this.*Ask whoever runs the server for the right")
    postgres.run("DROP OWNED BY readiness_app", postgres_database)
    postgres.run("DROP ROLE readiness_app")


def test_a_dump_is_restored_with_its_protection(
    ledger: Ledger, postgres: Cluster, postgres_database: str, tmp_path: Path
) -> None:
    save(ledger, response())
    dump, other = tmp_path / "ledger.dump", postgres.new_database()
    programs = find_postgres()
    address, target = postgres.address(postgres_database), postgres.address(other)
    described = (ROOT / "docs" / "operations.md").read_text("utf-8")
    (said,) = re.findall(r"PGOPTIONS='(.*?)' \\\n  pg_dump --enable-row-security ", described)
    unsaid = [programs / "pg_dump", f"--file={dump}", address]
    assert subprocess.run(unsaid, capture_output=True, timeout=60).returncode, "not a part of it"
    for program in (
        [programs / "pg_dump", *THROUGH_THE_WALL, "--format=custom", f"--file={dump}", address],
        [programs / "pg_restore", "--no-owner", f"--dbname={target}", dump],
    ):
        subprocess.run(program, check=True, timeout=60, env={**os.environ, "PGOPTIONS": said})
    with open_ledger(target, create=False) as restored:
        assert restored.verify() == ()
        assert restored.audit() == ledger.audit()
        assert save(restored, response(minutes=1)) == 3
    with pytest.raises(psycopg.errors.RaiseException, match="append-only: response"):
        postgres.run("UPDATE response SET answer = 'no'", other)
    postgres.drop(other)


def test_a_server_that_crashes_and_comes_back_has_every_save() -> None:
    """The server crashes, not the machine under it: what it has written, the system keeps."""
    with (
        running_cluster() as cluster,
        open_ledger(cluster.address(cluster.new_database())) as ledger,
    ):
        save(ledger, site("S1"), recorded_at=at(0))
        (crashed,) = cluster.processes
        stop(crashed, signal.SIGQUIT)
        with pytest.raises(LedgerError, match=r"does not answer|broke"):
            save(ledger, response())
        start(cluster)
        assert ledger.revision() == 1
        assert save(ledger, response()) == 2
        assert ledger.verify() == ()


def test_a_writer_that_is_killed_loses_nothing_it_acknowledged(
    postgres: Cluster, postgres_database: str
) -> None:
    address = postgres.address(postgres_database)
    for killed in range(3):
        writer = start_writer(address, f"C0{killed + 1}", 100_000)
        last = killed_after(writer, 10 + killed)
        with open_ledger(address, create=False) as ledger:
            first, second = ledger.histories()
            answers = [stored.answer for stored in first.responses[f"C0{killed + 1}"]]
            assert answers == [str(number) for number in range(len(answers))]
            assert len(answers) >= last + 1
            assert len(second.responses[f"C0{killed + 1}"]) == len(answers)
            assert ledger.verify() == ()
