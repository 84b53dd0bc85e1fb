"""What education materials say of their criteria."""

from readiness.domain.registers.entries import WITHDRAWN, RegisterEntry
from readiness.domain.scoring import State
from tests.domain.entries import FIRST, entry, figure, on, said, states

ALL = ("C32", "C33", "C36")
EVERYTHING = "fever; number; emergency_department"
PROFILE = {"agents": " Teclistamab ;Elranatamab;", "agents_given": "2", "languages_needed": "2"}


def leaflet(
    agent: str = "Teclistamab",
    language: str = "English",
    reviewed: int = 0,
    essentials: str = EVERYTHING,
    **more: object,
) -> RegisterEntry:
    values = {
        "agent": agent,
        "language": language,
        "version": "1",
        "reviewed_on": str(on(reviewed)),
        "essentials": essentials,
    }
    key = str(more.pop("key", f"{agent}-{language}"))
    return entry("materials", key, values, **more)  # type: ignore[arg-type]


def answers(entries: list[RegisterEntry], day: int = 0) -> list[str]:
    return [said(key, entries, on(day), PROFILE).answer for key in ALL]


def test_agents_are_those_of_the_profile_however_they_are_typed() -> None:
    entries = [leaflet(" TECLISTAMAB"), leaflet("Talquetamab", essentials="")]
    found = said("C32", entries, profile=PROFILE)
    assert found.arithmetic == "Written materials in force for 1 of 2 agents given."
    assert answers(entries) == ["1", "3", "0"]
    assert states("C32", entries, [FIRST], profile=PROFILE) == [State.PARTLY_MET]


def test_without_agents_in_the_profile_those_of_the_register_count() -> None:
    entries = [leaflet(), leaflet("Talquetamab", essentials="fever; number")]
    assert said("C32", entries).arithmetic == (
        "Written materials in force for 2 agents in the register."
    )
    assert [said(key, entries).answer for key in ALL] == ["2", "2", "1"]


def test_materials_of_no_agent_given_count_for_nothing() -> None:
    entries = [leaflet("Talquetamab")]
    assert said("C32", entries, profile=PROFILE).answer == "0"
    assert figure("C33", entries, profile=PROFILE) is None
    assert said("C36", entries, profile=PROFILE).answer == "0"


def test_the_essentials_are_those_that_all_materials_in_force_state() -> None:
    entries = [leaflet(), leaflet("Elranatamab", essentials="fever;fever")]
    found = said("C33", entries, profile=PROFILE)
    assert found.arithmetic == "1 of 3 essentials are in all 2 materials in force."
    assert said("C33", [leaflet()], profile=PROFILE).arithmetic == (
        "3 of 3 essentials are in the materials in force."
    )
    assert said("C33", [leaflet(essentials="")]).answer == "0"


def test_a_language_counts_when_every_agent_given_has_materials_in_it() -> None:
    entries = [
        leaflet(), leaflet("Elranatamab", "english "),
        leaflet(language="Spanish"), leaflet("Elranatamab", "Spanish", reviewed=30, recorded=30),
        leaflet(language="Vietnamese"),
    ]  # fmt: skip
    assert said("C36", entries[:3], profile=PROFILE).arithmetic == (
        "Materials for all 2 agents given in 1 language."
    )
    assert said("C36", [leaflet()], profile={"agents": "Teclistamab"}).arithmetic == (
        "Materials for the agent given in 1 language."
    )
    assert states("C36", entries, [on(29), on(30)], profile=PROFILE) == [
        State.PARTLY_MET, State.MET,
    ]  # fmt: skip


def test_materials_fall_out_when_their_review_lapses_and_the_rest_stays() -> None:
    entries = [leaflet(), leaflet("Elranatamab", reviewed=100, essentials="fever", recorded=100)]
    assert answers(entries, 365) == ["2", "1", "1"]
    assert answers(entries, 366) == ["1", "1", "0"]
    assert said("C32", entries, on(365), PROFILE).evidence_date == on(0)
    assert said("C32", entries, on(366), PROFILE).evidence_date == on(100)
    days = [on(365), on(366), on(465), on(466)]
    assert states("C32", entries, days, profile=PROFILE) == [
        State.MET, State.PARTLY_MET, State.PARTLY_MET, State.LAPSED,
    ]  # fmt: skip
    assert states("C33", entries, days, profile=PROFILE)[2:] == [State.PARTLY_MET, State.LAPSED]


def test_of_two_versions_the_one_reviewed_last_counts() -> None:
    old = leaflet(essentials="fever", key="old")
    new = leaflet(language="ENGLISH", reviewed=5, key="new")
    assert said("C33", [old, new], on(4)).answer == "1"
    assert said("C33", [old, new], on(5)).answer == "3"
    assert said("C33", [new, old], on(5)).answer == "3"


def test_of_two_versions_reviewed_on_one_day_the_later_line_counts() -> None:
    old, new = leaflet(essentials="fever", key="old"), leaflet(recorded=1, key="new")
    assert said("C33", [old, new], on(1)).answer == "3"


def test_an_agent_is_covered_since_its_newest_review_in_any_language() -> None:
    entries = [
        leaflet(language="Spanish", reviewed=30),
        leaflet(reviewed=10),
        leaflet("Elranatamab", reviewed=40),
        leaflet("Talquetamab", reviewed=5),
    ]
    assert said("C32", entries, on(40), PROFILE).evidence_date == on(30)
    strangers = [leaflet("Talquetamab", reviewed=5), leaflet("Epcoritamab", reviewed=7)]
    nothing = said("C32", strangers, on(40), PROFILE)
    assert (nothing.answer, nothing.evidence_date) == ("0", on(7))


def test_languages_are_as_old_as_the_oldest_review_that_counts() -> None:
    entries = [
        leaflet(reviewed=20),
        leaflet("Elranatamab", reviewed=30),
        leaflet("Talquetamab", reviewed=2),
        leaflet(language="Spanish", reviewed=3),
    ]
    found = said("C36", entries, on(40), PROFILE)
    assert (found.answer, found.evidence_date) == ("1", on(20))
    none_complete = said("C36", [entries[0], *entries[2:]], on(40), PROFILE)
    assert (none_complete.answer, none_complete.evidence_date) == ("0", on(20))


def test_an_empty_register_says_nothing() -> None:
    gone = [leaflet(), leaflet(recorded=1, state=WITHDRAWN)]
    for key in ALL:
        assert figure(key, [], profile=PROFILE) is None
        assert figure(key, gone, on(1), PROFILE) is None
        assert figure(key, [leaflet(reviewed=3)], on(2), PROFILE) is None


def test_the_sentences_hold_nothing_that_people_typed() -> None:
    entries = [leaflet("<script>", "=1+1"), leaflet("x" * 400, "]](")]
    for key in ALL:
        assert "script" not in said(key, entries).arithmetic
        assert "=1" not in said(key, entries).arithmetic
