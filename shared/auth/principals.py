"""The caller, as an access token describes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from shared.kernel.words import Words

Kind = Literal["citizen", "officer", "system"]
KINDS: frozenset[str] = frozenset({"citizen", "officer", "system"})
ALL_FIELDS = "*"


@dataclass(frozen=True, slots=True)
class GrantedAgreement:
    """What the caller's data-sharing agreement with this very service allows.

    ``fields`` holds ``"*"`` for all. ``per_day`` is how many look-ups a business day allows; None is no limit.
    """

    id: str
    purposes: frozenset[str]
    fields: frozenset[str]
    per_day: int | None = None


@dataclass(frozen=True, slots=True)
class Principal:
    """A verified caller. ``subject`` is opaque; ``citizen_id`` is there for citizens only."""

    kind: Kind
    subject: str
    client_id: str
    scopes: frozenset[str]
    token_id: str
    expires_at: datetime
    agency: str | None = None
    agency_name: Words | None = None
    roles: frozenset[str] = frozenset()
    citizen_id: str | None = None
    name: str | None = None
    birthdate: date | None = None
    acr: int | None = None
    sources: tuple[str, ...] = ()
    agreement: GrantedAgreement | None = None
