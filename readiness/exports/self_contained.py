"""One HTML file that needs nothing beside it: styles, script and pictures are inside.

Words of people go in escaped, as one line without control characters. Should that ever fail, the
policy in the file's head still runs no script and loads no style but its own two, which it names
by their SHA-256, and reaches no other place. The same data give the same bytes.
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import PurePath
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from readiness.exports.typeset import file_name, line

NAME = 200
_LONGEST = 2_000
_LABEL = Markup('<span class="sign {kind}"><span aria-hidden="true">{symbol}</span> {word}</span>')
_CONTENT = files("readiness.exports")


def html(template: str, data: Mapping[str, Any], signs: Mapping[str, Mapping[str, Any]]) -> bytes:
    """`template` is a file beside this one; `signs` are the palette's for light and for dark."""
    style = _colours(signs) + _own("handover.css")
    script = _own("handover.js")
    policy = (
        f"default-src 'none'; style-src {_hashed(style)}; script-src {_hashed(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    found = _environment().get_template(template)
    document = found.render(data, policy=policy, style=Markup(style), script=Markup(script))  # noqa: S704 our own
    return document.encode()


def name_of(*parts: str) -> str:
    """A safe file name that ends in .html."""
    return str(PurePath(file_name(*parts)).with_suffix(".html"))


def classed(signs: Mapping[str, Mapping[str, Any]], kind: str) -> dict[str, dict[str, str]]:
    """Of `levels`, `states` or `elements` by key: symbol, word, the class of their colours, and
    the three together as a `label`, made once for thousands of uses."""
    found = {}
    for place, (key, sign) in enumerate(signs["light"][kind].items()):
        named = {"symbol": sign["symbol"], "word": sign["word"], "kind": f"{kind[0]}{place}"}
        found[key] = named | {"label": _LABEL.format(**named)}
    return found


def band(signs: Mapping[str, Mapping[str, Any]], score: float) -> str:
    """The class of the fill that stands for a score."""
    starts: Sequence[Mapping[str, Any]] = signs["light"]["bands"]
    return f"b{sum(one['start'] <= score for one in starts) - 1}"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    """Everything that a template prints is cleaned, then escaped."""
    return Environment(
        loader=FunctionLoader(_own),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _own(name: str) -> str:
    return (_CONTENT / name).read_text(encoding="utf-8")


def _clean(value: object) -> object:
    return _one_line(value) if type(value) is str else value


@lru_cache(maxsize=20_000)
def _one_line(text: str) -> str:
    return line(text, _LONGEST)


def _hashed(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _colours(signs: Mapping[str, Mapping[str, Any]]) -> str:
    """Colours as properties of classes; those of the dark theme hold on a dark screen only."""
    light, dark = (_rules(signs[theme]) for theme in ("light", "dark"))
    return f"{light}@media screen and (prefers-color-scheme:dark){{{dark}}}\n"


def _rules(signs: Mapping[str, Any]) -> str:
    page = ";".join(f"--{name}:{colour}" for name, colour in signs["page"].items())
    rules = [f":root{{{page}}}"]
    for kind in ("levels", "states", "elements"):
        for place, sign in enumerate(signs[kind].values()):
            uses = ("fill", "on_fill", "ink", "soft")
            colours = ";".join(f"--{use}:{sign[use]}" for use in uses)
            rules.append(f".{kind[0]}{place}{{{colours}}}")
    for place, one in enumerate(signs["bands"]):
        rules.append(f".b{place}{{background:{one['fill']};color:{one['on_fill']}}}")
    return "".join(rules)
