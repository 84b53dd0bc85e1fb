"""Small frameworks whose criteria lean on what sites have: for shared risks and losses."""

from datetime import UTC, date, datetime

from readiness.domain.framework import (
    Criterion,
    Element,
    Framework,
    Kind,
    Level,
    ProfileField,
    ResourceKind,
    Theme,
)

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
LEVELS = (
    Level("not_ready", "Not ready", 0, False),
    Level("with_gaps", "Ready with gaps", 0, True),
    Level("ready", "Ready", 85, True),
)


def criterion(
    key: str, points: int, *leans: str, kind: Kind = Kind.CHOICE, **more: object
) -> Criterion:
    on = tuple(ResourceKind(lean) for lean in leans)
    return Criterion(key, "E", key, key, kind, points, leans_on=on, **more)  # type: ignore[arg-type]


def framework(*criteria: Criterion, fields: tuple[ProfileField, ...] = ()) -> Framework:
    return Framework(
        *("small", "1", "Small"), LEVELS, fields,
        (Theme("t", "Theme"),), (Element("E", "t", "Element", ""),), criteria,
    )  # fmt: skip
