"""Orders at the payment gateway (đơn hàng thanh toán) and what may happen to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.kernel.errors import Conflict


class OrderStatus(StrEnum):
    """Where an order stands. Expiry needs no act: an unpaid order is expired once its time is over."""

    OPEN = "open"
    PAID = "paid"
    EXPIRED = "expired"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class Order:
    """One amount asked of a payer. Instants are aware, UTC; money is whole dong."""

    order_id: str
    amount_vnd: int
    description: str
    return_url: str | None
    notify_url: str
    opened_at: datetime
    expires_at: datetime
    paid_at: datetime | None = None
    refunded_at: datetime | None = None

    def status(self, now: datetime) -> OrderStatus:
        """Where it stands at an instant."""
        if self.refunded_at is not None:
            return OrderStatus.REFUNDED
        if self.paid_at is not None:
            return OrderStatus.PAID
        return OrderStatus.EXPIRED if now >= self.expires_at else OrderStatus.OPEN

    def same_as(self, other: Order) -> bool:
        """Whether both ask the same: a repeated request, not another one under the same id."""
        return self._asked() == other._asked()

    def may_be_paid(self, now: datetime, *, late: bool = False) -> bool:
        """True if open, or run out and ``late`` money is taken; False if already paid.

        Raises Conflict ``order-expired`` or ``order-refunded``.
        """
        status = self.status(now)
        if status is OrderStatus.EXPIRED:
            if late:
                return True
            raise Conflict("order-expired")
        if status is OrderStatus.REFUNDED:
            raise Conflict("order-refunded")
        return status is OrderStatus.OPEN

    def _asked(self) -> tuple[object, ...]:
        return (self.order_id, self.amount_vnd, self.description, self.return_url, self.notify_url, self.expires_at)


@dataclass(frozen=True, slots=True)
class Refund:
    """Money given back. An order is refunded whole and once."""

    refund_id: str
    order_id: str
    amount_vnd: int
    at: datetime


class Tidings(StrEnum):
    """What the gateway tells the merchant."""

    PAID = "payment.paid"
    REFUNDED = "payment.refunded"


@dataclass(frozen=True, slots=True)
class Notification:
    """One message to the merchant, repeated until it is answered with 2xx."""

    event_id: str
    order_id: str
    type: Tidings
    amount_vnd: int
    at: datetime
    notify_url: str
    delivered_at: datetime | None = None
