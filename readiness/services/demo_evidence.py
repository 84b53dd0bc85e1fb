"""When a site of the synthetic network records something, and how old its evidence then is."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from readiness.domain.assessment import Response
from readiness.domain.framework import Criterion
from readiness.domain.validity import add_months, last_day
from readiness.services.demo_stories import Course, Story

DAYS_BETWEEN_COUNTS = 28  # the shortest month: a monthly count never lapses before the next
COUNTS_BETWEEN_VISITS = 3
DAYS_BETWEEN_VISITS = DAYS_BETWEEN_COUNTS * COUNTS_BETWEEN_VISITS
AGREEMENT = "C23"


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day on which the site counts its stock and, at a visit, re-assesses itself."""

    day: date
    visit: bool
    next_visit: date
    last_count: bool
    last_visit: bool


def occasions_of(story: Story, today: date) -> list[Occasion]:
    """The days on which the site records something, in order; all on one weekday."""
    newest = workday(today - timedelta(days=story.counted))
    length = story.counts_since_visit + COUNTS_BETWEEN_VISITS * story.quarters
    occasions = []
    for back in range(length, -1, -1):
        day = newest - timedelta(days=DAYS_BETWEEN_COUNTS * back)
        counts_since_first = length - back
        to_next_visit = COUNTS_BETWEEN_VISITS - counts_since_first % COUNTS_BETWEEN_VISITS
        occasions.append(
            Occasion(
                day=day,
                visit=counts_since_first % COUNTS_BETWEEN_VISITS == 0,
                next_visit=day + timedelta(days=DAYS_BETWEEN_COUNTS * to_next_visit),
                last_count=back == 0,
                last_visit=back == story.counts_since_visit,
            )
        )
    return occasions


def evidence_for(
    criterion: Criterion,
    course: Course,
    occasion: Occasion,
    earlier: Response | None,
    *,
    renewed: bool,
    today: date,
    random: Random,
) -> tuple[date, date | None] | None:
    """Date and end date of the evidence; `None` where nothing is handed in."""
    months = criterion.validity_months
    if course.ends_in is None or months is None:
        return _usual_evidence(criterion, occasion, earlier, random) if renewed else None
    end = today + timedelta(days=course.ends_in)
    if course.by_end_date:
        if occasion.day > end or not renewed:
            return None
        start, _ = _usual_evidence(criterion, occasion, earlier, random)
        final = occasion.last_count if is_monthly(criterion) else occasion.last_visit
        return start, end if final or add_months(start, months) >= end else None
    last_evidence = workday(add_months(end, -months))
    if occasion.day < last_evidence:
        return _usual_evidence(criterion, occasion, earlier, random) if renewed else None
    if earlier is not None and earlier.evidence_date == last_evidence:
        return None
    return last_evidence, None


def _usual_evidence(
    criterion: Criterion, occasion: Occasion, earlier: Response | None, random: Random
) -> tuple[date, date | None]:
    """Recent evidence; an agreement runs for three years, the rest as long as it is valid."""
    age = _age(criterion, random, first=earlier is None)
    start = workday(occasion.day - timedelta(days=age))
    if criterion.id == AGREEMENT:
        return start, add_months(start, 36) - timedelta(days=1)
    return start, None


def _age(criterion: Criterion, random: Random, *, first: bool) -> int:
    """How many days old the evidence is when it is recorded."""
    months = criterion.validity_months or 12
    if months <= 1:
        return 0
    if months <= 3:
        return random.randint(0, 3)
    if months <= 6:
        return random.randint(0, 10)
    return random.randint(5, 260 if first and months <= 12 else 20)


def due(criterion: Criterion, earlier: Response, occasion: Occasion) -> bool:
    """Whether the newest evidence would lapse before the next occasion."""
    if earlier.evidence_date is None:
        return False
    if is_monthly(criterion):
        return True
    last = last_day(earlier.evidence_date, earlier.end_date, criterion.validity_months)
    return last is not None and last < occasion.next_visit


def is_monthly(criterion: Criterion) -> bool:
    return criterion.validity_months == 1


def workday(day: date) -> date:
    """The same day, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
