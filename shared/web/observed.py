"""Every request is traced, timed, counted and noted in one line, by its route and never by its raw path."""

from __future__ import annotations

import time
from http import HTTPStatus

import structlog
from flask import Flask, Response, g, request

from shared.observability.logging import get_logger
from shared.observability.metrics import count_request
from shared.observability.tracing import begin_trace, end_trace

_NO_ROUTE = "(no route)"
_QUIET = frozenset({"/health/live", "/health/ready", "/metrics"})
_FEED = "/events"
"""Consumers ask every second whether there is news; what they read says nothing about a person."""
log = get_logger(part="access")


def observe(app: Flask, service: str) -> None:
    """Begin and end the trace of each request, and note it. Installed first, so that it sees the last answer."""

    def begin() -> None:
        g.gplx_started = time.perf_counter()
        g.gplx_trace_token = begin_trace(request.headers.get("traceparent"))
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(service=service)

    def note(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("gplx_started", time.perf_counter())
        route = request.url_rule.rule if request.url_rule else _NO_ROUTE
        count_request(service=service, route=route, method=request.method, status=response.status_code, seconds=seconds)
        principal = g.get("gplx_principal")
        quiet = route in _QUIET or (route.endswith(_FEED) and response.status_code == HTTPStatus.OK)
        write = log.debug if quiet else log.info
        write(
            "request",
            method=request.method[:10],
            route=route,
            status=response.status_code,
            ms=round(seconds * 1000, 1),
            client_id=principal.client_id if principal else None,
            subject=principal.subject if principal else None,
            problem=g.get("gplx_problem"),
        )
        return response

    def end(_error: BaseException | None) -> None:
        token = g.pop("gplx_trace_token", None)
        if token is not None:
            end_trace(token)
        structlog.contextvars.clear_contextvars()

    app.before_request(begin)
    app.after_request(note)
    app.teardown_request(end)
