"""Figures read off workbooks and data files, by the libraries that others would use."""

import csv
import io
import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import polars
from fhir.resources.R4B.bundle import Bundle

from readiness.commands.main import main
from readiness.exports import tables as records
from readiness.exports.fhir import fhir_bundle
from readiness.exports.frames import csv_of
from readiness.exports.network_workbook import network_workbook
from readiness.exports.parquet_files import parquet_files
from readiness.services.network import Filters, overview
from readiness.services.snapshot import snapshot
from readiness.services.transfer import everything
from readiness.views import network as tables
from tests.one_number.figures import NETWORK, NONE, SINCE, Figure, Shown, number, reads
from tests.one_number.on_paper import CRITERIA, LEVELS, status_sentence
from tests.services.workspaces import EVERYONE, FRAMEWORK, TODAY, framework

Row = dict[str, Any]
SHORT = {(e.short_title or e.title): e.id for e in framework().elements}


def one_decimal(value: float | None) -> str:
    """What a cell of one decimal shows."""
    return NONE if value is None or value != value else f"{value:.1f}"


def whole(value: float | None) -> str:
    return NONE if value is None or value != value else f"{value:.0f}"


def day_of(value: date | datetime | None) -> str:
    if value is None or value != value:
        return NONE
    return str(value.date() if isinstance(value, datetime) else value)


@reads(
    "workbook of the network (XLSX)",
    each_site="level, score, points, points possible, must-haves failed, answered, confirmed, "
    "state, points of a criterion, points possible of a criterion, last day",
    network="sites, sites of a level, assessed sites, sites that fall out within 30 days, "
    "sites of the most-failed must-have, sites that fail a must-have",
)
def network_book(shown: Shown) -> Iterator[Figure]:
    content = network_workbook(snapshot(shown.workspace, EVERYONE, TODAY))
    book = openpyxl.load_workbook(io.BytesIO(content))
    facts = {row[0]: row[1] for row in book["Overview"].iter_rows(values_only=True) if row[0]}
    yield from status_sentence(facts["In one sentence"])
    yield Figure(NETWORK, "sites", facts["Sites"].split(",")[0])
    for title, level in LEVELS.items():
        yield Figure(NETWORK, "sites of a level", str(facts[title]), level)
    for row in _sheet(book, "Scores"):
        key = row["Site id"]
        if key not in shown.sites:
            continue
        yield Figure(key, "level", row["Level"])
        yield Figure(key, "score", one_decimal(row["Score"]))
        yield Figure(key, "points", number(row["Points"]))
        yield Figure(key, "points possible", number(row["Of"]))
        yield Figure(key, "must-haves failed", whole(row["Must-haves failed"]))
        yield Figure(key, "answered", _percent_format(row["Answered"]))
        yield Figure(key, "confirmed", _percent_format(row["Confirmed"]))
    for row in _sheet(book, "Criteria"):
        key, about = row["Site id"], row["Code"]
        if key in shown.sites:
            yield Figure(key, "state", row["State"], about)
            yield Figure(key, "points of a criterion", number(row["Points"]), about)
            yield Figure(key, "points possible of a criterion", number(row["Of"]), about)
            yield Figure(key, "last day", day_of(row["Last day"]), about)
    for row in _sheet(book, "Sites x criteria"):
        key = row["Site id"]
        if key in shown.sites:
            yield Figure(key, "level", row["Level"])
            for title, about in CRITERIA.items():
                must_have = " (must-have)" if framework().criterion[about].gate else ""
                yield Figure(key, "state", row[f"{title}{must_have}"], about)


def _percent_format(value: float | None) -> str:
    """What a spreadsheet shows of a share whose format is 0%: the nearest whole percent."""
    return NONE if value is None else f"{value:.0%}"


def _sheet(book: Any, name: str) -> list[Row]:
    header, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


