"""Framework files: every mistake is an error that names file, id, line and what to do.

A small valid framework, written out here, is changed in one place at a time.
"""

from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.domain.assessment import History, Response
from readiness.domain.framework import Condition, Formula, Framework
from readiness.domain.scoring import SiteScore, score_site
from readiness.domain.timeline import timeline
from readiness.errors import InputError, Problem
from readiness.framework_files import fingerprint, load, load_framework

MAIN = """\
id = "tiny"
version = "1"
title = "Tiny framework"

[[level]]
id = "low"
title = "Low"
min_score = 0
[[level]]
id = "high"
title = "High"
min_score = 80
needs_gates = true

[[profile_field]]
id = "beds"
title = "Beds"
type = "count"
default = 2
[[profile_field]]
id = "service"
title = "Service"
type = "choice"
options = ["day", "night"]
[[profile_field]]
id = "partner"
title = "Partner"
type = "text"

[[theme]]
id = "care"
title = "Care"

[[element]]
id = "E1"
theme = "care"
title = "People"
core = "staff"
[[element]]
id = "E2"
theme = "care"
title = "Things"
"""
PEOPLE = """\
[[criterion]]
id = "C1"
element = "E1"
title = "Lead named"
question = "Is a lead named?"
kind = "choice"
points = 3
gate = true
validity_months = 12
sources = ["https://example.org"]
next_review = 2027-05-01

[[criterion]]
id = "C2"
element = "E1"
title = "Trained"
question = "What share is trained?"
kind = "percent"
target = 90
points = 2
depends_on = ["C1"]
"""
THINGS = """\
[[criterion]]
id = "C3"
element = "E2"
title = "Pumps"
question = "How many pumps?"
kind = "count"
required = { field = "beds", per_unit = 1, at_least = 1 }
applies_when = { field = "service", is = "day" }
points = 1

[[criterion]]
id = "C4"
element = "E2"
title = "Hours"
question = "How many hours?"
kind = "hours"
target = 168
applies_when = { field = "beds", at_least = 1 }
points = 1
"""
TINY = {"framework.toml": MAIN, "E1.toml": PEOPLE, "E2.toml": THINGS}


def problems_of(files: dict[str, str]) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        load(files)
    return caught.value.problems


def changed(file: str, old: str, new: str, count: int = 1) -> dict[str, str]:
    assert old in TINY[file], f"{old!r} is not in {file}"
    return {**TINY, file: TINY[file].replace(old, new, count)}


def line_of(text: str, wanted: str) -> int:
    """The only line with these words."""
    (line,) = [number for number, line in enumerate(text.splitlines(), 1) if wanted in line]
    return line


def test_the_tiny_framework_is_valid_and_exact() -> None:
    loaded = load(TINY)
    framework = loaded.framework
    assert not loaded.warnings
    assert loaded.files == TINY
    assert [criterion.id for criterion in framework.criteria] == ["C1", "C2", "C3", "C4"]
    assert framework.criterion["C3"].requirement == Formula("beds", 1, 1)
    assert framework.criterion["C3"].applies_when == Condition("service", word="day")
    assert framework.criterion["C4"].applies_when == Condition("beds", at_least=1)
    assert framework.criterion["C1"].next_review == date(2027, 5, 1)
    assert framework.profile_field["service"].default is None
    assert framework.profile_field["beds"].default == 2


