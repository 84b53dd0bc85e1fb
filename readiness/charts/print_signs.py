"""Colours, symbols and words of the palette as plain data, for what is typeset on white paper."""

from typing import TypeAlias

from readiness.charts.palette import (
    FAILED_MUST_HAVE,
    LEVELS,
    NOTHING_APPLIES,
    PAGES,
    SCORE_BANDS,
    STATES,
    Sign,
    level_signs,
)
from readiness.charts.strip import SIGNS
from readiness.domain.framework import Framework
from readiness.domain.scoring import NOT_ASSESSED

PrintSigns: TypeAlias = dict[str, object]
"""`levels`, `states`, `elements`: by id, word of the state, and state of the strip, each a word,
a symbol, and #rrggbb for fill, on_fill, ink and soft. `bands`: start, fill and on_fill, low to
high. `page`: its colours. `failed`, `nothing`: symbols."""


def print_signs(framework: Framework) -> PrintSigns:
    """The light theme, with the framework's own words for its levels."""
    ids = [NOT_ASSESSED, *(level.id for level in framework.levels)]
    titles = {level.id: level.title for level in framework.levels}
    levels = level_signs(ids, titles | {NOT_ASSESSED: LEVELS[NOT_ASSESSED].word})
    return {
        "levels": {key: _plain(sign) for key, sign in levels.items()},
        "states": {sign.word: _plain(sign) for sign in STATES.values()},
        "elements": {state: _plain(sign) for state, sign in SIGNS.items()},
        "bands": [band._asdict() for band in SCORE_BANDS["light"]],
        "page": PAGES["light"]._asdict(),
        "failed": FAILED_MUST_HAVE,
        "nothing": NOTHING_APPLIES,
    }


def _plain(sign: Sign) -> dict[str, str]:
    return {"word": sign.word, "symbol": sign.symbol, **sign.light._asdict()}