@reads(
    "tables (Parquet)",
    each_site="level id, exact score, points, points possible, number of failed must-haves, "
    "exact answered share, exact confirmed share, state id, points of a criterion, "
    "points possible of a criterion, last day",
    network="sites",
)
def parquet(shown: Shown) -> Iterator[Figure]:
    files = parquet_files(snapshot(shown.workspace, EVERYONE, TODAY))
    sites, scores, criteria = (
        polars.read_parquet(io.BytesIO(files[f"{name}.parquet"])).rows(named=True)
        for name in ("sites", "scores", "criteria")
    )
    yield Figure(NETWORK, "sites", str(len(sites)))
    for row in scores:
        key = row["site_id"]
        if key not in shown.sites:
            continue
        yield Figure(key, "level id", row["level"])
        yield Figure(key, "exact score", number(row["score"]))
        yield Figure(key, "points", number(row["points_earned"]))
        yield Figure(key, "points possible", number(row["points_possible"]))
        yield Figure(key, "number of failed must-haves", str(row["must_haves_failed"]))
        yield Figure(key, "exact answered share", number(row["answered_share"]))
        yield Figure(key, "exact confirmed share", number(row["confirmed_share"]))
    for row in criteria:
        key, about = row["site_id"], row["criterion_id"]
        if key in shown.sites:
            yield Figure(key, "state id", row["state"], about)
            yield Figure(key, "points of a criterion", number(row["points_earned"]), about)
            possible = number(row["points_possible"])
            yield Figure(key, "points possible of a criterion", possible, about)
            yield Figure(key, "last day", day_of(row["last_day"]), about)


@reads("answers (FHIR)", each_site="all answered")
def fhir(shown: Shown) -> Iterator[Figure]:
    content = json.loads(fhir_bundle(snapshot(shown.workspace, EVERYONE, TODAY)))
    status = {
        entry.resource.subject.identifier.value: entry.resource.status
        for entry in Bundle(**content).entry
        if type(entry.resource).__name__ == "QuestionnaireResponse"
    }
    for key in shown.sites:  # a site without an answer has no response
        yield Figure(key, "all answered", str(status.get(key) == "completed"))


def _scored_again(shown: Shown, shape: str) -> Iterator[Row]:
    """What the command `score` says of everything that was exported."""
    batch = everything(shown.workspace.ledger, EVERYONE)
    with tempfile.TemporaryDirectory() as folder:
        command = ["score", "--framework", str(FRAMEWORK), "--as-of", str(TODAY)]
        for kind in records.KINDS:
            path = Path(folder) / f"{kind}.csv"
            path.write_text(records.csv_of(kind, batch, framework()), "utf-8", newline="")
            command += [f"--{kind}", str(path)]
        output = Path(folder) / f"scores.{shape}"
        assert main([*command, "--format", shape, "--output", str(output)]) == 0
        text = output.read_text("utf-8")
    if shape == "csv":
        yield from csv.DictReader(io.StringIO(text))
    else:
        yield from json.loads(text)["sites"]


@reads(
    "everything (CSV), scored by the command (JSON)",
    each_site="level id, exact score, points, points possible, failed must-haves, "
    "exact answered share, exact confirmed share, exact score of an element, state id, "
    "points of a criterion, points possible of a criterion, last day",
    network="sites",
)
def score_json(shown: Shown) -> Iterator[Figure]:
    sites = list(_scored_again(shown, "json"))
    yield Figure(NETWORK, "sites", str(len(sites)))
    for row in sites:
        key = row["site_id"]
        if key not in shown.sites:
            continue
        yield Figure(key, "level id", row["level"])
        yield Figure(key, "exact score", number(row["score"]))
        yield Figure(key, "points", number(row["points_earned"]))
        yield Figure(key, "points possible", number(row["points_possible"]))
        yield Figure(key, "failed must-haves", " ".join(row["failed_gates"]))
        yield Figure(key, "exact answered share", number(row["answered_share"]))
        yield Figure(key, "exact confirmed share", number(row["confirmed_share"]))
        for about, own in row["elements"].items():
            yield Figure(key, "exact score of an element", number(own["score"]), about)
        for about, own in row["criteria"].items():
            yield Figure(key, "state id", own["state"], about)
            yield Figure(key, "points of a criterion", number(own["points_earned"]), about)
            possible = number(own["points_possible"])
            yield Figure(key, "points possible of a criterion", possible, about)
            yield Figure(key, "last day", own["last_day"] or NONE, about)


@reads(
    "everything (CSV), scored by the command (CSV)",
    each_site="level id, exact score, points, points possible, failed must-haves, "
    "exact answered share, exact confirmed share, exact score of an element",
    network="sites",
)
def score_csv(shown: Shown) -> Iterator[Figure]:
    sites = list(_scored_again(shown, "csv"))
    yield Figure(NETWORK, "sites", str(len(sites)))
    for row in sites:
        key = row["site_id"]
        if key not in shown.sites:
            continue
        known = {name: float(text) if text else None for name, text in row.items()
                 if name.endswith(("score", "share", "earned", "possible"))}  # fmt: skip
        yield Figure(key, "level id", row["level"])
        yield Figure(key, "exact score", number(known["score"]))
        yield Figure(key, "points", number(known["points_earned"]))
        yield Figure(key, "points possible", number(known["points_possible"]))
        yield Figure(key, "failed must-haves", row["failed_gates"])
        yield Figure(key, "exact answered share", number(known["answered_share"]))
        yield Figure(key, "exact confirmed share", number(known["confirmed_share"]))
        for element in framework().elements:
            score = number(known[f"{element.id}_score"])
            yield Figure(key, "exact score of an element", score, element.id)


