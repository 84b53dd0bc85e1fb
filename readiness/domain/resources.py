"""What sites lean on: people, hospitals, on-call pools and drug stock, found in what is recorded.

A resource is a kind and a name; spelling is compared without regard to case and spaces. Whether
the same name at two sites is the same thing depends on what it names:

- a hospital has one name in the whole network;
- people are given by initials or a role, which say who it is inside a practice only;
- an on-call pool is the same inside a practice, and where one entry of the register is shared;
- "pharmacy fridge" is another one at every site, unless one entry of the register is shared.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from readiness.domain.assessment import History
from readiness.domain.framework import ResourceKind
from readiness.domain.registers.catalogue import REGISTERS
from readiness.domain.registers.checking import chosen
from readiness.domain.registers.entries import RegisterEntry, in_force
from readiness.domain.registers.staff import DEPUTY

Link = tuple[str, ...]
"""What makes two sites lean on the same thing: they have it in common."""

EntryKey = tuple[str, str]
"""(register, entry_id)"""

PERSONS = frozenset({ResourceKind.CHAMPION, ResourceKind.DEPUTY, ResourceKind.ON_CALL})
"""The kinds whose names are those of persons."""

LAST_DAYS = ("ends", "ends_on", "until", "expires_on")
"""Date fields of registers that hold an entry's last day: on the next, nobody leans on it."""


class Source(NamedTuple):
    """Where a kind is named: a field of the profile, a field of a register, "" for neither.

    `group` is the group of the staff list that names it, "" where every entry of a register does.
    """

    kind: ResourceKind
    profile_field: str
    register: str
    register_field: str
    group: str = ""


SOURCES = (
    Source(ResourceKind.CHAMPION, "champion", "", ""),
    Source(ResourceKind.DEPUTY, "deputy", "staff", "person", DEPUTY),
    Source(ResourceKind.HOSPITAL, "partner_hospital", "agreements", "hospital"),
    Source(ResourceKind.ON_CALL, "", "rota", "who"),
    Source(ResourceKind.DRUG_STOCK, "", "stock", "place"),
)


class Lean(NamedTuple):
    """That a site leans on something it names. `entries` are those of its registers that do."""

    site_id: str
    kind: ResourceKind
    name: str
    links: frozenset[Link]
    entries: frozenset[EntryKey]


@dataclass(frozen=True)
class Resource:
    """Something that one or more sites lean on.

    `sites` holds, for each of them, the entries of its registers that are lost with it. The `id`
    is made of the first site's, so that it tells nobody the name of a person.
    """

    id: str
    kind: ResourceKind
    name: str
    sites: Mapping[str, frozenset[EntryKey]]

    @property
    def shared(self) -> bool:
        return len(self.sites) > 1


def leans_of(known: History, practice: str, day: date) -> tuple[Lean, ...]:
    """What a site leans on, from what was recorded up to a day: profile and registers."""
    profile = known.profiles[-1].values if known.profiles else {}
    entries = [entry for entry in in_force(known.entries) if not _ended(entry, day)]
    found = []
    for source in SOURCES:
        named: dict[str, tuple[str, set[str]]] = {}
        for written in profile.get(source.profile_field, "").split(";"):
            named.setdefault(_key(written), (_tidy(written), set()))
        for entry in entries:
            if entry.register == source.register and _names(entry, source.group):
                written = entry.values.get(source.register_field, "")
                named.setdefault(_key(written), (_tidy(written), set()))[1].add(entry.entry_id)
        for key, (name, ids) in named.items():
            if key:
                links = frozenset(_links(source.kind, key, ids, known.site_id, practice))
                dropped = frozenset((source.register, entry_id) for entry_id in ids)
                found.append(Lean(known.site_id, source.kind, name, links, dropped))
    return tuple(found)


def resources_of(leans: Iterable[Lean]) -> tuple[Resource, ...]:
    """The resources that sites lean on, those of one site too, by kind, first site and name."""
    numbers: Counter[tuple[ResourceKind, str]] = Counter()
    found = []
    for group in sorted(_linked(leans), key=lambda group: _order(group[0])):
        first = group[0]
        sites: dict[str, frozenset[EntryKey]] = {}
        for lean in group:
            sites[lean.site_id] = sites.get(lean.site_id, frozenset()) | lean.entries
        numbers[first.kind, first.site_id] += 1
        number = numbers[first.kind, first.site_id]
        key = f"{first.kind}-{first.site_id}-{number}"
        found.append(Resource(key, first.kind, first.name, sites))
    return tuple(found)


def _linked(leans: Iterable[Lean]) -> Iterable[list[Lean]]:
    """The leans sorted into those that are linked, directly or through others (union-find)."""
    parent: dict[tuple[ResourceKind, Link], tuple[ResourceKind, Link]] = {}

    def root(node: tuple[ResourceKind, Link]) -> tuple[ResourceKind, Link]:
        while parent[node] != node:
            parent[node] = node = parent[parent[node]]
        return node

    ordered = sorted(leans, key=_order)
    for lean in ordered:
        for link in lean.links:
            parent.setdefault((lean.kind, link), (lean.kind, link))
        first, *others = [root((lean.kind, link)) for link in lean.links]
        for other in others:
            parent[root(other)] = root(first)
    groups: dict[tuple[ResourceKind, Link], list[Lean]] = {}
    for lean in ordered:
        groups.setdefault(root((lean.kind, min(lean.links))), []).append(lean)
    return groups.values()


def _order(lean: Lean) -> tuple[int, str, str]:
    return list(ResourceKind).index(lean.kind), lean.site_id, _key(lean.name)


def _links(
    kind: ResourceKind, key: str, ids: Iterable[str], site_id: str, practice: str
) -> Iterable[Link]:
    if kind is ResourceKind.HOSPITAL:
        yield ("network", key)
        return
    yield ("site", site_id, key)
    if kind is not ResourceKind.DRUG_STOCK and practice:
        yield ("practice", practice, key)
    for entry_id in ids:
        yield ("entry", entry_id, key)


def _names(entry: RegisterEntry, group: str) -> bool:
    return not group or group in chosen(entry.values.get("groups", ""))


def _ended(entry: RegisterEntry, day: date) -> bool:
    register = REGISTERS.get(entry.register)
    names = set(LAST_DAYS).intersection(register.dates) if register else ()
    last = [entry.values[name] for name in names if entry.values.get(name)]
    return any(date.fromisoformat(text) < day for text in last)


def _tidy(name: str) -> str:
    return " ".join(name.split())


def _key(name: str) -> str:
    return _tidy(name).casefold()
