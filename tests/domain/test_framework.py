"""What a framework finds in its criteria."""

from dataclasses import replace

from readiness.domain.framework import ResourceKind
from tests.services.small import choice, framework_of

FRAMEWORK = framework_of(
    choice("K1", gate=True),
    replace(choice("K2", leans_on=(ResourceKind.HOSPITAL,)), element="B"),
    choice("K3", gate=True, retired=True, leans_on=(ResourceKind.HOSPITAL,)),
    choice("K4", leans_on=(ResourceKind.HOSPITAL, ResourceKind.CHAMPION)),
)


def test_the_criteria_of_an_element_are_those_in_force_in_order() -> None:
    assert [own.id for own in FRAMEWORK.criteria_of("A")] == ["K1", "K4"]
    assert [own.id for own in FRAMEWORK.criteria_of("B")] == ["K2"]
    assert FRAMEWORK.criteria_of("C") == ()


def test_the_retired_are_known_by_id_and_nowhere_else() -> None:
    assert list(FRAMEWORK.criterion) == ["K1", "K2", "K3", "K4"]
    assert [own.id for own in FRAMEWORK.scored] == ["K1", "K2", "K4"]
    assert [own.id for own in FRAMEWORK.gates] == ["K1"]


def test_what_leans_on_a_kind_is_there_for_every_kind() -> None:
    leaning = {kind: [own.id for own in rows] for kind, rows in FRAMEWORK.leaning_on.items()}
    assert leaning == {
        ResourceKind.CHAMPION: ["K4"],
        ResourceKind.DEPUTY: [],
        ResourceKind.HOSPITAL: ["K2", "K4"],
        ResourceKind.ON_CALL: [],
        ResourceKind.DRUG_STOCK: [],
    }