# file, what is replaced, by what, then what the message says: the entry, and words of the remedy;
# last the text of the line that is named.
MISTAKES: dict[str, tuple[str, str, str, str, str, str]] = {
    # unknown keys
    "unknown key, near a known one": (
        "E1.toml", "points = 3", "pionts = 3\npoints = 3",
        "criterion C1", "unknown key 'pionts'; did you mean 'points'?", "pionts = 3"),
    "unknown key, near nothing": (
        "E1.toml", "points = 3", "zzz = 3\npoints = 3",
        "criterion C1", "unknown key 'zzz'; remove it", "zzz = 3"),
    "unknown key of a level": (
        "framework.toml", "min_score = 80", "min_score = 80\nscore = 3",
        "level high", "unknown key 'score'", "score = 3"),
    "unknown key of a profile field": (
        "framework.toml", "default = 2", "default = 2\nunits = 1",
        "profile_field beds", "unknown key 'units'", "units = 1"),
    "unknown key at the top": (
        "framework.toml", 'title = "Tiny', 'author = "me"\ntitle = "Tiny',
        "", "unknown key 'author'", 'author = "me"'),
    "unknown table in an element file": (
        "E1.toml", PEOPLE, PEOPLE + '\n[[level]]\nid = "x"\n',
        "", "unknown key 'level'; remove it (known: criterion)", ""),
    "unknown key of a requirement": (
        "E2.toml", "per_unit = 1", "per_unit = 1, each = 2",
        "criterion C3, required", "unknown key 'each'", "required = {"),
    "unknown key beside a target in a table": (
        "E2.toml", '{ field = "beds", per_unit = 1, at_least = 1 }', "{ target = 2, per_unit = 1 }",
        "criterion C3, required", "unknown key 'per_unit'", "required = {"),
    "unknown key of a condition": (
        "E2.toml", 'is = "day" }', 'is = "day", also = "night" }',
        "criterion C3, applies_when", "unknown key 'also'", 'also = "night"'),
    # blank text
    "blank title": (
        "E1.toml", '"Lead named"', '"  "', "criterion C1", "title is blank; write it", 'title = "'),
    "blank optional text": (
        "E1.toml", "points = 3", 'why = ""\npoints = 3',
        "criterion C1", "why is blank; write it, or remove the key", 'why = ""'),
    "blank id": ("E1.toml", '"C1"', '""', "criterion 1", "id is blank", 'id = ""'),
    "blank source": (
        "E1.toml", '"https://example.org"', '"https://example.org", " "',
        "criterion C1", "sources holds a blank text; write it or remove it", "sources = "),
    "blank name of the framework": (
        "framework.toml", '"Tiny framework"', '""', "", "title is blank", 'title = ""'),
    "blank word of a condition": (
        "E2.toml", 'is = "day"', 'is = ""', "criterion C3, applies_when", "is is blank", 'is = ""'),
    # unknown references
    "unknown theme": (
        "framework.toml", 'theme = "care"', 'theme = "cure"',
        "element E1", "theme 'cure' does not exist; did you mean 'care'?", 'theme = "cure"'),
    "unknown element": (
        "E1.toml", 'element = "E1"', 'element = "E9"',
        "criterion C1", "element 'E9' does not exist", 'element = "E9"'),
    "unknown prerequisite": (
        "E1.toml", '["C1"]', '["C99"]',
        "criterion C2", "depends_on names 'C99', which does not exist; remove it", "depends_on"),
    "unknown field of a requirement": (
        "E2.toml", 'field = "beds", per', 'field = "bed", per',
        "criterion C3, required", "field 'bed' does not exist; did you mean 'beds'?", "required ="),
    "unknown field of a condition": (
        "E2.toml", 'field = "service"', 'field = "zzz"',
        "criterion C3, applies_when", "field 'zzz' does not exist", 'field = "zzz"'),
    "unknown option": (
        "E2.toml", 'is = "day"', 'is = "dusk"',
        "criterion C3, applies_when",
        "'dusk' is not an option of service; use one of day, night", 'is = "dusk"'),
    "unknown default": (
        "framework.toml", "options =", 'default = "dusk"\noptions =',
        "profile_field service", "'dusk' is not one of the options; use one of day, night",
        'default = "dusk"'),
    "unknown kind": (
        "E1.toml", 'kind = "choice"', 'kind = "yesno"',
        "criterion C1",
        "'yesno' is not a kind; use one of choice, count, percent, hours, limit, date",
        'kind = "yesno"'),
    "unknown type of a field": (
        "framework.toml", 'type = "text"', 'type = "date"',
        "profile_field partner", "'date' is not a type; use count, choice or text", "type ="),
    "unknown core": (
        "framework.toml", 'core = "staff"', 'core = "nurses"',
        "element E1", "'nurses' is not a core element; use champion, after_hours", "core ="),
    # cycles
    "waits for itself": (
        "E1.toml", 'depends_on = ["C1"]', 'depends_on = ["C2"]',
        "criterion C2", "in a ring (C2 needs C2); remove one", "depends_on ="),
    # ids
    "id twice in a file": (
        "E1.toml", 'id = "C2"', 'id = "C1"\n# again',
        "criterion C1", "the id 'C1' is used twice; ids are never reused", ""),
    "id twice over files": (
        "E2.toml", 'id = "C3"', 'id = "C2"',
        "criterion C2", "the id is also used in E1.toml; ids are never reused", 'id = "C2"'),
    "level twice": (
        "framework.toml", 'id = "high"', 'id = "low" # again',
        "level low", "the id 'low' is used twice", 'id = "low" # again'),
    "element twice": (
        "framework.toml", 'id = "E2"', 'id = "E1" # again',
        "element E1", "the id 'E1' is used twice", "# again"),
    "field twice": (
        "framework.toml", 'id = "service"', 'id = "beds" # again',
        "profile_field beds", "the id 'beds' is used twice", "# again"),
    "option twice": (
        "framework.toml", '["day", "night"]', '["day", "day", "night"]',
        "profile_field service", "an option stands twice; remove one", ""),
    "core twice": (
        "framework.toml", 'title = "Things"', 'title = "Things"\ncore = "staff" # again',
        "element E2", "element E1 is also core = 'staff'; keep one", "# again"),
    # levels
    "levels out of order": (
        "framework.toml", "needs_gates = true",
        'needs_gates = true\n[[level]]\nid = "mid"\ntitle = "Mid"\nmin_score = 40',
        "level mid", "below that of level high before it; order the levels lowest first",
        "min_score = 40"),
    "first level asks for something": (
        "framework.toml", "min_score = 0", "min_score = 10",
        "level low", "the first level must have min_score = 0", "min_score = 10"),
    "level that asks no more": (
        "framework.toml", "min_score = 80\nneeds_gates = true", "min_score = 0 # same",
        "level high", "asks no more than level low", "min_score = 0 # same"),
    "level above 100": (
        "framework.toml", "min_score = 80", "min_score = 101",
        "level high", "min_score must be at most 100, not 101", "min_score = 101"),
    "level below 0": (
        "framework.toml", "min_score = 80", "min_score = -1",
        "level high", "min_score must be at least 0, not -1", "min_score = -1"),
    "level with a taken name": (
        "framework.toml", 'id = "high"', 'id = "not_assessed"',
        "level not_assessed", "choose another id", 'id = "not_assessed"'),
    # points and targets
    "points of 0": (
        "E1.toml", "points = 3", "points = 0",
        "criterion C1", "points must be above 0, not 0", "points = 0"),
    "points below 0": (
        "E1.toml", "points = 3", "points = -1.5",
        "criterion C1", "points must be above 0, not -1.5", "points = -1.5"),
    "points as text": (
        "E1.toml", "points = 3", 'points = "3"',
        "criterion C1", 'points must be a number without quotes, not "3"', 'points = "3"'),
    "points true": (
        "E1.toml", "points = 3", "points = true",
        "criterion C1", "points must be a number without quotes, not true", "points = true"),
    "points nan": (
        "E1.toml", "points = 3", "points = nan",
        "criterion C1", "points must be a number", "points = nan"),
    "points inf": (
        "E1.toml", "points = 3", "points = +inf",
        "criterion C1", "points must be a number", "points = +inf"),
    "points a date": (
        "E1.toml", "points = 3", "points = 2026-01-01",
        "criterion C1", "points must be a number without quotes, not 2026-01-01", "points = 2026"),
    "points beyond all reason": (
        "E1.toml", "points = 3", "points = 1e999999999",
        "criterion C1", "points has too many digits", "points = 1e999999999"),
    "points finer than all reason": (
        "E1.toml", "points = 3", "points = 1e-999999999",
        "criterion C1", "points has too many digits", "points = 1e-999999999"),
    "target of 0": (
        "E1.toml", "target = 90", "target = 0",
        "criterion C2", "target must be above 0, not 0", "target = 0"),
    "target below 0": (
        "E2.toml", "target = 168", "target = -3",
        "criterion C4", "target must be above 0, not -3", "target = -3"),
    "target missing": (
        "E1.toml", "target = 90\n", "",
        "criterion C2", "a percent needs a target; add target = ...", ""),
    "target as text": (
        "E1.toml", "target = 90", 'target = "90%"',
        "criterion C2", 'target must be a number without quotes, not "90%"', "target ="),
    "percent above 100": (
        "E1.toml", "target = 90", "target = 100.5",
        "criterion C2", "target must be at most 100, not 100.5", "target ="),
    "hours above 168": (
        "E2.toml", "target = 168", "target = 169",
        "criterion C4", "target must be at most 168, not 169", "target ="),
    "hours above 168 in a table": (
        "E2.toml", "target = 168", "required = { target = 169 }",
        "criterion C4, required", "target must be at most 168, not 169", "{ target = 169 }"),
    "target of a choice": (
        "E1.toml", "points = 3", "target = 3\npoints = 3",
        "criterion C1", "a choice has no target; remove it", "target = 3"),
    "target and formula": (
        "E2.toml", "points = 1", "target = 3\npoints = 1",
        "criterion C3", "give either target or required, not both", "required ="),
    "gate_at above 100": (
        "E1.toml", "points = 3", "gate_at = 180\npoints = 3",
        "criterion C1", "gate_at must be at most 100, not 180", "gate_at = 180"),
    "formula without a field": (
        "E2.toml", 'field = "beds", per_unit = 1, ', "per_unit = 1, ",
        "criterion C3, required", "'field' is missing; add field = ...", "required ="),
    "formula with nothing per unit": (
        "E2.toml", "per_unit = 1", "per_unit = 0",
        "criterion C3, required", "per_unit must be above 0, not 0", "per_unit = 0"),
    "formula on the wrong kind": (
        "E2.toml", 'kind = "count"', 'kind = "limit"',
        "criterion C3", "a limit needs target = ...; a formula is for a count", "required ="),
    "formula on the wrong type of field": (
        "E2.toml", 'field = "beds", per', 'field = "service", per',
        "criterion C3, required", "profile field 'service' is a choice, not a count", "per_unit"),
    "formula that is a number": (
        "E2.toml", '{ field = "beds", per_unit = 1, at_least = 1 }', "2",
        "criterion C3", "required must be a table", "required = 2"),
    # conditions
    "is and at_least": (
        "E2.toml", 'is = "day"', 'is = "day", at_least = 1',
        "criterion C3, applies_when", 'give exactly one of is = "..." and at_least', "is ="),
    "neither is nor at_least": (
        "E2.toml", ', is = "day"', "",
        "criterion C3, applies_when", 'give exactly one of is = "..." and at_least', "service"),
    "at_least on a choice": (
        "E2.toml", 'is = "day"', "at_least = 1",
        "criterion C3, applies_when", "profile field 'service' is a choice, not a count",
        '"service", at_least'),
    "is on a count": (
        "E2.toml", '"beds", at_least = 1 }\npoints', '"beds", is = "2" }\npoints',
        "criterion C4, applies_when", "profile field 'beds' is a count, not a choice or text",
        'is = "2"'),
    "condition that is text": (
        "E2.toml", '{ field = "service", is = "day" }', '"service"',
        "criterion C3", "applies_when must be a table", 'applies_when = "service"'),
    # missing keys
    "title missing": (
        "E1.toml", 'title = "Lead named"\n', "",
        "criterion C1", "'title' is missing; add title = ...", ""),
    "id missing": (
        "E1.toml", 'id = "C1"\n', "", "criterion 1", "'id' is missing; add id = ...", ""),
    "points missing": (
        "E1.toml", "points = 3\n", "", "criterion C1", "'points' is missing; add points", ""),
    "version missing": (
        "framework.toml", 'version = "1"\n', "",
        "", "'version' is missing; add version = ...", ""),
    "min_score missing": (
        "framework.toml", "min_score = 0\n", "",
        "level low", "'min_score' is missing; add min_score = ...", ""),
    "theme of an element missing": (
        "framework.toml", 'theme = "care"\n', "", "element E1", "'theme' is missing", ""),
    "options missing": (
        "framework.toml", 'options = ["day", "night"]\n', "",
        "profile_field service", "a choice needs options = [...]", ""),
    "options of a text": (
        "framework.toml", 'type = "text"', 'type = "text"\noptions = ["a"]',
        "profile_field partner", "only a choice has options; remove them", 'options = ["a"]'),
    "too few titles of options": (
        "framework.toml", "options =", 'option_titles = ["Day"]\noptions =',
        "profile_field service", "give as many option_titles as options", "option_titles"),
    # wrong types
    "number for text": (
        "E1.toml", '"Lead named"', "7",
        "criterion C1", "title must be text in quotes, not 7", "title = 7"),
    "number for the version": (
        "framework.toml", 'version = "1"', "version = 2026.1",
        "", "version must be text in quotes, not 2026.1", "version = 2026.1"),
    "number for an id": (
        "E1.toml", '"C1"', "1", "criterion 1", "id must be text in quotes, not 1", "id = 1"),
    "list for an element": (
        "E1.toml", 'element = "E1"', 'element = ["E1"]',
        "criterion C1", "element must be text in quotes, not a list", "element = ["),
    "text for true": (
        "E1.toml", "gate = true", 'gate = "yes"',
        "criterion C1", 'gate must be true or false, without quotes, not "yes"', "gate ="),
    "number for true": (
        "E1.toml", "gate = true", "gate = 1",
        "criterion C1", "gate must be true or false, without quotes, not 1", "gate ="),
    "date and time for a date": (
        "E1.toml", "2027-05-01", "2027-05-01T10:00:00",
        "criterion C1", "next_review must be a date without quotes", "next_review"),
    "text for a date": (
        "E1.toml", "2027-05-01", '"2027-05-01"',
        "criterion C1", "as in next_review = 2027-05-01", "next_review"),
    "half a month": (
        "E1.toml", "validity_months = 12", "validity_months = 0.5",
        "criterion C1", "validity_months must be at least 1, not 0.5", "validity_months"),
    "a month and a half": (
        "E1.toml", "validity_months = 12", "validity_months = 1.5",
        "criterion C1", "validity_months must be a whole number, not 1.5", "validity_months"),
    "text for a list": (
        "E1.toml", '["C1"]', '"C1"',
        "criterion C2", 'must be a list of texts, as in depends_on = ["..."]', "depends_on"),
    "list of lists": (
        "E1.toml", '["C1"]', '[["C1"]]',
        "criterion C2", "depends_on must be a list of texts", "depends_on"),
    "nothing to lean on": (
        "E1.toml", "points = 3", 'leans_on = ["champion", "hospitals"]\npoints = 3',
        "criterion C1", "'hospitals' is nothing to lean on; use one of champion, deputy, hospital",
        "leans_on"),
    "one table for several": (
        "framework.toml", "[[theme]]", "[theme]",
        "", "theme must be written as [[theme]] tables", ""),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_place_and_its_remedy(mistake: str) -> None:
    file, old, new, entry, words, line = MISTAKES[mistake]
    files = changed(file, old, new)
    found = [problem for problem in problems_of(files) if words in problem.message]
    assert len(found) == 1, problems_of(files)
    (problem,) = found
    assert problem.file == file
    assert problem.message.startswith(f"{entry}: " if entry else words[:7])
    if line:
        assert line in files[file].splitlines()[(problem.line or 0) - 1]


def test_the_line_of_something_missing_is_that_of_its_table() -> None:
    files = changed("E1.toml", "target = 90\n", "")
    (problem,) = problems_of(files)
    assert files["E1.toml"].splitlines()[(problem.line or 0) - 1] == "[[criterion]]"
    assert problem.line == line_of(files["E1.toml"], 'id = "C2"') - 1


def test_a_message_reads_file_line_column_entry_and_remedy() -> None:
    with pytest.raises(InputError) as caught:
        load(changed("E1.toml", "points = 3", "points = 0"))
    assert str(caught.value) == "E1.toml:7:1: criterion C1: points must be above 0, not 0"


def test_all_mistakes_are_listed_not_only_the_first() -> None:
    files = {
        "framework.toml": MAIN.replace('theme = "care"', 'theme = "cure"', 1),
        "E1.toml": PEOPLE.replace("points = 3", "points = 0").replace("90", "190"),
        "E2.toml": THINGS.replace('"Pumps"', '""').replace("168", "200"),
    }
    found = problems_of(files)
    assert [(problem.file, problem.line) for problem in found] == [
        ("E1.toml", line_of(files["E1.toml"], "points = 0")),
        ("E1.toml", line_of(files["E1.toml"], "target = 190")),
        ("E2.toml", line_of(files["E2.toml"], 'title = ""')),
        ("E2.toml", line_of(files["E2.toml"], "target = 200")),
        ("framework.toml", line_of(files["framework.toml"], '"cure"')),
    ]


def test_rings_over_several_files_are_each_named_once() -> None:
    files = {
        **TINY,
        "E1.toml": PEOPLE.replace("points = 3", 'points = 3\ndepends_on = ["C3"]'),
        "E2.toml": THINGS.replace("points = 1", 'points = 1\ndepends_on = ["C2", "C4"]', 1)
        + 'depends_on = ["C4"]\n',
    }
    found = [problem.message for problem in problems_of(files)]
    assert len(found) == 2
    assert any("C4 needs C4" in message for message in found)
    assert any(
        all(f"{one} needs {other}" in message for one, other in (("C2", "C1"), ("C1", "C3")))
        or "C3 needs C2 needs C1" in message
        for message in found
    )


def test_two_entries_without_an_id_are_not_called_the_same() -> None:
    text = PEOPLE.replace('id = "C1"\n', "").replace('id = "C2"\n', "").replace('["C1"]', "[]")
    messages = [problem.message for problem in problems_of({**TINY, "E1.toml": text})]
    assert messages == [
        "criterion 1: 'id' is missing; add id = ...",
        "criterion 2: 'id' is missing; add id = ...",
    ]


def test_ids_and_references_may_have_blanks_around_them() -> None:
    text = PEOPLE.replace('id = "C1"', 'id = " C1 "').replace('["C1"]', '["C1 "]')
    framework = load({**TINY, "E1.toml": text}).framework
    assert framework.criterion["C2"].depends_on == ("C1",)
    assert "C1" in framework.criterion


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (PEOPLE.replace('"Lead named"', '"Lead named'), 4),
        (PEOPLE.replace("points = 3", "points = "), 7),
        (PEOPLE.replace("points = 3", "points = 3\npoints = 4"), 8),
        (PEOPLE.replace("2027-05-01", "2027-02-30"), 11),
        (PEOPLE.replace("gate = true", "gate = True"), 8),
    ],
)
def test_a_file_that_is_not_toml_is_named_with_the_line(text: str, line: int) -> None:
    (problem,) = problems_of({**TINY, "E1.toml": text})
    assert problem.file == "E1.toml"
    assert problem.message.startswith("this is not valid TOML (")
    assert problem.message.endswith("mend that place first")
    assert problem.line in (line, line + 1)


