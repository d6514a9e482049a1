"""What may be sent to violations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from services.violations.api.desk import desk
from services.violations.api.sketches import CaseSketch
from services.violations.application.reading import Criterion
from services.violations.domain import case as c
from services.violations.domain.checks import case_faults, restoration_faults
from services.violations.domain.settling import payment_faults
from shared.kernel.errors import Fault
from shared.web.faults import Coded
from shared.web.paging import Cursor, PageArgs
from shared.web.schemas import (
    AmountVnd,
    CitizenId,
    Day,
    Instant,
    Matching,
    OneOf,
    Schema,
    Text,
    Whole,
)

MOST_ACTS = 20
MOST_HELD = 10
MOST_NUMBERS = 20
SOURCE = "[A-Z][0-9]{2}([.][0-9]{1,3}){0,3}"
IDENTITY = "[0-9]{12}|[0-9]{9}"
LICENCE_NUMBER = "[0-9A-Z][0-9A-Z./-]{4,18}[0-9A-Z]"


def _source(**kwargs: Any) -> Matching:
    return Matching(SOURCE, max_length=16, metadata={"description": "Agency code of the police source"}, **kwargs)


def _identity(**kwargs: Any) -> Matching:
    return Matching(IDENTITY, code="not-a-citizen-id", max_length=12, **kwargs)


def _licence_number(**kwargs: Any) -> Matching:
    return Matching(LICENCE_NUMBER, code="not-a-licence-number", max_length=20, **kwargs)


class PlaceSchema(Schema):
    """Where it happened."""

    province = Text(max_length=64, required=True, metadata={"description": "Province code"})
    text = Text(max_length=300, required=True)


class SubjectSchema(Schema):
    """Whom the case is about."""

    role = OneOf(c.Role, required=True)
    citizen_id = _identity(load_default=None, allow_none=True)
    licence_number = _licence_number(load_default=None, allow_none=True)
    full_name = Text(max_length=120, load_default=None, allow_none=True)


class VehicleSchema(Schema):
    """The vehicle used."""

    plate = Text(max_length=20, load_default=None, allow_none=True)
    group = OneOf(c.VehicleGroup, required=True)


class ActSchema(Schema):
    """An act by its code: decree, article, clause, point."""

    code = Text(max_length=40, required=True, metadata={"example": "168/2024:6.9.b"})


class DecisionSchema(Schema):
    """The penalty decision."""

    number = Text(max_length=64, required=True)
    decided_on = Day(required=True)
    effective_on = Day(required=True)


class FineSchema(Schema):
    """The fine."""

    amount_vnd = AmountVnd(required=True)
    paid_on = Day(load_default=None, allow_none=True)


class SuspensionSchema(Schema):
    """The suspension."""

    months = Whole(min=1, max=60, required=True)
    part = OneOf(c.Scope, required=True)
    starts_on = Day(load_default=None, allow_none=True)
    ends_on = Day(load_default=None, allow_none=True)


class PointsSchema(Schema):
    """Points deducted as the police count them."""

    deducted = Whole(min=0, max=12, required=True)
    part = OneOf(c.Part, required=True)


class HeldItemSchema(Schema):
    """A thing held."""

    kind = OneOf(c.HeldKind, required=True)
    form = OneOf(c.HeldForm, required=True)
    place = Text(max_length=300, required=True)
    held_from = Day(required=True, data_key="from", attribute="held_from")
    returned_on = Day(load_default=None, allow_none=True)


class CaseSchema(Schema):
    """One version of a case, as police push it."""

    source = _source(required=True)
    case_number = Text(max_length=64, required=True, metadata={"example": "0012345/BB-VPHC"})
    version = Whole(min=1, max=1_000_000, required=True)
    occurred_at = Instant(required=True)
    place = fields.Nested(PlaceSchema, required=True)
    subject = fields.Nested(SubjectSchema, required=True)
    vehicle = fields.Nested(VehicleSchema, required=True)
    acts = fields.List(fields.Nested(ActSchema), required=True, validate=validate.Length(min=1, max=MOST_ACTS))
    decision = fields.Nested(DecisionSchema, load_default=None, allow_none=True)
    fine = fields.Nested(FineSchema, load_default=None, allow_none=True)
    suspension = fields.Nested(SuspensionSchema, load_default=None, allow_none=True)
    points = fields.Nested(PointsSchema, load_default=None, allow_none=True)
    held_items = fields.List(fields.Nested(HeldItemSchema), load_default=list, validate=validate.Length(max=MOST_HELD))
    status = OneOf(c.Status, required=True)

    def rules(self, data: dict[str, Any]) -> tuple[Fault, ...]:
        """What is impossible in those members of a faulty case that could be read."""
        at = desk()
        sketch = cast("c.Case", CaseSketch(data))
        return case_faults(sketch, catalogue=at.rules.catalogue, now=at.clock.now())

    @post_load
    def to_case(self, data: dict[str, Any], **_: Any) -> c.Case:
        """The domain's case."""
        return c.Case(
            **{
                **data,
                "place": c.Place(**data["place"]),
                "subject": c.Subject(**data["subject"]),
                "vehicle": c.Vehicle(**data["vehicle"]),
                "acts": tuple(act["code"] for act in data["acts"]),
                "decision": data["decision"] and c.Decision(**data["decision"]),
                "fine": data["fine"] and c.Fine(**data["fine"]),
                "suspension": data["suspension"] and c.Suspension(**data["suspension"]),
                "points": data["points"] and c.PoliceFigure(**data["points"]),
                "held_items": tuple(c.HeldItem(**item) for item in data["held_items"]),
            }
        )


