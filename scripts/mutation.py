"""Plants small faults in readiness/domain and says which of them no test notices.

`make mutation` runs it; docs/mutation.md explains it. It works on a copy in build/mutation and
leaves everything else alone. Results are kept there: a second run tries only what changed since.

    scripts/mutation.py                    every fault whose result is not known yet
    scripts/mutation.py plan_search        only faults in modules of that name
    scripts/mutation.py --again            once more those that survived, with more examples
    scripts/mutation.py --report           no run; the table of what is known
"""

import argparse
import ast
import difflib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
ENVIRONMENT = ROOT / "build" / "mutation"
COPY = ENVIRONMENT / "project"
MUTANTS = COPY / "mutants"
DOMAIN = Path("readiness/domain")
EXPLAINED = ROOT / "tests" / "mutation" / "survivors.toml"

TESTS = (
    "tests/domain",
    "tests/spec/test_scoring_rules.py",
    "tests/spec/test_wording.py",
    "tests/services/test_access.py",
    "tests/services/test_actions.py",
    "tests/services/test_answers.py",
    "tests/services/test_explanation.py",
    "tests/services/test_gaps.py",
    "tests/services/test_review.py",
)
COPIED = ("data", "docs", "readiness", "tests", "pages", "app.py")
NOT_COPIED = ("browser", "soak", "__pycache__", ".hypothesis", "local")

# The tool's own limit, on the clock: far off, since a busy machine makes everything slow. What goes
# on for ever is ended by processor time, in tests/mutation/quick_and_repeatable.py.
TIMES_AS_LONG = 60
SETTINGS = f"""
[tool.mutmut]
source_paths = ["readiness"]
only_mutate = ["{DOMAIN}/*"]
also_copy = ["data", "docs"]
timeout_multiplier = {TIMES_AS_LONG}
timeout_constant = 2
track_dependencies = false
use_git_change_detection = false
pytest_add_cli_args = [
    "-p", "tests.mutation.quick_and_repeatable", "-p", "no:cacheprovider",
    "-p", "_hypothesis_pytestplugin", "-p", "no:unraisableexception", "-p", "no:threadexception",
    "-p", "tests.services.conftest", "--noconftest",
]
pytest_add_cli_args_test_selection = {json.dumps(TESTS)}
"""

KILLED, SURVIVED, TIMEOUT, UNTESTED, NOT_RUN = (
    "killed",
    "survived",
    "timeout",
    "untested",
    "not run",
)
RESULTS = {1: KILLED, 3: KILLED, 0: SURVIVED, 5: UNTESTED, 33: UNTESTED, None: NOT_RUN}
TIMED_OUT = {24, -24, -26, 36, 152, 255, -9}
HEADER = """\
| Module | Faults | Killed | Endless | Survived | Explained | Not run | Killed |
|---|---:|---:|---:|---:|---:|---:|---:|"""
CACHES = {"lru_cache", "cache", "property", "cached_property"}


class Fault(NamedTuple):
    """`before` and `after` are the lines that differ; `words`: only in text that people read."""

    name: str
    module: str
    function: str
    before: str
    after: str
    words: bool
    result: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.module, self.function, self.before, self.after


def main() -> int:
    parser = argparse.ArgumentParser(description="plants faults in readiness/domain")
    parser.add_argument("modules", nargs="*", help="such as scoring or plan_*; all without")
    parser.add_argument("--again", action="store_true", help="what survived, unless explained")
    parser.add_argument("--examples", type=int, default=25, help="of each Hypothesis test")
    parser.add_argument("--seconds", type=int, default=60, help="of processor time for one fault")
    parser.add_argument("--processes", type=int, default=2, help="that try faults at a time")
    parser.add_argument("--report", action="store_true", help="no run")
    asked = parser.parse_args()
    if not asked.report:
        prepare()
        known = dict(results())
        changed = _changed()
        names = [f"readiness.domain*.{module}.x*" for module in asked.modules if module in changed]
        if asked.again or (asked.modules and known):
            names += [
                name
                for name in (_unexplained() if asked.again else _not_run(known))
                if name.split(".")[-2] in (asked.modules or name.split("."))
            ]
            if not names:
                return report()
        run(names, asked.examples, asked.seconds, asked.processes)
    return report()


