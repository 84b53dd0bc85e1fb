"""Files to download. Of a small scope at once; of a large one prepared first, with progress."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

import streamlit as st
from streamlit.runtime import exists, get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from readiness import settings
from readiness.domain.people import Person
from readiness.errors import NotAllowedError, ReadinessError
from readiness.ui.context import Here
from readiness.ui.jobs import Job, Queue, State, Tell, always
from readiness.ui.text import plain
from readiness.views.sentences import count

_KEY = "readiness_making"
_REFRESH = 0.7
_QUEUE = Queue()
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class File:
    """A file that a page offers. `make` makes it for the person and the date of the `Here` it is
    given, reads nothing else of the page, and may say how far it is."""

    label: str
    name: str
    mime: str
    make: Callable[[Here, Tell], bytes]
    icon: str | None = None
    key: str | None = None
    help: str | None = None


@dataclass
class _Making:
    """What a session is making, or made: for whom and of which date was fixed at the click."""

    file: File
    who: Person
    job: Job
    told: bool = False
    """Whether the page has said that nothing came of it: that stays until the page runs anew."""


def step(tell: Tell, words: str, start: float, end: float) -> Progress:
    """A part of a job as (done, all): `words` have a place for each, "Reading {:,} of {:,}"."""

    def on_progress(done: int, of: int) -> None:
        tell(start + (end - start) * done / max(of, 1), words.format(done, of))

    return on_progress


def offer(here: Here, files: Sequence[File], place: str, *, sites: int | None = None) -> None:
    """A row of files; below it what becomes of the one that is being prepared.

    A session prepares one at a time, and only its newest is kept. `place` names this row; `sites`
    says of how many sites the files are, `None` for all that someone may see.
    """
    if sites is None:
        sites = len(here.workspace.sites(here.who))
    if sites <= settings.sites_at_once():
        with st.container(horizontal=True):
            for file in files:
                _download_at_once(here, file)
        return
    making = _of_session(here)
    if making is not None and making.told and making.file.name in {file.name for file in files}:
        _forget()
        making = None
    busy = making is not None and making.job.busy
    st.fragment(_drawn, run_every=_REFRESH if busy else None)(here, tuple(files), place, busy)


def _download_at_once(here: Here, file: File) -> None:
    st.download_button(
        file.label,
        data=lambda: file.make(_fixed(here), _quiet),
        file_name=file.name,
        mime=file.mime,
        icon=file.icon,
        key=file.key,
        help=file.help,
        on_click="ignore",
    )


def _drawn(here: Here, files: Sequence[File], place: str, watched: bool) -> None:
    making = _of_session(here)
    busy = making is not None and making.job.busy
    if watched is not busy:
        st.rerun()  # the page as a whole: only that begins and ends the watching
    with st.container(horizontal=True):
        for file in files:
            st.button(
                f"Prepare {file.label[0].lower() + file.label[1:]}",
                key=f"prepare_{file.key or file.name}",
                icon=file.icon,
                disabled=busy,
                help="One file is prepared at a time." if busy else file.help,
                on_click=_start,
                args=(here, file),
            )
    with st.container(key=f"making_{place}"):
        if making is not None and making.file.name in {file.name for file in files}:
            _say(here, making)


def _say(here: Here, making: _Making) -> None:
    job, file = making.job, making.file
    share, words = job.told
    if job.busy:
        ahead = _QUEUE.before(job)
        if ahead:
            words = f"Waiting: {count(ahead, 'file')} for others first"
        st.progress(share, text=f"{file.label}: {words} …")
        st.button("Cancel", key="cancel_making", icon=":material/close:", on_click=job.cancel)
    elif job.state is State.DONE:
        st.download_button(
            f"Download {file.name} ({_size(len(job.content))})",
            data=partial(_given, here, making),
            file_name=file.name,
            mime=file.mime,
            icon=":material/download:",
            type="primary",
            key="download_made",
            on_click="ignore",
        )
    else:
        making.told = True
        if job.state is State.FAILED:
            st.error(plain(f"{file.label}: {job.why}"))
        else:
            st.info(f"{file.label}: cancelled.")


def _given(here: Here, making: _Making) -> bytes:
    if here.who != making.who:
        raise NotAllowedError("What you may see has changed. Prepare the file again.")
    return making.job.content


def _start(here: Here, file: File) -> None:
    before = _of_session(here)
    if before is not None:
        before.job.cancel()
    fixed = _fixed(here)
    job = Job(partial(file.make, fixed), _session_there())
    try:
        _QUEUE.add(job)
    except ReadinessError as error:
        job.state, job.why = State.FAILED, str(error)
    st.session_state[_KEY] = _Making(file, fixed.who, job)


def _of_session(here: Here) -> _Making | None:
    """What this session makes or made; let go when who looks may see something else by now."""
    making = cast(_Making | None, st.session_state.get(_KEY))
    if making is not None and making.who != here.who:
        _forget()
        return None
    return making


def _forget() -> None:
    making = st.session_state.pop(_KEY, None)
    if making is not None:
        making.job.cancel()


def _fixed(here: Here) -> Here:
    """For whoever looks at this moment, whatever becomes of them."""
    return replace(here, person=here.who)


def _session_there() -> Callable[[], bool]:
    """Whether a browser still shows the session; asked from the thread of the job."""
    running = get_script_run_ctx()
    if running is None or not exists():
        return always
    return partial(get_instance().is_active_session, running.session_id)


def _quiet(_share: float, _words: str) -> None:
    """The browser shows that it waits for a download."""


def _size(length: int) -> str:
    if length < 1_000_000:
        return f"{max(length // 1_000, 1):,} kB"
    return f"{length / 1_000_000:,.1f} MB"
