"""Counters and times of a service, in the text format of Prometheus.

Several processes that answer for one service share a folder, where the library keeps each one's numbers in files; a
scrape of any of them shows the sum.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

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
_lock = threading.Lock()
_shared: list[Path] = []
"""The folder that the processes of one service share, if there are several."""


class _Watched:
    """Numbers read anew at each scrape: facts of the database, the same whichever process is asked."""

    def __init__(self) -> None:
        self.reads: dict[str, tuple[str, dict[str, Callable[[], float]]]] = {}

    def collect(self) -> Iterator[GaugeMetricFamily]:
        with _lock:
            found = [(name, text, dict(reads)) for name, (text, reads) in self.reads.items()]
        for name, text, reads in found:
            family = GaugeMetricFamily(name, text, labels=["service"])
            for service, read in reads.items():
                family.add_metric([service], read())
            yield family


_watched = _Watched()
REGISTRY.register(_watched)


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
        _, reads = _watched.reads.setdefault(name, (documentation, {}))
        reads[service] = read


def share(folder: Path) -> None:
    """From now on this process is one of several whose numbers lie in ``folder``.

    The library looks for the folder in ``PROMETHEUS_MULTIPROC_DIR`` when it is imported: set that first.
    """
    _shared[:] = [folder]


def exposition() -> bytes:
    """Everything, as ``/metrics`` answers it."""
    if not _shared:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry(auto_describe=False)
    MultiProcessCollector(registry, path=str(_shared[0]))  # type: ignore[no-untyped-call]
    registry.register(_watched)
    return generate_latest(registry)


def forget_process(pid: int) -> None:
    """A process of those that share a folder has ended: its live gauges go, its counts stay."""
    if _shared:
        mark_process_dead(pid, str(_shared[0]))  # type: ignore[no-untyped-call]
