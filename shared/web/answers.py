"""What all answers have in common: media types on offer, protective headers, nothing kept by caches in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import orjson
from flask import Flask, Response, request
from flask.json.provider import JSONProvider

from shared.web.conditional import not_modified
from shared.web.refusals import NotAcceptable
from shared.web.schemas import instant_text

F = TypeVar("F", bound=Callable[..., Any])
_JSON = "application/json"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cache-Control": "no-store",
}


class FastJson(JSONProvider):
    """Flask's JSON by orjson; instants in UTC with ``Z``."""

    def dumps(self, obj: Any, **_kwargs: Any) -> str:
        """JSON text."""
        return orjson.dumps(obj, default=_plain, option=orjson.OPT_PASSTHROUGH_DATETIME).decode()

    def loads(self, s: str | bytes, **_kwargs: Any) -> Any:
        """The value of a JSON text."""
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """A JSON response."""
        return Response(self.dumps(self._prepare_response_obj(args, kwargs)), mimetype=_JSON)


def _plain(value: Any) -> Any:
    if hasattr(value, "astimezone"):
        return instant_text(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def any_accept(view: F) -> F:
    """Mark a route that answers whatever Accept says: probes, scrapers and browsers ask in many ways."""
    view.any_accept = True  # type: ignore[attr-defined]  # read before the view runs
    return view


def offered_media_types(view: Any) -> tuple[str, ...]:
    """What a view may answer with when all is well, by its own documentation; JSON where it says nothing."""
    documented = getattr(view, "_apidoc", {}).get("response", {}).get("responses", {})
    found = [
        entry.get("content_type") or _JSON
        for status, entries in documented.items()
        if str(status).startswith("2")
        for entry in entries
        if isinstance(entry, dict)
    ]
    return tuple(dict.fromkeys(found)) or (_JSON,)


def negotiate(app: Flask) -> None:
    """Refuse a request whose Accept names nothing the route answers with (406)."""

    def check() -> None:
        if request.url_rule is None or not request.headers.get("Accept", "").strip():
            return
        view = app.view_functions[request.url_rule.endpoint]
        if getattr(view, "any_accept", False):
            return
        offered = offered_media_types(view)
        if request.accept_mimetypes.best_match(offered) is None:
            raise NotAcceptable("not-acceptable", available=", ".join(offered))

    app.before_request(check)


def protect(app: Flask) -> None:
    """Put the protective headers on every answer, and 304 where the caller has the version already."""

    def finish(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        response.vary.add("Accept-Language")
        return not_modified(response)

    app.after_request(finish)
