"""Every mistake in every file is named with its place; then nothing is scored."""

from pathlib import Path

import pytest
import xlsxwriter

from tests.commands.calls import BAKERIES, BAKERY, FRAMEWORK, Result, call, to_score, write

RESPONSES = BAKERIES["responses.csv"].splitlines()[0] + "\n"
FINDINGS = BAKERIES["findings.csv"].splitlines()[0] + "\n"
SITES = "site_id,site_name,practice,network,state,region\nS1,One,P,N,OH,X\n"


def score(
    capsys: pytest.CaptureFixture[str], folder: Path, framework: Path = FRAMEWORK, **files: str
) -> Result:
    """Score files of which some are given here and the others have nothing wrong."""
    texts = {"sites": SITES, "responses": RESPONSES, "profiles": "site_id,recorded_on\n",
             "findings": FINDINGS, **files}  # fmt: skip
    write(folder, {f"{kind}.csv": text for kind, text in texts.items()})
    return call(capsys, *to_score(folder, framework))


def assert_refused(result: Result, *places: str) -> None:
    """One complaint for each place, in this order, and nothing on standard output."""
    assert (result.code, result.out) == (1, "")
    lines = [line for line in result.err.splitlines() if ": warning: " not in line]
    if len(places) > 1:
        assert lines.pop() == f"{len(places)} problems; nothing was done."
    assert len(lines) == len(places), result.err
    for line, place in zip(lines, places, strict=True):
        assert place in line


RESPONSE_MISTAKES = [
    ("S9,C01,2026-01-01,yes,,,,,,,", ":2:1:"),
    (",C01,2026-01-01,yes,,,,,,,", ":2:1:"),
    ("S1,C99,2026-01-01,yes,,,,,,,", ":2:2:"),
    ("S1,C01,,yes,,,,,,,", ":2:3:"),
    ("S1,C01,2026-02-30,yes,,,,,,,", ":2:3:"),
    ("S1,C01,01/02/2026,yes,,,,,,,", ":2:3:"),
    ("S1,C01,2026-01-01,maybe,,,,,,,", ":2:4:"),
    ("S1,C01,2026-01-01,,,,,,,,", ":2:4:"),
    ("S1,C15,2026-01-01,-1,,,,,,,", ":2:4:"),
    ("S1,C15,2026-01-01,NaN,,,,,,,", ":2:4:"),
    ("S1,C15,2026-01-01,inf,,,,,,,", ":2:4:"),
    ("S1,C15,2026-01-01,not applicable,,,,,,never,", ":2:4:"),
    ("S1,C01,2026-01-01,yes,,,2026-01-02,,,,", ":2:7:"),
    ("S1,C01,2026-01-01,yes,,,2025-12-31,2025-12-30,,,", ":2:8:"),
    ("S1,C01,2026-01-01,yes", ":2:"),
    ("S1,C01,2026-01-01,yes,,,,,,,,more", ":2:"),
]


@pytest.mark.parametrize(("row", "place"), RESPONSE_MISTAKES)
def test_a_mistake_in_a_response_has_its_place(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, row: str, place: str
) -> None:
    result = score(capsys, tmp_path, responses=RESPONSES + row + "\n")
    assert_refused(result, f"{tmp_path / 'responses.csv'}{place}")


FILE_MISTAKES = [
    ("", "empty"),
    ("site_id\n", "missing"),
    ("\0\0\0", "no text"),
    ("%PDF-1.7", "PDF"),
]


@pytest.mark.parametrize("kind", ["sites", "responses", "profiles", "findings"])
@pytest.mark.parametrize(("text", "words"), FILE_MISTAKES)
def test_a_file_that_is_no_such_table_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, kind: str, text: str, words: str
) -> None:
    result = score(capsys, tmp_path, **{kind: text})
    assert (result.code, result.out) == (1, "")
    assert str(tmp_path / f"{kind}.csv") in result.err
    assert words in result.err


