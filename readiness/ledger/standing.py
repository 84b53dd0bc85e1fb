"""What is already recorded about the sites that a batch touches."""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from sqlalchemy import Connection, Table, func, select

from readiness.domain.organisations import Site
from readiness.ledger import schema

Pair = tuple[str, str]
"""(site_id, criterion_id)"""

SITES_AT_ONCE = 200


class Newest(NamedTuple):
    """The newest version of something and its time or day as stored; version 0 is none."""

    version: int
    recorded: str


NONE = Newest(0, "")


class Standing(NamedTuple):
    """The newest of each kind, by site or by (site, criterion)."""

    sites: dict[str, tuple[int, Site]]
    profiles: dict[str, Newest]
    assessments: dict[str, Newest]
    responses: dict[Pair, Newest]
    findings: dict[Pair, Newest]
    entries: dict[Pair, Newest]
    """By (site, entry)."""


def standing_of(
    connection: Connection, site_ids: Collection[str], tables: Collection[Table]
) -> Standing:
    """What is recorded about these sites, in these tables; a site that is not known is absent."""
    standing = Standing({}, {}, {}, {}, {}, {})
    by_site = {schema.profile: standing.profiles, schema.assessment: standing.assessments}
    by_pair = {
        schema.response: standing.responses,
        schema.finding: standing.findings,
        schema.register_entry: standing.entries,
    }
    for chunk in chunks(sorted(site_ids), SITES_AT_ONCE):
        standing.sites.update(newest_sites(connection, chunk))
        for table in tables:
            for key, newest in _newest(connection, table, chunk):
                if table in by_site:
                    by_site[table][key[0]] = newest
                else:
                    by_pair[table][key[0], key[1]] = newest
    return standing


def newest_sites(
    connection: Connection, site_ids: Sequence[str] | None = None
) -> dict[str, tuple[int, Site]]:
    """(version, site) of the newest version of each site, in order of id; `None` for all."""
    table = schema.site
    columns = [table.c[name] for name in Site._fields]
    query = select(table.c.version, *columns).order_by(table.c.site_id, table.c.version)
    if site_ids is not None:
        query = query.where(table.c.site_id.in_(site_ids))
    return {row[1]: (row[0], Site(*row[1:])) for row in connection.execute(query)}


def response_version_at(connection: Connection, pair: Pair, recorded_at: str) -> int:
    """The version of the response that was newest at a time; 0 where there was none yet."""
    table = schema.response
    site_id, criterion_id = pair
    query = select(func.max(table.c.version)).where(
        table.c.site_id == site_id,
        table.c.criterion_id == criterion_id,
        table.c.recorded_at <= recorded_at,
    )
    return connection.execute(query).scalar() or 0


def newest_of(connection: Connection, table: Table, keys: Collection[str]) -> dict[str, Newest]:
    """The newest version of some keys of a table whose key is one name and a version."""
    key = next(iter(table.primary_key))
    found: dict[str, Newest] = {}
    for chunk in chunks(sorted(set(keys)), SITES_AT_ONCE):
        query = select(key, func.max(table.c.version), func.max(table.c.recorded_at))
        for name, version, recorded in connection.execute(
            query.where(key.in_(chunk)).group_by(key)
        ):
            found[name] = Newest(version, recorded)
    return found


def chunks(values: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    """The values, at most `size` at a time."""
    remaining = iter(values)
    while chunk := tuple(islice(remaining, size)):
        yield chunk


def _newest(
    connection: Connection, table: Table, site_ids: Sequence[str]
) -> Iterator[tuple[tuple[str, ...], Newest]]:
    """The newest version of each key (the key without its version)."""
    time = "recorded_on" if table is schema.profile else "recorded_at"
    key = [column for column in table.primary_key if column.name != "version"]
    query = (
        select(*key, func.max(table.c.version), func.max(table.c[time]))
        .where(table.c.site_id.in_(site_ids))
        .group_by(*key)
    )
    for *found, version, recorded in connection.execute(query).all():
        yield tuple(found), Newest(version, recorded)
