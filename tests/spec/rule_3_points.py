"""Rule 3: points and score."""

from datetime import date
from fractions import Fraction

from tests.spec.cast import (
    AGREEMENT,
    CARDS,
    CHAMPION,
    CHECK_INS,
    DEPUTY,
    DOSES,
    HANDOVER,
    HOURS,
    KITS,
    TRAINED,
    TRAVEL,
)
from tests.spec.tables import Reviewed, Said, Section, Stated, Table

MAY, JUNE = date(2026, 5, 4), date(2026, 6, 1)

POINTS = Section(
    "Rule 3. Points and score",
    "A criterion earns its points times its fulfillment. Possible are the points of every "
    "criterion that applies: what is unanswered, lapsed or not confirmed earns nothing, and still "
    "counts as possible. The score is 100 times earned over possible. Where nothing is possible "
    "there is no score, which is not the same as a score of 0.",
    (
        Table(
            "The points of one criterion",
            "What is met or partly met earns points; every other state earns none.",
            ("criterion", "answer", "evidence", "finding"),
            ("earned", "possible"),
            (
                ("Met", CHAMPION, "yes", None, None, 4, 4),
                ("Partly met", CHAMPION, "partly", None, None, 2, 4),
                ("Two thirds of the hours", HOURS, "112 hours", None, None, Fraction(8, 3), 4),
                ("Not met", CHAMPION, "no", None, None, 0, 4),
                ("Unanswered", CHAMPION, None, None, None, 0, 4),
                ("Lapsed", CHAMPION, "yes", date(2025, 1, 1), None, 0, 4),
                ("Not confirmed", CHAMPION, "yes", None, "not confirmed", 0, 4),
                ("Confirmed", CHAMPION, "yes", None, "confirmed", 4, 4),
                ("Not applicable", HANDOVER, "not applicable", None, None, 0, 0),
            ),
        ),
        Table(
            "The score of a site",
            "Four criteria with 4, 2, 4 and 1 points.",
            ("recorded",),
            ("earned", "possible", "score"),
            (
                ("Everything met", (Said(CHAMPION, "yes", JUNE), Said(DEPUTY, "yes", JUNE),
                 Said(HOURS, "168 hours", JUNE), Said(HANDOVER, "yes", JUNE)), 11, 11, 100),
                ("The heaviest two", (Said(CHAMPION, "yes", JUNE), Said(HOURS, "168 hours", JUNE)),
                 8, 11, Fraction(800, 11)),
                ("One more met: the score rises", (Said(CHAMPION, "yes", JUNE), Said(HOURS,
                 "168 hours", JUNE), Said(HANDOVER, "yes", JUNE)), 9, 11, Fraction(900, 11)),
                ("That one not applicable: the score rises less", (Said(CHAMPION, "yes", JUNE),
                 Said(HOURS, "168 hours", JUNE), Said(HANDOVER, "not applicable", JUNE)), 8, 10,
                 80),
                ("All answered with no: a score of 0", (Said(CHAMPION, "no", JUNE), Said(DEPUTY,
                 "no", JUNE), Said(HOURS, "0 hours", JUNE), Said(HANDOVER, "no", JUNE)), 0, 11, 0),
                ("Nothing answered: a score of 0, and not assessed", (), 0, 11, 0),
            ),
            {"criteria": (CHAMPION, DEPUTY, HOURS, HANDOVER)},
        ),
        Table(
            "Nothing applies",
            "A site where every criterion is not applicable has no score.",
            ("recorded",),
            ("earned", "possible", "score"),
            (
                ("All not applicable", (Said(HANDOVER, "not applicable", JUNE), Said(CARDS,
                 "0 of 0", JUNE), Stated("what this site does", "maintenance_only", MAY)), 0, 0,
                 None),
                ("One applies, and is not met", (Said(HANDOVER, "no", JUNE), Said(CARDS, "0 of 0",
                 JUNE), Stated("what this site does", "maintenance_only", MAY)), 0, 1, 0),
            ),
            {"criteria": (HANDOVER, CARDS, CHECK_INS, KITS)},
        ),
        Table(
            "Elements and themes",
            "An element has a score over its own criteria, and so has a theme. Here the element "
            "is “Hospital agreement” (agreement 5 points, travel limit 1, handover 1), the only "
            "one of its theme.",
            ("recorded",),
            ("element_score", "theme_score", "score"),
            (
                ("Agreement only", (Said(AGREEMENT, "", JUNE, evidence=MAY),), Fraction(500, 7),
                 Fraction(500, 7), Fraction(500, 17)),
                ("Outside this element only", (Said(DOSES, "2 doses", JUNE), Said(TRAINED, "90%",
                 JUNE)), 0, 0, Fraction(1000, 17)),
                ("Agreement turned down", (Said(AGREEMENT, "", MAY, evidence=MAY), Said(TRAVEL,
                 "45 minutes", MAY), Reviewed(AGREEMENT, "not confirmed", JUNE)),
                 Fraction(100, 7), Fraction(100, 7), Fraction(100, 17)),
            ),
            {"criteria": (AGREEMENT, TRAVEL, HANDOVER, DOSES, TRAINED), "element": "hospital",
             "theme": "partnership"},
        ),
    ),
)  # fmt: skip
