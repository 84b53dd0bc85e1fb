"""The answer sheet of a site on the screen: after a save, only what it moved is drawn again."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from readiness.domain.cycle import CycleStep
from readiness.errors import ReadinessError
from readiness.services.cycle import steps_for
from readiness.services.sites import SiteReport, site_report
from readiness.ui import redrawing
from readiness.ui.context import Here

_R = TypeVar("_R")


@dataclass
class Sheet:
    """What the parts of the page have in common; `report` is the newest that it knows of."""

    here: Here
    report: SiteReport
    _around: list[str] = field(default_factory=list)
    _steps: tuple[SiteReport, tuple[CycleStep, ...]] | None = None

    @property
    def steps(self) -> tuple[CycleStep, ...]:
        """What may be done with the assessment by who looks; asked once for each report."""
        if self._steps is None or self._steps[0] is not self.report:
            here, site = self.here, self.report.site
            self._steps = self.report, steps_for(here.workspace, here.who, site.site_id)
        return self._steps[1]

    def around(self, name: str, draw: Callable[["Sheet"], _R]) -> _R | None:
        """A part that stands for the whole site: drawn again after every save."""
        self._around.append(name)
        return redrawing.part(self.here, name, lambda: draw(self))

    def criterion(self, criterion_id: str, draw: Callable[["Sheet"], None]) -> None:
        """The part of one criterion: drawn again after a save of its own, and while it is typed."""
        redrawing.part(self.here, criterion_id, lambda: draw(self))

    def look_again(self) -> bool:
        """Take in what was saved; whether the page can go on showing it."""
        here = self.here
        if not here.is_today:  # it is past midnight: the frame has to say so
            return False
        try:
            self.report = site_report(
                here.workspace, here.who, self.report.site.site_id, here.as_of
            )
        except ReadinessError:  # the database went away right after the save, or who looks may not
            return False
        return True

    def saved(self, criterion_id: str) -> None:
        """Last step of a callback that saved: draw again what moved."""
        redrawing.again([criterion_id, *self._around])
