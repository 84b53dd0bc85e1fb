"""Tables as people upload them: CSV, workbooks and survey mappings, read, previewed and accepted.

Whatever is uploaded, the preview comes without another exception, is the same a second time, and
what it takes can be recorded as it says, all of it or nothing, and scored.
"""

import html
import io
import re
import shutil
import tempfile
import zipfile
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from readiness.domain.assessment import CONFIRMED, Batch, Finding, History, Profile, Response
from readiness.domain.scoring import score_site
from readiness.domain.timeline import timeline
from readiness.errors import ReadinessError
from readiness.exports.tables import workbook
from readiness.imports.preview import Preview, preview
from readiness.ledger import Ledger, open_ledger
from tests.fuzz.edits import Edit, Recipe, as_bytes, edited, edits, texts
from tests.fuzz.outcomes import shape, shapes
from tests.imports.small import (
    CRITERIA,
    FINDING,
    FRAMEWORK,
    NOW,
    PROFILE,
    RESPONSE,
    SITE,
    SITES,
    csv_of,
)

SURVEY = {"record_id": "S1", "recorded_at": "2026-11-01", "c01": "yes", "c03_num": "3",
          "c03_den": "4", "staff": "7"}  # fmt: skip
ROWS = {"sites": SITE, "profiles": PROFILE, "responses": RESPONSE, "findings": FINDING,
        "survey": SURVEY}  # fmt: skip
MAPPING = (
    'site_id = "record_id"\nrecorded_at = 2026-11-01\nrecorded_by = "who"\nignore = ["c01"]\n'
    '[criterion.C01]\nanswer = "champion"\n[criterion.C03]\nnumerator = "n"\n'
    'denominator = "d"\n[profile]\nstaff = "staff"\n'
)
ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-16", "cp1252")
GOOD = {
    "answer": ("yes", "partly", "no", "not applicable", "3", "82.5", "45", ""),
    "criterion_id": tuple(criterion.id for criterion in CRITERIA),
    "site_id": ("S1", "S2", "S3", "S4"),
    "recorded_at": ("2026-11-01", "2026-11-02T10:00:00Z", "2026-11-02T10:00:00+05:30"),
    "numerator": ("3", "0", ""), "denominator": ("4", "0", ""),
    "evidence_date": ("2026-10-01", "", "2024-02-29"), "end_date": ("2027-01-01", ""),
    "conclusion": ("confirmed", "not confirmed"), "na_reason": ("", "closed"),
}  # fmt: skip


@st.composite
def rows(draw: st.DrawFn, kind: str) -> list[dict[str, str]]:
    """What differs from the usual row, by row; names of columns are among the values."""
    columns = list(ROWS[kind])
    changed = []
    for _ in range(draw(st.integers(1, 4))):
        names = draw(st.lists(st.sampled_from(columns), max_size=5, unique=True))
        changed.append(
            {name: draw(st.sampled_from(GOOD.get(name, ("",))) | texts()) for name in names}
        )
    return changed


@st.composite
def csv_files(draw: st.DrawFn) -> Recipe:
    kind = draw(st.sampled_from(sorted(ROWS)))
    few = draw(st.booleans())
    return {
        "kind": kind,
        "rows": draw(rows(kind)),
        "edits": [] if few else draw(edits()),
        "encoding": draw(st.sampled_from(ENCODINGS)),
    }


@st.composite
def uploads(draw: st.DrawFn) -> Recipe:
    """One to three files, perhaps with a mapping of a survey."""
    files = draw(st.lists(csv_files(), min_size=1, max_size=3))
    mapping = draw(st.none() | st.none() | edits())
    return {"files": files, "mapping": mapping}


def upload(recipe: Recipe) -> list[tuple[str, bytes]]:
    files = []
    for number, one in enumerate(recipe["files"]):
        usual = ROWS[one["kind"]]
        text = edited(csv_of(*({**usual, **row} for row in one["rows"])), one["edits"])
        files.append((f"{one['kind']}{number}.csv", as_bytes(text, one["encoding"])))
    if recipe["mapping"] is not None:
        files.append(("map.toml", as_bytes(edited(MAPPING, recipe["mapping"]))))
    return files


def run_uploads(recipe: Recipe) -> set[str]:
    return previewed(upload(recipe))


# --- Workbooks ------------------------------------------------------------------------------

BOOK = Batch(
    SITES,
    (Profile("S1", date(2026, 1, 1), {"staff": "12", "agents": "two, <three>"}, "RN"),),
    (
        Response("S1", "C02", datetime(2026, 11, 1, 10, 42, tzinfo=UTC), "3",
                 evidence_date=date(2026, 10, 1), evidence="=HYPERLINK(1)"),
        Response("S2", "C03", datetime(2026, 11, 1, tzinfo=UTC), "", "3", "4"),
        Response("S2", "C04", datetime(2026, 11, 2, tzinfo=UTC), "82.5", end_date=date(2027, 1, 1)),
    ),
    (Finding("S1", "C02", datetime(2026, 11, 2, tzinfo=UTC), CONFIRMED),),
)  # fmt: skip
PIECES = (
    *("<v>", "</v>", "<c>", "</c>", "<row>", "</row>", "<f>1+1</f>", "<rPh>", "</rPh>", "<t>", "&"),
    *('r="A1"', 'r="XFD1048576"', 'r="ZZZZ9"', 'r="0"', 't="s"', 't="b"', 't="e"', 't="d"'),
    *('t="inlineStr"', 't="str"', 's="1"', 's="-1"', 's="99999"', 'state="hidden"', 'date1904="1"'),
    *("&#0;", "&#x1F600;", "<![CDATA[x]]>", "<!--", "<!DOCTYPE a>", "_xD800_", "_x0000_", "1e308"),
    *("-1", "999999999999999999", "2958466", "0.5", "NaN", "60", "<si>", "</si>", "S999", "C01"),
)


