"""The front door: health of all services, metrics, and what belongs to none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests
from flask import Flask, Response, jsonify

from shared.auth.access import public
from shared.observability.metrics import MEDIA_TYPE, exposition
from shared.web.answers import protect
from shared.web.observed import observe
from shared.web.problems import Problems

Healths = Callable[[], Mapping[str, dict[str, Any]]]
"""The health of every service by its name, as it is now."""

TIMEOUT = (1.0, 3.0)


def create_front(healths: Healths) -> Flask:
    """The app that answers what belongs to no single service."""
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
        services = healths()
        up = all(found["status"] == "up" for found in services.values())
        return jsonify({"status": "up" if up else "down", "services": services}), 200 if up else 503

    @front.get("/metrics")
    @public("numbers about the process, none about a person; a proxy keeps the world out")
    def metrics() -> Response:
        return Response(exposition(), content_type=MEDIA_TYPE)

    return front


def mounted(apps: Mapping[str, Flask]) -> Healths:
    """Of services in this process; ``apps`` may still be filled afterwards."""
    return lambda: {name: app.extensions["gplx"].health() for name, app in apps.items()}


def distant(addresses: Mapping[str, str], http: requests.Session) -> Healths:
    """Of services on other machines, by name and address (scheme and host); one that does not answer is down."""

    def ask(name: str) -> dict[str, Any]:
        try:
            answer = http.get(f"{addresses[name]}/health/ready", timeout=TIMEOUT)
            found: dict[str, Any] = answer.json()["services"][name]
        except (requests.RequestException, LookupError, TypeError):
            return {"status": "down", "failing": ["no-answer"]}
        return found

    def all_of_them() -> dict[str, dict[str, Any]]:
        with ThreadPoolExecutor(len(addresses) or 1) as pool:
            return dict(zip(addresses, pool.map(ask, addresses), strict=True))

    return all_of_them
