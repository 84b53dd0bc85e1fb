"""The first site of a comparison among its peers and who could help it, as tables and words.

A table is made once for each comparison and shared: never change one in place.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

import pandas as pd

from readiness.domain.explanation import shown
from readiness.domain.peers import Position, Share, Withheld
from readiness.services.comparison import Adviser, Comparison, Help, Standing
from readiness.views.sentences import capitalised, count
from readiness.views.site import STATE_WORDS

KEPT = 16
NAMED = 3


@lru_cache(maxsize=KEPT)
def sentence(view: Comparison) -> str:
    """Who is like us, who can help?"""
    name = view.first.site.site_name
    if not view.first.score.assessed:
        return f"{name} has not been assessed yet, so there is nothing to compare. Answer first."
    return f"{name} {_place_in_words(view.network)}; {_help_in_words(view)}."


def _place_in_words(standing: Standing) -> str:
    if isinstance(standing, Position):
        peers = count(standing.peers, "assessed peer")
        return f"scores as high as or higher than {standing.percentile}% of {peers}"
    return f"has {WITHHELD[standing]}"


def _help_in_words(view: Comparison) -> str:
    gaps = len(view.help)
    if not gaps:
        return "it has no gaps and can help others"
    has = f"it has {count(gaps, 'gap')}"
    if view.advisers:
        best = view.advisers[0]
        of = "it" if gaps == 1 else "all of them" if best.meets == gaps else f"{best.meets} of them"
        return f"{has}; {best.site_name} meets {of}, so ask there first"
    told = sum(row.others is not None and row.others.at_least > 0 for row in view.help)
    if told:
        which = "which is" if gaps == 1 else "all of which are" if told == gaps else None
        which = which or f"{told} of which {'is' if told == 1 else 'are'}"
        return f"{has}, {which} met at five or more other sites"
    if view.hides:
        return f"{has}; your network administrator can tell who meets them"
    return f"{has}, and no other site meets any of them"


WITHHELD = {
    Withheld.NOT_ASSESSED: "not been assessed, so no percentile",
    Withheld.NOTHING_APPLIES: "no score here, so no percentile",
    Withheld.TOO_FEW: "fewer than five peers, so no percentile",
    Withheld.WOULD_SINGLE_OUT: "no percentile, because it would tell of fewer than five sites",
}


@lru_cache(maxsize=KEPT)
def standing(view: Comparison) -> pd.DataFrame:
    """Where the first site stands: as a whole, among its like, and in each element."""
    score = view.first.score
    rows: list[tuple[str, Fraction | None, Standing]] = [
        ("All assessed sites", score.score, view.network),
        ("Same service level", score.score, view.like_it),
    ]
    rows += [
        (element.short_title or element.title, score.elements[element.id].score, place)
        for element in view.first.framework.elements
        for place in [view.elements[element.id]]
    ]
    places = [place if isinstance(place, Position) else None for *_, place in rows]
    numbers = [None if number is None else float(shown(number)) for _, number, _ in rows]
    table = pd.DataFrame(
        {
            "Among": [title for title, *_ in rows],
            "Score": pd.Series(numbers, dtype=float),
            "Percentile": [place.percentile if place else None for place in places],
            "Peers": [place.peers if place else None for place in places],
            "Rank": [place.rank if place else None for place in places],
            "Note": [
                capitalised(WITHHELD[place]) if isinstance(place, Withheld) else ""
                for *_, place in rows
            ],
        }
    ).astype({"Percentile": "Int64", "Peers": "Int64", "Rank": "Int64"})
    empty = [name for name in ("Rank", "Note") if not any(table[name].dropna().tolist())]
    return table.drop(columns=empty)


def service_level(view: Comparison) -> str:
    """What the first site gives, in the framework's words; "" where that is not known."""
    word = view.first.service_level
    field = view.first.framework.profile_field.get("service_level")
    return dict(field.options).get(word, word) if field else word


@lru_cache(maxsize=KEPT)
def help_table(view: Comparison) -> pd.DataFrame:
    """Each gap of the first site in the order to close them, and who meets it."""
    table = pd.DataFrame(
        {
            "criterion_id": [row.gap.scored.criterion.id for row in view.help],
            "Gap": [row.gap.scored.criterion.title for row in view.help],
            "Who has it": [_named(row) for row in view.help],
            "Other sites": [share_in_words(row.others) for row in view.help],
            "State here": [STATE_WORDS[row.gap.scored.state] for row in view.help],
            "Must-have": ["yes" if row.gap.must_have else "" for row in view.help],
        }
    )
    nobody = view.hides and not view.advisers
    drop = (["Who has it"] if nobody else []) + ([] if view.hides else ["Other sites"])
    return table.drop(columns=drop)


def _named(row: Help) -> str:
    names = [f"{s.site_name} (confirmed)" if s.confirmed else s.site_name for s in row.sites]
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "") or "–"


def share_in_words(share: Share | None) -> str:
    """ "12 of 21", or as closely as is told."""
    if share is None:
        return "not told: too few sites"
    if share.at_least == share.at_most:
        return f"{share.at_least} of {share.of}"
    if not share.at_least:
        return f"fewer than {share.at_most + 1} of {share.of}"
    return f"{share.at_least} or more of {share.of}"


def advisers_in_words(advisers: Sequence[Adviser], gaps: int) -> str:
    """The sites that could help with most gaps."""
    parts = [f"{adviser.site_name} ({adviser.meets} of {gaps})" for adviser in advisers]
    return f"Meets most of these gaps: {', '.join(parts)}." if parts else ""
