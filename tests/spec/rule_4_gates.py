"""Rule 4: must-haves."""

from datetime import date

from tests.spec.cast import CHAMPION, DEPUTY, DOSES, HOURS, TRAINED
from tests.spec.tables import Section, Table

FAILS, PASSED = "fails", "passed"

GATES = Section(
    "Rule 4. Must-haves (gates)",
    "A must-have is a criterion that points cannot buy back. It is passed when it is met, or when "
    "it does not apply. Where the framework names a lower share that is already enough, reaching "
    "that share passes too. Partly met never passes otherwise.",
    (
        Table(
            "Passed or not",
            "Must-haves in every state.",
            ("criterion", "answer", "evidence", "finding"),
            ("gate",),
            (
                ("Met", CHAMPION, "yes", None, None, PASSED),
                ("Partly met", CHAMPION, "partly", None, None, FAILS),
                ("Not met", CHAMPION, "no", None, None, FAILS),
                ("Unanswered", CHAMPION, None, None, None, FAILS),
                ("Lapsed", CHAMPION, "yes", date(2025, 1, 1), None, FAILS),
                ("Not confirmed", CHAMPION, "yes", None, "not confirmed", FAILS),
                ("All but one hour", HOURS, "167 hours", None, None, FAILS),
                ("All hours", HOURS, "168 hours", None, None, PASSED),
                ("Not a must-have: cannot fail one", DEPUTY, "no", None, None, PASSED),
            ),
        ),
        Table(
            "A share that is already enough",
            "Ninety percent of the staff are to be trained; from 80% on the must-have is passed, "
            "although the criterion is only partly met and earns only part of its points. What "
            "counts is the share as answered: 82% is above 80%, whatever the target is.",
            ("answer", "finding"),
            ("state", "gate"),
            (
                ("82 of a target of 90", "82%", None, "partly_met", PASSED),
                ("Exactly 80", "80%", None, "partly_met", PASSED),
                ("Just under 80", "79.9%", None, "partly_met", FAILS),
                ("Just under, before rounding: 79.98", "3999 of 5000", None, "partly_met", FAILS),
                ("18 of 22 are 81.8%", "18 of 22", None, "partly_met", PASSED),
                ("At the target", "90%", None, "met", PASSED),
                ("82, and turned down by a reviewer", "82%", "not confirmed", "not_confirmed",
                 FAILS),
                ("No staff to train: 0 of 0", "0 of 0", None, "not_applicable", PASSED),
            ),
            {"criterion": TRAINED},
        ),
        Table(
            "A must-have that follows the number of patients",
            "The same shelf passes with one patient and fails with two.",
            ("patients", "answer"),
            ("required", "gate"),
            (
                ("One patient", 1, "2 doses", 2, PASSED),
                ("Two patients", 2, "2 doses", 4, FAILS),
                ("Two patients, restocked", 2, "4 doses", 4, PASSED),
            ),
            {"criterion": DOSES},
        ),
    ),
)  # fmt: skip
