"""A small service over SQLite that uses everything shared.web offers, and the keys to talk to it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import ECKey
from marshmallow import fields, validate
from sqlalchemy import create_engine

from shared.auth.access import access, current, public, require_subject
from shared.auth.keys import FixedKeys
from shared.auth.tokens import TokenVerifier
from shared.db.engine import Database
from shared.db.lookups import LookupLog
from shared.db.lookups.tables import metadata as lookups_metadata
from shared.db.tables import metadata_for_service
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.clock import MovableClock
from shared.kernel.errors import Conflict, NotFound, ProblemText, Unavailable
from shared.kernel.words import Words
from shared.web.app import build_app
from shared.web.blueprint import Blueprint
from shared.web.bodies import body_limit
from shared.web.conditional import check_version, conditional, etag, tagged
from shared.web.idempotency import Answer, idempotent
from shared.web.lookups import record_lookup
from shared.web.paging import PageArgs, make_page
from shared.web.runtime import Runtime
from shared.web.schemas import AmountVnd, CitizenId, Day, Id, Instant, OneOf, PageSchema, Schema, Text, Whole

ISSUER = "https://issuer.example"
PREFIX = "/api/toys/v1"
CITIZEN = "999095000001"
THING = {"id": "019aa5c4-6f00-7000-8000-000000000001", "name": "Cái thứ nhất", "version": 1}
NEW_THING = {"name": "Cái thứ nhất", "citizen_id": CITIZEN, "made_on": "2026-11-20"}
TEXTS = {
    "thing-broken": ProblemText("Cái này hỏng vì {why}.", "This one is broken because of {why}."),
    "odd-name": ProblemText("Tên lạ.", "An odd name."),
}


class PartSchema(Schema):
    """A part."""

    code = Text(max_length=5, required=True)
    count = Whole(min=1, max=10, required=True)


class NewThingSchema(Schema):
    """What makes a thing."""

    name = Text(max_length=20, required=True)
    citizen_id = CitizenId(required=True)
    made_on = Day(required=True)
    seen_at = Instant()
    colour = OneOf(["red", "green"])
    price = AmountVnd(allow_none=True)
    parts = fields.List(fields.Nested(PartSchema), validate=validate.Length(max=3))
    note = fields.String(validate=validate.Length(max=10))
    size = fields.Integer(validate=validate.Range(min=0, max=9))
    loud = fields.Boolean()
    labels = fields.Dict(keys=fields.String(), values=fields.String(validate=validate.Length(max=3)))


class ThingSchema(Schema):
    """A thing."""

    id = Id(required=True)
    name = fields.String(required=True)
    version = fields.Integer(required=True)


class ThingArgs(PageArgs):
    """Query of the list."""

    colour = OneOf(["red", "green"])


blp = Blueprint("things", __name__, url_prefix=PREFIX, description="Things.")
calls: list[str] = []


@blp.route("/things")
@access("toys:read")
@blp.arguments(ThingArgs, location="query")
@blp.response(200, PageSchema(ThingSchema), example={"items": [THING], "next": None})
def list_things(query: dict[str, Any]) -> dict[str, Any]:
    """All things.

    In a fixed order.
    """
    start = int(query["after"][0]) + 1 if query["after"] else 0
    items = [{**THING, "name": str(n)} for n in range(start, min(start + query["limit"] + 1, 7))]
    return make_page(items, lambda item: (int(item["name"]),), limit=query["limit"])


@blp.route("/things/<id:thing_id>")
@access("toys:read", personal=True)
@tagged
@blp.response(200, ThingSchema, example=THING)
def get_thing(thing_id: str) -> Any:
    """One thing."""
    if thing_id != THING["id"]:
        raise NotFound("not-found")
    record_lookup([CITIZEN], ["name"])
    return THING, 200, {"ETag": etag(3)}


@blp.route("/things/<id:thing_id>/forgotten")
@access("toys:read", personal=True)
@blp.response(200, ThingSchema, example=THING)
def get_unlogged_thing(thing_id: str) -> Any:
    """A view that forgot its look-up."""
    return THING


@blp.route("/things", methods=["POST"])
@access("toys:write", kinds={"citizen", "officer"}, personal=True, looks=False)
@blp.arguments(NewThingSchema, example=NEW_THING)
@blp.response(201, ThingSchema, example=THING)
@idempotent(lambda thing: Answer(201, ThingSchema().dump(thing), {"ETag": etag(thing["version"])}))
def create_thing(body: dict[str, Any]) -> Any:
    """Make a thing."""
    from shared.web.runtime import runtime_of

    calls.append(body["name"])
    require_subject(body["citizen_id"])
    if body["name"] == "crash":
        raise RuntimeError("the toy fell down with 999095000001")
    if body["name"] == "conflict":
        raise Conflict("thing-broken", why="rust")
    if body["name"] == "away":
        raise Unavailable("dependency-unavailable", service="x")
    from flask import current_app

    database = runtime_of(current_app).database
    with database.begin(current().actor, "thing:1") as work:
        work.emit("thing.made", THING["id"], {})
        return work.commit({**THING, "name": body["name"]})


@blp.route("/things/<id:thing_id>/decision", methods=["POST"])
@access("toys:decide", kinds={"officer"})
@conditional
@body_limit(200)
@blp.arguments(PartSchema, example={"code": "a", "count": 1})
@blp.response(200, ThingSchema, example=THING)
def decide_thing(body: dict[str, Any], thing_id: str) -> Any:
    """Decide."""
    check_version(3)
    return THING


@blp.route("/open", methods=["GET"])
@public("a test")
@blp.response(200, PartSchema, example={"code": "a", "count": 1})
def open_part() -> Any:
    """Open to all."""
    return {"code": "a", "count": 1}


@dataclass(frozen=True)
class Toy:
    """The service, and how to speak to it."""

    app: Flask
    client: FlaskClient
    clock: MovableClock
    key: ECKey
    runtime: Runtime

    def token(self, *, key: ECKey | None = None, header: Mapping[str, Any] | None = None, **claims: Any) -> str:
        """An access token; claims of None are left out."""
        now = int(self.clock.now().timestamp())
        base = {
            "iss": ISSUER,
            "aud": ["toys"],
            "exp": now + 600,
            "iat": now,
            "jti": str(uuid.uuid4()),
            "client_id": "portal",
            "scope": "toys:read toys:write licences:read",
            "sub": "6a1f9c1e-0000-5000-8000-000000000001",
            "kind": "citizen",
            "citizen_id": CITIZEN,
            "name": "Nguyễn Văn Thử Một",
            "birthdate": "1995-01-01",
            "acr": 2,
        }
        merged = {name: value for name, value in {**base, **claims}.items() if value is not None}
        used = key or self.key
        head = {"alg": "ES256", "kid": used.kid, "typ": "at+jwt", **(header or {})}
        return jwt.encode({n: v for n, v in head.items() if v is not None}, merged, used, algorithms=["ES256"])

    def system(self, **claims: Any) -> str:
        """A token of a system under an agreement."""
        agreement = {"id": "a1", "purposes": ["roadside"], "fields": ["*"], "per_day": 3}
        base = {
            "kind": "system",
            "client_id": "roadside",
            "citizen_id": None,
            "agency": "G01.79",
            "agency_name": {"vi": "Công an", "en": "Police"},
            "scope": "toys:read events:read",
            "agreements": {"toys": agreement},
        }
        return self.token(**{**base, **claims})

    def officer(self, **claims: Any) -> str:
        """A token of an officer."""
        base = {"kind": "officer", "citizen_id": None, "agency": "G01.08", "roles": ["decider"]}
        return self.token(**{**base, "scope": "toys:read toys:write toys:decide", **claims})

    def headers(self, token: str | None = None, **more: str) -> dict[str, str]:
        """Authorization and others; underscores become hyphens."""
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return {"Authorization": f"Bearer {token or self.token()}", **named}


@cache
def _empty_databases() -> dict[str, bytes]:
    """The files of databases with their tables, made once."""
    found = {}
    with TemporaryDirectory() as folder:
        for name, metadata in (("toy.db", metadata_for_service()), ("toy-lookups.db", lookups_metadata)):
            engine = create_engine(f"sqlite:///{folder}/{name}")
            metadata.create_all(engine)
            engine.dispose()
            found[name] = (Path(folder) / name).read_bytes()
    return found


def make_toy(tmp_path: Path, clock: MovableClock) -> Toy:
    """A fresh toy service with databases in ``tmp_path``."""
    for name, content in _empty_databases().items():
        (tmp_path / name).write_bytes(content)
    url, lookups_url = f"sqlite:///{tmp_path}/toy.db", f"sqlite:///{tmp_path}/toy-lookups.db"
    key = ECKey.generate_key("P-256", {"kid": "k1", "use": "sig"}, auto_kid=False)
    runtime = Runtime(
        "toys",
        clock,
        database=Database.open(url, clock=clock, unit_of_work=UnitOfWork),
        lookups=LookupLog(lookups_url, clock=clock, service="toys"),
    )
    verifier = TokenVerifier(ISSUER, "toys", FixedKeys({"keys": [key.as_dict(private=False)]}), clock)
    app, api = build_app(
        "toys",
        title="Toys",
        runtime=runtime,
        verifier=verifier,
        texts=TEXTS,
        field_labels={"name": Words("tên", "the name")},
    )
    api.register_blueprint(blp)
    calls.clear()
    return Toy(app, app.test_client(), clock, key, runtime)
