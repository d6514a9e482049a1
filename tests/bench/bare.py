"""The least that answers: a WSGI callable under the very server the services run under.

``python -m tests.bench.bare PORT THREADS``
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any

from services.commands.machine import Server, options
from services.settings import MachineSettings

ANSWER = b'{"items":["' + b"x" * 1180 + b'"]}'
"""As long as the answer with one licence."""


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Read what was sent, answer a constant."""
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(ANSWER)))])
    return [ANSWER]


if __name__ == "__main__":
    machine = MachineSettings(port=int(sys.argv[1]))
    Server(options(machine, workers=1, threads=int(sys.argv[2])), lambda: application).run()
