from collections.abc import Iterator

import pytest

from readiness.ui import context


@pytest.fixture(scope="session", autouse=True)
def _close_what_the_pages_opened() -> Iterator[None]:
    yield
    context.workspace.clear()
