"""Counts and times of this process in the OpenMetrics format, and who may read them."""

import hmac
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from readiness import settings
from readiness.errors import ReadinessError
from readiness.ledger import backups_in
from readiness.ledger.telling import NOT_SAVED, SAVED
from readiness.ui.front_door import stays_here

MEDIA_TYPE = CONTENT_TYPE_LATEST
_PATHS = ("/metrics", "/_stcore/metrics")
_REFUSAL = (
    "Metrics are for this computer, or for whoever sends the token of READINESS_METRICS_TOKEN.\n"
)
_SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

REGISTRY = CollectorRegistry()
PAGES = Histogram(
    "readiness_page_seconds",
    "Time of the program for one run of a page, without the browser's and without callbacks.",
    ("page",),
    buckets=_SECONDS,
    registry=REGISTRY,
)
WAITS = Histogram(
    "readiness_turn_seconds",
    "Time that a run of a page waited for those before it; not in readiness_page_seconds.",
    buckets=_SECONDS,
    registry=REGISTRY,
)
FAILURES = Counter(
    "readiness_failures",
    "Runs of a page that ended with a bug.",
    ("page",),
    registry=REGISTRY,
)
SAVES = Histogram(
    "readiness_save_seconds", "Time of a save in the ledger.", buckets=_SECONDS, registry=REGISTRY
)
NOT_SAVES = Counter(
    "readiness_saves_not_done",
    "Saves that wrote nothing: conflict, refused or failed.",
    ("why",),
    registry=REGISTRY,
)
SESSIONS = Gauge("readiness_sessions", "Browsers that are connected.", registry=REGISTRY)
ENDED = Counter("readiness_sessions_ended", "Browsers that went away.", registry=REGISTRY)
ProcessCollector(registry=REGISTRY)


@dataclass
class Run:
    """One run of the router and a page, or of a part of it; `page` is an address of the app."""

    page: str = "none"


@contextmanager
def run(page: str = "none") -> Iterator[Run]:
    """Time a run, and count it as failed when a bug comes out of it, which passes."""
    begun, this = time.perf_counter(), Run(page)
    try:
        yield this
    except Exception:
        FAILURES.labels(this.page).inc()
        raise
    finally:
        PAGES.labels(this.page).observe(time.perf_counter() - begun)


class Saves(logging.Handler):
    """Counts what the ledger tells its log."""

    def emit(self, record: logging.LogRecord) -> None:
        facts = getattr(record, "facts", {})
        if record.msg == SAVED:
            SAVES.observe(facts["seconds"])
        elif record.msg == NOT_SAVED:
            NOT_SAVES.labels(facts["why"]).inc()


class Standing(Collector):
    """How things stand when asked: the newest revision, the size of the file, the last backup."""

    revision: Callable[[], int] | None = None

    def collect(self) -> Iterator[Metric]:
        with suppress(ReadinessError):  # then it is not known, and /readyz says so
            if self.revision is not None:
                yield _gauge("readiness_revision", "The newest save.", self.revision())
        if (size := _size(settings.database())) is not None:
            yield _gauge("readiness_ledger_bytes", "Size of the database's files.", size)
        if (folder := settings.backups()) is not None:
            newest = next((kept.made_at.timestamp() for kept in backups_in(folder)), 0)
            yield _gauge("readiness_last_backup_timestamp_seconds", "0: none is there.", newest)


_SAVES, _STANDING = Saves(), Standing()
REGISTRY.register(_STANDING)


class Door:
    """Lets nobody read metrics, Streamlit's own too, but this computer or who has the token.

    Also counts the browsers that are connected.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            with SESSIONS.track_inprogress():
                try:
                    await self.app(scope, receive, send)
                finally:
                    ENDED.inc()
        elif scope["type"] == "http" and scope["path"].endswith(_PATHS) and not _may_read(scope):
            await PlainTextResponse(_REFUSAL, status_code=403)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def count(revision: Callable[[], int]) -> None:
    """Begin to count saves, and to ask for the revision; called when a server starts."""
    ledger = logging.getLogger("readiness.ledger")
    ledger.setLevel(logging.INFO)
    if _SAVES not in ledger.handlers:
        ledger.addHandler(_SAVES)
    ledger.propagate = settings.json_log()  # each save is a line of the JSON log only
    _STANDING.revision = revision


def ended() -> float:
    """How many browsers went away since this process began."""
    return REGISTRY.get_sample_value("readiness_sessions_ended_total") or 0


def exposition() -> bytes:
    """Everything counted, as OpenMetrics text."""
    text: bytes = generate_latest(REGISTRY)  # type: ignore[no-untyped-call]
    return text


def _may_read(scope: Scope) -> bool:
    token = settings.metrics_token()
    if not token:
        return stays_here(scope)
    sent = Headers(scope=scope).get("authorization", "")
    return hmac.compare_digest(sent.encode(), f"Bearer {token}".encode())


def _size(target: str) -> int | None:
    """Bytes of a database's files; `None` where it is no file."""
    path = Path(target).expanduser()
    files = [path.with_name(path.name + end) for end in ("", "-wal")] if "://" not in target else []
    sizes = []
    for file in files:
        with suppress(OSError):
            sizes.append(file.stat().st_size)
    return sum(sizes) if sizes else None


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, words)
    family.add_metric((), value)
    return family
