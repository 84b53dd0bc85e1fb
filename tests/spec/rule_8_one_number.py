"""Rule 8: every figure comes from one place."""

from datetime import date

from tests.spec.cast import CHAMPION, DEPUTY, DOSES, TRAVEL
from tests.spec.tables import Reviewed, Said, Section, Stated, Table

MAY, JUNE = date(2026, 5, 4), date(2026, 6, 1)

ONE_NUMBER = Section(
    "Rule 8. One number",
    "Every page, chart, export, alert and command takes its figures from the same calculation. "
    "Every example of this document is computed in two ways, as the score on that day and as a "
    "look-up in the site's timeline, and both have to agree.",
    (
        Table(
            "The score on a day, and the timeline on that day",
            "Two doses counted on 1 June, good for one month.",
            ("asked",),
            ("score", "timeline_score", "level", "timeline_level"),
            (
                ("Before anything was recorded", date(2026, 5, 3), 0, 0, "Not assessed",
                 "Not assessed"),
                ("The champion is named", date(2026, 5, 4), 40, 40, "Not ready", "Not ready"),
                ("The doses are counted", date(2026, 6, 1), 90, 90, "Ready", "Ready"),
                ("The last good day", date(2026, 7, 1), 90, 90, "Ready", "Ready"),
                ("The count has lapsed", date(2026, 7, 2), 40, 40, "Not ready", "Not ready"),
                ("Years later, nobody acting", date(2030, 1, 1), 40, 40, "Not ready",
                 "Not ready"),
            ),
            {"criteria": (CHAMPION, TRAVEL, DOSES),
             "recorded": (Said(CHAMPION, "yes", MAY), Said(DOSES, "2 doses", JUNE,
                          evidence=JUNE))},
        ),
        Table(
            "The order of recording does not matter",
            "The same answers to different criteria give the same score, whichever came first.",
            ("recorded",),
            ("score", "failed_gates"),
            (
                ("Champion first", (Said(CHAMPION, "yes", MAY), Said(DEPUTY, "yes", JUNE)), 100,
                 ()),
                ("Deputy first", (Said(DEPUTY, "yes", MAY), Said(CHAMPION, "yes", JUNE)), 100, ()),
                ("On the same day", (Said(CHAMPION, "yes", JUNE), Said(DEPUTY, "yes", JUNE)), 100,
                 ()),
            ),
            {"criteria": (CHAMPION, DEPUTY)},
        ),
        Table(
            "Of several answers to one criterion the newest counts",
            "An answer is never changed; a new one is recorded after it.",
            ("recorded",),
            ("score", "failed_gates"),
            (
                ("No, then yes", (Said(CHAMPION, "no", MAY), Said(CHAMPION, "yes", JUNE)), 100,
                 ()),
                ("Yes, then no", (Said(CHAMPION, "yes", MAY), Said(CHAMPION, "no", JUNE)), 0,
                 (CHAMPION,)),
                ("Twice on one day", (Said(CHAMPION, "yes", JUNE, hour=9), Said(CHAMPION, "partly",
                 JUNE, hour=14)), 50, (CHAMPION,)),
                ("A review of the earlier answer does not touch the newer", (Said(CHAMPION, "yes",
                 MAY), Reviewed(CHAMPION, "not confirmed", date(2026, 5, 20)), Said(CHAMPION,
                 "yes", JUNE)), 100, ()),
                ("The newest profile counts too", (Said(CHAMPION, "yes", MAY), Stated(
                 "what this site does", "maintenance_only", MAY), Stated("what this site does",
                 "step_up", JUNE)), 100, ()),
            ),
            {"criteria": (CHAMPION,)},
        ),
    ),
)  # fmt: skip
