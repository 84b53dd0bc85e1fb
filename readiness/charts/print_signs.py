"""Colours, symbols and words of the palette as plain data, for what is typeset on white paper."""

from typing import TypeAlias

from readiness.charts.palette import (
    FAILED_MUST_HAVE,
    LEVELS,
    NOTHING_APPLIES,
    PAGES,
    SCORE_BANDS,
    STATES,
    THEMES,
    Sign,
    Theme,
    level_signs,
)
from readiness.charts.strip import SIGNS
from readiness.domain.framework import Framework
from readiness.domain.scoring import NOT_ASSESSED

PrintSigns: TypeAlias = dict[str, object]
"""`levels`, `states`, `elements`: by id, word of the state, and state of the strip, each a word,
a symbol, and #rrggbb for fill, on_fill, ink and soft. `bands`: start, fill and on_fill, low to
high. `page`: its colours. `failed`, `nothing`: symbols."""


def print_signs(framework: Framework, theme: Theme = "light") -> PrintSigns:
    """The light theme unless another is asked for, with the framework's own words for levels."""
    ids = [NOT_ASSESSED, *(level.id for level in framework.levels)]
    titles = {level.id: level.title for level in framework.levels}
    levels = level_signs(ids, titles | {NOT_ASSESSED: LEVELS[NOT_ASSESSED].word})
    return {
        "levels": {key: _plain(sign, theme) for key, sign in levels.items()},
        "states": {sign.word: _plain(sign, theme) for sign in STATES.values()},
        "elements": {state: _plain(sign, theme) for state, sign in SIGNS.items()},
        "bands": [band._asdict() for band in SCORE_BANDS[theme]],
        "page": PAGES[theme]._asdict(),
        "failed": FAILED_MUST_HAVE,
        "nothing": NOTHING_APPLIES,
    }


def screen_signs(framework: Framework) -> dict[str, PrintSigns]:
    """The same for what is read on a screen, by theme: light and dark."""
    return {theme: print_signs(framework, theme) for theme in THEMES}


def _plain(sign: Sign, theme: Theme) -> dict[str, str]:
    return {"word": sign.word, "symbol": sign.symbol, **sign.colours(theme)._asdict()}
