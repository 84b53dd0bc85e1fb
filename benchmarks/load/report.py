"""The section of docs/benchmarks.md about many people at once, from the kept results alone."""

from collections.abc import Iterator, Sequence

from benchmarks.load.measure import ALL, PEOPLE, SAVES
from benchmarks.results import Record, chosen, kept
from readiness.views.sentences import count

PARTS = ("load", "load_processes")
SESSIONS = "load_sessions"
TITLE = "## Many people at once"
AIM = 0.5
"""Seconds within which 95 of 100 actions are to be shown."""
BACK = 0.1
"""The share by which memory may be above what it was before people came."""


def section() -> Iterator[str]:
    yield TITLE
    measured = [part for part in PARTS if chosen(kept(part), what="server")]
    if not measured and not kept(SESSIONS):
        yield "Not measured."
        yield ""
        return
    yield "People without browsers, over the app's own protocol and with sign-in: three quarters"
    yield "practice managers who answer (choose, write where the evidence is, turn to another"
    yield "element), a quarter network administrators who filter the overview and open sites, one"
    yield "meeting; each thinks 2 to 6 seconds between actions. A time runs from sending to the end"
    yield "of the run that shows the result, on the machine that the app and its database share"
    yield "with the people. At the end every answer is looked up in the ledger."
    yield ""
    for part in measured:
        yield from _run(kept(part))
    yield from _sessions(kept(SESSIONS))


def _run(records: Sequence[Record]) -> Iterator[str]:
    (server,) = chosen(records, what="server")
    seconds = server["seconds"]
    lasted = count(round(seconds / 60), "minute")
    yield f"**{server['run'].capitalize()}**, {server['people']} people, {lasted}:"
    yield ""
    yield "| Action | Times | Median, ms | 95th percentile, ms | 99th percentile, ms |"
    yield "|---|---:|---:|---:|---:|"
    for row in chosen(records, what="times"):
        figures = " | ".join(f"{1000 * row[f'p{share}']:,.0f}" for share in (50, 95, 99))
        name = f"**{row['name']}**" if row["name"] in (ALL, SAVES) else row["name"]
        yield f"| {name} | {row['count']:,} | {figures} |"
    yield ""
    yield (
        f"{server['actions'] / seconds:.1f} actions a second, each "
        f"{1000 * server['processor_seconds'] / max(1, server['actions']):.0f} ms of a processor "
        f"and {server['bytes'] / max(1, server['actions']) / 1000:.0f} kB;"
    )
    yield (
        f"the app took {server['processor_seconds'] / seconds:.2f} cores, the people "
        f"{server['generator_seconds'] / seconds:.2f}. Load average before: {server['load']:.1f}."
    )
    yield (
        f"Failed actions: {server['failures']}; failures in the log: {server['logged']}. Of "
        f"{server['acknowledged']:,} answers {server['faults']} were lost or nobody's and "
        f"{server['crossed']} were shown otherwise than given."
    )
    yield _memory(server, _left(records))
    yield ""


def _memory(server: Record, left: dict[str, float]) -> str:
    each = (server["during_megabytes"] - server["before_megabytes"]) / server["people"]
    text = (
        f"Memory: {server['before_megabytes']:,.0f} MB before anyone came, "
        f"{server['during_megabytes']:,.0f} MB with everybody ({each:.1f} MB each)"
    )
    if "after" in left:
        text += f", {left['after']:,.0f} MB after their sessions had expired"
    if "again" in left:
        text += f", {left['again']:,.0f} MB after they had come again for half as long"
    return text + "."


def _left(records: Sequence[Record]) -> dict[str, float]:
    """Megabytes when everybody had left (`after`), and had come and left again (`again`)."""
    return {row["what"]: row["megabytes"] for row in records if row["what"] in ("after", "again")}


def _sessions(records: Sequence[Record]) -> Iterator[str]:
    if not records:
        return
    yield (
        f"**{records[-1]['sessions']:,} sessions** opened, used and closed one after the other on "
        "one process:"
    )
    yield ""
    yield "| Sessions | Memory, MB |"
    yield "|---:|---:|"
    for row in records:
        yield f"| {row['sessions']:,} | {row['megabytes']:,.0f} |"
    yield ""


def aims() -> Iterator[tuple[str, str, bool | None]]:
    """What was aimed at, what was measured, and whether it was met (`None`: not measured)."""
    for part, where in zip(PARTS, ("one process", "two processes"), strict=True):
        records = kept(part)
        every = chosen(records, what="times", name=ALL)
        server = chosen(records, what="server")
        text = f"95 of 100 actions of {PEOPLE} people shown within {1000 * AIM:.0f} ms, {where}"
        if not every or not server or server[0]["people"] < PEOPLE:
            yield text, "", None
            continue
        yield text, f"{1000 * every[0]['p95']:,.0f} ms", every[0]["p95"] < AIM
        wrong = server[0]["faults"] + server[0]["crossed"]
        shown = f"{wrong} of {server[0]['acknowledged']:,}"
        yield f"no answer lost or crossed, {where}", shown, wrong == 0
        before, left = server[0]["before_megabytes"], _left(records)
        text = f"memory within 10% of what it was before people came, {where}"
        yield _grown(text, before, left.get("after"))
        if "again" in left:
            text = f"memory within 10% of that when they had come and left again, {where}"
            yield _grown(text, left["after"], left["again"])
    at = {row["sessions"]: row["megabytes"] for row in kept(SESSIONS)}
    text = "memory within 10% between session 200 and session 1,000"
    yield _grown(text, at.get(200), at.get(1_000))


def _grown(text: str, before: float | None, now: float | None) -> tuple[str, str, bool | None]:
    if before is None or now is None:
        return text, "", None
    return text, f"{before:,.0f} and {now:,.0f} MB", now / before - 1 < BACK
