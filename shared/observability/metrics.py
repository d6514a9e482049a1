"""Counters and times of this process, in the text format of Prometheus."""

from __future__ import annotations

import threading
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

REGISTRY = CollectorRegistry(auto_describe=True)
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"

REQUESTS = Counter(
    "gplx_http_requests", "Requests answered.", ["service", "route", "method", "status_class"], registry=REGISTRY
)
SECONDS = Histogram(
    "gplx_http_request_seconds",
    "Time to answer a request.",
    ["service", "route", "method", "status_class"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=REGISTRY,
)
CALLS = Counter("gplx_http_calls", "Calls to other services.", ["provider", "outcome"], registry=REGISTRY)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_gauges: dict[str, Gauge] = {}
_lock = threading.Lock()


def count_request(*, service: str, route: str, method: str, status: int, seconds: float) -> None:
    """Note one answered request. ``route`` is the template, never the raw path: series must stay few."""
    labels = (service, route, method if method in _METHODS else "other", f"{status // 100}xx")
    REQUESTS.labels(*labels).inc()
    SECONDS.labels(*labels).observe(seconds)


def count_call(*, provider: str, outcome: str) -> None:
    """Note one call to another service: ``ok``, ``rejected``, ``unavailable`` or ``breaker-open``."""
    CALLS.labels(provider, outcome).inc()


def watch(name: str, documentation: str, *, service: str, read: Callable[[], float]) -> None:
    """Show a number at each scrape, e.g. ``gplx_jobs_waiting``; a later call for the same service replaces it."""
    with _lock:
        gauge = _gauges.get(name)
        if gauge is None:
            gauge = _gauges[name] = Gauge(name, documentation, ["service"], registry=REGISTRY)
    gauge.labels(service).set_function(read)


def exposition() -> bytes:
    """Everything, as ``/metrics`` answers it."""
    return generate_latest(REGISTRY)
