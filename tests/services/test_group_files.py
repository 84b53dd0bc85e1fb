"""The groups file: what groups give, and that every mistake is named."""

from datetime import date
from pathlib import Path

import pytest

from readiness.domain.people import Reach, Role
from readiness.errors import InputError
from readiness.group_files import Groups, load_groups
from readiness.services import access
from readiness.services.workspace import Workspace
from tests.services.workspaces import READY

GOOD = """
claim = "roles"
scope = "roles"

[[grant]]
group = "readiness-admins"
role = "network administrator"
reach = "network"

[[grant]]
group = "cedar"
role = "practice manager"
reach = "site"
of = "S001"
"""


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "groups.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def entry(**changes: object) -> str:
    values = {"group": "g", "role": "viewer", "reach": "network"} | changes
    lines = [f"{key} = {value!r}" for key, value in values.items() if value is not None]
    return "\n".join(["[[grant]]", *lines, ""])


def test_groups_give_what_the_file_says(tmp_path: Path, few: Workspace) -> None:
    groups = load_groups(written(tmp_path, GOOD))
    assert (groups.claim, groups.scope) == ("roles", "roles")
    given = groups.grants("ana@x.example", {"roles": ["cedar", "other"]})
    (grant,) = given
    assert (grant.role, grant.reach, grant.of) == (Role.MANAGER, Reach.SITE, READY)
    assert (grant.since, grant.until) == (date.min, None)
    person = access.person_of(few, "ana@x.example", more=given)
    assert list(few.sites(person)) == [READY]


@pytest.mark.parametrize(
    ("claims", "number"),
    [
        ({"roles": ["cedar", "readiness-admins"]}, 2),
        ({"roles": "cedar"}, 1),
        ({"roles": "cedar readiness-admins"}, 0),
        ({"roles": ["Cedar"]}, 0),
        ({"roles": [["cedar"], None, 1]}, 0),
        ({"roles": {"cedar": True}}, 0),
        ({"groups": ["cedar"]}, 0),
        ({}, 0),
    ],
)
def test_only_groups_of_the_claim_count(
    tmp_path: Path, claims: dict[str, object], number: int
) -> None:
    assert len(load_groups(written(tmp_path, GOOD)).grants("ana@x", claims)) == number


def test_the_claim_is_called_groups_unless_the_file_says_otherwise(tmp_path: Path) -> None:
    groups = load_groups(written(tmp_path, entry()))
    assert (groups.claim, groups.scope) == ("groups", "")
    assert len(groups.grants("ana@x", {"groups": ["g"]})) == 1


def test_without_a_file_groups_give_nothing() -> None:
    assert Groups().grants("ana@x", {"groups": ["g"]}) == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "has no [[grant]]; add one"),
        ("grant = 1", "has no [[grant]]; add one"),
        ("grant = [1]", "grant 1 is no table"),
        ("claims = 'x'\n" + entry(), "top of the file: there is no 'claims'; remove it"),
        ("claim = 3\n" + entry(), "claim is 3; it has to be one word"),
        ("scope = 'a b'\n" + entry(), "scope is 'a b'; it has to be one word"),
        (entry(group=None), "grant 1 has no group; add it"),
        (entry(group=" "), "grant 1 has no group; add it"),
        (entry(group=7), "grant 1: group is 7; write it in quotation marks"),
        (entry(role="boss"), "grant 1: role is 'boss'; choose one of practice manager,"),
        (entry(role=None), "grant 1 has no role; add it"),
        (entry(reach="galaxy"), "grant 1: reach is 'galaxy'; choose one of site, practice,"),
        (entry(reach=None), "grant 1 has no reach; add it"),
        (entry(of="S001"), "the whole network names no part; remove it"),
        (entry(reach="region"), "grant 1 has no of; name the region"),
        (entry(until="2027"), "grant 1: there is no 'until'; remove it"),
        ("[[grant]\n", "is not valid TOML"),
        (b"\xff\xfe", "is no UTF-8 text; save it as UTF-8"),
    ],
)
def test_a_mistake_is_named_with_what_to_do(
    tmp_path: Path, text: str | bytes, message: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InputError) as caught:
        load_groups(path)
    assert [p.file for p in caught.value.problems] == [str(path)]
    assert message in caught.value.problems[0].message


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, "x = 1\n" + entry(role="boss") + entry(reach="site"))
    with pytest.raises(InputError) as caught:
        load_groups(path)
    assert len(caught.value.problems) == 3


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing\.toml: cannot be read"):
        load_groups(tmp_path / "nothing.toml")
