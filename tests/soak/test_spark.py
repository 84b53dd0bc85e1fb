"""Apache Spark scores 2,000 sites as the embedded run does, to the byte, whatever is killed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pyarrow.parquet as pq
import pytest

from benchmarks.made_up import write_network
from readiness.commands.main import main
from readiness.services import registers
from tests.commands.calls import FRAMEWORK, ROOT
from tests.commands.test_score_tables import STOCK
from tests.services.fixtures import sample_file
from tests.services.workspaces import (
    EVERYONE,
    NEVER_ASSESSED,
    StandingClock,
    copied,
    opened_quickly,
)
from tests.soak.clusters import cluster, computing, wait_until

__all__ = ["sample_file"]

SITES = 2_000
AS_OF = "2026-11-22"
LOCAL = ("--engine", "spark", "--master", "local[2]")


def command(tables: Path, target: Path, *more: str, shape: str = "json") -> list[str]:
    options = ["--framework", FRAMEWORK, "--as-of", AS_OF, "--format", shape]
    made = ["score", "--tables", tables, *options, "--output", target, *more]
    return [sys.executable, "-m", "readiness", *map(str, made)]


def score(*arguments: object, **options: str) -> None:
    done = subprocess.run(
        command(*arguments, **options),  # type: ignore[arg-type]
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3_000:]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made-up")
    write_network(folder, SITES)
    return folder


@pytest.fixture(scope="module")
def expected(tables: Path) -> Path:
    """What one process makes of the tables."""
    score(tables, tables / "embedded.json")
    assert (tables / "embedded.json").read_text().count('"site_id"') == SITES
    return tables / "embedded.json"


def test_spark_on_this_machine_gives_the_same_bytes(
    tables: Path, expected: Path, tmp_path: Path
) -> None:
    score(tables, tmp_path / "spark.json", *LOCAL)
    assert (tmp_path / "spark.json").read_bytes() == expected.read_bytes()


def test_spark_writes_the_same_table(tables: Path, tmp_path: Path) -> None:
    score(tables, tmp_path / "embedded.parquet", shape="parquet")
    score(tables, tmp_path / "spark", *LOCAL, shape="parquet")
    ours = pq.read_table(tmp_path / "embedded.parquet")
    spark = pq.read_table(tmp_path / "spark").sort_by("site_id")
    assert spark.to_pylist() == ours.to_pylist()
    assert len(ours) == SITES


def test_registers_and_framework_versions_reach_spark(sample_file: Path, tmp_path: Path) -> None:
    """What a database holds, exported, and scored without naming a framework."""
    database = copied(sample_file, tmp_path / "sample.db")
    workspace = opened_quickly(database, StandingClock())
    with workspace.ledger:
        registers.record_entry(workspace, EVERYONE, "stock", [NEVER_ASSESSED], STOCK)
    records = tmp_path / "records"
    assert main(["export", "--database", str(database), "--format", "records", str(records)]) == 0
    made = []
    for name, options in (("embedded", ()), ("spark", LOCAL)):
        arguments = command(records, tmp_path / f"{name}.json", *options)
        place = arguments.index("--framework")
        subprocess.run(arguments[:place] + arguments[place + 2 :], cwd=ROOT, check=True)
        made.append(json.loads((tmp_path / f"{name}.json").read_text()))
    assert made[0] == made[1]
    sites = {site["site_id"]: site for site in made[0]["sites"]}
    assert sites[NEVER_ASSESSED]["criteria"]["C15"]["state"] != "unanswered"
    assert all(site["framework_version"] for site in sites.values())


def test_without_java_one_sentence_says_what_to_install(tables: Path, tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name != "JAVA_HOME"}
    done = subprocess.run(
        command(tables, tmp_path / "spark.json", *LOCAL),
        cwd=ROOT,
        env=kept | {"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("--engine spark needs Apache Spark and Java 17 or newer")
    assert len(done.stderr.splitlines()) == 1


def test_tables_in_any_order_and_in_many_files_give_the_same(
    tables: Path, expected: Path, tmp_path: Path
) -> None:
    """The order within a site is kept: of two at the same time the later row is the newer."""
    mixed = tmp_path / "mixed"
    for path in tables.glob("*.parquet"):
        whole = pq.read_table(path)
        (mixed / path.stem).mkdir(parents=True)
        half = len(whole) // 2
        sites = whole["site_id"]
        while 0 < half < len(whole) and sites[half] == sites[half - 1]:
            half += 1
        pq.write_table(whole.slice(half), mixed / path.stem / "part-0.parquet")
        pq.write_table(whole.slice(0, half), mixed / path.stem / "part-1.parquet")
    score(mixed, tmp_path / "spark.json", *LOCAL)
    assert (tmp_path / "spark.json").read_bytes() == expected.read_bytes()


def test_what_a_worker_refuses_is_said_in_one_sentence(tables: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.mkdir()
    for name in ("sites", "responses"):
        (wrong / f"{name}.parquet").write_bytes((tables / f"{name}.parquet").read_bytes())
    sites = pq.read_table(wrong / "sites.parquet")
    pq.write_table(sites.slice(0, SITES - 1), wrong / "sites.parquet")
    target = tmp_path / "spark.json"
    done = subprocess.run(command(wrong, target, *LOCAL), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last == "The table responses tells of 'S001999', which is not among the sites."
    assert not target.exists()


def test_a_cluster_that_loses_an_executor_in_mid_run_gives_the_same_bytes(
    tables: Path, expected: Path, tmp_path: Path
) -> None:
    target = tmp_path / "spark.json"
    with cluster(tmp_path / "cluster") as made:
        options = ("--engine", "spark", "--master", made.master)
        with (tmp_path / "said").open("w") as said:
            run = subprocess.Popen(
                command(tables, target, *options),
                cwd=ROOT,
                env={**os.environ, **made.environment},
                stderr=said,
            )
        try:
            wait_until(lambda: any(map(computing, made.executors())) or run.poll() is not None)
            assert run.poll() is None, (tmp_path / "said").read_text()[-3_000:]
            before = {executor.pid for executor in made.executors()}
            assert len(before) == 2
            killed = next(executor for executor in made.executors() if computing(executor))
            killed.kill()
            assert run.wait(600) == 0, (tmp_path / "said").read_text()[-3_000:]
        finally:
            if run.poll() is None:
                run.kill()
                run.wait()
        assert not psutil.pid_exists(killed.pid) or not killed.is_running()
    assert target.read_bytes() == expected.read_bytes()
