"""Following a dossier: all its applicant's page shows in one answer, and its bare state by code and birth date."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from services.renewals.api import examples
from services.renewals.api.money_schemas import PaymentSchema
from services.renewals.api.rendering import me
from services.renewals.api.schemas import ApplicationSchema, TimelineEntrySchema
from services.renewals.application.ports import Ports
from services.renewals.application.tracking import MOST_PAYMENTS, follow, follow_by_code
from services.renewals.domain.states import State
from shared.auth.access import access
from shared.web.blueprint import Blueprint
from shared.web.lookups import record_lookup
from shared.web.schemas import Day, Instant, Matching, OneOf, Schema, Whole, WordsSchema

CODE = r"[A-Z0-9.]{2,20}-[0-9]{6}-[0-9]{6,9}"
LONGEST_CODE = 40
MILESTONES: list[dict[str, Any]] = [
    {
        "state": "under_review",
        "text": {"vi": "Tiếp nhận, cán bộ xem xét và quyết định", "en": "Acceptance, review and decision"},
    },
    {"state": "issued", "text": {"vi": "Cấp giấy phép lái xe", "en": "Issue of the licence"}},
    {"state": "delivered", "text": {"vi": "Trả kết quả điện tử", "en": "Electronic delivery of the result"}},
]
NAME = {"vi": "Cấp lại giấy phép lái xe", "en": "Reissue of a driving licence"}
APPLICANT = {"vi": "Ông/bà (người nộp hồ sơ)", "en": "You (the applicant)"}
TRACKING: dict[str, Any] = {
    "application": examples.APPLICATION,
    "procedure_name": NAME,
    "agency": "Cục Cảnh sát giao thông",
    "holder": APPLICANT,
    "since": "2026-11-22T02:00:00Z",
    "days": None,
    "steps": examples.TIMELINE["items"],
    "ahead": MILESTONES,
    "payments": [examples.PAYMENT],
}
TRACKING_REQUEST = {"code": "G01.08-261122-000001", "date_of_birth": "1990-05-17"}
PUBLIC_TRACKING: dict[str, Any] = {
    "code": "G01.08-261122-000001",
    "procedure_name": NAME,
    "portal_state": 6,
    "portal_state_text": {"vi": "Yêu cầu thực hiện nghĩa vụ tài chính", "en": "Payment obligation requested"},
    "agency": "Cục Cảnh sát giao thông",
    "holder": APPLICANT,
    "ended": False,
    "submitted_at": "2026-11-22T02:00:00Z",
    "accepted_at": None,
    "due_on": None,
    "paused": False,
    "late_by": 0,
    "working_days": None,
    "days": None,
    "steps": [
        {"at": "2026-11-22T02:00:00Z", "portal_state": 1, "text": {"vi": "Mới đăng ký", "en": "Newly registered"}}
    ],
    "ahead": MILESTONES,
}


class MilestoneSchema(Schema):
    """A step to come."""

    state = OneOf(State, required=True)
    text = fields.Nested(WordsSchema, required=True)


class DaysUsedSchema(Schema):
    """Whole working days of the limit that are over, and those left, today among them."""

    used = fields.Integer(required=True)
    left = fields.Integer(required=True)


class TrackingSchema(Schema):
    """A dossier as its applicant follows it. `holder` says by title who has to act next; null: it has ended."""

    application = fields.Nested(ApplicationSchema, required=True)
    procedure_name = fields.Nested(WordsSchema, required=True)
    agency = fields.String(required=True, metadata={"description": "Name of the agency whose desk it is"})
    holder = fields.Nested(WordsSchema, required=True, allow_none=True)
    since = Instant(required=True, metadata={"description": "Since when it is in the present state"})
    days = fields.Nested(DaysUsedSchema, required=True, allow_none=True)
    steps = fields.List(fields.Nested(TimelineEntrySchema), required=True, validate=validate.Length(max=200))
    ahead = fields.List(fields.Nested(MilestoneSchema), required=True, validate=validate.Length(max=5))
    payments = fields.List(fields.Nested(PaymentSchema), required=True, validate=validate.Length(max=MOST_PAYMENTS))


class TrackingRequestSchema(Schema):
    """What is printed on the acknowledgement, and what only the applicant's circle knows."""

    code = Matching(CODE, max_length=LONGEST_CODE, required=True)
    date_of_birth = Day(required=True)


class PublicStepSchema(Schema):
    """A step without its reason."""

    at = Instant(required=True)
    portal_state = Whole(min=1, max=10, required=True)
    text = fields.Nested(WordsSchema, required=True)


class PublicTrackingSchema(Schema):
    """The bare state of a dossier: nothing about a person, and no reason of anything."""

    code = fields.String(required=True)
    procedure_name = fields.Nested(WordsSchema, required=True)
    portal_state = Whole(min=1, max=10, required=True)
    portal_state_text = fields.Nested(WordsSchema, required=True)
    agency = fields.String(required=True)
    holder = fields.Nested(WordsSchema, required=True, allow_none=True)
    ended = fields.Boolean(required=True)
    submitted_at = Instant(required=True)
    accepted_at = Instant(required=True, allow_none=True)
    due_on = Day(required=True, allow_none=True)
    paused = fields.Boolean(required=True)
    late_by = fields.Integer(required=True, metadata={"description": "Working days past the limit"})
    working_days = fields.Integer(required=True, allow_none=True)
    days = fields.Nested(DaysUsedSchema, required=True, allow_none=True)
    steps = fields.List(fields.Nested(PublicStepSchema), required=True, validate=validate.Length(max=200))
    ahead = fields.List(fields.Nested(MilestoneSchema), required=True, validate=validate.Length(max=5))


def tracking_routes(ports: Ports) -> Blueprint:
    """``/applications/{id}/tracking`` and ``/trackings``."""
    blp = Blueprint("tracking", __name__, url_prefix="/api/renewals/v1", description="Following a dossier.")

    @blp.route("/applications/<id:application_id>/tracking", methods=["GET"])
    @access("renewals:read", personal=True)
    @blp.response(200, TrackingSchema, example=TRACKING)
    def get_tracking(application_id: str) -> Any:
        """A dossier with its steps, those to come, and the payments of its fee, at one moment."""
        _caller, citizen_id = me()
        found = follow(ports, application_id, of_citizen=citizen_id)
        record_lookup([found.application.citizen_id], ["application", "timeline", "payment"])
        return found

    @blp.route("/trackings", methods=["POST"])
    @access("renewals:read", kinds={"system"}, personal=True)
    @blp.arguments(TrackingRequestSchema, example=TRACKING_REQUEST)
    @blp.response(200, PublicTrackingSchema, example=PUBLIC_TRACKING)
    def track_by_code(asked: dict[str, Any]) -> Any:
        """The bare state of a dossier. 404 alike for an unknown code and for another birth date.

        Whoever asks keeps guessers out: this route counts nothing.
        """
        found = follow_by_code(ports, asked["code"], asked["date_of_birth"])
        record_lookup([found.citizen_id], ["tracking"])
        return found

    return blp
