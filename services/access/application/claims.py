"""The claims of access tokens and of sealed refresh tokens: our own published language, one place to write it down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from services.access.domain.grants import Grant, ServiceGrant
from services.access.domain.parties import Agency, Client
from services.access.domain.people import Person
from services.access.domain.scopes import ActorKind, OfficerRole
from services.access.domain.sessions import SealedLogin


def system_claims(client: Client) -> dict[str, object]:
    """Who a client is when it acts in its own name."""
    claims: dict[str, object] = {
        "sub": client.subject,
        "client_id": client.client_id,
        "kind": ActorKind.SYSTEM.value,
        **_agency_claims(client.agency),
    }
    if client.sources:
        claims["sources"] = list(client.sources)
    return claims


def person_claims(person: Person, client: Client, agency: Agency | None) -> dict[str, object]:
    """Who a person is, and through which client he acts (``act``, RFC 8693 §4.1). ``agency`` is an officer's."""
    claims: dict[str, object] = {
        "sub": person.subject,
        "client_id": client.client_id,
        "kind": person.kind.value,
        "act": {"sub": client.client_id},
        "name": person.name,
    }
    if person.kind is ActorKind.CITIZEN:
        claims |= {
            "citizen_id": person.citizen_id,
            "birthdate": person.birthdate.isoformat() if person.birthdate else None,
            "acr": person.acr,
        }
    if agency is not None:
        claims |= {**_agency_claims(agency), "roles": [role.value for role in person.roles]}
    return claims


def grant_claims(grant: Grant) -> dict[str, object]:
    """What may be done where, under which agreement."""
    return {
        "aud": list(grant.audience),
        "scope": " ".join(grant.scopes),
        "agreements": {granted.agreement.service: _agreement_claims(granted) for granted in grant.by_service},
    }


def time_claims(*, issuer: str, token_id: str, now: datetime, expires_at: datetime) -> dict[str, object]:
    """Whose token it is, and for how long (whole seconds, never rounded up past the end)."""
    return {"iss": issuer, "iat": int(now.timestamp()), "exp": int(expires_at.timestamp()), "jti": token_id}


def write_login(login: SealedLogin) -> dict[str, object]:
    """What is sealed into a refresh token."""
    person = login.person
    return {
        "family": login.family,
        "seq": login.seq,
        "client_id": login.client_id,
        "scopes": sorted(login.scopes),
        "resources": list(login.resources),
        "kind": person.kind.value,
        "sub": person.subject,
        "name": person.name,
        "citizen_id": person.citizen_id,
        "birthdate": person.birthdate.isoformat() if person.birthdate else None,
        "acr": person.acr,
        "agency": person.agency,
        "roles": [role.value for role in person.roles],
    }


def read_login(content: Mapping[str, Any]) -> SealedLogin:
    """The reverse of :func:`write_login`; only for what we sealed ourselves."""
    birthdate = content["birthdate"]
    return SealedLogin(
        family=content["family"],
        seq=content["seq"],
        client_id=content["client_id"],
        scopes=frozenset(content["scopes"]),
        resources=tuple(content["resources"]),
        person=Person(
            kind=ActorKind(content["kind"]),
            subject=content["sub"],
            name=content["name"],
            citizen_id=content["citizen_id"],
            birthdate=date.fromisoformat(birthdate) if birthdate else None,
            acr=content["acr"],
            agency=content["agency"],
            roles=tuple(OfficerRole(role) for role in content["roles"]),
        ),
    )


def _agency_claims(agency: Agency) -> dict[str, object]:
    return {"agency": agency.code, "agency_name": {"vi": agency.name.vi, "en": agency.name.en}}


def _agreement_claims(granted: ServiceGrant) -> dict[str, object]:
    agreement = granted.agreement
    return {
        "id": agreement.id,
        "scopes": sorted(granted.scopes),
        "purposes": sorted(purpose.value for purpose in agreement.purposes),
        "fields": sorted(agreement.fields),
        "per_day": agreement.per_day,
    }