@pytest.mark.parametrize(
    "value", ["1" * 5000, "[" * 5000, "1e99999999999999999999", "0x" + "f" * 9000]
)
def test_values_that_are_too_much_to_read_are_refused(value: str) -> None:
    (problem,) = problems_of(changed("E1.toml", "points = 3", f"points = {value}"))
    assert problem.file == "E1.toml"
    assert len(problem.message) < 300


def test_every_file_that_is_not_toml_is_named() -> None:
    found = problems_of({**TINY, "E1.toml": "[[", "E2.toml": "= 1"})
    assert [problem.file for problem in found] == ["E1.toml", "E2.toml"]


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("level", "there are no levels; add at least one [[level]], lowest first"),
        ("theme", "there are no themes; add at least one [[theme]]"),
        ("element", "there are no elements; add at least one [[element]]"),
    ],
)
def test_a_framework_without_a_part_says_which(part: str, words: str) -> None:
    blocks = MAIN.replace("[[", "\0[[").split("\0")
    text = "".join(block for block in blocks if not block.startswith(f"[[{part}]]"))
    assert words in [problem.message for problem in problems_of({**TINY, "framework.toml": text})]


def test_a_framework_without_criteria_says_so() -> None:
    (problem,) = problems_of({"framework.toml": MAIN})
    assert problem.message == "there are no criteria; add an element file with [[criterion]]"


