"""Logging out: a refresh token is handed back and its whole family ends (RFC 7009)."""

from __future__ import annotations

from services.access.application.clients import Credentials, authenticate, client_actor
from services.access.application.tokens import TokenDesk, unsealed
from services.access.domain.refusals import RefusalCode, TokenRefusal
from services.access.domain.sessions import FamilyEnd


def revoke(credentials: Credentials, token: str | None, desk: TokenDesk) -> None:
    """End the login a refresh token belongs to, whether or not it is the newest.

    A text that is none of this client's refresh tokens is fine (RFC 7009 §2.2): it does not work already. An access
    token lives ten minutes and is verified offline; it is not revoked. Raises TokenRefusal ``invalid_client`` or
    ``invalid_request``.
    """
    file = authenticate(
        credentials,
        register=desk.register,
        begin=desk.begin,
        signatures=desk.signatures,
        audiences=desk.audiences,
        now=desk.clock.now(),
    )
    if token is None:
        raise TokenRefusal(RefusalCode.INVALID_REQUEST, "token is missing")
    login = unsealed(token, file, desk.minter)
    if login is None:
        return
    with desk.begin(client_actor(file.client), f"login:{login.family}") as work:
        family = work.families.get(login.family)
        if family is None or family.ended_at is not None:
            return
        work.families.save(family.over(FamilyEnd.LOGOUT, work.now))
        work.audit(f"login:{family.id}", "login.ended", {"reason": FamilyEnd.LOGOUT.value})
        work.commit()
