"""Rule 6: what always stands beside the score."""

from datetime import date
from fractions import Fraction

from tests.spec.cast import CARDS, CHAMPION, CHECK_INS, DEPUTY, DOSES, HANDOVER, HOURS
from tests.spec.tables import Reviewed, Said, Section, Stated, Table

MAY, JUNE = date(2026, 5, 4), date(2026, 6, 1)
JANUARY_2025 = date(2025, 1, 10)

BESIDE = Section(
    "Rule 6. Always beside the score",
    "A score alone can mislead. Beside it stand the must-haves that fail, by name; the share of "
    "the applicable criteria that was answered; the share of the earned points that a reviewer "
    "confirmed; and the points that “not applicable” took out.",
    (
        Table(
            "Which must-haves fail",
            "In the order of the framework.",
            ("recorded",),
            ("failed_gates",),
            (
                ("Nothing answered: all of them", (), (CHAMPION, HOURS, DOSES)),
                ("Two are met", (Said(CHAMPION, "yes", JUNE), Said(DOSES, "2 doses", JUNE)),
                 (HOURS,)),
                ("Answered in another order", (Said(DOSES, "1 dose", JUNE), Said(CHAMPION,
                 "partly", MAY), Said(HOURS, "168 hours", MAY)), (CHAMPION, DOSES)),
                ("All are met", (Said(CHAMPION, "yes", JUNE), Said(DOSES, "2 doses", JUNE),
                 Said(HOURS, "168 hours", JUNE)), ()),
            ),
            {"criteria": (CHAMPION, DEPUTY, HOURS, DOSES)},
        ),
        Table(
            "The share answered",
            "Answered criteria out of those that apply. An old or a rejected answer is still an "
            "answer. “Not applicable” leaves the count on both sides.",
            ("recorded",),
            ("answered", "applicable", "answered_share"),
            (
                ("Nothing answered", (), 0, 5, 0),
                ("Two of five", (Said(CHAMPION, "yes", JUNE), Said(HOURS, "0 hours", JUNE)), 2, 5,
                 Fraction(2, 5)),
                ("One of them out of date, one turned down", (Said(CHAMPION, "yes", JANUARY_2025,
                 evidence=JANUARY_2025), Said(HOURS, "168 hours", MAY), Reviewed(HOURS,
                 "not confirmed", JUNE)), 2, 5, Fraction(2, 5)),
                ("Not applicable is no answer, and is not asked", (Said(CHAMPION, "yes", JUNE),
                 Said(HANDOVER, "not applicable", JUNE)), 1, 4, Fraction(1, 4)),
                ("Fewer apply", (Stated("what this site does", "maintenance_only", MAY),
                 Said(CHAMPION, "yes", JUNE)), 1, 4, Fraction(1, 4)),
            ),
            {"criteria": (CHAMPION, HOURS, DOSES, HANDOVER, CHECK_INS)},
        ),
        Table(
            "The share confirmed",
            "Points earned on answers that a reviewer confirmed, out of all points earned. A new "
            "answer has to be confirmed again.",
            ("recorded",),
            ("points_earned", "confirmed_points", "confirmed_share"),
            (
                ("Nothing reviewed", (Said(CHAMPION, "yes", MAY), Said(DEPUTY, "yes", MAY)), 6, 0,
                 0),
                ("Four of six points", (Said(CHAMPION, "yes", MAY), Said(DEPUTY, "yes", MAY),
                 Reviewed(CHAMPION, "confirmed", JUNE)), 6, 4, Fraction(2, 3)),
                ("All", (Said(CHAMPION, "yes", MAY), Said(DEPUTY, "yes", MAY), Reviewed(CHAMPION,
                 "confirmed", JUNE), Reviewed(DEPUTY, "confirmed", JUNE)), 6, 6, 1),
                ("Confirmed, then answered again", (Said(CHAMPION, "yes", MAY), Said(DEPUTY, "yes",
                 MAY), Reviewed(CHAMPION, "confirmed", JUNE), Said(CHAMPION, "partly",
                 date(2026, 6, 8))), 4, 0, 0),
                ("A rejected answer earns nothing, so the rest is all", (Said(CHAMPION, "yes",
                 MAY), Said(DEPUTY, "yes", MAY), Reviewed(CHAMPION, "not confirmed", JUNE),
                 Reviewed(DEPUTY, "confirmed", JUNE)), 2, 2, 1),
                ("No points earned: no share", (Said(CHAMPION, "no", MAY),), 0, 0, None),
            ),
            {"criteria": (CHAMPION, DEPUTY)},
        ),
        Table(
            "What “not applicable” took out",
            "The points of the criteria that do not apply, so that a high score over few criteria "
            "is seen for what it is.",
            ("recorded",),
            ("score", "points_possible", "not_applicable_points"),
            (
                ("Everything applies", (Said(CHAMPION, "yes", JUNE),), 50, 8, 0),
                ("Said by the site", (Said(CHAMPION, "yes", JUNE), Said(HANDOVER,
                 "not applicable", JUNE)), Fraction(400, 7), 7, 1),
                ("Nothing to count", (Said(CHAMPION, "yes", JUNE), Said(CARDS, "0 of 0", JUNE)),
                 Fraction(200, 3), 6, 2),
                ("By the profile, and both others", (Said(CHAMPION, "yes", JUNE), Said(CARDS,
                 "0 of 0", JUNE), Said(HANDOVER, "not applicable", JUNE), Stated(
                 "what this site does", "maintenance_only", MAY)), 100, 4, 4),
            ),
            {"criteria": (CHAMPION, CARDS, HANDOVER, CHECK_INS)},
        ),
    ),
)  # fmt: skip
