"""The app as its server answers: pages, and a save followed by the page drawn again.

A real server on this machine, one visitor over its WebSocket protocol. A time runs from the
request until the last message of the run has arrived; what the browser then draws is not in it.
"""

import os
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.browserless import Visitor, server, visitor
from benchmarks.network_file import copy_of
from benchmarks.places import BUILD, ROOT

PAGES = {
    "Network overview": ("", ""),
    "Site": ("site", "{site}"),
    "Assess, one element": ("assess", "{site}&show=full&element=E1"),
    "Assess, quick check": ("assess", "{site}&show=quick"),
    "Framework": ("framework", ""),
    "Data": ("data", ""),
}
EMPTY = "Empty Streamlit page"
SAVE = "Save an answer, page drawn again"
AFTER_SAVE = "Network overview, first after a save"
_ANSWERED = "C01"
_WORDS = ("Partly", "Yes")


def measure(sites: Sequence[int], times: int) -> Iterator[dict[str, Any]]:
    """One record for each page run."""
    yield from _records(0, EMPTY, _empty(times))
    for count in sites:
        database = copy_of(count, "app")
        environment = os.environ | {"READINESS_DB": str(database)}
        with server(ROOT / "app.py", ROOT, environment) as port, visitor(port) as someone:
            query = f"site=S{min(7, count):0{max(3, len(str(count)))}}"
            for name, (page, choice) in PAGES.items():
                someone.open(page, choice.format(site=query))  # the first run of each is not shown
                seconds = [someone.open(page, choice.format(site=query)) for _ in range(times)]
                yield from _records(count, name, seconds)
            saves, overviews = _saves(someone, query, times)
            yield from _records(count, SAVE, saves)
            yield from _records(count, AFTER_SAVE, overviews)


def _saves(someone: Visitor, query: str, times: int) -> tuple[list[float], list[float]]:
    saves, overviews = [], []
    query += "&show=full&element=E1"
    for number in range(times + 1):
        someone.open("assess", query)
        widget = next(
            key
            for key, (kind, _) in someone.widgets.items()
            if kind == "radio" and f"_{_ANSWERED}_" in key
        )
        saves.append(someone.choose(widget, _WORDS[number % 2], query))
        if not any(text.startswith("Saved") for text in someone.texts):
            raise SystemExit(f"nothing was saved: {someone.texts[:6]}")
        overviews.append(someone.open(""))
    return saves[1:], overviews[1:]


def _empty(times: int) -> list[float]:
    folder = BUILD / "empty"
    folder.mkdir(parents=True, exist_ok=True)
    script = folder / "empty.py"
    script.write_text('import streamlit as st\n\nst.write("empty")\n')
    with server(script, folder, os.environ) as port, visitor(port) as someone:
        someone.open("")
        return [someone.open("") for _ in range(times)]


def _records(sites: int, name: str, seconds: Sequence[float]) -> Iterator[dict[str, Any]]:
    shown = ", ".join(f"{1000 * value:.0f}" for value in seconds)
    print(f"{sites:>6,} sites: {name}: {shown} ms", flush=True)
    load = os.getloadavg()[0]
    for number, value in enumerate(seconds):
        yield {"sites": sites, "name": name, "round": number, "seconds": value, "load": load}
