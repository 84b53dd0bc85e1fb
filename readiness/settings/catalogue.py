"""Every variable of the environment that the product reads: the only list of them.

docs/operations.md shows it, `check` holds the environment against it.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from readiness.errors import ReadinessError
from readiness.settings import shapes
from readiness.settings.shapes import Shape

ROOT = Path(__file__).parents[2]
PREFIX = "READINESS_"

GENERAL, SIGN_IN, MAIL, DEVELOPING = "Running", "Sign-in", "Mail", "Developing"


@dataclass(frozen=True)
class Setting:
    """One variable. `meaning` and `default` are Markdown; `allowed` ends "it has to be ..."."""

    name: str
    group: str
    meaning: str
    allowed: str
    default: str = "not set"
    good: Shape = shapes.anything
    secret: bool = False
    """Whether its value is shown nowhere, not even in a message about it."""

    def complaint(self, value: str) -> str:
        """What is wrong with a value, "" where nothing is; an empty one counts as not set."""
        if not value or self.good(value):
            return ""
        shown = "cannot be used" if self.secret else f"is {value!r}"
        return f"{self.name} {shown}; it has to be {self.allowed}."


_RANDOM = f"{shapes.SHORTEST_SECRET} random characters or more, such as from: openssl rand -hex 32"
_HTTPS = "an address that begins with https://"

SETTINGS = (
    Setting(
        "READINESS_DB",
        GENERAL,
        "the database",
        "the path of a file, or postgresql://user:password@host/database",
        "`data/local/readiness.db`",
        good=shapes.database,
        secret=True,
    ),
    Setting(
        "READINESS_BACKUPS",
        GENERAL,
        "the folder of the backups: `backup` writes there, its newest is offered when the "
        "database is damaged, and its age is among the metrics",
        "the path of a folder",
    ),
    Setting(
        "READINESS_LOG",
        GENERAL,
        "how the server's log is written: `json` is one object a line, without what people typed",
        "text or json",
        "`text`",
        good=shapes.one_of("text", "json"),
    ),
    Setting(
        "READINESS_METRICS_TOKEN",
        GENERAL,
        "who may read `/metrics`: whoever sends `Authorization: Bearer` and this; without it only "
        "this computer may",
        _RANDOM,
        good=shapes.secret,
        secret=True,
    ),
    Setting(
        "READINESS_SITES_AT_ONCE",
        GENERAL,
        "of up to so many sites a file is made at the click, of more in the background",
        "a whole number from 0 to 100000",
        "`100`",
        good=shapes.whole_number(0, 100_000),
    ),
    Setting(
        "READINESS_SLIDE_TEMPLATE",
        GENERAL,
        "the network's own presentation, from which slides are made",
        "the path of a .pptx or .potx file, 16:9",
    ),
    Setting(
        "READINESS_ADDRESS",
        SIGN_IN,
        "where browsers reach the app",
        "an address such as https://readiness.network.example, with nothing after the name",
        good=shapes.origin,
    ),
    Setting(
        "READINESS_OIDC_METADATA_URL",
        SIGN_IN,
        "the provider's address that ends in `/.well-known/openid-configuration`",
        _HTTPS,
        good=shapes.address,
    ),
    Setting("READINESS_OIDC_CLIENT_ID", SIGN_IN, "the app's name at the provider", "a text"),
    Setting(
        "READINESS_OIDC_CLIENT_SECRET",
        SIGN_IN,
        "the app's secret at the provider",
        "a text",
        secret=True,
    ),
    Setting(
        "READINESS_COOKIE_SECRET",
        SIGN_IN,
        "signs who is signed in; a new one signs everyone out",
        _RANDOM,
        good=shapes.secret,
        secret=True,
    ),
    Setting(
        "READINESS_SESSION_HOURS",
        SIGN_IN,
        "the longest session; the ID token may end it earlier",
        f"a number of hours, such as 12, up to {shapes.LONGEST_SESSION}",
        "`12`",
        good=shapes.hours,
    ),
    Setting(
        "READINESS_GROUPS",
        SIGN_IN,
        "what groups of the provider stand for ([README](../README.md#sign-in))",
        "the path of a .toml file",
    ),
    Setting("READINESS_SMTP_HOST", MAIL, "the mail server of `digest --send`", "a host name"),
    Setting(
        "READINESS_SMTP_PORT",
        MAIL,
        "its port",
        "a port such as 587",
        good=shapes.whole_number(1, 65_535),
    ),
    Setting("READINESS_SMTP_FROM", MAIL, "the address that mail comes from", "an e-mail address"),
    Setting(
        "READINESS_SMTP_STARTTLS",
        MAIL,
        "whether to encrypt; the server's certificate is checked",
        "yes or no",
        "`no`",
        good=shapes.switch,
    ),
    Setting("READINESS_SMTP_USER", MAIL, "if the server asks; only with STARTTLS", "a text"),
    Setting("READINESS_SMTP_PASSWORD", MAIL, "its password", "a text", secret=True),
    Setting("READINESS_BROWSER", DEVELOPING, "the browser of the tests", "the path of a Chromium"),
    Setting(
        "READINESS_EXAMPLES",
        DEVELOPING,
        "how many made-up texts the tests of files try",
        "a whole number",
        "`1000`",
        good=shapes.whole_number(1, 10**9),
    ),
    Setting("READINESS_SOAK", DEVELOPING, "the long tests run too", "1"),
    Setting(
        "READINESS_FUZZ_MINUTES",
        DEVELOPING,
        "how long `make fuzz` and its long test look for faults",
        "a whole number",
        "`60`",
        good=shapes.whole_number(1, 10**5),
    ),
    *(
        Setting(
            f"READINESS_MUTATION_{what}",
            DEVELOPING,
            f"how many {of} `make mutation` gives to each planted fault",
            "a whole number",
            f"`{usual}`",
            good=shapes.whole_number(1, 10**5),
        )
        for what, of, usual in (
            ("EXAMPLES", "examples of each test", 25),
            ("SECONDS", "seconds of processor time", 60),
        )
    ),
    *(
        Setting(f"READINESS_REQUIRE_{what}", DEVELOPING, f"tests fail without {whom}", "1")
        for what, whom in (
            ("BROWSER", "a browser"),
            ("OFFICE", "LibreOffice"),
            ("POSTGRES", "PostgreSQL"),
        )
    ),
)

_BY_NAME = {setting.name: setting for setting in SETTINGS}


def given(name: str, environment: Mapping[str, str] | None = None) -> str:
    """What the environment says for one of `SETTINGS`, without spaces around; "" for not set.

    Raises `ReadinessError` for what is not allowed.
    """
    value = (os.environ if environment is None else environment).get(name, "").strip()
    complaint = _BY_NAME[name].complaint(value)
    if complaint:
        raise ReadinessError(complaint)
    return value


def check(environment: Mapping[str, str] | None = None) -> None:
    """Raises `ReadinessError` that names every READINESS_ variable that is not known or wrong."""
    environment = os.environ if environment is None else environment
    complaints = [
        _unknown(name)
        if name not in _BY_NAME
        else _BY_NAME[name].complaint(environment[name].strip())
        for name in sorted(environment)
        if name.startswith(PREFIX)
    ]
    if any(complaints):
        raise ReadinessError(" ".join(filter(None, complaints)))


def _unknown(name: str) -> str:
    near = get_close_matches(
        name.removeprefix(PREFIX), [s.name[len(PREFIX) :] for s in SETTINGS], 1
    )
    meant = f"; {PREFIX}{near[0]} is" if near else ""
    return f"{name} is no setting{meant}. All of them are in docs/operations.md, Settings."
