"""The rules of the code base that no linter knows, each a function from a text to complaints."""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import PurePosixPath

PAGE_LINES = 80

# Where each outside package may be imported; everything else goes through these.
HOMES = {
    "streamlit": ("app.py", "pages/", "readiness/ui/"),
    "plotly": ("readiness/charts/",),
    "pandas": (
        "readiness/views/",
        "readiness/charts/",
        "readiness/exports/",
        "readiness/imports/",
        "readiness/ui/",
    ),
    "duckdb": ("readiness/analytics/",),
    "sqlalchemy": ("readiness/ledger/",),
    "sqlite3": ("readiness/ledger/",),
    "pyspark": ("readiness/spark.py",),
}

# Standard library that reaches a clock, the disk, the network or other processes.
OUTSIDE_WORLD = frozenset(
    {
        "asyncio",
        "http",
        "io",
        "locale",
        "logging",
        "os",
        "pathlib",
        "platform",
        "random",
        "secrets",
        "shutil",
        "signal",
        "socket",
        "sqlite3",
        "subprocess",
        "sys",
        "tempfile",
        "threading",
        "time",
        "tomllib",
        "urllib",
        "uuid",
    }
)
CLOCKS = frozenset({"now", "utcnow", "today"})
CALLS_OUT = frozenset({"open", "print", "input", "exec", "eval", "__import__"})

DATA_WORK = frozenset(
    {
        "agg",
        "aggregate",
        "crosstab",
        "cursor",
        "execute",
        "executemany",
        "groupby",
        "melt",
        "merge",
        "pivot",
        "pivot_table",
        "read_csv",
        "read_excel",
        "read_parquet",
        "read_sql",
        "resample",
        "sql",
    }
)
SQL = re.compile(
    r"\bSELECT\b.+\bFROM\b|\bINSERT\s+INTO\b|\bUPDATE\b.+\bSET\b|\bDELETE\s+FROM\b"
    r"|\bCREATE\s+(TABLE|VIEW)\b|\bGROUP\s+BY\b",
    re.DOTALL,
)

EMPTY_NAMES = frozenset(
    {
        "common",
        "commons",
        "helper",
        "helpers",
        "manager",
        "managers",
        "misc",
        "util",
        "utility",
        "utilities",
        "utils",
    }
)

# A folder of one person's or one build's machine; the sign before keeps addresses out.
MACHINE_PATH = re.compile(r"(?<![\w.\-/~$}])/(?:work|root|home|Users)/\w")

REGISTRY = re.compile(r"://|--(?:extra-)?index-url|--find-links|\"resolved\"")


def imported(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every absolute import anywhere in the code, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, node.lineno


def imports_away_from_home(path: str, source: str) -> list[str]:
    """Outside packages imported where they do not belong."""
    complaints = []
    for module, line in imported(ast.parse(source)):
        homes = HOMES.get(module.partition(".")[0])
        if homes and not path.startswith(homes):
            complaints.append(f"{path}:{line}: {module} belongs in {', '.join(homes)}")
    return complaints


def domain_imports(path: str, source: str) -> list[str]:
    """What the domain imports besides itself, the errors and the standard library."""
    complaints = []
    for module, line in imported(ast.parse(source)):
        package = module.partition(".")[0]
        own = module == "readiness.errors" or module.startswith("readiness.domain")
        if not own and (package == "readiness" or package not in sys.stdlib_module_names):
            complaints.append(f"{path}:{line}: the domain does not know {module}")
    return complaints


def clock_and_world(path: str, source: str) -> list[str]:
    """Uses of the clock and of anything outside the arguments: the domain has none."""
    tree = ast.parse(source)
    complaints = [
        f"{path}:{line}: {module} reaches outside"
        for module, line in imported(tree)
        if module.partition(".")[0] in OUTSIDE_WORLD
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS:
            complaints.append(f"{path}:{node.lineno}: .{node.attr} reads the clock; pass the date")
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in CALLS_OUT
        ):
            complaints.append(f"{path}:{node.lineno}: {node.func.id}() reaches outside")
    return complaints


def page_length(path: str, source: str) -> list[str]:
    """Pages with too many lines of code; blank lines, comments and docstrings are free."""
    lines = lines_of_code(source)
    return [] if lines < PAGE_LINES else [f"{path}: {lines} lines of code, allowed is {PAGE_LINES}"]


def lines_of_code(source: str) -> int:
    skipped = {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENCODING,
        tokenize.ENDMARKER,
    }
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in skipped:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
            first = node.body[0] if node.body else None
            if first and _is_text(first):
                lines.difference_update(range(first.lineno, (first.end_lineno or 0) + 1))
    return len(lines)


def data_work_in_page(path: str, source: str) -> list[str]:
    """SQL and table work in a page; both belong below the screens."""
    complaints = []
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and SQL.search(node.value)
        ):
            complaints.append(f"{path}:{node.lineno}: SQL in a page")
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in DATA_WORK
        ):
            complaints.append(f"{path}:{node.lineno}: .{node.func.attr}() in a page")
    return complaints


def guard_first(path: str, source: str) -> list[str]:
    """Pages whose first statement after the imports is not a call of the guard."""
    statements = [
        node
        for node in ast.parse(source).body
        if not isinstance(node, ast.Import | ast.ImportFrom) and not _is_text(node)
    ]
    if statements and _calls_guard(statements[0]):
        return []
    return [f"{path}: the first statement after the imports must be a call of guard."]


def _is_text(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _calls_guard(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.Expr | ast.Assign | ast.AnnAssign):
        return False
    call = statement.value
    return (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "guard"
    )


def empty_name(path: str) -> list[str]:
    """Modules and folders whose name says nothing about what is inside."""
    pure = PurePosixPath(path)
    words = {word for part in (*pure.parent.parts, pure.stem) for word in part.lower().split("_")}
    return [f"{path}: '{word}' says nothing" for word in sorted(words & EMPTY_NAMES)]


def machine_paths(path: str, text: str) -> list[str]:
    """Absolute paths that exist on one machine only."""
    return [
        f"{path}:{number}: path of a machine: {line.strip()[:80]}"
        for number, line in enumerate(text.splitlines(), start=1)
        if MACHINE_PATH.search(line)
    ]


# npm notes where a package asks for money; nothing is fetched from there.
FUNDING = re.compile(r'\s*"(?:funding|url)": ')


def registry_addresses(path: str, text: str) -> list[str]:
    """Addresses of package registries: a lock file names versions, not a place to fetch from."""
    return [
        f"{path}:{number}: {line.strip()[:80]}"
        for number, line in enumerate(text.splitlines(), start=1)
        if REGISTRY.search(line) and not FUNDING.match(line)
    ]
