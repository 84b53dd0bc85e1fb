"""The scoring rules a second time, slow and obvious, to check the scoring module against.

Written from the text of the rules alone. Nothing is cached, nothing is shared between two calls,
every number is a ``Fraction`` and every rule is looked up again for every criterion and day.

A framework is plain data (``levels``, ``profile_fields``, ``elements``, ``criteria``); responses,
findings and profiles are rows of text with the columns of their CSV files, in file order. Input
that the rules refuse (an unknown word, a number that is none) raises ``ValueError`` here.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

Row = Mapping[str, str]
Item = Mapping[str, Any]

NOT_APPLICABLE = "not_applicable"
UNANSWERED = "unanswered"
NOT_CONFIRMED = "not_confirmed"
LAPSED = "lapsed"
MET = "met"
PARTLY_MET = "partly_met"
NOT_MET = "not_met"
NOT_ASSESSED = "not_assessed"

CHOICE_FULFILMENT = {"yes": Fraction(1), "partly": Fraction(1, 2), "no": Fraction(0)}
KINDS_WITH_A_REQUIREMENT = ("count", "percent", "hours", "limit")


# --- Numbers, dates and instants ------------------------------------------------------------


def exact(value: int | Decimal | Fraction | str) -> Fraction:
    """Return a number of the framework, or the text of a number, as a fraction."""
    if isinstance(value, str):
        return Fraction(value.strip())
    if isinstance(value, (int, Decimal, Fraction)):
        return Fraction(value)
    raise TypeError(f"{value!r} is not an int, Decimal, Fraction or text: it would not be exact")


def cell(row: Row, column: str) -> str:
    """Return a cell without the blanks around it; a missing cell is an empty one."""
    text = row.get(column)
    if text is None:
        return ""
    return text.strip()


def instant_of(text: str) -> datetime:
    """Return the instant of a date or a time in UTC; without an offset it is UTC already.

    A plain date is the first instant of that day.
    """
    moment = datetime.fromisoformat(text.strip())
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC)


def is_leap_year(year: int) -> bool:
    """Every fourth year, but not the full centuries, but yes every fourth of those."""
    if year % 400 == 0:
        return True
    if year % 100 == 0:
        return False
    return year % 4 == 0


def days_in_month(year: int, month: int) -> int:
    """Return the number of days of a month."""
    if month == 2:
        if is_leap_year(year):
            return 29
        return 28
    if month in (4, 6, 9, 11):
        return 30
    return 31


def add_months(start: date, months: int) -> date:
    """Return the same day of the month that many months later, or that month's last day."""
    year = start.year
    month = start.month
    for _ in range(months):
        month = month + 1
        if month == 13:
            month = 1
            year = year + 1
    day = start.day
    if day > days_in_month(year, month):
        day = days_in_month(year, month)
    return date(year, month, day)


# --- What is on record on a day -------------------------------------------------------------


def on_record(rows: Sequence[Row], site_id: str, column: str, as_of: date) -> list[Row]:
    """Return the site's rows whose UTC date in the given column is on or before the day."""
    own = [row for row in rows if row["site_id"] == site_id]
    return [row for row in own if instant_of(row[column]).date() <= as_of]


def newest(rows: Sequence[Row], column: str) -> Row | None:
    """Return the row with the latest instant; of two at the same instant, the later row."""
    best: Row | None = None
    for row in rows:
        if best is None or instant_of(row[column]) >= instant_of(best[column]):
            best = row
    return best


def of_criterion(rows: Sequence[Row], criterion_id: str) -> list[Row]:
    """Return the rows about one criterion."""
    return [row for row in rows if row["criterion_id"] == criterion_id]


def newest_finding_on(
    response: Row, responses: Sequence[Row], findings: Sequence[Row]
) -> Row | None:
    """Return the newest finding that belongs to this response, of all findings given.

    A finding belongs to the newest response recorded at or before its own instant.
    """
    belonging = []
    for finding in findings:
        moment = instant_of(finding["recorded_at"])
        seen = [row for row in responses if instant_of(row["recorded_at"]) <= moment]
        if newest(seen, "recorded_at") is response:
            belonging.append(finding)
    return newest(belonging, "recorded_at")


