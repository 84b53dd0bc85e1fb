"""What a chart says in words, for readers who do not see it: none, one, many."""

from datetime import date

import pandas as pd
import pytest

from readiness.charts import (
    agents,
    burn_down,
    comparison,
    heatmap,
    lapses,
    levels,
    movers,
    pareto,
    plan,
    reach,
    risk_network,
    rota,
    shared_risks,
    strip,
    timeline,
)
from readiness.charts.wording import count, day, listed, one_decimal, whole
from tests.charts import frames


@pytest.mark.parametrize(
    ("sites", "said"),
    [
        ((), "There are no sites to show."),
        ((0, 0, 0, 0), "There are no sites to show."),
        ((0, 0, 0, 1), "1 site, none of them assessed."),
        ((0, 0, 0, 5), "5 sites, none of them assessed."),
        (
            (1, 0, 0, 0),
            "Of 1 assessed site: 1 Ready, 0 Ready with gaps and 0 Not ready; none not assessed.",
        ),
        (
            (11, 6, 4, 2),
            "Of 21 assessed sites: 11 Ready, 6 Ready with gaps and 4 Not ready; 2 not assessed.",
        ),
    ],
)
def test_levels(sites: tuple[int, ...], said: str) -> None:
    assert levels.summary(frames.levels(*sites)) == said


def test_burn_down() -> None:
    nothing = "Nothing was left to do in these weeks."
    assert burn_down.summary(frames.burn_down_of(0)) == nothing
    assert burn_down.summary(frames.burn_down_of(3).assign(overdue=0, on_time=0)) == nothing
    assert burn_down.summary(frames.burn_down_of(1)) == (
        "1 unfinished action on 22 Nov 2026, none of them overdue."
    )
    assert burn_down.summary(frames.burn_down_of(3)) == (
        "5 unfinished actions on 22 Nov 2026, 2 of them overdue; 1 on 8 Nov 2026."
    )
    done = frames.burn_down_of(2).assign(overdue=[1, 0], on_time=[1, 0])
    assert burn_down.summary(done) == ("No unfinished actions on 22 Nov 2026; 2 on 15 Nov 2026.")


def test_heatmap() -> None:
    assert heatmap.summary(frames.heatmap_of(0)) == "There are no sites to show."
    one = frames.heatmap_of(1, 1)
    assert heatmap.summary(one) == (
        "Scores of 1 element at 1 site, 1 assessed; must-haves fail most in Element 0 (1 site)."
    )
    fine = one.assign(gate_failed=False)
    assert heatmap.summary(fine) == (
        "Scores of 1 element at 1 site, 1 assessed; no must-have fails."
    )
    never = one.assign(assessed=False)
    assert heatmap.summary(never) == "Scores of 1 element at 1 site, none of them assessed."
    grouped = frames.heatmap_of(24).assign(n=3)
    assert heatmap.summary(grouped, row="practice").startswith(
        "Scores of 10 elements at 24 practices, 21 assessed"
    )


def compared(*scores: tuple[float, float], assessed: bool = True) -> pd.DataFrame:
    """The first site and another, with a score of each in each element."""
    rows = [
        (f"E{row}", f"Element {row}", f"S{site}", f"Site {site}", site == 0, score, False, known, 1)
        for row, pair in enumerate(scores)
        for site, (score, known) in enumerate(zip(pair, (True, assessed), strict=True))
    ]
    return pd.DataFrame(rows, columns=comparison.COLUMNS)


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (compared(), "There are no sites to show."),
        (
            compared((10, 20), (30, 20), (5, 5)),
            "Scores of 3 elements at 2 sites; Site 0 is below the best of the others in Element 0; "
            "Site 0 is above all others in Element 1.",
        ),
        (
            compared((5, 5), (float("nan"), 3), (3, float("nan"))),
            "Scores of 3 elements at 2 sites; Site 0 is level with the best.",
        ),
        (
            compared((1, 2), assessed=False),
            "Scores of 1 element at 2 sites; too few of them are assessed to compare.",
        ),
    ],
)
def test_comparison(frame: pd.DataFrame, said: str) -> None:
    assert comparison.summary(frame) == said


def test_pareto() -> None:
    assert pareto.summary(frames.pareto_of(0)) == "No must-have fails at an assessed site."
    assert pareto.summary(frames.pareto_of(1)) == (
        "1 must-have fails at one site or more; the most-failed is Must-have 1, "
        "at 1 of 30 assessed sites."
    )
    assert pareto.summary(frames.pareto_of(6)) == (
        "6 must-haves fail at one site or more; the most-failed is Must-have 6, "
        "at 6 of 30 assessed sites."
    )
    tied = frames.pareto_of(3).assign(sites=2)
    assert pareto.summary(tied) == (
        "3 must-haves fail at one site or more; 3 are failed most, each at 2 of 30 assessed sites: "
        "Must-have 1, Must-have 2, Must-have 3."
    )


def test_timeline() -> None:
    as_of = frames.AS_OF
    assert timeline.summary(frames.timeline_of(0), as_of=as_of) == (
        "Nothing is recorded on or before 22 Nov 2026."
    )
    steps = pd.DataFrame(
        [
            (date(2026, 7, 9), date(2027, 1, 13), 88.1, "ready", "Ready"),
            (date(2027, 1, 14), None, 79.25, "ready_with_gaps", "Ready with gaps"),
        ],
        columns=["from_day", "until_day", "score", "level", "title"],
    )
    assert timeline.summary(steps, as_of=as_of) == (
        "On 22 Nov 2026 the site is Ready, with a score of 88.1; "
        "if nobody acts it is Ready with gaps from 14 Jan 2027."
    )
    assert timeline.summary(steps.head(1).assign(score=frames.NAN), as_of=as_of) == (
        "On 22 Nov 2026 the site is Ready, without a score; no change of level lies ahead."
    )


