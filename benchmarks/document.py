"""docs/benchmarks.md, written from the kept results and nothing else."""

from collections.abc import Iterator, Sequence

from benchmarks import aims, app_times, outputs, spark_runs
from benchmarks.load import report as load
from benchmarks.month_ends import EVERY_DAY
from benchmarks.results import Record, chosen, kept, kept_machine, middle, parts_kept
from benchmarks.scoring import SITES_ONCE
from benchmarks.variants import TITLES, VARIANTS


def document() -> str:
    """The whole document; parts that were not measured say so."""
    return "\n".join(
        [
            "# Benchmarks",
            "",
            "Written by `make bench` (`python -m benchmarks`) from measurements only; raw results",
            "stay in `build/benchmarks/results/`. Compare ratios inside one table, not seconds",
            "between machines. `python -m benchmarks --check` compares every variant with",
            "`tests/oracle.py`, the plain second implementation of the rules.",
            "",
            *_machine(),
            *_aims(),
            *_scoring(),
            *_spark(),
            *_office(),
            *_services(),
            *_plans(),
            *_shared_risks(),
            *_outputs(),
            *_app(),
            "",
            *load.section(),
            "",
        ]
    )


def _machine() -> Iterator[str]:
    parts = parts_kept()
    if not parts:
        yield "Nothing was measured yet."
        return
    machine = kept_machine(parts[-1])
    dates = sorted({kept_machine(part)["date"] for part in parts})
    packages = ", ".join(f"{name} {number}" for name, number in machine["packages"].items())
    loads = sorted(
        record[key]
        for part in parts
        for record in kept(part)
        for key in ("load_before", "load")
        if key in record
    )
    yield "## Machine"
    yield f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gigabytes']} GB,"
    yield f"{machine['system']}, Python {machine['python']}; {packages};"
    yield f"{machine['office'] or 'no LibreOffice'}. Measured {' to '.join(dates)}."
    yield ""
    yield (
        f"The machine was shared. Its load average, taken before each run and including what the "
        f"run before it left behind, was {loads[0]:.1f} to {loads[-1]:.1f}, in the middle "
        f"{loads[len(loads) // 2]:.1f}, on {machine['cores']} cores."
    )
    yield ""


def _aims() -> Iterator[str]:
    yield "## Aims"
    yield "| Aim | Measured | Met |"
    yield "|---|---|---|"
    for aim in aims.aims():
        met = "not measured" if aim.met is None else ("yes" if aim.met else "**no**")
        yield f"| {aim.text} | {aim.measured} | {met} |"
    yield ""


def _scoring() -> Iterator[str]:
    records = kept("scoring")
    yield "## Scoring a network at many dates"
    if not records:
        yield "Not measured."
        yield ""
        return
    rounds = len({record["round"] for record in records})
    yield f"Seconds (median of {_rounds(rounds)}; from {SITES_ONCE:,} sites on, one round); in"
    yield "brackets how many times as long as ours in one process takes: below 1 the other is"
    yield "faster. Last, the most memory at 60 dates."
    yield ""
    cases = sorted({(record["sites"], record["dates"]) for record in records})
    sizes = sorted({sites for sites, dates in cases if dates != EVERY_DAY})
    heads = [
        f"{sites:,} sites, {'every day' if dates == EVERY_DAY else f'{dates} dates'}"
        for sites, dates in cases
    ]
    cases_heads = "| | " + " | ".join(heads) + " |"
    heads += [f"MB, {sites:,} sites" for sites in sizes]
    yield "| | " + " | ".join(heads) + " |"
    yield "|---|" + "---:|" * len(heads)
    most = max((dates for _, dates in cases if dates != EVERY_DAY), default=0)
    for name in VARIANTS:
        cells = [_beside_ours(records, name, sites, dates) for sites, dates in cases]
        for sites in sizes:
            peak = middle(chosen(records, name=name, sites=sites, dates=most), "peak_megabytes")
            cells.append("" if peak is None else f"{peak:,.0f}")
        yield f"| {TITLES[name]} | " + " | ".join(cells) + " |"
    yield ""
    yield "The same in processor seconds, summed over the cores, which other work on the machine"
    yield "changes less:"
    yield ""
    yield cases_heads
    yield "|---|" + "---:|" * len(cases)
    for name in VARIANTS:
        cells = [
            _beside_ours(records, name, sites, dates, "processor_seconds") for sites, dates in cases
        ]
        yield f"| {TITLES[name]} | " + " | ".join(cells) + " |"
    yield ""
    yield from _scoring_notes(records, cases)


