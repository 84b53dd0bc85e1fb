"""`digest` as it is printed, and the mail server that the environment names."""

from datetime import date
from pathlib import Path

import pytest

from readiness import settings
from readiness.commands.mail import message_of
from readiness.errors import ReadinessError
from readiness.exports.digest import parts_of, subject
from readiness.services.digest import ActionNews, Digest, FallNews, LapseNews
from readiness.services.workspace import open_workspace
from readiness.settings import MailServer, server_of
from tests.commands.calls import call
from tests.commands.digests import (
    ANA,
    MIA,
    VIC,
    database,
    made,
    no_server_of_this_machine,
    told,
)

__all__ = ["database", "made", "no_server_of_this_machine"]
HOST = "127.0.0.1"


# --- printed


def test_it_is_printed_for_everyone_and_nothing_counts_as_told(
    capsys: pytest.CaptureFixture[str], database: Path
) -> None:
    first = call(capsys, "digest", "--database", database)
    assert (first.code, first.err) == (0, "")
    assert [line for line in first.out.splitlines() if line.startswith("To: ")] == [
        f"To: {address}" for address in (ANA, MIA, VIC)
    ]
    assert first.out.count("Actions due within 7 days") == 3
    assert call(capsys, "digest", "--database", database).out == first.out
    assert told(database, ANA) == frozenset()


def test_one_person_can_be_named(capsys: pytest.CaptureFixture[str], database: Path) -> None:
    result = call(capsys, "digest", "--to", MIA.upper(), "--database", database)
    assert result.out.count("To: ") == 1
    assert f"To: {MIA}\n" in result.out
    unknown = call(capsys, "digest", "--to", "zoe@practice.example", "--database", database)
    assert (unknown.code, unknown.out) == (1, "")
    assert unknown.err == "zoe@practice.example has no access today; give it first.\n"


def test_a_viewer_reads_no_names(capsys: pytest.CaptureFixture[str], database: Path) -> None:
    mine = call(capsys, "digest", "--to", MIA, "--database", database).out
    hidden = call(capsys, "digest", "--to", VIC, "--database", database).out
    assert "(Rosa <Diaz>)" in mine
    assert "Rosa" not in hidden
    assert "(named owner)" in hidden


def test_what_people_wrote_stays_on_its_line(
    capsys: pytest.CaptureFixture[str], database: Path
) -> None:
    out = call(capsys, "digest", "--to", MIA, "--database", database).out
    (line,) = [line for line in out.splitlines() if "script" in line]
    assert line.startswith("- <script>alert(1)</script> & Co Bcc: all@evil.example . [31mred : Fix")
    assert all(sign.isprintable() or sign == "\n" for sign in out)


def test_nothing_to_tell_says_so(capsys: pytest.CaptureFixture[str], database: Path) -> None:
    early = call(capsys, "digest", "--to", MIA, "--as-of", date(2020, 1, 1), "--database", database)
    assert (early.code, early.out) == (0, f"{MIA}: nothing new to tell.\n")


def test_of_a_long_part_the_beginning_is_told_and_the_rest_is_counted() -> None:
    news = tuple(
        LapseNews(f"lapse/{n}", f"Site {n}", "Drill", False, date(2026, 12, 1)) for n in range(43)
    )
    digest = Digest(MIA, date(2026, 11, 22), (), (), news)
    (part,) = parts_of(digest)
    assert len(part.lines) == 41
    assert part.lines[-1] == "and 3 more, which the dashboard lists"
    assert subject(digest) == "Readiness on 22 Nov 2026: 43 lapses"


def test_one_of_each_is_counted_as_one() -> None:
    day = date(2026, 12, 1)
    digest = Digest(
        MIA,
        date(2026, 11, 22),
        (ActionNews("a", "Site", "Call", "Ana", day, True),),
        (FallNews("f", "Site", "Ready", "Not ready", day),),
        (LapseNews("l", "Site", "Drill", True, day),),
    )
    assert subject(digest) == "Readiness on 22 Nov 2026: 1 action, 1 level at risk, 1 lapse"
    assert [part.lines for part in parts_of(digest)] == [
        ("Site: Call, was due on 1 Dec 2026 (Ana)",),
        ("Site is Ready until 1 Dec 2026, then Not ready",),
        ("Site: Drill, last day 1 Dec 2026",),
    ]


def test_nobody_with_access_says_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    open_workspace(path, settings.FRAMEWORK, settings.AGENTS).ledger.close()
    result = call(capsys, "digest", "--database", path)
    assert result.out == "Nobody has access today, so there is nobody to tell.\n"


def test_there_must_be_a_database(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    result = call(capsys, "digest", "--database", tmp_path / "none.db")
    assert result.code == 1
    assert not (tmp_path / "none.db").exists()


# --- the server that the environment names


def test_without_a_server_nothing_is_sent(
    capsys: pytest.CaptureFixture[str], database: Path
) -> None:
    result = call(capsys, "digest", "--send", "--database", database)
    assert (result.code, result.out) == (1, "")
    assert result.err == (
        "To send mail, set READINESS_SMTP_HOST, READINESS_SMTP_PORT, READINESS_SMTP_FROM "
        "in the environment.\n"
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"PORT": "smtp"}, "PORT is 'smtp'"),
        ({"PORT": "0"}, "PORT is '0'"),
        ({"STARTTLS": "perhaps"}, "yes or no"),
        ({"USER": "ana"}, "would travel readable"),
    ],
    ids=str,
)
def test_a_server_that_cannot_be_one_is_refused(more: dict[str, str], said: str) -> None:
    given = {"HOST": HOST, "PORT": "587", "FROM": "readiness@network.example", **more}
    with pytest.raises(ReadinessError, match=said):
        server_of({f"READINESS_SMTP_{name}": value for name, value in given.items()})


def test_a_password_is_not_shown() -> None:
    assert "secret" not in repr(MailServer(HOST, 587, "a@b.example", "ana", "secret", True))


@pytest.mark.parametrize(
    "address", ["a b@practice.example", "x@practice.example\nBcc:y", "<@>", "é@"], ids=repr
)
def test_an_address_adds_no_header(address: str) -> None:
    server = MailServer(HOST, 25, "readiness@network.example")
    with pytest.raises(ReadinessError, match="no address"):
        message_of(server, address, "Subject", "text", "<p>html</p>")


def test_a_subject_adds_no_header() -> None:
    server = MailServer(HOST, 25, "readiness@network.example")
    with pytest.raises(ReadinessError, match="no address"):
        message_of(server, MIA, "Hello\r\nBcc: y@evil.example", "text", "<p>html</p>")
