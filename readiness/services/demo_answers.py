"""The figures of an answer: what "fully met" or "short" means for a criterion on a day."""

from math import ceil
from random import Random
from typing import NamedTuple

from readiness.domain.framework import Criterion, Exact, Kind
from readiness.domain.scoring import Facts, requirement_on
from readiness.services.demo_stories import (
    FULL,
    NONE,
    SHORT,
    Story,
)
from readiness.services.demo_words import PLAIN_PERCENTAGES, SHARE_OF_STAFF

CHOICES = {FULL: "yes", SHORT: "partly", NONE: "no"}
STOCKED = frozenset({"C15", "C39"})
"""Things of which a site may have more than it needs."""


class Answer(NamedTuple):
    text: str = ""
    numerator: str = ""
    denominator: str = ""


def answer_for(
    criterion: Criterion, word: str, facts: Facts, story: Story, random: Random
) -> Answer:
    """The answer that a word stands for, given the requirement of the day."""
    if criterion.kind is Kind.DATE:
        return Answer()
    if criterion.kind is Kind.CHOICE:
        return Answer(CHOICES.get(word, CHOICES[SHORT]))
    if word not in CHOICES:
        numerator, _, denominator = word.partition("/")
        return Answer("", numerator, denominator) if denominator else Answer(word)
    required = requirement_on(criterion, facts)
    assert required is not None
    if criterion.kind is Kind.PERCENT:
        return _share(criterion, word, required, story, random)
    if criterion.kind is Kind.LIMIT:
        within = random.choice((0, 10, 15))
        return _whole_number(ceil(required) + {FULL: -within, SHORT: 15, NONE: 45}[word])
    if criterion.kind is Kind.HOURS:
        return _whole_number(ceil(required) * {FULL: 4, SHORT: 3, NONE: 0}[word] // 4)
    spare = random.choice((0, 0, 1, 2)) if criterion.id in STOCKED else 0
    count = ceil(required)
    return _whole_number({FULL: count + spare, SHORT: count - 1, NONE: 0}[word])


def _whole_number(value: int) -> Answer:
    return Answer(str(max(0, value)))


def _share(criterion: Criterion, word: str, target: Exact, story: Story, random: Random) -> Answer:
    """So many out of so many: people of the site, or charts and calls of a quarter."""
    total = _counted(criterion, story, random)
    if word == FULL:
        count = random.randint(int(-(-total * target // 100)), total)
    elif word == SHORT:
        passing = criterion.gate_at or target
        count = int(total * passing * random.randint(65, 90) // 10_000)
    else:
        count = 0
    if criterion.id in PLAIN_PERCENTAGES:
        return Answer(str(100 * count // total))
    return Answer("", str(count), str(total))


def _counted(criterion: Criterion, story: Story, random: Random) -> int:
    if criterion.id in SHARE_OF_STAFF:
        return max(3, round(story.staff * SHARE_OF_STAFF[criterion.id]))
    return random.randint(12, 36)
