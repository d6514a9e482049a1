"""Addresses for those who need to know: standings, cases, settlements, sources."""

from __future__ import annotations

from typing import Any

from services.violations.api import examples
from services.violations.api.agreed import own_number, released, released_cases
from services.violations.api.desk import desk
from services.violations.api.forms import PaymentSchema, SearchSchema, SourcesArgs, StandingQuestionSchema
from services.violations.api.present import case_document, file_document, source_document, standing_document
from services.violations.api.schemas import (
    CaseFileSchema,
    FoundCaseSchema,
    SettlementSchema,
    SourceSchema,
    StandingSchema,
)
from services.violations.application.reading import Criterion, find_cases, read_case
from services.violations.application.settlements import Payment, settle
from services.violations.application.sources import list_sources
from services.violations.application.standings import Question, read_standing
from shared.auth.access import access, current, require_subject
from shared.web.blueprint import Blueprint
from shared.web.paging import make_page
from shared.web.schemas import PageSchema

SECONDS_PER_HOUR = 3600

blp = Blueprint("looking", __name__, url_prefix="/api/violations/v1", description="Standings and cases")


@blp.route("/standings", methods=["POST"])
@access("violations:standing", "violations:read", personal=True)
@blp.arguments(StandingQuestionSchema, example=examples.QUESTION)
@blp.response(200, StandingSchema, example=examples.STANDING)
def read_one_standing(body: dict[str, Any]) -> Any:
    """A person's standing, now or as of a day.

    A case matches by any of the numbers. `unknown` where a required police source has been silent too long, `check`
    where only an officer can tell. Both parts are always given, as licences are not known here.
    """
    require_subject(body["citizen_id"])
    at = desk()
    question = Question(
        citizen_id=body["citizen_id"],
        licence_numbers=frozenset(body["licence_numbers"]),
        aliases=frozenset(body["aliases"]),
        on=body["on"],
    )
    answer = read_standing(at.store, question, rules=at.rules, actor=current().actor, clock=at.clock)
    return released(standing_document(answer, at.rules.agencies), [answer.citizen_id])


@blp.route("/cases/search", methods=["POST"])
@access("violations:read", personal=True)
@blp.arguments(SearchSchema, example=examples.SEARCH)
@blp.response(200, PageSchema(FoundCaseSchema), example=examples.FOUND)
def search_cases(body: dict[str, Any]) -> Any:
    """Cases whose highest version bears a number, a plate or a case number; citizens by their own number only."""
    criterion = next(criterion for criterion in Criterion if criterion.value in body)
    value, limit = body[criterion.value], body["limit"]
    after = body["after"][0] if body["after"] else None
    found = find_cases(desk().store, criterion, value, citizen_id=own_number(), after=after, limit=limit + 1)
    page = make_page(found.cases, lambda stored: (stored.known.id,), limit=limit)
    asked_for = {value} if criterion is Criterion.CITIZEN_ID else set()
    documents = [case_document(stored) for stored in page["items"]]
    return {"items": released_cases(documents, found.persons | asked_for), "next": page["next"]}


@blp.route("/cases/<id:case_id>")
@access("violations:read", personal=True)
@blp.response(200, CaseFileSchema, example=examples.CASE_FILE)
def get_case(case_id: str) -> Any:
    """A case with every version held."""
    found = read_case(desk().store, case_id, citizen_id=own_number())
    return released(file_document(found), found.persons)


@blp.route("/cases/<id:case_id>/settlements", methods=["POST"])
@access("violations:settle", kinds={"system"}, personal=True, looks=False)
@blp.arguments(PaymentSchema, example=examples.PAYMENT)
@blp.response(201, SettlementSchema, example=examples.SETTLEMENT)
def settle_case(body: dict[str, Any], case_id: str) -> Any:
    """Record a payment for the fine of a case; the same payment again is answered as the first time.

    The amount must be the fine of a version held (422 `amount-differs`). Where nothing is owed, or the payment was for
    something else: 409 `state-conflict`.
    """
    at = desk()
    return settle(at.store, case_id, Payment(**body), actor=current().actor, clock=at.clock)


@blp.route("/sources")
@access("violations:push", "violations:read", "violations:standing", "events:read")
@blp.arguments(SourcesArgs, location="query")
@blp.response(200, PageSchema(SourceSchema), example=examples.SOURCES)
def list_police_sources(page: dict[str, Any]) -> Any:
    """Every police source heard of or required: when it was last heard of, and whether it is fresh."""
    at = desk()
    silence = at.rules.silence
    after = page["after"][0] if page["after"] else ""
    reports = list_sources(at.store, silence=silence, clock=at.clock, after=after, limit=page["limit"] + 1)
    found = make_page(reports, lambda report: (report.state.source,), limit=page["limit"])
    hours = silence.max_silence.total_seconds() / SECONDS_PER_HOUR
    items = [source_document(report, at.rules.agencies, max_silence_hours=hours) for report in found["items"]]
    return {**found, "items": items}
