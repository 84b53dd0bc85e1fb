"""The synthetic network: every story is in the data, every record is one the import accepts."""

from collections import Counter
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from readiness.agent_files import load_agents
from readiness.domain.assessment import (
    CHOICES,
    CONFIRMED,
    NOT_APPLICABLE,
    NOT_CONFIRMED,
    Batch,
    Finding,
    History,
    Response,
)
from readiness.domain.cycle import CycleStep, Stage, rule_of, stage_after
from readiness.domain.framework import Criterion, Framework, Kind
from readiness.domain.scoring import SiteScore, State, score_site
from readiness.errors import ReadinessError
from readiness.exports.tables import findings_csv, profiles_csv, responses_csv, sites_csv
from readiness.framework_files import load_framework
from readiness.services.demo import MOST_SITES, SAMPLE_ENDS, shift, synthetic_network
from readiness.services.demo_names import generated_places
from readiness.services.demo_places import CURATED
from readiness.services.demo_stories import STORIES
from readiness.services.demo_words import AGENTS, EVIDENCE, REMS_AGENTS

DATA = Path(__file__).parents[2] / "data"
TODAY = SAMPLE_ENDS
OTHER_DAYS = (date(2026, 1, 31), date(2026, 3, 1), date(2027, 12, 31), date(2028, 2, 29))


@cache
def framework() -> Framework:
    return load_framework(DATA / "frameworks" / "crs-bispecific")


@cache
def network(sites: int = 24, today: date = TODAY) -> Batch:
    return synthetic_network(framework(), sites=sites, today=today)


def histories(batch: Batch) -> dict[str, History]:
    rows: dict[str, tuple[list, list, list]] = {s.site_id: ([], [], []) for s in batch.sites}
    for place, part in enumerate((batch.responses, batch.findings, batch.profiles)):
        for row in part:
            rows[row.site_id][place].append(row)
    return {site_id: History.of(site_id, *parts) for site_id, parts in rows.items()}


@cache
def curated_histories() -> dict[str, History]:
    """By the story of the site."""
    found = histories(network())
    names = {site.site_name: site.site_id for site in network().sites}
    return {place.story: found[names[place.site_name]] for place in CURATED}


def told(story: str, days_ago: int = 0) -> SiteScore:
    """The score of the site with a story, so many days ago (negative: ahead)."""
    return score_site(framework(), curated_histories()[story], TODAY - timedelta(days=days_ago))


def states(score: SiteScore) -> dict[str, State]:
    return {scored.criterion.id: scored.state for scored in score.criteria}


def levels(batch: Batch, day: date) -> list[str]:
    return [score_site(framework(), h, day).level for h in histories(batch).values()]


# --- The same arguments, the same network -----------------------------------------------------


@pytest.mark.parametrize("sites", [24, 30])
def test_same_arguments_give_the_same_records(sites: int) -> None:
    assert synthetic_network(framework(), sites=sites, today=TODAY) == network(sites)


def test_another_seed_gives_other_records_and_the_same_levels() -> None:
    other = synthetic_network(framework(), seed=8, today=TODAY)
    assert other != network()
    assert levels(other, TODAY) == levels(network(), TODAY)


@pytest.mark.parametrize("today", OTHER_DAYS)
def test_levels_do_not_depend_on_the_day_it_is_made_for(today: date) -> None:
    assert levels(network(today=today), today) == levels(network(), TODAY)


@pytest.mark.parametrize("sites", [0, -1, MOST_SITES + 1])
def test_a_number_of_sites_outside_the_range_is_refused(sites: int) -> None:
    with pytest.raises(ReadinessError, match="choose 1 to 10,000"):
        synthetic_network(framework(), sites=sites, today=TODAY)


@pytest.mark.parametrize("sites", [1, 2, 23, 25])
def test_any_number_of_sites_can_be_made(sites: int) -> None:
    assert len(network(sites).sites) == sites


