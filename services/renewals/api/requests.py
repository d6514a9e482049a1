"""What is asked: checks, filings, decisions, the worklist."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import current_app
from marshmallow import fields, validate

from services.renewals.domain.decisions import DecisionOutcome, decision_faults
from services.renewals.domain.dossier import Channel, DeliveryMethod
from services.renewals.domain.facts import Reason
from services.renewals.domain.filing_form import filing_faults, procedure_faults, question_faults
from services.renewals.domain.register_search import PaperRegister, SearchResult, search_faults
from services.renewals.domain.states import State
from services.renewals.domain.tables import Law
from shared.auth.access import current
from shared.kernel.errors import Fault
from shared.web.paging import PageArgs
from shared.web.runtime import runtime_of
from shared.web.schemas import CitizenId, Day, Id, Matching, OneOf, Schema, Text

EXTENSION = "gplx-renewals"
"""Where the app keeps the ports of its use cases."""
PROCEDURE = r"[0-9]\.[0-9]{6}"
FORCE_MAJEURE = ("illness", "natural_disaster", "fire", "epidemic")


class ForceMajeureSchema(Schema):
    """A proven reason beyond the holder's power."""

    kind = OneOf(FORCE_MAJEURE, required=True)
    proof_id = Text(max_length=64, required=True)


def _law() -> Law:
    law: Law = current_app.extensions[EXTENSION].law
    return law


def _today() -> date:
    return runtime_of(current_app).clock.today()


def class_choice() -> fields.Dict:
    """Old class to new class, where the law leaves a choice."""
    return fields.Dict(
        keys=Matching(r"(?:(?:2008|2024):)?[A-Z][A-Z0-9]{0,3}", max_length=12),
        values=Matching(r"(?:(?:2008|2024):)?[A-Z][A-Z0-9]{0,3}", max_length=12),
        validate=validate.Length(max=15),
        load_default=None,
        allow_none=True,
        metadata={"description": "Old class to the new class wished, where the law leaves a choice"},
    )


class CheckRequestSchema(Schema):
    """Whether a card may be reissued or exchanged."""

    citizen_id = CitizenId(required=True)
    licence_id = Id(load_default=None, allow_none=True)
    procedure = Matching(PROCEDURE, max_length=8, required=True)
    reason = OneOf(Reason, required=True)
    channel = OneOf(Channel, required=True)
    class_choice = class_choice()
    force_majeure = fields.Nested(ForceMajeureSchema, load_default=None, allow_none=True)
    on = Day(load_default=None, allow_none=True, metadata={"description": "Reference date; officers and auditors only"})

    def rules(self, data: dict[str, Any]) -> Iterator[Fault]:
        """What cannot be true in those members of a faulty question that could be read."""
        return question_faults(_law(), data, today=_today())


class ClaimedSchema(Schema):
    """What the holder remembers of a licence the register does not know."""

    number = Matching("[0-9A-Z]{6,14}", max_length=14, load_default=None, allow_none=True)
    classes = fields.List(Text(max_length=8), required=True, validate=validate.Length(min=1, max=15))
    issued_on = Day(load_default=None, allow_none=True)
    issued_by = Text(max_length=200, load_default=None, allow_none=True)


class ApplicantSchema(Schema):
    """For whom an officer files at the counter."""

    citizen_id = CitizenId(required=True)
    full_name = Text(max_length=120, required=True)
    date_of_birth = Day(required=True)


class DeclarationSchema(Schema):
    """What the applicant declares, in his own words; a false declaration has consequences."""

    text = Text(max_length=2000, multiline=True, required=True)
    place = Text(max_length=300, load_default=None, allow_none=True)
    truthful = fields.Boolean(required=True, validate=validate.Equal(True))


class DeliverySchema(Schema):
    """How the result goes out."""

    method = OneOf(DeliveryMethod, required=True)
    address = Text(max_length=300, load_default=None, allow_none=True)


class ContactSchema(Schema):
    """How to reach the applicant."""

    phone = Matching(r"\+?[0-9]{8,15}", max_length=16, load_default=None, allow_none=True)
    email = Matching(r"[^@\s]{1,64}@[^@\s]{1,180}", max_length=254, load_default=None, allow_none=True)


class ApplicationRequestSchema(Schema):
    """A dossier to be filed."""

    procedure = Matching(PROCEDURE, max_length=8, required=True)
    licence_id = Id(required=True, allow_none=True)
    claimed = fields.Nested(ClaimedSchema, load_default=None, allow_none=True)
    applicant = fields.Nested(ApplicantSchema, load_default=None, allow_none=True)
    reason = OneOf(Reason, required=True)
    occurred_on = Day(load_default=None, allow_none=True)
    declaration = fields.Nested(DeclarationSchema, required=True)
    class_choice = class_choice()
    force_majeure = fields.Nested(ForceMajeureSchema, load_default=None, allow_none=True)
    delivery = fields.Nested(DeliverySchema, required=True)
    contact = fields.Nested(ContactSchema, load_default=dict)
    channel = OneOf(Channel, required=True)

    def rules(self, data: dict[str, Any]) -> Iterator[Fault]:
        """What cannot be true in those members of a faulty filing that could be read."""
        by_citizen = current().principal.kind == "citizen"
        yield from filing_faults(data, by_citizen=by_citizen, today=_today())
        yield from procedure_faults(_law(), data.get("procedure"), data.get("reason"))


class FoundRecordSchema(Schema):
    """A licence as a paper register has it."""

    number = Matching("[0-9A-Z]{6,14}", max_length=14, required=True)
    classes = fields.List(Text(max_length=8), required=True, validate=validate.Length(min=1, max=15))
    issued_on = Day(required=True)
    issued_by = Text(max_length=200, required=True)
    expires_on = Day(load_default=None, allow_none=True)
    entry = Text(max_length=100, load_default=None, allow_none=True, metadata={"description": "Volume, page, line"})


class RegisterSearchRequestSchema(Schema):
    """A search in the paper registers; `found` is given exactly if the result is `found`."""

    registers = fields.List(OneOf(PaperRegister), required=True, validate=validate.Length(min=1, max=4))
    searched_on = Day(required=True)
    result = OneOf(SearchResult, required=True)
    found = fields.Nested(FoundRecordSchema, load_default=None, allow_none=True)
    note = Text(max_length=2000, multiline=True, load_default=None, allow_none=True)

    def rules(self, data: dict[str, Any]) -> Iterator[Fault]:
        """What cannot be true in those members of a faulty record that could be read."""
        return search_faults(data, today=_today())


class DecisionRequestSchema(Schema):
    """What the officer decides. Codes: GET /decision-reasons."""

    outcome = OneOf(DecisionOutcome, required=True)
    reason_code = Matching("[a-z][a-z-]{0,39}", max_length=40, load_default=None, allow_none=True)
    note = Text(max_length=2000, multiline=True, load_default=None, allow_none=True)

    def rules(self, data: dict[str, Any]) -> Iterator[Fault]:
        """What cannot be true in those members of a faulty decision that could be read."""
        return decision_faults(data)


class WorklistArgs(PageArgs):
    """Query of the worklist."""

    desk = Text(max_length=32, load_default=None)
    state = fields.List(OneOf(State), load_default=list, validate=validate.Length(max=13))
    due_before = Day(load_default=None)
