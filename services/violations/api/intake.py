"""Addresses for police systems: cases, batches, point restorations."""

from __future__ import annotations

from typing import Any, Final

from services.violations.api import examples
from services.violations.api.desk import desk
from services.violations.api.forms import CaseSchema, RestorationSchema
from services.violations.api.present import batch_document, restoration_document
from services.violations.api.records import JSON, MOST_RECORDS, NDJSON, read_records
from services.violations.api.schemas import BatchAnswerSchema, RecordedRestorationSchema, TakenSchema
from services.violations.application.batches import BatchRequest, IntakeRules, push_batch, read_batch
from services.violations.application.intake import push_case
from services.violations.application.restorations import restore_points
from services.violations.domain.case import Case, Restoration
from services.violations.domain.versions import Effect
from shared.auth.access import access, current
from shared.web.blueprint import Blueprint
from shared.web.bodies import body_limit, consumes
from shared.web.idempotency import idempotency_key, keyed, request_fingerprint

MOST_BYTES = 16 * 1024 * 1024
BATCH_SCHEMA: Final = {
    "type": "object",
    "required": ["records"],
    "additionalProperties": False,
    "properties": {
        "records": {
            "type": "array",
            "maxItems": MOST_RECORDS,
            "items": {"anyOf": [CaseSchema, {"description": "Anything else is a rejection."}]},
        }
    },
}
"""A record that is no Case does not spoil the batch: the contract says so, too."""

blp = Blueprint("intake", __name__, url_prefix="/api/violations/v1", description="For police systems")


@blp.route("/cases", methods=["POST"])
@access("violations:push", kinds={"system"}, personal=True, looks=False)
@blp.arguments(CaseSchema, example=examples.CASE)
@blp.response(201, TakenSchema, example=examples.TAKEN)
@blp.alt_response(200, schema=TakenSchema, example=examples.TAKEN_AGAIN, success=True)
def push_one_case(case: Case) -> Any:
    """Push one case version.

    201 if the case is new; 200 if it was updated, is unchanged, or is stale (a lower version, kept as history). The
    same version with another content is 409 `version-conflict`.
    """
    caller, at = current(), desk()
    taken = push_case(
        at.store,
        case,
        sources=caller.principal.sources,
        actor=caller.actor,
        clock=at.clock,
        catalogue=at.rules.catalogue,
        max_silence=at.rules.silence.max_silence,
    )
    return taken, 201 if taken.effect is Effect.CREATED else 200


@blp.route("/batches", methods=["POST"])
@access("violations:push", kinds={"system"}, personal=True, looks=False)
@keyed
@body_limit(MOST_BYTES)
@consumes(NDJSON, JSON)
@blp.doc(
    requestBody={
        "required": True,
        "description": "Up to 5,000 Cases; an empty batch is a heartbeat. Records are checked one by one: a bad record "
        "is a rejection and stops no other, and a line that is no JSON is a rejection, too.",
        "content": {
            JSON: {"schema": BATCH_SCHEMA, "example": examples.BATCH},
            NDJSON: {
                "schema": {"type": "string", "description": "One Case per line"},
                "example": examples.BATCH_LINES,
            },
        },
    }
)
@blp.response(200, BatchAnswerSchema, example=examples.BATCH_ANSWER)
def push_many_cases() -> Any:
    """Push a batch.

    Progress is stored as it is made: the same request under the same key goes on where a broken one stopped, and
    gives the same answer once the batch is done.
    """
    caller, at = current(), desk()
    received, record = read_records()
    batch = push_batch(
        at.store,
        BatchRequest(
            client_id=caller.principal.client_id,
            key=idempotency_key(),
            fingerprint=request_fingerprint(),
            received=received,
            record=record,
        ),
        rules=IntakeRules(
            sources=caller.principal.sources,
            catalogue=at.rules.catalogue,
            max_silence=at.rules.silence.max_silence,
        ),
        actor=caller.actor,
        clock=at.clock,
    )
    return batch_document(batch)


@blp.route("/batches/<id:batch_id>")
@access("violations:push", kinds={"system"})
@blp.response(200, BatchAnswerSchema, example=examples.BATCH_ANSWER)
def get_batch(batch_id: str) -> Any:
    """A batch of one's own, with its progress."""
    return batch_document(read_batch(desk().store, batch_id, client_id=current().principal.client_id))


@blp.route("/point-restorations", methods=["POST"])
@access("violations:push", kinds={"system"}, personal=True, looks=False)
@blp.arguments(RestorationSchema, example=examples.RESTORATION)
@blp.response(201, RecordedRestorationSchema, example=examples.RECORDED_RESTORATION)
def push_point_restoration(body: dict[str, Any]) -> Any:
    """Record a knowledge test passed after all points were gone.

    The same test again is answered as the first time. Whether it was due is the ledger's to say: see the standing.
    """
    at = desk()
    restoration = Restoration(body["part"], body["passed_on"], body["decision"])
    recorded = restore_points(at.store, body["citizen_id"], restoration, actor=current().actor, clock=at.clock)
    return restoration_document(recorded)
