"""What every service works with: the ledger, the frameworks and the analytics copy of both."""

import threading
from collections.abc import Callable, Collection, Iterator
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache, wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from readiness.agent_files import load_agents
from readiness.analytics.store import Analytics, Part, SiteCopy
from readiness.domain.agents import Agent
from readiness.domain.assessment import AssessmentEvent, History
from readiness.domain.forecast import Fall
from readiness.domain.framework import Criterion, Framework
from readiness.domain.in_force import versions_in_force
from readiness.domain.organisations import Site
from readiness.domain.people import Permission, Person
from readiness.domain.registers.feeding import fed
from readiness.domain.scope import EVERYTHING, Scope, scope_of
from readiness.domain.scoring import SiteScore, score_site
from readiness.domain.timeline import Kept, Timeline, splice, timeline
from readiness.errors import NotAllowedError, ReadinessError
from readiness.framework_files import LoadedFramework, fingerprint, load, read_folder
from readiness.ledger import one_look
from readiness.ledger.addresses import Address
from readiness.ledger.ledger import Ledger, open_ledger

WORDS = {
    Permission.READ: "see it",
    Permission.ANSWER: "answer for it",
    Permission.SUBMIT: "submit its assessment",
    Permission.REVIEW: "review it",
    Permission.ACT: "take actions for it",
    Permission.MANAGE: "manage it",
}


SITES_KEPT = 64
"""Of how many sites that were answered for last the changes of each criterion are kept."""

_DESCRIBING = ("site", "profile", "assessment")
"""Tables of the ledger that say what a site is and by which framework; most saves are answers."""

Clock = Callable[[], datetime]
Progress = Callable[[int, int], None]
Falls = dict[date, dict[str, tuple[int, Fall | None]]]
"""What was forecast on a date, by site: as of which copy of it, and when it loses its level."""
_P = ParamSpec("_P")
_R = TypeVar("_R")


class Why(StrEnum):
    """For what a service that was told who asks looks at the whole network all the same."""

    PEERS = "percentiles and shares among all sites, without a name or a value of one"
    SHARED = "whether a shared entry holds at a site that the writer may not change"


def walled(
    service: "Callable[Concatenate[Workspace, Person, _P], _R]",
) -> "Callable[Concatenate[Workspace, Person, _P], _R]":
    """Around every service that is told who asks: it is given what this person reaches, no more.

    What the service itself looks at comes on top; where it forgets to, it finds nothing else.
    """

    @wraps(service)
    def for_them(workspace: "Workspace", who: Person, /, *given: _P.args, **named: _P.kwargs) -> _R:
        return service(workspace.seen_by(who), who, *given, **named)

    return for_them


