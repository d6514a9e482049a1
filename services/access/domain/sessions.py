"""Refresh tokens: rotated at every use, 30 minutes idle, 8 hours in all; a used one coming back ends the family.

RFC 6749 §6 and RFC 9700 §4.14. What they carry about a person is sealed inside them; only the family is stored.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from services.access.domain.people import Person
from services.access.domain.refusals import RefusalCode, TokenRefusal

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=8)


class FamilyEnd(StrEnum):
    """Why a family gives no more tokens."""

    LOGOUT = "logout"
    REUSED = "reused"


@dataclass(frozen=True, slots=True)
class RefreshFamily:
    """The tokens that follow from one login. ``seq`` counts them; only the newest is good."""

    id: str
    client_id: str
    seq: int
    token_hash: str
    started_at: datetime
    used_at: datetime
    ended_at: datetime | None = None
    end: FamilyEnd | None = None

    @property
    def ends_at(self) -> datetime:
        """When the login is over however busy it was."""
        return self.started_at + ABSOLUTE

    def was_reused(self, *, seq: int, token_hash: str) -> bool:
        """Whether this is not the newest token: one of two who hold the family has stolen it, and we cannot say who."""
        return seq != self.seq or token_hash != self.token_hash

    def check_alive(self, now: datetime) -> None:
        """Raise TokenRefusal ``invalid_grant`` if it was ended, sat idle too long, or reached its absolute end."""
        if self.ended_at is not None:
            raise TokenRefusal(RefusalCode.INVALID_GRANT, "the refresh token was revoked")
        if now >= self.ends_at:
            raise TokenRefusal(RefusalCode.INVALID_GRANT, "the login is more than 8 hours old")
        if now - self.used_at >= IDLE:
            raise TokenRefusal(RefusalCode.INVALID_GRANT, "the refresh token was idle for 30 minutes")

    def next(self, *, token_hash: str, now: datetime) -> RefreshFamily:
        """The family after its newest token was exchanged for another."""
        return replace(self, seq=self.seq + 1, token_hash=token_hash, used_at=now)

    def over(self, why: FamilyEnd, now: datetime) -> RefreshFamily:
        """The family ended; ending twice keeps the first end."""
        return self if self.ended_at is not None else replace(self, ended_at=now, end=why)


@dataclass(frozen=True, slots=True)
class SealedLogin:
    """What travels inside a refresh token: the person, what was granted at login, and the token's place."""

    family: str
    seq: int
    client_id: str
    person: Person
    scopes: frozenset[str]
    resources: tuple[str, ...]