def conclusion_of(finding: Row | None) -> str:
    """Return "confirmed", "not confirmed", or nothing where there is no finding."""
    if finding is None:
        return ""
    conclusion = cell(finding, "conclusion").lower()
    if conclusion not in ("confirmed", "not confirmed"):
        raise ValueError(f"unknown conclusion {conclusion!r}")
    return conclusion


# --- The profile ----------------------------------------------------------------------------


def profile_value(framework: Item, profile: Row | None, field_id: str) -> Fraction | str | None:
    """Return the value of a profile field: the cell, or the default where the cell is empty.

    A count is a number, and 0 without a default; a choice or a text is text, or None.
    """
    fields = [field for field in framework["profile_fields"] if field["id"] == field_id]
    if not fields:
        raise ValueError(f"unknown profile field {field_id!r}")
    field = fields[0]
    text = ""
    if profile is not None:
        text = cell(profile, field_id)
    if field["type"] == "count":
        if text != "":
            return exact(text)
        return exact(field.get("default", 0))
    if text != "":
        return text
    default = field.get("default")
    if default is None:
        return None
    return str(default)


def applies(framework: Item, criterion: Item, profile: Row | None) -> bool:
    """Tell whether the criterion's condition on the profile holds; no condition always holds."""
    condition = criterion.get("applies_when")
    if not condition:
        return True
    value = profile_value(framework, profile, condition["field"])
    if value is None:
        return False
    if "is" in condition:
        if isinstance(value, Fraction):
            return value == exact(condition["is"])
        return value == str(condition["is"])
    return exact(value) >= exact(condition["at_least"])


def requirement(framework: Item, criterion: Item, profile: Row | None) -> Fraction:
    """Return the target, or max(at_least, per_unit x profile field); never rounded."""
    required = criterion.get("required")
    if not required:
        return exact(criterion["target"])
    if "field" not in required:
        return exact(required["target"])
    value = profile_value(framework, profile, required["field"])
    if not isinstance(value, Fraction):
        raise TypeError(f"profile field {required['field']!r} is not a count")
    by_field = exact(required["per_unit"]) * value
    floor = exact(required.get("at_least", 0))
    if by_field > floor:
        return by_field
    return floor


# --- One criterion --------------------------------------------------------------------------


def last_day_of(criterion: Item, response: Row) -> date | None:
    """Return the evidence's last day: the end date, else evidence date plus months, else None."""
    end = cell(response, "end_date")
    if end != "":
        return date.fromisoformat(end)
    evidence = cell(response, "evidence_date")
    months = criterion.get("validity_months")
    if evidence == "" or months is None:
        return None
    return add_months(date.fromisoformat(evidence), int(months))


def says_not_applicable(response: Row) -> bool:
    """Tell whether the answer of the response is "not applicable"."""
    return cell(response, "answer").lower() == "not applicable"


def has_denominator_zero(criterion: Item, response: Row) -> bool:
    """Tell whether this is a percentage answered by two numbers of which the lower one is 0."""
    if criterion["kind"] != "percent" or cell(response, "answer") != "":
        return False
    return exact(cell(response, "denominator")) == 0


def is_not_applicable(
    framework: Item, criterion: Item, profile: Row | None, response: Row | None
) -> bool:
    """Tell whether the criterion does not count, by profile, by requirement or by response."""
    if not applies(framework, criterion, profile):
        return True
    has_requirement = criterion["kind"] in KINDS_WITH_A_REQUIREMENT
    if has_requirement and requirement(framework, criterion, profile) == 0:
        return True
    if response is None:
        return False
    if has_denominator_zero(criterion, response):
        return True
    if says_not_applicable(response) and criterion.get("na_allowed", False):
        return cell(response, "na_reason") != ""
    return False


