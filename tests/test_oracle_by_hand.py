"""The plain second implementation of the rules against results worked out by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.oracle import (
    add_months,
    days_in_month,
    instant_of,
    is_leap_year,
    score_site,
    timeline_by_days,
)

SITE = "S1"
DAY = date(2026, 6, 15)
LEVELS: list[dict[str, Any]] = [
    {"id": "not_ready", "min_score": 0},
    {"id": "ready_with_gaps", "min_score": 0, "needs_gates": True},
    {"id": "ready", "min_score": 85, "needs_gates": True},
]
FIELDS: list[dict[str, Any]] = [
    {"id": "patients_in_step_up", "type": "count", "default": 0},
    {"id": "agents", "type": "count"},
    {"id": "staff", "type": "count", "default": 4},
    {"id": "service_level", "type": "choice", "options": ["step_up", "maintenance"]},
    {"id": "region", "type": "choice", "options": ["north", "south"], "default": "north"},
]


def criterion(criterion_id: str, kind: str = "choice", **keys: Any) -> dict[str, Any]:
    """Return a criterion of 10 points in element E1, unless told otherwise."""
    base: dict[str, Any] = {
        "id": criterion_id,
        "element": "E1",
        "kind": kind,
        "gate": False,
        "points": 10,
        "na_allowed": False,
        "depends_on": [],
        "retired": False,
    }
    return {**base, **keys}


def framework(*criteria: dict[str, Any]) -> dict[str, Any]:
    """Return a framework of two elements with these criteria."""
    return {
        "levels": LEVELS,
        "profile_fields": FIELDS,
        "elements": [{"id": "E1", "theme": "T1"}, {"id": "E2", "theme": "T1"}],
        "criteria": list(criteria),
    }


def response(
    criterion_id: str, answer: str = "yes", recorded_at: str = "2026-01-01", **cells: str
) -> dict[str, str]:
    """Return a row of responses.csv."""
    base = {
        "site_id": SITE,
        "criterion_id": criterion_id,
        "recorded_at": recorded_at,
        "answer": answer,
        "numerator": "",
        "denominator": "",
        "evidence_date": "",
        "end_date": "",
        "evidence": "",
        "na_reason": "",
        "recorded_by": "manager",
    }
    return {**base, **cells}


def finding(
    criterion_id: str, conclusion: str, recorded_at: str, site_id: str = SITE
) -> dict[str, str]:
    """Return a row of findings.csv."""
    return {
        "site_id": site_id,
        "criterion_id": criterion_id,
        "recorded_at": recorded_at,
        "conclusion": conclusion,
        "reason": "" if conclusion == "confirmed" else "no signature",
        "recorded_by": "reviewer",
    }


def profile(recorded_on: str, **cells: str) -> dict[str, str]:
    """Return a row of profiles.csv."""
    return {"site_id": SITE, "recorded_on": recorded_on, **cells}


def score(
    data: dict[str, Any],
    responses: list[dict[str, str]],
    findings: list[dict[str, str]] | None = None,
    profiles: list[dict[str, str]] | None = None,
    as_of: date = DAY,
) -> dict[str, Any]:
    """Score the one site."""
    return score_site(data, SITE, responses, findings or [], profiles or [], as_of)


# --- Calendar -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 2, 28), 1, date(2026, 3, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 31), 24, date(2028, 12, 31)),
        (date(2026, 1, 15), 6, date(2026, 7, 15)),
    ],
)
def test_months_are_calendar_months(start: date, months: int, expected: date) -> None:
    assert add_months(start, months) == expected


def test_leap_years_and_lengths_of_months() -> None:
    years = [1900, 2000, 2024, 2026, 2100]
    assert [is_leap_year(year) for year in years] == [False, True, True, False, False]
    lengths = [days_in_month(2026, month) for month in range(1, 13)]
    assert lengths == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def test_instants_are_utc() -> None:
    noon = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    assert instant_of("2026-03-01T12:00:00Z") == noon
    assert instant_of("2026-03-01T12:00:00") == noon
    assert instant_of("2026-03-01T14:00:00+02:00") == noon
    assert instant_of("2026-03-01") == datetime(2026, 3, 1, 0, 0, tzinfo=UTC)


# --- Lapsing --------------------------------------------------------------------------------


def test_evidence_is_good_on_its_last_day_and_lapsed_the_day_after() -> None:
    data = framework(criterion("A", "date", validity_months=1))
    rows = [response("A", "", "2026-01-31", evidence_date="2026-01-31")]
    good = score(data, rows, as_of=date(2026, 2, 28))
    gone = score(data, rows, as_of=date(2026, 3, 1))
    assert good["criteria"]["A"] == {
        "state": "met",
        "fulfilment": Fraction(1),
        "points_earned": Fraction(10),
        "points_possible": Fraction(10),
        "last_day": "2026-02-28",
    }
    assert good["score"] == Fraction(100)
    assert gone["criteria"]["A"] == {
        "state": "lapsed",
        "fulfilment": None,
        "points_earned": Fraction(0),
        "points_possible": Fraction(10),
        "last_day": "2026-02-28",
    }
    assert gone["score"] == Fraction(0)
    assert gone["answered_share"] == Fraction(1)
    assert gone["confirmed_share"] is None


def test_in_a_leap_year_the_month_ends_on_the_29th() -> None:
    data = framework(criterion("A", "date", validity_months=1))
    rows = [response("A", "", "2028-01-31", evidence_date="2028-01-31")]
    states = [
        score(data, rows, as_of=day)["criteria"]["A"]["state"]
        for day in (date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1))
    ]
    assert states == ["met", "met", "lapsed"]


def test_an_end_date_wins_over_validity_whether_earlier_or_later() -> None:
    data = framework(
        criterion("EARLY", validity_months=12),
        criterion("LATE", validity_months=1),
        criterion("ALONE"),
        criterion("NEVER", validity_months=1),
        criterion("UNDATED"),
    )
    rows = [
        response("EARLY", evidence_date="2026-01-01", end_date="2026-02-01"),
        response("LATE", evidence_date="2026-01-01", end_date="2026-12-31"),
        response("ALONE", end_date="2026-06-14"),
        response("NEVER"),
        response("UNDATED", evidence_date="2026-01-01"),
    ]
    shown = score(data, rows)["criteria"]
    assert [(one["state"], one["last_day"]) for one in shown.values()] == [
        ("lapsed", "2026-02-01"),
        ("met", "2026-12-31"),
        ("lapsed", "2026-06-14"),
        ("met", None),
        ("met", None),
    ]


# --- Fulfilment -----------------------------------------------------------------------------


def test_choice_words_in_any_case_and_with_blanks() -> None:
    data = framework(criterion("A"), criterion("B"), criterion("C", element="E2"))
    result = score(data, [response("A", " YES "), response("B", "Partly"), response("C", "no")])
    shown = result["criteria"]
    assert [shown[one]["state"] for one in "ABC"] == ["met", "partly_met", "not_met"]
    assert [shown[one]["fulfilment"] for one in "ABC"] == [1, Fraction(1, 2), 0]
    assert result["points_earned"] == 15
    assert result["points_possible"] == 30
    assert result["score"] == 50
    assert result["elements"] == {
        "E1": {"score": 75, "points_earned": 15, "points_possible": 20},
        "E2": {"score": 0, "points_earned": 0, "points_possible": 10},
    }
    assert result["site_id"] == "S1"


@pytest.mark.parametrize("keys", [{"target": 3}, {"required": {"target": 3}}])
def test_count_in_part_and_beyond_with_either_form_of_target(keys: dict[str, Any]) -> None:
    data = framework(criterion("A", "count", points=5, **keys))
    part = score(data, [response("A", "2")])
    beyond = score(data, [response("A", "7")])
    assert part["criteria"]["A"]["state"] == "partly_met"
    assert part["points_earned"] == Fraction(10, 3)
    assert part["score"] == Fraction(200, 3)
    assert beyond["criteria"]["A"]["state"] == "met"
    assert beyond["points_earned"] == 5


def test_count_by_formula_follows_the_profile_and_its_floor() -> None:
    required = {"field": "patients_in_step_up", "per_unit": 2, "at_least": 2}
    data = framework(criterion("A", "count", required=required))
    rows = [response("A", "2")]
    profiles = [profile("2026-03-01", patients_in_step_up="4")]
    before = score(data, rows, profiles=profiles, as_of=date(2026, 2, 28))
    after = score(data, rows, profiles=profiles, as_of=date(2026, 3, 1))
    assert before["criteria"]["A"]["fulfilment"] == 1  # 0 patients: max(2, 0) = 2
    assert after["criteria"]["A"]["fulfilment"] == Fraction(1, 4)  # max(2, 8) = 8


def test_a_requirement_of_zero_is_not_applicable_even_unanswered() -> None:
    required = {"field": "agents", "per_unit": Decimal("0.5")}
    data = framework(criterion("A", "count", required=required, gate=True), criterion("B"))
    none = score(data, [response("B")])
    no_cell = score(data, [response("B"), response("A", "1")], profiles=[profile("2026-01-01")])
    some = score(
        data, [response("B"), response("A", "1")], profiles=[profile("2026-01-01", agents="3")]
    )
    assert none["criteria"]["A"] == {
        "state": "not_applicable",
        "fulfilment": None,
        "points_earned": 0,
        "points_possible": 0,
        "last_day": None,
    }
    assert none["answered_share"] == 1
    assert none["failed_gates"] == []
    assert none["level"] == "ready"
    assert no_cell["criteria"]["A"]["state"] == "not_applicable"
    assert some["criteria"]["A"]["fulfilment"] == Fraction(2, 3)  # 1 of 1.5, not of 2
    assert some["failed_gates"] == ["A"]


def test_percent_as_a_number_and_as_two_numbers() -> None:
    data = framework(
        criterion("A", "percent", target=90),
        criterion("B", "percent", target=90),
        criterion("C", "percent", target=90),
    )
    rows = [
        response("A", "45"),
        response("B", "", numerator="2", denominator="3"),
        response("C", "0"),
    ]
    shown = score(data, rows)["criteria"]
    assert shown["A"]["fulfilment"] == Fraction(1, 2)
    assert shown["B"]["fulfilment"] == Fraction(20, 27)  # (200/3) / 90
    assert (shown["C"]["state"], shown["C"]["fulfilment"]) == ("not_met", 0)


def test_percent_of_a_denominator_of_zero_is_not_applicable() -> None:
    data = framework(criterion("A", "percent", target=90, gate=True), criterion("B"))
    rows = [
        response("A", "", numerator="0", denominator="0", end_date="2026-02-01"),
        response("B", "partly"),
    ]
    result = score(data, rows, [finding("A", "not confirmed", "2026-01-02")])
    assert result["criteria"]["A"]["state"] == "not_applicable"
    assert result["criteria"]["A"]["last_day"] is None
    assert result["points_possible"] == 10
    assert result["score"] == 50
    assert result["failed_gates"] == []


def test_hours_and_limit() -> None:
    data = framework(
        criterion("H", "hours", target=168),
        criterion("AT", "limit", target=30),
        criterion("OVER", "limit", target=30),
    )
    rows = [response("H", "126"), response("AT", "30"), response("OVER", "30.01")]
    result = score(data, rows)
    assert result["criteria"]["H"]["fulfilment"] == Fraction(3, 4)
    assert result["criteria"]["AT"]["fulfilment"] == 1
    assert result["criteria"]["OVER"]["fulfilment"] == 0
    assert result["criteria"]["OVER"]["state"] == "not_met"
    assert result["score"] == Fraction(175, 3)  # 100 x 17.5 / 30


# --- Gates and levels -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "target", "gate_at", "answer", "passes"),
    [
        ("percent", 90, 80, "82", True),
        ("percent", 90, 80, "80", True),
        ("percent", 90, 80, "79.9", False),
        ("percent", 90, 95, "92", True),  # met passes, whatever gate_at says
        ("percent", 90, None, "89", False),
        ("count", 3, 66, "2", True),  # 66.66... %
        ("count", 3, 67, "2", False),
        ("hours", 168, 75, "126", True),
        ("hours", 168, 76, "126", False),
        ("choice", None, 50, "partly", True),
        ("choice", None, 51, "partly", False),
        ("choice", None, None, "partly", False),
        ("limit", 30, 50, "31", False),
        ("limit", 30, 50, "30", True),
    ],
)
def test_gate_at(
    kind: str, target: int | None, gate_at: int | None, answer: str, passes: bool
) -> None:
    keys: dict[str, Any] = {"gate": True}
    if target is not None:
        keys["target"] = target
    if gate_at is not None:
        keys["gate_at"] = gate_at
    result = score(framework(criterion("A", kind, **keys)), [response("A", answer)])
    assert result["failed_gates"] == ([] if passes else ["A"])


def test_lapsed_not_confirmed_and_unanswered_never_pass_a_gate() -> None:
    keys: dict[str, Any] = {"target": 90, "gate": True, "gate_at": 80}
    data = framework(*[criterion(one, "percent", **keys) for one in ("Z", "L", "N", "U", "OK")])
    rows = [
        response("OK", "82"),
        response("L", "100", end_date="2026-06-14"),
        response("N", "100"),
        response("Z", "82", end_date="2026-06-15"),
    ]
    result = score(data, rows, [finding("N", "not confirmed", "2026-02-01")])
    assert result["failed_gates"] == ["L", "N", "U"]
    assert result["level"] == "not_ready"
    assert result["answered_share"] == Fraction(4, 5)


def test_the_level_ready_begins_at_exactly_85() -> None:
    exactly = framework(criterion("A", points=85), criterion("B", points=15))
    below = framework(
        criterion("A", points=Decimal("84.999")), criterion("B", points=Decimal("15.001"))
    )
    rows = [response("A"), response("B", "no")]
    at = score(exactly, rows)
    under = score(below, rows)
    assert (at["score"], at["level"]) == (85, "ready")
    assert (under["score"], under["level"]) == (Fraction(84999, 1000), "ready_with_gaps")


def test_sums_of_thirds_tenths_and_fifths_are_exact() -> None:
    data = framework(
        criterion("A", "count", target=3, points=1),
        criterion("B", "count", target=3, points=1),
        criterion("C", points=Decimal("0.6")),
        criterion("D", points=Decimal("0.4")),
        criterion("E", points=1),
    )
    rows = [
        response("A", "2"),
        response("B", "7"),
        response("C", "yes"),
        response("D", "no"),
        response("E", "yes"),
    ]
    # 2/3 + 1 + 0.6 + 0 + 1 = 49/15 of 4 points, times 100
    assert score(data, rows)["score"] == Fraction(245, 3)
    # 2/5 of 1 point and 3 of 3 points: 3.4 of 4 is 85 exactly
    fifths = framework(criterion("A", "count", target=5, points=1), criterion("B", points=3))
    result = score(fifths, [response("A", "2"), response("B")])
    assert (result["score"], result["level"]) == (85, "ready")


def test_a_failed_gate_is_not_ready_whatever_the_score() -> None:
    data = framework(criterion("A", points=98), criterion("B", points=2, gate=True))
    result = score(data, [response("A"), response("B", "partly")])
    assert (result["score"], result["level"]) == (99, "not_ready")
    assert result["failed_gates"] == ["B"]


def test_not_assessed_without_any_response_by_that_day() -> None:
    data = framework(criterion("A", gate=True), criterion("B"))
    rows = [response("A", recorded_at="2026-06-16"), {**response("B"), "site_id": "S2"}]
    result = score(data, rows, [finding("B", "confirmed", "2026-02-01", "S2")])
    assert result["level"] == "not_assessed"
    assert result["score"] == 0
    assert result["answered_share"] == 0
    assert result["confirmed_share"] is None
    assert result["failed_gates"] == ["A"]
    assert [one["state"] for one in result["criteria"].values()] == ["unanswered", "unanswered"]
    assert [one["last_day"] for one in result["criteria"].values()] == [None, None]


def test_answered_but_nothing_possible_has_no_score_and_no_level_with_a_minimum() -> None:
    data = framework(criterion("A", na_allowed=True, gate=True))
    result = score(data, [response("A", "Not applicable", na_reason="no such patients")])
    assert result["score"] is None
    assert result["points_possible"] == 0
    assert result["answered_share"] is None
    assert result["confirmed_share"] is None
    assert result["level"] == "ready_with_gaps"
    assert result["elements"]["E1"] == {
        "score": None,
        "points_earned": 0,
        "points_possible": 0,
    }


def test_not_applicable_counts_only_where_the_framework_allows_it() -> None:
    data = framework(criterion("A", na_allowed=True), criterion("B"), criterion("C"))
    rows = [
        response("A", "not applicable", na_reason="none here"),
        response("B", "not applicable", na_reason="none here"),
        response("C"),
    ]
    result = score(data, rows)
    assert result["criteria"]["A"]["state"] == "not_applicable"
    assert result["criteria"]["B"]["state"] == "not_met"
    assert result["points_possible"] == 20
    assert result["score"] == 50
    assert result["answered_share"] == 1


def test_not_applicable_without_a_reason_was_not_said() -> None:
    data = framework(criterion("A", na_allowed=True))
    result = score(data, [response("A", "not applicable", na_reason=" ")])
    assert result["criteria"]["A"]["state"] == "not_met"


def test_a_response_that_does_not_apply_still_makes_the_site_assessed() -> None:
    only_step_up = {"field": "service_level", "is": "step_up"}
    data = framework(criterion("A", applies_when=only_step_up), criterion("B", gate=True))
    result = score(data, [response("A")])
    assert result["criteria"]["A"]["state"] == "not_applicable"
    assert result["level"] == "not_ready"
    assert result["score"] == 0
    assert result["answered_share"] == 0


def test_retired_criteria_do_not_exist() -> None:
    data = framework(criterion("A"), criterion("OLD", retired=True, gate=True, element="E2"))
    only_old = score(data, [response("OLD", "no")])
    both = score(data, [response("OLD", "no"), response("A")])
    assert only_old["level"] == "not_assessed"
    assert list(both["criteria"]) == ["A"]
    assert (both["score"], both["level"], both["failed_gates"]) == (100, "ready", [])
    assert both["elements"]["E2"] == {"score": None, "points_earned": 0, "points_possible": 0}


# --- Findings -------------------------------------------------------------------------------


def test_a_finding_on_an_older_response_is_history() -> None:
    data = framework(criterion("A"))
    rows = [
        response("A", "yes", "2026-01-10T08:00:00Z"),
        response("A", "partly", "2026-03-10T08:00:00Z"),
    ]
    findings = [finding("A", "not confirmed", "2026-02-10T08:00:00Z")]
    states = [
        score(data, rows, findings, as_of=day)["criteria"]["A"]["state"]
        for day in (date(2026, 2, 9), date(2026, 2, 10), date(2026, 3, 9), date(2026, 3, 10))
    ]
    assert states == ["met", "not_confirmed", "not_confirmed", "partly_met"]


def test_not_confirmed_keeps_its_last_day_and_comes_before_lapsed() -> None:
    data = framework(criterion("A"))
    rows = [response("A", end_date="2026-03-01")]
    result = score(data, rows, [finding("A", "not confirmed", "2026-02-01")])
    assert result["criteria"]["A"] == {
        "state": "not_confirmed",
        "fulfilment": None,
        "points_earned": 0,
        "points_possible": 10,
        "last_day": "2026-03-01",
    }


def test_the_newest_finding_counts_and_the_later_row_at_one_instant() -> None:
    data = framework(criterion("A"))
    rows = [response("A", "no", "2026-01-10"), response("A", "yes", "2026-01-10")]
    said_no = finding("A", "not confirmed", "2026-01-10")
    said_yes = finding("A", "confirmed", "2026-01-10T00:00:00Z")
    earlier = finding("A", "confirmed", "2026-01-09")
    assert score(data, rows)["criteria"]["A"]["state"] == "met"
    assert score(data, rows[::-1])["criteria"]["A"]["state"] == "not_met"
    assert score(data, rows, [said_no, said_yes])["confirmed_share"] == 1
    assert score(data, rows, [said_yes, said_no])["criteria"]["A"]["state"] == "not_confirmed"
    assert score(data, rows, [earlier])["confirmed_share"] == 0


def test_confirmed_share_is_by_points_earned() -> None:
    data = framework(
        criterion("A", points=6),
        criterion("B", points=8),
        criterion("C", points=5),
        criterion("D", points=9),
        criterion("E", points=7),
    )
    rows = [
        response("A", "yes"),  # 6, confirmed
        response("B", "partly"),  # 4, confirmed
        response("C", "yes"),  # 5, no finding
        response("D", "yes"),  # 0, not confirmed
        response("E", "yes", end_date="2026-02-01"),  # 0, confirmed but lapsed
    ]
    findings = [
        finding("A", "confirmed", "2026-01-02"),
        finding("B", "Confirmed", "2026-01-02"),
        finding("D", "not confirmed", "2026-01-02"),
        finding("E", "confirmed", "2026-01-02"),
    ]
    result = score(data, rows, findings)
    assert result["points_earned"] == 15
    assert result["confirmed_share"] == Fraction(10, 15)
    assert result["score"] == Fraction(1500, 35)


# --- Profiles -------------------------------------------------------------------------------


def test_applies_when_reads_the_newest_profile_and_its_defaults() -> None:
    step_up = {"field": "service_level", "is": "step_up"}
    data = framework(
        criterion("CHOICE", applies_when=step_up),
        criterion("DEFAULT", applies_when={"field": "region", "is": "north"}),
        criterion("ZERO", applies_when={"field": "agents", "at_least": 1}),
        criterion("FOUR", applies_when={"field": "staff", "at_least": 4}),
    )

    def states(profiles: list[dict[str, str]], as_of: date = DAY) -> list[bool]:
        shown = score(data, [], profiles=profiles, as_of=as_of)["criteria"]
        return [one["state"] == "unanswered" for one in shown.values()]

    full = profile("2026-02-01", service_level="step_up", region="south", agents="1", staff="3")
    empty = profile("2026-03-01", service_level="", region="", agents="", staff="")
    assert states([]) == [False, True, False, True]
    assert states([full]) == [True, False, True, False]
    assert states([full], date(2026, 1, 31)) == [False, True, False, True]
    # The newest row alone is read: its empty cells are the defaults, not the older row's values.
    assert states([empty, full]) == [False, True, False, True]
    assert states([empty, full], date(2026, 2, 28)) == [True, False, True, False]
    # Two rows of one date: the later row.
    again = profile("2026-03-01", service_level="step_up", agents="2")
    assert states([empty, again]) == [True, True, True, True]
    assert states([again, empty]) == [False, True, False, True]


# --- Time -----------------------------------------------------------------------------------


def test_recorded_on_is_the_utc_date_of_the_instant() -> None:
    data = framework(criterion("A"))
    west = [response("A", recorded_at="2026-06-15T20:00:00-05:00")]  # 16 June, 01:00 UTC
    east = [response("A", recorded_at="2026-06-16T01:00:00+02:00")]  # 15 June, 23:00 UTC
    plain = [response("A", recorded_at="2026-06-15T23:59:59")]
    assert score(data, west)["level"] == "not_assessed"
    assert score(data, west, as_of=date(2026, 6, 16))["level"] == "ready"
    assert score(data, east)["level"] == "ready"
    assert score(data, plain)["level"] == "ready"
    # The newest is by instant, not by the text: 23:00 UTC is before 23:59:59 UTC.
    later = [{**plain[0], "answer": "no"}, east[0]]
    assert score(data, later)["criteria"]["A"]["state"] == "not_met"


def test_timeline_is_the_score_of_every_single_day() -> None:
    data = framework(criterion("A", "date", validity_months=1, gate=True))
    rows = [response("A", "", "2026-01-30T10:00:00Z", evidence_date="2026-01-28")]
    days = timeline_by_days(
        data, SITE, rows, [], [], first=date(2026, 1, 29), last=date(2026, 3, 2)
    )
    assert len(days) == 33  # 3 of January, 28 of February, 2 of March
    levels = [result["level"] for _, result in days]
    # 29 January nothing; 30 January to 28 February (30 days) good; then lapsed for 2 days.
    assert levels == ["not_assessed"] + ["ready"] * 30 + ["not_ready"] * 2
    assert days[31][0] == date(2026, 3, 1)
    assert timeline_by_days(data, SITE, rows, [], [], date(2026, 2, 2), date(2026, 2, 1)) == []


def test_a_word_that_is_none_is_refused() -> None:
    data = framework(criterion("A"))
    with pytest.raises(ValueError, match="unknown answer"):
        score(data, [response("A", "maybe")])
