"""Filing, following, supplementing and withdrawing a dossier."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import request

from services.renewals.api import examples
from services.renewals.api.filings import filing_of
from services.renewals.api.rendering import changed, filed, me
from services.renewals.api.requests import ApplicationRequestSchema, WorklistArgs
from services.renewals.api.schemas import (
    ApplicationSchema,
    TimelineSchema,
)
from services.renewals.application.filing import file_application as file
from services.renewals.application.ports import Ports
from services.renewals.application.reading import WorklistFilter, own, show, timeline, worklist, worklist_place
from services.renewals.application.supplementing import MOST_BYTES, MOST_FILES, Upload, supplement
from services.renewals.application.views import ApplicationView
from services.renewals.application.withdrawing import withdraw
from shared.auth.access import access, current
from shared.kernel.errors import Fault, Invalid
from shared.web.blueprint import Blueprint
from shared.web.bodies import body_limit, consumes
from shared.web.conditional import etag, tagged
from shared.web.idempotency import idempotent
from shared.web.lookups import record_lookup
from shared.web.paging import Cursor, PageArgs, make_page
from shared.web.schemas import PageSchema, instant_text

FORM = "multipart/form-data"
FORM_OVERHEAD = 64 * 1024
FILES_DOC = {
    "required": True,
    "content": {
        FORM: {
            "schema": {
                "type": "object",
                "required": ["files"],
                "properties": {
                    "files": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": MOST_FILES,
                        "items": {"type": "string", "contentMediaType": "application/octet-stream"},
                        "description": "PDF, JPEG or PNG, at most 10 MB each",
                    }
                },
            },
            "example": examples.SUPPLEMENT,
        }
    },
}


def application_routes(ports: Ports) -> Blueprint:  # one registration for each route
    """``/applications`` and ``/worklist``."""
    blp = Blueprint("applications", __name__, url_prefix="/api/renewals/v1", description="Dossiers (hồ sơ).")

    @blp.route("/applications", methods=["POST"])
    @access("renewals:file", kinds={"citizen", "officer"}, personal=True)
    @blp.arguments(ApplicationRequestSchema, example=examples.APPLICATION_REQUEST)
    @blp.response(201, ApplicationSchema, example=examples.APPLICATION)
    @idempotent(filed)
    def file_application(asked: dict[str, Any]) -> ApplicationView:
        """File a dossier. It is checked at once and goes on as far as it can without a person."""
        caller = current()
        filing = filing_of(asked, caller.principal)
        record_lookup([filing.citizen_id], ["application"])
        return file(ports, filing, actor=caller.actor)

    @blp.route("/applications", methods=["GET"])
    @access("renewals:read", kinds={"citizen"}, personal=True)
    @blp.arguments(OwnArgs, location="query")
    @blp.response(200, PageSchema(ApplicationSchema), example={"items": [examples.APPLICATION], "next": None})
    def list_applications(query: dict[str, Any]) -> dict[str, Any]:
        """My dossiers, newest first."""
        citizen_id = current().principal.citizen_id or ""
        record_lookup([citizen_id], ["application"])
        found = own(ports, citizen_id, after=_own_place(query["after"]), limit=query["limit"] + 1)
        return make_page(found, lambda view: (instant_text(view.submitted_at), view.id), limit=query["limit"])

    @blp.route("/applications/<id:application_id>", methods=["GET"])
    @access("renewals:read", personal=True)
    @tagged
    @blp.response(200, ApplicationSchema, example=examples.APPLICATION)
    def get_application(application_id: str) -> Any:
        """One dossier. A citizen sees their own."""
        _caller, citizen_id = me()
        view = show(ports, application_id, of_citizen=citizen_id)
        record_lookup([view.citizen_id], ["application"])
        return view, 200, {"ETag": etag(view.version)}

    @blp.route("/applications/<id:application_id>/timeline", methods=["GET"])
    @access("renewals:read", personal=True)
    @blp.response(200, TimelineSchema, example=examples.TIMELINE)
    def get_timeline(application_id: str) -> dict[str, Any]:
        """The steps of a dossier in words, oldest first."""
        _caller, citizen_id = me()
        steps, whose = timeline(ports, application_id, of_citizen=citizen_id)
        record_lookup([whose], ["timeline"])
        return {"items": steps}

    @blp.route("/applications/<id:application_id>/withdraw", methods=["POST"])
    @access("renewals:file", kinds={"citizen", "officer"}, personal=True)
    @blp.response(200, ApplicationSchema, example=examples.APPLICATION)
    def withdraw_application(application_id: str) -> Any:
        """Take the dossier back, until the card is being issued; the fee and the old card come back too."""
        caller, citizen_id = me()
        seen = show(ports, application_id, of_citizen=citizen_id)
        record_lookup([seen.citizen_id], ["application"])
        view = withdraw(ports, application_id, of_citizen=citizen_id, actor=caller.actor)
        return view, 200, {"ETag": etag(view.version)}

    @blp.route("/applications/<id:application_id>/supplements", methods=["POST"])
    @access("renewals:file", kinds={"citizen", "officer"}, personal=True)
    @consumes(FORM)
    @blp.doc(requestBody=FILES_DOC)
    @body_limit(MOST_FILES * MOST_BYTES + FORM_OVERHEAD)
    @blp.response(200, ApplicationSchema, example=examples.APPLICATION)
    @idempotent(changed)
    def supplement_application(application_id: str) -> ApplicationView:
        """Hand in papers that were asked for: form field `files`, at most 5 of 10 MB, PDF, JPEG or PNG."""
        caller, citizen_id = me()
        seen = show(ports, application_id, of_citizen=citizen_id)
        record_lookup([seen.citizen_id], ["supplement"])
        return supplement(ports, application_id, _uploads(), of_citizen=citizen_id, actor=caller.actor)

    @blp.route("/worklist", methods=["GET"])
    @access("renewals:read", kinds={"officer"}, personal=True)
    @blp.arguments(WorklistArgs, location="query")
    @blp.response(200, PageSchema(ApplicationSchema), example={"items": [examples.APPLICATION], "next": None})
    def list_worklist(query: dict[str, Any]) -> dict[str, Any]:
        """Dossiers by due day, those without one last; by default those under review."""
        wanted = WorklistFilter(query["desk"], query["state"], query["due_before"])
        found = worklist(ports, wanted, after=_worklist_place(query["after"]), limit=query["limit"] + 1)
        page = make_page(found, lambda view: _worklist_key(view), limit=query["limit"])  # noqa: PLW0108
        record_lookup([view.citizen_id for view in page["items"]], ["worklist"])
        return page

    return blp


class OwnArgs(PageArgs):
    """Query of a citizen's dossiers."""

    after = Cursor(parts=2, load_default=None, metadata={"description": "The `next` of the page before"})


