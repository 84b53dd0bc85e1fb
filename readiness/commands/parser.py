"""What can be typed. The help texts are the documentation: docs/command_line.md is made of them."""

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from readiness.domain.people import Role
from readiness.imports.values import plain_date

PROGRAM = "python -m readiness"
_WIDTH = 92
_PAPERS = ["letter", "a4"]
_DATABASE = "the database (default: $READINESS_DB, or data/local/readiness.db)"


class _Format(argparse.RawDescriptionHelpFormatter):
    """Of one width, so that the documents do not depend on a terminal."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=_WIDTH)


def parser() -> argparse.ArgumentParser:
    """The program with all its commands."""
    return _build()[0]


def commands() -> dict[str, argparse.ArgumentParser]:
    """Every command by its name."""
    return _build()[1]


def read(arguments: Sequence[str] | None) -> argparse.Namespace:
    """What was typed. Raises SystemExit where help was asked for or the usage is wrong."""
    program, made = _build()
    chosen = program.parse_args(arguments)
    if chosen.module == "scoring" and (wrong := _wrong_to_score(chosen)):
        made["score"].error(wrong)
    return chosen


def _build() -> tuple[argparse.ArgumentParser, dict[str, argparse.ArgumentParser]]:
    program = argparse.ArgumentParser(
        prog=PROGRAM,
        description=(
            "Which sites of a network are ready to give bispecific T-cell engagers, on any date."
        ),
        epilog=(
            "Each command explains itself: python -m readiness score --help.\n"
            "Exit codes: 0 good; 1 a file or the database is wrong; 2 the command is wrong."
        ),
        formatter_class=_Format,
        allow_abbrev=False,
    )
    choices = program.add_subparsers(metavar="COMMAND", title="commands", required=True)
    made: dict[str, argparse.ArgumentParser] = {}

    def command(name: str, module: str, summary: str, text: str) -> argparse.ArgumentParser:
        made[name] = choices.add_parser(
            name, help=summary, description=text, formatter_class=_Format, allow_abbrev=False
        )
        made[name].set_defaults(module=module)
        return made[name]

    _check_framework(
        command(
            "check-framework",
            "checking",
            "say whether framework files can be used",
            "Reads a framework folder and names every mistake with file, line and column.",
        )
    )
    _score(
        command(
            "score",
            "scoring",
            "score files, without a database",
            "Scores the sites of files as of a date. Every file is read to its end and every\n"
            "mistake is named; with a mistake in any of them nothing is scored. Files are CSV, or\n"
            "XLSX with one sheet or with sheets named sites, responses, profiles and findings.\n"
            "With --tables it scores what `export --format records` wrote, with registers and the\n"
            "framework version of each site, a thousand sites at a time or on Apache Spark.",
        )
    )
    _import(
        command(
            "import",
            "importing",
            "read files into the database, with a preview",
            "Shows what the files would add to the database, then asks whether to write it. Files\n"
            "are known by their headers: sites, profiles, responses, findings (CSV or XLSX), or a\n"
            "survey export with its mapping (.toml). All of it is written, or nothing.",
        )
    )
    _export(
        command(
            "export",
            "exporting",
            "write everything recorded, or the network on a date, as files",
            "Writes everything that was recorded in the shape that `import` reads, or in another:\n"
            "workbook, the network on a date to read, with cells that check each score; parquet,\n"
            "every table with a data dictionary; fhir, the framework and the answers as FHIR R4\n"
            "JSON; redcap, a survey for the framework whose export `import` reads; records,\n"
            "everything that scores, for `score --tables`; pdf, html and pptx, what `report`\n"
            "writes; ics, what `calendar` writes. An option that would do nothing for a format is\n"
            "refused.",
        )
    )
    _demo(
        command(
            "demo",
            "demonstration",
            "write a synthetic network",
            "Writes a made-up network with its history: into a folder as CSV files, or into a new\n"
            "database where PATH ends in .db. The same sites, seed and day give the same network.",
        )
    )
    _digest(
        command(
            "digest",
            "digest",
            "tell people what is new to them, once",
            "Shows, for everyone with access or one of them, what they were not told yet: actions\n"
            "overdue or due within 7 days, sites that lose their level and evidence that lapses\n"
            "within 30 days. Only what --send has handed to a mail server counts as told.",
        )
    )
    _calendar(
        command(
            "calendar",
            "renewing",
            "write what has to be renewed as a calendar file",
            "Writes an iCalendar file with one all-day entry for each last day of evidence, and\n"
            "reminders 30 and 7 days before. Read again, a calendar moves the entries it has.",
        )
    )
    _report(
        command(
            "report",
            "reporting",
            "write the network, or one site, as PDF, slides or one HTML file",
            "Writes a file to hand on: a report of the network, or with --site one site. How its\n"
            "name ends decides: .pdf to print; .html to open offline in a browser, where tables\n"
            "filter and sort; .pptx for 5 to 8 slides of the network with charts to edit.\n"
            "The figures are those of the screens. Made twice on a day by the same account from\n"
            "the same records, the file is the same to the byte.",
        )
    )
    _backup(
        command(
            "backup",
            "backing_up",
            "copy the database while it is in use",
            "Writes a checked copy of the database to a new file. Others may go on working. With\n"
            "--keep older ones are removed once the new one has been checked, never before.",
        )
    )
    _restore(
        command(
            "restore",
            "restoring",
            "put a backup in the place of the database",
            "Checks a backup and puts it in the place of the database, which is kept beside it\n"
            "under a dated name. Stop the program that uses the database first.",
        )
    )
    _verify(
        command(
            "verify",
            "verifying",
            "say whether the database is sound",
            "Reads the whole database: its pages, its rows, and the chain of its audit log.",
        )
    )
    _migrate(
        command(
            "migrate",
            "moving",
            "copy a database file into PostgreSQL",
            "Copies everything in a database file into an empty database of PostgreSQL: every\n"
            "revision, time and link of the audit log as it is. Compares the rows of each table,\n"
            "the audit log and today's score of every site; where one differs nothing is kept.\n"
            "The file stays as it is. Stop the app first: what is saved meanwhile is not copied.",
        )
    )
    _grant(
        command(
            "grant",
            "granting",
            "give someone access, such as the first administrator",
            "Gives a role to whoever signs in with this e-mail address: for one site, for the\n"
            "sites of a practice or of a region, or without any of these for the whole network.",
        )
    )
    _access(
        command(
            "withdraw",
            "withdrawing",
            "take access back",
            "Ends a role of a person for one part of the network, at once; name the part as it\n"
            "was given.",
        )
    )
    return program, made


def _check_framework(command: argparse.ArgumentParser) -> None:
    command.add_argument("path", type=Path, metavar="PATH", help="the folder of framework.toml")


def _score(command: argparse.ArgumentParser) -> None:
    given = command.add_argument
    given(
        "--framework",
        type=Path,
        metavar="PATH",
        help="a framework folder (with --tables default: for each site its version)",
    )
    given("--sites", type=Path, metavar="FILE", help="the sites; results keep their order")
    given("--responses", type=Path, metavar="FILE", help="what sites stated")
    given("--profiles", type=Path, metavar="FILE", help="dated facts of the sites")
    given("--findings", type=Path, metavar="FILE", help="what reviewers concluded")
    given(
        "--tables",
        metavar="FOLDER",
        help="Parquet tables in the place of these files; results in order of id",
    )
    given("--as-of", type=_day, required=True, metavar="YYYY-MM-DD", help="the day to score")
    given(
        "--format",
        choices=["json", "csv", "parquet"],
        required=True,
        help="the shape of the result; parquet with --tables only",
    )
    given("--output", metavar="FILE", help="write to a file, not to standard output")
    given(
        "--engine",
        choices=["embedded", "spark"],
        default="embedded",
        help="spark: on Apache Spark, which requirements-spark.txt installs; with --tables only",
    )
    given(
        "--master",
        default="local[*]",
        metavar="URL",
        help="the Spark to use, such as spark://host:7077 (default: one on this machine)",
    )


_FILES = ("sites", "responses", "profiles", "findings")


def _wrong_to_score(chosen: argparse.Namespace) -> str:
    """What is wrong with options that are good one by one; empty when nothing is."""
    if chosen.tables is None:
        if chosen.engine == "spark" or chosen.format == "parquet":
            return "--engine spark and --format parquet need --tables"
        missing = [name for name in ("framework", *_FILES[:2]) if getattr(chosen, name) is None]
        names = ", ".join(f"--{name}" for name in missing)
        return f"the following arguments are required: {names}" if names else ""
    if doubled := [f"--{name}" for name in _FILES if getattr(chosen, name) is not None]:
        return f"--tables stands in the place of {', '.join(doubled)}"
    if chosen.format == "parquet" and chosen.output is None:
        return "--format parquet needs --output"
    return ""


def _import(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", nargs="+", type=Path, metavar="FILE", help="files to read")
    command.add_argument("--yes", action="store_true", help="write without asking")
    _database(command)


def _export(command: argparse.ArgumentParser) -> None:
    given = command.add_argument
    given(
        "path",
        type=Path,
        metavar="PATH",
        help="a folder for csv, parquet, records; else a file: .xlsx, .json (fhir), .csv (redcap), "
        ".pdf, .html, .pptx, .ics",
    )
    given(
        "--format",
        choices=[
            *("csv", "xlsx", "workbook", "parquet", "fhir", "redcap", "records"),
            *("pdf", "html", "pptx", "ics"),
        ],
        help="the shape (default: as PATH ends, .xlsx being everything recorded; else csv)",
    )
    given(
        "--as-of",
        type=_day,
        metavar="YYYY-MM-DD",
        help="leave out what was recorded later (default: today, in csv and xlsx everything)",
    )
    given("--site", metavar="ID", help="one site, as pdf, html or ics (default: the network)")
    _movement(command)
    given("--paper", choices=_PAPERS, help="the size of pdf pages (default: letter)")
    _slides(command)
    given("--must-haves", action="store_true", help="leave out of ics what is no must-have")
    given("--force", action="store_true", help="overwrite files that are there")
    _database(command)


def _demo(command: argparse.ArgumentParser) -> None:
    given = command.add_argument
    given("path", type=Path, metavar="PATH", help="a folder, or a new file ending in .db")
    given(
        "--sites",
        type=int,
        metavar="N",
        help="how many (default: the 24 of the sample, each with a story of its own)",
    )
    given("--seed", type=int, default=7, metavar="S", help="another number, another network")
    given(
        "--today",
        type=_day,
        metavar="YYYY-MM-DD",
        help="the day on which the history ends (default: today)",
    )
    given("--force", action="store_true", help="overwrite CSV files that are there")


def _digest(command: argparse.ArgumentParser) -> None:
    given = command.add_argument
    given("--to", metavar="PERSON", help="one e-mail address (default: everyone with access)")
    given("--send", action="store_true", help="send it, and do not tell the same again")
    given("--as-of", type=_day, metavar="YYYY-MM-DD", help="the day to look from (default: today)")
    _database(command)


def _calendar(command: argparse.ArgumentParser) -> None:
    given = command.add_argument
    given("--site", metavar="ID", help="one site (default: every site)")
    given("--as-of", type=_day, metavar="YYYY-MM-DD", help="the day to look from (default: today)")
    given("--must-haves", action="store_true", help="leave out what is no must-have")
    given("--output", type=Path, required=True, metavar="FILE", help="the file, ending in .ics")
    given("--force", action="store_true", help="overwrite a file that is there")
    _database(command)


def _report(command: argparse.ArgumentParser) -> None:
    given = command.add_argument
    given("--site", metavar="ID", help="one site (default: the network)")
    given("--as-of", type=_day, metavar="YYYY-MM-DD", help="the day to report on (default: today)")
    _movement(command)
    given("--paper", choices=_PAPERS, default=_PAPERS[0], help="the size of PDF pages")
    _slides(command)
    given(
        "--output",
        type=Path,
        required=True,
        metavar="FILE",
        help="the file, ending in .pdf, .html or .pptx",
    )
    given("--force", action="store_true", help="overwrite a file that is there")
    _database(command)


def _movement(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--since",
        type=_day,
        metavar="YYYY-MM-DD",
        help="movement of the network from this day on (default: 91 days before)",
    )


def _slides(command: argparse.ArgumentParser) -> None:
    """What to make slides in, and whether any report names persons."""
    command.add_argument(
        "--template",
        type=Path,
        metavar="FILE",
        help="the network's own .pptx or .potx, 16:9 (default: $READINESS_SLIDE_TEMPLATE)",
    )
    command.add_argument(
        "--without-names",
        action="store_true",
        help="leave out owners of actions and the maker",
    )


def _backup(command: argparse.ArgumentParser) -> None:
    given = command.add_argument
    given(
        "path",
        type=Path,
        nargs="?",
        metavar="PATH",
        help="the new file, or a folder for a dated one (default: $READINESS_BACKUPS)",
    )
    given(
        "--keep",
        type=_at_least_one,
        metavar="N",
        help="of the dated backups in the folder keep the newest N",
    )
    _database(command)


def _restore(command: argparse.ArgumentParser) -> None:
    command.add_argument("path", type=Path, metavar="PATH", help="the backup")
    _database(command)


def _verify(command: argparse.ArgumentParser) -> None:
    _database(command)


def _migrate(command: argparse.ArgumentParser) -> None:
    command.add_argument("source", metavar="FILE", help="the database file")
    command.add_argument(
        "target",
        nargs="?",
        metavar="ADDRESS",
        help="postgresql://user:password@host/database (default: $READINESS_DB, where no list "
        "of programs shows the password)",
    )


def _grant(command: argparse.ArgumentParser) -> None:
    _access(command)
    given = command.add_argument
    given("--from", type=_day, dest="since", metavar="DAY", help="the first day (default: today)")
    given("--until", type=_day, metavar="DAY", help="the last day (default: no end)")


def _access(command: argparse.ArgumentParser) -> None:
    command.add_argument("email", metavar="EMAIL", help="the address they sign in with")
    command.add_argument(
        "--role",
        required=True,
        choices=[str(role) for role in Role],
        metavar="ROLE",
        help=", ".join(Role),
    )
    part = command.add_mutually_exclusive_group()
    part.add_argument("--site", metavar="ID", help="one site")
    part.add_argument("--practice", metavar="NAME", help="the sites of a practice")
    part.add_argument("--region", metavar="NAME", help="the sites of a region")
    _database(command)


def _database(command: argparse.ArgumentParser) -> None:
    command.add_argument("--database", metavar="PATH", help=_DATABASE)


def _at_least_one(text: str) -> int:
    if text.isascii() and text.isdecimal() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} is not a whole number from 1 up")


def _day(text: str) -> date:
    try:
        return plain_date(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} {error}") from None
