"""The TOML files that people edit: frameworks, facts about agents, groups of the sign-in."""

import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from readiness.agent_files import load_agents
from readiness.domain.assessment import History, Response
from readiness.domain.scoring import score_site
from readiness.domain.timeline import timeline
from readiness.errors import InputError, Problem
from readiness.framework_files import fingerprint, load, read_folder
from readiness.group_files import load_groups
from tests.fuzz.edits import Recipe, as_bytes, edited, edits
from tests.fuzz.outcomes import shapes
from tests.imports.small import NOW
from tests.test_framework_files import NAMES, SNIPPETS, TINY

DATA = Path(__file__).parents[2] / "data"
PIECES = (
    *SNIPPETS,
    *(f"{name} = " for name in NAMES if not name.startswith("[")),
    *(
        "[[criterion]]\n",
        "[[element]]\n",
        "[[level]]\n",
        "[a]\n",
        "\n",
        "#",
        '"',
        "'''",
        "=",
        "[",
        "{",
    ),
)
GROUPS = (
    'claim = "groups"\nscope = "profile"\n[[grant]]\ngroup = "a"\nrole = "reviewer"\n'
    'reach = "region"\nof = "Midwest"\n[[grant]]\ngroup = "b"\nrole = "viewer"\nreach = "network"\n'
)


@cache
def bases() -> dict[str, dict[str, str]]:
    """The files that are changed, by the name of their set."""
    folder = read_folder(DATA / "frameworks" / "crs-bispecific")
    real = {Path(name).name: text for name, text in folder.items()}
    agents = (DATA / "agents.toml").read_text(encoding="utf-8")
    return {"tiny": dict(TINY), "real": real, "agents": {"agents.toml": agents},
            "groups": {"groups.toml": GROUPS}}  # fmt: skip


@st.composite
def toml_files(draw: st.DrawFn) -> Recipe:
    """Changes of lines (`[place, what, text]`) and of signs, by file."""
    base = draw(st.sampled_from(["tiny", "tiny", "tiny", "real", "agents", "groups"]))
    pieces = st.sampled_from(PIECES)
    lines = st.lists(
        st.tuples(
            st.integers(0, 999),
            st.sampled_from(["value", "value", "delete", "repeat", "insert", "cut"]),
            pieces,
        ).map(list),
        max_size=3,
    )
    names = draw(st.lists(st.sampled_from(sorted(bases()[base])), max_size=2, unique=True))
    return {
        "base": base,
        "lines": {name: draw(lines) for name in names},
        "edits": {name: draw(edits(pieces, most=2)) for name in names if draw(st.booleans())},
    }


def changed(recipe: Recipe) -> dict[str, str]:
    files = dict(bases()[recipe["base"]])
    for name, changes in recipe["lines"].items():
        lines = files[name].split("\n")
        for place, what, text in changes:
            at = place * len(lines) // 1000
            if what == "value":
                lines[at : at + 1] = [
                    f"{line.split(' =')[0]} = {text}" for line in lines[at : at + 1]
                ]
            elif what == "delete":
                del lines[at : at + 1]
            elif what == "repeat":
                lines[at:at] = lines[at : at + 3]
            elif what == "insert":
                lines.insert(at, text)
            else:
                lines = lines[:at]
        files[name] = "\n".join(lines)
    for name, changes in recipe["edits"].items():
        if name in files:
            files[name] = edited(files[name], changes)
    return files


def run_toml_files(recipe: Recipe) -> set[str]:
    files = changed(recipe)
    try:
        if recipe["base"] in ("agents", "groups"):
            return _one_file(recipe["base"], *files.values())
        loaded = load(files)
    except InputError as error:
        return _refused(error.problems, files)
    framework = loaded.framework
    assert fingerprint(framework) == fingerprint(load(files).framework)
    day = NOW.date()
    answers = [Response("S1", key, NOW, "no") for key in framework.criterion]
    for history in (History("S1"), History.of("S1", [row for row in answers
                    if framework.criterion[row.criterion_id].kind == "choice"])):  # fmt: skip
        score = score_site(framework, history, day)
        assert timeline(framework, history).at(day).level == score.level
        assert score.score is None or 0 <= score.score <= 100
    return {"loaded"}


def _refused(problems: Sequence[Problem], files: Mapping[str, str]) -> set[str]:
    assert problems
    for problem in problems:
        lines = files.get(Path(problem.file).name, "").count("\n") + 1
        assert problem.line is None or problem.line <= lines, problem
    return shapes(problems)


def _one_file(base: str, text: str) -> set[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{base}.toml"
        path.write_bytes(as_bytes(text))
        if base == "agents":
            load_agents(path)
        else:
            load_groups(path)
    return {f"{base} loaded"}