def _own_place(after: tuple[Any, ...] | None) -> tuple[datetime, str] | None:
    if after is None:
        return None
    try:
        at, last = after
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or not isinstance(last, str):
            raise ValueError("not a place of ours")
    except (TypeError, ValueError) as error:
        raise _not_a_cursor() from error
    return moment, last


def _worklist_key(view: ApplicationView) -> tuple[str, str]:
    day, last = worklist_place(view)
    return day.isoformat(), last


def _worklist_place(after: tuple[Any, ...] | None) -> Any:
    if after is None:
        return None
    try:
        day, last = after
        place = datetime.fromisoformat(day).date()
        if not isinstance(last, str):
            raise TypeError("not a place of ours")
    except (TypeError, ValueError) as error:
        raise _not_a_cursor() from error
    return place, last


def _not_a_cursor() -> Invalid:
    return Invalid("validation-failed", faults=[Fault("/after", "not-a-cursor")])


def _uploads() -> list[Upload]:
    files = request.files.getlist("files")
    return [Upload(_name(file.filename), file.stream.read(MOST_BYTES + 1)) for file in files[: MOST_FILES + 1]]


def _name(given: str | None) -> str:
    """A file name without a path and without anything that cannot be shown."""
    last = (given or "").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:200] or "unnamed"
