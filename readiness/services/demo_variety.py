"""Variations of a story, so that many sites with the same story do not look alike."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from readiness.domain.framework import Framework
from readiness.services.demo_stories import (
    NOT_READY,
    SHORT,
    Course,
    Story,
    now,
)
from readiness.services.demo_words import AGENTS, SHARE_OF_STAFF

EXTRA_GAPS = (0, 0, 0, 1, 1, 2, 3)
SECOND_MUST_HAVE = 0.3
"""Share of the sites that are not ready which fail one more must-have than their story."""


def varied(story: Story, framework: Framework, random: Random) -> Story:
    """The same story at another site: other figures and days, a few more gaps, the same plot."""
    if not story.assessed:
        return replace(story, staff=random.randint(4, 20))
    courses = {key: _moved(course, random) for key, course in story.courses.items()}
    for criterion_id in _more_gaps(story, framework, random):
        courses[criterion_id] = now(SHORT)
    counted_people = any(
        criterion_id in SHARE_OF_STAFF and "/" in course.answer + course.before
        for criterion_id, course in courses.items()
    )
    return replace(
        story,
        courses=courses,
        counted=random.randint(4, 23),
        quarters=story.quarters - random.choice((0, 0, 1, 2))
        if story.quarters == 6
        else story.quarters,
        agents=_other_agents(story.agents, random),
        staff=story.staff if counted_people else max(4, story.staff + random.randint(-4, 6)),
        languages=random.choice((1, 1, 2, 2, 3)),
        reviewed=story.reviewed * random.uniform(0.6, 1.1),
    )


def _moved(course: Course, random: Random) -> Course:
    """The same course with its last day moved, on the same side of today."""
    if course.ends_in is None:
        return course
    return replace(course, ends_in=int(course.ends_in * random.uniform(0.65, 1.5)))


def _more_gaps(story: Story, framework: Framework, random: Random) -> Sequence[str]:
    """Criteria that are short as well; never the first must-have to fail."""
    free = [criterion for criterion in framework.scored if criterion.id not in story.courses]
    minor = [criterion.id for criterion in free if not criterion.gate]
    gaps = random.sample(minor, min(len(minor), random.choice(EXTRA_GAPS)))
    must_haves = [criterion.id for criterion in free if criterion.gate]
    not_ready = story in NOT_READY.values()
    if not_ready and must_haves and random.random() < SECOND_MUST_HAVE:
        gaps.append(random.choice(must_haves))
    return gaps


def _other_agents(agents: tuple[str, ...], random: Random) -> tuple[str, ...]:
    return tuple(random.sample(AGENTS, len(agents)))
