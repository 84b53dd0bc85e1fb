"""Every variable of the environment: known, documented, checked at start; secrets stay secret."""

import re
import subprocess
from pathlib import Path

import pytest

from readiness import settings
from readiness.errors import ReadinessError
from readiness.settings import document
from readiness.ui import server
from tests.commands.calls import call

NAME = re.compile(r"READINESS_[A-Z]+(?:_[A-Z]+)*(?![A-Z_])")
SECRET = "do-not-show-this-value"
WRONG = {
    "READINESS_DB": f"mysql://ana:{SECRET}@db/readiness",
    "READINESS_LOG": "xml",
    "READINESS_METRICS_TOKEN": SECRET,
    "READINESS_SITES_AT_ONCE": "many",
    "READINESS_ADDRESS": "readiness.example",
    "READINESS_OIDC_METADATA_URL": "http://id.example/x",
    "READINESS_COOKIE_SECRET": SECRET,
    "READINESS_SESSION_HOURS": "721",
    "READINESS_SMTP_PORT": "65536",
    "READINESS_SMTP_STARTTLS": "perhaps",
    "READINESS_EXAMPLES": "0",
    "READINESS_FUZZ_MINUTES": "0",
    "READINESS_MUTATION_EXAMPLES": "few",
    "READINESS_MUTATION_SECONDS": "1.5",
}


def test_what_is_not_set_or_empty_is_good() -> None:
    settings.check({})
    settings.check({setting.name: " " for setting in settings.SETTINGS} | {"PATH": "/bin"})


@pytest.mark.parametrize("name", [s.name for s in settings.SETTINGS if not s.good("\u2717")])
def test_a_value_that_is_not_allowed_is_named_with_what_is(name: str) -> None:
    (setting,) = (setting for setting in settings.SETTINGS if setting.name == name)
    with pytest.raises(ReadinessError) as caught:
        settings.check({name: WRONG[name]})
    assert str(caught.value).startswith(f"{name} ")
    assert str(caught.value).endswith(f"it has to be {setting.allowed}.")
    assert SECRET not in str(caught.value)
    assert (WRONG[name] in str(caught.value)) is not setting.secret


@pytest.mark.parametrize(
    ("name", "meant"),
    [("READINESS_COOKIES_SECRET", "; READINESS_COOKIE_SECRET is."), ("READINESS_ZZZZZZ", ".")],
)
def test_a_variable_that_is_no_setting_is_named_with_what_may_be_meant(
    name: str, meant: str
) -> None:
    with pytest.raises(ReadinessError) as caught:
        settings.check({name: SECRET})
    assert str(caught.value) == (
        f"{name} is no setting{meant} All of them are in docs/operations.md, Settings."
    )


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(ReadinessError) as caught:
        settings.check(WRONG)
    assert all(f"{name} " in str(caught.value) for name in WRONG)


def test_the_server_does_not_start_with_a_wrong_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_LOGS", "json")
    with pytest.raises(SystemExit) as ended:
        server.secrets()
    assert str(ended.value).startswith(
        "Bispecific Readiness does not start. READINESS_LOGS is no setting; READINESS_LOG is."
    )


def test_a_command_does_nothing_with_a_wrong_setting(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READINESS_SITES_AT_ONCE", "many")
    result = call(capsys, "demo", "--sites", 1, tmp_path / "made")
    assert (result.code, result.out) == (1, "")
    assert result.err == (
        "READINESS_SITES_AT_ONCE is 'many'; it has to be a whole number from 0 to 100000.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_every_variable_that_the_repository_names_is_a_setting() -> None:
    known = {setting.name for setting in settings.SETTINGS}
    assert len(known) == len(settings.SETTINGS)
    named = {
        name: path
        for path in files_of_the_repository()
        if path != Path(__file__)
        for name in NAME.findall(path.read_text("utf-8", errors="ignore"))
    }
    made_up = {"READINESS_REQUIRE", "READINESS_SMTP"}  # beginnings of names
    assert {name: named[name] for name in set(named) - known - made_up} == {}


def test_the_manual_has_every_setting_in_a_table_and_no_secret_without_its_mark() -> None:
    rows = [line for line in document.tables().splitlines() if line.startswith("| `")]
    assert [row.split("`")[1] for row in rows] == [setting.name for setting in settings.SETTINGS]
    for row, setting in zip(rows, settings.SETTINGS, strict=True):
        assert ("(secret)" in row) is setting.secret


def test_a_manual_without_its_marks_is_not_overwritten() -> None:
    with pytest.raises(ReadinessError, match="has lost one of its marks"):
        document.filled_in(f"# Manual\n{document.BEGIN}\n")


def files_of_the_repository() -> list[Path]:
    suffixes = ("*.py", "*.sh", "*.md", "*.toml", "*.yaml", "*.yml", "*.conf", "Makefile", "*.env*")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *suffixes],
        cwd=settings.ROOT,
        capture_output=True,
    )
    if listed.returncode:  # no git, or no checkout: what lies there
        folders = ("readiness", "pages", "tests", "scripts", "docs", "deploy")
        found = (path for folder in folders for path in (settings.ROOT / folder).rglob("*.*"))
        return [path for path in found if path.suffix in {".py", ".sh", ".md", ".conf", ".yaml"}]
    return [settings.ROOT / name for name in listed.stdout.decode().split("\0") if name]
