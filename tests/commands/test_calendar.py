"""`calendar`: the file, what is said, and what is refused."""

from pathlib import Path

import pytest
from icalendar import Calendar

from tests.commands.calls import call
from tests.services.fixtures import few_file, sample_file
from tests.services.workspaces import READY, TODAY

__all__ = ["few_file", "sample_file"]


def write(
    capsys: pytest.CaptureFixture[str], database: Path, target: Path, *more: object
) -> tuple[int, str, str]:
    return call(
        capsys, *("calendar", "--database", database, "--as-of", TODAY, "--output", target, *more)
    )


def entries(target: Path) -> list[str]:
    found = Calendar.from_ical(target.read_text("utf-8")).walk("VEVENT")
    return [str(event["summary"]) for event in found]


def test_the_renewals_of_every_site(
    capsys: pytest.CaptureFixture[str], few_file: Path, tmp_path: Path
) -> None:
    target = tmp_path / "renewals.ics"
    code, out, err = write(capsys, few_file, target)
    number = len(entries(target))
    assert (code, out, err) == (0, f"Wrote {number} renewals to {target}.\n", "")
    assert number > 50


def test_the_renewals_of_one_site_the_same_bytes_each_time(
    capsys: pytest.CaptureFixture[str], few_file: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.ics", tmp_path / "second.ics"
    for target in (first, second):
        assert write(capsys, few_file, target, "--site", READY)[0] == 0
    assert first.read_bytes() == second.read_bytes()
    assert {text.partition(":")[0] for text in entries(first)} == {"Cedar Falls"}


def test_the_must_haves_alone(
    capsys: pytest.CaptureFixture[str], few_file: Path, tmp_path: Path
) -> None:
    everything, some = tmp_path / "all.ics", tmp_path / "some.ics"
    write(capsys, few_file, everything)
    assert write(capsys, few_file, some, "--must-haves")[0] == 0
    assert 0 < len(entries(some)) < len(entries(everything))
    assert set(entries(some)) < set(entries(everything))
    assert "Cedar Falls: renew Hours covered" in entries(some)


def test_an_unknown_site_is_refused_and_nothing_written(
    capsys: pytest.CaptureFixture[str], few_file: Path, tmp_path: Path
) -> None:
    target = tmp_path / "renewals.ics"
    code, out, err = write(capsys, few_file, target, "--site", "S999")
    assert (code, out, err) == (1, "", "There is no site 'S999' that you may see.\n")
    assert not target.exists()


def test_a_file_that_is_there_is_kept_unless_told_otherwise(
    capsys: pytest.CaptureFixture[str], few_file: Path, tmp_path: Path
) -> None:
    target = tmp_path / "renewals.ics"
    target.write_text("mine")
    code, _, err = write(capsys, few_file, target)
    assert (code, target.read_text()) == (1, "mine")
    assert "add --force" in err
    assert write(capsys, few_file, target, "--force")[0] == 0
    assert entries(target)
