"""The front door of the one-process run: health of all services, metrics, and what belongs to none of them."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, Response, jsonify

from shared.auth.access import public
from shared.observability.metrics import MEDIA_TYPE, exposition
from shared.web.answers import protect
from shared.web.observed import observe
from shared.web.problems import Problems


def create_front(apps: Mapping[str, Flask]) -> Flask:
    """The app that answers what belongs to no single service; ``apps`` may still be filled afterwards."""
    front = Flask("gplx", static_folder=None, template_folder=None)
    Problems({}).install(front)
    observe(front, "front")
    protect(front)

    @front.get("/health/live")
    @public("says only that the process runs")
    def live() -> Response:
        return jsonify({"status": "up"})

    @front.get("/health/ready")
    @public("says only which parts are up, and their versions")
    def ready() -> tuple[Response, int]:
        services = {name: app.extensions["gplx"].health() for name, app in apps.items()}
        up = all(found["status"] == "up" for found in services.values())
        return jsonify({"status": "up" if up else "down", "services": services}), 200 if up else 503

    @front.get("/metrics")
    @public("numbers about the process, none about a person; a proxy keeps the world out")
    def metrics() -> Response:
        return Response(exposition(), content_type=MEDIA_TYPE)

    return front
