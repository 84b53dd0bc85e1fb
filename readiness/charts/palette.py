"""Colour, symbol and word of every level and every state of a criterion.

The three always go together, on pages, in charts and in exports. Levels use round signs, states
use marks and boxes, so that no sign means two things. Each colour comes in four uses:

fill      the area of a bar or a segment
on_fill   text on that area, at least 4.5:1
ink       text and symbols on the page, at least 4.5:1; also the outline of a fill
soft      a tint of the page, behind ink

Fills of levels differ in lightness as well as in hue: they stay apart in greyscale print, under
the common colour-vision deficiencies and after video compression. tests/charts measures it.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias

from readiness.domain.scoring import NOT_ASSESSED, State

Theme: TypeAlias = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")

FONT = "Inter, 'DejaVu Sans', 'Segoe UI Symbol', 'Apple Symbols', sans-serif"


class Page(NamedTuple):
    """The colours of the page itself; the same as in .streamlit/config.toml."""

    background: str
    panel: str
    text: str
    quiet: str
    line: str
    accent: str


PAGES: Mapping[Theme, Page] = {
    "light": Page("#ffffff", "#f4f6f9", "#101722", "#515c6b", "#d3d9e1", "#1d4f91"),
    "dark": Page("#0d1218", "#1a212b", "#e6ebf2", "#a9b4c2", "#39434f", "#8db9ee"),
}


class Colours(NamedTuple):
    """One colour in its four uses, all as #rrggbb."""

    fill: str
    on_fill: str
    ink: str
    soft: str


class Sign(NamedTuple):
    """What stands for a level or a state: a word, a symbol, and colours for each theme."""

    id: str
    word: str
    symbol: str
    light: Colours
    dark: Colours

    def colours(self, theme: Theme) -> Colours:
        return self.light if theme == "light" else self.dark

    @property
    def label(self) -> str:
        """Symbol and word: "● Ready"."""
        return f"{self.symbol} {self.word}"


_GREEN = (
    Colours("#17806b", "#ffffff", "#0f6b59", "#e4f3ef"),
    Colours("#38b398", "#07130f", "#4cc7ab", "#12302b"),
)
_AMBER = (
    Colours("#f2bc45", "#1b1300", "#855600", "#fdf3dc"),
    Colours("#f7d06e", "#1b1300", "#f7d06e", "#35290f"),
)
_RED = (
    Colours("#8f1d30", "#ffffff", "#8f1d30", "#fae7ea"),
    Colours("#c23a50", "#ffffff", "#f58b9b", "#3b141c"),
)
_PALE = (
    Colours("#eceff3", "#1b2430", "#515c6b", "#f4f6f9"),
    Colours("#232c37", "#e6ebf2", "#a9b4c2", "#1a212b"),
)
_VIOLET = (
    Colours("#5a48b0", "#ffffff", "#5a48b0", "#ecebfa"),
    Colours("#a99bf5", "#0d0a24", "#b4a8f8", "#231f45"),
)
_MAGENTA = (
    Colours("#c0439c", "#ffffff", "#a93386", "#fae8f5"),
    Colours("#e07fc4", "#22061a", "#ec9fd5", "#3b1732"),
)

LEVELS: Mapping[str, Sign] = {
    "ready": Sign("ready", "Ready", "●", *_GREEN),
    "ready_with_gaps": Sign("ready_with_gaps", "Ready with gaps", "◐", *_AMBER),
    "not_ready": Sign("not_ready", "Not ready", "⊗", *_RED),
    NOT_ASSESSED: Sign(NOT_ASSESSED, "Not assessed", "○", *_PALE),
}

LADDER = tuple(LEVELS)[::-1]
"""The ids of the levels, lowest first."""

STATES: Mapping[State, Sign] = {
    State.MET: Sign("met", "Met", "✓", *_GREEN),
    State.PARTLY_MET: Sign("partly_met", "Partly met", "◧", *_AMBER),
    State.NOT_MET: Sign("not_met", "Not met", "✕", *_RED),
    State.LAPSED: Sign("lapsed", "Lapsed", "◷", *_VIOLET),
    State.NOT_CONFIRMED: Sign("not_confirmed", "Not confirmed", "!", *_MAGENTA),
    State.UNANSWERED: Sign("unanswered", "Unanswered", "□", *_PALE),
    State.NOT_APPLICABLE: Sign("not_applicable", "Not applicable", "–", *_PALE),
}

FAILED_MUST_HAVE = STATES[State.NOT_MET].symbol
NOTHING_APPLIES = STATES[State.NOT_APPLICABLE].symbol

# Levels of other frameworks: one blue, darker (lighter on a dark page) with each rank.
_RANK_SYMBOLS = "①②③④⑤⑥"
_RANKS = (
    (
        Colours("#d5e1f0", "#1b2430", "#3f5570", "#eef3f9"),
        Colours("#22344a", "#e6ebf2", "#9fb6d2", "#172331"),
    ),
    (
        Colours("#9dbbdd", "#10161e", "#33557f", "#e8eff8"),
        Colours("#2f5f94", "#ffffff", "#9cc0ea", "#152638"),
    ),
    (
        Colours("#3f6fab", "#ffffff", "#2c5a94", "#e6eef8"),
        Colours("#7fb0e6", "#0b1118", "#a5caf2", "#14293f"),
    ),
    (
        Colours("#173f75", "#ffffff", "#173f75", "#e3ecf8"),
        Colours("#c4defa", "#0b1118", "#c4defa", "#142c46"),
    ),
)


def level_signs(ids: Sequence[str], titles: Mapping[str, str] | None = None) -> dict[str, Sign]:
    """Signs for the levels of any framework. `ids` are given lowest first.

    Levels that are not known here get a neutral blue by their rank. `titles` are the framework's
    own words; without one, the id is written out.
    """
    titles = titles or {}
    unknown = [level for level in ids if level not in LEVELS]
    signs = {}
    for level in ids:
        known = LEVELS.get(level)
        word = titles.get(level) or (known.word if known else level.replace("_", " ").capitalize())
        if known:
            signs[level] = known._replace(word=word)
            continue
        rank = unknown.index(level)
        top = max(len(unknown) - 1, 1)
        colours = _RANKS[round(rank / top * (len(_RANKS) - 1))]
        symbol = _RANK_SYMBOLS[min(rank, len(_RANK_SYMBOLS) - 1)]
        signs[level] = Sign(level, word, symbol, *colours)
    return signs


class Band(NamedTuple):
    """A band of the score scale: from `start` up to the next band."""

    start: int
    fill: str
    on_fill: str


SCORE_BANDS: Mapping[Theme, tuple[Band, ...]] = {
    "light": (
        Band(0, "#e6edf6", "#1b2430"),
        Band(25, "#c6d7eb", "#1b2430"),
        Band(50, "#97b7db", "#10161e"),
        Band(70, "#3f6fab", "#ffffff"),
        Band(85, "#173f75", "#ffffff"),
    ),
    "dark": (
        Band(0, "#1b2836", "#e6ebf2"),
        Band(25, "#24415f", "#e6ebf2"),
        Band(50, "#2f6199", "#ffffff"),
        Band(70, "#80b1e7", "#0b1118"),
        Band(85, "#c4defa", "#0b1118"),
    ),
}
"""Five steps of one blue, low to high. The middle, where no text is legible, is left out."""
