"""A form for an entry of any register. What is saved is saved in callbacks."""

from datetime import date
from functools import partial

import streamlit as st

from readiness.domain.people import Permission
from readiness.domain.registers.checking import MOST_CHARACTERS, chosen
from readiness.domain.registers.entries import RegisterEntry
from readiness.domain.registers.measuring import FieldType, Register, RegisterField
from readiness.errors import ReadinessError
from readiness.services import registers
from readiness.services.registers import SiteRegisters
from readiness.ui import blocks, contest, selection
from readiness.ui.context import Here

PLACE = "register"


def show(here: Here, kept: SiteRegisters, register: Register, entry: RegisterEntry | None) -> None:
    """The fields of an entry (`None`: a new one) and what can be done with it."""
    entry_id = entry.entry_id if entry else ""
    # Begins anew after each save.
    key = f"{kept.site.site_id}_{register.id}_{entry_id}_{len(kept.recorded)}"
    columns = st.columns(2)
    for place, one in enumerate(register.fields):
        with columns[place % 2]:
            _ask(one, entry.values.get(one.id, "") if entry else "", f"{key}_{one.id}")
    at = _sites(here, kept, register, entry, key)
    with st.container(horizontal=True):
        st.button(
            "Save",
            type="primary",
            key=f"{key}_save",
            on_click=_save,
            args=(here, kept, register, entry_id, at, key),
        )
        if entry:
            st.button(
                "It no longer holds",
                key=f"{key}_withdraw",
                on_click=_withdraw,
                args=(here, kept, register, entry_id, at),
                help="What it was stays on record.",
            )
    contest.offer(key, partial(_save, here, kept, register, entry_id, at, key, contested=True))


def _ask(one: RegisterField, value: str, key: str) -> None:
    title = one.title if one.required else f"{one.title} (optional)"
    about = one.help or None
    words = dict(one.options)
    if one.type is FieldType.DATE:
        st.date_input(
            title,
            value=date.fromisoformat(value) if value else None,
            min_value=date(2000, 1, 1),
            max_value=date(2100, 12, 31),
            format="YYYY-MM-DD",
            key=key,
            help=about,
        )
    elif one.type is FieldType.NUMBER:
        st.number_input(
            title, min_value=0, step=1, value=int(value) if value else None, key=key, help=about
        )
    elif one.type is FieldType.CHOICE:
        options = list(words)
        st.selectbox(
            title,
            options,
            index=options.index(value) if value in options else None,
            format_func=words.__getitem__,
            placeholder="Choose",
            key=key,
            help=about,
        )
    elif one.type is FieldType.CHOICES:
        st.multiselect(
            title,
            list(words),
            default=[word for word in chosen(value) if word in words],
            format_func=words.__getitem__,
            placeholder="Choose",
            key=key,
            help=about,
        )
    else:
        st.text_input(
            title,
            value=value,
            max_chars=max(MOST_CHARACTERS, len(value)),
            placeholder="17:30" if one.type is FieldType.TIME else None,
            key=key,
            help=about,
        )


def _sites(
    here: Here, kept: SiteRegisters, register: Register, entry: RegisterEntry | None, key: str
) -> list[str]:
    """The sites that an entry holds for: the one in hand, and others where it can be shared."""
    own = kept.site.site_id
    sites = here.workspace.sites(here.who)
    others = [site for site in sites if site != own and here.who.may(Permission.ANSWER, site)]
    if not register.shared or not others:
        return [own]
    held = registers.sites_sharing(here.workspace, here.who, entry.entry_id) if entry else ()
    labels = selection.site_labels(sites)
    more = st.multiselect(
        "Also holds for",
        others,
        default=[site for site in held if site in others],
        format_func=labels.__getitem__,
        placeholder="This site only",
        key=f"{key}_sites",
        help="One entry for several sites: a change of it holds for all of them.",
    )
    return [own, *more]


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)


def _save(
    here: Here,
    kept: SiteRegisters,
    register: Register,
    entry_id: str,
    at: list[str],
    key: str,
    _changed: str = "",
    *,
    contested: bool = False,
) -> None:
    contest.drop(key)
    values = {one.id: _text(st.session_state.get(f"{key}_{one.id}")) for one in register.fields}
    try:
        registers.record_entry(
            here.workspace,
            here.who,
            register.id,
            at,
            values,
            entry_id=entry_id,
            seen=kept.versions(entry_id),
            contested=contested,
        )
    except contest.REPEATABLE as error:
        contest.keep(key, error)
    except ReadinessError as error:
        blocks.leave_notice(f"Not saved. {error}", good=False, place=PLACE)
    else:
        where = "" if len(at) == 1 else f" for {len(at)} sites"
        blocks.leave_notice(
            f"Saved in {register.title}{where}. To undo, change it back or say that it no longer "
            "holds; every change stays on record.",
            place=PLACE,
        )


def _withdraw(
    here: Here, kept: SiteRegisters, register: Register, entry_id: str, at: list[str]
) -> None:
    try:
        registers.withdraw_entry(
            *(here.workspace, here.who, register.id, at, entry_id), seen=kept.versions(entry_id)
        )
    except ReadinessError as error:
        blocks.leave_notice(f"Not saved. {error}", good=False, place=PLACE)
    else:
        blocks.leave_notice(
            f"Recorded in {register.title}: it no longer holds. What it was stays on record.",
            place=PLACE,
        )
