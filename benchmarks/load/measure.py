"""The runs: people on one process, a thousand sessions one after the other, two processes.

Each gives records as they come: one for each kind of action, and one for the server.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import Any

from benchmarks.load import browser, sessions
from benchmarks.load.acting import KINDS, OPEN
from benchmarks.load.cast import Actor, environment, gather, open_database
from benchmarks.load.crowd import Crowd, Times
from benchmarks.load.proxy import STICKS, proxy
from benchmarks.load.serving import Server, serve
from benchmarks.network_file import copy_of, network_file
from benchmarks.places import ROOT
from benchmarks.processes import HOST
from readiness.services.workspace import Workspace
from tests.servers import free_port, running_cluster

PEOPLE = 60
MINUTES = 10.0
SITES = 700
SEED = 7
ALL, SAVES = "All actions", "All saves"
EXPIRED = 125.0
"""Seconds after which Streamlit forgets a session that went away (120), and a little more."""
TIDIED = 305.0
"""Seconds within which the app goes through its memory (300), and a little more."""
_DURABLE = {
    "fsync": "on",
    "full_page_writes": "on",
    "autovacuum": "on",
    "shared_buffers": "128MB",
    "max_connections": "100",
}
"""As a server is run whose records are to last; the tests' own does without."""
Record = dict[str, Any]


def people_on_one(
    people: int = PEOPLE, minutes: float = MINUTES, sites: int = SITES, expired: float = EXPIRED
) -> Iterator[Record]:
    """So many people on one process and a database file."""
    database = str(copy_of(sites, "load"))
    workspace = open_database(database)
    port = free_port()
    url = f"http://{HOST}:{port}"
    with workspace.ledger, serve(database, environment(url), port) as server:
        crowd = prepared(workspace, people, url)
        yield from observed("one process", crowd, [server], workspace, minutes, expired)


def people_on_two(
    people: int = PEOPLE, minutes: float = MINUTES, sites: int = SITES, expired: float = EXPIRED
) -> Iterator[Record]:
    """So many people on two processes that share PostgreSQL, behind the proxy of deploy/."""
    ports = free_port(), free_port(), free_port()
    front = f"http://{HOST}:{ports[0]}"
    own = environment(front)
    with ExitStack() as stack:
        cluster = stack.enter_context(running_cluster(_DURABLE))
        database = cluster.address(cluster.new_database())
        command = [sys.executable, "-m", "readiness", "migrate", str(network_file(sites)), database]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        workspace = open_database(database)
        stack.enter_context(workspace.ledger)
        servers = [
            stack.enter_context(serve(database, own, port, f"load_process_{number}"))
            for number, port in enumerate(ports[1:], 1)
        ]
        stack.enter_context(proxy(ports[0], [server.url for server in servers]))
        crowd = prepared(workspace, people, front)
        yield from observed("two processes", crowd, servers, workspace, minutes, expired)


def sessions_on_one(count: int = sessions.SESSIONS, sites: int = SITES) -> Iterator[Record]:
    """So many sessions opened, used and closed on one process; its memory on the way."""
    database = str(copy_of(sites, "load_sessions"))
    workspace = open_database(database)
    port = free_port()
    url = f"http://{HOST}:{port}"
    with workspace.ledger, serve(database, environment(url), port, "load_sessions") as server:
        actors = gather(workspace, min(PEOPLE, count), SEED)
        yield from sessions.one_after_the_other(actors, url, server, count)


def prepared(workspace: Workspace, people: int, url: str) -> Crowd:
    """People with roles, who come to an address and stay with the process they are led to."""
    actors = gather(workspace, people, SEED)

    def address(actor: Actor) -> tuple[str, str]:
        return url, f"{actor.cookie(url)}; {STICKS}=person-{actor.number}"

    return Crowd(actors, address, seed=SEED)


