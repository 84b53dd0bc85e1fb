"""Every test run leaves out what this machine cannot run, and says so in its last lines.

With READINESS_REQUIRE_BROWSER, READINESS_REQUIRE_OFFICE and READINESS_REQUIRE_POSTGRES set
(`make test` sets them) nothing that needs them is left out: the run fails. The long tests in
tests/soak run with READINESS_SOAK only (`make soak` sets it); then what they need has to be there
too.
"""

import ast
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.browsers import AXE, IDENTITY_PROVIDER, find_browser
from tests.offices import find_office
from tests.servers import Cluster, find_postgres, running_cluster

TESTS = Path(__file__).parent
BROWSER_TESTS = TESTS / "browser"
SOAK_TESTS = TESTS / "soak"
SPARK_TESTS = SOAK_TESTS / "test_spark.py"
HOW_TO_INSTALL = "`make test` installs it"
# Import names of the packages that requirements-dev.txt adds and tests use.
DEVELOPERS_PACKAGES = (
    *("aiosmtpd", "coloraide", "fhir", "grimp", "importlinter", "playwright", "polars", "psutil"),
)

left_out: Counter[str] = Counter()


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("READINESS_REQUIRE_OFFICE") and find_office() is None:
        raise pytest.UsageError(
            f"READINESS_REQUIRE_OFFICE is set, but: no LibreOffice found; {HOW_TO_INSTALL}"
        )
    if os.environ.get("READINESS_REQUIRE_POSTGRES") and find_postgres() is None:
        raise pytest.UsageError(
            f"READINESS_REQUIRE_POSTGRES is set, but: no PostgreSQL found; {HOW_TO_INSTALL}"
        )
    soaking = os.environ.get("READINESS_SOAK") and is_asked_for(SPARK_TESTS, config)
    if soaking and (needed := missing_for_spark()):
        raise pytest.UsageError(f"READINESS_SOAK is set, but: {needed}; `make soak` installs it")
    if not os.environ.get("READINESS_REQUIRE_BROWSER"):
        return
    missing = [f"the package {name}" for name in ("playwright",) if find_spec(name) is None]
    missing += filter(None, [missing_for_browser_tests()])
    if missing:
        raise pytest.UsageError(
            f"READINESS_REQUIRE_BROWSER is set, but: {', '.join(missing)}; {HOW_TO_INSTALL}"
        )


def is_asked_for(file: Path, config: pytest.Config) -> bool:
    """Whether a run is of a file, alone or as part of a folder."""
    asked = [Path(argument.partition("::")[0]).absolute() for argument in config.args]
    return any(path in (file, *file.parents) for path in asked)


def missing_for_spark() -> str:
    """Why the long tests on Apache Spark cannot run here; empty when they can."""
    missing = [f"the package {name}" for name in ("pyspark", "psutil") if find_spec(name) is None]
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        missing.append("Java (17 or newer: apt-get install openjdk-17-jre-headless)")
    return ", ".join(missing)


def missing_for_browser_tests() -> str:
    """Why no browser test can run here; empty when they can."""
    if find_browser() is None:
        return "no Chromium found"
    if not AXE.exists():
        return "axe-core not installed"
    return "" if IDENTITY_PROVIDER.exists() else "oidc-provider not installed"


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    if collection_path == BROWSER_TESTS and find_spec("playwright") is None:
        count = sum(count_tests(file) for file in BROWSER_TESTS.rglob("test_*.py"))
        if count:
            left_out[f"browser tests (playwright not installed; {HOW_TO_INSTALL})"] += count
        return True
    if collection_path.name.startswith("test_") and collection_path.suffix == ".py":
        if SOAK_TESTS in collection_path.parents and not os.environ.get("READINESS_SOAK"):
            left_out["soak tests (`make soak` runs them)"] += count_tests(collection_path)
            return True
        if collection_path == SPARK_TESTS and missing_for_spark():
            return True  # others were asked for by name, or `pytest_configure` had raised
        missing = missing_packages(collection_path.read_text(encoding="utf-8"))
        if missing:
            reason = f"tests ({', '.join(missing)} not installed; {HOW_TO_INSTALL})"
            left_out[reason] += count_tests(collection_path)
            return True
    return None


def missing_packages(source: str) -> list[str]:
    """The developers' packages that a test file imports at its top and that are not here."""
    imported: set[str] = set()
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in statement.names}
        elif isinstance(statement, ast.ImportFrom) and statement.module:
            imported.add(statement.module.partition(".")[0])
    return sorted(
        name for name in imported if name in DEVELOPERS_PACKAGES and find_spec(name) is None
    )


def count_tests(file: Path) -> int:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return sum(function.name.startswith("test_") for function in functions)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker(pytest.mark.browser)
        if SOAK_TESTS in item.path.parents:
            item.add_marker(pytest.mark.soak)
    in_a_browser = [item for item in items if item.get_closest_marker("browser")]
    missing = missing_for_browser_tests() if in_a_browser else ""
    if missing:
        for item in in_a_browser:
            item.add_marker(pytest.mark.skip(reason=f"{missing}; {HOW_TO_INSTALL}"))
        left_out[f"browser tests ({missing}; {HOW_TO_INSTALL})"] += len(in_a_browser)
    in_an_office = [item for item in items if item.get_closest_marker("office")]
    if in_an_office and find_office() is None:
        reason = f"no LibreOffice found; {HOW_TO_INSTALL}"
        for item in in_an_office:
            item.add_marker(pytest.mark.skip(reason=reason))
        left_out[f"office tests ({reason})"] += len(in_an_office)
    on_a_server = [item for item in items if item.get_closest_marker("postgres")]
    if on_a_server and find_postgres() is None:
        reason = f"no PostgreSQL found; {HOW_TO_INSTALL}"
        for item in on_a_server:
            item.add_marker(pytest.mark.skip(reason=reason))
        left_out[f"PostgreSQL tests ({reason})"] += len(on_a_server)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    yield  # below everything but the closing line
    for reason, count in sorted(left_out.items()):
        words = reason if count != 1 else reason.replace("tests", "test", 1)
        terminalreporter.write_line(f"left out: {count} {words}", yellow=True)


@pytest.fixture(scope="session", autouse=True)
def _a_database_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test opens the database that a person works with."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("READINESS_DB", str(tmp_path_factory.mktemp("database") / "readiness.db"))
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL server of this test process, started when a test first asks for it."""
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture
def postgres_database(postgres: Cluster) -> Iterator[str]:
    """The name of a new database with the empty tables of a ledger, gone after the test."""
    name = postgres.new_database(postgres.made)
    yield name
    postgres.drop(name)
