"""PostgreSQL for the tests that need a server: a cluster of their own, thrown away afterwards."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

PASSWORD = "p@ss/w:rd %"
"""Of the role `readiness`, with everything that an address has to escape."""

_SYSTEM = Path("/usr/lib/postgresql")
_ROLE = "readiness"
_KEPT_OPEN = "postgres"
# Fast instead of durable: nothing of it is kept.
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "listen_addresses": "127.0.0.1",
}


def find_postgres() -> Path | None:
    """The folder of `initdb` and `postgres`, the newest; `None` where there is none."""
    found = sorted(
        (path.parent for path in _SYSTEM.glob("*/bin/postgres")),
        key=lambda folder: [int(part) for part in folder.parent.name.split(".")],
    )
    if found:
        return found[-1]
    program = shutil.which("postgres")
    return Path(program).resolve().parent if program else None


class Cluster:
    """A running server. Databases belong to a role that is no superuser."""

    # Imports of the product stand inside: every test run reads this file, few need them.

    def __init__(self, folder: Path, port: int, settings: Mapping[str, str]) -> None:
        self.folder = folder
        self.port = port
        self.settings = settings
        self.processes: list[subprocess.Popen] = []
        self._number = 0
        self._kept: Any = None

    def address(self, database: str, user: str = _ROLE) -> str:
        """Of a database, over the socket: without a password."""
        return f"postgresql://{user}@:{self.port}/{database}?host={self.folder}"

    def over_network(
        self, database: str, user: str = _ROLE, password: str | None = PASSWORD
    ) -> str:
        """Of a database, over TCP: the password is asked for."""
        from sqlalchemy import URL

        return URL.create(
            "postgresql", user, password, "127.0.0.1", self.port, database
        ).render_as_string(hide_password=False)

    def new_database(self, template: str = "template0") -> str:
        """The name of a new database: empty, or a copy of another one."""
        self._number += 1
        name = f"ledger_{self._number}"
        # Copying files takes a third of the time that writing a log of them does.
        self.run(f'CREATE DATABASE "{name}" OWNER {_ROLE} TEMPLATE "{template}" STRATEGY file_copy')
        return name

    def drop(self, name: str) -> None:
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    @cached_property
    def made(self) -> str:
        """A database with the empty tables of a ledger, to be copied."""
        from readiness.ledger import open_ledger

        name = self.new_database()
        open_ledger(self.address(name)).close()
        return name

    @cached_property
    def _used_again(self) -> str:
        return self.new_database(self.made)

    def emptied(self) -> str:
        """A database with the empty tables of a ledger, for one test after the other.

        A tenth of the time that a new one takes. Only for tests that leave the tables as they are.
        """
        from readiness.ledger import schema

        name = self._used_again
        self.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{name}' AND pid <> pg_backend_pid()"
        )
        off, on = "DISABLE TRIGGER USER", "ENABLE ALWAYS TRIGGER {0}_no_change"
        tables = [table.name for table in reversed(schema.APPEND_ONLY)]
        self.run(
            ";".join(
                [f"ALTER TABLE {table} {off}" for table in tables]
                + [f"DELETE FROM {table}" for table in tables]
                + ["UPDATE counter SET revision = 0"]
                + [f"ALTER TABLE {table} {on.format(table)}" for table in tables]
                + [f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in tables]
            ),
            name,
        )
        return name

    def run(self, statement: str, database: str = "postgres") -> list[tuple]:
        """What a superuser's statement gives."""
        if database == _KEPT_OPEN:
            return _result(self._connection, statement)
        with closing(self._connect(database)) as connection:
            return _result(connection, statement)

    def _connect(self, database: str) -> Any:
        import psycopg

        address = f"host={self.folder} port={self.port} user=postgres dbname={database}"
        return psycopg.connect(address, autocommit=True)

    @property
    def _connection(self) -> Any:
        """One that is kept: making a connection costs more than most statements."""
        if self._kept is None or self._kept.broken:
            self._kept = self._connect(_KEPT_OPEN)
        return self._kept

    def close(self) -> None:
        if self._kept is not None:
            self._kept.close()


def _result(connection: Any, statement: str) -> list[tuple]:
    cursor = connection.execute(statement)
    return cursor.fetchall() if cursor.description else []


@contextmanager
def running_cluster(
    settings: Mapping[str, str] | None = None, folder: Path | None = None
) -> Iterator[Cluster]:
    """A new cluster on a free port of this computer, in a new folder unless one is named.

    `settings` are the server's, beside and before those that make it fast instead of durable.
    """
    programs = find_postgres()
    assert programs is not None
    if folder is not None:
        folder.mkdir()
    folder = folder or Path(tempfile.mkdtemp(prefix="readiness-pg-"))
    data = folder / "data"
    # The server refuses to run for root.
    user = pwd.getpwnam("postgres").pw_name if os.geteuid() == 0 else None
    try:
        if user is not None:
            shutil.chown(folder, user)
        subprocess.run(
            [
                *(programs / "initdb", "-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C"),
                *("--auth-local=trust", "--auth-host=scram-sha-256"),
                *("--no-sync", "--no-instructions"),
            ],
            check=True,
            capture_output=True,
            user=user,
            cwd=folder,
        )
        cluster = Cluster(folder, free_port(), _SETTINGS | dict(settings or {}))
        try:
            start(cluster)
            quoted = PASSWORD.replace("'", "''")
            cluster.run(f"CREATE ROLE {_ROLE} LOGIN PASSWORD '{quoted}'")
            yield cluster
        finally:
            cluster.close()
            for process in cluster.processes:
                stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def start(cluster: Cluster) -> None:
    """Start the server of a cluster and wait until it answers."""
    programs = find_postgres()
    assert programs is not None
    wanted = {
        **cluster.settings,
        "port": str(cluster.port),
        "unix_socket_directories": cluster.folder,
    }
    options = [f"--{name}={value}" for name, value in wanted.items()]
    with (cluster.folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", cluster.folder / "data", *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            user=pwd.getpwnam("postgres").pw_name if os.geteuid() == 0 else None,
            cwd=cluster.folder,
        )
    cluster.processes.append(process)
    _wait_for(cluster, process)


def stop(process: subprocess.Popen, how: signal.Signals = signal.SIGQUIT) -> None:
    """End a server, at once or (SIGINT) in order."""
    if process.poll() is not None:
        return
    process.send_signal(how)
    process.wait(timeout=60)


def _wait_for(cluster: Cluster, process: subprocess.Popen) -> None:
    import psycopg

    deadline = time.monotonic() + 60
    while True:
        try:
            cluster.run("SELECT 1")
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((cluster.folder / "log").read_text()) from None
            time.sleep(0.02)


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Whether a server could begin to listen on a port of this computer."""
    with closing(socket.socket()) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
