"""Client keys: a new one is added beside the old, then the old one is revoked; no moment without a good key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from services.access.application.ports import Begin, Register, Signatures, Work
from services.access.domain.parties import Client, ClientKey, check_key_may_be_added, is_client_id, public_key
from shared.kernel.actor import Actor
from shared.kernel.errors import NotFound


def find_client(register: Register, client_id: str) -> Client:
    """The client with its keys, newest first. Raises NotFound."""
    client = register.client(client_id) if is_client_id(client_id) else None
    if client is None:
        raise NotFound("not-found")
    return client


def add_key(
    client_id: str,
    *,
    jwk: Mapping[str, object],
    valid_from: datetime | None,
    valid_to: datetime | None,
    begin: Begin,
    signatures: Signatures,
    actor: Actor,
) -> ClientKey:
    """File a public key; it counts from ``valid_from`` (now if None) to ``valid_to`` (open if None).

    Raises NotFound, Conflict ``key-exists`` or ``too-many-keys``, Invalid for the key or its validity.
    """
    kid, members = public_key(jwk, thumbprint=signatures.thumbprint(jwk))
    with begin(actor, f"client:{client_id}") as work:
        client = _client(work, client_id)
        key = ClientKey(kid, members, valid_from or work.now, valid_to)
        check_key_may_be_added(client, key, work.now)
        work.clients.add_key(client_id, key)
        work.audit(f"client:{client_id}", "client.key_added", {"kid": kid, "jwk": members})
        work.emit("client.key_added", client.subject, {"client_id": client_id, "kid": kid})
        return work.commit(key)


def revoke_key(client_id: str, kid: str, *, reason: str, begin: Begin, actor: Actor) -> ClientKey:
    """Stop a key at once; revoking it again changes nothing. Raises NotFound."""
    with begin(actor, f"client:{client_id}") as work:
        client = _client(work, client_id)
        key = _key_named(client, kid)
        if key.revoked_at is not None:
            return work.commit(key)
        revoked = replace(key, revoked_at=work.now)
        work.clients.save_revocation(client_id, revoked)
        work.audit(f"client:{client_id}", "client.key_revoked", {"kid": kid, "reason": reason})
        work.emit("client.key_revoked", client.subject, {"client_id": client_id, "kid": kid})
        return work.commit(revoked)


def _key_named(client: Client, kid: str) -> ClientKey:
    key = next((known for known in client.keys if known.kid == kid), None)
    if key is None:
        raise NotFound("not-found")
    return key


def _client(work: Work, client_id: str) -> Client:
    client = work.clients.get(client_id) if is_client_id(client_id) else None
    if client is None:
        raise NotFound("not-found")
    return client