@cache
def parts() -> dict[str, str]:
    """The parts of a workbook of four tables; XML, so text."""
    with zipfile.ZipFile(io.BytesIO(workbook(BOOK, FRAMEWORK))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


READ = ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml",
        "xl/worksheets/sheet4.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels")  # fmt: skip


@st.composite
def workbooks(draw: st.DrawFn) -> Recipe:
    """Other values in the XML (`[which of them, value]`), edits of it, and of single bytes."""
    pieces = st.sampled_from(PIECES) | texts()
    names = draw(st.lists(st.sampled_from(READ), max_size=2, unique=True))
    values = st.lists(st.tuples(st.integers(0, 999), pieces).map(list), min_size=1, max_size=4)
    damaged = draw(st.integers(0, 3)) == 0
    return {
        "values": {name: draw(values) for name in names},
        "parts": {name: draw(edits(pieces, most=2)) for name in names if damaged},
        "bytes": draw(
            st.lists(st.tuples(st.integers(0, 999), st.integers(0, 255)).map(list), max_size=3)
            if damaged
            else st.just([])
        ),
        "left out": draw(st.sampled_from(READ)) if draw(st.integers(0, 9)) == 0 else None,
    }


_VALUE = re.compile(r'(?<==")[^"]*(?=")|(?<=>)[^<>]+(?=<)')


def other_values(text: str, changes: list[Edit]) -> str:
    """The XML with other attributes or texts, well formed as before."""
    for which, value in changes:
        places = [match.span() for match in _VALUE.finditer(text)]
        begin, end = places[which % len(places)]
        text = text[:begin] + html.escape(value) + text[end:]
    return text


def run_workbooks(recipe: Recipe) -> set[str]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in parts().items():
            if name != recipe["left out"]:
                changed = other_values(text, recipe["values"].get(name, []))
                changed = edited(changed, recipe["parts"].get(name, []))
                archive.writestr(name, as_bytes(changed))
    content = bytearray(packed.getvalue())
    for place, value in recipe["bytes"]:
        content[place * len(content) // 1000] = value
    return previewed([("book.xlsx", bytes(content))])


# --- What must hold -------------------------------------------------------------------------


def previewed(files: list[tuple[str, bytes]]) -> set[str]:
    seen = preview(files, FRAMEWORK, SITES[:3], now=NOW)
    assert preview(files, FRAMEWORK, SITES[:3], now=NOW) == seen
    outcome = shapes(seen.problems) | shapes(seen.warnings)
    outcome |= {count.kind for count in seen.counts}
    if seen.acceptable:
        assert not seen.problems
        assert sum(count.records for count in seen.counts) >= len(seen.batch)
        outcome |= accepted(seen)
        scored(seen)
    return outcome


def accepted(seen: Preview) -> set[str]:
    """Recorded as a whole, or refused in words and nothing recorded."""
    with tempfile.TemporaryDirectory() as folder, ledger_in(Path(folder)) as ledger:
        before = ledger.revision()
        try:
            ledger.append(seen.batch, recorded_by="Ana", recorded_at=NOW, action="import")
        except ReadinessError as error:
            assert ledger.revision() == before
            assert ledger.sites() == SITES[:3]
            assert not any(history.responses for history in ledger.histories())
            return {"refused: " + shape(str(error))}
        sites = {site.site_id: site for site in (*SITES[:3], *seen.batch.sites)}
        assert {site.site_id: site for site in ledger.sites()} == sites
        recorded = {key: ledger.history(key) for key in sites}
        for name in ("responses", "findings"):
            rows = [row for known in recorded.values() for some in getattr(known, name).values()
                    for row in some]  # fmt: skip
            assert sorted(rows, key=repr) == sorted(getattr(seen.batch, name), key=repr), name
        kept = [row for known in recorded.values() for row in known.profiles]
        assert sorted(kept, key=repr) == sorted(seen.batch.profiles, key=repr)
    return {"recorded"}


@cache
def _made() -> Path:
    path = Path(tempfile.mkdtemp(prefix="fuzz-")) / "empty.db"
    with open_ledger(path) as ledger:
        ledger.append(Batch(SITES[:3]), recorded_by="Ana", recorded_at=NOW, action="sites")
    return path


def ledger_in(folder: Path) -> Ledger:
    shutil.copyfile(_made(), folder / "ledger.db")
    return open_ledger(folder / "ledger.db", create=False)


def scored(seen: Preview) -> None:
    for site in {row.site_id for row in (*seen.batch.responses, *seen.batch.profiles)}:
        history = History.of(
            site,
            *(
                [row for row in rows if row.site_id == site]
                for rows in (seen.batch.responses, seen.batch.findings, seen.batch.profiles)
            ),
        )
        day = NOW.date()
        assert (
            timeline(FRAMEWORK, history).at(day).score == score_site(FRAMEWORK, history, day).score
        )
