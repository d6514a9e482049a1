"""Money in and money back: every đồng received is a fee kept, a fine passed on, or refunded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class PaymentKind(StrEnum):
    """Lệ phí cấp giấy phép lái xe, or tiền phạt vi phạm hành chính."""

    FEE = "fee"
    FINE = "fine"


class PaymentState(StrEnum):
    """``created``: the gateway may not know of it yet; ``paid``: money is in and wanted; ``settled``: passed on."""

    CREATED = "created"
    OPEN = "open"
    PAID = "paid"
    SETTLED = "settled"
    EXPIRED = "expired"
    REFUNDING = "refunding"
    REFUNDED = "refunded"


UNPAID = frozenset({PaymentState.CREATED, PaymentState.OPEN})
BEFORE_MONEY = frozenset({*UNPAID, PaymentState.EXPIRED})


@dataclass(frozen=True, slots=True)
class Payment:
    """One order at the gateway; its id is the gateway's order id and the key of settlement and refund."""

    id: str
    kind: PaymentKind
    application_id: str | None
    case_id: str | None
    citizen_id: str
    subject: str
    amount_vnd: int
    basis: str
    description: str
    state: PaymentState
    created_at: datetime
    expires_at: datetime
    version: int = 1
    payment_url: str | None = None
    paid_at: datetime | None = None
    settled_at: datetime | None = None
    refunded_at: datetime | None = None
    refund_reason: str | None = None

    @property
    def lock(self) -> str:
        """A fee changes under its dossier's lock, so that both are always decided together."""
        return f"application:{self.application_id}" if self.kind is PaymentKind.FEE else f"payment:{self.id}"

    @property
    def money_arrived(self) -> bool:
        """Whether the gateway has taken the money, given back since or not."""
        return self.paid_at is not None

    def placed(self, url: str | None) -> Payment:
        """The gateway knows the order."""
        if self.state is not PaymentState.CREATED:
            return self
        return self._with(state=PaymentState.OPEN, payment_url=url)

    def received(self, at: datetime, *, wanted: bool, why_not: str | None = None) -> Payment:
        """Money came in; unwanted money goes back. Saying it twice changes nothing."""
        if self.state not in BEFORE_MONEY:
            return self
        if wanted:
            return self._with(state=PaymentState.PAID, paid_at=at)
        return self._with(state=PaymentState.REFUNDING, paid_at=at, refund_reason=why_not)

    def to_refund(self, why: str) -> Payment:
        """What was paid is no longer wanted."""
        if self.state is not PaymentState.PAID or self.amount_vnd == 0:
            return self
        return self._with(state=PaymentState.REFUNDING, refund_reason=why)

    def settled(self, at: datetime) -> Payment:
        """The fine was credited to its case."""
        if self.state is not PaymentState.PAID:
            return self
        return self._with(state=PaymentState.SETTLED, settled_at=at)

    def refunded(self, at: datetime) -> Payment:
        """The gateway has given the money back."""
        if self.state is not PaymentState.REFUNDING:
            return self
        return self._with(state=PaymentState.REFUNDED, refunded_at=at)

    def expired(self) -> Payment:
        """Nobody paid in time; money that comes later goes back."""
        if self.state not in UNPAID:
            return self
        return self._with(state=PaymentState.EXPIRED)

    def _with(self, **changes: object) -> Payment:
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]  # fields of this class
