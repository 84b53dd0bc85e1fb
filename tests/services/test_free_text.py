"""Free text: a patient's is refused unless contested, a hostile one is kept as it is."""

import pytest

from readiness.domain.assessment import NOT_APPLICABLE
from readiness.domain.people import Person, Role
from readiness.domain.privacy import check_free_text
from readiness.errors import NotAllowedError, PrivacyError, ReadinessError
from readiness.services import recording
from readiness.services.demo import synthetic_network
from readiness.services.workspace import Workspace
from tests.services.workspaces import (
    EVERYONE,
    NEVER_ASSESSED,
    TODAY,
    StandingClock,
    a_site,
    an_answer,
    framework,
)

PATIENT = "Chart review, MRN 48213377"
SAID = '"MRN 48213377" looks like a medical record number'
NOT_ALWAYS = next(row.id for row in framework().scored if row.na_allowed)
LONGEST = "a" * 10_000
HOSTILE = {
    "html": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "markdown": "# big **bold** [here](javascript:alert(1)) $x^2$ :red[red] ![](https://x.example)",
    "formula": '=HYPERLINK("https://x.example";"x")',
    "template": "{{7*7}} ${7*7} %(x)s {0} \\n",
    "sql": "'); DROP TABLE response; --",
    "emoji": "👩‍👩‍👧‍👦" * 500,
    "right to left": "\u202egnihtemos\u202c \u200f\u2067x\u2069",
    "joined marks": "a" + "\u0301" * 2000,
    "wide": "\U0001f600\U0010ffff\ufeff",
    "lines": "one\ntwo\r\nthree\tfour",
    "controls": "bell\x07 escape\x1b[31m nul\x00",
    "half a character": "\ud800",
    "longest": LONGEST,
    "too long": LONGEST + "a",
    "a megabyte": "x" * 1_000_000,
}

REFUSED = ("controls", "half a character", "too long", "a megabyte")


# --- What looks like a patient's ----------------------------------------------------------------


@pytest.mark.parametrize("field", ["evidence", "na_reason"])
def test_a_text_like_a_patients_is_refused_and_nothing_is_written(
    few: Workspace, field: str
) -> None:
    given = {
        "evidence": an_answer("C01", "yes", evidence=PATIENT),
        "na_reason": an_answer(NOT_ALWAYS, NOT_APPLICABLE, na_reason=PATIENT),
    }[field]
    revision = few.ledger.revision()
    with pytest.raises(PrivacyError, match=SAID):
        recording.record_response(few, EVERYONE, given, seen=0)
    assert few.ledger.revision() == revision
    recording.record_response(few, EVERYONE, given, seen=0, contested=True)
    saved = few.ledger.history(NEVER_ASSESSED).responses[given.criterion_id][-1]
    assert getattr(saved, field) == PATIENT
    assert few.ledger.audit(limit=1)[0].action == "answer (contested: not a patient's)"


def test_a_profile_text_like_a_patients_is_refused_unless_contested(few: Workspace) -> None:
    values = {"champion": PATIENT}
    with pytest.raises(PrivacyError, match=SAID):
        recording.record_profile(few, EVERYONE, NEVER_ASSESSED, values)
    recording.record_profile(few, EVERYONE, NEVER_ASSESSED, values, contested=True)
    assert few.ledger.history(NEVER_ASSESSED).profiles[-1].values == values
    assert few.ledger.audit(limit=1)[0].action == "profile (contested: not a patient's)"
    recording.record_profile(few, EVERYONE, NEVER_ASSESSED, values)  # known, not asked again
    assert few.ledger.audit(limit=1)[0].action == "profile"


def test_a_text_in_the_record_is_not_questioned_again_but_a_new_one_is(
    few: Workspace, clock: StandingClock
) -> None:
    given = an_answer("C01", "yes", evidence=PATIENT)
    recording.record_response(few, EVERYONE, given, seen=0, contested=True)
    clock.go_on(minutes=1)
    recording.record_response(few, EVERYONE, given._replace(answer="no"), seen=1)
    assert few.ledger.audit(limit=1)[0].action == "answer"
    with pytest.raises(PrivacyError):
        recording.record_response(few, EVERYONE, given._replace(evidence="MRN 11111111"), seen=2)


def test_nothing_is_noted_where_there_was_nothing_to_contest(few: Workspace) -> None:
    given = an_answer("C01", "yes", evidence="Rota of May")
    recording.record_response(few, EVERYONE, given, seen=0, contested=True)
    assert few.ledger.audit(limit=1)[0].action == "answer"


def test_who_may_not_answer_may_not_contest(few: Workspace) -> None:
    viewer = Person.holding("Vic", Role.VIEWER)
    given = an_answer("C01", "yes", evidence=PATIENT)
    with pytest.raises(NotAllowedError):
        recording.record_response(few, viewer, given, seen=0, contested=True)


def test_the_sample_network_raises_no_suspicion() -> None:
    batch = synthetic_network(framework(), sites=24, today=TODAY)
    texts = {text for row in batch.responses for text in (row.evidence, row.na_reason)}
    texts |= {row.reason for row in batch.findings}
    texts |= {text for row in batch.profiles for text in row.values.values()}
    assert len(texts) > 100
    assert [text for text in texts if check_free_text(text)] == []


# --- Hostile text -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("field", ["evidence", "na_reason", "profile", "site"])
def test_hostile_text_is_kept_letter_for_letter_or_refused_in_a_sentence(
    few: Workspace, field: str, name: str
) -> None:
    text = HOSTILE[name]
    revision = few.ledger.revision()
    # A profile is kept as JSON, which can hold control characters.
    if name in REFUSED and (field, name) != ("profile", "controls"):
        with pytest.raises(ReadinessError) as refused:
            _record(few, field, text)
        assert str(refused.value).endswith(".")
        assert len(str(refused.value)) < 400
        assert few.ledger.revision() == revision
    else:
        assert _record(few, field, text) == text


def _record(workspace: Workspace, field: str, text: str) -> str:
    """Record a text in a field, and read it back."""
    if field == "profile":
        recording.record_profile(workspace, EVERYONE, NEVER_ASSESSED, {"champion": text})
        return workspace.ledger.history(NEVER_ASSESSED).profiles[-1].values["champion"]
    if field == "site":
        recording.add_site(workspace, EVERYONE, a_site(name=text))
        return workspace.known_sites()["CEDAR-01"].site_name
    given = {
        "evidence": an_answer("C01", "yes", evidence=text),
        "na_reason": an_answer(NOT_ALWAYS, NOT_APPLICABLE, na_reason=text),
    }[field]
    recording.record_response(workspace, EVERYONE, given, seen=0)
    saved = workspace.ledger.history(NEVER_ASSESSED).responses[given.criterion_id][-1]
    return str(getattr(saved, field))
