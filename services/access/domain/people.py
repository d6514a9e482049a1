"""People: which identity providers are believed, and what their ID tokens say about whom."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from services.access.domain.refusals import RefusalCode, TokenRefusal
from services.access.domain.scopes import ActorKind, OfficerRole
from shared.kernel.citizen_id import read_citizen_id

LONGEST_NAME = 200
ASSURANCE_LEVELS = frozenset({"1", "2"})
_AGENCY = re.compile(r"[A-Za-z0-9.-]{1,32}")
_BIRTHDATE = re.compile(r"[0-9]{8}")


@dataclass(frozen=True, slots=True)
class TrustedIssuer:
    """An identity provider (nhà cung cấp định danh). ``audience`` is the client id our channel has with it."""

    issuer: str
    jwks_url: str
    kind: ActorKind
    audience: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who proved to be there. ``subject`` is opaque and stable per issuer.

    A citizen has ``citizen_id``, ``birthdate`` and ``acr`` (assurance level of the electronic identity, mức độ định
    danh điện tử: ``1`` or ``2``); an officer has ``agency`` (code) and ``roles``.
    """

    kind: ActorKind
    subject: str
    name: str
    citizen_id: str | None = None
    birthdate: date | None = None
    acr: str | None = None
    agency: str | None = None
    roles: tuple[OfficerRole, ...] = ()


def read_person(claims: Mapping[str, object], issuer: TrustedIssuer) -> Person:
    """The person an ID token speaks of. Raises TokenRefusal ``invalid_request`` naming the claim that is missing."""
    subject = _subject(issuer.issuer, str(claims["sub"]))
    if issuer.kind is ActorKind.CITIZEN:
        return _citizen(claims, subject)
    return _officer(claims, subject)


def _citizen(claims: Mapping[str, object], subject: str) -> Person:
    """Claim names of the national single sign-on (VNeID through VNConnect)."""
    return Person(
        kind=ActorKind.CITIZEN,
        subject=subject,
        name=_name(claims, "HoVaTen"),
        citizen_id=_citizen_id(claims),
        birthdate=_birthdate(claims),
        acr=_assurance(claims),
    )


def _officer(claims: Mapping[str, object], subject: str) -> Person:
    agency, roles = claims.get("agency"), claims.get("roles")
    if not isinstance(agency, str) or not _AGENCY.fullmatch(agency):
        raise _missing("agency")
    if not isinstance(roles, list):
        raise _missing("roles")
    known = {role.value for role in OfficerRole}
    held = sorted({role for role in roles if isinstance(role, str) and role in known})
    return Person(
        kind=ActorKind.OFFICER,
        subject=subject,
        name=_name(claims, "name"),
        agency=agency,
        roles=tuple(OfficerRole(role) for role in held),
    )


def _subject(issuer: str, subject: str) -> str:
    return str(uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_URL, issuer), subject))


def _name(claims: Mapping[str, object], claim: str) -> str:
    value = claims.get(claim)
    if not isinstance(value, str):
        raise _missing(claim)
    name = " ".join(unicodedata.normalize("NFC", value).split())
    if not 1 <= len(name) <= LONGEST_NAME or any(unicodedata.category(letter)[0] == "C" for letter in name):
        raise _missing(claim)
    return name


def _citizen_id(claims: Mapping[str, object]) -> str:
    try:
        return read_citizen_id(str(claims.get("SoDinhDanh"))).text
    except ValueError:
        raise _missing("SoDinhDanh") from None


def _birthdate(claims: Mapping[str, object]) -> date:
    value = claims.get("NgayThangNamSinh")
    if not isinstance(value, str) or not _BIRTHDATE.fullmatch(value):
        raise _missing("NgayThangNamSinh")
    try:
        return datetime.strptime(value, "%Y%m%d").date()  # noqa: DTZ007  # a calendar day, in no zone
    except ValueError:
        raise _missing("NgayThangNamSinh") from None


def _assurance(claims: Mapping[str, object]) -> str:
    level = str(claims.get("acr"))
    if level not in ASSURANCE_LEVELS:
        raise _missing("acr")
    return level


def _missing(claim: str) -> TokenRefusal:
    return TokenRefusal(RefusalCode.INVALID_REQUEST, f"the ID token has no usable claim {claim}")
