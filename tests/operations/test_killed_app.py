"""The short form of tests/soak/test_crashes.py: the real app, killed in mid-save, on a file."""

from pathlib import Path

from tests.servers import free_port
from tests.soak.crashes import crash_app, file_store


def test_an_app_that_is_killed_while_people_save_loses_nothing_and_starts_again(
    tmp_path: Path,
) -> None:
    tally = crash_app(file_store(tmp_path), free_port(), tmp_path, kills=2, seed=5)
    assert tally.problems == []
    assert (tally.lost, tally.twice, tally.not_saved) == (0, 0, 0)
    assert (tally.kills, tally.restarts, tally.in_mid_save) == (2, 2, 2)
    assert tally.acknowledged >= 3