def _beside_ours(
    records: Sequence[Record], name: str, sites: int, dates: int, key: str = "seconds"
) -> str:
    own = middle(chosen(records, name=name, sites=sites, dates=dates), key)
    ours = middle(chosen(records, name="ours", sites=sites, dates=dates), key)
    if own is None or ours is None:
        return ""
    return f"{_seconds(own)} ({own / ours:.2f})"


def _scoring_notes(records: Sequence[Record], cases: Sequence[tuple[int, int]]) -> Iterator[str]:
    yield "What is measured: from reading the Parquet files (responses, findings, profiles, sorted"
    yield "by site) to level, score, failed must-haves and ten element scores of every site on"
    yield "every date, each run in a fresh process after its imports. All variants give the same"
    yield "checksum over these figures, in whole millionths rounded down, or the run fails. The"
    yield "dates are month-ends; every day means all days of the five years of records."
    yield ""
    yield "- The data is made up with a fixed seed: 44 criteria, about four responses for each in"
    yield "  five years, given in quarterly rounds, a quarter of them reviewed, five profiles for"
    yield "  each site, one site in five renewing nearly everything in time."
    yield "- The others count in whole numbers of 64 bits. That is exact only because the made-up"
    yield "  percentages use few denominators; ours is exact with any."
    yield "- pandas, polars and SQL prepare stretches of validity once and then select those that"
    yield "  hold on each date, ten thousand sites at a time, which is faster for them than all at"
    yield "  once and keeps their memory down. polars and DuckDB use both cores; pandas and ours in"
    yield "  one process use one."
    yield "- The others only give these figures on these dates. Ours gives every day on which"
    yield "  something changes, with its cause and the terms of the score, from the same work."
    for sites, dates in cases:
        parts = [r["parts"] for r in chosen(records, name="ours", sites=sites, dates=dates)]
        reading = middle(parts, "reading") or 0
        scoring = middle(parts, "scoring") or 0
        if dates == aims.MANY:
            yield (
                f"- Of our time at {sites:,} sites and {dates} dates, "
                f"{100 * reading / (reading + scoring):.0f}% reads the files and builds the "
                f"domain's records, the rest scores: {1000 * scoring / sites:.2f} ms a site."
            )
    yield ""


def _office() -> Iterator[str]:
    records = kept("office")
    yield "## A workbook"
    if not records:
        yield "Not measured."
        yield ""
        return
    seconds = {
        name: middle(chosen(records, name=name), "seconds")
        for name in dict.fromkeys(record["name"] for record in records)
    }
    ours = seconds["ours"] or 1
    start = seconds.get("office_start") or 0
    yield "500 sites, 44 criteria, one date. The workbook has one row for each site and criterion"
    yield "with formulas for state, points and must-have, and one row for each site; LibreOffice"
    yield "recalculates it and its result is read back and compared. It holds the current answers"
    yield f"only, no history. Medians of {_rounds(len({r['round'] for r in records}))}; in brackets"
    yield "how many times as long as ours."
    yield ""
    yield "| | Seconds | MB |"
    yield "|---|---:|---:|"
    for name, title in TITLES.items():
        value = seconds.get(name)
        if value is not None:
            peak = middle(chosen(records, name=name), "peak_megabytes")
            yield f"| {title} | {_seconds(value)} ({value / ours:.2f}) | {peak:,.0f} |"
    for name, title in (
        ("office_load", "LibreOffice, opening without recalculation"),
        ("office_recalculate", "LibreOffice, opening with recalculation"),
    ):
        value = seconds.get(name)
        if value is not None:
            own = max(value - start, 0)
            peak = middle(chosen(records, name=name), "peak_megabytes")
            yield f"| {title} | {_seconds(own)} ({own / ours:.2f}) | {peak:,.0f} |"
    yield ""
    yield f"LibreOffice's start, {_seconds(start)} (an empty workbook), is taken off. Opening"
    yield "parses about 190,000 formulas; the difference of the two lines is the recalculation."
    yield ""


