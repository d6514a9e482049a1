"""What the national portal is told of a dossier, for the system that tells it: one answer with everything in it."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from services.renewals.api import examples
from services.renewals.api.schemas import ApplicationSchema, TimelineEntrySchema
from services.renewals.application.ports import Ports
from services.renewals.application.reading import portal_record
from shared.auth.access import access
from shared.web.blueprint import Blueprint
from shared.web.lookups import record_lookup
from shared.web.schemas import CitizenId, Schema, WordsSchema

PORTAL_RECORD: dict[str, Any] = {
    "application": examples.APPLICATION,
    "procedure_name": {"vi": "Cấp lại giấy phép lái xe", "en": "Reissue of a driving licence"},
    "applicant": {
        "citizen_id": examples.CITIZEN_ID,
        "full_name": "Nguyễn Văn Thử Một",
        "phone": "0900000000",
        "email": None,
    },
    "steps": examples.TIMELINE["items"],
}


class PortalApplicantSchema(Schema):
    """Who applies, as the dossier states it."""

    citizen_id = CitizenId(required=True)
    full_name = fields.String(required=True)
    phone = fields.String(required=True, allow_none=True)
    email = fields.String(required=True, allow_none=True)


class PortalRecordSchema(Schema):
    """A dossier with its applicant, its procedure's name and all its steps, oldest first."""

    application = fields.Nested(ApplicationSchema, required=True)
    procedure_name = fields.Nested(WordsSchema, required=True)
    applicant = fields.Nested(PortalApplicantSchema, required=True)
    steps = fields.List(fields.Nested(TimelineEntrySchema), required=True)


def portal_record_routes(ports: Ports) -> Blueprint:
    """``/applications/{id}/portal-record``."""
    blp = Blueprint("portal_records", __name__, url_prefix="/api/renewals/v1", description="For the national portal.")

    @blp.route("/applications/<id:application_id>/portal-record", methods=["GET"])
    @access("renewals:read", kinds={"system"}, personal=True)
    @blp.response(200, PortalRecordSchema, example=PORTAL_RECORD)
    def get_portal_record(application_id: str) -> Any:
        """A dossier as the national portal is told of it, at one moment."""
        record = portal_record(ports, application_id)
        record_lookup([record.applicant.citizen_id], ["application", "timeline"])
        return record

    return blp
