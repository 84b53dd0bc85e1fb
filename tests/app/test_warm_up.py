"""What is done before the first visitor comes."""

import subprocess
import sys

from readiness.services.workspace import Workspace
from tests.app.screens import PAGES, ROOT

_VISITS = """
import asyncio, sys
from readiness.ui import server
from tests.app.screens import assert_sound, opened

async def visits():
    async with server.warm_up(None):
        there = set(sys.modules)
        for page in sys.argv[1:]:
            assert_sound(opened(page))
        print(*sorted(name for name in set(sys.modules) - there if name.startswith("readiness.")))

asyncio.run(visits())
"""


def test_no_visitor_waits_for_parts_of_the_app_to_load(few: Workspace) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _VISITS, *PAGES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
