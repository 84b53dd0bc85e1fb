"""Parts of the Review page."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from readiness.charts.palette import STATES
from readiness.domain.assessment import CONFIRMED, NOT_CONFIRMED
from readiness.domain.cycle import REVIEWABLE, CycleStep
from readiness.domain.explanation import level_title, shown
from readiness.domain.people import Permission
from readiness.domain.wording import stated_in_words
from readiness.errors import PrivacyError, ReadinessError
from readiness.services import cycle as cycle_steps
from readiness.services import network
from readiness.services import review as reviews
from readiness.services.review import Item, Review, Waiting
from readiness.ui import blocks, contest, cycle, selection
from readiness.ui.context import Here
from readiness.ui.text import plain
from readiness.views import review as tables
from readiness.views.registers import feed_sentence
from readiness.views.sentences import because, count, day, percent
from readiness.views.site import STATE_WORDS

_ALL = "All regions"
_OPEN, _DOUBTED, _EVERY = "open", "not_confirmed", "all"
_DATE = st.column_config.DateColumn(format="D MMM YYYY")
_LONGEST = 500


def choose_region(here: Here) -> str:
    """The region to look at, kept in the URL; "" for all."""
    regions = network.choices(here.workspace, here.who)["region"]
    if len(regions) < 2:
        return ""
    options = [_ALL, *regions]
    chosen = st.selectbox(
        "Region", options, **selection.in_url("review_region", options, default=_ALL)
    )
    selection.keep("review_region", None if chosen == _ALL else chosen)
    return "" if chosen == _ALL else chosen


def queue_table(here: Here, waiting: Sequence[Waiting]) -> None:
    """Who waits, the longest first."""
    if not waiting:
        return
    blocks.table_with_download(
        here,
        key="review_queue",
        table=tables.queue(waiting, here.framework, here.workspace.today),
        alt=f"The {count(len(waiting), 'site')} waiting for review, the longest waiting first.",
        columns={
            "Submitted": _DATE,
            "Score": st.column_config.NumberColumn(format="%.1f"),
            "Confirmed": st.column_config.NumberColumn(format="percent"),
        },
    )


def choose_site(here: Here, waiting: Sequence[Waiting]) -> str | None:
    """The site to review: the waiting ones first, then every other that has been submitted."""
    sites = here.workspace.sites(here.who)
    first = [one.row.site_id for one in waiting]
    stages = cycle_steps.stages(here.workspace, here.who)
    others = [
        key
        for key, stage in stages.items()
        if stage in REVIEWABLE and key not in first and here.who.may(Permission.REVIEW, key)
    ]
    ids = [*first, *sorted(others, key=lambda key: (sites[key].site_name, key))]
    if not ids:
        st.info("Sites come here when they submit their assessment.")
        return None
    labels = selection.told_apart({key: f"{sites[key].site_name} ({stages[key]})" for key in ids})
    chosen = st.selectbox(
        "Site to review",
        ids,
        index=None,
        placeholder="Choose a site",
        format_func=labels.__getitem__,
        **selection.in_url("site", ids),
    )
    if chosen is not None:
        selection.keep("site", chosen)
    return chosen


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
    items = {_OPEN: review.open_items, _DOUBTED: review.not_confirmed, _EVERY: review.items}
    words = {
        _OPEN: f"To review ({len(review.open_items)})",
        _DOUBTED: f"Not confirmed ({len(review.not_confirmed)})",
        _EVERY: f"All answers ({len(review.items)})",
    }
    chosen = st.radio(
        "Show",
        list(words),
        format_func=words.__getitem__,
        horizontal=True,
        **selection.in_url("review", list(words), default=_OPEN),
    )
    selection.keep("review", chosen)
    if not items[chosen]:
        st.info("Nothing left here.")
    return items[chosen]


def item(here: Here, review: Review, one: Item) -> None:
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
            _conclude(here, review, one)


def finish(here: Here, review: Review) -> None:
    """Approve, return or lock, as the cycle allows."""
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
    if left:
        st.caption(f"{count(left, 'answer')} not reviewed; that does not keep you from finishing.")
    with st.container(horizontal=True):
        for step in shown_steps:
            label, said = offered[step]
            nothing_to_mend = step is CycleStep.RETURNED and not review.not_confirmed
            st.button(
                label,
                key=f"take_{step}",
                on_click=cycle.take,
                args=(here, site_id, step, said),
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


def _conclude(here: Here, review: Review, one: Item) -> None:
    key = f"{review.report.site.site_id}_{one.response.criterion_id}_{len(one.before)}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(
            "Confirm",
            key=f"{key}_confirm",
            on_click=_record,
            args=(here, review, one, CONFIRMED, key),
        )
        st.text_input(
            "Why it is not confirmed (no patient data)", max_chars=_LONGEST, key=f"{key}_reason"
        )
        st.button(
            "Not confirmed",
            key=f"{key}_doubt",
            on_click=_record,
            args=(here, review, one, NOT_CONFIRMED, key),
        )
    contest.offer(key, partial(_record, here, review, one, NOT_CONFIRMED, key, contested=True))


def _record(
    here: Here,
    review: Review,
    one: Item,
    conclusion: str,
    key: str,
    _changed: str = "",
    *,
    contested: bool = False,
) -> None:
    """Save a finding; a reason belongs only to what is not confirmed."""
    contest.drop(key)
    doubted = conclusion == NOT_CONFIRMED
    reason = str(st.session_state.get(f"{key}_reason") or "") if doubted else ""
    site_id, criterion = review.report.site.site_id, one.scored.criterion
    place = (here.workspace, here.who, site_id, criterion.id)
    seen = len(review.report.typed.get(criterion.id, ()))
    try:
        reviews.record_finding(
            *place, conclusion, reason, seen=seen, about=one.response, contested=contested
        )
    except PrivacyError as error:
        contest.keep(key, error)
    except ReadinessError as error:
        blocks.leave_notice(f"Not saved. {error}", good=False)
    else:
        blocks.leave_notice(
            f"{criterion.title}: {conclusion}. To undo, conclude again; the newest counts."
        )


def _confirm_unchanged(here: Here, review: Review) -> None:
    try:
        number = reviews.confirm_unchanged(here.workspace, here.who, review.report.site.site_id)
    except ReadinessError as error:
        blocks.leave_notice(f"Not saved. {error}", good=False)
    else:
        blocks.leave_notice(f"Confirmed {count(number, 'answer')}.")
