"""Issuing a new card: one transaction in which the old one dies, the new one lives and the e-licence is signed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from services.licences.application.importing import REGISTRY_LOCK
from services.licences.application.losing import licence_for
from services.licences.application.ports import Begin, Change, Credential, Signer, Work
from services.licences.domain.card import Card
from services.licences.domain.holder import Holder
from services.licences.domain.issuance import Issuance, IssuanceOrder, issue, require_issuable
from services.licences.domain.licence import Licence
from services.licences.domain.numbers import SerialSeries
from shared.kernel.actor import Actor
from shared.kernel.citizen_id import contradictions
from shared.kernel.errors import Conflict, Fault, Invalid, NotFound
from shared.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class IssueOutcome:
    """The card of an application. ``fresh`` is false if it had been issued before."""

    issuance: Issuance
    citizen_id: str
    card: Card
    credential_id: str | None
    version: int
    fresh: bool


def issue_card(
    licence_id: str,
    order: IssuanceOrder,
    *,
    begin: Begin,
    signer: Signer,
    series: SerialSeries,
    issuer: str,
    actor: Actor,
) -> IssueOutcome:
    """Carry out an order; the same application again gets the same card, whatever has happened since.

    Raises NotFound, Conflict ``application-issued-elsewhere`` if the application got its card on another licence, and
    what :func:`services.licences.domain.issuance.require_issuable` raises.
    """
    locks = [f"licence:{licence_id}"] if order.holder is None else [f"licence:{licence_id}", REGISTRY_LOCK]
    with begin(actor, *locks) as work:
        known = work.issuances.by_application(order.application_id)
        if known is not None:
            return work.commit(_issued_before(work, licence_id, known))
        before, citizen_id = licence_for(work, licence_id, of_citizen=None)
        require_issuable(before, order, now=work.now)
        serial = work.issuances.next_serial(series)
        issued_by = actor.agency or actor.client_id
        after = issue(before, order, serial=serial, issued_by=issued_by, now=work.now)
        issuance = Issuance(
            id=new_id(),
            licence_id=after.id,
            application_id=order.application_id,
            reason=order.reason,
            serial=serial,
            previous_serial=before.card.serial,
            parts=after.card.parts,
            standing=order.standing,
            issued_at=work.now,
            issued_by=issued_by,
        )
        _set_right(work, after.holder_id, order)
        credential = _credential(work, signer, issuer, after)
        work.licences.save([Change(before, after)], cause="issued")
        work.issuances.add(issuance, credential)
        _tell(work, issuance, credential)
        return work.commit(IssueOutcome(issuance, citizen_id, after.card, credential.id, after.version, fresh=True))


def _set_right(work: Work, holder_id: str, order: IssuanceOrder) -> None:
    """Bring the holder's name and date of birth to what the identity data say; loads of holders stand aside."""
    if order.holder is None:
        return
    before = work.holders.by_id(holder_id)
    after = replace(before, full_name=order.holder.full_name, date_of_birth=order.holder.date_of_birth)
    fields = sorted(name for name in ("full_name", "date_of_birth") if getattr(before, name) != getattr(after, name))
    if not fields:
        return
    if contradictions(before.citizen_id, born_on=after.date_of_birth):
        params = {"facts": "date_of_birth"}
        raise Invalid("validation-failed", faults=[Fault("/holder/date_of_birth", "contradicts-person", params)])
    work.holders.replace([replace(after, version=before.version + 1)])
    told = {"application_id": order.application_id, "fields": fields}
    work.audit(f"holder:{holder_id}", "holder-set-right", told)


def _issued_before(work: Work, licence_id: str, issuance: Issuance) -> IssueOutcome:
    if issuance.licence_id != licence_id:
        raise Conflict("application-issued-elsewhere")
    licence, citizen_id = licence_for(work, licence_id, of_citizen=None)
    card = next((card for card in licence.cards if card.serial == issuance.serial), None)
    if card is None:
        raise NotFound("not-found")
    credential_id = work.issuances.credential_of(issuance.serial)
    return IssueOutcome(issuance, citizen_id, card, credential_id, licence.version, fresh=False)


def _tell(work: Work, issuance: Issuance, credential: Credential) -> None:
    chain = f"licence:{issuance.licence_id}"
    standing = {
        "id": issuance.standing.id,
        "verdict": str(issuance.standing.verdict),
        "as_of": issuance.standing.as_of.isoformat(),
        "accepted_by": issuance.standing.accepted_by,
    }
    work.audit(
        chain,
        "card-issued",
        {
            "application_id": issuance.application_id,
            "reason": str(issuance.reason),
            "serial": issuance.serial,
            "previous_serial": issuance.previous_serial,
            "parts": [str(kind) for kind in issuance.parts],
            "standing": standing,
            "credential_id": credential.id,
        },
    )
    common = {"application_id": issuance.application_id, "reason": str(issuance.reason)}
    work.emit(
        "card.superseded",
        issuance.licence_id,
        {**common, "serial": issuance.previous_serial, "superseded_by": issuance.serial},
    )
    work.emit(
        "card.issued",
        issuance.licence_id,
        {
            **common,
            "serial": issuance.serial,
            "previous_serial": issuance.previous_serial,
            "parts": [str(kind) for kind in issuance.parts],
            "credential_id": credential.id,
        },
    )


def _credential(work: Work, signer: Signer, issuer: str, licence: Licence) -> Credential:
    credential_id = new_id()
    holder = work.holders.by_id(licence.holder_id)
    claims: dict[str, object] = {
        "iss": issuer,
        "jti": credential_id,
        "sub": holder.id,
        "iat": int(work.now.timestamp()),
        "issued_at": work.now.isoformat().replace("+00:00", "Z"),
        **credential_facts(licence, holder),
    }
    return Credential(
        id=credential_id,
        licence_id=licence.id,
        serial=licence.card.serial,
        key_id=signer.key_id,
        token=signer.sign(claims),
        issued_at=work.now,
    )


def credential_facts(licence: Licence, holder: Holder) -> dict[str, object]:
    """What the e-licence states: what a printed card shows, of the parts that the card lists."""
    return {
        "licence": {"id": licence.id, "number": licence.number},
        "holder": {
            "full_name": holder.full_name,
            "date_of_birth": _day(holder.date_of_birth),
            "nationality": holder.nationality,
            "address": holder.address.text,
            "photo_sha256": holder.photo.sha256 if holder.photo else None,
        },
        "card": {
            "serial": licence.card.serial,
            "issued_on": _day(licence.card.issued_on),
            "issued_by": licence.card.issued_by,
        },
        "parts": [
            {
                "kind": str(part.kind),
                "regime": str(part.regime),
                "classes": list(part.classes),
                "conditions": list(part.conditions),
                "first_issued_on": _day(part.first_issued_on),
                "expires_on": _day(part.expires_on),
            }
            for part in licence.parts
            if part.kind in licence.card.parts
        ],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
