"""What travels about feedback."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshmallow import fields, validate

from services.portal.application.feedback import Act, Kind, Outcome, State
from shared.web.faults import fault
from shared.web.paging import Cursor, PageArgs
from shared.web.schemas import CitizenId, Day, Id, Instant, Matching, OneOf, Schema, Text, Whole, WordsSchema

LONGEST = 2000


class SenderSchema(Schema):
    """Who wrote, as the national portal knows them."""

    citizen_id = CitizenId(load_default=None, allow_none=True)
    full_name = Text(required=True, max_length=100)
    phone = Matching(r"\+?[0-9]{8,15}", max_length=16, load_default=None, allow_none=True)
    email = Text(max_length=200, load_default=None, allow_none=True)


class FeedbackRequestSchema(Schema):
    """What a citizen wrote elsewhere. ``reference`` is its name there; the dossier's code if it is about one."""

    reference = Matching(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,63}", max_length=64, required=True)
    kind = OneOf(Kind, required=True)
    sender = fields.Nested(SenderSchema, required=True)
    dossier_code = Matching(r"[A-Z0-9][A-Z0-9.-]{5,63}", max_length=64, load_default=None, allow_none=True)
    text = Text(required=True, max_length=LONGEST, multiline=True)


class AnswerRequestSchema(Schema):
    """What an officer does with it, and the words its sender reads."""

    outcome = OneOf(Outcome, required=True)
    text = Text(required=True, max_length=LONGEST, multiline=True)


class FeedbackSchema(Schema):
    """One feedback without what was written. ``due_on`` null: nothing is owed now. Limits are the last days in time."""

    id = Id(required=True)
    code = fields.String(required=True)
    kind = OneOf(Kind, required=True)
    state = OneOf(State, required=True)
    escalated = fields.Boolean(required=True)
    agency = fields.Nested(WordsSchema, required=True)
    application_id = Id(required=True, allow_none=True)
    received_at = Instant(required=True)
    forward_by = Day(required=True)
    ask_by = Day(required=True)
    answer_by = Day(required=True)
    due_on = Day(required=True, allow_none=True)
    late_by = Whole(required=True, min=0, max=100_000, metadata={"description": "Working days"})
    paused = fields.Boolean(required=True)


class StepSchema(Schema):
    """One thing that happened."""

    at = Instant(required=True)
    act = OneOf(Act, required=True)
    by = fields.String(required=True, metadata={"description": "citizen, officer or system"})
    text = fields.String(required=True, allow_none=True)


class WrittenBySchema(Schema):
    """Who wrote it."""

    full_name = fields.String(required=True)
    citizen_id = fields.String(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True)
    email = fields.String(required=True, allow_none=True)


class FeedbackDetailSchema(FeedbackSchema):
    """One feedback with all that was written."""

    sender = fields.Nested(WrittenBySchema, required=True)
    about = fields.String(required=True, allow_none=True)
    text = fields.String(required=True)
    wanted = fields.String(required=True, allow_none=True)
    steps = fields.List(fields.Nested(StepSchema), required=True, validate=validate.Length(max=20))


class WorklistArgs(PageArgs):
    """Query of the worklist."""

    kind = OneOf(Kind, load_default=None)
    after = Cursor(parts=2, load_default=None, metadata={"description": "The `next` of the page before"})

    def on_bind_field(self, field_name: str, field_obj: Any) -> None:
        """The cursor is a limit's day and an id."""
        super().on_bind_field(field_name, field_obj)
        if field_name == "after":
            field_obj.validators = [_a_place]


def _a_place(key: Any) -> None:
    try:
        date.fromisoformat(key[0])
    except (TypeError, ValueError):
        raise fault("not-a-cursor") from None
    if not isinstance(key[1], str):
        raise fault("not-a-cursor")
