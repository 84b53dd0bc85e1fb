"""Targets, what is kept of them, and the runs: a short one in every test run, a long one by budget.

A target makes recipes, which are plain data, and runs them; a run gives its outcome in a few words
or fails. Of each outcome the recipe that first had it is kept in `corpus`, one a line, to be run
again every time and to be varied in the long run. A recipe that failed once stays there for good,
as the regression test of what was mended.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from hypothesis import HealthCheck, Phase, given, seed, settings, target
from hypothesis import strategies as st

from tests.fuzz import addresses, files, lists, scores, tables
from tests.fuzz.edits import Recipe

CORPUS = Path(__file__).parent / "corpus"
MOST_KEPT = 60
"""Lines kept of one target: enough to vary, few enough to run every time."""
BATCH = 100


class Target(NamedTuple):
    """`free` are the parts of a recipe that go with any other; `few`: how many new recipes the
    short run tries; `most`: how many are kept."""

    name: str
    recipes: st.SearchStrategy[Recipe]
    run: Callable[[Recipe], set[str]]
    free: tuple[str, ...]
    few: int
    most: int = MOST_KEPT


TARGETS = (
    Target("uploads", tables.uploads(), tables.run_uploads, ("files", "mapping"), 25),
    Target(
        "workbooks", tables.workbooks(), tables.run_workbooks, ("values", "bytes", "left out"), 15
    ),
    Target("register_files", lists.register_files(), lists.run_register_files, ("edits",), 25),
    Target("calendars", lists.calendars(), lists.run_calendars, ("events", "edits", "zone"), 25),
    Target("toml_files", files.toml_files(), files.run_toml_files, ("edits",), 25),
    Target("scores", scores.histories(), scores.run_histories, ("day", "later", "order"), 25),
    Target(
        "addresses",
        addresses.addresses(),
        addresses.run_addresses,
        ("page", "manager", "query"),
        2,
        6,
    ),
)


def kept(name: str) -> list[Recipe]:
    path = CORPUS / f"{name}.jsonl"
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]


@dataclass
class Session:
    """What a long run of one target tried and found."""

    target: Target
    tried: int = 0
    seconds: float = 0.0
    faults: list[tuple[Recipe, str]] = field(default_factory=list)
    outcomes: set[str] = field(default_factory=set)
    recipes: list[Recipe] = field(default_factory=list)

    def __post_init__(self) -> None:
        for recipe in kept(self.target.name):
            self.recipes.append(recipe)
            self.outcomes |= self.target.run(recipe)

    def go_on(self, number: int) -> None:
        """One batch: new recipes, and kept ones with a part of them exchanged for another's."""
        last: list[Recipe] = []
        crossed = (
            _crossed(self.target, tuple(self.recipes)) if self.recipes else self.target.recipes
        )
        begun = time.process_time()

        @seed(number)
        @settings(
            max_examples=BATCH, deadline=None, database=None, report_multiple_bugs=False,
            phases=(Phase.generate, Phase.target, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(self.target.recipes | crossed)
        def one(recipe: Recipe) -> None:
            last[:] = [recipe]
            self.tried += 1
            outcome = self.target.run(recipe)
            target(float(len(outcome)))
            if outcome - self.outcomes:
                self.outcomes |= outcome
                self.recipes.append(recipe)

        try:
            one()
        except Exception as error:
            text = f"{type(error).__name__}: {error}"
            self.faults.append((last[0], text[:400]))
        self.seconds += time.process_time() - begun


@st.composite
def _crossed(draw: st.DrawFn, target: Target, recipes: tuple[Recipe, ...]) -> Recipe:
    """A kept recipe with some of its free parts from a new one."""
    recipe = dict(draw(st.sampled_from(recipes)))
    new = draw(target.recipes)
    for name in draw(st.lists(st.sampled_from(target.free), min_size=1, unique=True)):
        recipe[name] = new[name]
    return recipe
