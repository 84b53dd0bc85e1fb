"""Rule 2: how much of a criterion is there, by the kind of its answer."""

from datetime import date
from fractions import Fraction

from readiness.domain.scoring import State
from tests.spec.cast import CARDS, CHAMPION, DOSES, DRILL, HOURS, TRAINED, TRAVEL
from tests.spec.tables import Section, Table

FULFILLMENT = Section(
    "Rule 2. How much of it is there (fulfillment)",
    "Fulfillment runs from 0 (nothing of it) to 1 (all that is needed). More than what is needed "
    "is still 1. It is an exact fraction: nothing is rounded before the end.",
    (
        Table(
            "Yes, partly, no",
            "Yes is 1, partly is one half, no is 0.",
            ("answer",),
            ("fulfilment", "state"),
            (
                ("In place", "yes", 1, State.MET),
                ("Half way", "partly", Fraction(1, 2), State.PARTLY_MET),
                ("Not in place", "no", 0, State.NOT_MET),
            ),
            {"criterion": CHAMPION},
        ),
        Table(
            "A count that follows the number of patients",
            "Two doses of tocilizumab for each patient now in step-up, and never fewer than two. "
            "Fulfillment is what is there, divided by what is needed, up to 1.",
            ("patients", "answer"),
            ("required", "fulfilment", "state"),
            (
                ("No patient: two are still needed", 0, "2 doses", 2, 1, State.MET),
                ("One patient", 1, "2 doses", 2, 1, State.MET),
                ("Two patients, four doses", 2, "4 doses", 4, 1, State.MET),
                ("Two patients, two doses", 2, "2 doses", 4, Fraction(1, 2), State.PARTLY_MET),
                ("Three patients, two doses", 3, "2 doses", 6, Fraction(1, 3), State.PARTLY_MET),
                ("Three patients, five doses", 3, "5 doses", 6, Fraction(5, 6), State.PARTLY_MET),
                ("Three patients, six doses", 3, "6 doses", 6, 1, State.MET),
                ("More than needed is not more than 1", 3, "10 doses", 6, 1, State.MET),
                ("An empty shelf", 3, "0 doses", 6, 0, State.NOT_MET),
            ),
            {"criterion": DOSES},
        ),
        Table(
            "A share in percent",
            "The share that was found, divided by the share that is aimed for, up to 1. It may be "
            "given as a percentage or as so many of so many.",
            ("answer",),
            ("fulfilment", "state"),
            (
                ("Exactly the target", "90%", 1, State.MET),
                ("Above the target", "100%", 1, State.MET),
                ("Below the target: 82 / 90", "82%", Fraction(41, 45), State.PARTLY_MET),
                ("18 of 20 are 90%", "18 of 20", 1, State.MET),
                ("18 of 22 are 81.8%", "18 of 22", Fraction(10, 11), State.PARTLY_MET),
                ("Half a percent counts", "45.5%", Fraction(91, 180), State.PARTLY_MET),
                ("Nobody", "0%", 0, State.NOT_MET),
            ),
            {"criterion": TRAINED},
        ),
        Table(
            "A share of nothing",
            "With nothing to count there is no share, so the criterion does not apply.",
            ("answer",),
            ("fulfilment", "state"),
            (
                ("All seven", "7 of 7", 1, State.MET),
                ("None of seven", "0 of 7", 0, State.NOT_MET),
                ("No new patient: 0 of 0", "0 of 0", None, State.NOT_APPLICABLE),
            ),
            {"criterion": CARDS},
        ),
        Table(
            "Hours of the week",
            "Hours covered, divided by the hours that are needed.",
            ("answer",),
            ("fulfilment", "state"),
            (
                ("Day and night, all week", "168 hours", 1, State.MET),
                ("Forty hours of the weekend are missing", "128 hours", Fraction(16, 21),
                 State.PARTLY_MET),
                ("One hour is missing", "167 hours", Fraction(167, 168), State.PARTLY_MET),
                ("Office hours only", "40 hours", Fraction(5, 21), State.PARTLY_MET),
                ("No hour", "0 hours", 0, State.NOT_MET),
            ),
            {"criterion": HOURS},
        ),
        Table(
            "A limit",
            "At the limit or below is 1, above it is 0. There is nothing in between.",
            ("answer",),
            ("fulfilment", "state"),
            (
                ("Well within", "25 minutes", 1, State.MET),
                ("At the limit", "60 minutes", 1, State.MET),
                ("Just above", "61 minutes", 0, State.NOT_MET),
                ("Half a minute above", "60.5 minutes", 0, State.NOT_MET),
                ("No travel at all", "0 minutes", 1, State.MET),
            ),
            {"criterion": TRAVEL},
        ),
        Table(
            "A date",
            "A date is 1 for as long as it is good; see above for how long that is.",
            ("answer", "evidence"),
            ("fulfilment", "state"),
            (
                ("A drill this spring", "", date(2026, 4, 20), 1, State.MET),
                ("A drill two years ago", "", date(2024, 4, 20), None, State.LAPSED),
            ),
            {"criterion": DRILL},
        ),
    ),
)  # fmt: skip
