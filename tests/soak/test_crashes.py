"""The app is killed again and again while people save; so is the database server under it.

`KILLS` in the environment is how often the app is killed on each engine, 200 unless set.
"""

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.servers import Cluster, free_port, running_cluster, start
from tests.soak.crashes import Tally, crash_app, crash_server, file_store, server_store

KILLS = int(os.environ.get("KILLS", "200"))
SERVER_KILLS = max(KILLS // 10, 2)


@pytest.fixture(scope="module")
def durable() -> Iterator[Cluster]:
    """A server that writes to the disk as one in use does."""
    with running_cluster({"fsync": "on", "full_page_writes": "on", "autovacuum": "on"}) as made:
        yield made


def seed() -> int:
    return int(os.environ.get("SEED", time.time_ns() % 100_000))


def start_again(cluster: Cluster) -> None:
    """A server does not start while processes of the one before it still end."""
    for _ in range(100):
        try:
            start(cluster)
            return
        except RuntimeError:
            time.sleep(0.1)
    raise TimeoutError((cluster.folder / "log").read_text()[-3_000:])


def nothing_lost(tally: Tally, kills: int) -> None:
    print(tally)
    assert tally.problems == []
    assert (tally.lost, tally.twice) == (0, 0)
    assert (tally.kills, tally.restarts) == (kills, kills)
    assert tally.acknowledged >= kills


def test_an_app_on_a_file_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    tally = crash_app(file_store(tmp_path), free_port(), tmp_path, KILLS, seed())
    nothing_lost(tally, KILLS)


def test_an_app_on_a_server_that_is_killed_loses_nothing(durable: Cluster, tmp_path: Path) -> None:
    store = server_store(durable.address(durable.new_database()))
    tally = crash_app(store, free_port(), tmp_path, KILLS, seed())
    nothing_lost(tally, KILLS)


def test_a_server_whose_processes_are_killed_loses_nothing(
    durable: Cluster, tmp_path: Path
) -> None:
    """In turn its first process, which somebody has to start again, and one that saves."""
    store = server_store(durable.address(durable.new_database()))

    def kill(chance: random.Random) -> str:
        main = psutil.Process(durable.processes[-1].pid)
        if chance.random() < 0.5:
            backends = [one for one in main.children() if "readiness" in " ".join(one.cmdline())]
            chance.choice(backends).kill()
            return "backend"
        durable.processes[-1].send_signal(signal.SIGKILL)
        durable.processes[-1].wait()
        start_again(durable)
        return "postmaster"

    tally = crash_server(store, free_port(), tmp_path, SERVER_KILLS, seed(), kill)
    nothing_lost(tally, SERVER_KILLS)
