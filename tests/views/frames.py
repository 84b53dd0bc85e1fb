"""Every table of the network at once."""

import pandas as pd

from readiness.services.network import Overview
from readiness.views import network as tables
from readiness.views.sentences import overview_sentence


def tables_of(view: Overview) -> dict[str, pd.DataFrame | str]:
    """All tables of the overview, by name, and its sentence."""
    grids = {by: tables.heatmap(view, by=by) for by in tables.GROUPINGS}
    return {
        "sentence": overview_sentence(view),
        "levels": tables.levels(view),
        "sites": tables.sites(view),
        **{f"heatmap by {by}": grid for by, grid in grids.items()},
        **{f"heatmap by {by} to read": tables.heatmap_table(grid) for by, grid in grids.items()},
        "failed_gates": tables.failed_gates(view),
        "lapse_buckets": tables.lapse_buckets(view),
        "lapses": tables.lapses(view),
        "movers": tables.movers(view),
        "not_applicable": tables.not_applicable(view),
    }
