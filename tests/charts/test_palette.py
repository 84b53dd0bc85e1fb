"""The palette is legible, and its colours stay apart for everyone and in greyscale."""

import tomllib
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

from readiness.charts.palette import (
    LADDER,
    LEVELS,
    PAGES,
    SCORE_BANDS,
    STATES,
    THEMES,
    Sign,
    Theme,
    level_signs,
)
from readiness.domain.scoring import State
from tests.charts.colour import (
    DEFICIENCIES,
    RGB,
    contrast,
    difference,
    grey,
    linear,
    seen_with,
)

OTHER_LEVELS = level_signs(["none", "bronze", "silver", "gold"])
SIGNS: list[Sign] = [*LEVELS.values(), *STATES.values(), *OTHER_LEVELS.values()]
FILLS_APART = 0.10
"""Oklab distance between two fills that stand side by side: five times just noticeable."""

VIEWS: dict[str, Callable[[str], RGB]] = {
    "full colour": linear,
    "greyscale": grey,
    **{name: lambda colour, name=name: seen_with(name, colour) for name in DEFICIENCIES},
}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.id)
def test_text_and_symbols_are_legible(sign: Sign, theme: Theme) -> None:
    colours, page = sign.colours(theme), PAGES[theme]
    assert contrast(colours.on_fill, colours.fill) >= 4.5
    for ground in (page.background, page.panel, colours.soft):
        assert contrast(colours.ink, ground) >= 4.5
    assert contrast(page.text, colours.soft) >= 7


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.id)
def test_a_fill_or_its_outline_stands_out_from_the_page(sign: Sign, theme: Theme) -> None:
    colours, page = sign.colours(theme), PAGES[theme].background
    assert max(contrast(colours.fill, page), contrast(colours.ink, page)) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_the_page_itself_is_legible(theme: Theme) -> None:
    page = PAGES[theme]
    for ground in (page.background, page.panel):
        assert contrast(page.text, ground) >= 7
        assert contrast(page.quiet, ground) >= 4.5
        assert contrast(page.accent, ground) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_scores_are_legible_and_their_bands_go_one_way(theme: Theme) -> None:
    bands = SCORE_BANDS[theme]
    assert all(contrast(band.on_fill, band.fill) >= 4.5 for band in bands)
    shades = [grey(band.fill)[0] for band in bands]
    assert shades == sorted(shades, reverse=theme == "light")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("signs", [LEVELS, OTHER_LEVELS], ids=["levels", "other levels"])
def test_fills_of_levels_stay_apart(signs: dict[str, Sign], view: str, theme: Theme) -> None:
    seen = VIEWS[view]
    for one, other in combinations(signs.values(), 2):
        apart = difference(seen(one.colours(theme).fill), seen(other.colours(theme).fill))
        assert apart >= FILLS_APART, f"{one.word} and {other.word}: {apart:.3f}"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("view", [name for name in VIEWS if name != "greyscale"])
def test_colours_of_states_stay_apart(view: str, theme: Theme) -> None:
    """Unanswered and not applicable share the grey on purpose; symbols tell them apart."""
    seen = VIEWS[view]
    states = [sign for state, sign in STATES.items() if state is not State.NOT_APPLICABLE]
    for one, other in combinations(states, 2):
        apart = difference(seen(one.colours(theme).fill), seen(other.colours(theme).fill))
        assert apart >= FILLS_APART / 2, f"{one.word} and {other.word}: {apart:.3f}"


def test_every_state_and_level_has_a_word_and_a_symbol_of_its_own() -> None:
    assert set(STATES) == set(State)
    assert [sign.id for sign in STATES.values()] == [state.value for state in STATES]
    assert [sign.id for sign in LEVELS.values()] == list(LEVELS)
    assert all(sign.word for sign in SIGNS)
    symbols = [sign.symbol for sign in SIGNS]
    assert len(symbols) == len(set(symbols))
    assert all(len(symbol) == 1 for symbol in symbols)


def test_unanswered_is_never_red() -> None:
    unanswered, failed = STATES[State.UNANSWERED], STATES[State.NOT_MET]
    for theme in THEMES:
        red, _, blue = linear(unanswered.colours(theme).fill)
        assert blue >= red
        assert unanswered.colours(theme) != failed.colours(theme)


def test_levels_of_other_frameworks_get_a_neutral_sign_by_rank() -> None:
    signs = level_signs(["bronze", "ready"], {"bronze": "Bronze standard"})
    assert signs["bronze"].label == "① Bronze standard"
    assert signs["ready"] == LEVELS["ready"]
    assert level_signs(["level_one"])["level_one"].word == "Level one"
    assert level_signs([]) == {}
    assert LADDER == ("not_assessed", "not_ready", "ready_with_gaps", "ready")
    assert len(level_signs([f"l{n}" for n in range(12)])) == 12


def test_the_theme_of_the_pages_has_the_colours_of_the_charts() -> None:
    text = Path(".streamlit/config.toml").read_text(encoding="utf-8")
    config = tomllib.loads(text)["theme"]
    for theme in THEMES:
        page, settings = PAGES[theme], config[theme]
        assert settings["backgroundColor"] == page.background
        assert settings["secondaryBackgroundColor"] == page.panel
        assert settings["textColor"] == page.text
        assert settings["linkColor"] == page.accent
        assert settings["borderColor"] == page.line
        assert contrast("#ffffff", settings["primaryColor"]) >= 4.5
        assert contrast(settings["primaryColor"], page.background) >= 4.0
    assert config["light"]["primaryColor"] == PAGES["light"].accent


def test_fonts_are_local_and_hold_every_symbol() -> None:
    faces = tomllib.loads(Path(".streamlit/config.toml").read_text(encoding="utf-8"))["theme"][
        "fontFaces"
    ]
    assert all(
        Path("readiness/ui/static", face["url"].removeprefix("app/static/")).is_file()
        for face in faces
    )
    assert all(face["url"].startswith("app/static/") for face in faces)
    covered = {
        point
        for face in faces
        for part in face["unicodeRange"].split(",")
        for point in _points(part)
    }
    assert {ord(sign.symbol) for sign in SIGNS} <= covered


def _points(part: str) -> range:
    ends = [int(end, 16) for end in part.strip().removeprefix("U+").split("-")]
    return range(ends[0], ends[-1] + 1)
