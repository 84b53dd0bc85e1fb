"""The framework that ships with the product, compared number by number with its table."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "data" / "frameworks" / "crs-bispecific"
NEWEST_DAY_KNOWN = date(2026, 11, 22)

GATES = ["C01", "C05", "C06", "C10", "C15", "C19", "C20", "C23", "C25", "C32", "C41"]
NOT_APPLICABLE_ALLOWED = ["C28", "C30", "C34", "C36"]
CORE = {
    "E1": "champion",
    "E2": "after_hours",
    "E5": "staff",
    "E6": "hospital",
    "E8": "education",
}
THEME_OF_ELEMENT = {
    "E1": "workflows",
    "E2": "workflows",
    "E3": "workflows",
    "E4": "workflows",
    "E5": "workflows",
    "E6": "partnership",
    "E7": "partnership",
    "E8": "education",
    "E9": "education",
    "E10": "workflows",
}
UNITS = {
    "C03": "leads",
    "C06": "hours a week",
    "C12": "order sets",
    "C15": "doses",
    "C24": "items",
    "C25": "doses",
    "C26": "minutes",
    "C27": "agents",
    "C32": "agents",
    "C33": "items",
    "C36": "languages",
    "C39": "kits",
    "C41": "agents",
}
APPLIES_WHEN = {
    "C16": {"field": "service_level", "is": "step_up"},
    "C27": {"field": "service_level", "is": "step_up"},
    "C38": {"field": "service_level", "is": "step_up"},
    "C39": {"field": "patients_in_step_up", "at_least": 1},
    "C40": {"field": "service_level", "is": "step_up"},
    "C41": {"field": "rems_agents_given", "at_least": 1},
    "C43": {"field": "events_last_quarter", "at_least": 1},
}
# element, kind, points, validity in months, requirement: a target or (field, per unit, at least)
EXPECTED: dict[str, tuple[str, str, int, int, int | tuple[str, int, int] | None]] = {
    "C01": ("E1", "choice", 4, 12, None),
    "C02": ("E1", "choice", 2, 12, None),
    "C03": ("E1", "count", 2, 12, 2),
    "C04": ("E1", "date", 2, 3, None),
    "C05": ("E2", "date", 4, 12, None),
    "C06": ("E2", "hours", 4, 3, 168),
    "C07": ("E2", "percent", 2, 3, 90),
    "C08": ("E2", "choice", 2, 6, None),
    "C09": ("E2", "date", 2, 3, None),
    "C10": ("E3", "date", 4, 12, None),
    "C11": ("E3", "choice", 2, 12, None),
    "C12": ("E3", "count", 2, 12, ("agents_given", 1, 1)),
    "C13": ("E3", "date", 1, 6, None),
    "C14": ("E3", "choice", 1, 12, None),
    "C15": ("E4", "count", 5, 1, ("patients_in_step_up", 2, 2)),
    "C16": ("E4", "choice", 2, 6, None),
    "C17": ("E4", "percent", 2, 1, 100),
    "C18": ("E4", "date", 1, 1, None),
    "C19": ("E5", "percent", 5, 12, 90),
    "C20": ("E5", "percent", 4, 12, 100),
    "C21": ("E5", "percent", 2, 24, 100),
    "C22": ("E5", "percent", 3, 12, 90),
    "C23": ("E6", "date", 5, 24, None),
    "C24": ("E6", "count", 2, 12, 4),
    "C25": ("E6", "count", 3, 3, 2),
    "C26": ("E6", "limit", 1, 12, 60),
    "C27": ("E6", "count", 2, 12, ("agents_given", 1, 1)),
    "C28": ("E6", "choice", 1, 12, None),
    "C29": ("E7", "date", 2, 12, None),
    "C30": ("E7", "choice", 2, 12, None),
    "C31": ("E7", "date", 2, 6, None),
    "C32": ("E8", "count", 3, 12, ("agents_given", 1, 1)),
    "C33": ("E8", "count", 2, 12, 3),
    "C34": ("E8", "percent", 2, 3, 100),
    "C35": ("E8", "percent", 2, 3, 90),
    "C36": ("E8", "count", 1, 12, ("languages_needed", 1, 1)),
    "C37": ("E9", "choice", 2, 12, None),
    "C38": ("E9", "percent", 1, 3, 100),
    "C39": ("E9", "count", 1, 3, ("patients_in_step_up", 1, 1)),
    "C40": ("E9", "percent", 1, 3, 95),
    "C41": ("E10", "count", 2, 6, ("rems_agents_given", 1, 1)),
    "C42": ("E10", "date", 2, 12, None),
    "C43": ("E10", "percent", 1, 3, 100),
    "C44": ("E10", "date", 2, 3, None),
}
# effort in hours, lead time in days, prerequisites
PLANNING: dict[str, tuple[int, int, list[str]]] = {
    "C01": (3, 7, []),
    "C02": (2, 7, ["C01"]),
    "C03": (3, 7, ["C01"]),
    "C04": (4, 14, ["C01"]),
    "C05": (16, 30, []),
    "C06": (30, 45, []),
    "C07": (10, 90, ["C06"]),
    "C08": (8, 30, ["C06"]),
    "C09": (1, 3, ["C05"]),
    "C10": (20, 45, []),
    "C11": (6, 14, ["C10"]),
    "C12": (16, 45, ["C10"]),
    "C13": (4, 7, []),
    "C14": (4, 14, []),
    "C15": (8, 21, []),
    "C16": (8, 30, ["C15"]),
    "C17": (6, 14, []),
    "C18": (1, 1, ["C15"]),
    "C19": (24, 45, []),
    "C20": (16, 45, ["C06"]),
    "C21": (20, 60, []),
    "C22": (16, 45, ["C19"]),
    "C23": (60, 120, []),
    "C24": (8, 30, ["C23"]),
    "C25": (3, 14, ["C23"]),
    "C26": (2, 7, ["C23"]),
    "C27": (8, 21, ["C23"]),
    "C28": (6, 21, ["C23"]),
    "C29": (6, 30, ["C23"]),
    "C30": (5, 21, ["C29"]),
    "C31": (2, 3, []),
    "C32": (12, 30, []),
    "C33": (4, 14, ["C32"]),
    "C34": (4, 30, ["C32"]),
    "C35": (8, 60, ["C32"]),
    "C36": (12, 45, ["C32"]),
    "C37": (6, 14, []),
    "C38": (4, 30, ["C37"]),
    "C39": (6, 21, []),
    "C40": (8, 30, ["C37"]),
    "C41": (6, 30, []),
    "C42": (10, 30, ["C05", "C10"]),
    "C43": (4, 30, []),
    "C44": (3, 14, []),
}


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


FRAMEWORK = read("framework.toml")
CRITERIA: list[dict[str, Any]] = [
    criterion
    for element in FRAMEWORK["element"]
    for criterion in read(f"{element['id']}.toml")["criterion"]
]
every_criterion = pytest.mark.parametrize("criterion", CRITERIA, ids=lambda value: value["id"])


def requirement(criterion: dict[str, Any]) -> int | tuple[str, int, int] | None:
    if "required" in criterion:
        formula = criterion["required"]
        assert set(formula) == {"field", "per_unit", "at_least"}
        assert "target" not in criterion
        return formula["field"], formula["per_unit"], formula["at_least"]
    target: int | None = criterion.get("target")
    return target


def having(key: str) -> dict[str, Any]:
    """The criteria that carry the key, with its value."""
    return {one["id"]: one[key] for one in CRITERIA if key in one}


def test_there_are_44_criteria_in_order() -> None:
    assert [one["id"] for one in CRITERIA] == [f"C{number:02}" for number in range(1, 45)]


def test_the_framework_is_named_and_versioned() -> None:
    assert (FRAMEWORK["id"], FRAMEWORK["version"]) == ("crs-bispecific", "2026.1")


def test_the_levels_are_those_of_the_rules_lowest_first() -> None:
    assert [
        (level["id"], level["min_score"], level.get("needs_gates", False))
        for level in FRAMEWORK["level"]
    ] == [("not_ready", 0, False), ("ready_with_gaps", 0, True), ("ready", 85, True)]


def test_there_are_three_themes_and_ten_elements() -> None:
    assert [theme["id"] for theme in FRAMEWORK["theme"]] == [
        "workflows",
        "partnership",
        "education",
    ]
    assert {one["id"]: one["theme"] for one in FRAMEWORK["element"]} == THEME_OF_ELEMENT
    assert [one["id"] for one in FRAMEWORK["element"]] == [f"E{n}" for n in range(1, 11)]


def test_five_elements_are_core() -> None:
    assert {one["id"]: one["core"] for one in FRAMEWORK["element"] if one["core"]} == CORE


def test_there_is_one_file_for_each_element_and_no_other() -> None:
    expected = {"framework.toml", *(f"{element}.toml" for element in THEME_OF_ELEMENT)}
    assert {path.name for path in FOLDER.iterdir()} == expected


def test_a_profile_that_says_nothing_stands_for_step_up() -> None:
    defaults = {field["id"]: field.get("default") for field in FRAMEWORK["profile_field"]}
    assert defaults == {
        "service_level": "step_up",
        "agents_given": 0,
        "rems_agents_given": 0,
        "patients_in_step_up": 0,
        "languages_needed": 1,
        "events_last_quarter": 0,
        "staff": 0,
        "agents": None,
        "champion": None,
        "partner_hospital": None,
    }


def test_every_option_of_a_profile_field_has_a_title() -> None:
    for field in FRAMEWORK["profile_field"]:
        assert len(field.get("options", [])) == len(field.get("option_titles", []))


def test_numbers_are_those_of_the_table() -> None:
    assert {
        one["id"]: (
            one["element"],
            one["kind"],
            one["points"],
            one["validity_months"],
            requirement(one),
        )
        for one in CRITERIA
    } == EXPECTED


def test_what_criteria_lean_on_is_that_of_the_table() -> None:
    assert having("leans_on") == {
        "C01": ["champion"],
        "C02": ["deputy"],
        **{key: ["on_call"] for key in ["C06", "C08", "C20"]},
        **{key: ["drug_stock"] for key in ["C15", "C16"]},
        **{key: ["hospital"] for key in ["C23", "C24", "C25", "C26", "C27", "C28"]},
    }


def test_points_add_up_to_100() -> None:
    assert sum(one["points"] for one in CRITERIA) == 100


def test_estimates_and_prerequisites_are_those_of_the_table() -> None:
    assert {
        one["id"]: (one["effort_hours"], one["lead_days"], one["depends_on"]) for one in CRITERIA
    } == PLANNING


def test_must_haves_are_exactly_these() -> None:
    assert list(having("gate")) == GATES
    assert set(having("gate").values()) == {True}


def test_one_must_have_passes_below_its_target() -> None:
    assert having("gate_at") == {"C19": 80}


def test_conditions_are_exactly_these() -> None:
    assert having("applies_when") == APPLIES_WHEN


def test_not_applicable_is_allowed_only_here() -> None:
    allowed = [name for name, value in having("na_allowed").items() if value]
    assert allowed == NOT_APPLICABLE_ALLOWED


def test_counts_limits_and_hours_say_what_they_count() -> None:
    assert having("unit") == UNITS
    assert set(UNITS) == {
        one["id"] for one in CRITERIA if one["kind"] in {"count", "limit", "hours"}
    }


def test_fields_referred_to_exist() -> None:
    fields = {field["id"] for field in FRAMEWORK["profile_field"]}
    formulas = (*having("required").values(), *having("applies_when").values())
    assert {formula["field"] for formula in formulas} <= fields


@every_criterion
def test_texts_are_there(criterion: dict[str, Any]) -> None:
    for key in ("title", "question", "why", "evidence", "basis", "author"):
        assert criterion[key] == criterion[key].strip() != "", key
    assert criterion["question"].count("?") == 1


@every_criterion
def test_basis_tells_source_from_judgment(criterion: dict[str, Any]) -> None:
    assert re.match(r"\[[SJ]\]", criterion["basis"])


@every_criterion
def test_sources_are_links(criterion: dict[str, Any]) -> None:
    for source in criterion["sources"]:
        assert re.fullmatch(r"(https?://|doi:)\S+", source)
    assert len(set(criterion["sources"])) == len(criterion["sources"])


def test_only_a_judgment_goes_without_a_source() -> None:
    without = [one for one in CRITERIA if not one["sources"]]
    assert [one["id"] for one in without] == ["C09"]
    assert all(one["basis"].startswith("[J]") for one in without)


@every_criterion
def test_review_lies_ahead_and_nobody_is_said_to_have_checked(criterion: dict[str, Any]) -> None:
    assert criterion["next_review"] == date(2027, 5, 1) > NEWEST_DAY_KNOWN
    assert criterion["checked_by"] == ""
    assert criterion["retired"] is False


@every_criterion
def test_why_is_short_and_carries_no_code(criterion: dict[str, Any]) -> None:
    assert len(criterion["why"]) <= 400
    assert not re.search(r"\bC\d\d\b|\[[SJ]\]", criterion["why"] + criterion["question"])


@pytest.mark.parametrize("key", ["title", "question", "why"])
def test_no_text_is_used_twice(key: str) -> None:
    texts = [one[key] for one in CRITERIA]
    assert len(set(texts)) == len(texts)


def test_texts_are_spelled_as_in_the_united_states() -> None:
    texts = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.toml"))
    british = r"programme|haemat|leukaem|enrolment|oedema|centre\b|judgement|organis|recognis"
    prose = re.sub(r"https?://\S+", "", texts)
    assert not re.findall(british, prose, re.IGNORECASE)
