"""The tables of the ledger, and the triggers that make them append-only.

Texts are stored as they were stated. Times are texts in UTC with microseconds
(`2026-11-22T10:42:00.000000+00:00`) and days are ISO texts: both sort as they run, on every
engine. Every row carries the revision of the save that appended it.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    inspect,
)

APPLICATION_ID = 0x42535244
"""Written into the header of an SQLite file: the file of this product ("BSRD")."""

MARK = "The ledger of Bispecific Readiness"
"""The comment on a table that says the same in PostgreSQL; a dump keeps it."""

metadata = MetaData()
Words = Text().with_variant(Text(collation="C"), "postgresql")


def _key(name: str) -> Column[str]:
    return Column(name, Words, CheckConstraint(f"{name} <> ''"), primary_key=True)


def _version() -> Column[int]:
    return Column(
        "version",
        Integer,
        CheckConstraint("version >= 1"),
        primary_key=True,
        autoincrement=False,
    )


def _words(*names: str) -> tuple[Column[str], ...]:
    return tuple(Column(name, Words, nullable=False) for name in names)


def _revision() -> Column[int]:
    return Column("revision", Integer, CheckConstraint("revision >= 1"), nullable=False)


schema_version = Table("schema_version", metadata, Column("version", Integer, nullable=False))

counter = Table(
    "counter",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1"), primary_key=True, autoincrement=False),
    Column("revision", Integer, CheckConstraint("revision >= 0"), nullable=False),
)

site = Table(
    "site",
    metadata,
    _key("site_id"),
    _version(),
    *_words("site_name", "practice", "network", "state", "region", "recorded_at", "recorded_by"),
    _revision(),
    sqlite_with_rowid=False,
)

profile = Table(
    "profile",
    metadata,
    _key("site_id"),
    _version(),
    *_words("recorded_on", "field_values", "recorded_by"),
    _revision(),
    sqlite_with_rowid=False,
)

response = Table(
    "response",
    metadata,
    _key("site_id"),
    _key("criterion_id"),
    _version(),
    *_words("recorded_at", "answer", "numerator", "denominator"),
    Column("evidence_date", Words),
    Column("end_date", Words),
    *_words("evidence", "na_reason", "recorded_by"),
    _revision(),
    CheckConstraint(
        "COALESCE(end_date, '9999-12-31') >= COALESCE(evidence_date, '')",
        name="the end date is before the evidence date",
    ),
    CheckConstraint(
        "LOWER(answer) <> 'not applicable' OR TRIM(na_reason) <> ''",
        name="not applicable needs a reason",
    ),
    sqlite_with_rowid=False,
)

finding = Table(
    "finding",
    metadata,
    _key("site_id"),
    _key("criterion_id"),
    _version(),
    Column("response_version", Integer),  # none: about what a register of the site says
    *_words("recorded_at", "conclusion", "reason", "recorded_by"),
    _revision(),
    CheckConstraint(
        "LOWER(conclusion) IN ('confirmed', 'not confirmed')",
        name="a finding is confirmed or not confirmed",
    ),
    CheckConstraint(
        "LOWER(conclusion) <> 'not confirmed' OR TRIM(reason) <> ''",
        name="not confirmed needs a reason",
    ),
    ForeignKeyConstraint(
        ["site_id", "criterion_id", "response_version"],
        ["response.site_id", "response.criterion_id", "response.version"],
    ),
    sqlite_with_rowid=False,
)

assessment = Table(
    "assessment",
    metadata,
    _key("site_id"),
    _version(),
    *_words("event", "framework_id", "framework_version", "recorded_at", "recorded_by"),
    _revision(),
    CheckConstraint(
        "event IN ('opened', 'submitted', 'returned', 'approved', 'locked')",
        name="a step of an assessment is one of the cycle",
    ),
    sqlite_with_rowid=False,
)

framework = Table(
    "framework",
    metadata,
    _key("framework_id"),
    _key("framework_version"),
    *_words("fingerprint", "files", "recorded_at", "recorded_by"),
    _revision(),
)

access = Table(
    "access",
    metadata,
    _key("person"),
    _version(),
    *_words("role", "reach", "of", "since"),
    Column("until", Words),
    *_words("state", "recorded_at", "recorded_by"),
    _revision(),
    CheckConstraint("state IN ('granted', 'withdrawn')", name="access is granted or withdrawn"),
    CheckConstraint("(reach = 'network') = (of = '')", name="a reach names what it reaches"),
    sqlite_with_rowid=False,
)

action = Table(
    "action",
    metadata,
    _key("action_id"),
    _version(),
    *_words("site_id", "criteria", "title", "owner", "due_on", "state", "reason", "comment"),
    *_words("recorded_at", "recorded_by"),
    _revision(),
    CheckConstraint("state IN ('open', 'doing', 'done', 'dropped')", name="a state of an action"),
    CheckConstraint(
        "state <> 'dropped' OR TRIM(reason) <> ''", name="dropping an action needs a reason"
    ),
    sqlite_with_rowid=False,
)

told = Table(
    "told",
    metadata,
    _key("person"),
    _key("about"),
    *_words("recorded_at"),
    _revision(),
    sqlite_with_rowid=False,
)

meeting = Table(
    "meeting",
    metadata,
    _key("meeting_id"),
    _version(),
    *_words("kind", "as_of", "since", "filters", "framework_version", "text", "action_id"),
    *_words("recorded_at", "recorded_by"),
    _revision(),
    CheckConstraint(
        "kind IN ('opened', 'minute', 'decision', 'closed')", name="a kind of entry of a meeting"
    ),
    sqlite_with_rowid=False,
)

register_entry = Table(
    "register_entry",
    metadata,
    _key("site_id"),
    _key("entry_id"),
    _version(),
    *_words("register", "state", "field_values", "recorded_at", "recorded_by"),
    _revision(),
    CheckConstraint("state IN ('stated', 'withdrawn')", name="an entry is stated or withdrawn"),
    sqlite_with_rowid=False,
)

audit = Table(
    "audit",
    metadata,
    Column("revision", Integer, primary_key=True, autoincrement=False),
    *_words("recorded_at", "recorded_by", "action", "detail"),
    *_words("rows_digest", "previous_hash", "hash"),
)

RECORDED = (
    *(site, profile, response, finding, assessment, framework),
    *(access, action, told, meeting),
    register_entry,
)
"""What a save appends, in the order in which its digest reads it; a new table goes last."""

OF_SITES = (site, profile, response, finding, assessment, register_entry)
APPEND_ONLY = (*RECORDED, audit)

for _table in RECORDED:
    Index(f"{_table.name}_by_revision", _table.c.revision, next(iter(_table.primary_key)))


def create_tables(connection: Connection) -> None:
    """Create every table, empty, with its protection and a counter at revision 0."""
    metadata.create_all(connection)
    for table in APPEND_ONLY:
        protect(connection, table)
    connection.execute(counter.insert().values(id=1, revision=0))


def mark(connection: Connection) -> None:
    """Write into a new database whose it is."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    else:
        connection.exec_driver_sql(f"COMMENT ON TABLE {schema_version.name} IS '{MARK}'")


