"""Who takes part: people with roles in the database, and the cookies of their sign-ins."""

import json
import secrets
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from urllib.parse import quote

from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from readiness import settings
from readiness.domain.cycle import Stage, stage_after
from readiness.domain.people import Person, Reach, Role
from readiness.services import access
from readiness.services.workspace import Workspace, open_workspace

SECRET = secrets.token_hex(32)
"""Signs the cookies of this run; the servers of the run are started with it."""
_GRANTING = Person.holding("Load", Role.ADMINISTRATOR)
_HOURS = 8
_LATER = 10_000


class Part(StrEnum):
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    MEETING = "meeting"


@dataclass(frozen=True)
class Actor:
    """A person with a part to play; `site_id` is the manager's own, "" for others."""

    number: int
    part: Part
    site_id: str
    site_name: str

    @property
    def email(self) -> str:
        return f"{self.part}{self.number}@load.example"

    @property
    def told(self) -> str:
        return f"{self.part.capitalize()} {self.number}"

    @property
    def signature(self) -> str:
        """By what name the ledger keeps what this person records."""
        return f"{self.told} ({self.email})"

    def cookie(self, url: str) -> str:
        """What the app would set after this person signed in at its address."""
        now = int(time.time())
        claims = {
            "sub": self.email, "email": self.email, "name": self.told, "email_verified": True,
            "iat": now, "exp": now + _HOURS * 3600,
            "origin": url, "is_logged_in": True, "provider": "default",
        }  # fmt: skip
        value = create_signed_value(SECRET, "_streamlit_user", json.dumps(claims)).decode()
        return f"_streamlit_user={quote(value, safe=':|=_-.')}"


def environment(url: str) -> dict[str, str]:
    """Settings of an app that people are signed in to; no provider is ever asked."""
    return {
        "MALLOC_ARENA_MAX": "2",  # as deploy/ has it
        "READINESS_ADDRESS": url,
        "READINESS_OIDC_METADATA_URL": "http://127.0.0.1:9/.well-known/openid-configuration",
        "READINESS_OIDC_CLIENT_ID": "load",
        "READINESS_OIDC_CLIENT_SECRET": "load",
        "READINESS_COOKIE_SECRET": SECRET,
    }


def open_database(target: str) -> Workspace:
    return open_workspace(target, settings.FRAMEWORK, settings.AGENTS)


def gather(
    workspace: Workspace, people: int, seed: int, taken: Collection[str] = ()
) -> list[Actor]:
    """So many people with their roles granted: a meeting, a quarter administrators, managers.

    Every manager has a site of their own that can be answered for, none of those `taken`. One
    person alone is a manager; those who come later have numbers of their own.
    """
    administrators = max(1, (people - 1) // 4) if people > 1 else 0
    meetings = 1 if people > 2 else 0
    sites = [site for site in _answerable(workspace) if site[0] not in taken]
    Random(seed).shuffle(sites)
    parts = [Part.MEETING] * meetings + [Part.ADMINISTRATOR] * administrators
    parts += [Part.MANAGER] * (people - len(parts))
    if parts.count(Part.MANAGER) > len(sites):
        raise SystemExit(f"there are {len(sites)} sites to answer for; take fewer people")
    actors = []
    for number, part in enumerate(parts):
        site_id, name = sites[number] if part is Part.MANAGER else ("", "")
        actors.append(Actor(number + _LATER * bool(taken), part, site_id, name))
    _grant(workspace, actors)
    return actors


def _answerable(workspace: Workspace) -> list[tuple[str, str]]:
    events = workspace.assessments()
    return [
        (site_id, site.site_name)
        for site_id, site in workspace.known_sites().items()
        if stage_after(events.get(site_id, ())) not in (Stage.LOCKED, Stage.NOT_STARTED)
    ]


def _grant(workspace: Workspace, actors: Sequence[Actor]) -> None:
    for actor in actors:
        reach, of = (Reach.SITE, actor.site_id) if actor.site_id else (Reach.NETWORK, "")
        role = Role.MANAGER if actor.part is Part.MANAGER else Role.ADMINISTRATOR
        access.give(workspace, _GRANTING, actor.email, role, reach, of)