def test_a_missing_file_is_named_beside_the_mistakes_of_the_others(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    write(tmp_path, {"responses.csv": RESPONSES + "S1,C99,2026-01-01,yes,,,,,,,\n"})
    result = call(capsys, *to_score(tmp_path, kinds=("sites", "responses")))
    assert_refused(result, f"{tmp_path / 'sites.csv'}: The file cannot be opened", "csv:2:2: ")


def test_the_mistakes_of_all_files_are_listed_together(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    result = score(
        capsys,
        tmp_path,
        sites=SITES + "S2,,P,N,OH,X\nS1,Two,P,N,OH,X\n",
        responses=RESPONSES + "S2,C01,2026-01-01,yes,,,,,,,\nS1,C99,,maybe,,,,,,,\n",
        profiles="site_id,recorded_on,patients_in_step_up\nS1,2026-01-01,few\nS1,soon,1\n",
        findings=FINDINGS + "S1,C01,2026-01-01,not confirmed,,\nS1,C01,2026-01-01,good,,\n",
    )
    assert_refused(
        result,
        *("sites.csv:3:2:", "sites.csv:4:1:", "responses.csv:3:2:", "responses.csv:3:3:"),
        *("profiles.csv:2:3:", "profiles.csv:3:2:", "findings.csv:2:5:", "findings.csv:3:4:"),
    )


def test_a_site_whose_own_row_is_wrong_is_not_unknown_elsewhere(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    result = score(
        capsys,
        tmp_path,
        sites=SITES + "S2,,P,N,OH,X\n",
        responses=RESPONSES + "S2,C01,2026-01-01,yes,,,,,,,\n",
    )
    assert_refused(result, "sites.csv:3:2:")


def test_files_are_read_even_where_the_framework_is_wrong(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rules = write(tmp_path / "rules", {**BAKERY, "A.toml": "points = \n"})
    result = score(capsys, tmp_path / "files", rules, sites=SITES + "S2,,P,N,OH,X\n", findings="")
    assert_refused(result, "A.toml:1:", "findings.csv: The file is empty", "sites.csv:3:2:")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["unknown"],
        ["score"],
        to_score(as_of="2026-02-30"),
        to_score(as_of="20261122"),
        to_score(as_of="today"),
        to_score(shape="xml"),
        ["demo", "--sites", "many", "here"],
        ["verify", "--data", "short-forms-are-not-taken"],
    ],
)
def test_a_wrong_command_is_exit_code_2(
    capsys: pytest.CaptureFixture[str], arguments: list[object]
) -> None:
    result = call(capsys, *arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("usage: python -m readiness")


def test_a_workbook_without_the_sheet_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    book = tmp_path / "sheets.xlsx"
    write_sheets(book, "one", "two")
    result = call(capsys, *to_score(kinds=("sites",)), "--responses", book)
    assert_refused(result, f"{book}: The workbook has no sheet named responses.")


def write_sheets(path: Path, *names: str) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        for name in names:
            book.add_worksheet(name).write_row(0, 0, ["site_id", "criterion_id"])


def test_a_framework_without_mistakes_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    result = call(capsys, "check-framework", FRAMEWORK)
    assert (result.code, result.err) == (0, "")
    assert result.out == (f"{FRAMEWORK}: 44 criteria, 10 elements, 11 must-haves: no mistakes\n")


def test_singulars_and_the_retired_read_right(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    retired = BAKERY["A.toml"] + "retired = true\n"
    rules = write(tmp_path / "rules", {**BAKERY, "A.toml": retired})
    (rules / "H.toml").write_text(BAKERY["H.toml"].split('[[criterion]]\nid = "H1"')[0])
    result = call(capsys, "check-framework", rules)
    assert "1 criterion, 3 elements, 1 must-have, 1 retired: no mistakes\n" in result.out


def test_every_mistake_of_a_framework_is_named_with_its_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rules = write(
        tmp_path / "rules",
        {**BAKERY, "A.toml": BAKERY["A.toml"].replace("points = 3", "points = 0\ncolor = 1")},
    )
    result = call(capsys, "check-framework", rules)
    assert_refused(result, f"{rules / 'A.toml'}:", f"{rules / 'A.toml'}:")
    assert all(line.split(":")[1].isdigit() for line in result.err.splitlines()[:-1])


def test_a_folder_that_is_not_there_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    result = call(capsys, "check-framework", tmp_path / "none")
    assert_refused(result, f"{tmp_path / 'none'}: there is no such folder")
