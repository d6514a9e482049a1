"""Who is behind a page: nobody, or a citizen logged in; what a page needs to know is asked once per request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Response, current_app, g, request
from werkzeug.user_agent import UserAgent

from services.portal.application.logging_in import GoOn, depart
from services.portal.application.ports import Citizen, LoginNeeded, Portal
from services.portal.application.staying import citizen_of
from shared.web.pages.cookies import Jar
from shared.web.pages.csrf import FIELD
from shared.web.pages.language import language
from shared.web.pages.sessions import Session, Sessions
from shared.web.pages.site import page, see_other

View = TypeVar("View", bound=Callable[..., Any])

EXTENSION = "gplx-doorman"
LOGIN = "/login"
ASKS = "asks for a session itself and sends everybody else to the login"
LONGEST_PATH = 500


class Doorman:
    """Sessions and cookies of the portal for the request in hand."""

    def __init__(self, portal: Portal, sessions: Sessions, jar: Jar) -> None:
        self.portal = portal
        self.sessions = sessions
        self.jar = jar

    def session(self) -> Session | None:
        """The session of the browser, looked up once."""
        if "portal_session" not in g:
            token = self.jar.session()
            g.portal_session = self.sessions.find(token) if token else None
        found: Session | None = g.portal_session
        return found

    def citizen(self) -> Citizen:
        """The person logged in. Raises LoginNeeded."""
        session = self.session()
        if session is None:
            raise LoginNeeded
        if "portal_citizen" not in g:
            g.portal_citizen = citizen_of(self.portal, self.sessions, session, language=language())
        found: Citizen = g.portal_citizen
        return found

    def leave(self, path: str, *, form: Mapping[str, list[str]] | None = None) -> Response:
        """Send the browser to the national login; it comes back to ``path``, with what was filled in there."""
        former = self.jar.session()
        account_id = self.sessions.owner(former) if former is not None and form is not None else None
        kept = {name: values for name, values in (form or {}).items() if name != FIELD} or None
        go_on = GoOn(path, kept if account_id else None, account_id)
        return see_other(depart(self.portal, visit=self.jar.visit(), language=language(), go_on=go_on))

    def let_in(self, account_id: str, content: Mapping[str, Any]) -> None:
        """Begin a session under a fresh token; the browser's former one is over."""
        former = self.session()
        if former is not None:
            self.sessions.end(former.id, "replaced")
        self.jar.start(self.sessions.start(account_id, content, about=_browser()))
        g.pop("portal_session", None)

    def let_out(self) -> Session | None:
        """End the session of the browser; what it was."""
        former = self.session()
        if former is not None:
            self.sessions.end(former.id, "logout")
        self.jar.start("")
        g.portal_session = None
        return former


def doorman() -> Doorman:
    """The one of the app in hand."""
    found: Doorman = current_app.extensions[EXTENSION]
    return found


def signed_in(view: View) -> View:
    """Mark a page for citizens logged in; the view gets ``citizen`` as its first argument."""

    @wraps(view)
    def run(*args: Any, **kwargs: Any) -> Any:
        return view(doorman().citizen(), *args, **kwargs)

    return page(ASKS)(run)  # type: ignore[return-value]  # the same view, one argument less


def to_login(_error: LoginNeeded) -> Response:
    """Send the browser to the login; a form that came too late is kept until it is back."""
    here = request.full_path.rstrip("?")
    if request.method == "POST":
        return doorman().leave(here, form=dict(request.form.lists()))
    return see_other(f"{LOGIN}?{urlencode({'next': here})}")


def own_path(text: str | None) -> str | None:
    """An address on this site, or None: nobody is sent elsewhere by a link."""
    if not text or len(text) > LONGEST_PATH or not text.isprintable() or "\\" in text:
        return None
    return text if text.startswith("/") and not text.startswith("//") else None


def _browser() -> str:
    """A browser in a few words, for the list of one's own devices."""
    agent = request.headers.get("User-Agent", "")[:300]
    system = next(
        (name for name in ("Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux") if name in agent), ""
    )
    known = {"Edg/": "Edge", "CocCoc": "Cốc Cốc", "SamsungBrowser": "Samsung", "OPR/": "Opera", "Firefox": "Firefox",
             "Chrome": "Chrome", "Safari": "Safari"}  # fmt: skip
    name = next((said for mark, said in known.items() if mark in agent), "")
    return ", ".join(part for part in (name, system) if part) or UserAgent(agent).string[:40]
