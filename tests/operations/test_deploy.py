"""The files of deploy/ agree with the product: settings, addresses, port, what is copied."""

import os
import re
import subprocess
from ipaddress import ip_address, ip_network
from pathlib import Path

import psycopg
import pytest

from readiness import settings
from readiness.ledger import open_ledger
from readiness.ui import probes
from tests.servers import Cluster, find_postgres

DEPLOY = settings.ROOT / "deploy"
CONTAINER = (DEPLOY / "Containerfile").read_text("utf-8")
COMPOSE = (DEPLOY / "compose.yaml").read_text("utf-8")
UNIT = (DEPLOY / "readiness.service").read_text("utf-8")
PROXY = (DEPLOY / "nginx.conf").read_text("utf-8")
EXAMPLE = (DEPLOY / "readiness.env.example").read_text("utf-8")
PORT = "8501"


def unit(key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", UNIT, re.MULTILINE)


def assigned(text: str) -> dict[str, str]:
    """NAME=value, wherever it stands."""
    return dict(re.findall(r"\b(READINESS_[A-Z_]+)=(\S*)", text))


@pytest.mark.parametrize("text", [CONTAINER, UNIT, EXAMPLE], ids=["container", "unit", "example"])
def test_what_is_set_are_settings_with_values_that_are_allowed(text: str) -> None:
    given = assigned(text)
    assert given
    settings.check(given)


def test_the_example_names_all_that_sign_in_needs_and_holds_no_secret() -> None:
    given = assigned(EXAMPLE)
    filled = given | {name: "x" * 32 for name, value in given.items() if not value}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in filled.items():
            patch.setenv(name, value)
        assert settings.provider() is not None
    secret = {setting.name for setting in settings.SETTINGS if setting.secret}
    assert {name for name in secret & set(given) if given[name]} == {"READINESS_DB"}
    assert ":PASSWORD@" in given["READINESS_DB"]


def test_health_is_asked_at_an_address_that_the_app_answers() -> None:
    asked = re.findall(rf"127\.0\.0\.1:{PORT}(/\w+)", CONTAINER)
    assert asked == ["/healthz"]
    assert set(asked) <= {route.path for route in probes.ROUTES}


def test_all_speak_of_one_port() -> None:
    assert f"EXPOSE {PORT}" in CONTAINER
    assert re.findall(r'"--server.port", "(\d+)"', CONTAINER) == [PORT]
    assert re.findall(r"--server.port (\d+)", UNIT) == [PORT]
    assert re.findall(r"server app:(\d+);", PROXY) == [PORT]
    assert re.search(r"^  app:", COMPOSE, re.MULTILINE)
    assert re.findall(r'ports: \["(.*?)"', COMPOSE) == ["443:443"], "only the proxy is reached"


def test_what_is_copied_is_there_and_gets_to_the_builder() -> None:
    copied = [
        source
        for line in re.findall(r"^COPY (?!--from)(.*)$", CONTAINER, re.MULTILINE)
        for source in line.split()[:-1]
    ]
    ignored = (settings.ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert set(copied) == {line[1:] for line in ignored if line.startswith("!")}
    for source in copied:
        assert (settings.ROOT / source).exists()


def test_images_are_pinned_and_the_last_stage_has_no_tools_and_no_rights() -> None:
    images = re.findall(r"^FROM (\S+)", CONTAINER, re.MULTILINE)
    images += re.findall(r"image: (\S+)", COMPOSE)
    assert len(images) == 4
    for image in images:
        assert re.fullmatch(r"docker\.io/library/\w+:\d+\.\d+(\.\d+)?-[a-z-]+", image), image
    last = CONTAINER.rpartition("\nFROM ")[2]
    assert "pip uninstall --yes pip" in last
    assert not re.search(r"pip install|apt-get|gcc", last)
    assert re.findall(r"^USER (\d+)$", last, re.MULTILINE) == ["10001"]
    app = COMPOSE.partition("  app:")[2].partition("  database:")[0]
    for line in ("read_only: true", 'cap_drop: ["ALL"]', "no-new-privileges:true", '["/tmp"]'):
        assert line in app


def test_what_only_tests_need_is_not_in_the_image() -> None:
    """Each package of the lock that nothing of the app asks for, by what the lock says of it."""
    asks: dict[str, set[str]] = {}
    for entry in re.split(r"\n(?=\w)", (settings.ROOT / "requirements.lock").read_text("utf-8")):
        said = re.findall(r"^    #(?: via|   ) *(\S.*)$", entry, re.MULTILINE)
        asks[entry.partition("==")[0]] = set(said)
    assert asks["pytest"] == {"-r requirements.txt"}
    only_tests = {"pytest", "hypothesis"}
    while more := {n for n, by in asks.items() if by and by <= only_tests} - only_tests:
        only_tests |= more
    removed = re.findall(r"uninstall --yes (pytest .*?) \\", CONTAINER)
    assert removed, "the step that removes them"
    # colorama is for Windows only.
    assert set(removed[0].split()) == only_tests - {"colorama"}
    assert "-type d -name tests" in CONTAINER


def test_the_server_in_the_container_asks_nobody_for_its_address() -> None:
    """With a welcome, Streamlit asks another host which address this one has to the world."""
    assert '"--logger.hideWelcomeMessage", "true"' in CONTAINER


def test_the_database_is_well_only_when_it_listens_and_has_the_role_of_the_app() -> None:
    """While it is made it answers on its socket; the app would begin, and lose it again."""
    asked = re.findall(r"pg_isready.*", COMPOSE)
    assert len(asked) == 1
    assert "--host 127.0.0.1" in asked[0]
    assert "psql --quiet --username readiness " in asked[0]


def test_the_script_of_the_database_can_be_run() -> None:
    """What cannot be run the image reads into its own shell, with `set -eu` and all."""
    assert os.access(DEPLOY / "database.sh", os.X_OK)


def test_the_app_keeps_the_address_that_the_proxy_looked_up() -> None:
    (address,) = re.findall(r"front: \{ipv4_address: (\S+)\}", COMPOSE)
    (subnet,) = re.findall(r"config: \[\{subnet: (\S+)\}\]", COMPOSE)
    addresses = list(ip_network(subnet).hosts())
    assert ip_network(subnet).is_private
    assert ip_address(address) in addresses[len(addresses) // 2 :], "others begin with the lowest"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("User", "readiness"),
        ("NoNewPrivileges", "yes"),
        ("ProtectSystem", "strict"),
        ("ProtectHome", "yes"),
        ("PrivateTmp", "yes"),
        ("CapabilityBoundingSet", ""),
        ("UMask", "0077"),
    ],
)
def test_the_unit_has_no_more_rights_than_it_needs(key: str, value: str) -> None:
    assert unit(key) == [value]


def test_the_unit_may_write_where_its_database_is() -> None:
    (folders,) = unit("StateDirectory")
    writable = [f"/var/lib/{folder}" for folder in folders.split()]
    given = assigned(UNIT)
    assert given["READINESS_DB"].rpartition("/")[0] in writable
    assert given["READINESS_BACKUPS"] in writable


def test_the_proxy_lets_uploads_through_that_the_app_takes() -> None:
    taken = int(re.findall(r"maxUploadSize = (\d+)", config())[0])
    assert int(re.findall(r"client_max_body_size (\d+)m", PROXY)[0]) > taken
    assert "return 444;" in PROXY, "other names get no answer"
    assert "proxy_set_header X-Forwarded-For" in PROXY, "by which the app knows a proxy"


def test_the_proxy_soon_gives_up_a_container_that_is_gone() -> None:
    """It does not refuse, as a process that ended would, but is silent; usual are 60 s."""
    assert int(re.findall(r"proxy_connect_timeout (\d+)s;", PROXY)[0]) <= 5


def config() -> str:
    return (settings.ROOT / ".streamlit" / "config.toml").read_text("utf-8")


CHOSEN = 'it\'s "secret"'


def prepare(postgres: Cluster, tmp_path: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """What the container does once, on a server that has that role already: under another name.

    The image hands on the password itself, and no longer the file that it came from.
    """
    named = (DEPLOY / "database.sh").read_text("utf-8").replace("readiness", "contained")
    (tmp_path / "database.sh").write_text(named, "utf-8")
    environment = os.environ | {
        "PATH": f"{find_postgres()}{os.pathsep}{os.environ['PATH']}",
        "PGHOST": str(postgres.folder),
        "PGPORT": str(postgres.port),
        "POSTGRES_USER": "postgres",
    }
    return subprocess.run(
        ["sh", tmp_path / "database.sh"],
        env=environment | given,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.postgres
def test_the_database_of_the_containers_has_a_role_that_does_not_pass_the_wall(
    postgres: Cluster, tmp_path: Path
) -> None:
    postgres.run("ALTER ROLE postgres PASSWORD 'as the image sets it'")
    prepared = prepare(postgres, tmp_path, POSTGRES_PASSWORD=CHOSEN)
    assert prepared.returncode == 0, prepared.stderr
    address = postgres.over_network("contained", "contained", CHOSEN)
    with open_ledger(address) as ledger:
        assert ledger.verify() == ()
    with psycopg.connect(postgres.address("postgres", "postgres")) as server:
        row = server.execute("SELECT rolpassword FROM pg_authid WHERE rolname = 'postgres'")
        assert row.fetchone() == (None,), "the superuser does not sign in from other containers"


@pytest.mark.postgres
@pytest.mark.parametrize("given", [{}, {"POSTGRES_PASSWORD": ""}], ids=["none", "empty"])
def test_without_a_password_the_database_of_the_containers_is_not_made(
    postgres: Cluster, tmp_path: Path, given: dict[str, str]
) -> None:
    prepared = prepare(postgres, tmp_path, **given)
    assert prepared.returncode != 0
    assert "POSTGRES_PASSWORD" in prepared.stderr
