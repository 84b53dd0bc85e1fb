"""Where things are, and how the app behaves, unless the environment says otherwise."""

from pathlib import Path

from readiness.settings.catalogue import ROOT, given

FRAMEWORK = ROOT / "data" / "frameworks" / "crs-bispecific"
AGENTS = ROOT / "data" / "agents.toml"


def database() -> str:
    """Where the ledger is: READINESS_DB, or a file under data/local."""
    return given("READINESS_DB") or str(ROOT / "data" / "local" / "readiness.db")


def backups() -> Path | None:
    """The folder of the backups: READINESS_BACKUPS; `None` where nobody named one."""
    return _path("READINESS_BACKUPS")


def slide_template() -> Path | None:
    """The presentation that slides are made from: READINESS_SLIDE_TEMPLATE; `None` for a plain
    one. What cannot be used is found out where slides are made."""
    return _path("READINESS_SLIDE_TEMPLATE")


def sites_at_once() -> int:
    """Of up to so many sites files are made at the click of a download, of more in the background.

    100, or READINESS_SITES_AT_ONCE.
    """
    return int(given("READINESS_SITES_AT_ONCE") or 100)


def json_log() -> bool:
    """Whether the server's log is one JSON object a line: READINESS_LOG."""
    return given("READINESS_LOG") == "json"


def metrics_token() -> str:
    """What whoever reads the metrics has to send: READINESS_METRICS_TOKEN; "" for nobody but
    this computer."""
    return given("READINESS_METRICS_TOKEN")


def _path(name: str) -> Path | None:
    text = given(name)
    return Path(text).expanduser() if text else None
