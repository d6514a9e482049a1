"""From what was sent to what is filed."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.renewals.domain.dossier import Filer, Filing
from services.renewals.domain.facts import ClaimedLicence, ForceMajeure
from services.renewals.domain.register_search import FoundRecord, RegisterSearch
from shared.auth.access import require_subject
from shared.auth.principals import Principal
from shared.kernel.errors import Fault, Invalid


def filing_of(asked: dict[str, Any], principal: Principal) -> Filing:
    """The filing of a citizen for themselves, or of an officer for an applicant.

    Raises Invalid ``validation-failed``; Forbidden ``subject-mismatch`` if a citizen names somebody else.
    """
    citizen_id, name, born_on = _applicant(asked["applicant"], principal)
    delivery, contact = asked["delivery"], asked["contact"]
    return Filing(
        procedure=asked["procedure"],
        licence_id=asked["licence_id"],
        citizen_id=citizen_id,
        holder_name=name,
        date_of_birth=born_on,
        reason=asked["reason"],
        channel=asked["channel"],
        filed_by=Filer(principal.kind, principal.subject, principal.agency if principal.kind == "officer" else None),
        delivery_method=delivery["method"],
        delivery_address=delivery["address"],
        phone=contact.get("phone"),
        email=contact.get("email"),
        occurred_on=asked["occurred_on"],
        declaration=asked["declaration"],
        claimed=claimed_of(asked["claimed"]),
        class_choice=asked["class_choice"],
        force_majeure=force_majeure_of(asked["force_majeure"]),
    )


def claimed_of(given: dict[str, Any] | None) -> ClaimedLicence | None:
    """What is remembered of a licence the register does not know."""
    if given is None:
        return None
    return ClaimedLicence(given["number"], tuple(given["classes"]), given["issued_on"], given["issued_by"])


def search_of(asked: dict[str, Any]) -> RegisterSearch:
    """The search in the paper registers as an officer states it."""
    found = asked["found"]
    record = None if found is None else FoundRecord(**{**found, "classes": tuple(found["classes"])})
    registers = tuple(asked["registers"])
    return RegisterSearch(registers, asked["searched_on"], asked["result"], record, asked["note"])


def force_majeure_of(given: dict[str, Any] | None) -> ForceMajeure | None:
    """The proven reason beyond the holder's power."""
    return None if given is None else ForceMajeure(given["kind"], given["proof_id"])


def _applicant(given: dict[str, Any] | None, principal: Principal) -> tuple[str, str, date]:
    if principal.kind == "officer":
        if given is None:
            raise Invalid("validation-failed", faults=[Fault("/applicant", "required")])
        return given["citizen_id"], given["full_name"], given["date_of_birth"]
    if given is not None:
        require_subject(given["citizen_id"])
        raise Invalid("validation-failed", faults=[Fault("/applicant", "applicant-for-officers-only")])
    if principal.citizen_id is None or principal.name is None or principal.birthdate is None:
        raise RuntimeError("a citizen's token names the citizen")
    return principal.citizen_id, principal.name, principal.birthdate