def _spark() -> Iterator[str]:
    records = kept("spark")
    yield "## Past one machine"
    if not records:
        yield "Not measured."
        yield ""
        return
    yield "`score --tables` over Parquet tables of made-up sites, about 172 responses each, from"
    yield "the start of the program to a table of scores on the disk: in one process, and by Apache"
    yield f"Spark on {spark_runs.CORES} cores of the same machine, its start included. Memory is"
    yield "that of all its processes, what they share counted in each. The scores of both are"
    yield "compared in each round and were the same. Medians of"
    yield f"{_rounds(len({record['round'] for record in records}))}."
    yield ""
    yield "| Sites | Engine | s | Processor, s | Memory, MB | Load before |"
    yield "|---:|---|---:|---:|---:|---:|"
    for sites in sorted({record["sites"] for record in records}):
        for name, title in spark_runs.TITLES.items():
            own = chosen(records, sites=sites, name=name)
            if own:
                keys = ("seconds", "processor_seconds", "peak_megabytes")
                figures = [f"{middle(own, key) or 0:,.0f}" for key in keys]
                load = f"{middle(own, 'load_before') or 0:.1f}"
                yield f"| {sites:,} | {title} | {' | '.join(figures)} | {load} |"
    yield ""


def _services() -> Iterator[str]:
    records = kept("services")
    yield "## The network's copy for questions"
    if not records:
        yield "Not measured."
        yield ""
        return
    yield "DuckDB tables of every site's timeline, made from the ledger. Medians of"
    yield f"{_rounds(len({record['round'] for record in records}))}; those of one site over 25"
    yield "sites in each round."
    yield ""
    yield (
        "| Sites | From nothing, s | One site's timeline, ms | Recording one answer, ms "
        "| Copy up to date after it, ms | Forecast of all, s | MB |"
    )
    yield "|---:|---:|---:|---:|---:|---:|---:|"
    for sites in sorted({record["sites"] for record in records}):
        own = chosen(records, sites=sites)
        told = [record for record in own if "forecast_seconds" in record]
        ahead = f"{middle(told, 'forecast_seconds'):.2f}" if told else "–"
        milliseconds = [
            f"{1000 * (middle(own, key) or 0):.1f}"
            for key in ("timeline_seconds", "save_seconds", "refresh_seconds")
        ]
        cold = middle(own, "cold_seconds") or 0
        peak = middle(own, "peak_megabytes") or 0
        yield f"| {sites:,} | {cold:.2f} | {' | '.join(milliseconds)} | {ahead} | {peak:,.0f} |"
    yield ""


def _plans() -> Iterator[str]:
    records = kept("plans")
    yield "## Plans"
    if not records:
        yield "Not measured."
        yield ""
        return
    (sites,) = chosen(records, what="sites")
    (beside,) = chosen(records, what="beside")
    yield "The exact least work of random sites to every higher level, with ties and the next best;"
    yield "beside it HiGHS, an integer solver, for the highest level alone. Both say the same hours"
    yield f"at each of {beside['sites']:,} sites. Milliseconds."
    yield ""
    yield "| What | Sites | Median | 95th percentile | Most |"
    yield "|---|---:|---:|---:|---:|"
    for what, own, count in (
        ("every level, ties, next best", sites, sites["sites"]),
        ("the highest level, ours", beside["ours"], beside["sites"]),
        ("the highest level, HiGHS", beside["highs"], beside["sites"]),
    ):
        times = [f"{1000 * own[key]:.1f}" for key in ("median", "p95", "most")]
        yield f"| {what} | {count:,} | {' | '.join(times)} |"
    yield ""
    yield "The most sites Ready under a budget of hours, from the ledger to the plan:"
    yield ""
    yield "| Sites | Shared programmes | s | Another budget, s | Proven optimal |"
    yield "|---:|---:|---:|---:|---|"
    for row in chosen(records, what="network"):
        seconds = f"{row['seconds']:.2f} | {row['again_seconds']:.3f}"
        proven = "yes" if row["proven"] else "no"
        yield f"| {row['sites']:,} | {row['programmes']} | {seconds} | {proven} |"
    yield ""


