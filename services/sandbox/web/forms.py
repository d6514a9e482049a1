"""Forms cannot be posted by a foreign page.

A page sets a random cookie and repeats it in a hidden field; a post from a browser must bring both, equal. A command
line has neither cookie nor ``Origin`` nor ``Sec-Fetch-Site``: no foreign page can send such a request, and since no
login lasts here there is nothing a forged one could borrow. So the contract's bare POST needs no token.
"""

from __future__ import annotations

import re
import secrets
from hmac import compare_digest

from flask import Response, request

COOKIE = "sandbox_form"
FIELD = "form_token"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def form_token() -> str:
    """The token for the page in hand: that of the browser's cookie, or a fresh one."""
    known = request.cookies.get(COOKIE, "")
    return known if _TOKEN.fullmatch(known) else secrets.token_urlsafe(32)


def keep_token(response: Response, token: str) -> None:
    """Have the browser keep the page's token."""
    response.set_cookie(COOKIE, token, path="/sandbox/", httponly=True, samesite="Lax", secure=request.is_secure)


def from_own_page() -> bool:
    """Whether a post comes from a page of ours, or from no browser at all."""
    cookie = request.cookies.get(COOKIE)
    if cookie is None and "Origin" not in request.headers and "Sec-Fetch-Site" not in request.headers:
        return True
    given = request.form.get(FIELD, "")
    return (
        cookie is not None and _TOKEN.fullmatch(cookie) is not None and compare_digest(cookie.encode(), given.encode())
    )