# --- The copy and the run -------------------------------------------------------------------


def prepare() -> None:
    """The copy as the project is now; a file that is as before keeps its results."""
    COPY.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        _bring(ROOT / name, COPY / name)
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8") + SETTINGS
    _write(COPY / "pyproject.toml", settings)
    # The tool copies what is not to be changed only once, and tests over what is there.
    for name in ("tests", "readiness"):
        for file in (MUTANTS / name).rglob("*.py"):
            if not (COPY / file.relative_to(MUTANTS)).exists():
                file.unlink()


def _changed() -> set[str]:
    """The modules in which the next run plants faults anew, by names that are not known yet."""
    return {
        path.stem
        for path in (COPY / DOMAIN).rglob("*.py")
        if not (planted := MUTANTS / path.relative_to(COPY)).exists()
        or planted.stat().st_mtime < path.stat().st_mtime
    }


def _bring(source: Path, target: Path) -> None:
    if source.is_file():
        _write(target, _undecorated(source))
        return
    wanted = [
        path
        for path in source.rglob("*")
        if path.is_file() and not set(path.relative_to(source).parts) & set(NOT_COPIED)
    ]
    for path in wanted:
        place = target / path.relative_to(source)
        if path.suffix == ".py" and DOMAIN in path.relative_to(ROOT).parents:
            _write(place, _undecorated(path))
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            if not place.exists() or place.read_bytes() != path.read_bytes():
                shutil.copyfile(path, place)
    kept = {path.relative_to(source) for path in wanted}
    for path in list(target.rglob("*")):
        if path.is_file() and path.relative_to(target) not in kept:
            path.unlink()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def _undecorated(path: Path) -> str:
    """The source with `@lru_cache` and `@property` as assignments below their functions.

    The same program, but the tool leaves decorated functions alone, among them the two that every
    score is made by.
    """
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    if DOMAIN not in path.relative_to(ROOT).parents:
        return text
    for node in sorted(_decorated(ast.parse(text)), key=lambda node: -node.lineno):
        (decorator,) = node.decorator_list
        called = ast.unparse(decorator)
        indent = " " * node.col_offset
        lines.insert(node.end_lineno or 0, f"{indent}{node.name} = {called}({node.name})")
        del lines[decorator.lineno - 1]
    return "\n".join(lines) + "\n"


