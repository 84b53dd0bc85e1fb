"""A framework as a document."""

import re
from dataclasses import replace
from datetime import date

from readiness.domain.framework import Criterion, Framework
from readiness.exports.framework_document import document
from readiness.framework_files import load_framework
from tests.spec.cast import CHAMPION, DOSES, DRILL, framework_of
from tests.spec.write_documents import FRAMEWORK


def with_criterion(**changes: object) -> Framework:
    framework = framework_of([CHAMPION])
    (criterion,) = framework.criteria
    changed: Criterion = replace(criterion, **changes)  # type: ignore[arg-type]
    return replace(framework, criteria=(changed,))


def test_every_criterion_has_its_section_with_the_title_before_the_code() -> None:
    framework = load_framework(FRAMEWORK)
    headings = re.findall(r"^#### (.+) <small>(.+)</small>$", document(framework), re.MULTILINE)
    assert [code for _, code in headings] == [
        criterion.id
        for theme in framework.themes
        for element in framework.elements
        if element.theme == theme.id
        for criterion in framework.criteria_of(element.id)
    ]
    assert ("Tocilizumab doses in reach", "C15") in headings


def test_what_is_asked_stands_in_words() -> None:
    text = document(framework_of([DOSES, DRILL]))
    assert "**Must-have** · 5 points" in text
    assert "| Needed | 2 doses for each patient now in step-up, at least 2 |" in text
    assert "| Validity | lapses 1 month after the evidence date |" in text
    assert "2 criteria, 1 must-have, 7 points." in text


def test_prerequisites_stand_by_title() -> None:
    framework = framework_of([CHAMPION, DRILL])
    first, second = framework.criteria
    linked = replace(framework, criteria=(first, replace(second, depends_on=(first.id,))))
    assert f"| Needs first | {CHAMPION} <small>{CHAMPION}</small> |" in document(linked)


def test_sources_are_links_and_other_words_stay_words() -> None:
    text = document(
        with_criterion(
            sources=(
                "https://www.example.org/a_b(c)?x=1|2",
                "doi:10.1000/x<y>",
                "Ward handbook, page 3",
                "javascript:alert(1)",
            )
        )
    )
    assert "[example.org](<https://www.example.org/a_b(c)?x=1%7C2>)" in text
    assert "(<https://doi.org/10.1000/x%3Cy%3E>)" in text
    assert "<br>Ward handbook, page 3<br>javascript:alert(1) |" in text


def test_words_of_the_framework_never_act_as_markup() -> None:
    text = document(with_criterion(title="A|B *C*", why="line one\nline two <script> [x](y)"))
    assert "#### A\\|B \\*C\\* <small>" in text
    assert "| Why | line one line two \\<script\\> \\[x\\](y) |" in text


def test_one_of_each_reads_right_and_absent_facts_are_left_out() -> None:
    framework = replace(with_criterion(points=1), profile_fields=())
    text = document(framework)
    assert "1 criterion, 1 must-have, 1 point." in text
    assert "Facts about a site" not in text
    assert "| Effort |" not in text
    assert "| Checked by | not yet checked |" in text


def test_retired_criteria_stand_at_the_end_and_are_not_counted() -> None:
    text = document(with_criterion(retired=True, next_review=date(2027, 5, 1)))
    assert "0 criteria, 0 must-haves, 0 points" in text
    assert text.endswith(f"- {CHAMPION} <small>{CHAMPION}</small>\n")
