"""Rule 1, continued: how long evidence is good, and when it lapses."""

from datetime import date

from readiness.domain.scoring import State
from tests.spec.cast import AGREEMENT, CHAMPION, CHECKLIST, DOSES, DRILL
from tests.spec.tables import Section, Table

JANUARY_31, JANUARY_31_LEAP = date(2026, 1, 31), date(2028, 1, 31)

DATES = Section(
    "Rule 1, continued. How long evidence is good",
    "Evidence is good through its last day, and lapsed from the day after. The last day is the "
    "end date, if one is given; otherwise it is the evidence date plus the months of the "
    "framework, as calendar months.",
    (
        Table(
            "The last day is still good",
            "Stock was counted on 1 June and counts for one month.",
            ("evidence", "asked"),
            ("last_day", "state"),
            (
                ("The day of the count", date(2026, 6, 1), date(2026, 6, 1), date(2026, 7, 1),
                 State.MET),
                ("The last day", date(2026, 6, 1), date(2026, 7, 1), date(2026, 7, 1), State.MET),
                ("The day after", date(2026, 6, 1), date(2026, 7, 2), date(2026, 7, 1),
                 State.LAPSED),
                ("Answered without a date: does not lapse by itself", None, date(2030, 1, 1), None,
                 State.MET),
            ),
            {"criterion": DOSES, "answer": "2 doses"},
        ),
        Table(
            "Months of different lengths",
            "One month after 31 January is the last day of February, whether the year has one "
            "day more or not.",
            ("evidence", "asked"),
            ("last_day", "state"),
            (
                ("Common year, last day", JANUARY_31, date(2026, 2, 28), date(2026, 2, 28),
                 State.MET),
                ("Common year, day after", JANUARY_31, date(2026, 3, 1), date(2026, 2, 28),
                 State.LAPSED),
                ("Leap year, last day", JANUARY_31_LEAP, date(2028, 2, 29), date(2028, 2, 29),
                 State.MET),
                ("Leap year, day after", JANUARY_31_LEAP, date(2028, 3, 1), date(2028, 2, 29),
                 State.LAPSED),
                ("From a short month", date(2026, 2, 28), date(2026, 3, 28), date(2026, 3, 28),
                 State.MET),
                ("Into a month of 30 days", date(2026, 3, 31), date(2026, 4, 30),
                 date(2026, 4, 30), State.MET),
                ("Over the turn of the year", date(2026, 12, 15), date(2027, 1, 16),
                 date(2027, 1, 15), State.LAPSED),
            ),
            {"criterion": DOSES, "answer": "2 doses"},
        ),
        Table(
            "A year from 29 February",
            "Twelve months after 29 February is 28 February.",
            ("evidence", "asked"),
            ("last_day", "state"),
            (
                ("Last day", date(2028, 2, 29), date(2029, 2, 28), date(2029, 2, 28), State.MET),
                ("Day after", date(2028, 2, 29), date(2029, 3, 1), date(2029, 2, 28),
                 State.LAPSED),
            ),
            {"criterion": CHAMPION, "answer": "yes"},
        ),
        Table(
            "An end date that is given wins",
            "What is written on the document decides: an agreement that ends earlier lapses "
            "earlier, and one that ends later stays good for longer, than the 24 months of the "
            "framework.",
            ("evidence", "end", "asked"),
            ("last_day", "state"),
            (
                ("No end date: 24 months", date(2025, 3, 10), None, date(2027, 3, 10),
                 date(2027, 3, 10), State.MET),
                ("Ends earlier, last day", date(2025, 3, 10), date(2025, 12, 31),
                 date(2025, 12, 31), date(2025, 12, 31), State.MET),
                ("Ends earlier, day after", date(2025, 3, 10), date(2025, 12, 31),
                 date(2026, 1, 1), date(2025, 12, 31), State.LAPSED),
                ("Ends later, after 24 months", date(2025, 3, 10), date(2028, 3, 9),
                 date(2027, 3, 11), date(2028, 3, 9), State.MET),
                ("Ends later, day after", date(2025, 3, 10), date(2028, 3, 9), date(2028, 3, 10),
                 date(2028, 3, 9), State.LAPSED),
            ),
            {"criterion": AGREEMENT, "answer": ""},
        ),
        Table(
            "What does not lapse, and what lapses although the answer was “no”",
            "Where the framework names no months, only an end date makes evidence lapse. A "
            "lapsed answer is lapsed whatever it said: it has to be asked again.",
            ("criterion", "answer", "evidence", "end", "asked"),
            ("last_day", "state"),
            (
                ("No months, no end date", CHECKLIST, "yes", date(2020, 1, 1), None,
                 date(2036, 1, 1), None, State.MET),
                ("No months, but an end date", CHECKLIST, "yes", date(2020, 1, 1),
                 date(2026, 6, 30), date(2026, 7, 1), date(2026, 6, 30), State.LAPSED),
                ("A “no” that has grown old", CHAMPION, "no", date(2025, 1, 1), None,
                 date(2026, 6, 15), date(2026, 1, 1), State.LAPSED),
                ("A drill within the year", DRILL, "", date(2025, 6, 15), None,
                 date(2026, 6, 15), date(2026, 6, 15), State.MET),
                ("A drill more than a year ago", DRILL, "", date(2025, 6, 14), None,
                 date(2026, 6, 15), date(2026, 6, 14), State.LAPSED),
            ),
        ),
    ),
)  # fmt: skip
