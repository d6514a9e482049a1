"""What the agency signs: the content of a decision, readable on its own."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from services.renewals.domain.decisions import Decision, reason_words
from services.renewals.domain.dossier import Dossier
from services.renewals.domain.findings import Finding, Json


def decision_claims(dossier: Dossier, decision: Decision, *, issuer: str, at: datetime) -> dict[str, Json]:
    """The claims of the signed decision.

    The holder is named by the digest of the personal number (SHA-256 hex), so that the document proves whom it is
    about without giving the number away.
    """
    words = None if decision.reason_code is None else reason_words(decision.reason_code)
    return {
        "iss": issuer,
        "iat": int(at.timestamp()),
        "jti": decision.id,
        "application_id": dossier.id,
        "code": dossier.code,
        "procedure": dossier.filing.procedure,
        "licence_id": dossier.filing.licence_id,
        "holder_digest": sha256(dossier.filing.citizen_id.encode()).hexdigest(),
        "outcome": decision.outcome.value,
        "reason_code": decision.reason_code,
        "reason": None if words is None else {"vi": words.vi, "en": words.en},
        "decided_by": decision.decided_by,
        "agency": decision.agency,
        "decided_at": decision.decided_at.isoformat().replace("+00:00", "Z"),
        "application_version": decision.application_version,
        "standing_id": decision.standing_id,
        "findings": [_finding(finding) for finding in decision.findings],
    }


def _finding(finding: Finding) -> Json:
    return {
        "rule": finding.rule,
        "outcome": finding.outcome.value,
        "part": finding.part,
        "legal_basis": [{"norm": ref.norm, "ref": ref.ref} for ref in finding.legal_basis],
    }
