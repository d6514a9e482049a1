"""What the use cases need from the world outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from services.access.domain.agreements import Agreement
from services.access.domain.parties import Agency, Client, ClientKey
from services.access.domain.people import TrustedIssuer
from services.access.domain.proofs import Claims, SpentProof
from services.access.domain.sessions import RefreshFamily
from shared.kernel.actor import Actor

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ClientFile:
    """A client with its keys, and its agreements that are not over."""

    client: Client
    agreements: tuple[Agreement, ...]


class Register(Protocol):
    """Reading what is on file, outside any unit of work."""

    def client_file(self, client_id: str, now: datetime) -> ClientFile | None:
        """The client and its agreements that are not over at ``now``."""
        ...

    def client(self, client_id: str) -> Client | None:
        """The client with its keys."""
        ...

    def agency(self, code: str) -> Agency | None:
        """The agency of that code."""
        ...

    def agencies(self, *, after: str | None, limit: int) -> Sequence[Agency]:
        """Agencies by code."""
        ...

    def agreements(self, *, client_id: str | None, after: str | None, limit: int) -> Sequence[Agreement]:
        """Agreements by id, oldest first."""
        ...


class Agreements(Protocol):
    """Agreements inside a unit of work."""

    def get(self, agreement_id: str) -> Agreement | None:
        """The agreement."""
        ...

    def of_client(self, client_id: str) -> Sequence[Agreement]:
        """All of a client's, by id."""
        ...

    def add(self, agreement: Agreement) -> None:
        """File a new one."""
        ...

    def save_end(self, agreement: Agreement) -> None:
        """Store its early end."""
        ...


class Clients(Protocol):
    """Clients and keys inside a unit of work."""

    def get(self, client_id: str) -> Client | None:
        """The client with all its keys."""
        ...

    def add_key(self, client_id: str, key: ClientKey) -> None:
        """File a new key."""
        ...

    def save_revocation(self, client_id: str, key: ClientKey) -> None:
        """Store that a key was revoked."""
        ...


class SpentProofs(Protocol):
    """Proofs that were shown."""

    def spend(self, proof: SpentProof) -> bool:
        """Note it; False if it was shown before, also if by somebody at this very moment."""
        ...

    def forget(self, *, until: datetime, limit: int) -> int:
        """Delete at most ``limit`` that had expired by then; how many."""
        ...


class Families(Protocol):
    """Refresh token families."""

    def get(self, family_id: str) -> RefreshFamily | None:
        """The family."""
        ...

    def add(self, family: RefreshFamily) -> None:
        """A login began."""
        ...

    def save(self, family: RefreshFamily) -> None:
        """Store its newest token or its end."""
        ...

    def forget(self, *, started_until: datetime, limit: int) -> int:
        """Delete at most ``limit`` that started by then; how many."""
        ...


class Work(Protocol):
    """One unit of work of this service."""

    actor: Actor
    now: datetime

    @property
    def agreements(self) -> Agreements: ...
    @property
    def clients(self) -> Clients: ...
    @property
    def proofs(self) -> SpentProofs: ...
    @property
    def families(self) -> Families: ...

    def audit(self, chain: str, action: str, detail: Mapping[str, object]) -> None:
        """Add to an audit chain."""
        ...

    def emit(self, type: str, subject_id: str, data: Mapping[str, object]) -> None:
        """Tell other services."""
        ...

    def commit(self, result: T = ...) -> T:
        """Let the change stand."""
        ...


class Begin(Protocol):
    """Opens a unit of work, holding the named locks; rolled back unless committed."""

    def __call__(self, actor: Actor, *locks: str) -> AbstractContextManager[Work]: ...


class Signatures(Protocol):
    """Checking signed tokens of clients."""

    def claimed_client(self, assertion: str) -> str | None:
        """The ``sub`` an assertion names, unproven; None if it cannot be read."""
        ...

    def claims(self, assertion: str, keys: Sequence[ClientKey]) -> Claims | None:
        """What was signed; None unless ES256 and one of these keys made the signature."""
        ...

    def thumbprint(self, jwk: Mapping[str, object]) -> str | None:
        """The RFC 7638 thumbprint of a public P-256 key; None if it is none."""
        ...


@dataclass(frozen=True, slots=True)
class IdToken:
    """An ID token whose signature holds. ``signed_part`` is the text the signature covers."""

    issuer: TrustedIssuer
    claims: Claims
    signed_part: str


class IdTokens(Protocol):
    """Checking ID tokens of the identity providers we trust."""

    def verify(self, token: str) -> IdToken | None:
        """The token; None if the issuer is not trusted or the signature does not hold.

        Raises TokenRefusal ``temporarily_unavailable`` if the issuer's keys were never seen and cannot be fetched.
        """
        ...


class Minter(Protocol):
    """Makes tokens of ours."""

    def sign(self, claims: Mapping[str, object]) -> str:
        """A signed access token."""
        ...

    def seal(self, content: Mapping[str, object]) -> str:
        """A text only we can read."""
        ...

    def unseal(self, sealed: str) -> Mapping[str, object] | None:
        """What was sealed; None if it was not us or the key is gone."""
        ...