def observed(
    run: str,
    crowd: Crowd,
    servers: Sequence[Server],
    workspace: Workspace,
    minutes: float,
    expired: float,
) -> Iterator[Record]:
    """A crowd at work for some minutes, and what the servers take before, meanwhile and after."""
    load, since = os.getloadavg()[0], workspace.clock()
    before = _megabytes(servers)
    print(f"{run}: {len(crowd.actors)} people come; {before:,.0f} MB", flush=True)
    with asyncio.Runner() as runner:
        runner.run(crowd.gather(len(crowd.actors) / 2))
        start, own = _processor(servers), time.process_time()
        seconds = runner.run(_measured(crowd, workspace, minutes))
        processor, own = _processor(servers) - start, time.process_time() - own
        during = _megabytes(servers)
        runner.run(crowd.leave())
        yield from figures(run, crowd.times)
        faults = kept_otherwise(crowd, workspace, since)
        for words in (*faults[:20], *crowd.book.crossed[:20]):
            print(f"  {words}", flush=True)
        record = {
            "run": run,
            "what": "server",
            "people": len(crowd.actors),
            "processes": len(servers),
            "seconds": seconds,
            "actions": len(crowd.times.actions),
            "bytes": crowd.times.size,
            "processor_seconds": processor,
            "generator_seconds": own,
            "failures": len(crowd.times.failures),
            "logged": sum(len(server.failures()) for server in servers),
            "acknowledged": len(crowd.book.acknowledged),
            "faults": len(faults),
            "crossed": len(crowd.book.crossed),
            "before_megabytes": before,
            "during_megabytes": during,
            "load": load,
        }
        yield record
        _say(record)
        if expired:
            yield {"run": run, "what": "after", "megabytes": _emptied(crowd, servers, expired)}
        if expired and len(servers) == 1:  # once is enough to see whether more stays each time
            print(f"{run}: everybody comes again", flush=True)
            runner.run(crowd.gather(len(crowd.actors) / 2))
            runner.run(asyncio.sleep(30 * minutes))
            runner.run(crowd.leave())
            yield {"run": run, "what": "again", "megabytes": _emptied(crowd, servers, expired)}


def _emptied(crowd: Crowd, servers: Sequence[Server], expired: float) -> float:
    """Megabytes when everybody has left, their sessions have expired and the app tidied up."""
    print(f"everybody has left; {expired:.0f} s until sessions expire", flush=True)
    time.sleep(expired)
    # Streamlit looks for what has expired when the next one comes or goes.
    last = crowd.actors[-1]
    asyncio.run(sessions.one_visit(last, *crowd.address(last), seed=time.monotonic_ns()))
    print(f"{TIDIED:.0f} s until the app has tidied up", flush=True)
    time.sleep(TIDIED)
    found = _megabytes(servers)
    print(f"{found:,.0f} MB after", flush=True)
    return found


async def _measured(crowd: Crowd, workspace: Workspace, minutes: float) -> float:
    """Everyone for so many minutes, one more of them in a real browser; returns the seconds."""
    (watcher,) = gather(workspace, 1, SEED + 1, taken={one.site_id for one in crowd.actors})
    seconds = 60 * minutes
    took, seen = await asyncio.gather(
        crowd.measure(seconds),
        browser.saves(watcher, *crowd.address(watcher), seconds, crowd.book),
        return_exceptions=True,
    )
    if isinstance(seen, BaseException):
        crowd.times.failures.append(f"browser: {type(seen).__name__}: {seen}"[:300])
        print(f"  {crowd.times.failures[-1]}", flush=True)
    elif seen:
        crowd.times.seconds[browser.IN_BROWSER] = seen
    if isinstance(took, BaseException):
        raise took
    return took


def kept_otherwise(crowd: Crowd, workspace: Workspace, since: datetime) -> list[str]:
    """What the ledger holds otherwise than people were told; see `given.Book`."""
    rows = (
        row
        for history in workspace.ledger.histories()
        for own in history.responses.values()
        for row in own
    )
    return crowd.book.faults(rows, since)


def figures(run: str, times: Times) -> Iterator[Record]:
    """Percentiles of each kind of action that happened, in seconds."""
    groups = {ALL: times.actions, SAVES: times.saves} | {
        kind: times.seconds[kind]
        for kind in (*KINDS, browser.IN_BROWSER)
        if times.seconds.get(kind)
    }
    for name, own in groups.items():
        if own:
            record = {"run": run, "what": "times", "name": name, "count": len(own)} | {
                f"p{share}": percentile(own, share) for share in (50, 95, 99)
            }
            shown = " ".join(f"{1000 * record[f'p{share}']:8,.0f}" for share in (50, 95, 99))
            print(f"  {name:<32}{len(own):>7,} {shown} ms", flush=True)
            yield record | {"worst": max(own), "first": name == OPEN}


def percentile(values: Sequence[float], share: int) -> float:
    """The smallest value that so many of a hundred do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-share * len(ordered) // 100) - 1)]


def _megabytes(servers: Sequence[Server]) -> float:
    return sum(server.megabytes() for server in servers)


def _processor(servers: Sequence[Server]) -> float:
    return sum(server.processor_seconds() for server in servers)


def _say(record: Record) -> None:
    each = 1000 * record["processor_seconds"] / max(1, record["actions"])
    print(
        f"  {record['actions'] / record['seconds']:.1f} actions a second, {each:.0f} ms of a "
        f"processor each; {record['failures']} failures, {record['acknowledged']:,} answers, "
        f"{record['faults']} lost or of nobody, {record['crossed']} crossed; "
        f"{record['during_megabytes']:,.0f} MB; the generator took "
        f"{record['generator_seconds'] / record['seconds']:.2f} of a core",
        flush=True,
    )
