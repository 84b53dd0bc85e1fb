"""Which version of a framework a site is measured against on a date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from readiness.domain.assessment import AssessmentEvent
from readiness.domain.cycle import CycleStep
from readiness.domain.framework import Framework
from readiness.errors import ReadinessError


def versions_in_force(
    events: Iterable[AssessmentEvent], framework_id: str
) -> list[tuple[date, str]]:
    """From which day each version holds for a site, by name; the first holds from ever.

    `events` are those of one site in the order of recording. An assessment under the version of
    the one before it changes nothing and is left out. Empty where no assessment was opened.
    """
    pins: dict[date, str] = {}
    newest = None
    for event in events:
        if event.event == CycleStep.OPENED and event.framework_id == framework_id:
            version = event.framework_version
            if version != newest:
                start = event.recorded_at.date() if pins else date.min
                pins[start] = newest = version
    return list(pins.items())


@dataclass(frozen=True)
class Versions:
    """The newest version of a framework and, by name, every version that sites may be held to.

    Without `by_name` every site is measured against the newest, whatever it was opened under.
    """

    newest: Framework
    by_name: Mapping[str, Framework]

    def on(self, events: Iterable[AssessmentEvent], day: date) -> Framework:
        """The version in force for the site of these events on a date."""
        if not self.by_name:
            return self.newest
        pins = [name for start, name in versions_in_force(events, self.newest.id) if start <= day]
        if not pins:
            return self.newest
        if pins[-1] not in self.by_name:
            raise ReadinessError(
                f"Version {pins[-1]} of the framework {self.newest.id} is not among the tables."
            )
        return self.by_name[pins[-1]]
