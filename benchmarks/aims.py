"""The aims that the measurements are held against."""

from collections.abc import Iterator
from typing import NamedTuple

from benchmarks import app_times, outputs
from benchmarks.load import report as load
from benchmarks.results import Record, chosen, kept, middle

LARGE = 100_000
FEW, MANY = 12, 60


class Aim(NamedTuple):
    """`met` is `None` where it was not measured."""

    text: str
    measured: str
    met: bool | None


def aims() -> Iterator[Aim]:
    for sites, limit in ((700, 100), (5_000, 250)):
        yield _pages(sites, limit)
    yield _one_site()
    yield _forecast()
    yield from _plans()
    yield _shared_risks()
    yield from _outputs()
    yield _many_dates()
    yield _memory()
    yield from (Aim(*told) for told in load.aims())
    yield from _ahead()


def _pages(sites: int, limit: int) -> Aim:
    records = chosen(kept("app"), sites=sites)
    text = f"each page under {limit} ms at {sites:,} sites"
    times = {
        name: 1000 * (middle(chosen(records, name=name), "seconds") or 0)
        for name in app_times.PAGES
        if chosen(records, name=name)
    }
    if not times:
        return Aim(text, "", None)
    slowest = max(times, key=lambda name: times[name])
    over = [f"{name} {value:.0f} ms" for name, value in times.items() if value >= limit]
    shown = ", ".join(over) or f"slowest: {slowest} {times[slowest]:.0f} ms"
    return Aim(text, shown, not over)


def _one_site() -> Aim:
    text = "scoring one site again under 5 ms"
    records = kept("services")
    if not records:
        return Aim(text, "", None)
    largest = max(record["sites"] for record in records)
    value = 1000 * (middle(chosen(records, sites=largest), "timeline_seconds") or 0)
    return Aim(text, f"{value:.1f} ms in a network of {largest:,}", value < 5)


def _forecast() -> Aim:
    text = "a forecast of the network within the time of scoring it once"
    records = [record for record in kept("services") if "forecast_seconds" in record]
    if not records:
        return Aim(text, "", None)
    largest = max(record["sites"] for record in records)
    own = chosen(records, sites=largest)
    ahead, cold = middle(own, "forecast_seconds") or 0, middle(own, "cold_seconds") or 0
    shown = f"{ahead:.2f} s, scoring {cold:.2f} s at {largest:,} sites"
    return Aim(text, shown, ahead < cold)


def _plans() -> Iterator[Aim]:
    records = kept("plans")
    site, network = (
        "a plan of a site under 100 ms in the 95th percentile of 5,000 random sites",
        "a plan of 700 sites proven optimal within 10 s",
    )
    if not records:
        yield Aim(site, "", None)
        yield Aim(network, "", None)
        return
    (sites,) = chosen(records, what="sites")
    yield Aim(site, f"{1000 * sites['p95']:.0f} ms", sites["p95"] < 0.1)
    slowest = max(chosen(records, what="network"), key=lambda row: row["seconds"])
    shown = f"{slowest['seconds']:.1f} s with {slowest['programmes']} shared programmes"
    yield Aim(network, shown, slowest["proven"] and slowest["seconds"] < 10)


def _shared_risks() -> Aim:
    text = "shared risks of 700 sites ranked within 2 s"
    value = middle(chosen(kept("shared_risks"), sites=700), "report_seconds")
    if value is None:
        return Aim(text, "", None)
    return Aim(text, f"{value:.2f} s with reading and scoring, all pairs", value < 2)


def _outputs() -> Iterator[Aim]:
    records = chosen(kept("outputs"), sites=700)
    for name, artefact in outputs.ARTEFACTS.items():
        own = chosen(records, name=name)
        if artefact.seconds is not None:
            text = f"{artefact.title}, of 700 sites within {artefact.seconds:g} s"
            seconds = middle(own, "seconds")
            shown = "" if seconds is None else f"{seconds:.2f} s"
            yield Aim(text, shown, None if seconds is None else seconds < artefact.seconds)
        if artefact.megabytes is not None:
            text = f"{artefact.title}, of 700 sites under {artefact.megabytes:g} MB"
            size = middle(own, "megabytes")
            shown = "" if size is None else f"{size:.1f} MB"
            yield Aim(text, shown, None if size is None else size < artefact.megabytes)
    yield _memory_of_outputs(records)


def _memory_of_outputs(records: list[Record]) -> Aim:
    text = f"memory under {outputs.MOST_MEMORY} MB for any file of 700 sites"
    peaks = {
        artefact.title: middle(chosen(records, name=name), "peak_megabytes") or 0
        for name, artefact in outputs.ARTEFACTS.items()
        if chosen(records, name=name)
    }
    if not peaks:
        return Aim(text, "", None)
    most = max(peaks, key=lambda title: peaks[title])
    return Aim(text, f"{peaks[most]:.0f} MB: {most}", peaks[most] < outputs.MOST_MEMORY)


def _many_dates() -> Aim:
    text = f"ours at {MANY} dates at most 1.2 times as long as at {FEW}"
    records = [r for r in chosen(kept("scoring"), name="ours") if r["dates"] in (FEW, MANY)]
    sizes = [record["sites"] for record in records]
    if not sizes:
        return Aim(text, "", None)
    own = chosen(records, sites=max(sizes))
    # Processor time: the two are not measured at the same moment, and other work may run.
    few, many = (
        middle(chosen(own, dates=dates), "processor_seconds") or 1 for dates in (FEW, MANY)
    )
    ratio = many / few
    return Aim(text, f"{ratio:.2f} times the processor time at {max(sizes):,} sites", ratio <= 1.2)


def _memory() -> Aim:
    text = f"memory under 600 MB at {LARGE:,} sites"
    peak = middle(chosen(kept("scoring"), name="ours", sites=LARGE, dates=MANY), "peak_megabytes")
    return Aim(text, "" if peak is None else f"{peak:.0f} MB", None if peak is None else peak < 600)


def _ahead() -> Iterator[Aim]:
    records = chosen(kept("scoring"), dates=MANY)
    for name, title in (("pandas", "pandas"), ("polars", "polars"), ("duckdb", "SQL on DuckDB")):
        text = f"ahead of {title} at {MANY} dates"
        ratios = {}
        for sites in sorted({record["sites"] for record in records}):
            other = middle(chosen(records, name=name, sites=sites), "seconds")
            ours = middle(chosen(records, name="ours", sites=sites), "seconds")
            if other and ours:
                ratios[sites] = other / ours
        shown = ", ".join(
            f"{title} takes {ratio:.2f} times as long at {sites:,}"
            for sites, ratio in ratios.items()
        )
        yield Aim(text, shown, all(ratio > 1 for ratio in ratios.values()) if ratios else None)