def answered_percent(response: Row) -> Fraction:
    """Return a percentage as answered: the number, or 100 x numerator / denominator."""
    if cell(response, "answer") != "":
        return exact(cell(response, "answer"))
    numerator = exact(cell(response, "numerator"))
    denominator = exact(cell(response, "denominator"))
    return 100 * numerator / denominator


def capped(value: Fraction) -> Fraction:
    """Return the value, but not more than 1."""
    if value > 1:
        return Fraction(1)
    return value


def fulfilment_of(framework: Item, criterion: Item, profile: Row | None, response: Row) -> Fraction:
    """Return how far an applicable criterion is fulfilled by the response, from 0 to 1."""
    kind = criterion["kind"]
    answer = cell(response, "answer").lower()
    if says_not_applicable(response):
        return Fraction(0)
    if kind == "choice":
        if answer not in CHOICE_FULFILMENT:
            raise ValueError(f"unknown answer {answer!r}")
        return CHOICE_FULFILMENT[answer]
    if kind == "date":
        return Fraction(1)
    required = requirement(framework, criterion, profile)
    if kind == "count":
        return capped(exact(answer) / required)
    if kind == "percent":
        return capped(answered_percent(response) / required)
    if kind == "hours":
        return capped(exact(answer) / required)
    if kind == "limit":
        if exact(answer) <= required:
            return Fraction(1)
        return Fraction(0)
    raise ValueError(f"unknown kind {kind!r}")


def share_for_gate(
    framework: Item, criterion: Item, profile: Row | None, response: Row
) -> Fraction:
    """Return what ``gate_at`` is compared with, in percent, not capped at 100."""
    kind = criterion["kind"]
    if says_not_applicable(response):
        return Fraction(0)
    if kind == "percent":
        return answered_percent(response)
    if kind in ("count", "hours"):
        required = requirement(framework, criterion, profile)
        return 100 * exact(cell(response, "answer")) / required
    return 100 * fulfilment_of(framework, criterion, profile, response)


def state_of(
    framework: Item,
    criterion: Item,
    profile: Row | None,
    response: Row | None,
    finding: Row | None,
    as_of: date,
) -> str:
    """Return the first state that fits, in the order of the rules."""
    if is_not_applicable(framework, criterion, profile, response):
        return NOT_APPLICABLE
    if response is None:
        return UNANSWERED
    if conclusion_of(finding) == "not confirmed":
        return NOT_CONFIRMED
    last_day = last_day_of(criterion, response)
    if last_day is not None and as_of > last_day:
        return LAPSED
    fulfilment = fulfilment_of(framework, criterion, profile, response)
    if fulfilment == 1:
        return MET
    if fulfilment > 0:
        return PARTLY_MET
    return NOT_MET


def passes_gate(
    framework: Item, criterion: Item, profile: Row | None, response: Row | None, state: str
) -> bool:
    """Tell whether the criterion, being a gate, is passed."""
    if state in (MET, NOT_APPLICABLE):
        return True
    if response is None or state in (UNANSWERED, NOT_CONFIRMED, LAPSED):
        return False
    gate_at = criterion.get("gate_at")
    if gate_at is None:
        return False
    return share_for_gate(framework, criterion, profile, response) >= exact(gate_at)


# --- One site -------------------------------------------------------------------------------


def percent_of(part: Fraction, whole: Fraction) -> Fraction | None:
    """Return 100 x part / whole; None where the whole is 0."""
    if whole == 0:
        return None
    return 100 * part / whole


def share_of(part: Fraction, whole: Fraction) -> Fraction | None:
    """Return part / whole; None where the whole is 0."""
    if whole == 0:
        return None
    return part / whole


def level_of(
    framework: Item, assessed: bool, score: Fraction | None, failed_gates: Sequence[str]
) -> str:
    """Return the highest level whose conditions hold; the levels come lowest first."""
    if not assessed:
        return NOT_ASSESSED
    reached = None
    for level in framework["levels"]:
        min_score = exact(level.get("min_score", 0))
        if score is None:
            if min_score != 0:
                continue
        elif score < min_score:
            continue
        if level.get("needs_gates", False) and len(failed_gates) > 0:
            continue
        reached = level["id"]
    if reached is None:
        raise ValueError("the site reaches no level of the framework, not even the lowest")
    return str(reached)


