"""Whether the process runs, and whether it can do its work."""

from __future__ import annotations

from flask import Flask, Response, jsonify

from shared.auth.access import public
from shared.web.answers import any_accept
from shared.web.runtime import Runtime


def serve_health(app: Flask, runtime: Runtime) -> None:
    """``/health/live`` and ``/health/ready`` of one service; the suite's front door joins those of several."""

    @app.get("/health/live")
    @public("says only that the process runs")
    @any_accept
    def live() -> Response:
        return jsonify({"status": "up"})

    @app.get("/health/ready")
    @public("says only which parts are up, and their versions")
    @any_accept
    def ready() -> tuple[Response, int]:
        found = runtime.health()
        body = {"status": found["status"], "services": {runtime.name: found}}
        return jsonify(body), 200 if found["status"] == "up" else 503
