"""What travels to and from the stand-ins' JSON routes."""

from __future__ import annotations

from marshmallow import fields, validate

from services.sandbox.api.fields import HowOften
from services.sandbox.domain.behaviour import LONGEST_DELAY_MS
from services.sandbox.domain.orders import OrderStatus
from shared.web.schemas import AmountVnd, CitizenId, Day, Id, Instant, Matching, PageSchema, Schema, Text, one_of

ORDER_ID = "[A-Za-z0-9._-]{1,64}"
URL = r"https?://[!-~]+"


class BehaviourSchema(Schema):
    slow_ms = fields.Integer(validate=validate.Range(min=0, max=LONGEST_DELAY_MS), metadata={"description": "Pause"})
    fail = HowOften(metadata={"description": "Answer 503 and do nothing; the police station: reach nobody"})
    lose_answer = HowOften(metadata={"description": "Do it, then lose the answer (504)"})
    refuse = HowOften(metadata={"description": "Answer with an application error code (national portal)"})
    double = HowOften(metadata={"description": "Send each notification or case twice"})
    accept_late = HowOften(metadata={"description": "Take money for an order that has run out (gateway)"})
    reorder = HowOften(metadata={"description": "Send a later notification or case before an earlier one"})
    silent = HowOften(metadata={"description": "Send nothing (gateway, police), or know nothing (health, population)"})


class NewOrderSchema(Schema):
    order_id = Matching(ORDER_ID, max_length=64, required=True, metadata={"description": "The merchant's payment id"})
    amount_vnd = AmountVnd(required=True, validate=validate.Range(min=1))
    description = Text(max_length=200, required=True)
    return_url = Matching(URL, max_length=500, allow_none=True, load_default=None)
    notify_url = Matching(URL, max_length=500, required=True)
    expires_at = Instant(required=True)


class OrderSchema(Schema):
    order_id = fields.String(required=True)
    amount_vnd = AmountVnd(required=True)
    description = fields.String(required=True)
    payment_url = fields.String(required=True, metadata={"description": "Send the payer's browser here"})
    status = one_of(OrderStatus, required=True)
    expires_at = Instant(required=True)
    paid_at = Instant(required=True, allow_none=True)
    refunded_at = Instant(required=True, allow_none=True)


class NewRefundSchema(Schema):
    refund_id = Matching(ORDER_ID, max_length=64, required=True)
    order_id = Matching(ORDER_ID, max_length=64, required=True)
    amount_vnd = AmountVnd(required=True, validate=validate.Range(min=1))


class RefundSchema(Schema):
    refund_id = fields.String(required=True)
    order_id = fields.String(required=True)
    amount_vnd = AmountVnd(required=True)
    status = one_of(("refunded",), required=True)
    refunded_at = Instant(required=True)


class JwksSchema(Schema):
    keys = fields.List(fields.Dict(keys=fields.String()), required=True)


class SearchSchema(Schema):
    citizen_id = CitizenId(required=True)


class CertificateSchema(Schema):
    """A driver's health certificate (giấy khám sức khỏe của người lái xe)."""

    id = Id(metadata={"description": "Made if left out"})
    citizen_id = CitizenId(required=True)
    group = Text(max_length=8, required=True, metadata={"description": "Health standard group, 1 to 3"})
    issued_on = Day(required=True)
    expires_on = Day(required=True)
    facility = Text(max_length=200, required=True)
    conclusion = one_of(("fit", "unfit"), required=True)


class PhotoSchema(Schema):
    id = Id(required=True)
    sha256 = Matching("[0-9a-f]{64}", max_length=64, required=True)
    taken_on = Day(required=True)


class AddressSchema(Schema):
    text = Text(max_length=300, required=True)
    province = Matching("[0-9]{2,3}", max_length=3, required=True)
    commune = Text(max_length=100, required=True)


class PersonSchema(Schema):
    """What the population register (Cơ sở dữ liệu quốc gia về dân cư) answers."""

    citizen_id = CitizenId(required=True)
    full_name = Text(max_length=100, required=True)
    date_of_birth = Day(required=True)
    sex = one_of(("male", "female"), required=True)
    assurance_level = fields.Integer(required=True, validate=validate.OneOf((1, 2)))
    basic_papers_integrated = fields.Boolean(required=True)
    licence_integrated = fields.Boolean(required=True)
    photo = fields.Nested(PhotoSchema, required=True, allow_none=True)
    address = fields.Nested(AddressSchema, required=True)


class StationCaseSchema(Schema):
    client = Matching("[a-z0-9-]{1,64}", max_length=64, required=True, metadata={"description": "police-hcm, …"})
    case = fields.Dict(required=True, metadata={"description": "A Case of the violations service, sent as it stands"})


class SubmittedSchema(Schema):
    id = Id(required=True)
    client_id = fields.String(required=True)
    sent = fields.Boolean(required=True, metadata={"description": "false: it waits and is sent by and by"})
    answer_status = fields.Integer(required=True, allow_none=True)
    answer = fields.Dict(required=True, allow_none=True)


class ScriptSchema(Schema):
    items = fields.List(fields.Nested(SubmittedSchema), required=True)


CertificatePageSchema = PageSchema(CertificateSchema)
PersonPageSchema = PageSchema(PersonSchema)
