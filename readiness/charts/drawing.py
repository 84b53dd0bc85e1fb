"""A figure as the page takes it."""

from typing import Any

import orjson
import plotly.graph_objects as go
import plotly.io

from readiness.charts.template import Figure


class Drawing(go.Figure):  # type: ignore[misc]
    """A finished figure that is handed over as it is, already written as JSON.

    Plotly checks and copies a plain dictionary each time it is shown, which takes longer than
    making it; the figures of this package are checked by their tests instead. One of Plotly's own
    has parts that know the whole, so that thousands of values would stay in memory until Python
    looks for such circles: this one has none of what `go.Figure` makes, and can only be shown.
    """

    def __init__(self, figure: Figure) -> None:
        self._finished = {
            "data": [_written(trace) for trace in figure["data"]],
            "layout": _written(figure["layout"]),
        }

    def to_dict(self) -> dict[str, Any]:
        return self._finished


def _written(part: dict[str, Any]) -> dict[str, Any]:
    """What is not a single value, as JSON; Streamlit looks up the height, Plotly one name."""
    return {
        name: value
        if value is None or isinstance(value, (str, int, float))
        else orjson.Fragment(plotly.io.json.to_json_plotly(value))
        for name, value in part.items()
    }
