"""What the portal's use cases and pages ask of the world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from services.portal.application.account import Contacts
from services.portal.application.dossiers import Dossiers
from services.portal.application.journey import Drafts, Filings
from services.portal.application.looking import Looking
from services.portal.application.notifying import Inbox
from services.portal.application.offers import Offers
from services.portal.application.registers import Licence, Overview, Payment, Points, Portrait
from shared.auth.oidc import Departure, Proof
from shared.kernel.clock import Clock


class LoginNeeded(Exception):
    """The page is for somebody logged in, and nobody is, or no longer."""


class AccountMismatch(Exception):
    """The national login and the personal number belong to two different accounts here."""


class Refused(Exception):
    """A service said no. ``code`` is the problem's stable code, ``detail`` its words in the citizen's language.

    ``faults`` are pointer and words of what was wrong in a body that was sent.
    """

    def __init__(self, code: str, problem: Mapping[str, Any]) -> None:
        super().__init__(code)
        self.code = code
        self.detail = str(problem.get("detail") or "")
        self.faults = [(str(entry.get("pointer", "")), str(entry.get("detail", ""))) for entry in _faults(problem)]


def _faults(problem: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    errors = problem.get("errors")
    return [entry for entry in errors if isinstance(entry, Mapping)] if isinstance(errors, list) else []


@dataclass(frozen=True, slots=True)
class Tokens:
    """What access gave for a login. They never leave the server."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Identity:
    """Who logged in, by the national login's word. ``assurance_level`` (mức độ định danh) is 1 or 2."""

    citizen_id: str = field(repr=False)
    name: str
    born_on: date
    assurance_level: int


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody logged in, for the request in hand. ``token`` and ``language`` go with every call to a service."""

    account_id: str
    session_id: str
    identity: Identity
    token: str = field(repr=False)
    language: str

    @property
    def citizen_id(self) -> str:
        """The personal number (số định danh); never in an address, a title or a log."""
        return self.identity.citizen_id


class Access(Protocol):
    """The token desk."""

    def exchange(self, id_token: str) -> Tokens:
        """Tokens for a proven login. Raises LoginNeeded if access does not take the proof."""
        ...

    def refresh(self, refresh_token: str) -> Tokens:
        """The next tokens. Raises LoginNeeded if the login is over."""
        ...

    def revoke(self, refresh_token: str) -> None:
        """End the login."""
        ...


class Sso(Protocol):
    """The national login (see :class:`shared.auth.oidc.OpenIdProvider`)."""

    def depart(self, redirect_uri: str, *, language: str) -> Departure: ...

    def redeem(self, code: str, *, departure: Departure, redirect_uri: str, issuer: str | None) -> Proof: ...

    def logged_out(self, token: str) -> tuple[str, datetime]: ...

    def leave(self, return_to: str) -> str: ...


class Accounts(Protocol):
    """Who logged in here before, and who is on the way."""

    def link(self, subject: str, citizen_id: str, assurance_level: int) -> str:
        """The account of a login and a number, made if both are new. Raises AccountMismatch."""
        ...

    def of_login(self, subject: str) -> str | None:
        """The account of a login's ``sub``."""
        ...

    def departed(self, state: str, visit: str, content: Mapping[str, Any]) -> None:
        """Remember a browser that left for the national login."""
        ...

    def arrived(self, state: str, visit: str) -> Mapping[str, Any] | None:
        """What was remembered of it, once; None if nothing was, it was too long ago, or another browser came."""
        ...

    def spend_logout(self, token: str, until: datetime) -> bool:
        """Whether a logout token comes for the first time."""
        ...


class Licences(Protocol):
    """The register of licences."""

    def of_citizen(self, citizen: Citizen) -> Sequence[Licence]:
        """The citizen's own licences."""
        ...

    def portrait(self, citizen: Citizen, holder_id: str) -> Portrait:
        """The picture on file. Raises NotFound, also for another person's."""
        ...


class Violations(Protocol):
    """The register of violations."""

    def points(self, citizen: Citizen) -> Points:
        """Points and bars of both parts."""
        ...

    def overview(self, citizen: Citizen) -> Overview:
        """All cases, and what of them is in the way."""
        ...


class Payments(Protocol):
    """Orders of money. Ordering raises Refused for what is not owed or cannot be paid online."""

    def order_fine(self, citizen: Citizen, case_id: str, *, key: str) -> Payment: ...

    def order_fee(self, citizen: Citizen, application_id: str, *, key: str) -> Payment: ...

    def payment(self, citizen: Citizen, payment_id: str) -> Payment: ...


@dataclass(frozen=True, slots=True)
class Portal:
    """Everything the pages work with."""

    clock: Clock
    public_url: str
    trusted_proxies: int
    access: Access
    sso: Sso
    accounts: Accounts
    licences: Licences
    violations: Violations
    payments: Payments
    offers: Offers
    dossiers: Dossiers
    looking: Looking
    inbox: Inbox
    contacts: Contacts
    drafts: Drafts
    filings: Filings


class SessionInHand(Protocol):
    """A session in force (see :class:`shared.web.pages.sessions.Session`)."""

    @property
    def id(self) -> str: ...

    @property
    def subject(self) -> str: ...

    @property
    def content(self) -> Mapping[str, Any]: ...


class SessionStore(Protocol):
    """What refreshing the tokens of a session needs of the store of sessions."""

    def claim(self, session_id: str, patience: timedelta) -> bool: ...

    def release(self, session_id: str) -> None: ...

    def reseal(self, session_id: str, content: Mapping[str, Any]) -> None: ...

    def content_of(self, session_id: str) -> Mapping[str, Any] | None: ...

    def end(self, session_id: str, reason: str) -> bool: ...