# --- The curated network ----------------------------------------------------------------------


def test_24_sites_in_6_practices_5_states_and_4_regions() -> None:
    sites = network().sites
    assert len(sites) == 24
    assert len({site.practice for site in sites}) == 6
    assert len({site.state for site in sites}) == 5
    assert len({site.region for site in sites}) == 4
    assert all(site.synthetic for site in sites)


def test_every_story_is_told_once() -> None:
    assert Counter(place.story for place in CURATED) == Counter(list(STORIES))


def test_history_covers_18_months_and_ends_before_today() -> None:
    days = [response.recorded_at.date() for response in network().responses]
    assert TODAY - timedelta(days=560) < min(days) < TODAY - timedelta(days=540)
    assert max(days) < TODAY


def test_levels_today() -> None:
    assert Counter(levels(network(), TODAY)) == {
        "ready": 9,
        "ready_with_gaps": 6,
        "not_ready": 8,
        "not_assessed": 1,
    }


def test_tocilizumab_is_the_most_failed_must_have_then_hours_then_agreement() -> None:
    scores = [told(story) for story in STORIES]
    failed = Counter(gate for score in scores if score.assessed for gate in score.failed_gates)
    assert failed.most_common(4) == [("C15", 6), ("C06", 5), ("C23", 4), ("C20", 3)]


@pytest.mark.parametrize(("days", "fallen"), [(30, 3), (60, 6), (90, 9)])
def test_ready_sites_that_fall_out_unless_they_renew(days: int, fallen: int) -> None:
    ready = [story for story in STORIES if told(story).level == "ready"]
    assert sum(told(story, -days).level != "ready" for story in ready) == fallen


def test_one_champion_serves_four_sites_and_one_hospital_five() -> None:
    newest = {profile.site_id: profile.values for profile in network().profiles}
    champions = Counter(values.get("champion", "") for values in newest.values())
    hospitals = Counter(values.get("partner_hospital", "") for values in newest.values())
    assert champions["Regional nurse lead, Saltmarsh"] == 4
    assert hospitals["Quillmoor General Hospital"] == 5


# --- The stories ------------------------------------------------------------------------------


def test_a_lapsed_hospital_agreement_takes_a_site_from_ready_to_not_ready() -> None:
    story = "fell back when the hospital agreement lapsed"
    assert told(story, 180).level == "ready"
    assert told(story, 36).level == "ready"
    assert told(story, 35).level == "not_ready"
    assert told(story).failed_gates == ("C23",)
    assert states(told(story))["C23"] is State.LAPSED


def test_a_high_score_is_not_ready_when_one_must_have_fails() -> None:
    score = told("high score, doses short for the third patient")
    assert score.score is not None
    assert score.score > 90
    assert (score.level, score.failed_gates) == ("not_ready", ("C15",))
    assert states(score)["C15"] is State.PARTLY_MET


def test_a_site_climbs_from_not_ready_to_ready_over_12_months() -> None:
    story = "climbed from not ready over 12 months"
    scores = [told(story, days) for days in (365, 180, 90, 0)]
    assert [score.level for score in scores] == ["not_ready", "not_ready", "not_ready", "ready"]
    figures = [score.score or 0 for score in scores]
    assert figures == sorted(figures)
    assert figures[-1] - figures[0] > 40


def test_a_reviewer_did_not_confirm_the_rota_and_says_why() -> None:
    story = "reviewer did not confirm the rota"
    assert states(told(story))["C06"] is State.NOT_CONFIRMED
    assert told(story, 90).level == "ready"
    finding = curated_histories()[story].findings["C06"][-1]
    assert finding.conclusion == NOT_CONFIRMED
    assert "Sunday nights" in finding.reason


def test_a_rota_covers_128_of_168_hours() -> None:
    responses = curated_histories()["stock count forgotten, nights uncovered"].responses
    assert responses["C06"][-1].answer == "128"
    assert states(told("stock count forgotten, nights uncovered"))["C15"] is State.LAPSED


