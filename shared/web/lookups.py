"""Every read of a person's data leaves an entry before the answer leaves, and the person can read the entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask, Response, current_app, g, request
from marshmallow import fields

from shared.auth.access import access, access_of, current
from shared.db.lookups import Lookup, LookupLog, RecordedLookup
from shared.kernel.words import Words
from shared.observability.logging import get_logger
from shared.web.blueprint import Blueprint
from shared.web.faults import fault
from shared.web.lookup_texts import sentence
from shared.web.paging import Cursor, PageArgs, make_page
from shared.web.problems import Problems
from shared.web.runtime import runtime_of
from shared.web.schemas import Instant, PageSchema, Schema, WordsSchema

log = get_logger(part="lookups")
READING_SCOPES = (
    "licences:read",
    "licences:standing",
    "violations:read",
    "violations:standing",
    "renewals:read",
    "renewals:check",
    "exchange:receive",
)
"""A citizen may read who looked with any scope by which they may look themselves."""


def record_lookup(persons: Sequence[str], fields: Sequence[str]) -> None:
    """Note that the caller sees these ``fields`` of these ``persons`` (personal numbers); durable on return.

    Call it before the answer is built, and in a write before the use case commits. With nobody found, pass the number
    that was asked for, or nobody. Raises LimitReached ``rate-limited`` past the agreement's daily volume, Unavailable
    if the entry cannot be written (then nothing may be shown), RuntimeError on a route without a purpose.
    """
    caller = current()
    if caller.purpose is None:
        raise RuntimeError("a look-up is recorded on routes marked personal=True only")
    principal = caller.principal
    agreement = None if principal.kind == "citizen" else principal.agreement
    _log().record(
        [
            Lookup(
                person=person,
                kind=principal.kind,
                subject=principal.subject,
                client_id=principal.client_id,
                agency=principal.agency,
                on_behalf_of=caller.on_behalf_of,
                fields=tuple(fields),
                purpose=caller.purpose,
                case_ref=caller.case,
                agreement_id=agreement.id if agreement else None,
                per_day=agreement.per_day if agreement else None,
            )
            for person in dict.fromkeys(persons)
        ]
    )
    g.gplx_lookup_recorded = True


def _log() -> LookupLog:
    found = runtime_of(current_app).lookups
    if found is None:
        raise RuntimeError("this service shows personal data but has no look-up log")
    return found


def enforce_lookups(app: Flask, problems: Problems) -> None:
    """Let no 2xx leave a route that shows personal data unless a look-up entry is on disk."""

    def check(response: Response) -> Response:
        rule = request.url_rule
        mark = access_of(app.view_functions[rule.endpoint]) if rule else None
        if mark is None or not mark.looks or response.status_code >= 300:
            return response
        if g.get("gplx_lookup_recorded"):
            return response
        log.error("lookup-not-recorded", route=rule.rule if rule else None)
        response.close()
        return problems.answer(500, "internal-error")

    app.after_request(check)


class LookupSchema(Schema):
    """One look at the citizen's data."""

    at = Instant(required=True)
    who = fields.String(required=True, metadata={"description": "citizen, officer or system"})
    agency = fields.String(required=True, allow_none=True, metadata={"description": "Code of the agency"})
    on_behalf_of = fields.String(required=True, allow_none=True, metadata={"description": "Opaque subject"})
    fields_ = fields.List(fields.String(), required=True, data_key="fields", attribute="fields")
    purpose = fields.String(required=True)
    case = fields.String(required=True, allow_none=True)
    text = fields.Nested(WordsSchema, required=True)


class LookupArgs(PageArgs):
    """Query of the list."""

    after = Cursor(parts=1, load_default=None, metadata={"description": "The `next` of the page before"})

    def on_bind_field(self, field_name: str, field_obj: Any) -> None:
        """The cursor is the text of an entry's id."""
        super().on_bind_field(field_name, field_obj)
        if field_name == "after":
            field_obj.validators = [_one_text]


def _one_text(key: Any) -> None:
    if not isinstance(key[0], str):
        raise fault("not-a-cursor")


EXAMPLE = {
    "items": [
        {
            "at": "2026-11-21T07:02:00Z",
            "who": "system",
            "agency": "G01.79",
            "on_behalf_of": None,
            "fields": ["validity"],
            "purpose": "roadside",
            "case": None,
            "text": {
                "vi": "Công an TP. Hồ Chí Minh xem hiệu lực, 14:02 21/11/2026, để kiểm tra trên đường.",
                "en": "Ho Chi Minh City Police looked at validity, 14:02 21/11/2026, for a roadside check.",
            },
        }
    ],
    "next": None,
}


def lookups_blueprint(
    prefix: str,
    *,
    labels: Mapping[str, Words] | None = None,
    agencies: Mapping[str, Words] | None = None,
    scopes: Sequence[str] = READING_SCOPES,
) -> Blueprint:
    """``GET {prefix}/lookups``: a citizen reads who looked at their data in this service."""
    blp = Blueprint("lookups", __name__, url_prefix=prefix, description="Who looked at whose data, and why.")

    @blp.route("/lookups")
    @access(*scopes, kinds={"citizen"}, personal=True, looks=False)
    @blp.arguments(LookupArgs, location="query")
    @blp.response(200, PageSchema(LookupSchema), example=EXAMPLE)
    def list_lookups(query: dict[str, Any]) -> dict[str, Any]:
        """Who looked at my data.

        Newest first. A citizen's own looks are among them.
        """
        person = current().principal.citizen_id or ""
        before = query["after"][0] if query["after"] else None
        found = _log().for_person(person, before=before, limit=query["limit"] + 1)
        page = make_page(found, lambda entry: (entry.id,), limit=query["limit"])
        shown = [_shown(entry, labels or {}, agencies or {}) for entry in page["items"]]
        return {**page, "items": shown}

    return blp


def _shown(entry: RecordedLookup, labels: Mapping[str, Words], agencies: Mapping[str, Words]) -> dict[str, Any]:
    look = entry.lookup
    return {
        "at": entry.at,
        "who": look.kind,
        "agency": look.agency,
        "on_behalf_of": look.on_behalf_of,
        "fields": list(look.fields),
        "purpose": look.purpose,
        "case": look.case_ref,
        "text": sentence(entry, labels=labels, agencies=agencies),
    }
