"""Filing a draft: once, however often it is sent, and never with answers the citizen has not seen."""

from __future__ import annotations

from services.portal.application.journey import Draft
from services.portal.application.ports import Citizen, Portal, Refused
from services.portal.application.registers import Payment
from shared.kernel.errors import Unavailable

ALREADY_OPEN = "application-already-open"
IN_PROGRESS = "request-in-progress"
AWAITING_PAYMENT = "awaiting_payment"


class AnswersChanged(Exception):
    """Another window changed the answers after this one showed them."""


def file_draft(portal: Portal, citizen: Citizen, draft: Draft, *, version: int, declaration: str) -> str:
    """Where the browser goes on: to the payment, or to the acknowledgement.

    Raises AnswersChanged; Refused, after which answers may change; Unavailable, after which nobody knows whether it
    was filed and the same is sent again.
    """
    fixed = portal.drafts.send(citizen, draft.id, version)
    if fixed is None:
        raise AnswersChanged
    try:
        filed = portal.filings.file(citizen, fixed, declaration)
    except Refused as refused:
        found = portal.filings.open_for(citizen, fixed.licence_id) if refused.code == ALREADY_OPEN else None
        if found is None:
            if refused.code != IN_PROGRESS:
                portal.drafts.take_back(citizen, draft.id)
            raise
        filed = found
    portal.drafts.filed(citizen, draft.id, filed.id)
    acknowledgement = f"/applications/{filed.id}/acknowledgement"
    if filed.state != AWAITING_PAYMENT:
        return acknowledgement
    order = _ordered(portal, citizen, filed.id, key=f"fee:{draft.id}")
    return order.url if order is not None and order.url else acknowledgement


def _ordered(portal: Portal, citizen: Citizen, application_id: str, *, key: str) -> Payment | None:
    """The order of the fee; None if it cannot be made now: the acknowledgement offers it again."""
    try:
        return portal.payments.order_fee(citizen, application_id, key=key)
    except (Refused, Unavailable):
        return None
