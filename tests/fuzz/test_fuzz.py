"""The short run: everything that is kept, and a few new recipes, always the same ones."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzz.edits import Recipe
from tests.fuzz.fuzzing import TARGETS, Target, kept

EACH = pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)


@EACH
def test_what_was_kept_still_comes_to_something(target: Target) -> None:
    recipes = kept(target.name)
    assert 0 < len(recipes) <= target.most
    for recipe in recipes:
        assert target.run(recipe), recipe


@EACH
def test_a_few_new_recipes_come_to_something(target: Target) -> None:
    @settings(
        max_examples=target.few, deadline=None, database=None, derandomize=True,
        phases=(Phase.generate, Phase.shrink), suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(target.recipes)
    def each(recipe: Recipe) -> None:
        assert target.run(recipe)

    each()