@reads(
    "tables of the overview (CSV)",
    each_site="level, score, must-haves failed, exact answered share, exact confirmed share, "
    "score of an element, level before, score before",
    network="sites of a level, sites that fail a must-have, assessed sites, "
    "must-haves that lapse, others that lapse",
)
def overview_csv(shown: Shown) -> Iterator[Figure]:
    view = overview(shown.workspace, EVERYONE, TODAY, SINCE, Filters())

    def read(frame: Any) -> list[Row]:
        text = csv_of(frame).decode("utf-8-sig")
        return [
            {name: _parsed(cell) for name, cell in row.items()}
            for row in csv.DictReader(io.StringIO(text))
        ]

    yield from site_rows(read(tables.sites(view)), shown)
    yield from level_rows(read(tables.levels(view)), "title", "sites")
    yield from gate_rows(read(tables.failed_gates(view)), "title", "sites", "assessed_sites")
    yield from lapse_rows(read(tables.lapses(view)), shown)
    yield from mover_rows(
        read(tables.movers(view)), shown, ("site", "From", "score_before", "To", "score_after")
    )
    yield from heatmap_rows(read(tables.heatmap_table(tables.heatmap(view, by="site"))), shown)


def _parsed(cell: str) -> str | float | None:
    try:
        return float(cell)
    except ValueError:
        return cell or None


# The tables of the overview, which its screen and its downloads show.


def site_rows(rows: list[Row], shown: Shown) -> Iterator[Figure]:
    for row in rows:
        key = row["site_id"]
        if key in shown.sites:
            yield Figure(key, "level", row["Level"])
            yield Figure(key, "score", one_decimal(row["Score"]))
            yield Figure(key, "must-haves failed", whole(row["Must-haves failed"]))
            yield Figure(key, "exact answered share", number(row["Answered"]))
            yield Figure(key, "exact confirmed share", number(row["Confirmed"]))


def level_rows(rows: list[Row], title: str, sites: str) -> Iterator[Figure]:
    for row in rows:
        yield Figure(NETWORK, "sites of a level", whole(row[sites]), LEVELS[row[title]])


def gate_rows(rows: list[Row], title: str, sites: str, of: str) -> Iterator[Figure]:
    for row in rows:
        about = CRITERIA[row[title]]
        yield Figure(NETWORK, "sites that fail a must-have", whole(row[sites]), about)
        yield Figure(NETWORK, "assessed sites", whole(row[of]))


def lapse_rows(rows: list[Row], shown: Shown) -> Iterator[Figure]:
    """Each last day; and how many come in each of three months."""
    counts: Counter[tuple[bool, int]] = Counter()
    for row in rows:
        days = int(row["Days left"])
        counts[row["Must-have"] == "yes", 30 * max(1, -(-days // 30))] += 1
        if row["site_id"] in shown.sites:
            last = str(row["Last day"])[:10]
            yield Figure(row["site_id"], "last day", last, CRITERIA[row["Criterion"]])
    for gate, kind in ((True, "must-haves that lapse"), (False, "others that lapse")):
        for limit in (30, 60, 90):
            yield Figure(NETWORK, kind, str(counts[gate, limit]), str(limit))


def mover_rows(
    rows: list[Row], shown: Shown, names: tuple[str, str, str, str, str]
) -> Iterator[Figure]:
    ids = {site.site_name: key for key, site in shown.workspace.known_sites().items()}
    site, before, score_before, after, score_after = names
    for row in rows:
        key = ids[row[site]]
        if key in shown.sites:
            yield Figure(key, "level before", row[before])
            yield Figure(key, "score before", one_decimal(row[score_before]))
            yield Figure(key, "level", row[after])
            yield Figure(key, "score", one_decimal(row[score_after]))


def heatmap_rows(rows: list[Row], shown: Shown) -> Iterator[Figure]:
    ids = {site.site_name: key for key, site in shown.workspace.known_sites().items()}
    for row in rows:
        key = ids[row.get("Row") or row["Site"]]
        if key in shown.sites:
            for title, about in SHORT.items():
                yield Figure(key, "score of an element", one_decimal(row[title]), about)
