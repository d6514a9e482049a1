"""Logging in at a stand-in provider, and turning the code into the person it stands for."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from services.sandbox.application.ports import Account, Store
from services.sandbox.domain.behaviour import Part
from services.sandbox.domain.sign_in import (
    CODE_LIVES,
    AuthorizationRequest,
    IssuedCode,
    SignInRefused,
    check_redemption,
    fingerprint,
)
from shared.kernel.actor import Actor
from shared.kernel.errors import LimitReached

TRIES = 10
PAUSE = timedelta(seconds=60)
CODES_KEPT = timedelta(hours=1)
PROVIDER = Actor(kind="system", subject="sandbox-login", client_id="sandbox")


class Passwords(Protocol):
    """Checks a password against what is kept of it."""

    def fits(self, password: str, kept: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Login:
    """A finished login: who, for which client, when, and the client's nonce."""

    account: Account
    client_id: str
    nonce: str | None
    logged_in_at: datetime


def sign_in(
    store: Store, passwords: Passwords, *, part: Part, request: AuthorizationRequest, username: str, password: str
) -> str | None:
    """A code good for 60 seconds, or None if user name and password do not fit together.

    Raises LimitReached ``too-many-logins`` for a minute after ten failures in a row.
    """
    with store.reading() as shelves:
        account = shelves.accounts.get(part, username)
    if account is None:
        return None
    if account.locked_until is not None and store.now() < account.locked_until:
        raise LimitReached("too-many-logins", retry_after=int(PAUSE.total_seconds()))
    fits = passwords.fits(password, account.password_hash)
    code = secrets.token_urlsafe(32)
    with store.begin(PROVIDER, f"account:{part}:{username}") as work:
        current = work.accounts.get(part, username) or account
        if not fits:
            failures = current.failures + 1
            locked = work.now + PAUSE if failures % TRIES == 0 else None
            work.accounts.save(replace(current, failures=failures, locked_until=locked))
            return work.commit(None)
        work.accounts.save(replace(current, failures=0, locked_until=None))
        work.codes.forget_before(work.now - CODES_KEPT)
        work.codes.add(_code(code, part, username, request, work.now))
        work.commit()
    return code


def redeem(store: Store, *, part: Part, code: str, client_id: str, redirect_uri: str, verifier: str) -> Login:
    """Use up a code, whatever comes of it. Raises SignInRefused ``invalid_grant``."""
    with store.begin(PROVIDER, f"code:{fingerprint(code)}") as work:
        issued = work.codes.get(fingerprint(code))
        if issued is None:
            raise SignInRefused("invalid_grant", "there is no such code")
        account = work.accounts.get(part, issued.username)
        if issued.used_at is None:
            work.codes.mark_used(issued.fingerprint, work.now)
        now = work.now
        work.commit()
    check_redemption(issued, part=part, client_id=client_id, redirect_uri=redirect_uri, verifier=verifier, now=now)
    if account is None:
        raise SignInRefused("invalid_grant", "the account is gone")
    return Login(account, issued.client_id, issued.nonce, issued.logged_in_at)


def _code(code: str, part: Part, username: str, request: AuthorizationRequest, now: datetime) -> IssuedCode:
    return IssuedCode(
        fingerprint=fingerprint(code),
        part=part,
        username=username,
        client_id=request.client_id,
        redirect_uri=request.redirect_uri,
        code_challenge=request.code_challenge,
        nonce=request.nonce,
        logged_in_at=now,
        expires_at=now + CODE_LIVES,
    )
