"""Write the generated documents: `python -m tests.spec.write_documents` (or `make docs`)."""

from collections.abc import Callable, Mapping
from pathlib import Path

from readiness.exports import framework_document
from readiness.framework_files import load_framework
from tests.spec import scoring_document

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FRAMEWORK = ROOT / "data" / "frameworks" / "crs-bispecific"


def _framework() -> str:
    return framework_document.document(load_framework(FRAMEWORK))


DOCUMENTS: Mapping[str, Callable[[], str]] = {
    "scoring.md": scoring_document.document,
    "framework.md": _framework,
}

if __name__ == "__main__":
    for name, document in DOCUMENTS.items():
        (DOCS / name).write_text(document(), encoding="utf-8", newline="\n")
        print(f"wrote docs/{name}")
