"""The gateway of short messages: one address that takes them."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from services.sandbox.api import examples
from services.sandbox.application.ports import Store
from services.sandbox.application.sms import take_in
from shared.auth.access import public
from shared.web.blueprint import Blueprint
from shared.web.schemas import Matching, Schema, Text

REASON = "stands in for the gateway of short messages; no telephone rings"


class ShortMessageSchema(Schema):
    """A message to a telephone in Vietnam, with the sender's own name for it."""

    to = Matching(r"(0|\+84)[0-9]{9,10}", max_length=13, required=True)
    text = Text(max_length=500, required=True)
    reference = Matching("[A-Za-z0-9-]{1,64}", max_length=64, required=True)


class ShortMessageTakenSchema(Schema):
    reference = fields.String(required=True)


def sms_routes(store: Store) -> Blueprint:
    """``/sandbox/sms``."""
    routes = Blueprint("sms", __name__, url_prefix="/sandbox/sms", description="Short messages")

    @routes.route("/messages", methods=["POST"])
    @public(REASON)
    @routes.arguments(ShortMessageSchema, example=examples.SHORT_MESSAGE)
    @routes.response(200, ShortMessageTakenSchema, example=examples.SHORT_MESSAGE_TAKEN)
    def send_short_message(asked: dict[str, Any]) -> dict[str, Any]:
        """Take a message in; the same reference again is the same message."""
        take_in(store, reference=asked["reference"], recipient=asked["to"], text=asked["text"])
        return {"reference": asked["reference"]}

    return routes