class StandingQuestionSchema(Schema):
    """Whose standing, by which numbers, as of which day."""

    citizen_id = CitizenId(required=True)
    licence_numbers = fields.List(_licence_number(), load_default=list, validate=validate.Length(max=MOST_NUMBERS))
    aliases = fields.List(
        _identity(),
        load_default=list,
        validate=validate.Length(max=MOST_NUMBERS),
        metadata={"description": "Old identity numbers"},
    )
    on = Day(
        load_default=None,
        allow_none=True,
        metadata={"description": "What is known now, without what is dated after this day; the answer is hypothetical"},
    )


class SearchSchema(Schema):
    """Exactly one thing to search by, and the page wanted."""

    citizen_id = _identity()
    licence_number = _licence_number()
    plate = Text(max_length=20)
    case_number = Text(max_length=64)
    limit = Whole(min=1, max=100, load_default=50)
    after = Cursor(parts=1, load_default=None, allow_none=True)

    @validates_schema
    def one_criterion(self, data: dict[str, Any], **_: Any) -> None:
        """Exactly one."""
        if sum(criterion.value in data for criterion in Criterion) != 1:
            raise ValidationError([Coded("one-criterion")])
        _check_cursor(data)


class SourcesArgs(PageArgs):
    """The page of sources wanted."""

    @validates_schema
    def cursor_of_ours(self, data: dict[str, Any], **_: Any) -> None:
        """A source's code."""
        _check_cursor(data)


def _check_cursor(data: dict[str, Any]) -> None:
    after = data.get("after")
    if after is not None and (len(after) != 1 or not isinstance(after[0], str)):
        raise ValidationError({"after": [Coded("not-a-cursor")]})


class PaymentSchema(Schema):
    """Money received for the fine of a case."""

    payment_id = Matching("[!-~]{1,64}", max_length=64, required=True)
    amount_vnd = AmountVnd(required=True)
    paid_at = Instant(required=True)

    def rules(self, data: dict[str, Any]) -> Iterator[Fault]:
        """What cannot be true in those members of a faulty payment that could be read."""
        return payment_faults(data, now=desk().clock.now())


class RestorationSchema(Schema):
    """A knowledge test passed after all points were gone."""

    citizen_id = CitizenId(required=True)
    part = OneOf(c.Part, required=True)
    passed_on = Day(required=True)
    decision = Text(max_length=64, required=True)

    def rules(self, data: dict[str, Any]) -> Iterator[Fault]:
        """What cannot be true in those members of a faulty restoration that could be read."""
        return restoration_faults(data, today=desk().clock.today())
