"""The long run: READINESS_FUZZ_MINUTES (60) shared by the targets in turns; `make fuzz`.

What it found first is added to the corpus, to be looked at and committed. Ends with 1 where a
recipe failed; those are in build/fuzz.
"""

import json
import logging
import os
import sys
import time
from collections.abc import Collection
from itertools import count
from pathlib import Path

from tests.fuzz.fuzzing import CORPUS, TARGETS, Session

MINUTES = "READINESS_FUZZ_MINUTES"
FAULTS = Path("build/fuzz")


def main(names: list[str]) -> int:
    logging.disable()  # Streamlit tells of every page that is run without a server
    return report(run(names))


def run(names: Collection[str] = ()) -> list[Session]:
    """Every target in turns, a batch each, until the time is up."""
    minutes = float(os.environ.get(MINUTES, "60"))
    end = time.monotonic() + 60 * minutes
    sessions = [Session(target) for target in TARGETS if not names or target.name in names]
    start = time.time_ns()
    for turn in count():
        for session in sessions:
            if time.monotonic() >= end:
                return sessions
            if len(session.faults) < 5:
                session.go_on(start + turn)
        if turn % 20 == 0:
            report(sessions)
    return sessions


def report(sessions: list[Session]) -> int:
    FAULTS.mkdir(parents=True, exist_ok=True)
    print("| Target | Recipes tried | Processor seconds | Outcomes | Faults |")
    print("|---|---:|---:|---:|---:|")
    for session in sessions:
        name = session.target.name
        print(
            f"| {name} | {session.tried:,} | {session.seconds:,.0f} | {len(session.outcomes):,} "
            f"| {len(session.faults)} |"
        )
        lines = [_line(recipe) for recipe in session.recipes]
        own = [line for line in lines if len(line) < 4_000][: session.target.most]
        (CORPUS / f"{name}.jsonl").write_text("\n".join(own) + "\n", encoding="ascii")
        for number, (recipe, text) in enumerate(session.faults):
            place = FAULTS / f"{name}-{number}.json"
            place.write_text(f"{_line(recipe)}\n{text}\n", encoding="ascii", errors="replace")
            print(f"fault: {place}: {text[:200]!r}")
    sys.stdout.flush()
    return 1 if any(session.faults for session in sessions) else 0


def _line(recipe: object) -> str:
    return json.dumps(recipe, ensure_ascii=True, sort_keys=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
