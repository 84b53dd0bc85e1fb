"""Writes the generated documents, or with --check says which are out of date (exit 1).

A document is a path and a function without arguments that returns its Markdown. To add one,
add a line to DOCUMENTS.
"""

import argparse
import difflib
import sys
from collections.abc import Sequence
from importlib import import_module
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).parents[1]

DOCUMENTS = {
    "docs/scoring.md": "tests.spec.scoring_document:document",
}


def generate(function: str) -> str:
    module, _, name = function.partition(":")
    text: str = getattr(import_module(module), name)()
    return text.rstrip("\n") + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Writes the generated documents.")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail when a document is out of date"
    )
    only_check = parser.parse_args(arguments).check
    sys.path.insert(0, str(ROOT))

    out_of_date = 0
    for name, function in DOCUMENTS.items():
        path = ROOT / name
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        after = generate(function)
        if before == after:
            continue
        out_of_date += 1
        if only_check:
            print(f"{name} is out of date; `make docs` writes it. It begins to differ here:")
            lines = difflib.unified_diff(
                before.splitlines(), after.splitlines(), "committed", "generated", lineterm=""
            )
            print("\n".join(islice(lines, 20)))
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(after, encoding="utf-8")
            print(f"wrote {name}")
    return 1 if only_check and out_of_date else 0


if __name__ == "__main__":
    sys.exit(main())
