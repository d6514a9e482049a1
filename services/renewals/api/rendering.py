"""Answers that are made inside a transaction, and who is asking."""

from __future__ import annotations

from services.renewals.api.money_schemas import PaymentSchema
from services.renewals.api.schemas import ApplicationSchema
from services.renewals.application.ports import Errand
from services.renewals.application.views import ApplicationView, PaymentView
from shared.auth.access import Caller, current
from shared.web.conditional import etag
from shared.web.idempotency import Answer

_APPLICATION = ApplicationSchema()
_PAYMENT = PaymentSchema()
HOME = "/api/renewals/v1"
AUDIT = "audit"


def filed(view: ApplicationView) -> Answer:
    """201 with where the dossier is."""
    headers = {"ETag": etag(view.version), "Location": f"{HOME}/applications/{view.id}"}
    return Answer(201, _APPLICATION.dump(view), headers)


def changed(view: ApplicationView) -> Answer:
    """200 with the dossier as it is now."""
    return Answer(200, _APPLICATION.dump(view), {"ETag": etag(view.version)})


def ordered(view: PaymentView) -> Answer:
    """201 with the order."""
    return Answer(201, _PAYMENT.dump(view), {"Location": f"{HOME}/payments/{view.id}"})


def own_citizen_id(caller: Caller) -> str | None:
    """The number a citizen is limited to; None for officers and systems."""
    if caller.principal.kind != "citizen":
        return None
    return caller.principal.citizen_id or ""


def errand_of(caller: Caller) -> Errand:
    """Why neighbours are asked on this caller's behalf; an auditor's look is told as one."""
    purpose = AUDIT if caller.purpose == AUDIT else "reissue"
    return Errand(purpose=purpose, case=caller.case, on_behalf_of=caller.principal.subject)


def me() -> tuple[Caller, str | None]:
    """The caller, and the number a citizen is limited to."""
    caller = current()
    return caller, own_citizen_id(caller)
