"""Figures read off PDF, minutes, calendar and digest."""

import re
from collections.abc import Iterator
from datetime import date

from icalendar import Calendar

from readiness.charts.print_signs import print_signs
from readiness.domain.timeline import ONE_DAY
from readiness.exports import digest as digests
from readiness.exports import minutes, network_report, site_summary
from readiness.exports.calendar import calendar_file
from readiness.services import digest as digest_service
from readiness.services import reports
from readiness.services.actions import actions_of
from readiness.services.network import Filters, overview
from readiness.services.renewals import renewals
from readiness.views import meeting
from tests.exports.test_reports import pages
from tests.one_number.figures import NETWORK, NONE, SINCE, Figure, Shown, reads
from tests.services.workspaces import EVERYONE, TODAY, framework

SCORE = r"(?:\d+\.\d|–)"
TITLES = [*(level.title for level in framework().levels), "Not assessed"]
WORDS = "|".join(sorted(TITLES, key=len, reverse=True))
DAY = r"\d+ \w{3} \d{4}"
CRITERIA = {row.title: row.id for row in framework().scored}
LEVELS = {"Not assessed": "not_assessed"} | {row.title: row.id for row in framework().levels}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def iso(day: str) -> str:
    """2026-11-22 of 22 Nov 2026."""
    number, month, year = day.split()
    return f"{year}-{MONTHS.index(month) + 1:02}-{int(number):02}"


def found(pattern: str, text: str) -> re.Match[str]:
    match = re.search(pattern, text)
    assert match, (pattern, text[:3000])
    return match


def status_sentence(text: str) -> Iterator[Figure]:
    """The sentence that opens overview, report, workbook, slides and meeting."""
    best = framework().levels[-1]
    said = found(rf"(\d+) of (\d+) assessed sites? (?:is|are) {best.title}", text)
    yield Figure(NETWORK, "sites of a level", said[1], best.id)
    yield Figure(NETWORK, "assessed sites", said[2])
    falls = re.search(r"(\d+) of them falls? out within 30 days", text)
    yield Figure(NETWORK, "sites that fall out within 30 days", falls[1] if falls else "0")
    worst = found(r"the most-failed must-have is (.+?), (\d+) sites?\b", text)
    yield Figure(NETWORK, "sites of the most-failed must-have", worst[2])
    yield Figure(NETWORK, "sites that fail a must-have", worst[2], CRITERIA[worst[1]])


def movement_sentence(text: str) -> Iterator[Figure]:
    said = found(r"(\d+) sites? moved; (\d+|none) ha(?:s|ve) another level", text)
    yield Figure(NETWORK, "sites that moved", said[1])
    yield Figure(NETWORK, "sites of another level", said[2].replace("none", "0"))


def lapse_sentence(text: str) -> Iterator[Figure]:
    said = found(r"(\d+) must-haves? lapses? at (\d+) sites?", text)
    yield Figure(NETWORK, "must-haves that lapse", said[1], "30")


@reads(
    "site summary (PDF)",
    each_site="level, score, must-haves passed, answered, confirmed, score of an element",
)
def site_pdf(shown: Shown) -> Iterator[Figure]:
    for key in shown.sites:
        summary = reports.site_summary(shown.workspace, EVERYONE, key, TODAY)
        own = framework()
        (text,) = pages(site_summary.pdf(summary, signs=print_signs(own)))
        head = found(
            rf"Level \S ({WORDS}) Score of 100 ({SCORE}) Must-haves passed (\d+ of \d+|–) "
            r"Answered (\d+%|–) Confirmed (\d+%|–)",
            text,
        )
        kinds = ("level", "score", "must-haves passed", "answered", "confirmed")
        yield from (Figure(key, kind, head[n]) for n, kind in enumerate(kinds, 1))
        part = text.partition("The five core elements")[2]
        for element in own.elements:
            if element.core:
                title = re.escape(element.short_title or element.title)
                cell = found(rf"{title} ({SCORE}) \S (\w+)", part)
                yield Figure(key, "score of an element", cell[1], element.id)
        said = re.search(rf"is ({WORDS}) with a score of ({SCORE})", text)
        if said:
            yield Figure(key, "level", said[1])
            yield Figure(key, "score", said[2])
        ahead = text.partition("What lapses within 90 days")[2].partition("Open actions")[0]
        for day, title in re.findall(rf"({DAY}) ({'|'.join(map(re.escape, CRITERIA))})", ahead):
            yield Figure(key, "last day", iso(day), CRITERIA[title])


