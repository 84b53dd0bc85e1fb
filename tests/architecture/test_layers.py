"""The rules of the code base hold, and every rule can fail."""

import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.architecture import rules

ROOT = Path(__file__).parents[2]
LOCK_FILES = (
    *("requirements.lock", "requirements-dev.lock", "requirements-spark.lock"),
    "tests/browser/package-lock.json",
)

Rule = Callable[[str, str], list[str]]


@cache
def files() -> tuple[str, ...]:
    """Every file that is committed or could be, relative to the root."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout: which files belong to the project is not known")
    return tuple(sorted(name for name in listed if name and (ROOT / name).is_file()))


def python_files(*folders: str) -> list[str]:
    return [name for name in files() if name.endswith(".py") and name.startswith(folders)]


def complaints(rule: Rule, names: list[str]) -> list[str]:
    return [
        complaint
        for name in names
        for complaint in rule(name, (ROOT / name).read_text(encoding="utf-8"))
    ]


def text_files() -> list[str]:
    return [name for name in files() if b"\0" not in (ROOT / name).read_bytes()[:8192]]


@pytest.mark.parametrize("rule", [rules.domain_imports, rules.clock_and_world])
def test_the_domain_knows_nothing_of_the_outside(rule: Rule) -> None:
    names = python_files("readiness/domain/")
    assert names
    assert complaints(rule, names) == []


def test_outside_packages_stay_in_their_layer() -> None:
    names = python_files("readiness/", "pages/", "app.py")
    assert names
    assert complaints(rules.imports_away_from_home, names) == []


@pytest.mark.parametrize("rule", [rules.page_length, rules.data_work_in_page, rules.guard_first])
def test_pages_are_guarded_short_and_without_data_work(rule: Rule) -> None:
    pages = python_files("pages/")
    if not pages:
        pytest.skip("there are no pages yet")
    assert complaints(rule, pages) == []


def test_names_say_what_is_inside() -> None:
    assert [complaint for name in python_files("") for complaint in rules.empty_name(name)] == []


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert complaints(rules.machine_paths, text_files()) == []


def test_lock_files_name_no_registry() -> None:
    assert complaints(rules.registry_addresses, list(LOCK_FILES)) == []


GUARDED = '"""A page."""\nimport streamlit as st\nfrom readiness.ui import guard\n\n'

WRONG: list[tuple[Rule, str, str]] = [
    (rules.domain_imports, "readiness/domain/a.py", "import numpy"),
    (rules.domain_imports, "readiness/domain/a.py", "from readiness.ledger import rows"),
    (rules.domain_imports, "readiness/domain/a.py", "def f():\n    import pandas as pd"),
    (rules.clock_and_world, "readiness/domain/a.py", "day = date.today()"),
    (rules.clock_and_world, "readiness/domain/a.py", "now = datetime.now(UTC)"),
    (rules.clock_and_world, "readiness/domain/a.py", "default_factory = datetime.now"),
    (rules.clock_and_world, "readiness/domain/a.py", "import time\ntime.time()"),
    (rules.clock_and_world, "readiness/domain/a.py", "from time import time"),
    (rules.clock_and_world, "readiness/domain/a.py", "text = open('x').read()"),
    (rules.clock_and_world, "readiness/domain/a.py", "from pathlib import Path"),
    (rules.imports_away_from_home, "readiness/services/a.py", "import streamlit as st"),
    (rules.imports_away_from_home, "readiness/ui/a.py", "import plotly.graph_objects as go"),
    (rules.imports_away_from_home, "pages/a.py", "import pandas as pd"),
    (rules.imports_away_from_home, "readiness/services/a.py", "from duckdb import connect"),
    (rules.imports_away_from_home, "readiness/__main__.py", "import sqlite3"),
    (rules.imports_away_from_home, "readiness/commands/a.py", "from pyspark import sql"),
    (
        rules.imports_away_from_home,
        "readiness/exports/a.py",
        "from sqlalchemy import text",
    ),
    (rules.page_length, "pages/a.py", "a = 1\n" * rules.PAGE_LINES),
    (rules.data_work_in_page, "pages/a.py", "rows = run('SELECT a\\n FROM b')"),
    (rules.data_work_in_page, "pages/a.py", "table.groupby('site').mean()"),
    (rules.data_work_in_page, "pages/a.py", "connection.execute(query)"),
    (rules.guard_first, "pages/a.py", GUARDED + 'st.title("Site")\nguard.reader()'),
    (rules.guard_first, "pages/a.py", GUARDED + "def draw():\n    guard.reader()"),
    (rules.guard_first, "pages/a.py", GUARDED),
    (rules.machine_paths, "a.md", "see /" + "work/main/a.py"),
    (rules.machine_paths, "a.py", 'path = "/' + 'home/jane/a.csv"'),
    (rules.machine_paths, "a.toml", "path=/" + "root/a"),
    (rules.registry_addresses, "a.lock", "--index-url x"),
    (rules.registry_addresses, "package-lock.json", '"resolved": "https:' + '//host/a.tgz"'),
    (lambda path, _: rules.empty_name(path), "readiness/date_utils.py", ""),
    (lambda path, _: rules.empty_name(path), "readiness/common/dates.py", ""),
    (lambda path, _: rules.empty_name(path), "pages/manager.py", ""),
]

RIGHT: list[tuple[Rule, str, str]] = [
    (rules.domain_imports, "readiness/domain/a.py", "from datetime import date"),
    (rules.domain_imports, "readiness/domain/a.py", "from readiness.errors import ReadinessError"),
    (rules.clock_and_world, "readiness/domain/a.py", "def f(today):\n    return today.year"),
    (rules.imports_away_from_home, "readiness/views/a.py", "import pandas as pd"),
    (rules.imports_away_from_home, "pages/a.py", "import streamlit as st"),
    (rules.page_length, "pages/a.py", '"""Long\n' + "text\n" * 90 + '"""\n# why\n\na = 1\n'),
    (rules.data_work_in_page, "pages/a.py", 'st.write("Select a site from the list")'),
    (rules.guard_first, "pages/a.py", GUARDED + 'reader = guard.reader("site")\nst.title("Site")'),
    (rules.guard_first, "pages/a.py", GUARDED + "guard.reader()"),
    (rules.machine_paths, "a.md", "https://example.org/home/jane"),
    (rules.registry_addresses, "a.lock", "pandas==3.1.1 --hash=sha256:00"),
    (rules.registry_addresses, "package-lock.json", '  "url": "https:' + '//host/fund"'),
    (lambda path, _: rules.empty_name(path), "readiness/domain/timeline.py", ""),
]


@pytest.mark.parametrize(("rule", "path", "text"), WRONG)
def test_a_broken_rule_is_found(rule: Rule, path: str, text: str) -> None:
    assert rule(path, text) != []


@pytest.mark.parametrize(("rule", "path", "text"), RIGHT)
def test_a_kept_rule_is_left_alone(rule: Rule, path: str, text: str) -> None:
    assert rule(path, text) == []