def test_strip() -> None:
    assert strip.summary(frames.strip_of(0)) == "There are no elements to show."
    assert strip.summary(frames.strip_of(1)) == "1 of 1 core element in place."
    assert strip.summary(frames.strip_of(5)) == (
        "2 of 5 core elements in place; Element 2: must-have missing; Element 1: gaps; "
        "Element 3: not assessed."
    )
    assert strip.summary(frames.strip_of(1).assign(state="gaps")) == (
        "None of 1 core element in place; Element 0: gaps."
    )


@pytest.mark.parametrize(
    ("must_haves", "others", "said"),
    [
        ((0, 0), (0, 0), "Nothing lapses in this period."),
        ((1, 0), (0, 0), "1 criterion lapses, a must-have."),
        ((0, 0), (1, 0), "1 criterion lapses, not a must-have."),
        ((1, 0), (1, 3), "5 criteria lapse, 1 of them a must-have; most in “Later” (3)."),
        ((0, 0), (1, 3), "4 criteria lapse, none of them must-haves; most in “Later” (3)."),
        ((4, 0), (9, 3), "16 criteria lapse, 4 of them must-haves; most in “Soon” (13)."),
    ],
)
def test_lapses(must_haves: tuple[int, int], others: tuple[int, int], said: str) -> None:
    rows = {"bucket": ["Soon", "Later"], "must_haves": must_haves, "others": others}
    assert lapses.summary(pd.DataFrame(rows)) == said


def test_movers() -> None:
    assert movers.summary(frames.movers_of(0)) == "No site moved."
    assert movers.summary(frames.movers_of(1)) == (
        "1 site rose and no sites fell; the largest move is Site 0 (40 to 50.5)."
    )
    assert movers.summary(frames.movers_of(7)) == (
        "7 sites rose and no sites fell; the largest move is Site 6 (new, 56.5)."
    )
    same = frames.movers_of(3).assign(score_before=1.0, score_after=1.0, level_before="ready")
    assert movers.summary(same.assign(level_after="ready")) == "No site moved."
    other_level = same.assign(level_after="not_ready").head(1)
    assert movers.summary(other_level) == (
        "1 site changed level with the same score; the largest move is Site 0 (1 to 1)."
    )


def test_rota() -> None:
    assert rota.summary(frames.rota_of(0)) == "There are no hours to show."
    full = frames.rota_of(7).assign(state="covered", share=1.0)
    assert rota.summary(full) == "168 hours of the clock with somebody on call; no gap."
    night = full.assign(state=["covered"] * 142 + ["gap"] * 3 + ["partly"] + ["covered"] * 22)
    assert rota.summary(night) == (
        "164 hours of the clock with somebody on call; nobody: Saturday 22:00 to 24:00 and "
        "Sunday 00:00 to 01:00; in part: Sunday 01:00 to 02:00."
    )


def test_words() -> None:
    assert [count(n, "site") for n in (0, 1, 2)] == ["no sites", "1 site", "2 sites"]
    assert [listed(list("abc")[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert [whole(score) for score in (0.0, 0.4, 99.5, 100.0)] == ["0", "0", "99", "100"]
    assert [one_decimal(score) for score in (0.0, 71.26, 85.0)] == ["0", "71.3", "85"]
    assert day(date(2026, 3, 1)) == "1 Mar 2026"


def test_plan() -> None:
    assert plan.summary(frames.plan_of(0)) == "There is nothing to do."
    assert plan.summary(frames.plan_of(3)) == (
        "3 items, the last of them done on 22 Nov 2026, after 6 days; on the critical path: Item 3."
    )


def test_reach() -> None:
    assert reach.summary(frames.reach_of(1)) == "There is no site to bring further."
    assert reach.summary(frames.reach_of(24)) == (
        "From 9 sites without work to 20 within the budget; 80.5 hours would bring it to 32."
    )


def test_shared_risks() -> None:
    assert shared_risks.summary(frames.shared_risks_of(0)) == "Nothing is shared by two sites."
    assert shared_risks.summary(frames.shared_risks_of(2)) == (
        "2 resources shared by two sites or more; the costliest to lose is Hospital: Saint 2 & "
        "partners, where 2 of 6 sites lose Ready and 2.5 points go."
    )
    one = shared_risks.summary(frames.shared_risks_of(1), best="Best")
    assert "1 of 6 sites loses Best" in one


def test_risk_network() -> None:
    assert risk_network.summary(frames.risk_network_of(0)) == "Nothing is shared by two sites."
    assert risk_network.summary(frames.risk_network_of(1)) == (
        "1 resource and the practices whose sites lean on it; Saint 0 & partners reaches "
        "1 practice; a full red line stands for sites that lose Ready."
    )


def test_agents() -> None:
    assert agents.summary(frames.agents_of(0)) == "No agent is given or planned."
    assert agents.summary(frames.agents_of(1, 1)) == "1 agent at 1 site: in place 1."
    assert agents.summary(frames.agents_of(2, 4), row="practice") == (
        "4 agents at 2 practices: in place 1, partly 2, nothing in place 2 and unknown 2."
    )


def test_what_is_marked_on_a_timeline_is_said() -> None:
    frame = frames.timeline_of(1)
    said = timeline.summary(frame, as_of=frames.AS_OF, marks=[(frames.AS_OF, "A trial opens")])
    assert said.endswith(" Marked: A trial opens on 22 Nov 2026.")
