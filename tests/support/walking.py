"""A walk through all pages that somebody can reach: every link followed, every form sent empty and sent filled."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib

from tests.support.browser import Browser, Page

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
LANGUAGE_CHOICE = re.compile(r"[?&]lang=")
OUTSIDE = ("/sandbox/", "/api/", "/health/")
"""Where the portal ends: the national login, the gateway and the machines' addresses."""

PARTING = re.compile(r"logout|sessions|devices")
"""Forms that may end the walker's own session are sent last."""

ANSWERS = {"phone": "0912345678", "email": "thu@example.vn", "day": "20", "month": "11", "year": "2026"}
MOST_OF_A_KIND = 3


@dataclass(frozen=True)
class Step:
    """One answer: what was asked, and the page that came. ``tree`` is the page as a browser understands it."""

    asked: str
    page: Page

    @cached_property
    def tree(self) -> Element:
        """The page parsed as browsers do."""
        return tree_of(self.page.html)

    @property
    def is_page(self) -> bool:
        """Whether it is HTML and not on its way elsewhere."""
        return self.page.headers.get("Content-Type", "").startswith("text/html") and not 300 <= self.page.status < 400


def tree_of(html: str) -> Element:
    """A page parsed as browsers do, without namespaces."""
    found: Element = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    return found


@dataclass
class Walk:
    """Where ``browser`` came; ``key`` logs in again where a session was ended."""

    browser: Browser
    key: str
    steps: list[Step] = field(default_factory=list)
    _ahead: deque[str] = field(default_factory=deque)
    _parting: list[tuple[str, Element]] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _kinds: Counter[str] = field(default_factory=Counter)

    def run(self, starts: Iterable[str]) -> list[Step]:
        """Walk until nothing new is in sight."""
        self._meet("/", starts)
        while self._ahead:
            self._visit(self._ahead.popleft())
        for url, form in self._parting:
            self._send(url, form, filled=True)
            self.browser.log_in(self.key)
        return self.steps

    def _visit(self, path: str) -> None:
        page = self.browser.get(path, follow=False)
        if page.headers.get("Location", "").startswith("/login?"):
            self.browser.log_in(self.key)
            page = self.browser.get(path, follow=False)
        self._take(f"GET {path}", page)

    def _take(self, asked: str, page: Page) -> None:
        step = Step(asked, page)
        self.steps.append(step)
        if 300 <= page.status < 400:
            self._meet(page.url, [page.headers["Location"]])
        elif step.is_page:
            self._meet(page.url, (link.get("href", "") for link in step.tree.iter("a")))
            self._meet(page.url, (image.get("src", "") for image in step.tree.iter("img")))
            for form in step.tree.iter("form"):
                self._consider(page.url, form)

    def _meet(self, base: str, links: Iterable[str]) -> None:
        for link in links:
            full = urlsplit(urldefrag(urljoin(urljoin(self.browser.origin, base), link)).url)
            path = full.path + (f"?{full.query}" if full.query else "")
            here = f"{full.scheme}://{full.netloc}" == self.browser.origin and not full.path.startswith(OUTSIDE)
            if here and not LANGUAGE_CHOICE.search(path) and self._is_new(path):
                self._ahead.append(path)

    def _is_new(self, path: str) -> bool:
        kind = ID.sub("<id>", path.partition("?")[0])
        if path in self._seen or self._kinds[kind] >= MOST_OF_A_KIND:
            return False
        self._seen.add(path)
        self._kinds[kind] += 1
        return True

    def _consider(self, url: str, form: Element) -> None:
        action = urlsplit(urljoin(url, form.get("action") or url)).path
        if action.startswith(OUTSIDE):
            return
        names = sorted({control.get("name", "") for control in controls(form)})
        kind = ID.sub("<id>", f"FORM {action} {names}")
        if kind in self._seen:
            return
        self._seen.add(kind)
        if PARTING.search(action):
            self._parting.append((url, form))
            return
        for filled in (False, True):
            self._send(url, form, filled=filled)

    def _send(self, url: str, form: Element, *, filled: bool) -> None:
        target = urljoin(url, form.get("action") or url)
        values = list(values_of(form, filled=filled))
        asked = f"{form.get('method', 'get').upper()} {urlsplit(target).path} {'filled' if filled else 'as served'}"
        if form.get("method", "get").lower() == "post":
            self._take(asked, self.browser.post(target, values, follow=False))
        else:
            query = "&".join(f"{name}={value}" for name, value in values)
            self._meet(target, [f"{urlsplit(target).path}?{query}"])


def controls(form: Element) -> Iterable[Element]:
    """The named fields of a form."""
    return (one for one in form.iter() if one.tag in {"input", "select", "textarea", "button"} and one.get("name"))


def values_of(form: Element, *, filled: bool) -> Iterable[tuple[str, str]]:
    """What a browser would send: the form as it was served, or each field answered with what fits it."""
    answered: set[str] = set()
    for control in controls(form):
        name, kind = control.get("name", ""), control.get("type", "text" if control.tag == "input" else control.tag)
        given = control.get("value", control.text or "")
        if kind in {"submit", "button", "file"}:
            continue
        if kind in {"radio", "checkbox"}:
            if control.get("checked") is not None or (filled and name not in answered):
                answered.add(name)
                yield name, given or "on"
        elif control.tag == "select":
            yield name, (filled and _last_option(control)) or ""
        elif kind == "hidden" or given or not filled:
            yield name, given
        else:
            yield name, ANSWERS.get(re.split(r"[-_]", name)[-1], "Nội dung thử, xin ông/bà xem giúp.")


def _last_option(select: Element) -> str:
    options: list[Any] = list(select.iter("option"))
    return str(options[-1].get("value", "")) if options else ""