def is_marked(connection: Connection) -> bool:
    """Whether a database says that it is one of this product."""
    if connection.dialect.name == "sqlite":
        return bool(
            connection.exec_driver_sql("PRAGMA application_id").scalar_one() == APPLICATION_ID
        )
    comment = f"SELECT obj_description('{schema_version.name}'::regclass, 'pg_class')"
    return bool(connection.exec_driver_sql(comment).scalar_one() == MARK)


def protect(connection: Connection, table: Table) -> None:
    """Make a table append-only: the database itself refuses to change or remove a row."""
    write = {"sqlite": _sqlite_protection, "postgresql": _postgresql_protection}
    for statement in write[connection.dialect.name](table):
        connection.exec_driver_sql(statement)


def unprotected_tables(connection: Connection) -> tuple[str, ...]:
    """The append-only tables whose protection is missing; all of them in a sound file have it."""
    sources = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        # Neither switched off, nor asleep while rows are replicated.
        "postgresql": "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE relnamespace = current_schema()::regnamespace AND tgenabled = 'A'",
    }
    present = set(connection.exec_driver_sql(sources[connection.dialect.name]).scalars())
    wanted = {"sqlite": ("update", "delete", "replace"), "postgresql": ("change",)}
    return tuple(
        table.name
        for table in APPEND_ONLY
        if any(f"{table.name}_no_{what}" not in present for what in wanted[connection.dialect.name])
    )


def is_empty(connection: Connection) -> bool:
    """True where no table of any application exists."""
    return not inspect(connection).get_table_names()


def _sqlite_protection(table: Table) -> tuple[str, ...]:
    name = table.name
    same = " AND ".join(f"{column.name} = NEW.{column.name}" for column in table.primary_key)
    known = f"EXISTS (SELECT 1 FROM {name} WHERE {same})"  # noqa: S608 - names of this module
    refuse = f"BEGIN SELECT RAISE(ABORT, 'append-only: {name}'); END"
    return (
        f"CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name} {refuse}",
        f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} {refuse}",
        # INSERT OR REPLACE removes the old row without asking the trigger above.
        f"CREATE TRIGGER {name}_no_replace BEFORE INSERT ON {name} WHEN {known} {refuse}",
    )


def _postgresql_protection(table: Table) -> tuple[str, ...]:
    name = table.name
    return (
        "CREATE OR REPLACE FUNCTION readiness_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = 'append-only: ' || TG_TABLE_NAME; END $$",
        f"CREATE TRIGGER {name}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
        "FOR EACH STATEMENT EXECUTE FUNCTION readiness_append_only()",
        f"ALTER TABLE {name} ENABLE ALWAYS TRIGGER {name}_no_change",
    )
