"""Rule 1: the state of a criterion on a date."""

from datetime import date

from readiness.domain.scoring import State
from tests.spec.cast import CARDS, CHAMPION, CHECK_INS, DOSES, HANDOVER, HOURS, KITS, TRAINED
from tests.spec.tables import Reviewed, Said, Section, Table

MAY, JUNE = date(2026, 5, 4), date(2026, 6, 1)

STATES = Section(
    "Rule 1. The state of a criterion",
    "On any date a criterion is in exactly one state, the first of these that fits: not "
    "applicable, unanswered, not confirmed, lapsed, and then met, partly met or not met by how "
    "much of it is there. No answer is never read as “no”, and “no” is never read as no answer.",
    (
        Table(
            "By the answer",
            "With an answer that is neither out of date nor turned down by a reviewer, the state "
            "says how much of what is needed is there.",
            ("criterion", "answer"),
            ("state",),
            (
                ("Nobody has answered yet", CHAMPION, None, State.UNANSWERED),
                ("Yes", CHAMPION, "yes", State.MET),
                ("In part", CHAMPION, "partly", State.PARTLY_MET),
                ("No", CHAMPION, "no", State.NOT_MET),
                ("Every hour of the week", HOURS, "168 hours", State.MET),
                ("Some hours of the week", HOURS, "128 hours", State.PARTLY_MET),
                ("None at all: not met, not missing", TRAINED, "0%", State.NOT_MET),
                ("None of 22: not met, not missing", TRAINED, "0 of 22", State.NOT_MET),
            ),
        ),
        Table(
            "Not applicable",
            "A criterion is left out when the site's profile makes it beside the point, when "
            "there is nothing to count, or when the site says so with a reason and the framework "
            "allows it.",
            ("criterion", "service", "patients", "answer"),
            ("state",),
            (
                ("A site that gives step-up doses is asked", CHECK_INS, "step_up", 0, None,
                 State.UNANSWERED),
                ("A site that does not give them is not", CHECK_INS, "maintenance_only", 0, None,
                 State.NOT_APPLICABLE),
                ("Even if it answered", CHECK_INS, "maintenance_only", 0, "100%",
                 State.NOT_APPLICABLE),
                ("A kit for each patient, and no patient", KITS, "step_up", 0, None,
                 State.NOT_APPLICABLE),
                ("A kit for each patient, and one patient", KITS, "step_up", 1, None,
                 State.UNANSWERED),
                ("No new patient last quarter: 0 of 0", CARDS, "step_up", 0, "0 of 0",
                 State.NOT_APPLICABLE),
                ("One new patient, no card: 0 of 1", CARDS, "step_up", 0, "0 of 1",
                 State.NOT_MET),
                ("The site says so, and it is allowed", HANDOVER, "step_up", 0, "not applicable",
                 State.NOT_APPLICABLE),
                ("Two doses are needed even without patients", DOSES, "step_up", 0, None,
                 State.UNANSWERED),
            ),
        ),
        Table(
            "Not applicable, and a reviewer",
            "Not applicable comes first, so a reviewer's conclusion does not change it. Such "
            "claims are listed across the network instead, so that they can be questioned.",
            ("criterion", "answer", "finding"),
            ("state", "possible"),
            (
                ("Said by the site, and turned down", HANDOVER, "not applicable", "not confirmed",
                 State.NOT_APPLICABLE, 0),
                ("Answered after all", HANDOVER, "no", "confirmed", State.NOT_MET, 1),
            ),
        ),
        Table(
            "What a reviewer concluded",
            "Only the newest conclusion counts, and only if it is about the newest answer. A new "
            "answer starts afresh, until somebody reviews it.",
            ("recorded", "asked"),
            ("state",),
            (
                ("Turned down", (Said(CHAMPION, "yes", MAY), Reviewed(CHAMPION, "not confirmed",
                 JUNE)), date(2026, 6, 15), State.NOT_CONFIRMED),
                ("Not yet turned down on the day before", (Said(CHAMPION, "yes", MAY),
                 Reviewed(CHAMPION, "not confirmed", JUNE)), date(2026, 5, 31), State.MET),
                ("Turned down, then answered again", (Said(CHAMPION, "yes", MAY),
                 Reviewed(CHAMPION, "not confirmed", JUNE), Said(CHAMPION, "yes",
                 date(2026, 6, 8))), date(2026, 6, 15), State.MET),
                ("Answered again later on the same day", (Said(CHAMPION, "yes", MAY),
                 Reviewed(CHAMPION, "not confirmed", JUNE, hour=11), Said(CHAMPION, "partly",
                 JUNE, hour=16)), date(2026, 6, 15), State.PARTLY_MET),
                ("Reviewed before there was an answer", (Reviewed(CHAMPION, "not confirmed", MAY),
                 Said(CHAMPION, "yes", JUNE)), date(2026, 6, 15), State.MET),
                ("Turned down, then confirmed", (Said(CHAMPION, "yes", MAY), Reviewed(CHAMPION,
                 "not confirmed", JUNE), Reviewed(CHAMPION, "confirmed", date(2026, 6, 8))),
                 date(2026, 6, 15), State.MET),
                ("Confirmed, then turned down", (Said(CHAMPION, "yes", MAY), Reviewed(CHAMPION,
                 "confirmed", JUNE), Reviewed(CHAMPION, "not confirmed", date(2026, 6, 8))),
                 date(2026, 6, 15), State.NOT_CONFIRMED),
                ("Turned down and out of date: the first that fits", (Said(CHAMPION, "yes",
                 date(2025, 5, 4), evidence=date(2025, 5, 4)), Reviewed(CHAMPION, "not confirmed",
                 date(2025, 6, 1))), date(2026, 6, 15), State.NOT_CONFIRMED),
                ("Confirmed, and out of date by now", (Said(CHAMPION, "yes", date(2025, 5, 4),
                 evidence=date(2025, 5, 4)), Reviewed(CHAMPION, "confirmed", date(2025, 6, 1))),
                 date(2026, 6, 15), State.LAPSED),
                ("A “no” that was confirmed is still a no", (Said(CHAMPION, "no", MAY),
                 Reviewed(CHAMPION, "confirmed", JUNE)), date(2026, 6, 15), State.NOT_MET),
            ),
            {"criterion": CHAMPION},
        ),
    ),
)  # fmt: skip