def test_a_rural_site_gives_maintenance_doses_only_and_is_ready() -> None:
    story = "rural, maintenance only"
    profile = curated_histories()[story].profiles[-1].values
    assert (profile["service_level"], profile["patients_in_step_up"]) == ("maintenance_only", "0")
    assert states(told(story))["C16"] is State.NOT_APPLICABLE
    assert told(story).level == "ready"


def test_a_site_prepares_to_start() -> None:
    story = "preparing to start"
    assert curated_histories()[story].profiles[-1].values["service_level"] == "not_yet"
    score = told(story)
    assert score.level == "not_ready"
    assert score.answered_share is not None
    assert score.answered_share < Decimal("0.5")


def test_one_site_was_never_assessed() -> None:
    history = curated_histories()["never assessed"]
    assert not history.responses
    assert history.profiles


def test_quarterly_renewals_stop_and_a_ready_site_slides() -> None:
    story = "sliding: quarterly renewals stopped"
    assert (told(story, 90).level, told(story).level) == ("ready", "ready_with_gaps")
    assert sum(state is State.LAPSED for state in states(told(story)).values()) >= 8


def test_a_new_agent_outruns_the_order_sets() -> None:
    story = "order sets behind a new agent"
    profiles = curated_histories()[story].profiles
    assert {profile.values["agents_given"] for profile in profiles} == {"2", "3"}
    assert states(told(story))["C12"] is State.PARTLY_MET


def test_a_share_between_the_passing_mark_and_the_target_passes_its_must_have() -> None:
    score = told("steady")
    assert states(score)["C19"] is State.PARTLY_MET
    assert "C19" not in score.failed_gates


def test_stock_follows_the_patients_of_the_month() -> None:
    profiles = curated_histories()["hub that others learn from"].profiles
    assert len({profile.values["patients_in_step_up"] for profile in profiles}) > 1
    assert len(curated_histories()["hub that others learn from"].responses["C15"]) > 15


def test_reviewers_confirmed_a_part_of_the_points() -> None:
    shares = [told(story).confirmed_share or 0 for story in STORIES]
    assert max(shares) > Decimal("0.8")
    assert sum(0 < share < 1 for share in shares) > 18


def test_cycles_are_opened_at_the_first_answers_submitted_after_the_last_and_reviewed() -> None:
    batch = network()
    by_site: dict[str, list] = {}
    for event in batch.assessments:
        by_site.setdefault(event.site_id, []).append(event)
    first = {}
    for response in batch.responses:
        first.setdefault(response.site_id, response.recorded_at)
    assert set(by_site) == set(first)
    for site_id, events in by_site.items():
        stages = [stage_after(events[:number]) for number in range(len(events) + 1)]
        for event, before in zip(events, stages, strict=False):
            assert before in rule_of(CycleStep(event.event)).before
        assert events[0].recorded_at < first[site_id]
        assert all(a.recorded_at < b.recorded_at for a, b in pairwise(events))
    standing = Counter(stage_after(events) for events in by_site.values())
    assert standing[Stage.APPROVED] > 12
    assert standing[Stage.SUBMITTED] == 2
    assert standing[Stage.RETURNED] == standing[Stage.DRAFT] == 1


# --- Every record is one the import accepts ---------------------------------------------------


def number_is_valid(text: str, most: int | None = None) -> bool:
    value = Decimal(text)
    return value.is_finite() and value >= 0 and (most is None or value <= most)


