"""One look at a database: while someone looks, what was asked for once is not asked for again.

Whoever draws a page asks dozens of times whether anything was saved meanwhile. Within a look the
first answer holds, also for a page that wants to be of one moment; an own save ends it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Newest = dict[str, int]
"""The revision of the newest save to each table, by its name, 0 for none; under "" that of all."""
_Seen = dict[str, Newest]
_LOOK: ContextVar[_Seen | None] = ContextVar("readiness_look", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """The block is one look, in this thread, at every database that it uses."""
    token = _LOOK.set({})
    try:
        yield
    finally:
        _LOOK.reset(token)


def seen(place: str, ask: Callable[[], Newest]) -> Newest:
    """What `ask` says about a place, or said before in this look."""
    look = _LOOK.get()
    if look is None:
        return ask()
    if place not in look:
        look[place] = ask()
    return look[place]


def look_again() -> None:
    """Something was saved here: nothing seen before holds any more."""
    look = _LOOK.get()
    if look is not None:
        look.clear()