@reads(
    "network report (PDF)",
    each_site="level, score, score of an element, must-have of an element fails, score before, "
    "level before",
    network="sites of a level, assessed sites, sites, sites that fail a must-have, "
    "sites that fall out within 30 days, sites that fall out within a year, "
    "sites of the most-failed must-have, "
    "must-haves that fail, must-haves that lapse, others that lapse, sites that moved, "
    "sites of another level",
)
def network_pdf(shown: Shown) -> Iterator[Figure]:
    report = reports.network_report(shown.workspace, EVERYONE, TODAY, SINCE, Filters())
    every = pages(network_report.pdf(report, signs=print_signs(framework())))
    text = " ".join(re.sub(rf"Network report, {DAY} \d+ of \d+$", "", page) for page in every)
    yield from status_sentence(text)
    covers = found(r"(\d+) sites of (\d+), (\d+) assessed", text)
    yield Figure(NETWORK, "sites", covers[1])
    yield Figure(NETWORK, "sites", covers[2])
    yield Figure(NETWORK, "assessed sites", covers[3])
    levels = text.partition("Level Sites Share of all sites")[2].partition("Elements by site")[0]
    for title, number in re.findall(rf"\S ({WORDS}) (\d+)", levels):
        yield Figure(NETWORK, "sites of a level", number, LEVELS[title])
    ids = {site.site_name: key for key, site in report.sites.items()}
    heatmap, _, rest = text.partition("Site, worst first")[2].partition(
        "Must-haves that fail most Must-have"
    )
    elements = framework().elements
    cell = rf"(✕ )?({SCORE}|✕)"
    for name, key in ids.items():
        if key not in shown.sites:
            continue
        cells_of = rf"((?: {cell}){{{len(elements)}}})"
        row = found(rf"{re.escape(name)} \S ({WORDS}) ({SCORE}){cells_of}", heatmap)
        yield Figure(key, "level", row[1])
        yield Figure(key, "score", row[2])
        cells = re.findall(cell, row[3])
        for element, (mark, score) in zip(elements, cells, strict=True):
            failed = bool(mark) or score == "✕"
            yield Figure(key, "score of an element", score.replace("✕", NONE), element.id)
            yield Figure(key, "must-have of an element fails", str(failed), element.id)
    failing, _, rest = rest.partition("What moved since")
    counted = re.findall(r"(\d+) of (\d+)", failing)
    yield Figure(NETWORK, "must-haves that fail", str(len(counted)))
    for title, key in CRITERIA.items():
        if row := re.search(rf"{re.escape(title)} (\d+) of (\d+)", failing):
            yield Figure(NETWORK, "sites that fail a must-have", row[1], key)
            yield Figure(NETWORK, "assessed sites", row[2])
    moved, _, rest = rest.partition("What lapses next")
    yield from movement_sentence(moved)
    for name, key in ids.items():
        row = re.search(rf"{re.escape(name)} \S ({WORDS}) \S ({WORDS}) ({SCORE}) ({SCORE})", moved)
        if key in shown.sites and row:
            yield Figure(key, "level before", row[1])
            yield Figure(key, "level", row[2])
            yield Figure(key, "score before", row[3])
            yield Figure(key, "score", row[4])
    yield from lapse_sentence(rest)
    for words, limit in (("Within 30", 30), ("31 to 60", 60), ("61 to 90", 90)):
        row = found(rf"{words} days (\d+) (\d+)", rest.partition("Last day")[2])
        yield Figure(NETWORK, "must-haves that lapse", row[1], str(limit))
        yield Figure(NETWORK, "others that lapse", row[2], str(limit))
    yield from forecast_sentence(rest)


def forecast_sentence(text: str) -> Iterator[Figure]:
    best = framework().levels[-1]
    said = found(
        rf"(\d+) sites (?:is|are) {best.title} (?:today|on [\w ]+); with nobody acting "
        r"(?:(\d+|none) falls? out by [\w ]+ and )?(both|all \d+|\d+) (?:falls? out )?by",
        text,
    )
    yield Figure(NETWORK, "sites of a level", said[1], best.id)
    late = said[3].replace("both", "2").replace("all ", "")
    yield Figure(NETWORK, "sites that fall out within a year", late)
    early = (said[2] or late).replace("none", "0")
    yield Figure(NETWORK, "sites that fall out within 30 days", early)


@reads(
    "minutes (Markdown)",
    network="sites of a level, assessed sites, sites that fail a must-have, "
    "sites that fall out within 30 days, sites of the most-failed must-have, "
    "must-haves that lapse, sites that moved, sites of another level",
)
def minutes_markdown(shown: Shown) -> Iterator[Figure]:
    text = re.sub(r"\\([^\w\s])", r"\1", minutes.markdown(_minutes(shown)))
    yield from agenda_figures(text, shown)