def answer_is_valid(criterion: Criterion, response: Response) -> bool:
    """The rules for the answer of a response, kind by kind."""
    counts = (response.numerator, response.denominator)
    if response.answer == NOT_APPLICABLE:
        return criterion.na_allowed and bool(response.na_reason.strip()) and counts == ("", "")
    if response.na_reason:
        return False
    if criterion.kind is Kind.PERCENT and any(counts):
        return (
            response.answer == ""
            and all(number_is_valid(count) for count in counts)
            and Decimal(counts[0]) <= Decimal(counts[1])
        )
    if any(counts):
        return False
    if criterion.kind is Kind.CHOICE:
        return response.answer in CHOICES
    if criterion.kind is Kind.DATE:
        return response.answer == "" and response.evidence_date is not None
    most = {Kind.PERCENT: 100, Kind.HOURS: 168}.get(criterion.kind)
    return number_is_valid(response.answer, most)


def dates_are_valid(response: Response) -> bool:
    evidence, end = response.evidence_date, response.end_date
    if evidence is not None and evidence > response.recorded_at.date():
        return False
    return end is None or (evidence is not None and end >= evidence)


def finding_is_valid(finding: Finding, responses: dict[tuple[str, str], datetime]) -> bool:
    answered = responses.get((finding.site_id, finding.criterion_id))
    return (
        answered is not None
        and finding.recorded_at > answered
        and finding.conclusion in (CONFIRMED, NOT_CONFIRMED)
        and (finding.conclusion == CONFIRMED or bool(finding.reason))
    )


@pytest.mark.parametrize("sites", [24, 120])
def test_every_response_is_valid(sites: int) -> None:
    for response in network(sites).responses:
        criterion = framework().criterion[response.criterion_id]
        assert answer_is_valid(criterion, response), response
        assert dates_are_valid(response), response
        assert response.recorded_at.tzinfo is UTC
        assert response.recorded_by


@pytest.mark.parametrize("sites", [24, 120])
def test_every_finding_is_valid_and_about_a_response(sites: int) -> None:
    batch = network(sites)
    first: dict[tuple[str, str], datetime] = {}
    for response in batch.responses:
        first.setdefault((response.site_id, response.criterion_id), response.recorded_at)
    assert all(finding_is_valid(finding, first) for finding in batch.findings)


@pytest.mark.parametrize("sites", [24, 120])
def test_every_profile_is_valid(sites: int) -> None:
    known = framework().profile_field
    agents = {agent.name for agent in load_agents(DATA / "agents.toml")}
    for profile in network(sites).profiles:
        for key, value in profile.values.items():
            field = known[key]
            if field.type == "count":
                assert value.isdigit()
            elif field.type == "choice":
                assert value in dict(field.options)
        given = [name for name in profile.values.get("agents", "").split("; ") if name]
        assert set(given) <= agents
        assert profile.values["agents_given"] == str(len(given))
        assert profile.values["rems_agents_given"] == str(len(set(given) & REMS_AGENTS))


@pytest.mark.parametrize("sites", [24, 120])
def test_records_come_in_the_order_of_their_time(sites: int) -> None:
    batch = network(sites)
    for rows in (batch.responses, batch.findings):
        newest: dict[tuple[str, str], datetime] = {}
        for row in rows:
            key = (row.site_id, row.criterion_id)
            assert key not in newest or row.recorded_at > newest[key]
            newest[key] = row.recorded_at
    days: dict[str, date] = {}
    for profile in batch.profiles:
        assert days.get(profile.site_id, date.min) < profile.recorded_on
        days[profile.site_id] = profile.recorded_on


@pytest.mark.parametrize("sites", [24, 120])
def test_records_are_made_in_ordinary_working_hours_before_today(sites: int) -> None:
    batch = network(sites)
    for row in (*batch.responses, *batch.findings, *batch.assessments):
        assert row.recorded_at.weekday() < 5
        assert 15 <= row.recorded_at.hour <= 21
        assert row.recorded_at.date() < TODAY


def test_all_kinds_of_answers_occur() -> None:
    responses = network().responses
    kinds = {framework().criterion[response.criterion_id].kind for response in responses}
    assert kinds == set(Kind)
    answers = {response.answer for response in responses}
    assert {*CHOICES, NOT_APPLICABLE, "128", "168", "0", ""} <= answers
    assert any(response.numerator for response in responses)
    assert any(response.end_date for response in responses)


