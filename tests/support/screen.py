"""A real browser at a suite that listens on a port of its own: what it shows, how it is used, what axe says of it."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from shared.kernel.clock import MovableClock
from tests.support.suites import RunningSuite, Template, opened

VIEWPORTS = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 900}}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SHOTS = os.environ.get("GPLX_SCREENSHOTS")
"""Where pictures go; none are taken unless it is set (``make screenshots``)."""


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """The suite writes its own log."""


@dataclass
class LiveSuite:
    """A suite that browsers reach at ``url``. Background work is done when the test says so."""

    running: RunningSuite
    url: str

    @property
    def clock(self) -> MovableClock:
        """The suite's clock."""
        return self.running.clock

    def settle(self) -> None:
        """Let everything happen that is to happen by now, in a thread of its own: the browser holds this one."""
        with ThreadPoolExecutor(max_workers=1) as hand:
            hand.submit(self.running.settle).result()

    def person(self, key: str) -> dict[str, Any]:
        """The demo person of that key."""
        return next(entry for entry in self.running.outside.people() if entry["key"] == key)


@contextmanager
def live_suite(template: Template, folder: Path, clock: MovableClock) -> Iterator[LiveSuite]:
    """A suite on a copy of a world, behind a free port."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    world = template.copy(folder)
    try:
        with opened(world, clock, GPLX_ISSUER=url, GPLX_PUBLIC_URL=url) as running:
            server = make_server("127.0.0.1", port, running.suite.router, threaded=True, request_handler=_Quiet)
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            try:
                yield LiveSuite(running, url)
            finally:
                server.shutdown()
                thread.join()
                server.server_close()
    finally:
        world.drop()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. Raises RuntimeError where there is none."""
    path = shutil.which("chromium")
    if path is None:
        raise RuntimeError("there is no chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


class Screen:
    """One window at a live suite."""

    def __init__(self, live: LiveSuite, context: BrowserContext, *, device: str, language: str) -> None:
        self.live = live
        self.context = context
        self.page: Page = context.new_page()
        self.device = device
        self.language = language

    def go(self, path: str) -> Page:
        """Open an address in the window's language."""
        link = "&" if "?" in path else "?"
        self.page.goto(f"{self.live.url}{path}{link}lang={self.language}")
        return self.page

    def log_in(self, key: str, *, to: str = "/licences") -> Page:
        """Log a demo person in through the national login."""
        entry = self.live.person(key)
        self.go(f"/login?next={to}")
        self.page.fill("#username", entry["username"])
        self.page.fill("#password", entry["password"])
        self.page.click("button.primary")
        self.page.wait_for_url(f"**{to}**")
        return self.page

    def sound(self, name: str) -> None:
        """No finding of axe, no sideways scrolling; a picture if pictures are taken."""
        self.shot(name)
        found = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": WCAG}})
        assert found.violations_count == 0, f"{self.page.url}:\n{found.generate_report()}"
        too_wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert too_wide <= 0, f"{self.page.url} is {too_wide} pixels too wide for a {self.device}"

    def shot(self, name: str) -> None:
        """Put a picture of the whole page into the folder of pictures."""
        if SHOTS:
            path = Path(SHOTS) / self.device / self.language / f"{name}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=path, full_page=True)


@contextmanager
def screen(browser: Browser, live: LiveSuite, *, device: str, language: str, scripts: bool = True) -> Iterator[Screen]:
    """A fresh window of a device; ``scripts`` off as with some readers and some administrators."""
    context = browser.new_context(
        viewport=VIEWPORTS[device],  # type: ignore[arg-type]  # width and height
        locale="vi-VN" if language == "vi" else "en-GB",
        timezone_id="Asia/Ho_Chi_Minh",
        java_script_enabled=scripts,
        is_mobile=device == "phone",
        has_touch=device == "phone",
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    try:
        yield Screen(live, context, device=device, language=language)
    finally:
        context.close()
