"""Parts of the Review page: one site, what it states and what is concluded about it."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from readiness.charts.palette import STATES
from readiness.domain.assessment import CONFIRMED, NOT_CONFIRMED
from readiness.domain.cycle import REVIEWABLE, CycleStep
from readiness.domain.explanation import level_title, shown
from readiness.domain.wording import stated_in_words
from readiness.errors import ReadinessError
from readiness.services import cycle as cycle_steps
from readiness.services import review as reviews
from readiness.services.review import Item, Review
from readiness.ui import blocks, contest, cycle, selection
from readiness.ui.context import Here
from readiness.ui.text import plain
from readiness.views import review as tables
from readiness.views.registers import feed_sentence
from readiness.views.sentences import because, capitalised, count, day, percent
from readiness.views.site import STATE_WORDS

_OPEN, _RENEWED, _DOUBTED, _EVERY = "open", "renewed", "not_confirmed", "all"
_DATE = st.column_config.DateColumn(format="D MMM YYYY")
_LONGEST = 500


def standing(review: Review) -> None:
    """The score with and without what reviewers found, and what is left to do."""
    report = review.report
    score = report.score
    st.subheader(plain(f"{report.site.site_name}: {review.stage}"))
    with st.grid(4, min_column_width=150):
        st.metric("Score", shown(score.score), border=True)
        st.metric(
            "Without findings",
            shown(review.without.score),
            border=True,
            help="The score that the site states itself, as if nobody had reviewed it.",
        )
        confirmed = percent(score.points_confirmed, score.points.earned)
        st.metric("Points confirmed", confirmed, border=True)
        st.metric("Still to review", f"{len(review.open_items)}", border=True)
    level, alone = (level_title(report.framework, s.level) for s in (score, review.without))
    if level != alone:
        st.write(f"**{plain(level)}** with the findings; {plain(alone)} without them.")


def confirm_unchanged(here: Here, review: Review) -> None:
    """Confirm in one go what is the same as when it was last confirmed."""
    number = len(review.unchanged)
    if number:
        st.button(
            f"Confirm {count(number, 'answer')} unchanged since last confirmed",
            key="confirm_unchanged",
            on_click=_confirm_unchanged,
            args=(here, review),
            help="Same answer, same dates, same evidence as an answer that was confirmed before.",
        )


def choose_items(review: Review) -> tuple[Item, ...]:
    """Which responses to look at, kept in the URL."""
    found = {
        _OPEN: ("To review", review.open_items),
        _RENEWED: ("Changed since approval", review.renewed),
        _DOUBTED: ("Not confirmed", review.not_confirmed),
        _EVERY: ("All answers", review.items),
    }
    if not review.renewed:
        del found[_RENEWED]
    items = {key: rows for key, (_, rows) in found.items()}
    words = {key: f"{title} ({len(rows)})" for key, (title, rows) in found.items()}
    chosen = st.radio(
        "Show",
        list(words),
        format_func=words.__getitem__,
        horizontal=True,
        **selection.in_url("review", list(words), default=_RENEWED if review.renewed else _OPEN),
    )
    selection.keep("review", chosen)
    if not items[chosen]:
        st.info("Nothing left here.")
    return items[chosen]


def show_items(here: Here, review: Review, items: Sequence[Item]) -> None:
    """One after the other; what a conclusion wrote is said where it was drawn."""
    for number, one in enumerate(items):
        blocks.show_notice(_place(number))
        _item(here, review, one, _place(number))
    blocks.show_notice(_place(len(items)))


def _place(number: int) -> str:
    """Where the item with this number stands; the next one comes there when it leaves the list."""
    return f"review_{number}"


def _item(here: Here, review: Review, one: Item, place: str) -> None:
    """A response with its evidence, findings and history beside it, and the two conclusions."""
    criterion, response = one.scored.criterion, one.response
    with st.container(border=True, key=f"review_{criterion.id}"):
        mark = " :material/lock: must-have" if criterion.gate else ""
        st.subheader(f"{plain(criterion.title)}{mark}")
        stated, evidence = st.columns(2, gap="large")
        with stated:
            sign = STATES[one.scored.state]
            words = stated_in_words(criterion, response, one.scored.required)
            st.write(plain(criterion.question))
            st.write(f"**{plain(f'{sign.symbol} {STATE_WORDS[one.scored.state]}: {words}')}**")
            name = here.who.shown(response.recorded_by)
            saved = f"Saved {day(response.recorded_at.date())}{' by ' if name else ''}{name}."
            st.caption(plain(saved))
            feed = review.report.feeds.get(criterion.id)
            if feed is not None:
                st.caption(plain(feed_sentence(criterion, feed)))
        with evidence:
            st.caption(plain(f"Asked for: {criterion.evidence}."))
            st.write(plain(response.evidence or "No evidence is named."))
            dates = f"Dated {day(response.evidence_date)}" if response.evidence_date else "No date"
            if one.scored.last_day:
                dates += f", good until {day(one.scored.last_day)}"
            st.caption(f"{dates}.")
        _findings(here, one)
        if one.before:
            with st.expander(f"Earlier: {count(len(one.before), 'answer')}"):
                st.dataframe(
                    tables.earlier(one, names=here.who.sees_names),
                    hide_index=True,
                    column_config={"Recorded": _DATE},
                    alt=f"Earlier answers to {criterion.title}.",
                )
        if review.stage in REVIEWABLE:
            _conclude(here, review, one, place)


def out_by_profile(here: Here, review: Review) -> None:
    """What does not apply because of the profile: a fact to be looked at, though not an answer."""
    table = tables.out_by_profile(review)
    if table.empty:
        return
    stated = review.report.history.profiles
    said = "No profile has been stated; what holds is what the framework presumes."
    if stated:
        name = here.who.shown(stated[-1].recorded_by)
        by = f" by {name}" if name else ""
        said = f"The profile was stated{by}; it holds from {day(stated[-1].recorded_on)}."
    number = count(len(table), "criterion", "criteria")
    with st.expander(f"Not applicable by the site's profile: {number}"):
        st.caption(
            plain(
                f"{said} It is no answer, so there is nothing to confirm here. Where a fact is "
                "not right, the practice manager states the profile anew on Assess; what it takes "
                "out today then waits for an answer."
            )
        )
        blocks.table_with_download(
            here,
            key="out_by_profile",
            table=table,
            alt=f"{capitalised(number)} that the profile takes out, each with the fact that does.",
            columns={"Points left out": st.column_config.NumberColumn(format="%.1f")},
        )


def finish(here: Here, review: Review) -> None:
    """Approve, return or lock, as the cycle allows."""
    blocks.show_notice(cycle.FINISH)
    site_id = review.report.site.site_id
    steps = cycle_steps.steps_for(here.workspace, here.who, site_id)
    offered = {
        CycleStep.APPROVED: ("Approve", "Approved. The assessment stands as it is."),
        CycleStep.RETURNED: ("Return to the site", "Returned. The site sees each reason."),
        CycleStep.LOCKED: ("Lock", "Locked. The site starts its next assessment to answer again."),
    }
    shown_steps = [step for step in steps if step in offered]
    if not shown_steps:
        return
    st.subheader("Finish")
    left = len(review.open_items)
    if review.renewed:
        st.caption(f"{capitalised(count(len(review.renewed), 'answer'))} came after the approval.")
    elif left:
        st.caption(f"{count(left, 'answer')} not reviewed; that does not keep you from finishing.")
    with st.container(horizontal=True):
        for step in shown_steps:
            label, said = offered[step]
            nothing_to_mend = step is CycleStep.RETURNED and not review.not_confirmed
            st.button(
                label,
                key=f"take_{step}",
                on_click=cycle.take,
                args=(here, site_id, step, said, cycle.FINISH),
                disabled=nothing_to_mend,
                help="First say what is not confirmed, and why." if nothing_to_mend else None,
            )


def _findings(here: Here, one: Item) -> None:
    """What reviewers concluded; that they differ is said first."""
    if one.differing:
        st.warning("Reviewers differ. The newest finding counts.")
    for finding in one.findings:
        name = here.who.shown(finding.recorded_by, "A reviewer")
        when = day(finding.recorded_at.date())
        st.write(plain(f"{name}, {when}: {finding.conclusion}{because(finding)}."))


def _conclude(here: Here, review: Review, one: Item, place: str) -> None:
    key = f"{review.report.site.site_id}_{one.response.criterion_id}_{len(one.before)}"
    if one.own:
        st.caption("You gave this answer yourself, so another person has to confirm it.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if not one.own:
            st.button(
                "Confirm",
                key=f"{key}_confirm",
                on_click=_record,
                args=(here, review, one, CONFIRMED, key, place),
            )
        st.text_input(
            "Why it is not confirmed (no patient data)", max_chars=_LONGEST, key=f"{key}_reason"
        )
        st.button(
            "Not confirmed",
            key=f"{key}_doubt",
            on_click=_record,
            args=(here, review, one, NOT_CONFIRMED, key, place),
        )
    contest.offer(
        key, partial(_record, here, review, one, NOT_CONFIRMED, key, place, contested=True)
    )


def _record(
    here: Here,
    review: Review,
    one: Item,
    conclusion: str,
    key: str,
    place: str,
    repeated: str = "",
    *,
    contested: bool = False,
) -> None:
    """Save a finding; a reason belongs only to what is not confirmed.

    `repeated` is the conclusion of a save that was refused, where that is done again.
    """
    contest.drop(key)
    conclusion = repeated or conclusion
    doubted = conclusion == NOT_CONFIRMED
    reason = str(st.session_state.get(f"{key}_reason") or "") if doubted else ""
    site_id, criterion = review.report.site.site_id, one.scored.criterion
    subject = (here.workspace, here.who, site_id, criterion.id)
    seen = len(review.report.typed.get(criterion.id, ()))
    try:
        reviews.record_finding(
            *subject, conclusion, reason, seen=seen, about=one.response, contested=contested
        )
    except contest.REPEATABLE as error:
        contest.keep(key, error, conclusion)
    except ReadinessError as error:
        blocks.leave_notice(f"Not saved. {error}", good=False, place=place)
    else:
        blocks.leave_notice(
            f"{criterion.title}: {conclusion}. To undo, conclude again; the newest counts.",
            place=place,
        )


def _confirm_unchanged(here: Here, review: Review) -> None:
    try:
        number = reviews.confirm_unchanged(here.workspace, here.who, review.report.site.site_id)
    except ReadinessError as error:
        blocks.leave_notice(f"Not saved. {error}", good=False)
    else:
        blocks.leave_notice(f"Confirmed {count(number, 'answer')}.")
