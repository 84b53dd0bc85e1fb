"""Pictures of every page, in both themes and both sizes, of the sample network.

`make screenshots` writes them to build/screenshots; `--docs` also puts the ones that the README
shows into docs/images.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.browsers import find_browser  # noqa: E402

PAGES = {
    "overview": "/",
    "overview-filtered": "/?region=Northeast",
    "site-ready": "/site?site=S014",
    "site-not-ready": "/site?site=S013",
    "site-unassessed": "/site?site=S009",
    "assess": "/assess?site=S002&show=quick",
    "registers": "/registers?site=S002",
    "actions": "/actions",
    "plan": "/plan?site=S013",
    "plan-network": "/plan?for=network&budget=150",
    "compare": "/compare?sites=S002&sites=S001&sites=S009",
    "forecast": "/forecast",
    "forecast-site": "/forecast?site=S014",
    "agents": "/agents?site=S001&of_agent=teclistamab",
    "framework": "/framework?criterion=C15",
    "data": "/data",
    "people": "/people",
    "shared-risks": "/shared_risks",
}
SIZES = {"wide": (1280, 720), "phone": (390, 844)}
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
IN_README = ("overview-light-wide-top", "site-not-ready-light-wide-top")
PORT = 8599


@contextmanager
def app(database: Path) -> Iterator[str]:
    """The app on a database of its own, ended by its own process id."""
    run = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(PORT)]
    server = subprocess.Popen(
        run, cwd=ROOT, env=os.environ | {"READINESS_DB": str(database)}, stdout=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{PORT}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{address}/healthz", timeout=2).close()
                break
            except OSError:
                time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def take(browser: Browser, address: str, folder: Path, names: list[str]) -> None:
    """Each page as it first shows, and at its full height."""
    for theme in ("light", "dark"):
        for size, (width, height) in SIZES.items():
            view = ViewportSize(width=width, height=height)
            context = browser.new_context(viewport=view, color_scheme=theme)
            page = context.new_page()
            for name in names:
                page.goto(address + PAGES[name])
                settle(page)
                stem = f"{name}-{theme}-{size}"
                page.screenshot(path=folder / f"{stem}-top.png", timeout=120_000)
                tall = page.get_by_test_id("stMain").evaluate("part => part.scrollHeight")
                page.set_viewport_size(
                    ViewportSize(width=width, height=min(max(height, tall), 6000))
                )
                page.wait_for_timeout(1500)
                page.screenshot(path=folder / f"{stem}.png", timeout=120_000)
                page.set_viewport_size(view)
                print(stem)
            context.close()


def settle(page: Page) -> None:
    """Wait until the script has run and the charts are drawn."""
    page.get_by_role("heading", level=1).wait_for(timeout=60_000)
    page.wait_for_timeout(2500)
    page.get_by_test_id("stStatusWidget").wait_for(state="detached", timeout=60_000)
    page.wait_for_timeout(1500)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*PAGES, []], help="only these pages")
    parser.add_argument("--docs", action="store_true", help="also write the README's pictures")
    chosen = parser.parse_args()
    folder = ROOT / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        database = Path(temporary) / "sample.db"
        subprocess.run(
            [sys.executable, "-m", "readiness", "demo", str(database)], cwd=ROOT, check=True
        )
        with app(database) as address, sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=find_browser(), args=FLAGS)
            take(browser, address, folder, chosen.names or list(PAGES))
            browser.close()
    if chosen.docs:
        images = ROOT / "docs" / "images"
        images.mkdir(parents=True, exist_ok=True)
        for name in IN_README:
            shutil.copy(folder / f"{name}.png", images / f"{name}.png")


if __name__ == "__main__":
    main()
