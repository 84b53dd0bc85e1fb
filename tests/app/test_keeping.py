"""What was worked out once is kept for the same question, and worked out by one at a time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from readiness.ui.keeping import keep


def test_the_same_question_is_answered_once() -> None:
    asked: list[tuple[str, int]] = []

    @keep(10)
    def answer(_where: object, name: str, number: int) -> str:
        asked.append((name, number))
        return name * number

    assert [answer(object(), "a", 2), answer(object(), "a", 2)] == ["aa", "aa"]
    assert answer(object(), "a", 3) == "aaa"
    assert asked == [("a", 2), ("a", 3)]


def test_the_answers_asked_for_last_are_kept() -> None:
    asked: list[int] = []

    @keep(2)
    def answer(number: int) -> int:
        asked.append(number)
        return number

    for number in (1, 2, 1, 3, 1, 2):
        answer(number)
    assert asked == [1, 2, 3, 2]


def test_who_asks_the_same_meanwhile_waits_for_the_answer() -> None:
    asked: list[str] = []
    begun, go_on = Event(), Event()

    @keep(10)
    def answer(name: str) -> str:
        asked.append(name)
        if name == "long":
            begun.set()
            assert go_on.wait(30)
        return name.upper()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(answer, "long")
        assert begun.wait(30)
        second = pool.submit(answer, "long")
        assert answer("short") == "SHORT"  # another question waits for nobody
        go_on.set()
        assert [first.result(30), second.result(30)] == ["LONG", "LONG"]
    assert asked == ["long", "short"]


def test_a_question_that_failed_is_asked_again() -> None:
    asked: list[int] = []

    @keep(10)
    def answer(number: int) -> int:
        asked.append(number)
        if len(asked) == 1:
            raise ValueError("not yet")
        return number

    with pytest.raises(ValueError, match="not yet"):
        answer(1)
    assert answer(1) == 1
