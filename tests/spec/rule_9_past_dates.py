"""Rule 9: a past date gives the same figures for ever."""

from datetime import date
from fractions import Fraction

from tests.spec.cast import CHAMPION, DEPUTY, DOSES, KITS
from tests.spec.tables import Reviewed, Said, Section, Stated, Table

MAY_31, JUNE_1, JUNE_20 = date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 20)
YES = Said(CHAMPION, "yes", JUNE_1, evidence=date(2026, 3, 1))
READY, NOT_READY, NOT_ASSESSED = "Ready", "Not ready", "Not assessed"

PAST_DATES = Section(
    "Rule 9. A past date reproduces",
    "For a date, only what was recorded on or before that date counts, even where the evidence is "
    "older. What is recorded later changes later dates only, so the figures that a meeting saw "
    "can be shown again, and will be the same.",
    (
        Table(
            "Recorded after the date does not count",
            "The champion was appointed on 1 March; the site said so on 1 June.",
            ("recorded", "asked"),
            ("score", "level"),
            (
                ("The day before it was recorded", (YES,), MAY_31, 0, NOT_ASSESSED),
                ("The day it was recorded", (YES,), JUNE_1, 100, READY),
                ("Withdrawn on 20 June: on 19 June still good", (YES, Said(CHAMPION, "no",
                 JUNE_20)), date(2026, 6, 19), 100, READY),
                ("Withdrawn on 20 June: from that day on", (YES, Said(CHAMPION, "no", JUNE_20)),
                 JUNE_20, 0, NOT_READY),
                ("Turned down on 20 June: on 19 June still good", (YES, Reviewed(CHAMPION,
                 "not confirmed", JUNE_20)), date(2026, 6, 19), 100, READY),
                ("Turned down on 20 June: from that day on", (YES, Reviewed(CHAMPION,
                 "not confirmed", JUNE_20)), JUNE_20, 0, NOT_READY),
                ("Answered late in the evening of the day", (Said(CHAMPION, "yes", JUNE_1,
                 hour=23),), JUNE_1, 100, READY),
            ),
            {"criteria": (CHAMPION,)},
        ),
        Table(
            "Profiles count from the day they are recorded",
            "Two doses are in reach. From 20 June two patients need four.",
            ("asked",),
            ("required", "state", "level"),
            (
                ("Before", date(2026, 6, 19), 2, "met", READY),
                ("From that day on", JUNE_20, 4, "partly_met", NOT_READY),
            ),
            {"criterion": DOSES, "recorded": (Said(DOSES, "2 doses", JUNE_1),
             Stated("patients now in step-up", 2, JUNE_20))},
        ),
        Table(
            "A criterion may begin to apply",
            "One home kit for each patient; the first patient starts on 20 June.",
            ("asked",),
            ("score", "points_possible", "not_applicable_points"),
            (
                ("Before", date(2026, 6, 19), 100, 2, 1),
                ("From that day on", JUNE_20, Fraction(200, 3), 3, 0),
            ),
            {"criteria": (DEPUTY, KITS), "recorded": (Said(DEPUTY, "yes", JUNE_1),
             Stated("patients now in step-up", 1, JUNE_20))},
        ),
    ),
)  # fmt: skip
