"""The payment gateway as the merchant's system sees it; and the payment itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response

from services.sandbox.api import examples
from services.sandbox.api.schemas import JwksSchema, NewOrderSchema, NewRefundSchema, OrderSchema, RefundSchema
from services.sandbox.application.payments import open_order, order_of, pay, refund
from services.sandbox.application.ports import Signer, Store
from services.sandbox.domain.behaviour import Part
from services.sandbox.domain.orders import Order
from shared.auth.access import public
from shared.kernel.errors import Fault, Invalid
from shared.web.blueprint import Blueprint

REASON = "stands in for an outside payment gateway, which knows its merchants by contract"


def gateway_routes(
    store: Store,
    keys: Signer,
    *,
    reachable: Callable[[str], bool],
    from_browser: Callable[[str], Response | None],
    issuer: str,
) -> Blueprint:
    """``/sandbox/gateway``. ``reachable``: whether an order may name an address; ``from_browser`` answers forms."""
    routes = Blueprint("gateway", __name__, url_prefix="/sandbox/gateway", description="Payment gateway")

    def shown(order: Order) -> dict[str, Any]:
        return {
            "order_id": order.order_id,
            "amount_vnd": order.amount_vnd,
            "description": order.description,
            "payment_url": f"{issuer}/sandbox/gateway/orders/{order.order_id}/pay",
            "status": order.status(store.now()),
            "expires_at": order.expires_at,
            "paid_at": order.paid_at,
            "refunded_at": order.refunded_at,
        }

    @routes.route("/orders", methods=["POST"])
    @public(REASON)
    @routes.arguments(NewOrderSchema, example=examples.NEW_ORDER)
    @routes.response(201, OrderSchema, example=examples.OPEN_ORDER)
    def create_order(asked: dict[str, Any]) -> dict[str, Any]:
        """Open an order. ``order_id`` makes it idempotent: the same order again is the same answer."""
        _check_addresses(reachable, asked)
        return shown(open_order(store, Order(**asked, opened_at=store.now())))

    @routes.route("/orders/<order_id>", methods=["GET"])
    @public(REASON)
    @routes.response(200, OrderSchema, example=examples.PAID_ORDER)
    def get_order(order_id: str) -> dict[str, Any]:
        """Where an order stands."""
        return shown(order_of(store, order_id))

    _refunds(routes, store)
    _public_keys(routes, keys)
    _payment(routes, store, shown, from_browser)
    return routes


def _refunds(routes: Blueprint, store: Store) -> None:
    @routes.route("/refunds", methods=["POST"])
    @public(REASON)
    @routes.arguments(NewRefundSchema, example=examples.NEW_REFUND)
    @routes.response(201, RefundSchema, example=examples.REFUND)
    def create_refund(asked: dict[str, Any]) -> dict[str, Any]:
        """Give an order's money back, whole. ``refund_id`` makes it idempotent."""
        given = refund(store, **asked)
        return {
            "refund_id": given.refund_id,
            "order_id": given.order_id,
            "amount_vnd": given.amount_vnd,
            "status": "refunded",
            "refunded_at": given.at,
        }


def _payment(
    routes: Blueprint,
    store: Store,
    shown: Callable[[Order], dict[str, Any]],
    from_browser: Callable[[str], Response | None],
) -> None:
    @routes.route("/orders/<order_id>/pay", methods=["POST"])
    @public(REASON)
    @routes.response(200, OrderSchema, example=examples.PAID_ORDER)
    def pay_order(order_id: str) -> dict[str, Any] | Response:
        """Pay, as the payer's browser does at ``payment_url``. A form is answered with 303, anything else with JSON."""
        return from_browser(order_id) or shown(pay(store, order_id))

    pay_order.any_accept = True  # browsers ask for HTML first


def _public_keys(routes: Blueprint, keys: Signer) -> None:
    @routes.route("/jwks", methods=["GET"])
    @public("public keys")
    @routes.response(200, JwksSchema, example=examples.JWKS)
    def get_jwks() -> dict[str, Any]:
        """The keys notifications are signed with."""
        return keys.jwks(Part.GATEWAY)


def _check_addresses(reachable: Callable[[str], bool], asked: dict[str, Any]) -> None:
    faults = [
        Fault(f"/{name}", "address-not-allowed")
        for name in ("return_url", "notify_url")
        if asked[name] is not None and not reachable(asked[name])
    ]
    if faults:
        raise Invalid("validation-failed", faults=faults)
