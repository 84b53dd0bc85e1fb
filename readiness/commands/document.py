"""docs/command_line.md: what commands say about themselves, and what help has no room for."""

from readiness.commands.parser import PROGRAM, commands, parser

_HEAD = f"""# The command line

`{PROGRAM} COMMAND`, from the folder of the product. The commands use the same
services as the screens, and may be used while the app runs. This page is written from their help
texts.

- Results go to standard output, everything else (mistakes, warnings, progress) to standard error.
- A mistake in a file is shown as `file:line:column: what to do`. All mistakes of all files are
  listed, and then nothing is written or scored. Warnings say `warning:` and stop nothing.
- Exit codes: 0 good, 1 a file or the database is wrong, 2 the command is wrong, 130 interrupted.
- Text is UTF-8 whatever the language settings of the machine.
"""

_MORE = {
    "check-framework": """
`data/frameworks/crs-bispecific: 44 criteria, 10 elements, 11 must-haves: no mistakes`
""",
    "score": """
```sh
python -m readiness score --framework data/frameworks/crs-bispecific \\
  --sites data/sample/sites.csv --responses data/sample/responses.csv \\
  --profiles data/sample/profiles.csv --findings data/sample/findings.csv \\
  --as-of 2026-11-22 --format json
```

JSON has one line for each site:

| Key | Holds |
|---|---|
| `framework`, `framework_version`, `scoring_version`, `as_of` | what was scored by which rules |
| `caution` | the words that go with every result |
| `sites` | a list in the order of the file of sites; each has the keys below |
| `site_id`, `level` | levels by their ids, `not_assessed` where nothing is answered |
| `score` | 0 to 100 |
| `answered_share`, `confirmed_share` | 0 to 1: of the applicable criteria; of the points earned |
| `points_earned`, `points_possible` | over all criteria |
| `failed_gates` | ids of the must-haves that fail, in framework order |
| `elements` | by id: `score`, `points_earned`, `points_possible` |
| `criteria` | by id: `state`, `fulfilment`, `points_earned`, `points_possible`, `last_day` |

Numbers are not rounded; `null` stands where there is none. CSV has one row for each site: the same
figures, the failed must-haves in one cell, and a column such as `E1_score` for each element.
""",
    "import": """
Without a terminal and without `--yes` only the preview is shown. Where there is no database yet,
accepting makes one.
""",
    "export": """
The files are `sites.csv`, `profiles.csv`, `responses.csv` and `findings.csv`; a workbook has a
sheet for each. No cell can run as a formula.
""",
    "demo": """
`python -m readiness demo --today 2026-11-22 data/sample` writes the sample of this repository.
CSV files that hold something else are not overwritten without `--force`.
""",
    "digest": """
To be run every day, before people come in. A day without a digest is caught up by the next one.
Of more than 40 things of one kind the first 40 are listed and the rest is counted; all of them
count as told. What the mail server does not accept is not told, and the exit code is 1. The server
is named by the environment:

| Variable | Holds |
|---|---|
| `READINESS_SMTP_HOST`, `READINESS_SMTP_PORT` | the server and its port, such as `587` |
| `READINESS_SMTP_FROM` | the address that mail comes from |
| `READINESS_SMTP_STARTTLS` | `yes` to encrypt; the server's certificate is checked |
| `READINESS_SMTP_USER`, `READINESS_SMTP_PASSWORD` | if the server asks; only with STARTTLS |
""",
    "report": """
`python -m readiness report --template network.potx --output board.pptx` puts the slides into the
network's own template. It has to be 16:9 and to have a layout with a title above an empty space or
one text; which one is found by its placeholders, not by its name. Fonts, colors of text and logos
are the template's; its own slides are left out. Without one, slides are plain.
""",
    "grant": """
`python -m readiness grant ana@network.example --role "network administrator"` makes the first
administrator, who gives access to everyone else on the page *People*. Where there is no database
yet, it makes one. What each role may do: [roles.md](roles.md).
""",
    "verify": """
Everything that is wrong is named, and the exit code is 1. To be run every night, before `backup`.
""",
}


def document() -> str:
    """The whole page."""
    parts = [_HEAD, _block(parser().format_help())]
    for name, command in commands().items():
        parts += [f"\n## `{name}`\n", _block(command.format_help()), _MORE.get(name, "")]
    return "\n".join(part.strip("\n") + "\n" for part in parts if part)


def _block(text: str) -> str:
    return f"```text\n{text.strip()}\n```\n"
