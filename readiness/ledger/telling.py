"""What becomes of each save, for log and metrics: that and how long, never what or whose."""

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from readiness.errors import ConflictError, ReadinessError

SAVED, NOT_SAVED = "Saved", "Not saved"
CONFLICT, REFUSED, FAILED = "conflict", "refused", "failed"

_LOG = logging.getLogger("readiness.ledger")
_P = ParamSpec("_P")


def reported(save: Callable[_P, int]) -> Callable[_P, int]:
    """Around what saves and returns the revision: `facts` of a record are numbers or a few words.

    A save that had nothing new to write counts too.
    """

    @wraps(save)
    def saving(*given: _P.args, **named: _P.kwargs) -> int:
        begun = time.perf_counter()
        try:
            revision = save(*given, **named)
        except Exception as error:
            why = REFUSED if isinstance(error, ReadinessError) else FAILED
            why = CONFLICT if isinstance(error, ConflictError) else why
            _LOG.info(NOT_SAVED, extra={"facts": {"why": why, "seconds": _since(begun)}})
            raise
        _LOG.info(SAVED, extra={"facts": {"revision": revision, "seconds": _since(begun)}})
        return revision

    return saving


def _since(begun: float) -> float:
    return round(time.perf_counter() - begun, 4)