def score_site(
    framework: dict[str, Any],
    site_id: str,
    responses: Sequence[Row],
    findings: Sequence[Row],
    profiles: Sequence[Row],
    as_of: date,
) -> dict[str, Any]:
    """Return the site's entry of the JSON output on a day, with fractions in place of numbers.

    ``last_day`` is text (ISO 8601) as in the JSON output; null is None.
    """
    responses = on_record(responses, site_id, "recorded_at", as_of)
    findings = on_record(findings, site_id, "recorded_at", as_of)
    profile = newest(on_record(profiles, site_id, "recorded_on", as_of), "recorded_on")
    criteria = [one for one in framework["criteria"] if not one.get("retired", False)]

    assessed = False
    applicable = Fraction(0)
    answered = Fraction(0)
    total_earned = Fraction(0)
    total_possible = Fraction(0)
    confirmed_earned = Fraction(0)
    failed_gates: list[str] = []
    shown: dict[str, dict[str, Any]] = {}

    for criterion in criteria:
        criterion_id = criterion["id"]
        own_responses = of_criterion(responses, criterion_id)
        own_findings = of_criterion(findings, criterion_id)
        response = newest(own_responses, "recorded_at")
        finding = None
        if response is not None:
            assessed = True
            finding = newest_finding_on(response, own_responses, own_findings)
        state = state_of(framework, criterion, profile, response, finding, as_of)

        possible = exact(criterion["points"])
        if state == NOT_APPLICABLE:
            possible = Fraction(0)
        fulfilment = None
        earned = Fraction(0)
        if response is not None and state in (MET, PARTLY_MET, NOT_MET):
            fulfilment = fulfilment_of(framework, criterion, profile, response)
            earned = exact(criterion["points"]) * fulfilment
        last_day = None
        if response is not None and state != NOT_APPLICABLE:
            last_day = last_day_of(criterion, response)

        if state != NOT_APPLICABLE:
            applicable = applicable + 1
            if state != UNANSWERED:
                answered = answered + 1
        total_earned = total_earned + earned
        total_possible = total_possible + possible
        if conclusion_of(finding) == "confirmed":
            confirmed_earned = confirmed_earned + earned
        passed = passes_gate(framework, criterion, profile, response, state)
        if criterion.get("gate", False) and not passed:
            failed_gates.append(criterion_id)
        shown[criterion_id] = {
            "state": state,
            "fulfilment": fulfilment,
            "points_earned": earned,
            "points_possible": possible,
            "last_day": None if last_day is None else last_day.isoformat(),
        }

    elements: dict[str, dict[str, Any]] = {}
    for element in framework["elements"]:
        earned = Fraction(0)
        possible = Fraction(0)
        for criterion in criteria:
            if criterion["element"] == element["id"]:
                earned = earned + shown[criterion["id"]]["points_earned"]
                possible = possible + shown[criterion["id"]]["points_possible"]
        elements[element["id"]] = {
            "score": percent_of(earned, possible),
            "points_earned": earned,
            "points_possible": possible,
        }

    score = percent_of(total_earned, total_possible)
    return {
        "site_id": site_id,
        "level": level_of(framework, assessed, score, failed_gates),
        "score": score,
        "answered_share": share_of(answered, applicable),
        "confirmed_share": share_of(confirmed_earned, total_earned),
        "points_earned": total_earned,
        "points_possible": total_possible,
        "failed_gates": failed_gates,
        "elements": elements,
        "criteria": shown,
    }


def timeline_by_days(
    framework: dict[str, Any],
    site_id: str,
    responses: Sequence[Row],
    findings: Sequence[Row],
    profiles: Sequence[Row],
    first: date,
    last: date,
) -> list[tuple[date, dict[str, Any]]]:
    """Score the site on every single day from the first to the last, both included."""
    days = []
    day = first
    while day <= last:
        days.append((day, score_site(framework, site_id, responses, findings, profiles, day)))
        day = day + timedelta(days=1)
    return days
