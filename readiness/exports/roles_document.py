"""docs/roles.md: what each role may do, from the table that every service asks."""

from readiness.views.people import roles

_TEXT = """# Roles

What someone may do follows from the roles they hold and from the part of the network they hold
them for: one site, the sites of a practice or of a region, or the whole network with the sites to
come. Someone may hold several. Every service asks this table before it reads or writes; what a
page offers is only a convenience.

{table}

- Managing needs a role for the whole network: import, adding sites, people, backup, check of the
  database and audit log.
- Someone who holds nothing for a site is told the same about it as about a site that is not there.
- What viewers export leaves out who recorded it.
- A grant may have a last day, and it may be withdrawn. Both count from the person's next click.
- The last network administrator cannot be withdrawn.
"""


def document() -> str:
    """The whole page, as Markdown."""
    rows = roles()
    lines = [list(rows[0]), ["---"] * len(rows[0]), *(list(row.values()) for row in rows)]
    return _TEXT.format(table="\n".join(f"| {' | '.join(line)} |" for line in lines))
