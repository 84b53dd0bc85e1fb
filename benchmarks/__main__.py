"""`python -m benchmarks`: measure the product beside what one would use instead.

Raw results go to build/benchmarks; docs/benchmarks.md is written from them.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence

from benchmarks import (
    app_times,
    document,
    office,
    outputs,
    plans,
    results,
    scoring,
    services,
    shared_risks,
    spark_runs,
)
from benchmarks.check import check
from benchmarks.load import measure as load
from benchmarks.partial import with_earlier
from benchmarks.places import BUILD, DOCUMENT, ROOT

SCORING_SITES = (5_000, 100_000)
NETWORK_SITES = (24, 700, 5_000)
OUTPUT_SITES = 700
ROUNDS = 3
TIMES = 9
"""Page runs of one kind; and rounds of the measurements that are said to be medians of five."""

Part = Callable[[Namespace], Iterator[results.Record]]
PARTS: dict[str, Part] = {
    "scoring": lambda chosen: scoring.measure(
        chosen.sites or ((500,) if chosen.quick else SCORING_SITES), _rounds(chosen)
    ),
    "office": lambda chosen: office.measure(_rounds(chosen)),
    "services": lambda chosen: services.measure(
        chosen.sites or ((24,) if chosen.quick else NETWORK_SITES), 1 if chosen.quick else 5
    ),
    "plans": lambda chosen: plans.measure(
        *((200, 50, 24) if chosen.quick else (plans.SITES, plans.BESIDE, plans.NETWORK))
    ),
    "shared_risks": lambda chosen: shared_risks.measure(
        chosen.sites or ((24,) if chosen.quick else NETWORK_SITES), 1 if chosen.quick else 5
    ),
    "outputs": lambda chosen: outputs.measure(
        chosen.sites or ((24,) if chosen.quick else (OUTPUT_SITES,)), 1 if chosen.quick else ROUNDS
    ),
    "spark": lambda chosen: spark_runs.measure(
        chosen.sites or ((500,) if chosen.quick else spark_runs.SITES), chosen.rounds or 1
    ),
    "app": lambda chosen: app_times.measure(
        chosen.sites or ((24,) if chosen.quick else NETWORK_SITES), 5 if chosen.quick else TIMES
    ),
    "load": lambda chosen: load.people_on_one(*_crowd(chosen)),
    "load_processes": lambda chosen: load.people_on_two(*_crowd(chosen)),
    "load_sessions": lambda chosen: load.sessions_on_one(
        24 if chosen.quick else load.sessions.SESSIONS, *_size(chosen)
    ),
}


def main() -> None:
    parser = ArgumentParser("python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="small networks, one round, no docs/benchmarks.md"
    )
    parser.add_argument("--only", choices=PARTS, action="append", help="this part; may be repeated")
    parser.add_argument("--sites", type=int, nargs="+", help="numbers of sites, not the usual ones")
    parser.add_argument("--rounds", type=int, help=f"rounds of scoring and office, else {ROUNDS}")
    parser.add_argument("--people", type=int, default=load.PEOPLE, help="at once, under load")
    parser.add_argument("--minutes", type=float, help=f"of load, else {load.MINUTES:.0f}")
    parser.add_argument(
        "--check", action="store_true", help="only compare every variant with tests/oracle.py"
    )
    parser.add_argument(
        "--document", action="store_true", help="only write the document from the kept results"
    )
    chosen = parser.parse_args()
    if chosen.check:
        check()
        return
    if not chosen.document:
        check()
        for name in chosen.only or PARTS:
            results.keep(name, PARTS[name](chosen))
    target = BUILD / "benchmarks.md" if chosen.quick or chosen.sites else DOCUMENT
    earlier = target.read_text() if target.exists() else ""
    target.write_text(with_earlier(document.document(), earlier))
    print(f"Wrote {target.relative_to(ROOT)}")


def _size(chosen: Namespace) -> Sequence[int]:
    """The size of the network under load."""
    return chosen.sites or ((24,) if chosen.quick else (load.SITES,))


def _crowd(chosen: Namespace) -> tuple[int, float, int, float]:
    """People, minutes, sites, and seconds to wait for sessions to expire."""
    people = min(chosen.people, 6) if chosen.quick else chosen.people
    minutes = chosen.minutes or (0.1 if chosen.quick else load.MINUTES)
    return people, minutes, _size(chosen)[0], 0.0 if chosen.quick else load.EXPIRED


def _rounds(chosen: Namespace) -> int:
    return chosen.rounds or (1 if chosen.quick else ROUNDS)


if __name__ == "__main__":
    main()
