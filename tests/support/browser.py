"""A browser without a screen for tests: keeps cookies, follows redirects, reads and sends forms as they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urljoin

import requests

from shared.http.in_process import InProcessAdapter
from tests.support.suites import RunningSuite


@dataclass
class Form:
    """A form of a page: where it goes and what it holds as it was served."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._text: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        elif self.forms and tag == "input" and given.get("name"):
            kind = given.get("type", "text")
            if kind not in {"radio", "checkbox", "submit", "file"} or "checked" in dict(attrs):
                self.forms[-1].fields.append((given["name"], given.get("value", "")))
        elif self.forms and tag == "textarea":
            self._text = given.get("name")
            self.forms[-1].fields.append((self._text or "", ""))
        elif self.forms and tag == "select":
            self._select = given.get("name")
        elif self._select and tag == "option" and "selected" in dict(attrs):
            self.forms[-1].fields.append((self._select, given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = None
        if tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            name, so_far = self.forms[-1].fields[-1]
            self.forms[-1].fields[-1] = (name, so_far + data)


@dataclass
class Page:
    """What came back: ``url`` after redirects."""

    status: int
    url: str
    html: str
    headers: Mapping[str, str]
    history: list[str]

    @property
    def text(self) -> str:
        """What a person reads, on one line."""
        body = re.sub(r"(?s)<(script|style|svg|title)\b.*?</\1>", " ", self.html)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())

    @property
    def title(self) -> str:
        """The title of the window."""
        found = re.search(r"(?s)<title>(.*?)</title>", self.html)
        return unescape(found[1]).strip() if found else ""

    @property
    def path(self) -> str:
        """The address without the host."""
        return re.sub(r"^https?://[^/]+", "", self.url)

    def form(self, action: str) -> Form:
        """The form that goes to an address whose path is or ends like that."""
        reader = _Forms()
        reader.feed(self.html)
        found = [form for form in reader.forms if form.action.split("?")[0].endswith(action)]
        assert found, f"no form to {action} on {self.url}: {[form.action for form in reader.forms]}"
        return found[0]


class _Remembering(InProcessAdapter):
    """Keeps cookies as a browser does, which requests does only over a socket."""

    def __init__(self, app: Any, cookies: dict[str, str]) -> None:
        super().__init__(app)
        self._cookies = cookies

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        request.headers.pop("Cookie", None)
        if self._cookies:
            request.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        response = super().send(request, *args, **kwargs)
        for header in response.raw.headers.getlist("Set-Cookie"):
            for name, morsel in SimpleCookie(header).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self._cookies.pop(name, None)
                else:
                    self._cookies[name] = morsel.value
        return response


class Browser:
    """One browser at the suite's public address."""

    def __init__(self, suite: RunningSuite, *, agent: str = "Mozilla/5.0 (Linux; Android 16) Chrome/150.0") -> None:
        self.suite = suite
        self.origin = suite.environment["GPLX_ISSUER"]
        self.http = requests.Session()
        self.http.trust_env = False
        self.http.headers["User-Agent"] = agent
        self.cookies: dict[str, str] = {}
        self.http.mount(self.origin, _Remembering(suite.suite.router, self.cookies))

    def get(self, path: str, *, follow: bool = True, **headers: str) -> Page:
        """Open an address."""
        return self._page(
            self.http.get(urljoin(self.origin, path), headers=headers, allow_redirects=follow, timeout=30)
        )

    def post(self, path: str, data: Any, *, follow: bool = True, **headers: str) -> Page:
        """Send values as they are, without looking at a page first."""
        found = self.http.post(
            urljoin(self.origin, path), data=data, headers=headers, allow_redirects=follow, timeout=30
        )
        return self._page(found)

    def send(self, page: Page, action: str, *, follow: bool = True, **values: str | list[str]) -> Page:
        """Fill the form of a page that goes to ``action`` and send it; names with ``-`` may be written with ``_``."""
        form = page.form(action)
        known = {name for name, _ in form.fields}
        named = {name if name in known else name.replace("__", "-"): value for name, value in values.items()}
        kept = [(name, value) for name, value in form.fields if name not in named]
        sent = [(name, one) for name, value in named.items() for one in (value if isinstance(value, list) else [value])]
        return self.post(urljoin(page.url, form.action or page.url), [*kept, *sent], follow=follow)

    def log_in(self, key: str, *, to: str = "/licences") -> Page:
        """Log a demo citizen in through the national login; the page one lands on."""
        entry = next(found for found in self.suite.outside.people() if found["key"] == key)
        page = self.get(f"/login?next={to}")
        return self.send(page, "", username=entry["username"], password=entry["password"])

    @staticmethod
    def _page(found: requests.Response) -> Page:
        return Page(found.status_code, found.url, found.text, found.headers, [step.url for step in found.history])
