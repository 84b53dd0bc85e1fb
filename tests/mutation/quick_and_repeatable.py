"""A pytest plugin for `make mutation`: each test quick, and the same again for every planted fault.

Hypothesis tries few examples, always the same ones, and stops at the first that fails. What is
remembered from one test to the next (`lru_cache`, `cached_property`) is forgotten before each:
every fault is tried in a copy of a process that has run all tests before, and would otherwise be
answered from the time before the fault. Tests that noticed a fault in the same function before
run first, then those that noticed one in the same module: most faults are noticed at once then.
"""

import inspect
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, is_hypothesis_test, settings

EXAMPLES = int(os.environ.get("READINESS_MUTATION_EXAMPLES", "25"))
SECONDS = float(os.environ.get("READINESS_MUTATION_SECONDS", "60"))
"""Of processor time for one fault; tests that have not begun by then are left out."""
BEGUN = 0.0
OWN = ("readiness.", "tests.")
MOST_SECONDS = min(20, 2 * SECONDS)
"""Of processor time for one test; without a fault none takes more than a fraction of it."""
NOTICED = Path(__file__).parents[2] / "noticed.txt"
"""A file of lines "function, tab, test": which test noticed a fault in which function."""
# One example of these walks through two years of days.
LONG = "test_register_days.py"
# Their ids have signs in them by which pytest does not find them a second time in one process.
NOT_FOUND_AGAIN = ("test_rota.py", "test_actions.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = [
        item for item in items if not (item.path.name in NOT_FOUND_AGAIN and "\\" in item.nodeid)
    ]
    for item in items:
        test = getattr(item, "obj", None)
        if test is not None and is_hypothesis_test(test):
            given: Any = getattr(test, "__func__", test)
            before: settings = given._hypothesis_internal_use_settings
            given._hypothesis_internal_use_settings = settings(
                before,
                max_examples=1 if item.path.name == LONG else min(before.max_examples, EXAMPLES),
                phases=(Phase.explicit, Phase.generate),
                derandomize=True,
                database=None,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            )

    noticed = _noticed()
    items.sort(key=lambda item: noticed[item.nodeid], reverse=True)


def _noticed() -> Counter[str]:
    """How promising each test is for the fault of this process, from what is noted."""
    function = _function()
    promising: Counter[str] = Counter()
    if function:
        module = function.rpartition(".")[0]
        for line in NOTICED.read_text(encoding="utf-8").splitlines() if NOTICED.exists() else ():
            where, _, test = line.partition("\t")
            if where.rpartition(".")[0] == module:
                promising[test] += 10_000 if where == function else 1
    return promising


def _function() -> str:
    """The function with the fault; "" where there is none."""
    return os.environ.get("MUTANT_UNDER_TEST", "").rpartition("__mutmut_")[0]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed and (function := _function()):
        with NOTICED.open("a", encoding="utf-8") as notes:
            notes.write(f"{function}\t{report.nodeid}\n")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if time.process_time() - BEGUN > SECONDS and os.environ.get("MUTANT_UNDER_TEST") != "stats":
        pytest.skip("this fault had its time")  # it counts as not noticed
    # The signal ends the process: a fault that makes a test go on for ever is noticed.
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
    for forget in _memories(len(sys.modules)):
        forget()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def pytest_sessionstart(session: pytest.Session) -> None:
    global BEGUN
    BEGUN = time.process_time()


@cache
def _memories(modules: int) -> list[Callable[[], None]]:
    """How to forget each thing; looked up anew when a test has imported something."""
    found: list[Callable[[], None]] = []
    for name, module in list(sys.modules.items()):
        if not name.startswith(OWN) or name == __name__:
            continue
        for value in vars(module).values():
            forget = getattr(value, "cache_clear", None)
            if callable(forget) and name.startswith("readiness."):
                found.append(forget)
            elif _properties_of(type(value)):
                found.append(partial(_forget_properties, value))
    return found


@cache
def _properties_of(kind: type) -> tuple[str, ...]:
    if not kind.__module__.startswith(OWN):
        return ()
    return tuple(
        name
        for name in dir(kind)
        if isinstance(inspect.getattr_static(kind, name, None), cached_property)
    )


def _forget_properties(value: object) -> None:
    for name in _properties_of(type(value)):
        vars(value).pop(name, None)
