"""No foreign page can send our forms: each carries a token made from the browser's cookie, masked anew each time."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from hmac import compare_digest
from typing import TypeVar

from flask import Flask, request

from shared.kernel.errors import Forbidden
from shared.web.pages.cookies import Jar
from shared.web.pages.sealing import Sealer

View = TypeVar("View", bound=Callable[..., object])

FIELD = "form_token"
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def machine_called(view: View) -> View:
    """Mark a route that machines post to and that proves its caller in another way than by cookie."""
    view.machine_called = True  # type: ignore[attr-defined]  # read before the view runs
    return view


def form_token(jar: Jar, sealer: Sealer) -> str:
    """A token for the page in hand; another text each time, so that compression tells nothing about it."""
    secret = sealer.form_secret(jar.form_cookie())
    mask = secrets.token_bytes(len(secret))
    return urlsafe_b64encode(mask + _mixed(secret, mask)).decode()


def fits(token: str, jar: Jar, sealer: Sealer) -> bool:
    """Whether a token was made for the browser that sends it."""
    try:
        raw = urlsafe_b64decode(token.encode())
    except ValueError:
        return False
    half = len(raw) // 2
    secret = sealer.form_secret(jar.form_cookie())
    return len(raw) == 2 * len(secret) and compare_digest(_mixed(raw[:half], raw[half:]), secret)


def protect_forms(app: Flask, jar: Jar, sealer: Sealer) -> None:
    """Refuse every change without a fitting token (403 ``form-expired``), but for the API's own routes."""

    def check() -> None:
        if request.method not in CHANGING or request.path.startswith("/api/") or request.url_rule is None:
            return
        if getattr(app.view_functions[request.url_rule.endpoint], "machine_called", False):
            return
        if not fits(request.form.get(FIELD, ""), jar, sealer):
            raise Forbidden("form-expired")

    app.before_request(check)


def _mixed(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
