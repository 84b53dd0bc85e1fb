"""From what was typed to the command, and from what went wrong to an exit code."""

import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from importlib import import_module

from readiness import settings
from readiness.commands.parser import read
from readiness.commands.terminal import complain, list_problems
from readiness.errors import InputError, ReadinessError

GOOD = 0
WRONG = 1
INTERRUPTED = 130
OUTPUT_CLOSED = 141
"""As a shell reports a program that wrote to a reader who had gone."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 good, 1 something is wrong, 2 wrong usage.

    Errors meant for people are said in one sentence each; any other exception is a bug and passes.
    """
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except InputError as error:
        list_problems(error.problems)
    except ReadinessError as error:
        complain(_sentence(error))
    except BrokenPipeError:
        return OUTPUT_CLOSED
    except OSError as error:
        reason = error.strerror or type(error).__name__
        complain(f"{error.filename}: {reason}." if error.filename else f"{reason}.")
    except KeyboardInterrupt:
        return INTERRUPTED
    else:
        return code
    return WRONG


def _run(arguments: Sequence[str] | None) -> int:
    try:
        chosen = read(arguments)
    except SystemExit as stop:  # help was asked for, or the usage is wrong and was explained
        return stop.code if isinstance(stop.code, int) else GOOD
    settings.check()
    run: Callable[[Namespace], int] = import_module(f"readiness.commands.{chosen.module}").run
    return run(chosen)


def _sentence(error: ReadinessError) -> str:
    from readiness.settings.recovery import with_offer  # it knows databases, which are slow to load

    try:
        return with_offer(error)
    except ReadinessError:  # the settings themselves are wrong
        return str(error)