def _outputs() -> Iterator[str]:
    records = kept("outputs")
    yield "## Files that leave the product"
    if not records:
        yield "Not measured."
        yield ""
        return
    yield "From asking for a file to having it, each in a process of its own in which the network"
    yield "is read and scored already; the memory is that of the whole process. Medians of"
    yield f"{_rounds(len({record['round'] for record in records}))}."
    yield ""
    yield "| Sites | File | s | Of it gathering, s | Processor, s | Size, MB | Memory, MB |"
    yield "|---:|---|---:|---:|---:|---:|---:|"
    for sites in sorted({record["sites"] for record in records}):
        for name, artefact in outputs.ARTEFACTS.items():
            own = chosen(records, sites=sites, name=name)
            if not own:
                continue
            keys = ("seconds", "gather_seconds", "processor_seconds", "megabytes")
            cells = [f"{middle(own, key) or 0:.2f}" for key in keys]
            cells.append(f"{middle(own, 'peak_megabytes') or 0:,.0f}")
            yield f"| {sites:,} | {artefact.title} | {' | '.join(cells)} |"
    yield ""


def _shared_risks() -> Iterator[str]:
    records = kept("shared_risks")
    yield "## Shared risks"
    if not records:
        yield "Not measured."
        yield ""
        return
    yield "What the loss of each resource that sites share would cost, and of each pair, exactly."
    yield "Every site also has two drug stocks in its register, each shared with a neighbor. In"
    yield "all: read from the ledger, scored and ranked. Scored anew: one scoring for each site and"
    yield "loss, the least it would take without taking losses off the score. Medians of"
    yield f"{_rounds(len({record['round'] for record in records}))}."
    yield ""
    yield (
        "| Sites | Resources | Pairs | Losses at a site | In all, s | Processor, s "
        "| Of it ranking, s | Scored anew, s | MB |"
    )
    yield "|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    for sites in sorted({record["sites"] for record in records}):
        own = chosen(records, sites=sites)
        counts = [f"{middle(own, key) or 0:,.0f}" for key in ("resources", "pairs", "losses")]
        seconds = [
            f"{middle(own, key) or 0:.2f}"
            for key in ("report_seconds", "processor_seconds", "ranking_seconds", "anew_seconds")
        ]
        peak = middle(own, "peak_megabytes") or 0
        yield f"| {sites:,} | {' | '.join(counts + seconds)} | {peak:,.0f} |"
    yield ""


def _app() -> Iterator[str]:
    records = kept("app")
    yield "## The app"
    if not records:
        yield "Not measured."
        yield ""
        return
    times = len(chosen(records, name=app_times.EMPTY))
    yield "Milliseconds from the request until the server's last message, over its WebSocket on"
    yield f"the same machine, one visitor, median of {times} runs; the browser's drawing is not in"
    yield "it. An empty Streamlit page is what any page costs at least."
    yield ""
    sizes = sorted({record["sites"] for record in records} - {0})
    yield "| Page | " + " | ".join(f"{size:,} sites" for size in sizes) + " |"
    yield "|---|" + "---:|" * len(sizes)
    names = dict.fromkeys(record["name"] for record in records if record["sites"])
    for name in names:
        cells = [
            f"{1000 * (middle(chosen(records, name=name, sites=size), 'seconds') or 0):.0f}"
            for size in sizes
        ]
        yield f"| {name} | " + " | ".join(cells) + " |"
    empty = 1000 * (middle(chosen(records, name=app_times.EMPTY), "seconds") or 0)
    yield f"| {app_times.EMPTY} | " + " | ".join([f"{empty:.0f}"] * len(sizes)) + " |"
    yield ""
    yield "The empty page runs as Streamlit comes; ours also freezes what is loaded (`gc.freeze`),"
    yield "so that Streamlit's garbage collection after each run has less to walk."


def _seconds(value: float) -> str:
    return f"{value:.2f} s" if value < 10 else f"{value:.1f} s"


def _rounds(count: int) -> str:
    return f"{count} round" if count == 1 else f"{count} rounds"
