"""The answer sheet of a site on the screen: after a save, only what it moved is drawn again."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import streamlit as st

from readiness.domain.cycle import CycleStep, stage_after, steps_open_to
from readiness.errors import ReadinessError
from readiness.services.sites import SiteReport, site_report
from readiness.ui import redrawing
from readiness.ui.context import Here

_R = TypeVar("_R")

_NEWEST, _TOLD = "sheet", "told_"


@dataclass
class Sheet:
    """What the parts of the page have in common."""

    here: Here
    site_id: str
    _report: SiteReport | None
    _page: str = field(default_factory=redrawing.page_shown)
    _around: list[str] = field(default_factory=list)
    _told: str = ""
    """The part that says what was saved last since the page was drawn; "" before a save."""

    @classmethod
    def newly_drawn(cls, here: Here, report: SiteReport) -> "Sheet":
        """The sheet of a page that is drawn as a whole.

        A session still knows controls of sheets before; those let go of their reports, which are
        large, and ask for them where such a control is answered after all.
        """
        before = st.session_state.get(_NEWEST)
        if before is not None:
            before._report = None
        sheet = st.session_state[_NEWEST] = cls(here, report.site.site_id, report)
        return sheet

    @property
    def report(self) -> SiteReport:
        """The newest that it knows of."""
        if self._report is None:
            self._report = self._asked()
        return self._report

    @property
    def steps(self) -> tuple[CycleStep, ...]:
        """What who looks may do with the assessment, as the report knows it."""
        report = self.report
        return steps_open_to(self.here.who, report.site.site_id, stage_after(report.assessments))

    def around(self, name: str, draw: Callable[["Sheet"], _R]) -> _R:
        """A part that stands for the whole site: drawn again after every save."""
        self._around.append(name)
        return redrawing.part(self.here, name, lambda: draw(self))

    def criterion(self, criterion_id: str, draw: Callable[["Sheet"], None]) -> None:
        """The part of one criterion: drawn again after a save of its own, and while it is typed."""
        redrawing.part(self.here, criterion_id, lambda: draw(self))

    def told(self, criterion_id: str, draw: Callable[[], None]) -> None:
        """The part within it that says what was saved: it is empty once it is drawn again."""
        redrawing.part(self.here, f"{_TOLD}{criterion_id}", draw)

    def look_again(self) -> bool:
        """Take in what was saved; whether the page can go on showing it."""
        if not self.here.is_today:  # it is past midnight: the frame has to say so
            return False
        try:
            self._report = self._asked()
        except ReadinessError:  # the database went away right after the save, or who looks may not
            return False
        return True

    def saved(self, criterion_id: str) -> None:
        """Last step of a callback that saved: draw again what moved.

        So is what the save before told: its score is of then, and only the newest may stand.
        """
        if st.session_state.get(_NEWEST) is not self:  # the page was drawn anew: it shows others
            redrawing.everything_again()
        before, self._told = self._told, f"{_TOLD}{criterion_id}"
        others = [before] if before not in ("", self._told) else []
        redrawing.again([criterion_id, *others, *self._around], self._page)

    def _asked(self) -> SiteReport:
        here = self.here
        return site_report(here.workspace, here.who, self.site_id, here.as_of)
