"""Opening and ending data-sharing agreements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.access.application.ports import Begin, Register
from services.access.domain.agreements import Agreement, LegalBasis, check_agreement, check_no_overlap
from services.access.domain.scopes import ActorKind, Purpose
from shared.kernel.actor import Actor
from shared.kernel.clock import business_date
from shared.kernel.errors import Fault, Invalid, NotFound
from shared.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class AgreementTerms:
    """What two agencies agreed on; see :class:`Agreement`."""

    client_id: str
    service: str
    acting_for: ActorKind
    scopes: frozenset[str]
    purposes: frozenset[Purpose]
    fields: frozenset[str]
    legal_basis: tuple[LegalBasis, ...]
    valid_from: date
    valid_to: date
    per_day: int | None
    approved_by: str


def open_agreement(terms: AgreementTerms, *, begin: Begin, actor: Actor) -> Agreement:
    """File an agreement. Raises Invalid with all faults, or Conflict ``agreement-overlaps``."""
    with begin(actor, f"client:{terms.client_id}") as work:
        if work.clients.get(terms.client_id) is None:
            raise Invalid("validation-failed", faults=[Fault("/client_id", "unknown-client")])
        agreement = Agreement(
            id=new_id(),
            client_id=terms.client_id,
            service=terms.service,
            acting_for=terms.acting_for,
            scopes=terms.scopes,
            purposes=terms.purposes,
            fields=terms.fields,
            legal_basis=terms.legal_basis,
            valid_from=terms.valid_from,
            valid_to=terms.valid_to,
            per_day=terms.per_day,
            approved_by=terms.approved_by,
            opened_at=work.now,
        )
        check_agreement(agreement, business_date(work.now))
        check_no_overlap(agreement, work.agreements.of_client(terms.client_id), work.now)
        work.agreements.add(agreement)
        work.audit(f"agreement:{agreement.id}", "agreement.opened", _facts(agreement))
        work.emit("agreement.opened", agreement.id, _news(agreement))
        return work.commit(agreement)


def end_agreement(agreement_id: str, *, reason: str, begin: Begin, actor: Actor) -> Agreement:
    """Stop an agreement now; tokens made under it run out within ten minutes.

    Raises NotFound, or Conflict ``state-conflict`` if it is over.
    """
    with begin(actor, f"agreement:{agreement_id}") as work:
        agreement = work.agreements.get(agreement_id)
        if agreement is None:
            raise NotFound("not-found")
        ended = agreement.end(at=work.now, reason=reason)
        work.agreements.save_end(ended)
        work.audit(f"agreement:{agreement_id}", "agreement.ended", {"reason": reason})
        work.emit("agreement.ended", agreement_id, {**_news(ended), "reason": reason})
        return work.commit(ended)


def list_agreements(register: Register, *, client_id: str | None, after: str | None, limit: int) -> Sequence[Agreement]:
    """Agreements by id, oldest first; of one client if named."""
    return register.agreements(client_id=client_id, after=after, limit=limit)


def _news(agreement: Agreement) -> Mapping[str, object]:
    return {
        "client_id": agreement.client_id,
        "service": agreement.service,
        "acting_for": agreement.acting_for.value,
        "valid_from": agreement.valid_from.isoformat(),
        "valid_to": agreement.valid_to.isoformat(),
    }


def _facts(agreement: Agreement) -> Mapping[str, object]:
    return {
        **_news(agreement),
        "scopes": sorted(agreement.scopes),
        "purposes": sorted(purpose.value for purpose in agreement.purposes),
        "fields": sorted(agreement.fields),
        "legal_basis": [{"norm": basis.norm, "ref": basis.ref} for basis in agreement.legal_basis],
        "per_day": agreement.per_day,
        "approved_by": agreement.approved_by,
    }
