"""The two cookies of a front: who is logged in, and which browser filled a form before logging in."""

from __future__ import annotations

import re
import secrets

from flask import Response, g, request

TOKEN_BYTES = 32
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class Jar:
    """Names and settings of a front's cookies. ``secure`` where browsers come by https."""

    def __init__(self, name: str, *, secure: bool, path: str = "/") -> None:
        prefix = "__Host-" if secure and path == "/" else ""
        self.session_name = f"{prefix}{name}_session"
        self.visit_name = f"{prefix}{name}_visit"
        self.secure = secure
        self.path = path

    def session(self) -> str | None:
        """The session token the browser brought, if it looks like one."""
        return _well_formed(request.cookies.get(self.session_name))

    def visit(self) -> str:
        """The browser's own random mark; a fresh one is sent along with the answer."""
        known = _well_formed(request.cookies.get(self.visit_name)) or g.get("gplx_visit")
        if known is None:
            known = g.gplx_visit = fresh_token()
        return str(known)

    def form_cookie(self) -> str:
        """What form tokens hang on: the session where there is one, else the visit."""
        return self.session() or self.visit()

    def keep(self, response: Response) -> Response:
        """Send what is new."""
        if "gplx_new_session" in g:
            self._set(response, self.session_name, g.gplx_new_session)
        if "gplx_visit" in g:
            self._set(response, self.visit_name, g.gplx_visit)
        return response

    def start(self, token: str) -> None:
        """Send this session token with the answer; an empty one takes the cookie away."""
        g.gplx_new_session = token

    def _set(self, response: Response, name: str, value: str) -> None:
        settings = {"path": self.path, "secure": self.secure, "httponly": True, "samesite": "Lax"}
        if value:
            response.set_cookie(name, value, **settings)  # type: ignore[arg-type]  # flags and words alike
        else:
            response.delete_cookie(name, **settings)  # type: ignore[arg-type]


def fresh_token() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def _well_formed(token: str | None) -> str | None:
    return token if token is not None and _TOKEN.fullmatch(token) else None
