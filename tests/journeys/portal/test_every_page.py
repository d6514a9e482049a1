"""Every page that a citizen can reach, in both languages: none is missing, invalid, heavy or indiscreet."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from gzip import compress
from itertools import pairwise
from pathlib import Path
from urllib.parse import urldefrag

import html5lib
import pytest

from shared.kernel.clock import MovableClock
from tests.conftest import SUNDAY_MORNING
from tests.support.browser import Browser
from tests.support.suites import Template, running_suite
from tests.support.walking import ID, Step, Walk

pytestmark = pytest.mark.journey

PEOPLE = {"vi": ("clean", "unpaid-fine", "licence-held"), "en": ("one-part-suspended", "owner-notice")}
"""Who walks, each with pages that the others have not."""

STARTS = ("/", "/licences", "/violations", "/logged-out", "/nothing-here")
EXPECTED = {"/nothing-here": 404}
PAGE_BUDGET = 60_000
FONT_BUDGET = 80_000
JWT = re.compile(r"eyJ[A-Za-z0-9_-]{10,}\.")
REFERRING = ("for", "aria-describedby", "aria-labelledby", "aria-controls")


@dataclass(frozen=True)
class Walked:
    """Where all the walkers came, what was written down meanwhile, and which words nobody may find there."""

    language: str
    steps: list[Step]
    log: str
    numbers: list[str]
    names: list[str]
    style: bytes
    fonts: list[bytes]

    @property
    def pages(self) -> list[Step]:
        """The steps that showed a page."""
        return [step for step in self.steps if step.is_page]


@pytest.fixture(scope="module", params=["vi", "en"])
def walked(
    request: pytest.FixtureRequest, sqlite_world: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Walked]:
    language, written = request.param, io.StringIO()
    folder: Path = tmp_path_factory.mktemp("walk")
    with running_suite(sqlite_world, folder, MovableClock(SUNDAY_MORNING)) as suite:
        people = [entry for entry in suite.outside.people() if entry["key"] in PEOPLE[language]]
        steps: list[Step] = []
        with redirect_stdout(written), redirect_stderr(written):
            for key in PEOPLE[language]:
                browser = Browser(suite)
                browser.get(f"/?lang={language}")
                browser.log_in(key)
                steps += Walk(browser, key).run(STARTS)
        sheet = re.search(r'rel="stylesheet" href="([^"]+)"', steps[0].page.html)
        assert sheet is not None
        style = browser.get(sheet[1]).html
        fonts = re.findall(r'url\("?(/static/[^")]+\.woff2)"?\)', style)
        yield Walked(
            language,
            steps,
            written.getvalue(),
            [entry["citizen_id"] for entry in people],
            [entry["name"] for entry in people],
            style.encode(),
            [browser.http.get(browser.origin + font).content for font in fonts],
        )


def faults(walked: Walked, found: Iterator[str] | list[str]) -> None:
    """Say all that was found, once each."""
    told = [f"{count} times: {fault}" for fault, count in Counter(ID.sub("<id>", one) for one in found).items()]
    assert not told, f"in {walked.language}:\n" + "\n".join(told)


def test_no_link_and_no_form_leads_nowhere(walked: Walked) -> None:
    assert len({ID.sub("<id>", step.asked) for step in walked.pages}) > 15, "the walk came somewhere"
    faults(
        walked,
        [
            f"{step.asked}: {step.page.status} {step.page.title}"
            for step in walked.steps
            if step.page.status != EXPECTED.get(step.asked.removeprefix("GET "), step.page.status)
            or (step.page.status in {403, 404, 405} and step.asked.removeprefix("GET ") not in EXPECTED)
            or step.page.status >= 500
        ],
    )


def test_every_place_within_a_page_that_is_linked_is_there(walked: Walked) -> None:
    found = []
    for step in walked.pages:
        names = {one.get("id") for one in step.tree.iter() if one.get("id")}
        links = (urldefrag(link.get("href", "")) for link in step.tree.iter("a"))
        wanted = {link.fragment for link in links if not link.url and link.fragment}
        for one in step.tree.iter():
            wanted |= {name for attribute in REFERRING for name in one.get(attribute, "").split()}
        found += [f"{step.asked}: nothing is called {name}" for name in wanted - names]
    faults(walked, found)


def test_every_page_is_valid_html(walked: Walked) -> None:
    """The checker is html5lib, strict: any error that the standard names for its parser fails."""
    found = []
    for step in walked.pages:
        try:
            html5lib.HTMLParser(strict=True).parse(step.page.html)
        except html5lib.html5parser.ParseError as error:
            found.append(f"{step.asked}: {error}")
        names = Counter(one.get("id") for one in step.tree.iter() if one.get("id") is not None)
        found += [f"{step.asked}: {count} are called {name}" for name, count in names.items() if count > 1]
        blocks = {"div", "p", "ul", "ol", "dl", "table", "form", "section", "details", "h1", "h2", "h3"}
        found += [
            f"{step.asked}: <{inner.tag}> in <{outer.tag}>"
            for outer in step.tree.iter()
            if outer.tag in {"p", "span", "h1", "h2", "h3", "strong", "label", "button"}
            for inner in outer.iter()
            if inner is not outer and inner.tag in blocks
        ]
    faults(walked, found)


def test_every_page_has_one_heading_a_title_and_its_language(walked: Walked) -> None:
    found = []
    for step in walked.pages:
        tree, title = step.tree, step.page.title
        if len(list(tree.iter("h1"))) != 1:
            found.append(f"{step.asked}: {len(list(tree.iter('h1')))} main headings")
        if not title.partition(" – ")[0].strip() or tree.get("lang") != walked.language:
            found.append(f"{step.asked}: title {title!r}, language {tree.get('lang')}")
        levels = [int(one.tag[1]) for one in tree.iter() if one.tag in {"h1", "h2", "h3", "h4"}]
        found += [f"{step.asked}: h{b} follows h{a}" for a, b in pairwise(levels) if b > a + 1]
    faults(walked, found)


def test_every_page_is_light_and_runs_nothing(walked: Walked) -> None:
    style, found = len(compress(walked.style)), []
    for step in walked.pages:
        size = style + len(compress(step.page.html.encode()))
        if size > PAGE_BUDGET:
            found.append(f"{step.asked}: {size} bytes")
        sheets = [link for link in step.tree.iter("link") if link.get("rel") == "stylesheet"]
        if len(sheets) != 1 or list(step.tree.iter("style")) or list(step.tree.iter("script")):
            found.append(f"{step.asked}: {len(sheets)} style sheets, or inline code")
        for one in step.tree.iter():
            inline = {name for name in one.attrib if str(name) == "style" or str(name).startswith("on")}
            if inline or "javascript:" in one.get("href", ""):
                found.append(f"{step.asked}: inline code in <{one.tag}>")
    faults(walked, found)
    assert sum(map(len, walked.fonts)) <= FONT_BUDGET


def test_no_number_and_no_name_is_in_an_address_a_title_or_the_log(walked: Walked) -> None:
    secrets, found = [*walked.numbers, *walked.names], []
    for step in walked.steps:
        shown = [step.page.url, step.page.headers.get("Location", ""), step.page.title if step.is_page else ""]
        if step.is_page:
            shown += [one.get(name, "") for one in step.tree.iter() for name in ("href", "action", "src")]
        found += [f"{step.asked}: {secret[:5]}… in {text}" for secret in secrets for text in shown if secret in text]
    faults(walked, found)
    assert '"route":"/licences"' in walked.log, "the log was looked at"
    for secret in secrets:
        assert secret not in walked.log
    assert not JWT.search(walked.log)


def test_every_page_is_kept_by_nobody_and_forbids_what_is_not_ours(walked: Walked) -> None:
    found = []
    for step in walked.steps:
        headers = step.page.headers
        if headers["Cache-Control"] != "no-store":
            found.append(f"{step.asked}: {headers['Cache-Control']}")
        if JWT.search(str(dict(headers))) or JWT.search(step.page.html):
            found.append(f"{step.asked}: a token reached the browser")
        if step.is_page:
            policy = headers.get("Content-Security-Policy", "")
            parts = ("default-src 'none'", "script-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
            found += [f"{step.asked}: {part} is missing" for part in parts if part not in policy]
            if "unsafe" in policy or headers.get("Referrer-Policy") != "same-origin":
                found.append(f"{step.asked}: {policy} {headers.get('Referrer-Policy')}")
    faults(walked, found)
