"""A figure as the page takes it."""

from typing import Any

import plotly.graph_objects as go

from readiness.charts.template import Figure


class Drawing(go.Figure):  # type: ignore[misc]
    """A finished figure that is handed over as it is.

    Plotly checks and copies a plain dictionary each time it is shown, which takes longer than
    making it; the figures of this package are checked by their tests instead.
    """

    def __init__(self, figure: Figure) -> None:
        super().__init__()
        self._finished = figure

    def to_dict(self) -> dict[str, Any]:
        return self._finished
