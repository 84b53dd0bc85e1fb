"""Which documents are generated, and by what; `make docs` writes them."""

from collections.abc import Callable, Mapping
from pathlib import Path

from readiness.commands import document as command_line
from readiness.exports import dictionary, framework_document, registers_document, roles_document
from readiness.framework_files import load_framework
from readiness.settings import document as settings_document
from tests.spec import scoring_document

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FRAMEWORK = ROOT / "data" / "frameworks" / "crs-bispecific"


def _framework() -> str:
    return framework_document.document(load_framework(FRAMEWORK))


def _registers() -> str:
    return registers_document.document(load_framework(FRAMEWORK))


def _dictionary() -> str:
    return dictionary.document(load_framework(FRAMEWORK))


def _dictionary_table() -> str:
    return dictionary.dictionary_csv(load_framework(FRAMEWORK)).replace("\r\n", "\n")


def _operations() -> str:
    """Written by hand but for the tables of settings."""
    return settings_document.filled_in((DOCS / "operations.md").read_text("utf-8"))


DOCUMENTS: Mapping[str, Callable[[], str]] = {
    "scoring.md": scoring_document.document,
    "framework.md": _framework,
    "command_line.md": command_line.document,
    "roles.md": roles_document.document,
    "registers.md": _registers,
    "data_dictionary.md": _dictionary,
    "operations.md": _operations,
    "data_dictionary.csv": _dictionary_table,
}
