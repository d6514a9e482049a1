"""The page on which a payer pays, and what their browser does there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from flask import Blueprint, Response, redirect, request

from services.sandbox.application.payments import order_of, pay
from services.sandbox.application.ports import Store
from services.sandbox.domain.orders import Order, OrderStatus
from services.sandbox.web.forms import from_own_page
from services.sandbox.web.pages import (
    answer_failures_with_pages,
    language,
    message,
    moment,
    money,
    open_page,
    page,
    with_query,
)
from shared.kernel.errors import Conflict

FORM = "application/x-www-form-urlencoded"
REASON = "stands in for an outside payment gateway; the order's number is all a payer has"


def pay_pages(store: Store) -> Blueprint:
    """The pay page; the payment itself is posted to the same address (see ``api.gateway``)."""
    pages = Blueprint("gateway-pages", __name__, url_prefix="/sandbox/gateway", template_folder="templates")
    answer_failures_with_pages(pages)

    @pages.get("/orders/<order_id>/pay")
    @open_page(REASON)
    def pay_page(order_id: str) -> Response:
        return order_page(order_of(store, order_id), store, cancelled="cancelled" in request.args)

    return pages


def order_page(order: Order, store: Store, *, cancelled: bool = False) -> Response:
    """What the payer sees of an order, by its state."""
    spoken = language()
    status = order.status(store.now())
    shown = "cancelled" if cancelled and status is OrderStatus.OPEN else status.value
    return page(
        "pay",
        leads_to=order.return_url,
        order=order,
        state=shown,
        amount=money(order.amount_vnd, spoken),
        expires=moment(order.expires_at, spoken),
        paid=moment(order.paid_at, spoken) if order.paid_at else None,
        refunded=moment(order.refunded_at, spoken) if order.refunded_at else None,
        back=back_to_merchant(order, status) if order.return_url else None,
    )


def back_to_merchant(order: Order, status: OrderStatus) -> str:
    """Where the browser goes afterwards. What it says there proves nothing: the notification does."""
    return with_query(order.return_url or "", order_id=order.order_id, status=status.value)


def browser_desk(store: Store) -> Callable[[str], Response | None]:
    """What a browser's post to the pay page is answered with; None where no browser posted a form."""

    def answer(order_id: str) -> Response | None:
        from_form = request.mimetype == FORM
        if not from_own_page() and (from_form or not request.is_json):
            return message("there_is_a_problem", "foreign_form", status=403)
        if not from_form:
            return None
        if request.form.get("act") != "cancel":
            with suppress(Conflict):  # an expired order: the page says so
                pay(store, order_id)
        return _onward(order_of(store, order_id), store)

    return answer


def _onward(order: Order, store: Store) -> Response:
    """On to the merchant, or to the order's page where there is none."""
    status = order.status(store.now())
    cancelled = "1" if status is OrderStatus.OPEN else None
    target = back_to_merchant(order, status) if order.return_url else with_query(request.path, cancelled=cancelled)
    response = redirect(target, code=303)
    response.headers["Cache-Control"] = "no-store"
    return response  # type: ignore[return-value]  # Flask's response at run time
