"""Agencies (cơ quan), the client systems they run, and the public keys these sign with."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.kernel.errors import Conflict, Fault, Invalid
from shared.kernel.words import Words

MOST_USABLE_KEYS = 5
"""A client rotates by adding the new key before it lets the old one go; more than a handful is a mistake."""

_COORDINATE = re.compile(r"[A-Za-z0-9_-]{43}")
CLIENT_ID_FORM = "[a-z][a-z0-9-]{0,39}"
KID_FORM = "[A-Za-z0-9._-]{1,64}"
_CLIENT_ID = re.compile(CLIENT_ID_FORM)
_KID = re.compile(KID_FORM)


class ClientKind(StrEnum):
    """What a client system is: a police source, another agency, an in-house service, or a channel of people."""

    POLICE = "police"
    AGENCY = "agency"
    SERVICE = "service"
    CHANNEL = "channel"


class ClientStatus(StrEnum):
    """A suspended client gets no token; its keys and agreements stay on file."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Agency:
    """A state body. ``code`` is its electronic identifier (mã định danh điện tử), e.g. ``G01.79``."""

    code: str
    name: Words


@dataclass(frozen=True, slots=True)
class ClientKey:
    """A client's public key, P-256. ``jwk`` holds the public members only; the validity is half open."""

    kid: str
    jwk: Mapping[str, str]
    valid_from: datetime
    valid_to: datetime | None = None
    revoked_at: datetime | None = None

    def usable_at(self, now: datetime) -> bool:
        """Whether a signature made with it counts now."""
        if self.revoked_at is not None and self.revoked_at <= now:
            return False
        return self.valid_from <= now and (self.valid_to is None or now < self.valid_to)


@dataclass(frozen=True, slots=True)
class Client:
    """A system that may ask for tokens. ``sources`` are the police agencies it may push cases for."""

    client_id: str
    agency: Agency
    kind: ClientKind
    status: ClientStatus = ClientStatus.ACTIVE
    sources: tuple[str, ...] = ()
    keys: tuple[ClientKey, ...] = ()

    @property
    def subject(self) -> str:
        """The opaque identifier that stands as ``sub`` in its own tokens."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:gplx:client:{self.client_id}"))

    def usable_keys(self, now: datetime) -> tuple[ClientKey, ...]:
        """The keys its signatures are checked against now."""
        return tuple(key for key in self.keys if key.usable_at(now))


def is_client_id(text: str) -> bool:
    """Whether a text could be the name of a client."""
    return _CLIENT_ID.fullmatch(text) is not None


def public_key(jwk: Mapping[str, object], *, thumbprint: str | None) -> tuple[str, dict[str, str]]:
    """The ``kid`` and the public members of a JWK (RFC 7517) somebody handed in; nothing else of it is kept.

    ``thumbprint`` (RFC 7638) names a key that came without ``kid``; None says that it is no point of the curve. Raises
    Invalid, naming every fault.
    """
    faults = [
        Fault(f"/jwk/{name}", "key-not-p256")
        for name, fits in (
            ("kty", jwk.get("kty") == "EC"),
            ("crv", jwk.get("crv") == "P-256"),
            ("x", _COORDINATE.fullmatch(str(jwk.get("x", "")))),
            ("y", _COORDINATE.fullmatch(str(jwk.get("y", "")))),
        )
        if not fits
    ]
    if thumbprint is None and not faults:
        faults.append(Fault("/jwk", "key-not-p256"))
    kid = jwk.get("kid") or thumbprint
    if kid is not None and not _KID.fullmatch(str(kid)):
        faults.append(Fault("/jwk/kid", "wrong-form"))
    if faults:
        raise Invalid("validation-failed", faults=faults)
    members = {name: str(jwk[name]) for name in ("kty", "crv", "x", "y")}
    return str(kid), {**members, "kid": str(kid), "alg": "ES256", "use": "sig"}


def check_key_may_be_added(client: Client, key: ClientKey, now: datetime) -> None:
    """Raise Conflict ``key-exists`` or ``too-many-keys``, or Invalid for a validity that is over or upside down."""
    if any(known.kid == key.kid or _same_point(known.jwk, key.jwk) for known in client.keys):
        raise Conflict("key-exists", kid=key.kid)
    if key.valid_to is not None and key.valid_to <= max(now, key.valid_from):
        raise Invalid("validation-failed", faults=[Fault("/valid_to", "end-before-start")])
    open_keys = [known for known in client.keys if not _is_over(known, now)]
    if len(open_keys) >= MOST_USABLE_KEYS:
        raise Conflict("too-many-keys", most=MOST_USABLE_KEYS)


def _same_point(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return (one["x"], one["y"]) == (other["x"], other["y"])


def _is_over(key: ClientKey, now: datetime) -> bool:
    return key.revoked_at is not None or (key.valid_to is not None and key.valid_to <= now)
