"""Pages as a person meets them: opened, read and used without a browser."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Element

from readiness.services.workspace import Workspace
from readiness.ui import context

ROOT = Path(__file__).parents[2]
ROUTER = ROOT / "readiness" / "ui" / "main.py"
PAGES = (
    *("overview", "site", "assess", "registers", "review", "actions", "compare", "meeting"),
    "forecast",
    *("framework", "data", "people"),
    "plan",
    "shared_risks",
    "agents",
)
TITLES = {
    "overview": "Network overview",
    "site": "Site",
    "assess": "Assess",
    "registers": "Registers",
    "review": "Review",
    "actions": "Actions",
    "meeting": "Meeting",
    "compare": "Compare",
    "forecast": "Forecast",
    "agents": "Agents",
    "framework": "Framework",
    "data": "Data",
    "people": "People",
    "plan": "Plan",
    "shared_risks": "Shared risks",
}
BELOW_CHARTS = ("levels", "failed_must_haves", "lapses", "heatmap", "movers")
"""The tables of the overview that are made by whoever opens them."""
SECONDS = 120
"""A page takes well below one; a crowded machine may take its time."""

# Each run of a page looks through all installed packages for components, for a second; they are the
# same all the while.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)

Open = Callable[..., AppTest]


def opened(
    page: str = "overview",
    query: Mapping[str, str | list[str]] | None = None,
    state: Mapping[str, Any] | None = None,
    **browser: str,
) -> AppTest:
    """A page on the database of READINESS_DB, in a session of its own, run once."""
    app = AppTest.from_file(str(ROUTER), default_timeout=SECONDS)
    for name, value in (query or {}).items():
        app.query_params[name] = value
    for name, value in (state or {}).items():
        app.session_state[name] = value
    for name, value in browser.items():
        app.context[name] = value
    return turned_to(app, page)


def unfolded(*names: str) -> dict[str, bool]:
    """State of a session that has these parts of a page open, which are closed at first."""
    return {f"{name}_opened": True for name in names}


def turned_to(app: AppTest, page: str) -> AppTest:
    """The same session on another page."""
    return app.switch_page(f"../../pages/{page}.py").run()


def database() -> Workspace:
    """The workspace that the pages use."""
    return context.workspace(context.database())


def letters(markdown: str) -> str:
    """Text as it is read after Markdown, where every mark in it is escaped."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown)


def title(app: AppTest) -> str:
    (only,) = app.title
    return letters(only.value)


def first_sentence(app: AppTest) -> str:
    return letters(app.header[0].value)


def said(app: AppTest, kind: str) -> list[str]:
    """What boxes of a kind (success, error, warning, info) or captions say."""
    return [letters(element.value) for element in getattr(app, kind)]


def captions(app: AppTest) -> str:
    return "\n".join(said(app, "caption"))


def all_elements(app: AppTest) -> Iterator[Element]:
    """Everything on the page, the sidebar too."""
    blocks = [app._tree]
    while blocks:
        for child in blocks.pop().children.values():
            if hasattr(child, "children"):
                blocks.append(child)
            else:
                yield child


def charts(app: AppTest) -> list[Any]:
    return list(app.get("plotly_chart"))


def alternatives(app: AppTest) -> dict[str, list[str]]:
    """The words that stand for charts and tables where they cannot be seen."""
    return {
        "charts": [chart.proto.alt for chart in charts(app)],
        "tables": [table.proto.alt for table in app.dataframe],
    }


def labels(app: AppTest, kind: str) -> list[str]:
    return [element.proto.label for element in app.get(kind)]


def assert_sound(app: AppTest) -> None:
    """No exception, one title, and words for every chart and table."""
    assert len(app.title) == 1
    _assert_no_fault(app)


def assert_drawn_in_part(app: AppTest) -> None:
    """After a save: no exception, and only what it moved was drawn, not the page."""
    assert len(app.title) == 0
    _assert_no_fault(app)


def _assert_no_fault(app: AppTest) -> None:
    assert [(e.message, e.stack_trace) for e in app.exception] == []
    for kind, words in alternatives(app).items():
        assert all(len(text) > 12 for text in words), (kind, words)


def button(app: AppTest, label: str) -> Any:
    """The one button with this label."""
    (only,) = [element for element in app.button if element.label == label]
    return only


def only_notice(app: AppTest) -> str:
    """What the page says of the last action, good or bad."""
    (text,) = [*said(app, "success"), *said(app, "error")]
    return text