@reads(
    "minutes (PDF)",
    network="sites of a level, assessed sites, sites that fail a must-have, "
    "sites that fall out within 30 days, sites of the most-failed must-have, "
    "must-haves that lapse, sites that moved, sites of another level",
)
def minutes_pdf(shown: Shown) -> Iterator[Figure]:
    text = " ".join(pages(minutes.pdf(_minutes(shown))))
    yield from agenda_figures(text.replace("must- have", "must-have"), shown)  # at a line's end


def agenda_figures(text: str, shown: Shown) -> Iterator[Figure]:
    """The parts of a meeting's agenda in one text."""
    yield from status_sentence(text)
    for number, title in re.findall(rf"(?<!is )(?<!are )\b(\d+) ({WORDS})\b", text):
        yield Figure(NETWORK, "sites of a level", number, LEVELS[title])
    for title, key in CRITERIA.items():
        if row := re.search(rf"{re.escape(title)}: fails at (\d+) sites?", text):
            yield Figure(NETWORK, "sites that fail a must-have", row[1], key)
    yield from movement_sentence(text)
    ids = {site.site_name: key for key, site in shown.workspace.known_sites().items()}
    for name, before, after in re.findall(
        rf"({'|'.join(map(re.escape, ids))}): [\w →]+, ({SCORE}) → ({SCORE})", text
    ):
        yield Figure(ids[name], "score before", before)
        yield Figure(ids[name], "score", after)
    yield from lapse_sentence(text)
    for day, name, title in re.findall(
        rf"(\d+ \w{{3}} \d{{4}}): ({'|'.join(map(re.escape, ids))}), "
        rf"({'|'.join(map(re.escape, CRITERIA))})",
        text,
    ):
        yield Figure(ids[name], "last day", iso(day), CRITERIA[title])


def _minutes(shown: Shown) -> minutes.Minutes:
    workspace = shown.workspace
    view = overview(workspace, EVERYONE, TODAY, SINCE, Filters())
    actions = actions_of(workspace, EVERYONE, TODAY)
    parts = meeting.agenda(view, actions, (), workspace.sites(EVERYONE))
    made = [minutes.MinutesPart(part.title, part.sentence, part.lines) for part in parts]
    return minutes.Minutes(TODAY, "", "Made by Ana.", made)


@reads("calendar of renewals (.ics)", each_site="last day")
def calendar(shown: Shown) -> Iterator[Figure]:
    for key in shown.sites:
        content = calendar_file(renewals(shown.workspace, EVERYONE, TODAY, key))
        events = Calendar.from_ical(content).walk("VEVENT")
        for event in events:
            title = str(event["summary"]).partition(": renew ")[2]
            yield Figure(key, "last day", str(event["dtstart"].dt), CRITERIA[title])
            said = found(r"Last good day of the evidence: (\d+ \w{3} \d{4})", event["description"])
            yield Figure(key, "last day", iso(said[1]), CRITERIA[title])
        if not events:  # a calendar of nothing says that nothing has a last day
            for criterion in framework().scored:
                yield Figure(key, "last day", NONE, criterion.id)


@reads("digest (text and HTML)", network="must-haves that lapse, others that lapse")
def digest(shown: Shown) -> Iterator[Figure]:
    view = overview(shown.workspace, EVERYONE, TODAY, TODAY, Filters())
    ids = {row.site_name: row.site_id for row in view.sites}
    known = digest_service.Digest(
        "ana@network.example",
        TODAY,
        (),
        tuple(digest_service._falls(shown.workspace, EVERYONE, view)),
        tuple(digest_service._lapses(view)),
    )
    for text in (digests.text(known), re.sub("<[^>]+>", "\n- ", digests.html(known))):
        for name, level, day, after in re.findall(
            rf"- (.+?) is ({WORDS}) until (\d+ \w{{3}} \d{{4}}), then ({WORDS})", text
        ):
            yield Figure(ids[name], "level", level)
            last = date.fromisoformat(iso(day))
            yield Figure(ids[name], "falls on", str(last + ONE_DAY))
            assert after != level
        for title, kind in (
            ("Must-haves that lapse within 30 days", "must-haves that lapse"),
            ("Other evidence that lapses within 30 days", "others that lapse"),
        ):
            part = text.partition(title)[2].partition("ithin 30 days")[0]
            lines = re.findall(rf"- (.+?): (.+?), last day ({DAY})", part)
            for name, criterion, day in lines:
                yield Figure(ids[name], "last day", iso(day), CRITERIA[criterion])
            yield Figure(NETWORK, kind, str(len(lines)), "30")
