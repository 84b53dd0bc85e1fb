"""docs/roles.md: what each role may do, from the table that every service asks."""

from collections.abc import Mapping, Sequence

from readiness.domain.cycle import RULES, Rule, Stage
from readiness.domain.people import PERMISSIONS, Role
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
- What viewers export leaves out who recorded it, and says "evidence on file" in place of its words.
- A grant may have a last day, and it may be withdrawn. Both count from the person's next click.
- The last network administrator cannot be withdrawn.

## The cycle of an assessment

Before the first answer an assessment is not started; the first answer opens it. Answers can be
given and renewed in every stage but *locked*, because evidence goes on lapsing. Returning needs at
least one answer that is not confirmed, with its reason.

{steps}
"""


def document() -> str:
    """The whole page, as Markdown."""
    return _TEXT.format(table=_table(roles()), steps=_table(list(map(_step, RULES))))


def _step(rule: Rule) -> dict[str, str]:
    stages = [stage for stage in Stage if stage in rule.before]
    who = [role for role in Role if rule.permission in PERMISSIONS[role]]
    return {
        "Step": rule.step.capitalize(),
        "From": ", ".join(stages),
        "To": str(rule.to),
        "By": ", ".join(who),
    }


def _table(rows: Sequence[Mapping[str, str]]) -> str:
    lines = [list(rows[0]), ["---"] * len(rows[0]), *(list(row.values()) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
