"""The front door of the one-process run: health, metrics and a list of addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response

from shared.auth.access import public


def create_front(apps: Mapping[str, Flask]) -> Flask:
    """The app that answers what belongs to no single service; ``apps`` may still be filled afterwards."""
    from shared.web.health import health_answer, metrics_answer  # noqa: PLC0415  # written beside build_app

    front = Flask("gplx")

    @front.get("/health/live")
    @public("load balancers ask whether the process is up")
    def health_live() -> dict[str, str]:
        return {"status": "up"}

    @front.get("/health/ready")
    @public("load balancers ask whether the process can work")
    def health_ready() -> tuple[dict[str, Any], int]:
        return health_answer([app.extensions["gplx"] for app in apps.values()])

    @front.get("/metrics")
    @public("scraped from inside the network; carries counts only")
    def metrics() -> Response:
        return metrics_answer()

    return front