def test_every_word_refers_to_something_the_framework_has() -> None:
    known = framework().criterion
    assert set(EVIDENCE) <= set(known)
    for story in STORIES.values():
        assert set(story.courses) <= set(known)
        for criterion_id, course in story.courses.items():
            assert not course.na_reason or known[criterion_id].na_allowed


def test_rems_agents_are_those_whose_status_is_yes_or_unknown() -> None:
    rems = set()
    for agent in load_agents(DATA / "agents.toml"):
        status = next(fact.value for fact in agent.facts if fact.id == "rems")
        if not status.lower().startswith("no"):
            rems.add(agent.name)
    assert rems == REMS_AGENTS
    names = {agent.name for agent in load_agents(DATA / "agents.toml")}
    assert set(AGENTS) <= names


# --- Networks of other sizes ------------------------------------------------------------------


def test_700_sites_have_names_and_ids_of_their_own() -> None:
    sites = network(700).sites
    assert len({site.site_id for site in sites}) == 700
    assert len({site.site_name for site in sites}) == 700
    assert max(len(site.site_name) for site in (*sites, *network().sites)) <= 28
    assert len({site.region for site in sites}) == 5
    assert len({site.practice for site in sites}) > 80
    assert all(site.synthetic for site in sites)


def test_10_000_places_have_names_of_their_own() -> None:
    from random import Random

    places = generated_places(MOST_SITES, Random(7))
    assert len({place.site_name for place in places}) == MOST_SITES
    assert max(len(place.site_name) for place in places) <= 28
    states = {(place.practice, place.state) for place in places}
    assert len(states) == len({place.practice for place in places})


def test_700_sites_have_the_levels_of_the_small_network() -> None:
    counts = Counter(levels(network(700), TODAY))
    shares = {level: count / 700 for level, count in counts.items()}
    assert shares["ready"] == pytest.approx(9 / 24, abs=0.06)
    assert shares["ready_with_gaps"] == pytest.approx(6 / 24, abs=0.06)
    assert shares["not_ready"] == pytest.approx(8 / 24, abs=0.06)
    assert shares["not_assessed"] == pytest.approx(1 / 24, abs=0.02)


# --- Moving it to another day -----------------------------------------------------------------


def test_shift_moves_every_date_by_the_same_days_and_nothing_else() -> None:
    step = timedelta(days=45)
    before, after = network(), shift(network(), 45)
    assert after.sites == before.sites
    for field in fields(Batch):
        for old, new in zip(getattr(before, field.name), getattr(after, field.name), strict=True):
            for was, is_now in zip(old, new, strict=True):
                assert is_now == (was + step if isinstance(was, date) else was)


def test_shift_back_gives_the_same_records() -> None:
    assert shift(shift(network(), 400), -400) == network()
    assert shift(network(), 0) == network()


@pytest.mark.parametrize("days", [1, 7, 69, 98, 365, 461, -30])
def test_a_shifted_network_reads_the_same_on_its_own_day(days: int) -> None:
    day = TODAY + timedelta(days=days)
    moved = histories(shift(network(), days))
    for site_id, history in histories(network()).items():
        score = score_site(framework(), history, TODAY)
        later = score_site(framework(), moved[site_id], day)
        assert (later.level, later.score) == (score.level, score.score)
        assert states(later) == states(score)


# --- The sample on disk -----------------------------------------------------------------------


def test_sample_files_are_the_curated_network() -> None:
    batch = network()
    expected = {
        "sites": sites_csv(batch.sites),
        "profiles": profiles_csv(batch.profiles, framework()),
        "responses": responses_csv(batch.responses),
        "findings": findings_csv(batch.findings),
    }
    for name, text in expected.items():
        written = (DATA / "sample" / f"{name}.csv").read_bytes().decode("utf-8")
        assert written == text, f"write data/sample/{name}.csv again: python -m readiness demo"
