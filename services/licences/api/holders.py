"""Holders over HTTP: finding one, their exams and their photo."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from services.licences.api import examples as ex
from services.licences.api.agreed import released
from services.licences.api.licences import PREFIX, own_citizen_id
from services.licences.api.schemas import ExamSchema, FoundHolderSchema, HolderSearchSchema, HoldersSchema
from services.licences.application.ports import HolderQuery
from services.licences.application.read_models import HolderView
from services.licences.application.register import Register
from services.licences.domain.holder import Holder
from shared.auth.access import access, current, require_subject
from shared.kernel.errors import Forbidden, NotFound
from shared.web.blueprint import Blueprint
from shared.web.conditional import tagged
from shared.web.faults import fault
from shared.web.paging import Cursor, PageArgs, make_page
from shared.web.schemas import PageSchema

_holder = FoundHolderSchema()
_exam = ExamSchema()


class ExamArgs(PageArgs):
    """Query of the list of exams."""

    after = Cursor(parts=2, load_default=None, metadata={"description": "The `next` of the page before"})

    def on_bind_field(self, field_name: str, field_obj: Any) -> None:
        """The cursor is a day and an id."""
        super().on_bind_field(field_name, field_obj)
        if field_name == "after":
            field_obj.validators = [_day_and_id]


def _day_and_id(key: Any) -> None:
    from datetime import date  # noqa: PLC0415

    try:
        date.fromisoformat(key[0])
    except (TypeError, ValueError) as error:
        raise fault("not-a-cursor") from error
    if not isinstance(key[1], str):
        raise fault("not-a-cursor")


def found_holder(view: HolderView) -> dict[str, Any]:
    """A holder with the ids of the licences held, as it travels."""
    document: dict[str, Any] = _holder.dump(view.holder)
    return {**document, "licence_ids": list(view.licence_ids)}


def holders_blueprint(register: Register) -> Blueprint:
    """Routes under ``/holders``."""
    blp = Blueprint("holders", __name__, url_prefix=PREFIX, description="Holders, their exams and photos.")
    _searching(blp, register)
    _reading(blp, register)
    return blp


def _searching(blp: Blueprint, register: Register) -> None:
    @blp.route("/holders/search", methods=["POST"])
    @access("licences:read", personal=True)
    @blp.arguments(HolderSearchSchema, example=ex.HOLDER_SEARCH)
    @blp.response(200, HoldersSchema, example=ex.HOLDERS)
    def search_holders(asked: dict[str, Any]) -> Response:
        """Holders by personal number, or (officers) by name and date of birth; marks of the name do not matter.

        At most 20. A citizen may name their own number only.
        """
        if "name" in asked and current().principal.kind != "officer":
            raise Forbidden("officers-only")
        if "citizen_id" in asked:
            require_subject(asked["citizen_id"])
        found = register.reading.holders(HolderQuery(**asked))
        persons = [view.holder.citizen_id for view in found]
        if not found and "citizen_id" in asked:
            persons = [asked["citizen_id"]]
        items = [{"holder": found_holder(view)} for view in found]
        answers = released(items, persons)
        return jsonify({"items": [answer["holder"] for answer in answers if "holder" in answer]})


def _reading(blp: Blueprint, register: Register) -> None:
    @blp.route("/holders/<id:holder_id>/exams")
    @access("licences:read", personal=True)
    @blp.arguments(ExamArgs, location="query")
    @blp.response(200, PageSchema(ExamSchema), example=ex.EXAMS)
    def list_holder_exams(query: dict[str, Any], holder_id: str) -> Response:
        """The exams of a holder, oldest first."""
        holder = _find(register, holder_id)
        found = register.reading.exams(holder_id, after=query["after"], limit=query["limit"] + 1)
        page = make_page(found, lambda exam: (exam.held_on.isoformat(), exam.id), limit=query["limit"])
        answers = released([{"exams": [_exam.dump(exam) for exam in page["items"]]}], [holder.citizen_id])
        return jsonify({"items": answers[0].get("exams", []), "next": page["next"]})

    @blp.route("/holders/<id:holder_id>/photo")
    @access("licences:read", personal=True)
    @tagged
    @blp.response(200, {"type": "string", "format": "binary"}, content_type="image/jpeg")
    @blp.alt_response(200, schema={"type": "string", "format": "binary"}, content_type="image/png")
    def get_holder_photo(holder_id: str) -> Response:
        """The portrait on file, JPEG or PNG, tagged with its SHA-256; 404 where only its particulars are known.

        A picture that is not the one the holder's record names (by then another was taken) is not shown.
        """
        holder = _find(register, holder_id)
        photo = register.reading.photo(holder_id)
        (answer,) = released([{"photo": photo}], [holder.citizen_id])
        if photo is None or "photo" not in answer or holder.photo is None or photo.sha256 != holder.photo.sha256:
            raise NotFound("not-found")
        return Response(photo.content, mimetype=photo.media_type, headers={"ETag": f'"{photo.sha256}"'})


def _find(register: Register, holder_id: str) -> Holder:
    holder = register.reading.holder(holder_id)
    own = own_citizen_id()
    if holder is None or (own is not None and holder.citizen_id != own):
        raise NotFound("not-found")
    return holder
