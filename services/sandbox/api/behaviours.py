"""Telling each part how to behave."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from services.sandbox.api import examples
from services.sandbox.api.schemas import BehaviourSchema
from services.sandbox.application.behaviours import behaviour_of, reset, tell
from services.sandbox.application.ports import Store
from services.sandbox.domain.behaviour import Part
from shared.auth.access import public
from shared.kernel.errors import NotFound
from shared.web.blueprint import Blueprint

REASON = "the sandbox has no secrets; whoever tests may tell it to misbehave"


def behaviour_routes(store: Store) -> Blueprint:
    """``/sandbox/<part>/behaviour``."""
    routes = Blueprint("behaviours", __name__, url_prefix="/sandbox", description="How the stand-ins behave")

    @routes.route("/<part>/behaviour", methods=["GET"])
    @public(REASON)
    @routes.response(200, BehaviourSchema, example=examples.BEHAVIOUR)
    def get_behaviour(part: str) -> dict[str, Any]:
        """How a part behaves now."""
        return asdict(behaviour_of(store, _part(part)))

    @routes.route("/<part>/behaviour", methods=["POST"])
    @public(REASON)
    @routes.arguments(BehaviourSchema, example=examples.BEHAVIOUR_TOLD)
    @routes.response(200, BehaviourSchema, example=examples.BEHAVIOUR)
    def tell_behaviour(traits: dict[str, Any], part: str) -> dict[str, Any]:
        """Tell a part how to behave; traits left out stay as they are."""
        return asdict(tell(store, _part(part), traits))

    @routes.route("/<part>/behaviour", methods=["DELETE"])
    @public(REASON)
    @routes.response(200, BehaviourSchema, example=examples.WELL_BEHAVED)
    def reset_behaviour(part: str) -> dict[str, Any]:
        """Have a part behave well again."""
        return asdict(reset(store, _part(part)))

    return routes


def _part(name: str) -> Part:
    try:
        return Part(name)
    except ValueError as error:
        raise NotFound("not-found") from error
