"""`check-framework`: whether framework files can be used."""

from argparse import Namespace
from pathlib import Path

from readiness.commands.terminal import count, say, warn
from readiness.framework_files import load, read_folder


def run(arguments: Namespace) -> int:
    folder: Path = arguments.path
    loaded = load(read_folder(folder))
    framework = loaded.framework
    retired = len(framework.criteria) - len(framework.scored)
    parts = [
        count(len(framework.scored), "criterion", "criteria"),
        count(len(framework.elements), "element"),
        count(len(framework.gates), "must-have"),
        *([f"{retired:,} retired"] if retired else []),
    ]
    warn(loaded.warnings)
    say(f"{folder}: {', '.join(parts)}: no mistakes")
    return 0