def _decorated(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and len(node.decorator_list) == 1:
            decorator = node.decorator_list[0]
            named = decorator.func if isinstance(decorator, ast.Call) else decorator
            if isinstance(named, ast.Name) and named.id in CACHES:
                yield node


def run(names: list[str], examples: int, seconds: int, processes: int) -> None:
    environment = {
        **os.environ,
        "READINESS_MUTATION_EXAMPLES": str(examples),
        "READINESS_MUTATION_SECONDS": str(seconds),
        "READINESS_DB": str(ENVIRONMENT / "none.db"),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    command = [str(ENVIRONMENT / "bin" / "mutmut"), "run"]
    command += ["--max-children", str(processes), *names]
    subprocess.run(command, cwd=COPY, env=environment, check=True)


# --- What came of it ------------------------------------------------------------------------


def results() -> Iterator[tuple[str, str]]:
    """Every fault by name and what came of it."""
    for _, codes in _notes():
        for name, code in codes.items():
            yield name, TIMEOUT if code in TIMED_OUT else RESULTS.get(code, KILLED)


def _notes() -> Iterator[tuple[Path, dict[str, int | None]]]:
    for notes in sorted((MUTANTS / DOMAIN).rglob("*.py.meta")):
        codes = json.loads(notes.read_text(encoding="utf-8"))["exit_code_by_key"]
        if codes:
            yield notes, codes


def faults() -> Iterator[Fault]:
    known = dict(results())
    for notes, codes in _notes():
        source = notes.with_suffix("").read_text(encoding="utf-8")
        functions = {
            node.name: node
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.FunctionDef)
        }
        lines = source.splitlines()
        module = ".".join(notes.with_suffix("").with_suffix("").relative_to(MUTANTS).parts)
        for name in codes:
            mangled = name.rpartition(".")[2]
            original = mangled.rpartition("__mutmut_")[0]
            yield Fault(
                name,
                module.removeprefix("readiness.domain."),
                original.removeprefix("x_").removeprefix("xǁ").replace("ǁ", "."),
                *_difference(lines, functions[f"{original}__mutmut_orig"], functions[mangled]),
                known[name],
            )


def _difference(
    lines: list[str], original: ast.FunctionDef, mutant: ast.FunctionDef
) -> tuple[str, str, bool]:
    before = [_header(lines, original), *lines[original.lineno : original.end_lineno]]
    after = [_header(lines, mutant), *lines[mutant.lineno : mutant.end_lineno]]
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    gone, come = [], []
    for what, a, b, c, d in matcher.get_opcodes():
        if what != "equal":
            gone += [line.strip() for line in before[a:b]]
            come += [line.strip() for line in after[c:d]]
    return " / ".join(gone), " / ".join(come), _only_words(original, mutant)


def _header(lines: list[str], function: ast.FunctionDef) -> str:
    return lines[function.lineno - 1].replace(function.name, "f", 1)


def _only_words(original: ast.FunctionDef, mutant: ast.FunctionDef) -> bool:
    """Whether only text with a space in it differs: sentences. Code compares no text with one."""
    pairs = list(zip(_parts(original), _parts(mutant), strict=False))
    differing = [pair for pair in pairs if pair[0] != pair[1]]
    return bool(differing) and all(
        isinstance(a, str) and isinstance(b, str) and " " in a for a, b in differing
    )


def _parts(function: ast.FunctionDef) -> list[object]:
    parts: list[object] = []
    for node in ast.walk(function):
        if isinstance(node, ast.Constant):
            parts.append(node.value)
        elif not isinstance(node, ast.FunctionDef):
            parts.append((type(node).__name__, getattr(node, "id", getattr(node, "attr", None))))
    return parts


def _not_run(known: dict[str, str]) -> list[str]:
    return [name for name, result in known.items() if result == NOT_RUN]


def _unexplained() -> list[str]:
    """Those that survived, but for sentences and for those that nobody can notice."""
    return [fault.name for fault in _open(list(faults()), explained())]


def _open(known: list[Fault], reasons: dict[tuple[str, str, str, str], str]) -> list[Fault]:
    survivors = [fault for fault in known if fault.result in (SURVIVED, UNTESTED)]
    return [fault for fault in survivors if fault.key not in reasons and not fault.words]


def report() -> int:
    known = list(faults())
    reasons = explained()
    print(HEADER)
    modules = sorted({fault.module for fault in known})
    for module in modules:
        print(_row(module, [fault for fault in known if fault.module == module], reasons))
    print(_row("all", known, reasons))
    print(_row("all but words", [fault for fault in known if not fault.words], reasons))
    survivors = [fault for fault in known if fault.result in (SURVIVED, UNTESTED)]
    unexplained = _open(known, reasons)
    for fault in unexplained:
        print(f"\n{fault.name}: {fault.result}\n  - {fault.before}\n  + {fault.after}")
    print(f"\n{len(unexplained)} survived without an explanation in {EXPLAINED.relative_to(ROOT)}")
    stale = set(reasons) - {fault.key for fault in survivors}
    for key in sorted(stale):
        print("explained, but not among the survivors:", *key, sep="\n  ")
    return 1 if unexplained else 0


def _row(title: str, some: list[Fault], reasons: dict[tuple[str, str, str, str], str]) -> str:
    count = Counter(fault.result for fault in some)
    survived = count[SURVIVED] + count[UNTESTED]
    known = sum(fault.key in reasons for fault in some if fault.result in (SURVIVED, UNTESTED))
    # A share of some would be of those that were quick to try, or that an earlier run left.
    complete = some and not count[NOT_RUN]
    share = f"{100 * (count[KILLED] + count[TIMEOUT]) / len(some):.1f} %" if complete else ""
    cells = (
        title,
        len(some),
        count[KILLED],
        count[TIMEOUT],
        survived,
        known,
        count[NOT_RUN],
        share,
    )
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def explained() -> dict[tuple[str, str, str, str], str]:
    if not EXPLAINED.exists():
        return {}
    entries = tomllib.loads(EXPLAINED.read_text(encoding="utf-8")).get("survivor", [])
    return {
        (each["module"], each["function"], each["before"], each["after"]): each["because"]
        for each in entries
    }


if __name__ == "__main__":
    sys.exit(main())
