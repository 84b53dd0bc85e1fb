"""Random frameworks, histories and dates, each as plain rows and as domain objects.

The rows (dictionaries of text, as in the CSV files) feed the plain second implementation in
`oracle.py`; the objects feed the product.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from readiness.domain.assessment import Finding, History, Profile, Response
from readiness.domain.framework import (
    Condition,
    Criterion,
    Element,
    Formula,
    Framework,
    Kind,
    Level,
    ProfileField,
    Theme,
)

FIRST = date(2023, 11, 20)
LAST = FIRST + timedelta(days=140)
SITE = "S1"


@dataclass(frozen=True)
class World:
    """One site under one framework, in both forms."""

    plain: dict[str, Any]
    framework: Framework
    responses: list[dict[str, str]]
    findings: list[dict[str, str]]
    profiles: list[dict[str, str]]
    history: History


def _exact(value: Any) -> Any:
    fraction = Fraction(value)
    return fraction.numerator if fraction.denominator == 1 else fraction


numbers = st.sampled_from([1, 2, 3, 4, 7, Decimal("2.5"), 10])
PLAIN_FIELDS = [
    {"id": "service", "type": "choice", "options": ["full", "some"], "default": "full"},
    {"id": "patients", "type": "count", "default": 1},
    {"id": "agents", "type": "count"},
    {"id": "partner", "type": "text"},
]
FIELDS = (
    ProfileField("service", "Service", "choice", "full", (("full", "Full"), ("some", "Some"))),
    ProfileField("patients", "Patients", "count", 1),
    ProfileField("agents", "Agents", "count", 0),
    ProfileField("partner", "Partner", "text", None),
)


@st.composite
def plain_criteria(draw: st.DrawFn, number: int) -> dict[str, Any]:
    kind = draw(st.sampled_from(list(Kind)))
    plain: dict[str, Any] = {
        "id": f"K{number:02}",
        "element": draw(st.sampled_from(["A", "B", "C"])),
        "kind": str(kind),
        "points": draw(numbers),
        "depends_on": [],
    }
    if kind is Kind.COUNT and draw(st.booleans()):
        plain["required"] = {
            "field": draw(st.sampled_from(["patients", "agents"])),
            "per_unit": draw(numbers),
        }
        if draw(st.booleans()):
            plain["required"]["at_least"] = draw(st.sampled_from([0, 1, 3]))
    elif kind is Kind.PERCENT:
        plain["target"] = draw(st.sampled_from([90, 100, Decimal("82.5"), 30]))
    elif kind is Kind.HOURS:
        plain["target"] = draw(st.sampled_from([168, 40]))
    elif kind in (Kind.LIMIT, Kind.COUNT):
        plain["target"] = draw(numbers)
    if draw(st.booleans()):
        plain["gate"] = True
        if kind not in (Kind.LIMIT, Kind.DATE) and draw(st.booleans()):
            plain["gate_at"] = draw(st.sampled_from([50, 80, Decimal("33.5")]))
    if draw(st.booleans()):
        plain["validity_months"] = draw(st.sampled_from([1, 2, 3]))
    plain["na_allowed"] = draw(st.booleans())
    plain["retired"] = draw(st.integers(0, 9)) == 0
    condition = draw(st.integers(0, 5))
    if condition == 0:
        plain["applies_when"] = {"field": "service", "is": draw(st.sampled_from(["full", "some"]))}
    elif condition == 1:
        plain["applies_when"] = {"field": "patients", "at_least": draw(st.sampled_from([0, 1, 3]))}
    elif condition == 2:
        plain["applies_when"] = {"field": "partner", "is": "Saint Somewhere"}
    return plain


def as_criterion(plain: dict[str, Any]) -> Criterion:
    formula = plain.get("required")
    condition = plain.get("applies_when")
    return Criterion(
        id=plain["id"],
        element=plain["element"],
        title=plain["id"],
        question=plain["id"],
        kind=Kind(plain["kind"]),
        points=_exact(plain["points"]),
        requirement=Formula(
            formula["field"], _exact(formula["per_unit"]), _exact(formula.get("at_least", 0))
        )
        if formula
        else (_exact(plain["target"]) if "target" in plain else None),
        applies_when=Condition(
            condition["field"],
            condition.get("is"),
            _exact(condition["at_least"]) if "at_least" in condition else None,
        )
        if condition
        else None,
        gate=plain.get("gate", False),
        gate_at=_exact(plain["gate_at"]) if "gate_at" in plain else None,
        validity_months=plain.get("validity_months"),
        na_allowed=plain["na_allowed"],
        retired=plain["retired"],
    )


@st.composite
def responses_to(draw: st.DrawFn, plain: dict[str, Any]) -> dict[str, str]:
    moment = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) + timedelta(
        hours=draw(st.integers(0, 24 * 100))
    )
    answer, numerator, denominator = "", "", ""
    kind = plain["kind"]
    if plain["na_allowed"] and draw(st.integers(0, 6)) == 0:
        answer = "not applicable"
    elif kind == "choice":
        answer = draw(st.sampled_from(["yes", "partly", "no"]))
    elif kind == "percent":
        if draw(st.booleans()):
            bottom = draw(st.integers(0, 12))
            denominator = str(bottom)
            numerator = str(draw(st.integers(0, bottom)))
        else:
            answer = draw(st.sampled_from(["0", "30", "81.9", "82", "90", "100"]))
    elif kind != "date":
        answer = draw(st.sampled_from(["0", "1", "2", "2.5", "3", "6", "39.5", "168"]))
    evidence = draw(st.one_of(st.none(), st.integers(0, 60)))
    end = draw(st.one_of(st.none(), st.integers(0, 60)))
    day = moment.date() - timedelta(days=evidence or 0)
    stamp = moment.isoformat() if draw(st.booleans()) else moment.strftime("%Y-%m-%dT%H:%M:%S")
    return {
        "site_id": SITE,
        "criterion_id": plain["id"],
        "recorded_at": stamp,
        "answer": answer,
        "numerator": numerator,
        "denominator": denominator,
        "evidence_date": "" if evidence is None and kind != "date" else day.isoformat(),
        "end_date": "" if end is None else (day + timedelta(days=end)).isoformat(),
        "evidence": "",
        "na_reason": "reason" if answer == "not applicable" else "",
        "recorded_by": "",
    }


@st.composite
def worlds(draw: st.DrawFn, most: int = 6) -> World:
    plains = [draw(plain_criteria(number)) for number in range(draw(st.integers(1, most)))]
    levels = [
        {"id": "low", "min_score": 0, "needs_gates": False},
        {"id": "middle", "min_score": draw(st.sampled_from([0, 40])), "needs_gates": True},
        {"id": "high", "min_score": draw(st.sampled_from([60, Decimal("66.7")])),
         "needs_gates": draw(st.booleans())},
    ]  # fmt: skip
    elements = [
        {"id": name, "theme": theme} for name, theme in (("A", "t"), ("B", "t"), ("C", "u"))
    ]
    plains.sort(key=lambda plain: plain["element"])
    responses = [
        draw(responses_to(plain)) for plain in plains for _ in range(draw(st.integers(0, 3)))
    ]
    findings = [
        {
            "site_id": SITE,
            "criterion_id": draw(st.sampled_from(plains))["id"],
            "recorded_at": (
                datetime(2023, 11, 20, tzinfo=UTC) + timedelta(hours=draw(st.integers(0, 2400)))
            ).isoformat(),
            "conclusion": draw(st.sampled_from(["confirmed", "not confirmed"])),
            "reason": "reason",
            "recorded_by": "",
        }
        for _ in range(draw(st.integers(0, 4)))
    ]
    profiles = [
        {
            "site_id": SITE,
            "recorded_on": (FIRST + timedelta(days=draw(st.integers(0, 100)))).isoformat(),
            "service": draw(st.sampled_from(["", "full", "some"])),
            "patients": draw(st.sampled_from(["", "0", "2", "3"])),
            "agents": draw(st.sampled_from(["", "0", "1", "4"])),
            "partner": draw(st.sampled_from(["", "Saint Somewhere"])),
        }
        for _ in range(draw(st.integers(0, 3)))
    ]
    plain_framework = {
        "levels": levels, "profile_fields": PLAIN_FIELDS, "elements": elements, "criteria": plains
    }  # fmt: skip
    return world_of(plain_framework, responses, findings, profiles)


def world_of(
    plain: dict[str, Any],
    responses: list[dict[str, str]],
    findings: list[dict[str, str]],
    profiles: list[dict[str, str]],
) -> World:
    """The world of which these are the plain rows."""
    framework = Framework(
        "random", "1", "Random",
        tuple(
            Level(v["id"], v["id"], _exact(v["min_score"]), v["needs_gates"])
            for v in plain["levels"]
        ),
        FIELDS,
        (Theme("t", "T"), Theme("u", "U")),
        tuple(Element(e["id"], e["theme"], e["id"], "") for e in plain["elements"]),
        tuple(as_criterion(each) for each in plain["criteria"]),
    )  # fmt: skip
    return World(
        plain, framework, responses, findings, profiles, history_of(responses, findings, profiles)
    )


def history_of(
    responses: list[dict[str, str]],
    findings: list[dict[str, str]],
    profiles: list[dict[str, str]],
) -> History:
    return History.of(
        SITE,
        [
            Response(
                row["site_id"], row["criterion_id"], _moment(row["recorded_at"]), row["answer"],
                row["numerator"], row["denominator"], _day(row["evidence_date"]),
                _day(row["end_date"]),
            )
            for row in responses
        ],
        [
            Finding(SITE, row["criterion_id"], _moment(row["recorded_at"]), row["conclusion"])
            for row in findings
        ],
        [
            Profile(
                SITE,
                date.fromisoformat(row["recorded_on"]),
                {key: value for key, value in row.items() if key not in ("site_id", "recorded_on")},
            )
            for row in profiles
        ],
    )  # fmt: skip


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


dates = st.integers(-3, (LAST - FIRST).days + 40).map(lambda days: FIRST + timedelta(days=days))
