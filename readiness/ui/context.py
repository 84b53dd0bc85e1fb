"""What a page needs: the workspace, who looks, and the date everything is true for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import streamlit as st

from readiness import settings
from readiness.domain.framework import Framework
from readiness.domain.network_plan import Programme
from readiness.domain.people import Person
from readiness.services import agents as agent_services
from readiness.services import comparison, forecast, network, plan, shared_risks
from readiness.services.agents import NetworkAgents
from readiness.services.comparison import Comparison
from readiness.services.forecast import NetworkForecast
from readiness.services.network import Filters, Overview
from readiness.services.plan import NetworkNeeds
from readiness.services.shared_risks import RiskReport
from readiness.services.workspace import Workspace, open_workspace
from readiness.ui.keeping import keep

ROOT = settings.ROOT
database = settings.database


@dataclass(frozen=True)
class Here:
    """The frame of a page. `version` keys everything that is cached: database and revision.

    `page` is its address, as in the metrics.
    `person` is who looks, or says so when called. A page outlives the run that drew it: its
    buttons act in the next one, and by then someone may no longer be who they were.
    """

    workspace: Workspace
    person: Person | Callable[[], Person]
    as_of: date
    version: tuple[str, int]
    page: str = ""

    @property
    def who(self) -> Person:
        """Who looks, with what they hold at this moment."""
        return self.person if isinstance(self.person, Person) else self.person()

    @property
    def framework(self) -> Framework:
        return self.workspace.framework

    @property
    def is_today(self) -> bool:
        return self.as_of == self.workspace.today


@st.cache_resource(show_spinner=False, max_entries=8)
def workspace(target: str) -> Workspace:
    """One workspace for each database, shared by everyone. Raises `ReadinessError`."""
    return open_workspace(target, settings.FRAMEWORK, settings.AGENTS)


def overview(here: Here, since: date, filters: Filters) -> Overview:
    """The network on the page's date; computed once for each revision."""
    return _overview(here.workspace, here.version, here.who, here.as_of, since, filters)


@keep(8)
def _overview(
    _workspace: Workspace,
    version: tuple[str, int],
    who: Person,
    as_of: date,
    since: date,
    filters: Filters,
) -> Overview:
    del version  # only part of the key
    return network.overview(_workspace, who, as_of, since, filters)


def compared(here: Here, site_ids: tuple[str, ...]) -> Comparison:
    """These sites on the page's date; computed once for each revision."""
    return _compared(here.workspace, here.version, here.who, here.as_of, site_ids)


@keep(16)
def _compared(
    _workspace: Workspace,
    version: tuple[str, int],
    who: Person,
    as_of: date,
    site_ids: tuple[str, ...],
) -> Comparison:
    del version  # only part of the key
    return comparison.compare(_workspace, who, site_ids, as_of)


def forecast_ahead(here: Here) -> NetworkForecast:
    """The network from the page's date on; computed once for each revision."""
    return _forecast(here.workspace, here.version, here.who, here.as_of)


@keep(16)
def _forecast(
    _workspace: Workspace, version: tuple[str, int], who: Person, as_of: date
) -> NetworkForecast:
    del version  # only part of the key
    return forecast.network_forecast(_workspace, who, as_of)


def network_needs(here: Here, programmes: tuple[Programme, ...]) -> NetworkNeeds:
    """What the sites in scope take on the page's date; worked out once for each revision."""
    return _network_needs(here.workspace, here.version, here.who, here.as_of, programmes)


@keep(8)
def _network_needs(
    _workspace: Workspace,
    version: tuple[str, int],
    who: Person,
    as_of: date,
    programmes: tuple[Programme, ...],
) -> NetworkNeeds:
    del version  # only part of the key
    return plan.network_needs(_workspace, who, as_of, programmes)


def risk_report(here: Here) -> RiskReport:
    """Shared risks on the page's date; computed once for each revision."""
    return _risk_report(here.workspace, here.version, here.who, here.as_of, here.workspace.today)


@keep(16)
def _risk_report(
    _workspace: Workspace, version: tuple[str, int], who: Person, as_of: date, today: date
) -> RiskReport:
    del version, today  # only part of the key
    return shared_risks.risk_report(_workspace, who, as_of)


def agents(here: Here) -> NetworkAgents:
    """The agents of every site on the page's date; computed once for each revision."""
    return _agents(here.workspace, here.version, here.who, here.as_of)


@keep(16)
def _agents(
    _workspace: Workspace, version: tuple[str, int], who: Person, as_of: date
) -> NetworkAgents:
    del version  # only part of the key
    return agent_services.network_agents(_workspace, who, as_of)
