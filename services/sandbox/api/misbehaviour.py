"""Where the told behaviour shows on the stand-ins' own routes: slow answers, failures, answers lost on the way."""

from __future__ import annotations

import time
from typing import Any

from flask import Response, request

from services.sandbox.application.behaviours import behaviour_of, take
from services.sandbox.application.ports import Store
from services.sandbox.domain.behaviour import Part, Trait
from shared.kernel.errors import Unavailable

MILLISECONDS = 1000
LOST = 504


def misbehaves(blueprint: Any, store: Store, part: Part) -> None:
    """Have every route of a blueprint show how its part behaves."""

    def before() -> None:
        behaviour = behaviour_of(store, part)
        if behaviour.slow_ms:
            time.sleep(behaviour.slow_ms / MILLISECONDS)
        if take(store, part, Trait.FAIL):
            raise Unavailable("service-unavailable", retry_after=1)

    def after(response: Response) -> Response:
        worth_losing = response.status_code < 500 and request.method == "POST"
        if worth_losing and take(store, part, Trait.LOSE_ANSWER):
            return Response(status=LOST)
        return response

    blueprint.before_request(before)
    blueprint.after_request(after)