def test_texts_without_a_framework_file_say_so() -> None:
    (problem,) = problems_of({"E1.toml": PEOPLE})
    assert problem.file == "framework.toml"


def test_oddities_are_warnings_with_their_place() -> None:
    loaded = load(
        {
            **TINY,
            "E1.toml": PEOPLE.replace("gate = true", "gate_at = 80"),
            "E2.toml": THINGS.replace('element = "E2"', 'element = "E1"'),
        }
    )
    assert [(odd.file, odd.line, odd.message) for odd in loaded.warnings] == [
        ("E1.toml", 8, "criterion C1: gate_at has no effect without gate = true"),
        ("framework.toml", line_of(MAIN, 'id = "E2"'), "element E2: it has no criteria"),
    ]


def test_a_retired_criterion_stays_known_and_is_not_scored() -> None:
    framework = load(changed("E1.toml", "points = 3", "points = 3\nretired = true")).framework
    assert framework.criterion["C1"].retired
    assert [criterion.id for criterion in framework.scored] == ["C2", "C3", "C4"]
    assert "C1" not in [criterion.id for criterion in framework.gates]


def test_what_criteria_lean_on_is_found_by_its_kind_and_moves_no_score() -> None:
    files = changed("E1.toml", "points = 3", 'points = 3\nleans_on = ["hospital", "on_call"]')
    framework = load(files).framework
    plain = load(changed("E1.toml", "points = 3", "points = 3")).framework
    assert fingerprint(framework) == fingerprint(plain)
    found = {kind: [row.id for row in rows] for kind, rows in framework.leaning_on.items() if rows}
    assert found == {"hospital": ["C1"], "on_call": ["C1"]}
    assert {row.leans_on for row in plain.scored} == {()}


