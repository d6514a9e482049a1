"""Headers a route cannot do without are asked for before its body is looked at."""

from __future__ import annotations

from flask import Flask, request

from shared.web.conditional import required_version
from shared.web.idempotency import idempotency_key


def require_headers(app: Flask) -> None:
    """Answer 400 for a missing or malformed Idempotency-Key and 428 for a missing If-Match, by the view's marks."""

    def check() -> None:
        if request.url_rule is None:
            return
        view = app.view_functions[request.url_rule.endpoint]
        if getattr(view, "idempotency_key", False):
            idempotency_key()
        if getattr(view, "if_match", False):
            required_version()

    app.before_request(check)
