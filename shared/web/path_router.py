"""Side by side at WSGI level: each request goes, unchanged, to the app whose address it begins with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

WSGIApplication = Callable[[dict[str, Any], Any], Iterable[bytes]]


class PathRouter:
    """A WSGI application of applications. Paths are not stripped: an app has the same routes mounted or alone."""

    def __init__(self, fallback: WSGIApplication) -> None:
        self._fallback = fallback
        self._mounts: list[tuple[str, WSGIApplication]] = []

    def mount(self, prefix: str, app: WSGIApplication) -> None:
        """Send ``prefix`` and everything below it to ``app``; the longest prefix wins."""
        self._mounts.append((prefix.rstrip("/"), app))
        self._mounts.sort(key=lambda mount: -len(mount[0]))

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        for prefix, app in self._mounts:
            if path == prefix or path.startswith(prefix + "/"):
                return app(environ, start_response)
        return self._fallback(environ, start_response)
