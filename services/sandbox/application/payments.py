"""The payment gateway: open an order, pay it, give the money back, tell the merchant until it listens."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from services.sandbox.application.behaviours import behaviour_of, take
from services.sandbox.application.ports import Sender, Store, Work
from services.sandbox.domain.behaviour import Part, Trait, goes_out_of_turn
from services.sandbox.domain.orders import Notification, Order, OrderStatus, Refund, Tidings
from shared.kernel.actor import Actor
from shared.kernel.errors import Conflict, Invalid, NotFound
from shared.kernel.ids import new_id

NOTIFY = "gateway-notification"
"""Kind of the job that delivers one notification."""

GATEWAY = Actor(kind="system", subject="sandbox-gateway", client_id="sandbox")
SOON = timedelta(seconds=1)
HELD_BACK = timedelta(seconds=10)


class NotDelivered(Exception):
    """The merchant did not answer with 2xx; the job runner tries again, ever more slowly."""


def open_order(store: Store, order: Order) -> Order:
    """Open an order; the same request again gives the same order.

    Raises Invalid ``order-expires-in-the-past``, Conflict ``order-id-reused``.
    """
    with store.begin(GATEWAY, f"order:{order.order_id}") as work:
        known = work.orders.get(order.order_id)
        if known is not None:
            if not known.same_as(order):
                raise Conflict("order-id-reused")
            return work.commit(known)
        if order.expires_at <= work.now:
            raise Invalid("order-expires-in-the-past")
        opened = replace(order, opened_at=work.now)
        work.orders.add(opened)
        return work.commit(opened)


def order_of(store: Store, order_id: str) -> Order:
    """The order. Raises NotFound."""
    with store.reading() as shelves:
        return _found(shelves.orders.get(order_id))


def pay(store: Store, order_id: str) -> Order:
    """Take the payer's money; paying again changes nothing. Raises NotFound, Conflict ``order-expired``."""
    expired = order_of(store, order_id).status(store.now()) is OrderStatus.EXPIRED
    late = expired and take(store, Part.GATEWAY, Trait.ACCEPT_LATE)
    with store.begin(GATEWAY, f"order:{order_id}") as work:
        order = _found(work.orders.get(order_id))
        if not order.may_be_paid(work.now, late=late):
            return work.commit(order)
        paid = replace(order, paid_at=work.now)
        work.orders.mark_paid(order_id, work.now)
        _tell_later(work, paid, Tidings.PAID)
        return work.commit(paid)


def refund(store: Store, *, refund_id: str, order_id: str, amount_vnd: int) -> Refund:
    """Give an order's money back, whole and once; the same request again gives the same refund.

    Raises NotFound, Conflict ``order-not-paid`` or ``refund-id-reused`` or ``order-refunded``, Invalid
    ``refund-amount-differs``.
    """
    with store.begin(GATEWAY, f"order:{order_id}", f"refund:{refund_id}") as work:
        known = work.orders.refund(refund_id)
        if known is not None:
            if (known.order_id, known.amount_vnd) != (order_id, amount_vnd):
                raise Conflict("refund-id-reused")
            return work.commit(known)
        order = _found(work.orders.get(order_id))
        status = order.status(work.now)
        if status is OrderStatus.REFUNDED:
            raise Conflict("order-refunded")
        if status is not OrderStatus.PAID:
            raise Conflict("order-not-paid")
        if amount_vnd != order.amount_vnd:
            raise Invalid("refund-amount-differs")
        given = Refund(refund_id, order_id, amount_vnd, work.now)
        work.orders.add_refund(given)
        _tell_later(work, order, Tidings.REFUNDED)
        return work.commit(given)


def deliver(store: Store, sender: Sender, event_id: str) -> datetime | None:
    """Send one notification; None when it is delivered, else when to try again. Raises NotDelivered."""
    with store.reading() as shelves:
        notification = shelves.notifications.get(event_id)
        earlier_waiting, later_gone = shelves.notifications.neighbours(notification) if notification else (False, False)
    if notification is None or notification.delivered_at is not None:
        return None
    now = store.now()
    behaviour = behaviour_of(store, Part.GATEWAY)
    due = notification.at + timedelta(milliseconds=behaviour.slow_ms)
    if now < due:
        return due
    held_back = behaviour.shows(Trait.REORDER) and now < notification.at + HELD_BACK
    if held_back and not goes_out_of_turn(earlier_waiting=earlier_waiting, later_gone=later_gone):
        return now + SOON
    if take(store, Part.GATEWAY, Trait.SILENT):
        return now + SOON
    heard = sender.send(notification)
    if take(store, Part.GATEWAY, Trait.DOUBLE):
        heard = sender.send(notification) or heard
    if not heard:
        raise NotDelivered(event_id)
    with store.begin(GATEWAY, f"order:{notification.order_id}") as work:
        work.notifications.mark_delivered(event_id, work.now)
        work.commit()
    return None


def _tell_later(work: Work, order: Order, tidings: Tidings) -> None:
    event_id = new_id()
    work.notifications.add(
        Notification(event_id, order.order_id, tidings, order.amount_vnd, work.now, order.notify_url)
    )
    work.enqueue(NOTIFY, event_id)


def _found(order: Order | None) -> Order:
    if order is None:
        raise NotFound("not-found")
    return order
