"""A repeated POST does its work once: the first answer is kept with the work and given again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from hashlib import sha256
from typing import Any, TypeVar

import orjson
from flask import Response, current_app, g, request

from shared.auth.access import current
from shared.db.idempotency import IdempotencyStore, Reservation, StoredAnswer, reservation
from shared.kernel.errors import Invalid, Malformed

F = TypeVar("F", bound=Callable[..., Any])
_KEY = re.compile(r"[\x21-\x7e]{1,128}")
REPLAYED = "Idempotency-Replayed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a view answers: status, a JSON-ready body, and headers worth keeping (ETag, Location)."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)


def keyed(view: F) -> F:
    """Mark a route that needs an Idempotency-Key but keeps its own progress (batches, imports)."""
    view.idempotency_key = True  # type: ignore[attr-defined]  # read by the documentation and the check before the view
    return view


def idempotent(render: Callable[[Any], Answer]) -> Callable[[Callable[..., Any]], Callable[..., Response]]:
    """Replay the first answer to a repeated request. Innermost decorator, right above the view.

    The view returns its use case's result, the very value that ``work.commit(result)`` got; ``render`` makes the
    answer of it, in the transaction (so it reads nothing from the database). Same key with another body: 422
    ``idempotency-key-reused``; still running: 409 ``request-in-progress``. Refusals are not kept: they are found anew.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Response]:
        @wraps(view)
        def run(*args: Any, **kwargs: Any) -> Response:
            scope, key, fingerprint = idempotency_scope(), idempotency_key(), request_fingerprint()
            store = _store()
            with store.running(scope, key):
                stored = store.lookup(scope, key)
                if stored is not None:
                    return _replay(stored, fingerprint)
                held = Reservation(scope, key, fingerprint, lambda result: _stored(render(result), fingerprint))
                token = reservation.set(held)
                try:
                    result = view(*args, **kwargs)
                finally:
                    reservation.reset(token)
                if isinstance(result, Response):
                    raise TypeError("an idempotent view returns its use case's result, not a response")
                return _response(_stored(render(result), fingerprint))

        return keyed(run)

    return decorate


def idempotency_key() -> str:
    """The key of the request in hand. Raises Malformed (400) if it is missing or not 1 to 128 visible ASCII."""
    key = request.headers.get("Idempotency-Key", "")
    if not _KEY.fullmatch(key):
        raise Malformed("idempotency-key-required")
    return key


def idempotency_scope() -> str:
    """Within what a key is unique: client, subject and route, hashed to 64 hex digits."""
    try:
        principal = current().principal
        who = (principal.client_id, principal.subject)
    except RuntimeError:  # a public route
        who = ("", "")
    parts = [*who, request.method, request.path]
    return sha256(orjson.dumps(parts)).hexdigest()


def request_fingerprint() -> str:
    """SHA-256 (hex) over what was asked: the parsed JSON in canonical form, or the raw body, and If-Match."""
    body = g.get("gplx_json", None)
    if body is None:
        content = request.get_data(cache=True)
    else:
        content = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    parts = [
        request.method.encode(),
        request.full_path.encode("utf-8", "surrogatepass"),
        request.headers.get("If-Match", "").encode("utf-8", "surrogatepass"),
        content,
    ]
    return sha256(b"\n".join(parts)).hexdigest()


def _store() -> IdempotencyStore:
    store = current_app.extensions["gplx"].idempotency
    if not isinstance(store, IdempotencyStore):
        raise TypeError("an idempotent route needs a runtime with a database")
    return store


def _stored(answer: Answer, fingerprint: str) -> StoredAnswer:
    return StoredAnswer(answer.status, orjson.dumps(answer.body).decode(), dict(answer.headers), fingerprint)


def _replay(stored: StoredAnswer, fingerprint: str) -> Response:
    if stored.fingerprint != fingerprint:
        raise Invalid("idempotency-key-reused")
    # The first run recorded its look-up before it committed; showing the same answer again is the same look.
    g.gplx_lookup_recorded = True
    response = _response(stored)
    response.headers[REPLAYED] = "true"
    return response


def _response(stored: StoredAnswer) -> Response:
    response = Response(stored.body, stored.status, mimetype="application/json")
    response.headers.update(stored.headers)
    return response
