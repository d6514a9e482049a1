"""Loads of the old register over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from json import dumps
from typing import Any

from flask import Response, current_app, jsonify, request

from services.licences.api import feed_examples as ex
from services.licences.api.licences import PREFIX
from services.licences.api.record_schemas import (
    ExamRecordSchema,
    HolderRecordSchema,
    ImportRunSchema,
    LicenceRecordSchema,
)
from services.licences.api.records import EXAM_RECORDS, HOLDER_RECORDS, LICENCE_RECORDS, NDJSON, Kind, read_records
from services.licences.application.importing import Loader, run_import
from services.licences.application.loading import EXAMS, HOLDERS, licences_loader
from services.licences.application.ports import ImportRun, Rejection
from services.licences.application.register import Register
from services.licences.domain.registry import Effect
from shared.auth.access import access, current
from shared.kernel.errors import Fault, NotFound
from shared.web.blueprint import Blueprint
from shared.web.bodies import body_limit, consumes
from shared.web.idempotency import idempotency_key, keyed, request_fingerprint

SIXTEEN_MB = 16 * 1024 * 1024
JSON = "application/json"


def imports_blueprint(register: Register) -> Blueprint:
    """Routes under ``/imports``."""
    blp = Blueprint("imports", __name__, url_prefix=PREFIX, description="Loads of the old register.")
    licences = licences_loader(series=register.series, licence_ids=register.reading.licence_ids)

    def load(kind: Kind, loader: Loader[Any]) -> Response:
        body = request.get_data(cache=True)
        records = read_records(body, request.mimetype, kind, register.clock.today())
        run = run_import(
            loader,
            records,
            key=idempotency_key(),
            fingerprint=request_fingerprint(),
            begin=register.begin,
            actor=current().actor,
        )
        return jsonify(run_answer(run))

    _loads(blp, load, licences)

    @blp.route("/imports/<id:run_id>")
    @access("licences:import", kinds={"system"})
    @blp.response(200, ImportRunSchema, example=ex.IMPORT_RUN)
    def get_import(run_id: str) -> Response:
        """A load of one's own, and how far it is."""
        run = register.reading.import_run(run_id, client_id=current().principal.client_id)
        if run is None:
            raise NotFound("not-found")
        return jsonify(run_answer(run))

    return blp


def _loads(blp: Blueprint, load: Callable[[Kind, Loader[Any]], Response], licences: Loader[Any]) -> None:
    @blp.route("/imports/holders", methods=["POST"])
    @access("licences:import", kinds={"system"}, personal=True, looks=False)
    @blp.doc(**_body(HolderRecordSchema, ex.HOLDER_RECORD))
    @blp.response(200, ImportRunSchema, example={**ex.IMPORT_RUN, "kind": "holders"})
    @consumes(NDJSON, JSON)
    @body_limit(SIXTEEN_MB)
    @keyed
    def import_holders() -> Response:
        """Load holders: at most 10,000 records and 16 MB, NDJSON or `{"records": [...]}`.

        Bad records never stop good ones. The same Idempotency-Key goes on where a broken-off load was, or gives its
        result again. A record loaded before is `unchanged` or, if it differs, `updated`.
        """
        return load(HOLDER_RECORDS, HOLDERS)

    @blp.route("/imports/exams", methods=["POST"])
    @access("licences:import", kinds={"system"}, personal=True, looks=False)
    @blp.doc(**_body(ExamRecordSchema, ex.EXAM_RECORD))
    @blp.response(200, ImportRunSchema, example={**ex.IMPORT_RUN, "kind": "exams"})
    @consumes(NDJSON, JSON)
    @body_limit(SIXTEEN_MB)
    @keyed
    def import_exams() -> Response:
        """Load exams of holders on file; limits and repeats as for holders."""
        return load(EXAM_RECORDS, EXAMS)

    @blp.route("/imports/licences", methods=["POST"])
    @access("licences:import", kinds={"system"}, personal=True, looks=False)
    @blp.doc(**_body(LicenceRecordSchema, ex.LICENCE_RECORD))
    @blp.response(200, ImportRunSchema, example=ex.IMPORT_RUN)
    @consumes(NDJSON, JSON)
    @body_limit(SIXTEEN_MB)
    @keyed
    def import_licences() -> Response:
        """Load licences of holders on file, each complete with its current card; limits and repeats as for holders.

        A newer card supersedes the one on file; an older one is `stale`. A card issued here is never overwritten:
        `newer-card-here`.
        """
        return load(LICENCE_RECORDS, licences)


def _body(record: type[Any], example: Mapping[str, Any]) -> dict[str, Any]:
    """The request body in both forms, for the contract."""
    wrapped = {
        "type": "object",
        "required": ["records"],
        "additionalProperties": False,
        "properties": {"records": {"type": "array", "maxItems": 10_000, "items": record}},
    }
    return {
        "requestBody": {
            "required": True,
            "content": {
                JSON: {"schema": wrapped, "example": {"records": [example]}},
                NDJSON: {
                    "schema": {"type": "string", "description": "One record a line"},
                    "example": dumps(example, ensure_ascii=False) + "\n",
                },
            },
        }
    }


def run_answer(run: ImportRun) -> dict[str, Any]:
    """A load as it travels."""
    return {
        "id": run.id,
        "kind": run.kind,
        "received": run.received,
        "done": run.done,
        **{str(effect): run.counts.get(str(effect), 0) for effect in Effect},
        "rejected": len(run.rejections),
        "rejections": [_rejection(rejection) for rejection in run.rejections],
    }


def _rejection(rejection: Rejection) -> dict[str, Any]:
    return {
        "index": rejection.index,
        "key": rejection.key,
        "errors": [
            {"pointer": fault.pointer, "code": fault.code, "detail": _words(fault)} for fault in rejection.faults
        ],
    }


def _words(fault: Fault) -> str:
    problems = current_app.extensions["gplx-problems"]
    return problems.sentence(fault.code, current().language, fault.params) or fault.code