def test_the_id_of_a_retired_criterion_cannot_be_used_again() -> None:
    files = {
        **changed("E1.toml", "points = 3", "points = 3\nretired = true"),
        "E2.toml": THINGS.replace('id = "C3"', 'id = "C1"'),
    }
    (problem,) = problems_of(files)
    assert "ids are never reused" in problem.message


# A folder


def folder_of(tmp_path: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def folder_problem(folder: Path) -> Problem:
    with pytest.raises(InputError) as caught:
        load_framework(folder)
    (problem,) = caught.value.problems
    return problem


def test_a_folder_is_read(tmp_path: Path) -> None:
    assert load_framework(folder_of(tmp_path, TINY)) == load(TINY).framework


def test_files_are_read_in_the_order_people_count(tmp_path: Path) -> None:
    files = {**TINY, "E10.toml": THINGS, "E9.toml": PEOPLE}
    del files["E1.toml"], files["E2.toml"]
    framework = load_framework(folder_of(tmp_path, files))
    assert [criterion.id for criterion in framework.criteria] == ["C1", "C2", "C3", "C4"]


def test_file_names_may_be_anything(tmp_path: Path) -> None:
    files = {"framework.toml": MAIN, "people².toml": PEOPLE, "2026 - things ٣.toml": THINGS}
    assert len(load_framework(folder_of(tmp_path, files)).criteria) == 4


def test_a_missing_folder(tmp_path: Path) -> None:
    problem = folder_problem(tmp_path / "nowhere")
    assert problem.file == str(tmp_path / "nowhere")
    assert "there is no such folder; give the folder of framework.toml" in problem.message


def test_a_file_in_place_of_a_folder(tmp_path: Path) -> None:
    folder_of(tmp_path, TINY)
    assert "give the folder" in folder_problem(tmp_path / "framework.toml").message


def test_a_folder_without_its_main_file(tmp_path: Path) -> None:
    problem = folder_problem(folder_of(tmp_path, {"E1.toml": PEOPLE}))
    assert "there is no framework.toml" in problem.message


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    folder_of(tmp_path, TINY)
    (tmp_path / "E1.toml").write_bytes(PEOPLE.replace("Lead", "Läad").encode("latin-1"))
    problem = folder_problem(tmp_path)
    assert problem.file == str(tmp_path / "E1.toml")
    assert problem.message == "this is not UTF-8 text; save it as UTF-8"


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    folder_of(tmp_path, {"framework.toml": MAIN, "E2.toml": THINGS})
    (tmp_path / "E1.toml").mkdir()
    problem = folder_problem(tmp_path)
    assert problem.file == str(tmp_path / "E1.toml")
    assert problem.message.startswith("it cannot be read (")


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    folder_of(tmp_path, TINY)
    for name, text in TINY.items():
        (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert load_framework(tmp_path) == load(TINY).framework


def test_an_empty_element_file_is_no_mistake(tmp_path: Path) -> None:
    assert load_framework(folder_of(tmp_path, {**TINY, "E3.toml": ""})) == load(TINY).framework


def test_lines_are_counted_as_editors_count_them() -> None:
    files = changed("E1.toml", '"Is a lead named?"', '"Is a\u2028 lead\x85 named?"')
    files["E1.toml"] = files["E1.toml"].replace("points = 3", "points = 0")
    (problem,) = problems_of(files)
    assert problem.line == 7


# Frameworks of others

HAND_HYGIENE = {
    "framework.toml": """
        id = "hands"
        version = "3"
        title = "Hand hygiene"
        level = [
            { id = "below", title = "Below", min_score = 0 },
            { id = "reached", title = "Reached", min_score = 66.7 },
        ]
        [[theme]]
        id = "all"
        title = "All"
        [[element]]
        id = "ward"
        theme = "all"
        title = "Ward"
    """,
    "everything.toml": """
        [[criterion]]
        id = "dispensers"
        element = "ward"
        title = "Dispensers"
        question = "How many dispensers?"
        kind = "count"
        required = { target = 2.5 }
        points = 0.5
        [[criterion]]
        id = "audit"
        element = "ward"
        title = "Audit"
        question = "What share of moments was clean?"
        kind = "percent"
        target = 82.5
        points = 1.25
    """,
}
PREPAREDNESS = {
    "framework.toml": "".join(
        ['id = "flood"\nversion = "0.1"\ntitle = "Flood preparedness"\n']
        + [
            f'[[level]]\nid = "{name}"\ntitle = "{name.title()}"\nmin_score = {score}\n'
            for name, score in (("bronze", 0), ("silver", 50), ("gold", 75), ("platinum", 100))
        ]
        + [
            '[[theme]]\nid = "T"\ntitle = "T"\n',
            '[[element]]\nid = "X"\ntheme = "T"\ntitle = "X"\n',
            '[[element]]\nid = "Y"\ntheme = "T"\ntitle = "Y"\ncore = ""\n',
        ]
    ),
    "b.toml": """
        [[criterion]]
        id = "boat"
        element = "Y"
        title = "Boat"
        question = "Is there a boat?"
        kind = "choice"
        points = 1
    """,
    "a.toml": """
        [[criterion]]
        id = "pump"
        element = "Y"
        title = "Pump"
        question = "How long until the pump runs, in minutes?"
        kind = "limit"
        target = 12.5
        points = 1
        [[criterion]]
        id = "wall"
        element = "X"
        title = "Wall"
        question = "When was the wall inspected?"
        kind = "date"
        points = 2
    """,
}
LIBRARY = {
    "data/library/framework.toml": """
        id = "library"
        version = "2"
        title = "Library"
        [[level]]
        id = "closed"
        title = "Closed"
        min_score = 0
        [[level]]
        id = "open"
        title = "Open"
        min_score = 0
        needs_gates = true
        [[profile_field]]
        id = "rooms"
        title = "Rooms"
        type = "count"
        default = 0
        [[theme]]
        id = "t"
        title = "T"
        [[element]]
        id = "e"
        theme = "t"
        title = "E"
    """,
    "data/library/only.toml": """
        [[criterion]]
        id = "keys"
        element = "e"
        title = "Keys"
        question = "How many keys?"
        kind = "count"
        required = { field = "rooms", per_unit = 1.5 }
        gate = true
        points = 1
        [[criterion]]
        id = "cover"
        element = "e"
        title = "Cover"
        question = "Hours of cover?"
        kind = "hours"
        target = 40
        gate = true
        gate_at = 62.5
        points = 3
    """,
}


def scored(framework: Framework, **answers: str) -> SiteScore:
    recorded_at = datetime(2026, 6, 1, 9, tzinfo=UTC)
    history = History.of(
        "S", [Response("S", key, recorded_at, answer) for key, answer in answers.items()]
    )
    score = score_site(framework, history, date(2026, 6, 15))
    step = timeline(framework, history).at(date(2026, 6, 15))
    assert (step.level, step.score) == (score.level, score.score)
    return score


def test_a_framework_of_two_levels_with_decimals_and_no_profile() -> None:
    framework = load(HAND_HYGIENE).framework
    assert framework.levels[1].min_score == Fraction(667, 10)
    assert framework.criterion["dispensers"].requirement == Fraction(5, 2)
    score = scored(framework, dispensers="1", audit="66")
    assert score.points == (Fraction(6, 5), Fraction(7, 4))
    assert score.score == Fraction(480, 7)
    assert score.level == "reached"
    assert scored(framework, dispensers="0.9", audit="60").level == "below"


def test_a_framework_of_four_levels_without_must_haves() -> None:
    framework = load(PREPAREDNESS).framework
    assert [criterion.id for criterion in framework.criteria] == ["wall", "boat", "pump"]
    assert framework.gates == ()
    assert scored(framework, boat="partly").level == "bronze"
    assert scored(framework, wall="").level == "silver"
    assert scored(framework, wall="", pump="12.5").level == "gold"
    assert scored(framework, wall="", pump="12.6", boat="partly").level == "silver"
    assert scored(framework, wall="", pump="12.5", boat="yes").level == "platinum"
    assert scored(framework, wall="", pump="12.6").elements["Y"].score == 0


def test_a_framework_of_must_haves_alone_in_a_folder_of_another_name() -> None:
    framework = load(LIBRARY).framework
    assert framework.criterion["keys"].requirement == Formula("rooms", Fraction(3, 2), 0)
    score = scored(framework, cover="25")
    assert score.level == "open"
    assert score.points == (Fraction(15, 8), 3)
    assert score.points_not_applicable == 1
    assert scored(framework, cover="24.9").failed_gates == ("cover",)


def test_top_level_target_and_target_in_a_table_are_the_same() -> None:
    in_table = HAND_HYGIENE["everything.toml"].replace(
        "target = 82.5", "required = { target = 82.5 }"
    )
    assert (
        load({**HAND_HYGIENE, "everything.toml": in_table}).framework
        == load(HAND_HYGIENE).framework
    )


def test_a_problem_of_an_entry_written_in_one_line_names_no_wrong_line() -> None:
    text = HAND_HYGIENE["framework.toml"].replace('id = "reached"', 'id = "not_assessed"')
    (problem,) = problems_of({**HAND_HYGIENE, "framework.toml": text})
    assert problem.message.startswith("level not_assessed: ")
    assert problem.line is None


# Anything at all

SNIPPETS = [
    "1", "0", "-1", "0.5", "1e400", "1e-400", "nan", "-inf", "true", "false", '""', '" "', '"C1"',
    '"beds"', '"service"', "[]", '["C2"]', "[[1]]", "[{}]", "{}", '{ field = "beds" }',
    '{ field = "partner", is = "x" }', '{ field = "beds", per_unit = 0.1 }', "{ target = 5 }",
    "2027-05-01", "2027-05-01T00:00:00Z", "10:00:00", "'''x'''", '"\\u0000"', "99999999999", "x",
    '"percent"', '"limit"', '"date"', '"count"', '"text"', '"E2"', '"é"', "0b1", "1_000", "",
]  # fmt: skip
NAMES = sorted({line.split(" =")[0] for text in TINY.values() for line in text.splitlines()})


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, str]:
    files = dict(TINY)
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(sorted(files)))
        lines = files[name].split("\n")
        place = draw(st.integers(0, len(lines) - 1))
        change = draw(st.integers(0, 6))
        if change == 0:
            key = lines[place].split(" =")[0]
            lines[place] = f"{key} = {draw(st.sampled_from(SNIPPETS))}"
        elif change == 1:
            key, value = draw(st.sampled_from(NAMES)), draw(st.sampled_from(SNIPPETS))
            lines.insert(place, key if key.startswith("[") else f"{key} = {value}")
        elif change == 2:
            del lines[place]
        elif change == 3:
            lines.insert(place, lines[draw(st.integers(0, len(lines) - 1))])
        elif change == 4:
            at = draw(st.integers(0, len(lines[place])))
            lines[place] = lines[place][:at] + draw(st.text(max_size=4)) + lines[place][at:]
        elif change == 5:
            lines[place] = lines[place].replace("[[", "[").replace("]]", "]")
        else:
            lines = lines[:place]
        files[name] = "\n".join(lines)
    return files