@dataclass
class Workspace:
    """One ledger and the frameworks its sites are measured against.

    `versions` holds every version of the framework by its name, the newest (`current`) too.
    """

    ledger: Ledger
    loaded: LoadedFramework
    agents: tuple[Agent, ...]
    clock: Clock
    analytics: Analytics = field(default_factory=Analytics)
    versions: dict[str, Framework] = field(default_factory=dict)
    _refreshing: threading.Lock = field(default_factory=threading.Lock)
    falls: Falls = field(default_factory=dict)
    _sites: tuple[int, dict[str, Site]] = field(default=(-1, {}))
    _events: tuple[int, dict[str, list[AssessmentEvent]]] = field(default=(-1, {}))
    _kept: Callable[[str, str], Kept] = field(
        default_factory=lambda: lru_cache(SITES_KEPT)(_nothing_kept)
    )
    _scope: Scope = EVERYTHING
    _all: "Workspace | None" = None

    def seen_by(self, who: Person) -> "Workspace":
        """The same workspace with what `who` reaches: in the ledger, its caches, the analytics.

        Never more than this one has. The caches stay those of the whole network; what is taken
        out of them is here, in `known_sites`, in `assessments`, in `Analytics.seen_by` and, of
        `falls`, where `services.forecast` reads them.
        """
        scope = scope_of(who).within(self._scope)
        if scope == self._scope:
            return self
        seen = copy(self)
        seen._all, seen._scope = self._all or self, scope
        seen.ledger = seen._all.ledger.seen_by(scope)
        seen.analytics = seen._all.analytics.seen_by(scope.reads)
        seen._sites, seen._events = (-1, {}), (-1, {})
        return seen

    def whole(self, why: Why) -> "Workspace":
        """The workspace with everything, for what `why` says; no name in it may be given out."""
        del why  # said where it is used, and held by a test
        return self._all or self

    @property
    def framework(self) -> Framework:
        """The newest version."""
        return self.loaded.framework

    @property
    def today(self) -> date:
        return self.clock().date()

    @walled
    def sites(self, who: Person) -> dict[str, Site]:
        """The sites that this person may see, by id, in the order of their ids."""
        known = self.known_sites()
        if who.may_everywhere(Permission.READ):
            return dict(known)
        return {key: site for key, site in known.items() if who.may(Permission.READ, key)}

    @walled
    def site(self, who: Person, site_id: str) -> Site:
        """One site. Raises `NotAllowedError` alike for a foreign and for an unknown site."""
        site = self.known_sites().get(site_id)
        if site is None or not who.may(Permission.READ, site_id):
            raise NotAllowedError(f"There is no site {site_id!r} that you may see.")
        return site

    @walled
    def allow(self, who: Person, permission: Permission, site_id: str) -> Site:
        """The site, where `who` may do this to it; else raises `NotAllowedError`."""
        site = self.site(who, site_id)
        if not who.may(permission, site_id):
            raise NotAllowedError(
                f"You may read {site.site_name} but not {WORDS[permission]}. "
                "Ask your network administrator."
            )
        return site

    @walled
    def allow_network(self, who: Person, what: str) -> None:
        """Raises `NotAllowedError` unless `who` manages the network; `what` finishes the reason."""
        if not who.may_everywhere(Permission.MANAGE):
            raise NotAllowedError(f"Only a network administrator may {what}.")

    def framework_on(self, site_id: str, day: date) -> Framework:
        """The version that a site is measured against on a date."""
        in_force = self.versions_of(self.ledger.assessments(site_id))
        return [version for start, version in in_force if start <= day][-1]

    def frameworks_on(self, day: date) -> dict[str, Framework]:
        """The version that each site with an assessment is measured against on a date, by site.

        Any other site is measured against the newest.
        """
        return {
            site_id: [version for start, version in self.versions_of(events) if start <= day][-1]
            for site_id, events in self.assessments().items()
        }

    def versions_of(self, events: Collection[AssessmentEvent]) -> list[tuple[date, Framework]]:
        """From which day each framework version holds for a site; the first holds from ever.

        An assessment under the version of the one before it changes nothing and is left out.
        """
        pins = versions_in_force(events, self.framework.id)
        return [(start, self.version(name)) for start, name in pins] or [(date.min, self.framework)]

    def version(self, name: str) -> Framework:
        if name not in self.versions:  # another program may have recorded it since
            self.versions |= recorded_versions(self.ledger, self.framework.id)
        if name not in self.versions:
            raise ReadinessError(
                f"Version {name} of the framework {self.framework.id} is not in the database. "
                "Restore a backup that has it."
            )
        return self.versions[name]

    def criteria(self) -> dict[str, Criterion]:
        """Every criterion of every version by id, as the newest version that has it words it."""
        versions = [*self.versions.values(), self.framework]
        return {key: row for version in versions for key, row in version.criterion.items()}

    @walled
    def score(self, who: Person, site_id: str, as_of: date) -> SiteScore:
        """A site on a date, under the framework version in force for it on that date."""
        self.site(who, site_id)
        return score_site(self.framework_on(site_id, as_of), self.ledger.history(site_id), as_of)

    @walled
    def answered(self, who: Person, site_id: str, day: date) -> History:
        """What was recorded about a site up to a date, with what its registers answered."""
        self.site(who, site_id)
        history = self.ledger.history(site_id).until(day)
        return fed(self.framework_on(site_id, day), history, day)

    def timeline(
        self, history: History, events: Collection[AssessmentEvent] | None = None
    ) -> Timeline:
        """A site's timeline, each stretch under the framework version in force."""
        if events is None:
            events = self.ledger.assessments(history.site_id)
        return splice([(part.start, part.timeline) for part in self._parts(history, events)])

    def _parts(
        self, history: History, events: Collection[AssessmentEvent], *, again: bool = False
    ) -> list[Part]:
        """`again`: another look at a site soon after the last finds most of it as it was."""
        site_id = history.site_id
        return [
            Part(
                start,
                version,
                timeline(version, history, self._kept(site_id, version.version) if again else None),
            )
            for start, version in self.versions_of(events)
        ]

    def refresh(self, on_progress: Progress | None = None) -> int:
        """Bring the analytics copy up to the ledger's revision: only what changed is scored."""
        if self._all is not None:
            return self._all.refresh(on_progress)
        wanted = self.ledger.revision()
        if wanted <= self.analytics.revision:  # others may have brought it further
            return self.analytics.revision
        # A look of its own: whoever waited here meanwhile finds what they wait for done.
        with self._refreshing, one_look():
            known = self.analytics.revision
            if wanted > known:
                revision = self.ledger.revision()
                changed = None if known < 0 else self.ledger.changed_sites(known)
                described = self.ledger.last_change(*_DESCRIBING) > known
                self.analytics.replace(
                    self._copies(changed, on_progress), revision=revision, described=described
                )
                if changed is None:
                    self.analytics.compact()
        return self.analytics.revision

    def tidy(self) -> None:
        """Let the copy for questions go of what was replaced since; answers stay the same."""
        self.analytics.compact()

    def known_sites(self) -> dict[str, Site]:
        """Every site by id that this workspace has, as of the ledger's revision."""
        revision = self.ledger.last_change("site")
        if self._sites[0] != revision:
            if self._all is None:
                known = {site.site_id: site for site in self.ledger.sites()}
            else:
                known = self._reached(self._all.known_sites())
            self._sites = (revision, known)
        return self._sites[1]

    def assessments(self) -> dict[str, list[AssessmentEvent]]:
        """The steps of every site's assessments by site, as of the ledger's revision."""
        revision = self.ledger.last_change("assessment")
        if self._events[0] != revision:
            events: dict[str, list[AssessmentEvent]] = {}
            if self._all is not None:
                events = self._reached(self._all.assessments())
            else:
                for event in self.ledger.assessments():
                    events.setdefault(event.site_id, []).append(event)
            self._events = (revision, events)
        return self._events[1]

    def _reached(self, by_site: dict[str, _R]) -> dict[str, _R]:
        """What a cache of the whole network holds of the sites in reach."""
        reads = self._scope.reads
        if reads is None:
            return by_site
        return {key: value for key, value in by_site.items() if key in reads}

    def _copies(
        self, site_ids: Collection[str] | None, on_progress: Progress | None
    ) -> Iterator[SiteCopy]:
        sites = self.known_sites()
        total = len(sites) if site_ids is None else len(site_ids)
        events = self.assessments() if total > 1 else {}
        for done, history in enumerate(self.ledger.histories(site_ids), 1):
            own: Collection[AssessmentEvent] = events.get(history.site_id, [])
            if total == 1:
                own = self.ledger.assessments(history.site_id)
            site = sites.get(history.site_id)
            if site is not None:  # else it came after this look, and the next refresh finds it
                parts = self._parts(history, own, again=site_ids is not None)
                yield SiteCopy(site, parts, history.profiles)
            if on_progress:
                on_progress(done, total)


