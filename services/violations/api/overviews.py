"""What a person's page needs in one answer: where they stand, and their cases with the acts in words."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from services.violations.api import examples
from services.violations.api.agreed import own_number, shown
from services.violations.api.desk import desk
from services.violations.api.present import case_document, standing_document
from services.violations.api.schemas import FoundCaseSchema, StandingSchema
from services.violations.application.ports import StoredCase
from services.violations.application.reading import Criterion, find_cases
from services.violations.application.standings import Question, read_standing
from services.violations.domain.catalogue import Catalogue
from shared.auth.access import access, current, require_subject
from shared.web.blueprint import Blueprint
from shared.web.lookups import record_lookup
from shared.web.schemas import CitizenId, Schema, WordsSchema

MOST_CASES = 100

blp = Blueprint("overviews", __name__, url_prefix="/api/violations/v1", description="A person's page")


class OverviewQuestionSchema(Schema):
    """Whose page."""

    citizen_id = CitizenId(required=True)


class ToldActSchema(Schema):
    """An act (hành vi) by its code and in words; ``title`` is null where no decree held here has the code."""

    code = fields.String(required=True)
    title = fields.Nested(WordsSchema, required=True, allow_none=True)


class OverviewCaseSchema(FoundCaseSchema):
    """A case at its highest version, the acts in words."""

    acts = fields.List(fields.Nested(ToldActSchema))


class OverviewSchema(Schema):
    """A person's standing and their cases, newest act first; ``more`` where there are older ones not shown."""

    standing = fields.Nested(StandingSchema)
    cases = fields.List(fields.Nested(OverviewCaseSchema), validate=validate.Length(max=MOST_CASES))
    more = fields.Boolean()


EXAMPLE: dict[str, Any] = {
    "standing": examples.STANDING,
    "cases": [
        {
            **examples.FOUND["items"][0],
            "acts": [
                {
                    "code": "168/2024:6.9.b",
                    "title": {
                        "vi": "Không chấp hành hiệu lệnh của đèn tín hiệu giao thông",
                        "en": "Not obeying traffic lights",
                    },
                }
            ],
        }
    ],
    "more": False,
}


@blp.route("/overviews", methods=["POST"])
@access("violations:read", kinds={"citizen"}, personal=True)
@blp.arguments(OverviewQuestionSchema, example={"citizen_id": examples.CITIZEN})
@blp.response(200, OverviewSchema, example=EXAMPLE)
def read_overview(body: dict[str, Any]) -> Any:
    """A citizen's own standing and cases in one answer, for the page that shows both."""
    require_subject(body["citizen_id"])
    at, citizen_id = desk(), body["citizen_id"]
    question = Question(citizen_id=citizen_id)
    standing = read_standing(at.store, question, rules=at.rules, actor=current().actor, clock=at.clock)
    found = find_cases(
        at.store, Criterion.CITIZEN_ID, citizen_id, citizen_id=own_number(), after=None, limit=MOST_CASES + 1
    )
    newest = sorted(found.cases, key=lambda stored: (stored.known.case.occurred_at, stored.known.id), reverse=True)
    document = {
        "standing": standing_document(standing, at.rules.agencies),
        "cases": [_told(stored, at.rules.catalogue) for stored in newest[:MOST_CASES]],
        "more": len(newest) > MOST_CASES,
    }
    record_lookup([citizen_id], ["blocking", "cases", "parts", "verdict"])
    return shown(document)


def _told(stored: StoredCase, catalogue: Catalogue) -> dict[str, Any]:
    return {**case_document(stored), "acts": [_act(code, catalogue) for code in stored.known.case.acts]}


def _act(code: str, catalogue: Catalogue) -> dict[str, Any]:
    act = catalogue.act(code)
    return {"code": code, "title": None if act is None else {"vi": act.title_vi, "en": act.title_en}}