def outcome_of(files: dict[str, str]) -> Framework | tuple[Problem, ...]:
    """The framework, or what is wrong with it; any other exception is a failure of the test."""
    try:
        return load(files).framework
    except InputError as error:
        return error.problems


@settings(max_examples=300, deadline=None)
@given(mutated())
def test_whatever_is_in_the_files_only_an_input_error_comes_out(files: dict[str, str]) -> None:
    outcome = outcome_of(files)
    if isinstance(outcome, Framework):
        assert scored(outcome).level == "not_assessed"
        return
    assert outcome
    for problem in outcome:
        assert problem.message
        lines = len(files[problem.file].split("\n"))
        assert problem.line is None or 1 <= problem.line <= lines


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.sampled_from(sorted(TINY)))
def test_any_text_in_a_file_is_read_or_refused(text: str, name: str) -> None:
    assert outcome_of({**TINY, name: text})


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(SNIPPETS), max_size=8))
def test_any_table_of_known_keys_is_read_or_refused(values: dict[str, str]) -> None:
    lines = [f"{key} = {value}" for key, value in values.items() if not key.startswith("[")]
    assert outcome_of({**TINY, "E3.toml": "[[criterion]]\n" + "\n".join(lines)})


def test_a_criterion_names_the_events_after_which_it_is_due_again() -> None:
    named = PEOPLE.replace("points = 3\n", 'points = 3\ndue_after = ["trial", "new_agent"]\n')
    loaded = load({**TINY, "E1.toml": named})
    assert loaded.framework.criterion["C1"].due_after == ("trial", "new_agent")
    assert fingerprint(loaded.framework) == fingerprint(load(TINY).framework)


def test_an_event_that_does_not_exist_is_named_with_the_nearest_one() -> None:
    named = PEOPLE.replace("points = 3\n", 'points = 3\ndue_after = ["new_agents"]\n')
    with pytest.raises(InputError) as refused:
        load({**TINY, "E1.toml": named})
    (problem,) = refused.value.problems
    assert (problem.file, problem.line) == ("E1.toml", 8)
    assert "'new_agents' is no trigger; did you mean 'new_agent'?" in problem.message
