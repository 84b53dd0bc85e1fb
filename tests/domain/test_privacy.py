"""Text that looks like a patient's is found; what clinics write about their own work is not."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.privacy import Suspicion, check_free_text

RECORD = "a medical record number"
SOCIAL = "a social security number"
BIRTH = "a date of birth"
NAMED = "a name with a date of birth"
TELEPHONE = "a patient's telephone number"
E_MAIL = "a patient's e-mail address"


@pytest.mark.parametrize(
    ("text", "looks_like"),
    [
        ("MRN 48213377", RECORD),
        ("mrn: 00-48213", RECORD),
        ("Audit of chart no. 123456, all in order", RECORD),
        ("medical record number is A-9912345", RECORD),
        ("Patient ID 55512 given step-up", RECORD),
        ("record number 20458812", RECORD),
        ("219-09-9999", SOCIAL),
        ("see 219099999 in the folder", SOCIAL),
        ("SSN 219 09 9999", SOCIAL),
        ("policy 12, SSN 219099999", SOCIAL),
        ("DOB 3/14/1956", BIRTH),
        ("D.O.B.: 14 March 1956", BIRTH),
        ("date of birth is 1956-03-14", BIRTH),
        ("born on Mar 14, 1956", BIRTH),
        ("Jane Doe, 3/14/1956", NAMED),
        ("drill with Mary K. O'Neil (1948-02-01)", NAMED),
        ("call the patient at 515-555-0134", TELEPHONE),
        ("(515) 555-0134 is the caregiver's number", TELEPHONE),
        ("pt reached on +1 515.555.0134", TELEPHONE),
        ("the patient writes from jane.doe@mail.example", E_MAIL),
    ],
)
def test_what_looks_like_a_patient_is_found(text: str, looks_like: str) -> None:
    (found,) = check_free_text(text)
    assert found.looks_like == looks_like
    assert found.instead.endswith(".")
    assert str(found).startswith(f'"{found.found}" looks like {looks_like}. ')
    assert found.found in text


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("see 219-09-9999 there", ["219-09-9999"]),
        ("order 219-09-9999", ["219-09-9999"]),
        ("order 219099999, then 219-09-9999", ["219-09-9999"]),
        ("219 09 9999 and 219-09-9999", ["219-09-9999"]),
        ("Jane Doe, 3/14/1956 came", ["Jane Doe, 3/14/1956"]),
        ("seen: chart no. 123456, twice", ["chart no. 123456"]),
        ("they were born on Mar 14, 1956, both", ["born on Mar 14, 1956"]),
    ],
)
def test_just_what_is_suspicious_is_quoted(text: str, quoted: list[str]) -> None:
    assert [found.found for found in check_free_text(text)] == quoted


@pytest.mark.parametrize(("between", "near"), [(0, True), (38, True), (39, False), (200, False)])
def test_a_person_is_near_a_number_within_forty_characters_on_either_side(
    between: int, near: bool
) -> None:
    number, gap = "515-555-0134", f" {'x' * between} "
    assert bool(check_free_text(f"{number}{gap}patient")) is near
    start = between - len("patient")
    if start >= 0:
        gap = f" {'x' * start} "
        assert bool(check_free_text(f"patient{gap}{number}")) is near


def test_what_is_quoted_is_one_line_of_sixty_characters_at_most() -> None:
    (shown,) = check_free_text("Chart\tno.  123456")
    assert shown.found == "Chart no. 123456"
    (hidden,) = check_free_text("born \u202e\u200b on 3/14/1956")
    assert hidden.found == "born on 3/14/1956"
    (whole,) = check_free_text(f"patient {'x' * 47}@mail.example")
    assert whole.found == f"{'x' * 47}@mail.example"
    assert len(whole.found) == 60
    (cut,) = check_free_text(f"patient {'x' * 48}@mail.example")
    assert cut.found == f"{'x' * 48}@mail.exampl…"
    assert len(cut.found) == 61


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NDC 50242-135-01, four vials of 400 mg",
        "NDC 5024213501",
        "protocol 219099999, version 4",
        "Protocol MM-2026-00417 of 2026-11-22",
        "2026-11-22",
        "22 Nov 2026",
        "Direct-admit line of Mercy: 515-555-0134, day and night",
        "After-hours line for patients: 515-555-0134",
        "Patient line 515-555-0134 printed on the wallet card",
        "On-call hematologist: (515) 555-0199, pager 1234",
        "training record number 2026-114",
        "Training record no. 20261122 on the shared drive",
        "https://files.example/doc/219099999",
        "https://files.example/patient-education/219099999?id=515-555-0134",
        "Agreement with Mercy Hospital 12/01/1999",
        "Nurse Training 3/14/1998 revised",
        "NCT04557098, ClinicalTrials.gov",
        "pharmacy@practice.example holds the stock list",
        "Patient education materials: education@practice.example",
        "patient.relations@mercy.example",
        "ZIP 50309-1234",
        "000-12-3456, 666-12-3456, 912-34-5678, 219-00-1234, 219-09-0000",
        "Reviewed 30 medical records of 2026; 28 of 30 complete",
        "Medical record retention policy, section 12345",
        "Born out of the drill of last year; next drill 2027-01-15 for all",
        "12,345 doses; 123456 is the lot",
        "10.1182/blood-2023-187654 and doi:10.1016/S1470-2045(23)00123-4",
    ],
)
def test_what_clinics_write_about_their_work_passes(text: str) -> None:
    assert check_free_text(text) == ()


TEXT_OF_CLINICS = """protocol tocilizumab dose of line drill nurse reviewed agreement signed
hospital charge education materials patients on call after hours 2026-11-22 22 Nov 2026 v4 24/7
NDC 50242-135-01 515-555-0134 100% page 12 pharmacy@practice.example section committee minutes"""
WORDS = st.sampled_from(TEXT_OF_CLINICS.split())
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
PLANTED = st.one_of(
    st.integers(10_000, 99_999_999).map(lambda n: (f"MRN {n}", RECORD)),
    st.tuples(st.integers(1, 665), st.integers(1, 99), st.integers(1, 9999)).map(
        lambda n: (f"{n[0]:03}-{n[1]:02}-{n[2]:04}", SOCIAL)
    ),
    st.dates().filter(lambda day: day.year > 1899).map(lambda day: (f"DOB {day}", BIRTH)),
    st.integers(1000, 9999).map(lambda n: (f"patient at 515-555-{n}", TELEPHONE)),
    st.text("abcdefgh", min_size=1, max_size=9).map(
        lambda name: (f"the patient, {name}@mail.example", E_MAIL)
    ),
)


@given(SENTENCES)
def test_sentences_about_the_work_pass(sentence: str) -> None:
    assert check_free_text(sentence) == ()


@given(SENTENCES, PLANTED, SENTENCES)
def test_a_planted_identifier_is_found(before: str, planted: tuple[str, str], after: str) -> None:
    identifier, looks_like = planted
    kinds = [found.looks_like for found in check_free_text(f"{before}; {identifier}; {after}")]
    assert looks_like in kinds


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    for found in check_free_text(text):
        assert isinstance(found, Suspicion)
        assert len(found.found) <= 61
        assert found.found.isprintable()


@pytest.mark.parametrize(
    "piece",
    ["a", "1", "Ab Cd ", "MRN ", "patient ", "DOB ", "1-", "a@", "born 1 ", "😀", "\u202e1 "],
)
def test_a_megabyte_is_answered_in_time(piece: str) -> None:
    start = time.perf_counter()
    check_free_text(piece * (1_000_000 // len(piece)))
    assert time.perf_counter() - start < 10
