"""The national portal's synchronisation interface: one address to log in, one for every service."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from services.sandbox.api import examples
from services.sandbox.application.national_portal import log_in, serve
from services.sandbox.application.ports import Store
from services.sandbox.domain.national_portal import Service
from shared.auth.access import public
from shared.web.blueprint import Blueprint
from shared.web.schemas import Matching, Schema, Text, one_of

REASON = "stands in for the national portal; its dossiers are fictitious"
MOST_AT_ONCE = 100


class PortalLoginSchema(Schema):
    username = Text(max_length=64, required=True)
    password = Text(max_length=128, required=True, load_only=True)


class PortalSessionSchema(Schema):
    error_code = fields.String(required=True)
    session = fields.String(required=True)


class PortalCallSchema(Schema):
    """One call. Records are taken as they come: what is wrong with them is said by ``error_code``."""

    session = Matching("[A-Za-z0-9_-]{1,64}", max_length=64, required=True)
    madonvi = Text(max_length=64, required=True, metadata={"description": "Code of the sending agency"})
    service = one_of([service.value for service in Service], required=True)
    isUpdating = one_of(("True", "False"), load_default="False")  # noqa: N815  # the portal's name
    MaHoSo = Text(max_length=64, metadata={"description": "For TraCuuHoSo"})
    data = fields.List(fields.Dict(keys=fields.String()), validate=validate.Length(max=MOST_AT_ONCE))


class PortalAnswerSchema(Schema):
    """``error_code`` "0" is done; anything else is a refusal, in an HTTP 200."""

    error_code = fields.String(required=True)
    error_message = fields.String()
    data = fields.List(fields.Dict(keys=fields.String()))


def national_portal_routes(store: Store) -> Blueprint:
    """``/sandbox/national-portal``."""
    routes = Blueprint(
        "national_portal", __name__, url_prefix="/sandbox/national-portal", description="National portal (DVCQG)"
    )

    @routes.route("/mapi/login", methods=["POST"])
    @public(REASON)
    @routes.arguments(PortalLoginSchema, example=examples.PORTAL_LOGIN)
    @routes.response(200, PortalSessionSchema, example=examples.PORTAL_SESSION)
    def portal_login(_asked: dict[str, Any]) -> dict[str, Any]:
        """Open a session; any name and password do."""
        return log_in(store)

    @routes.route("/mapi/g", methods=["POST"])
    @public(REASON)
    @routes.arguments(PortalCallSchema, example=examples.PORTAL_CALL)
    @routes.response(200, PortalAnswerSchema, example=examples.PORTAL_ANSWER)
    def portal_call(asked: dict[str, Any]) -> dict[str, Any]:
        """Sync dossiers (`DongBoHoSoMC`), add progress (`CapNhatTienDoHoSoMC`), look one up (`TraCuuHoSo`)."""
        return serve(store, asked)

    return routes
