"""What was worked out once is kept for whoever asks for the same next."""

from collections.abc import Callable, Hashable
from inspect import signature
from threading import Condition
from typing import Any, ParamSpec, TypeVar

from cachetools import LRUCache, cached
from cachetools.keys import hashkey

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def keep(most: int) -> Callable[[Callable[Given, Answer]], Callable[Given, Answer]]:
    """Keep the answers to the `most` questions that were asked last, for everyone.

    A question is what the function is given, by position, without the parameters whose names begin
    with an underscore. Who asks what another is working out waits for that one.
    """

    def decorate(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
        places = [
            place
            for place, name in enumerate(signature(function).parameters)
            if not name.startswith("_")
        ]

        def question(*given: Any) -> Hashable:
            return hashkey(*(given[place] for place in places))

        kept: LRUCache[Hashable, Answer] = LRUCache(most)
        return cached(kept, key=question, condition=Condition())(function)

    return decorate
