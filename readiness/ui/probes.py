"""What a supervisor asks: is the process alive, can it serve, and how is it doing.

Answers say nothing about people, sites or where things are.
"""

import logging

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from readiness.errors import LedgerError, ReadinessError
from readiness.ui import context, metrics

_LOG = logging.getLogger("readiness.probes")


async def alive(_: Request) -> JSONResponse:
    """The process answers. Asks nothing else, so that a database at rest restarts no app."""
    return JSONResponse({"status": "ok"})


def ready(_: Request) -> JSONResponse:
    """The ledger can be read and the framework was loaded; 503 and which of them where not."""
    try:
        context.workspace(context.database()).ledger.revision()
    except LedgerError:
        return _not_ready("database")
    except ReadinessError:
        return _not_ready("framework")
    except Exception:
        _LOG.exception("Not ready")
        return _not_ready("unknown")
    return JSONResponse({"status": "ready"})


def measured(_: Request) -> Response:
    """Counts and times, for whom `metrics.Door` lets through."""
    return Response(metrics.exposition(), media_type=metrics.MEDIA_TYPE)


def revision() -> int:
    """The newest save of the database in use. Raises `ReadinessError`."""
    return context.workspace(context.database()).ledger.revision()


def _not_ready(what: str) -> JSONResponse:
    return JSONResponse({"status": "not ready", "failed": what}, status_code=503)


ROUTES = [Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", measured)]
