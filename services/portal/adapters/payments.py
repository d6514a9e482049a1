"""Orders of money, kept by renewals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.adapters.calling import Provider, an_instant
from services.portal.application.ports import Citizen
from services.portal.application.registers import Payment

PREFIX = "/api/renewals/v1/payments"


class HttpPayments(Provider):
    """See :class:`services.portal.application.ports.Payments`."""

    def order_fine(self, citizen: Citizen, case_id: str, *, key: str) -> Payment:
        return self._ordered(citizen, {"kind": "fine", "case_id": case_id}, key)

    def order_fee(self, citizen: Citizen, application_id: str, *, key: str) -> Payment:
        return self._ordered(citizen, {"kind": "fee", "application_id": application_id}, key)

    def payment(self, citizen: Citizen, payment_id: str) -> Payment:
        found = self._get(f"{PREFIX}/{payment_id}", of=citizen)
        with self.readable():
            return read_payment(found)

    def _ordered(self, citizen: Citizen, body: Mapping[str, str], key: str) -> Payment:
        found = self._post(PREFIX, body, of=citizen, key=key)
        with self.readable():
            return read_payment(found)


def read_payment(entry: Mapping[str, Any]) -> Payment:
    """A payment as renewals tells it."""
    return Payment(
        id=entry["id"],
        kind=entry["kind"],
        state=entry["state"],
        amount_vnd=int(entry["amount_vnd"]),
        url=entry["payment_url"],
        application_id=entry["application_id"],
        case_id=entry["case_id"],
        expires_at=an_instant(entry["expires_at"]),
        paid_at=an_instant(entry["paid_at"]),
        refunded_at=an_instant(entry["refunded_at"]),
    )
