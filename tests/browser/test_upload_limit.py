"""A file over the limit is refused, by the page and by the server, and nothing is written."""

import http.client
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Request, expect

from readiness import settings
from tests.browser.conftest import OpenPage
from tests.browser.screen import notice
from tests.browser.test_import_journey import SITES, csv, saves, upload

BOUNDARY = "readiness-test"
HEAD = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="sites.csv"\r\n'
    "Content-Type: text/csv\r\n\r\n"
).encode()
TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def limit() -> int:
    """Bytes; what the server is configured with."""
    settings_file = settings.ROOT / ".streamlit" / "config.toml"
    megabytes = tomllib.loads(settings_file.read_text("utf-8"))["server"]["maxUploadSize"]
    assert 0 < megabytes <= 60
    return int(megabytes) * MEGABYTE


def a_file(size: int) -> Iterator[bytes]:
    """A form with one file, in parts; `size` in bytes."""
    yield HEAD
    for start in range(0, size, MEGABYTE):
        yield b"x" * min(MEGABYTE, size - start)
    yield TAIL


def answer_to(request: Request, body: Iterable[bytes], declared: int = 0) -> int:
    """The status of the same upload with another body, in parts, or of a declared length."""
    address = urlsplit(request.url)
    with closing(
        http.client.HTTPConnection(str(address.hostname), address.port, timeout=60)
    ) as connection:
        connection.putrequest("PUT", address.path)
        for name, value in request.all_headers().items():
            if name in ("cookie", "x-xsrftoken", "origin"):
                connection.putheader(name, value)
        connection.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
        length = ("Transfer-Encoding", "chunked")
        connection.putheader(*(("Content-Length", str(declared)) if declared else length))
        connection.endheaders()
        with suppress(BrokenPipeError, ConnectionResetError):  # it hangs up after a refusal
            for part in body:
                connection.send(f"{len(part):x}\r\n".encode() + part + b"\r\n")
            if not declared:
                connection.send(b"0\r\n\r\n")
        return connection.getresponse().status


def test_a_file_over_the_limit_is_refused_and_nothing_is_written(
    open_page: OpenPage, limit: int, tmp_path: Path
) -> None:
    page = open_page("/data")
    before = saves(page)
    with page.expect_request(lambda request: "/upload_file/" in request.url) as sent:
        upload(page, csv("sites.csv", SITES))
    expect(notice(page, "1 record").or_(page.get_by_text("1 record")).first).to_be_visible()
    own = sent.value
    assert answer_to(own, a_file(1000)) == 204
    assert answer_to(own, (), declared=limit + 1) == 413  # refused by its head
    assert answer_to(own, a_file(limit + 2 * MEGABYTE)) == 413

    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(limit + 1)
    page.locator("input[type=file]").set_input_files(large)
    expect(page.get_by_text(f"File must be {limit // MEGABYTE}.0MB or smaller.")).to_be_visible()
    assert saves(page) == before
