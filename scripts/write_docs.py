"""Writes the generated documents, or with --check says which are out of date (exit 1).

Which documents there are, and the function that returns the text of each, stands in DOCUMENTS in
tests/spec/write_documents.py.
"""

import argparse
import difflib
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Writes the generated documents.")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail when a document is out of date"
    )
    only_check = parser.parse_args(arguments).check
    sys.path.insert(0, str(ROOT))
    from tests.spec.write_documents import DOCS, DOCUMENTS

    out_of_date = 0
    for name, document in DOCUMENTS.items():
        path = DOCS / name
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        after = document()
        if before == after:
            continue
        out_of_date += 1
        if only_check:
            print(f"docs/{name} is out of date; `make docs` writes it. It begins to differ here:")
            lines = difflib.unified_diff(
                before.splitlines(), after.splitlines(), "on disk", "generated", lineterm=""
            )
            print("\n".join(islice(lines, 20)))
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(after, encoding="utf-8", newline="\n")
            print(f"wrote docs/{name}")
    return 1 if only_check and out_of_date else 0


if __name__ == "__main__":
    sys.exit(main())
