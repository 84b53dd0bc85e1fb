"""The stories of the synthetic network: what a site went through, as data.

All days are relative to the day on which the history ends ("today"), so that the same story
reads the same on any day. Criterion ids are those of data/frameworks/crs-bispecific; one that
a framework does not have is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass

FULL = "full"
SHORT = "short"
NONE = "none"
MISSING = "missing"
"""Words for an answer whose figures follow from the criterion and the profile of the day."""


@dataclass(frozen=True, slots=True)
class Course:
    """How one criterion went at a site.

    `answer` is one of the words above or the answer itself: "128", or "5/8" for a share.
    It holds since `since` days ago, `before` held until then; `since` None: all along.
    `ends_in` is the last day of the newest evidence in days from today, negative when it has
    passed and nobody renewed it; with `by_end_date` it is written on the evidence, without it
    the evidence is old enough to lapse on that day.
    `doubt` is the reason for which a reviewer did not confirm the newest response.
    """

    answer: str = FULL
    since: int | None = None
    before: str = FULL
    ends_in: int | None = None
    by_end_date: bool = False
    na_reason: str = ""
    doubt: str = ""


Courses = Mapping[str, Course]


def now(answer: str, since: int | None = None) -> Course:
    """Answered so, all along or since some days ago (fully met until then)."""
    return Course(answer, since)


def closed(days_ago: int, before: str = SHORT) -> Course:
    """Fully met since some days ago."""
    return Course(FULL, days_ago, before)


def ends(in_days: int) -> Course:
    """Met, with an end date on the evidence; a negative number is a day that has passed."""
    return Course(ends_in=in_days, by_end_date=True)


def lapsed(days_ago: int) -> Course:
    """Met once, by evidence that was not renewed."""
    return Course(ends_in=-days_ago)


def not_applicable(reason: str) -> Course:
    return Course(na_reason=reason)


def doubted(reason: str) -> Course:
    return Course(doubt=reason)


@dataclass(frozen=True, slots=True)
class Story:
    """What a site went through.

    A site counts its rescue stock every 28 days, the last time `counted` days ago, and
    re-assesses itself at every third count, the last time `counts_since_visit` counts before
    that; `quarters` re-assessments followed the first one. `growth` criteria, drawn at random
    from those without a course of their own, were closed on the way. `reviewed` is the share
    of responses that a reviewer confirms. `agent_added` is how many days ago the last of the
    `agents` was added.
    """

    courses: Courses
    counted: int = 9
    counts_since_visit: int = 0
    quarters: int = 6
    growth: int = 6
    service_level: str = "step_up"
    agents: tuple[str, ...] = ("Teclistamab", "Elranatamab")
    agent_added: int | None = None
    patients: int = 2
    staff: int = 12
    languages: int = 2
    events: int = 1
    reviewed: float = 0.5
    assessed: bool = True
    submitted: bool = True


# Weak spots: what tends to be missing together. Points lost are in the comment.
NO_DEPUTY = {"C02": now(NONE), "C03": now("1")}  # 3
MEETINGS_STOPPED = {"C04": lapsed(41), "C44": lapsed(26)}  # 4
NO_AUDITS = {"C34": now(MISSING), "C35": now(MISSING), "C38": now(NONE), "C40": now(MISSING)}  # 6
NO_DRILL = {"C09": lapsed(33), "C42": now(MISSING)}  # 4
EMERGENCY_DEPARTMENT_NOT_BRIEFED = {
    "C29": now(MISSING),
    "C30": now(NONE),
    "C31": lapsed(47),
}  # 6
CALLS_NOT_MEASURED = {"C07": now(MISSING), "C08": now(SHORT)}  # 3
NURSES_BEHIND = {"C21": now("4/7"), "C22": now("6/11")}  # 2
ORDER_SETS_BEHIND = {"C11": now(SHORT), "C12": now(SHORT), "C13": lapsed(62), "C14": now(SHORT)}
VAGUE_PATHWAY = {"C24": now("2"), "C27": now(SHORT), "C28": now(SHORT)}  # 2.5
EMERGENCY_KIT_UNCHECKED = {"C16": now(SHORT), "C17": lapsed(16), "C18": lapsed(16)}  # 4
THIN_MATERIALS = {"C33": now("2"), "C36": now(SHORT), "C37": now(SHORT)}  # 2

READY: Mapping[str, Story] = {
    "hub that others learn from": Story(
        {"C15": ends(124), "C35": now("22/25"), "C42": lapsed(8)},
        counted=12,
        growth=9,
        agents=("Teclistamab", "Talquetamab", "Epcoritamab (large B-cell lymphoma)", "Tarlatamab"),
        agent_added=210,
        patients=5,
        staff=26,
        languages=3,
        events=2,
        reviewed=0.9,
    ),
    "steady": Story(
        {
            "C15": ends(76),
            "C19": now("11/13"),
            "C30": not_applicable(
                "The hospital sees these "
                "patients on the ward; its emergency department is by-passed."
            ),
            **THIN_MATERIALS,
        },
        counted=16,
        counts_since_visit=1,
        staff=13,
        reviewed=0.8,
    ),
    "stock count to be renewed within 30 days": Story(
        {"C02": now(NONE), "C42": lapsed(24), **VAGUE_PATHWAY, **CALLS_NOT_MEASURED},
        counted=10,
        patients=1,
        staff=9,
    ),
    "agreement ends within 30 days": Story(
        {
            "C15": ends(66),
            "C23": ends(17),
            **NURSES_BEHIND,
            **EMERGENCY_KIT_UNCHECKED,
            "C29": lapsed(19),
        },
        counted=5,
        quarters=4,
        agents=("Elranatamab", "Epcoritamab (follicular lymphoma)"),
        reviewed=0.7,
    ),
    "rota ends within 30 days": Story(
        {"C06": ends(26), "C15": ends(97), **CALLS_NOT_MEASURED, **MEETINGS_STOPPED},
        counted=20,
        patients=3,
        staff=15,
        languages=1,
    ),
    "re-assessment due within 60 days": Story(
        {"C15": ends(83), **THIN_MATERIALS, **NO_DRILL, "C03": now("1")},
        counted=17,
        counts_since_visit=1,
        staff=10,
        agents=("Teclistamab", "Linvoseltamab"),
    ),
    "supply letter ends within 60 days": Story(
        {"C15": ends(52), **NO_DEPUTY, **NO_DRILL, "C14": now(SHORT), "C40": now("17/20")},
        counted=8,
        quarters=5,
        agents=("Glofitamab", "Tarlatamab"),
        reviewed=0.6,
    ),
    "climbed from not ready over 12 months": Story(
        {
            "C01": closed(330, MISSING),
            "C06": closed(225, "112"),
            "C10": closed(330, MISSING),
            "C15": Course(FULL, 300, "1", ends_in=88, by_end_date=True),
            "C19": closed(225, "6/11"),
            "C20": closed(45, "5/7"),
            "C23": closed(140, MISSING),
            "C24": closed(140, NONE),
            "C25": closed(140, NONE),
            "C29": closed(140, MISSING),
            "C32": closed(225, NONE),
            "C34": closed(45, NONE),
            "C35": closed(45, SHORT),
            "C37": closed(225, NONE),
            "C42": closed(45, MISSING),
            "C22": now("8/11"),
            "C30": now(SHORT),
        },
        counted=11,
        quarters=5,
        growth=8,
        staff=11,
        reviewed=0.75,
    ),
    "rural, maintenance only": Story(
        {
            "C15": ends(71),
            "C28": not_applicable("Step-up and its handovers are done by the partner site."),
            "C34": not_applicable("The partner site hands out the card before the first dose."),
            "C21": now("2/3"),
            "C03": now("1"),
            **MEETINGS_STOPPED,
            "C11": now(SHORT),
        },
        counted=18,
        quarters=4,
        service_level="maintenance_only",
        agents=("Elranatamab",),
        patients=0,
        staff=5,
        languages=1,
        events=0,
        reviewed=0.4,
    ),
}

WITH_GAPS: Mapping[str, Story] = {
    "education audits never started": Story(
        {
            **NO_AUDITS,
            **NO_DEPUTY,
            **EMERGENCY_DEPARTMENT_NOT_BRIEFED,
            **CALLS_NOT_MEASURED,
            "C28": not_applicable("Handover runs through the shared record of both houses."),
        },
        counted=13,
        staff=14,
    ),
    "no drill, no test call": Story(
        {
            **NO_DRILL,
            **EMERGENCY_KIT_UNCHECKED,
            **MEETINGS_STOPPED,
            **NO_AUDITS,
            **CALLS_NOT_MEASURED,
            **VAGUE_PATHWAY,
        },
        counted=6,
        patients=3,
        reviewed=0.35,
    ),
    "order sets behind a new agent": Story(
        {
            **ORDER_SETS_BEHIND,
            **VAGUE_PATHWAY,
            **EMERGENCY_DEPARTMENT_NOT_BRIEFED,
            **NO_DRILL,
            **NURSES_BEHIND,
        },
        counted=9,
        agents=("Teclistamab", "Epcoritamab (large B-cell lymphoma)", "Tarlatamab"),
        agent_added=95,
        patients=4,
        staff=18,
        languages=3,
    ),
    "all must-haves and little else": Story(
        {
            **NO_AUDITS,
            **NO_DRILL,
            **NO_DEPUTY,
            **EMERGENCY_DEPARTMENT_NOT_BRIEFED,
            **CALLS_NOT_MEASURED,
            **NURSES_BEHIND,
            **THIN_MATERIALS,
            **VAGUE_PATHWAY,
            "C36": not_applicable("All our patients read English; asked at intake since 2024."),
        },
        counted=19,
        quarters=3,
        growth=2,
        agents=("Glofitamab",),
        patients=1,
        staff=7,
        reviewed=0.2,
    ),
    "sliding: quarterly renewals stopped": Story(
        {
            "C04": lapsed(58),
            "C07": lapsed(52),
            "C09": lapsed(47),
            "C17": lapsed(21),
            "C18": lapsed(21),
            "C34": lapsed(38),
            "C35": lapsed(38),
            "C38": lapsed(31),
            "C40": lapsed(31),
            "C44": lapsed(12),
            "C21": now("7/9"),
            "C22": now("9/14"),
        },
        counted=15,
        growth=4,
        staff=14,
        patients=3,
        reviewed=0.65,
    ),
    "one step short of the score": Story(
        {**NO_DRILL, **EMERGENCY_DEPARTMENT_NOT_BRIEFED, **THIN_MATERIALS, **MEETINGS_STOPPED},
        counted=7,
        quarters=5,
        agents=("Talquetamab", "Elranatamab"),
        reviewed=0.7,
    ),
}

NOT_READY: Mapping[str, Story] = {
    "fell back when the hospital agreement lapsed": Story(
        {"C23": ends(-36), "C14": now(SHORT), "C22": now("9/12"), "C03": now("1")},
        counted=14,
        growth=7,
        reviewed=0.8,
    ),
    "high score, doses short for the third patient": Story(
        {
            "C15": now("4", since=60),
            "C24": now("3"),
            "C33": now("2"),
            "C21": now("5/8"),
            "C44": lapsed(17),
        },
        counted=13,
        growth=8,
        patients=3,
        staff=16,
        agents=("Teclistamab", "Talquetamab", "Mosunetuzumab (subcutaneous)"),
        reviewed=0.85,
    ),
    "stock count forgotten, nights uncovered": Story(
        {
            "C06": now("128"),
            "C15": lapsed(11),
            **EMERGENCY_KIT_UNCHECKED,
            **CALLS_NOT_MEASURED,
            **NO_DEPUTY,
        },
        counted=12,
        patients=2,
        staff=9,
    ),
    "cover and training behind": Story(
        {
            "C06": now("128"),
            "C15": now("1"),
            "C19": now("9/14"),
            "C20": now("5/8"),
            **NO_DRILL,
            **NURSES_BEHIND,
            **NO_AUDITS,
            **THIN_MATERIALS,
        },
        counted=22,
        counts_since_visit=1,
        growth=3,
        agents=("Tarlatamab",),
        staff=14,
        reviewed=0.3,
    ),
    "reviewer did not confirm the rota": Story(
        {
            "C06": doubted("The rota sent in leaves Sunday nights open; send the signed one."),
            **NO_DRILL,
            **ORDER_SETS_BEHIND,
        },
        counted=21,
        patients=1,
        staff=10,
        reviewed=0.75,
    ),
    "no hospital yet": Story(
        {
            "C15": now(NONE),
            "C23": now(MISSING),
            "C24": now(NONE),
            "C25": now(MISSING),
            "C26": now(SHORT),
            "C27": now(NONE),
            "C28": now(NONE),
            "C41": now(SHORT),
            **EMERGENCY_DEPARTMENT_NOT_BRIEFED,
            **MEETINGS_STOPPED,
            **NO_AUDITS,
        },
        counted=8,
        quarters=3,
        growth=3,
        patients=1,
        staff=8,
        reviewed=0.4,
    ),
    "new to the network": Story(
        {
            "C06": now("112"),
            "C15": now("1"),
            "C20": now("3/6"),
            "C23": now(MISSING),
            "C24": now(NONE),
            "C27": now(MISSING),
            **NO_DEPUTY,
            **NO_DRILL,
            **NO_AUDITS,
            **CALLS_NOT_MEASURED,
            **EMERGENCY_DEPARTMENT_NOT_BRIEFED,
            "C43": now(MISSING),
        },
        counted=15,
        quarters=1,
        growth=0,
        agents=("Epcoritamab (follicular lymphoma)",),
        patients=1,
        staff=8,
        reviewed=0.25,
    ),
    "preparing to start": Story(
        {
            **{
                criterion: now(MISSING)
                for criterion in (
                    *("C05", "C06", "C07", "C08", "C09", "C11", "C12", "C15", "C17", "C18"),
                    *("C20", "C22", "C23", "C24", "C25", "C26", "C28", "C29", "C30", "C31"),
                    *("C33", "C34", "C35", "C36", "C42", "C44"),
                )
            },
            "C03": now("1"),
            "C19": now("3/9"),
            "C32": now(NONE),
            "C37": now(SHORT),
        },
        counted=18,
        quarters=0,
        growth=0,
        service_level="not_yet",
        agents=(),
        patients=0,
        staff=9,
        events=0,
        reviewed=0.0,
        submitted=False,
    ),
}

NOT_ASSESSED: Mapping[str, Story] = {
    "never assessed": Story(
        {},
        counted=25,
        quarters=0,
        service_level="not_yet",
        agents=(),
        patients=0,
        staff=6,
        assessed=False,
    ),
}

STORIES: Mapping[str, Story] = {**READY, **WITH_GAPS, **NOT_READY, **NOT_ASSESSED}
