"""The event feed over HTTP: consumers pull, and may wait a while for news."""

from __future__ import annotations

from typing import Any

from flask import current_app
from marshmallow import fields

from shared.auth.access import access
from shared.messaging.feed import MAX_EVENTS, MAX_WAIT_SECONDS, read_feed
from shared.web.blueprint import Blueprint
from shared.web.runtime import runtime_of
from shared.web.schemas import Id, Instant, Matching, Schema, Whole

EXAMPLE = {
    "items": [
        {
            "id": "019aa5c4-6f00-7000-8000-000000000001",
            "type": "thing.changed",
            "subject_id": "019aa5c4-6f00-7000-8000-00000000000a",
            "occurred_at": "2026-11-22T02:00:00Z",
            "data": {},
            "cursor": "0.1",
        }
    ],
    "next": "0.1",
}


class EventArgs(Schema):
    """Where to go on, how many, and how long to wait for the first."""

    after = Matching(
        r"[0-9]{1,20}\.[0-9]{1,18}",
        code="not-a-cursor",
        max_length=40,
        load_default=None,
        metadata={"description": "The `next` of the answer before; left out: from the beginning"},
    )
    limit = Whole(min=1, max=MAX_EVENTS, load_default=MAX_EVENTS)
    wait = Whole(min=0, max=int(MAX_WAIT_SECONDS), load_default=0, metadata={"description": "Seconds"})


class EventSchema(Schema):
    """Something that happened."""

    id = Id(required=True)
    type = fields.String(required=True)
    subject_id = fields.String(required=True)
    occurred_at = Instant(required=True)
    data = fields.Dict(required=True, keys=fields.String())
    cursor = fields.String(required=True, metadata={"description": "Its place: ask `after` it to go on from here"})


class EventPageSchema(Schema):
    """Events in order, and the cursor to go on with."""

    items = fields.List(fields.Nested(EventSchema), required=True)
    next = fields.String(required=True)


def events_blueprint(prefix: str, *, example: dict[str, Any] | None = None) -> Blueprint:
    """``GET {prefix}/events``. Nothing is skipped, and events of one subject come in order."""
    blp = Blueprint("events", __name__, url_prefix=prefix, description="What happened here, for others to pull.")

    @blp.route("/events")
    @access("events:read", kinds={"system"})
    @blp.arguments(EventArgs, location="query")
    @blp.response(200, EventPageSchema, example=example or EXAMPLE)
    def list_events(query: dict[str, Any]) -> Any:
        """Events after a cursor.

        With `wait` the answer is held back until there is an event or the time has passed.
        """
        database = runtime_of(current_app).database
        if database is None:
            raise RuntimeError("a feed needs a database")
        return read_feed(database, after=query["after"], limit=query["limit"], wait=query["wait"])

    return blp
