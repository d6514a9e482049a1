"""Forms cannot be posted by a foreign page.

A page sets a random cookie and repeats it in a hidden field; a post from a browser must bring both, equal. Browsers
say with every post where it comes from (``Origin``, ``Sec-Fetch-Site``); a request that says neither is a command
line's, which no foreign page can make send anything. So the contract's bare POST needs no token, and since no login
lasts here, a forged post would find nothing to borrow anyway.
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
    if "Origin" not in request.headers and "Sec-Fetch-Site" not in request.headers:
        return True
    cookie, given = request.cookies.get(COOKIE, ""), request.form.get(FIELD, "")
    return _TOKEN.fullmatch(cookie) is not None and compare_digest(cookie.encode(), given.encode())
