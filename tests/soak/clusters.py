"""A Spark cluster of this machine: a master and workers on the loopback address."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import psutil
import pyspark

from tests.servers import free_port

HOST = "127.0.0.1"
HOME = Path(pyspark.__file__).parent
PATIENCE = 120
"""Seconds until something that should happen is taken to have failed."""


class Cluster(NamedTuple):
    """`environment` is what a program needs to be set to use the cluster from here."""

    master: str
    workers: tuple[psutil.Process, ...]
    environment: dict[str, str]

    def executors(self) -> list[psutil.Process]:
        """The processes that compute, while there are any."""
        return [
            child
            for worker in self.workers
            for child in worker.children()
            if any("CoarseGrainedExecutorBackend" in part for part in words(child))
        ]


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """Workers of one core each, so each has one executor; all are gone afterwards."""
    environment = {
        "SPARK_LOCAL_IP": HOST,
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_MASTER_OPTS": "-Dspark.master.rest.enabled=false",
    }
    with ExitStack() as stack:
        port = free_port()
        master = f"spark://{HOST}:{port}"
        own = ("--host", HOST, "--webui-port", "0")
        stack.enter_context(
            running("master.Master", folder / "master", environment, *own, "--port", str(port))
        )
        wait_until(lambda: "New state: ALIVE" in log(folder / "master"))
        processes = []
        for number in range(workers):
            place = folder / f"worker-{number}"
            given = (*own, "--cores", "1", "--memory", "1g", "--work-dir", str(place), master)
            processes.append(
                stack.enter_context(running("worker.Worker", place, environment, *given))
            )
        for number in range(workers):
            place = folder / f"worker-{number}"
            wait_until(lambda place=place: "Successfully registered" in log(place))
        yield Cluster(master, tuple(processes), environment)


@contextmanager
def running(
    name: str, folder: Path, environment: dict[str, str], *options: str
) -> Iterator[psutil.Process]:
    folder.mkdir(parents=True)
    command = [str(HOME / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}", *options]
    with (folder / "log").open("w") as file:
        process = subprocess.Popen(
            command,
            env={**os.environ, "SPARK_HOME": str(HOME), **environment},
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def log(folder: Path) -> str:
    return (folder / "log").read_text(errors="replace")


def words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def computing(executor: psutil.Process) -> bool:
    """Whether Python works for an executor: it is past its start and in the middle of a part."""
    try:
        return any(
            "pyspark" in " ".join(words(child)) and child.cpu_times().user > 1
            for child in executor.children(recursive=True)
        )
    except psutil.Error:
        return False


def wait_until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > end:
            raise TimeoutError("it did not happen")
        time.sleep(0.05)
