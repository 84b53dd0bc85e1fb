"""The timeline: a site's readiness as steps."""

from datetime import date
from fractions import Fraction

from tests.spec.cast import AGREEMENT, CHAMPION, DEPUTY, DOSES
from tests.spec.tables import Reviewed, Said, Section, Stated, Table

BEGINNING = date.min
JUNE_1, JUNE_10, JUNE_20 = date(2026, 6, 1), date(2026, 6, 10), date(2026, 6, 20)
READY, GAPS, NOT_READY, NOT_ASSESSED = "Ready", "Ready with gaps", "Not ready", "Not assessed"

TIMELINE = Section(
    "The timeline",
    "Between two changes (an answer, a review, a profile, a lapse) nothing moves. A site's "
    "readiness is therefore a row of steps, and each step holds until the next. The steps that "
    "lie ahead say what comes if nobody acts.",
    (
        Table(
            "From what was recorded to steps",
            "Each step: the day it begins, the level, the score.",
            ("criteria", "recorded"),
            ("steps",),
            (
                ("Nothing recorded: one step", (CHAMPION,), (),
                 ((BEGINNING, NOT_ASSESSED, 0),)),
                ("Answered without an evidence date: nothing lapses", (CHAMPION,),
                 (Said(CHAMPION, "yes", JUNE_1),),
                 ((BEGINNING, NOT_ASSESSED, 0), (JUNE_1, READY, 100))),
                ("An answer that lapses in a month", (DOSES,), (Said(DOSES, "2 doses", JUNE_1,
                 evidence=JUNE_1),), ((BEGINNING, NOT_ASSESSED, 0), (JUNE_1, READY, 100),
                 (date(2026, 7, 2), NOT_READY, 0))),
                ("Counted again before it lapses", (DOSES,), (Said(DOSES, "2 doses", JUNE_1,
                 evidence=JUNE_1), Said(DOSES, "2 doses", JUNE_20, evidence=JUNE_20)),
                 ((BEGINNING, NOT_ASSESSED, 0), (JUNE_1, READY, 100), (date(2026, 7, 21),
                 NOT_READY, 0))),
                ("Counted again after it lapsed", (DOSES,), (Said(DOSES, "2 doses", JUNE_1,
                 evidence=JUNE_1), Said(DOSES, "2 doses", date(2026, 7, 5),
                 evidence=date(2026, 7, 5))), ((BEGINNING, NOT_ASSESSED, 0), (JUNE_1, READY, 100),
                 (date(2026, 7, 2), NOT_READY, 0), (date(2026, 7, 5), READY, 100),
                 (date(2026, 8, 6), NOT_READY, 0))),
                ("Turned down, then answered again", (CHAMPION,), (Said(CHAMPION, "yes", JUNE_1),
                 Reviewed(CHAMPION, "not confirmed", JUNE_10), Said(CHAMPION, "yes", JUNE_20)),
                 ((BEGINNING, NOT_ASSESSED, 0), (JUNE_1, READY, 100), (JUNE_10, NOT_READY, 0),
                 (JUNE_20, READY, 100))),
                ("More patients than doses", (DOSES,), (Said(DOSES, "4 doses", JUNE_1), Stated(
                 "patients now in step-up", 3, JUNE_10), Stated("patients now in step-up", 2,
                 JUNE_20)), ((BEGINNING, NOT_ASSESSED, 0), (JUNE_1, READY, 100), (JUNE_10,
                 NOT_READY, Fraction(200, 3)), (JUNE_20, READY, 100))),
                ("Two answers on different days", (CHAMPION, DEPUTY), (Said(CHAMPION, "yes",
                 JUNE_1), Said(DEPUTY, "yes", JUNE_10)), ((BEGINNING, NOT_ASSESSED, 0), (JUNE_1,
                 GAPS, Fraction(200, 3)), (JUNE_10, READY, 100))),
                ("Two answers on one day: one step", (CHAMPION, DEPUTY), (Said(CHAMPION, "yes",
                 JUNE_1), Said(DEPUTY, "yes", JUNE_1)), ((BEGINNING, NOT_ASSESSED, 0), (JUNE_1,
                 READY, 100))),
                ("A confirmation moves no score, and no step of it", (CHAMPION,), (Said(CHAMPION,
                 "yes", JUNE_1), Reviewed(CHAMPION, "confirmed", JUNE_10)), ((BEGINNING,
                 NOT_ASSESSED, 0), (JUNE_1, READY, 100))),
                ("An agreement with its own end", (AGREEMENT,), (Said(AGREEMENT, "", JUNE_1,
                 evidence=JUNE_1, end=date(2026, 12, 31)),), ((BEGINNING, NOT_ASSESSED, 0),
                 (JUNE_1, READY, 100), (date(2027, 1, 1), NOT_READY, 0))),
                ("Evidence that had lapsed when it was recorded", (DOSES,), (Said(DOSES,
                 "2 doses", JUNE_1, evidence=date(2026, 4, 1)),), ((BEGINNING, NOT_ASSESSED, 0),
                 (JUNE_1, NOT_READY, 0))),
            ),
        ),
    ),
)  # fmt: skip
