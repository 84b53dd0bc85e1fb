"""Rule 5: the level of a site."""

from datetime import date
from fractions import Fraction

from tests.spec.cast import (
    AGREEMENT,
    CARDS,
    CHAMPION,
    COMPETENT,
    DEPUTY,
    DOSES,
    HANDOVER,
    HOURS,
    TRAINED,
)
from tests.spec.tables import Said, Section, Table

JUNE = date(2026, 6, 1)
PASS, FAIL = "all pass", "one fails"
READY, GAPS, NOT_READY, NOT_ASSESSED = "Ready", "Ready with gaps", "Not ready", "Not assessed"
SIX_MET = (
    Said(AGREEMENT, "", JUNE, evidence=JUNE),
    Said(DOSES, "2 doses", JUNE),
    Said(TRAINED, "95%", JUNE),
    Said(CHAMPION, "yes", JUNE),
    Said(DEPUTY, "yes", JUNE),
)
THREE_MET = (
    Said(AGREEMENT, "", JUNE, evidence=JUNE),
    Said(DOSES, "2 doses", JUNE),
    Said(DEPUTY, "yes", JUNE),
)

LEVELS = Section(
    "Rule 5. The level",
    "A site without any answer is not assessed. A site with a failed must-have is Not ready, "
    "whatever its score. When all must-haves pass, it is Ready from a score of 85, and Ready with "
    "gaps below. The comparison is exact: a threshold is reached or not, never nearly.",
    (
        Table(
            "By score and must-haves",
            "What counts is the exact score, not the one decimal that a screen shows.",
            ("points_earned", "points_possible", "must_haves"),
            ("score", "level"),
            (
                ("All points", 100, 100, PASS, 100, READY),
                ("Exactly 85", 85, 100, PASS, 85, READY),
                ("Exactly 85, in thirds of a point", Fraction(170, 3), Fraction(200, 3), PASS, 85,
                 READY),
                ("Just under 85, shown as 85.0", Fraction(84_999, 1000), 100, PASS,
                 Fraction(84_999, 1000), GAPS),
                ("Under 85 by one part in a million", Fraction(84_999_999, 1_000_000), 100, PASS,
                 Fraction(84_999_999, 1_000_000), GAPS),
                ("Low, and all must-haves pass", 30, 100, PASS, 30, GAPS),
                ("92, and not ready", 92, 100, FAIL, 92, NOT_READY),
                ("99.9, and not ready", Fraction(999, 10), 100, FAIL, Fraction(999, 10),
                 NOT_READY),
                ("Nothing is possible: no score", 0, 0, PASS, None, GAPS),
            ),
        ),
        Table(
            "92, and not ready",
            "Six criteria, 25 points; the score alone would be enough. Half of the week is "
            "without cover, which is a must-have, and the site is not ready until every hour is "
            "covered.",
            ("recorded",),
            ("score", "failed_gates", "level"),
            (
                ("Half of the hours", (*SIX_MET, Said(HOURS, "84 hours", JUNE)), 92, (HOURS,),
                 NOT_READY),
                ("All but one hour", (*SIX_MET, Said(HOURS, "167 hours", JUNE)),
                 Fraction(2098, 21), (HOURS,), NOT_READY),
                ("All hours", (*SIX_MET, Said(HOURS, "168 hours", JUNE)), 100, (), READY),
            ),
            {"criteria": (AGREEMENT, DOSES, TRAINED, CHAMPION, HOURS, DEPUTY)},
        ),
        Table(
            "At the threshold",
            "Five criteria, 20 points, so that 17 points are a score of exactly 85.",
            ("recorded",),
            ("points_earned", "score", "failed_gates", "level"),
            (
                ("Exactly 85", (*THREE_MET, Said(TRAINED, "90%", JUNE)), 17, 85, (), READY),
                ("One percent fewer trained", (*THREE_MET, Said(TRAINED, "89%", JUNE)),
                 Fraction(305, 18), Fraction(1525, 18), (), GAPS),
                ("One competency check makes up for it", (*THREE_MET, Said(TRAINED, "89%", JUNE),
                 Said(COMPETENT, "1 of 50", JUNE)), Fraction(305, 18) + Fraction(1, 15),
                 Fraction(1525, 18) + Fraction(1, 3), (), READY),
            ),
            {"criteria": (AGREEMENT, DOSES, TRAINED, DEPUTY, COMPETENT)},
        ),
        Table(
            "Not assessed, not zero",
            "One answer is enough to be assessed. Where everything is not applicable there is no "
            "score; the site is assessed, and nothing stands against it.",
            ("recorded",),
            ("score", "level"),
            (
                ("Nothing answered", (), 0, NOT_ASSESSED),
                ("One answer, and it is no", (Said(HANDOVER, "no", JUNE),), 0, GAPS),
                ("Everything not applicable", (Said(HANDOVER, "not applicable", JUNE), Said(CARDS,
                 "0 of 0", JUNE)), None, GAPS),
            ),
            {"criteria": (HANDOVER, CARDS)},
        ),
    ),
)  # fmt: skip
