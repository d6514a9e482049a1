"""Health certificates and population records by personal number."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from services.sandbox.api import examples
from services.sandbox.api.schemas import (
    CertificatePageSchema,
    CertificateSchema,
    PersonPageSchema,
    PersonSchema,
    SearchSchema,
)
from services.sandbox.application.ports import Store
from services.sandbox.application.registers import add_record, known_records
from services.sandbox.domain.behaviour import Part
from shared.auth.access import public
from shared.kernel.ids import new_id
from shared.web.blueprint import Blueprint

REASON = "stands in for an outside register; its people are fictitious"


def health_routes(store: Store) -> Blueprint:
    """``/sandbox/health``."""
    routes = Blueprint("health", __name__, url_prefix="/sandbox/health", description="Health certificates")

    @routes.route("/certificates/search", methods=["POST"])
    @public(REASON)
    @routes.arguments(SearchSchema, example=examples.SEARCH)
    @routes.response(200, CertificatePageSchema, example=examples.CERTIFICATES)
    def search_certificates(asked: dict[str, Any]) -> dict[str, Any]:
        """The drivers' health certificates of a person, at most 50."""
        return _found(store, Part.HEALTH, asked["citizen_id"], CertificateSchema())

    @routes.route("/records", methods=["POST"])
    @public(REASON)
    @routes.arguments(CertificateSchema, example=examples.CERTIFICATE)
    @routes.response(201, CertificateSchema, example=examples.CERTIFICATE)
    def add_certificate(record: dict[str, Any]) -> dict[str, Any]:
        """Add a certificate, or replace the one of the same id."""
        record.setdefault("id", new_id())
        add_record(
            store, Part.HEALTH, record_id=record["id"], citizen_id=record["citizen_id"],
            record=_as_json(CertificateSchema(), record),
        )  # fmt: skip
        return record

    return routes


def population_routes(store: Store) -> Blueprint:
    """``/sandbox/population``."""
    routes = Blueprint("population", __name__, url_prefix="/sandbox/population", description="Population register")

    @routes.route("/persons/search", methods=["POST"])
    @public(REASON)
    @routes.arguments(SearchSchema, example=examples.SEARCH)
    @routes.response(200, PersonPageSchema, example=examples.PERSONS)
    def search_persons(asked: dict[str, Any]) -> dict[str, Any]:
        """The person of that number: one or none."""
        return _found(store, Part.POPULATION, asked["citizen_id"], PersonSchema())

    @routes.route("/records", methods=["POST"])
    @public(REASON)
    @routes.arguments(PersonSchema, example=examples.PERSON)
    @routes.response(201, PersonSchema, example=examples.PERSON)
    def add_person(record: dict[str, Any]) -> dict[str, Any]:
        """Add a person, or replace the one of the same number."""
        add_record(
            store, Part.POPULATION, record_id=record["citizen_id"], citizen_id=record["citizen_id"],
            record=_as_json(PersonSchema(), record),
        )  # fmt: skip
        return record

    return routes


def _found(store: Store, part: Part, citizen_id: str, schema: ma.Schema) -> dict[str, Any]:
    return {"items": [schema.load(record) for record in known_records(store, part, citizen_id)], "next": None}


def _as_json(schema: ma.Schema, record: dict[str, Any]) -> dict[str, Any]:
    dumped: dict[str, Any] = schema.dump(record)
    return dumped
