"""Staying logged in: a session's tokens are renewed by one request at a time, since each refresh token is good once."""

from __future__ import annotations

import time
from datetime import timedelta

from services.portal.application.logging_in import content_of, identity_in, tokens_in
from services.portal.application.ports import Citizen, LoginNeeded, Portal, SessionInHand, SessionStore, Tokens

RENEWED_BEFORE = timedelta(minutes=2)
PATIENCE = timedelta(seconds=12)
"""How long one request may take to renew; then another may try."""

PAUSE_SECONDS = 0.05


def citizen_of(portal: Portal, sessions: SessionStore, session: SessionInHand, *, language: str) -> Citizen:
    """The person of a session, with a token that is good now. Raises LoginNeeded or Unavailable."""
    tokens = tokens_in(session.content)
    if portal.clock.now() >= tokens.expires_at - RENEWED_BEFORE:
        tokens = _renewed(portal, sessions, session, tokens)
    return Citizen(session.subject, session.id, identity_in(session.content), tokens.access_token, language)


def _renewed(portal: Portal, sessions: SessionStore, session: SessionInHand, old: Tokens) -> Tokens:
    deadline = time.monotonic() + PATIENCE.total_seconds()
    while True:
        if sessions.claim(session.id, PATIENCE):
            return _renew(portal, sessions, session, old)
        if time.monotonic() > deadline:
            raise LoginNeeded
        time.sleep(PAUSE_SECONDS)
        current = _current(sessions, session)
        if current.access_token != old.access_token:
            return current


def _renew(portal: Portal, sessions: SessionStore, session: SessionInHand, old: Tokens) -> Tokens:
    """Ask access, as the only one who does. Somebody may have been here between our look and our claim."""
    try:
        current = _current(sessions, session)
        if current.access_token != old.access_token:
            sessions.release(session.id)
            return current
        tokens = portal.access.refresh(current.refresh_token)
    except LoginNeeded:
        sessions.end(session.id, "refused")
        raise
    except Exception:
        sessions.release(session.id)
        raise
    sessions.reseal(session.id, content_of(tokens, identity_in(session.content)))
    return tokens


def _current(sessions: SessionStore, session: SessionInHand) -> Tokens:
    content = sessions.content_of(session.id)
    if content is None:
        raise LoginNeeded
    return tokens_in(content)
