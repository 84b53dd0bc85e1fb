"""Sites by level: one stacked bar, its parts named beneath it.

Frame: level (id), title (the framework's word), sites (int). One row per level, best first;
"not_assessed" last where it is asked for.
"""

from typing import Any

import pandas as pd

from readiness.charts.palette import LEVELS, Sign, Theme, level_signs
from readiness.charts.template import LARGE, TEXT, Figure, empty_figure, figure_of, label
from readiness.charts.wording import count, listed, sentence, wrapped
from readiness.domain.scoring import NOT_ASSESSED

COLUMNS = ("level", "title", "sites")


def figure(frame: pd.DataFrame, *, theme: Theme = "light", narrow: bool = False) -> Figure:
    """A bar as long as all sites, and one count with its word for each level, zeros too."""
    if frame.empty or not frame["sites"].sum():
        return empty_figure("No sites to show", theme)
    signs = _signs(frame)
    sites = frame["sites"].tolist()
    width = 9 if narrow else 24
    texts = [_text(sign, n, width, theme) for sign, n in zip(signs, sites, strict=True)]
    total = sum(sites)
    return figure_of(
        [_part(sign, n, theme) for sign, n in zip(signs, sites, strict=True) if n],
        theme,
        height=148 if narrow else 132,
        barmode="stack",
        bargap=0,
        uniformtext={"mode": "hide", "minsize": TEXT},
        margin={"l": 0, "r": 0, "t": 4, "b": 84 if narrow else 68, "pad": 0},
        xaxis={"visible": False, "range": [-0.002 * total, 1.002 * total]},
        yaxis={"visible": False, "range": [-0.52, 0.52]},
        annotations=[
            label(text, place / len(texts), 0, xref="paper", yref="paper", align="left")
            | {"xanchor": "left", "yanchor": "top", "yshift": -10}
            for place, text in enumerate(texts)
        ],
    )


def _signs(frame: pd.DataFrame) -> list[Sign]:
    ids, titles = frame["level"].tolist(), frame["title"].tolist()
    signs = level_signs(ids[::-1], dict(zip(ids, titles, strict=True)))
    return [signs[level] for level in ids]


def _part(sign: Sign, sites: int, theme: Theme) -> dict[str, Any]:
    colours = sign.colours(theme)
    return {
        "type": "bar",
        "orientation": "h",
        "name": sign.word,
        "y": [0],
        "x": [sites],
        "width": [1],
        "text": [f"{sign.symbol} {sites}"],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "insidetextfont": {"size": LARGE, "color": colours.on_fill},
        "marker": {"color": colours.fill, "line": {"color": colours.ink, "width": 1.5}},
        "customdata": [sign.id],
        "hovertemplate": f"{sign.word}: {count(sites, 'site')}<extra></extra>",
    }


def _text(sign: Sign, sites: int, width: int, theme: Theme) -> str:
    ink = sign.colours(theme).ink
    return (
        f"<span style='color:{ink};font-size:20px'>{sign.symbol}</span>"
        f" <b style='font-size:20px'>{sites}</b><br>{wrapped(sign.word, width)}"
    )


def summary(frame: pd.DataFrame) -> str:
    """How many sites are at each level."""
    sites = dict(zip(frame["level"].tolist(), frame["sites"].tolist(), strict=True))
    total = sum(sites.values())
    if not total:
        return "There are no sites to show."
    open_sites = sites.get(NOT_ASSESSED, 0)
    assessed = total - open_sites
    parts = [
        f"{n} {title}"
        for (level, n), title in zip(sites.items(), frame["title"].tolist(), strict=True)
        if level != NOT_ASSESSED
    ]
    rest = f"{open_sites or 'none'} {LEVELS[NOT_ASSESSED].word.lower()}"
    if not assessed:
        return sentence(f"{count(total, 'site')}, none of them assessed")
    return sentence(f"of {count(assessed, 'assessed site')}: {listed(parts)}; {rest}")
