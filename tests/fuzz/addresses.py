"""Addresses with any parameters: the page stands, and a manager sees own sites only."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest import mock

from hypothesis import strategies as st

from readiness.domain.people import Person, Role
from readiness.ui import context, sign_in
from tests.app.screens import PAGES, TITLES, all_elements, opened, title
from tests.fuzz.edits import Recipe, texts
from tests.services.workspaces import (
    EVERYONE,
    FEW,
    NOT_READY,
    READY,
    StandingClock,
    only,
    opened_quickly,
    sample,
    write_file,
)

NAMES = (
    *("site", "sites", "at", "since", "asof", "region", "state", "practice", "service_level"),
    *("agent", "level", "show", "element", "of", "criterion", "of_agent", "for", "to", "locked"),
    *("own", "closed", "shared", "budget", "once_C15", "each_C15", "week", "listed", "owner"),
    *("action", "resource", "review", "review_region", "which", "register", "meeting", "part"),
    *("you", "embed", "choice_site", "kept_site", "hours_C15", "not_known"),
)
VALUES = (
    *FEW, "S999", "C15", "C01", "E4", "network", "site", "quick", "full", "quarter", "ready",
    "Midwest", "South", "TX", "rota", "2026-08-01", "2026-13-45", "9999-12-31", "1.5", "-1",
    "1e400", "nan", "all", "open", "ana", "Ana", "mia", "<script>alert(1)</script>", "../../x",
    "champion|Ana", "[1]", "{}", "null", "true", "0" * 3000,
)  # fmt: skip
MANAGER = Person.holding("Mia", Role.MANAGER, {READY})
FOREIGN = ("Millbrook North",)


@st.composite
def addresses(draw: st.DrawFn) -> Recipe:
    value = st.sampled_from(VALUES) | texts(20).filter(_can_be_sent)
    name = st.sampled_from(NAMES) | texts(8).filter(_can_be_sent)
    names = draw(st.lists(name, max_size=6, unique=True))
    return {
        "page": draw(st.sampled_from(PAGES)),
        "manager": draw(st.booleans()),
        "query": {
            name: draw(st.lists(value, min_size=1, max_size=3)) for name in names if name.strip()
        },
    }


def _can_be_sent(text: str) -> bool:
    """An address is bytes: half of a pair of surrogates has none."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def run_addresses(recipe: Recipe) -> set[str]:
    who = MANAGER if recipe["manager"] else EVERYONE
    with in_use(), mock.patch.object(sign_in, "person", return_value=who):
        app = opened(recipe["page"], recipe["query"])
        assert not app.exception, [each.message for each in app.exception]
        assert recipe["page"] not in TITLES or title(app)
        shown = "\n".join(str(element.proto) for element in all_elements(app))
        if recipe["manager"]:
            assert not any(name in shown for name in FOREIGN)
            assert NOT_READY not in recipe["query"].get("site", []) or NOT_READY not in title(app)
        boxes = {kind for kind in ("error", "warning", "info") if getattr(app, kind)}
    return {recipe["page"], f"{recipe['page']} {sorted(boxes)} {recipe['manager']}"}


@cache
def _file() -> Path:
    return write_file(Path(tempfile.mkdtemp(prefix="fuzz-")) / "few.db", only(sample(), FEW))


@contextmanager
def in_use() -> Iterator[None]:
    """The pages on a few sites of the sample, with the clock of the tests."""
    clock = StandingClock()
    with (
        mock.patch.dict(os.environ, {"READINESS_DB": str(_file())}),
        mock.patch.object(context, "open_workspace", lambda path, *_: opened_quickly(path, clock)),
    ):
        context.workspace(str(_file())).clock = clock
        yield
