"""A suite behind a real port for one test, with a line to it that can be told to fail."""

from __future__ import annotations

import socket
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from services.commands.run import prepare
from services.settings import SuiteSettings
from services.suite import Suite
from shared.kernel.clock import SystemClock


class Quiet(WSGIRequestHandler):
    """Says nothing of the requests, nor of those that a test cuts off."""

    def log(self, *_args: object) -> None:
        """Keep quiet."""

    def connection_dropped(self, *_args: object) -> None:
        """Keep quiet."""


@dataclass
class BadLine:
    """Passes requests on to the suite, but does to the next loads what ``fate`` says, one entry each.

    ``503``, ``429``, ``500``: answered so, not passed on. ``lost``: passed on, and the answer dropped. ``refused``: the
    connection is dropped before. Anything that can be called is, with the environ, before the request goes on.
    """

    app: Callable[..., Iterable[bytes]]
    fate: deque[Any] = field(default_factory=deque)
    loads: int = 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if "/imports/" not in path and not path.endswith("/batches"):
            return self.app(environ, start_response)
        self.loads += 1
        fate = self.fate.popleft() if self.fate else None
        if callable(fate):
            fate(environ)
        elif isinstance(fate, int):
            environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            start_response(f"{fate} Not Now", [("Retry-After", "0"), ("Content-Type", "text/plain")])
            return [b""]
        elif fate == "refused":
            _hang_up(environ)
        answer = self.app(environ, start_response)
        if fate == "lost":
            answer = list(answer)
            _hang_up(environ)
        return answer


def _hang_up(environ: Mapping[str, Any]) -> None:
    environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)


@dataclass
class ServedSuite:
    """Where it is, whose keys there are, and how to do harm to the line."""

    suite: Suite
    url: str
    clients: Path
    line: BadLine

    def environment(self) -> dict[str, str]:
        """What a command is told to find it."""
        return {"GPLX_URL": self.url, "GPLX_CLIENTS": str(self.clients)}


@contextmanager
def served_suite(var: Path) -> Iterator[ServedSuite]:
    """A suite without the sandbox, on SQLite, at the real time, behind a free port of this machine."""
    suite = prepare(SuiteSettings(var=var), environ={}, clock=SystemClock())
    line = BadLine(suite.router)
    server = make_server("127.0.0.1", 0, line, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield ServedSuite(suite, f"http://127.0.0.1:{server.server_port}", var / "demo/clients", line)
    finally:
        server.shutdown()
        server.server_close()
        suite.close()
