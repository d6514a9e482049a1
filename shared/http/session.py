"""One pooled session per process; repeats only what is safe to repeat, and never sooner than it was asked to."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter, HTTPAdapter

TRIES = 3
"""The first one and two more."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PASSING = frozenset({502, 503, 504})
LONGEST_PAUSE_SECONDS = 2.0
FIRST_PAUSE_SECONDS = 0.1
POOL = 32


class RetryingAdapter(HTTPAdapter):
    """Sends again on a refused connection and on 502, 503, 504, if the request is safe or carries an Idempotency-Key.

    A Retry-After of more than two seconds is the caller's to wait for: the answer is handed on.
    """

    def __init__(self) -> None:
        super().__init__(pool_connections=POOL, pool_maxsize=POOL, max_retries=0)

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        """See :class:`requests.adapters.HTTPAdapter`."""
        tries = TRIES if _repeatable(request) else 1
        for attempt in range(1, tries + 1):
            try:
                response = super().send(request, *args, **kwargs)
            except requests.ConnectionError:
                if attempt == tries:
                    raise
                time.sleep(_pause(attempt))
                continue
            pause = _pause_asked_for(response, attempt)
            if attempt == tries or pause is None:
                return response
            response.close()
            time.sleep(pause)
        raise requests.ConnectionError("no try was left")  # pragma: no cover  # the last try returns or raises


def _repeatable(request: PreparedRequest) -> bool:
    body_again = request.body is None or isinstance(request.body, (bytes, str))
    return body_again and (request.method in SAFE or "Idempotency-Key" in request.headers)


def _pause(attempt: int) -> float:
    """Doubling, with jitter so that many callers do not come back together."""
    return float(FIRST_PAUSE_SECONDS * 2 ** (attempt - 1) * random.uniform(0.5, 1.5))  # noqa: S311  # no secret


def _pause_asked_for(response: Response, attempt: int) -> float | None:
    """Seconds to wait before the next try; None if there should be none."""
    if response.status_code not in PASSING:
        return None
    asked = response.headers.get("Retry-After", "0")
    seconds = float(asked) if asked.isascii() and asked.isdigit() else LONGEST_PAUSE_SECONDS + 1
    return None if seconds > LONGEST_PAUSE_SECONDS else max(seconds, _pause(attempt))


def new_session(adapters: Mapping[str, BaseAdapter] | None = None) -> requests.Session:
    """A session for calls between services: pooled, no cookies, no proxies or credentials from the environment.

    ``adapters`` by address prefix come on top, e.g. ``{"http://gplx.internal": InProcessAdapter(suite)}``. A redirect
    is never followed by the clients built on it.
    """
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers["User-Agent"] = "gplx"
    retrying = RetryingAdapter()
    session.mount("http://", retrying)
    session.mount("https://", retrying)
    for prefix, adapter in (adapters or {}).items():
        session.mount(prefix, adapter)
    return session
