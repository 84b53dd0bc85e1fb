"""Who leans on what: shared resources at the left, practices at the right, a line for the sites.

Frame: resource_id, resource, practice, sites (int, of the practice that lean on the resource),
ready (int, of these that lose the highest level), practice_sites (int, all of the practice).
Resources as ranked. Practices instead of sites keep it legible with hundreds of sites; those that
do not fit are one group. `best` is the word for the highest level.
"""

from typing import Any, NamedTuple

import pandas as pd

from readiness.charts.palette import LEVELS, PAGES, Theme
from readiness.charts.template import SMALL, Figure, empty_figure, figure_of, label
from readiness.charts.wording import count, sentence, wrapped

COLUMNS = ("resource_id", "resource", "practice", "sites", "ready", "practice_sites")
RESOURCES = 8
PRACTICES = 12
_LINE = 17
_BETWEEN = 22
_THICKEST = 9


class _Line(NamedTuple):
    start: float
    end: float
    sites: int
    ready: int


def figure(
    frame: pd.DataFrame, *, theme: Theme = "light", best: str = "Ready", narrow: bool = False
) -> Figure:
    """The first resources with the practices whose sites lean on them."""
    if frame.empty:
        return empty_figure("Nothing is shared by two sites", theme)
    shown = _shown(frame)
    left = _places(shown["resource"].drop_duplicates().tolist())
    right = _places(_practices(shown, left))
    names = [(0, place, _of_resource(shown, name, best)) for name, place in left.items()]
    names += [(1, place, _of_practice(shown, name)) for name, place in right.items()]
    written = [(x, place, _words(words, narrow=narrow)) for x, place, words in names]
    tall = max(words.count("<br>") for _, _, words in written) + 1
    height = (tall * _LINE + _BETWEEN) * max(len(left), len(right))
    by_place = shown.assign(start=shown["resource"].map(left), end=shown["practice"].map(right))
    lines = [
        _Line(start, end, sites, ready)
        for start, end, sites, ready in zip(
            *(by_place[name].tolist() for name in ("start", "end", "sites", "ready")), strict=True
        )
    ]
    side = 130 if narrow else 300
    return figure_of(
        [],
        theme,
        height=round(height) + 16,
        margin={"l": side, "r": side - 12, "t": 8, "b": 8, "pad": 0},
        xaxis={"visible": False, "range": [0, 1]},
        yaxis={"visible": False, "range": [1, 0]},
        shapes=[_path(line, theme) for line in sorted(lines, key=lambda line: line.ready > 0)],
        annotations=[
            *(_name(words, x, place) for x, place, words in written),
            *([] if narrow else [_number(line, theme) for line in lines]),
        ],
    )


def _shown(frame: pd.DataFrame) -> pd.DataFrame:
    """The first resources, each name once; practices beyond the most are one group."""
    first = frame["resource_id"].drop_duplicates().head(RESOURCES)
    kept = frame[frame["resource_id"].isin(first)]
    names = kept.drop_duplicates("resource_id").set_index("resource_id")["resource"]
    twice = names[names.duplicated(keep=False)].index
    kept = kept.assign(
        resource=[
            f"{name} ({key})" if key in twice else name
            for key, name in zip(kept["resource_id"], kept["resource"], strict=True)
        ]
    )
    often = kept.groupby("practice", sort=False)["ready"].agg(["sum", "size"])
    often = often.sort_values(["sum", "size"], ascending=False, kind="stable")
    if len(often) > PRACTICES:
        rest = set(often.index[PRACTICES - 1 :])
        group = f"{len(rest)} more practices"
        kept = kept.assign(practice=[group if p in rest else p for p in kept["practice"]])
        keys = ["resource_id", "resource", "practice", "practice_sites"]
        sizes = frame.drop_duplicates("practice").set_index("practice")["practice_sites"]
        whole = int(sizes[list(rest)].sum())
        is_group = kept["practice"] == group
        kept = kept.assign(practice_sites=kept["practice_sites"].mask(is_group, whole))
        kept = kept.groupby(keys, sort=False, as_index=False)[["sites", "ready"]].sum()
    return kept


def _practices(shown: pd.DataFrame, left: dict[str, float]) -> list[str]:
    """In the order in which fewest lines cross: by the middle of what their sites lean on."""
    middle = shown.assign(place=shown["resource"].map(left)).groupby("practice", sort=False)
    ordered: list[str] = middle["place"].mean().sort_values(kind="stable").index.tolist()
    return ordered


def _places(names: list[str]) -> dict[str, float]:
    """Evenly from the top (0) to the bottom (1)."""
    return {name: (place + 0.5) / len(names) for place, name in enumerate(names)}


def _path(line: _Line, theme: Theme) -> dict[str, Any]:
    lost = LEVELS["not_ready"].colours(theme).ink
    look = {"color": lost if line.ready else PAGES[theme].quiet, "width": _width(line)}
    return {
        "type": "path",
        "path": f"M0.01,{line.start} C0.45,{line.start} 0.55,{line.end} 0.99,{line.end}",
        "line": look | ({} if line.ready else {"dash": "dot"}),
        "opacity": 0.85 if line.ready else 0.6,
        "layer": "below",
    }


def _width(line: _Line) -> float:
    return min(1 + line.sites, _THICKEST)


def _number(line: _Line, theme: Theme) -> dict[str, Any]:
    """The sites of a line, on it, near the resource: there the lines have parted."""
    at = 0.28
    x = 3 * at * (1 - at) ** 2 * 0.45 + 3 * at**2 * (1 - at) * 0.55 + at**3
    share = at**2 * (3 - 2 * at)
    page = PAGES[theme]
    place = line.start + share * (line.end - line.start)
    return label(str(line.sites), x, place, size=SMALL, colour=page.text, bgcolor=page.background)


def _of_resource(shown: pd.DataFrame, name: str, best: str) -> tuple[str, str]:
    own = shown[shown["resource"] == name]
    sites, ready = int(own["sites"].sum()), int(own["ready"].sum())
    lose = "loses" if ready == 1 else "lose"
    return name, f"{ready} of {count(sites, 'site')} {lose} {best}"


def _of_practice(shown: pd.DataFrame, name: str) -> tuple[str, str]:
    sizes = shown.loc[shown["practice"] == name, "practice_sites"]
    return name, count(int(sizes.max()), "site")


def _words(words: tuple[str, str], *, narrow: bool) -> str:
    """A name and what is said of it beneath."""
    name, said = (wrapped(text, 15 if narrow else 38) for text in words)
    return f"<b>{name}</b><br>{said}"


def _name(words: str, x: int, place: float) -> dict[str, Any]:
    side = "left" if x else "right"
    return label(words, x, place, size=SMALL, align=side) | {
        "xanchor": side,
        "yanchor": "middle",
        "xshift": 6 if x else -6,
    }


def summary(frame: pd.DataFrame, *, best: str = "Ready") -> str:
    """How many resources and practices are drawn, and which resource reaches most practices."""
    if frame.empty:
        return "Nothing is shared by two sites."
    shown = _shown(frame)
    reach = shown.groupby("resource", sort=False)["practice"].nunique()
    number = shown["resource_id"].nunique()
    start = f"{count(number, 'resource')} and the practices whose sites lean on "
    start += "it" if number == 1 else "them"
    widest = f"{reach.idxmax()} reaches {count(int(reach.max()), 'practice')}"
    return sentence(f"{start}; {widest}; a full red line stands for sites that lose {best}")