def open_workspace(
    target: str | Address,
    framework_folder: Path,
    agents_file: Path,
    *,
    clock: Clock = lambda: datetime.now(UTC),
    create: bool = True,
) -> Workspace:
    """Open a database with the framework of a folder; every version used is kept in it."""
    loaded = load(read_folder(framework_folder))
    agents = load_agents(agents_file)
    ledger = open_ledger(target, create=create)
    try:
        ledger.refuse_damaged()
    except BaseException:
        ledger.close()
        raise
    framework = loaded.framework
    ledger.record_framework(
        framework.id,
        framework.version,
        fingerprint(framework),
        {Path(name).name: text for name, text in loaded.files.items()},
        recorded_by="the framework files",
        recorded_at=clock(),
    )
    versions = recorded_versions(ledger, framework.id) | {framework.version: framework}
    return Workspace(ledger, loaded, agents, clock, versions=versions)


def _nothing_kept(site_id: str, version: str) -> Kept:
    del site_id, version  # a new dictionary for each
    return {}


def recorded_versions(ledger: Ledger, framework_id: str) -> dict[str, Framework]:
    """Every version of a framework that is kept in the database, by its name."""
    return {
        stored.framework_version: load(stored.files).framework
        for stored in ledger.frameworks()
        if stored.framework_id == framework_id
    }
