"""Who is asking: a client proves itself with a signed assertion, once per assertion (RFC 7521, RFC 7523)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.access.application.ports import Begin, ClientFile, Register, Signatures
from services.access.domain.parties import Client, ClientStatus, is_client_id
from services.access.domain.proofs import check_assertion
from services.access.domain.refusals import RefusalCode, TokenRefusal
from shared.kernel.actor import Actor

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

_UNPROVEN = "the client_assertion is not signed (ES256) with a usable key of a registered client"
"""One sentence for unknown client, unknown, revoked or wrong key: nobody learns which clients exist."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client sent to prove itself."""

    assertion_type: str | None
    assertion: str | None
    client_id: str | None = None


def authenticate(
    credentials: Credentials,
    *,
    register: Register,
    begin: Begin,
    signatures: Signatures,
    audiences: frozenset[str],
    now: datetime,
) -> ClientFile:
    """The client that signed the assertion, with its agreements; from now on the assertion is spent.

    Raises TokenRefusal ``invalid_client``.
    """
    if credentials.assertion is None or credentials.assertion_type != JWT_BEARER:
        raise _refused(f"client_assertion is missing or client_assertion_type is not {JWT_BEARER}")
    claimed = signatures.claimed_client(credentials.assertion)
    file = register.client_file(claimed, now) if claimed and is_client_id(claimed) else None
    if file is None or file.client.status is not ClientStatus.ACTIVE:
        raise _refused(_UNPROVEN)
    claims = signatures.claims(credentials.assertion, file.client.usable_keys(now))
    if claims is None:
        raise _refused(_UNPROVEN)
    client_id = file.client.client_id
    if credentials.client_id not in {None, client_id}:
        raise _refused("client_id is not the one of the assertion")
    proof = check_assertion(claims, client_id=client_id, audiences=audiences, now=now)
    with begin(client_actor(file.client)) as work:
        if not work.proofs.spend(proof):
            raise _refused("the client_assertion was used before")
        work.commit()
    return file


def client_actor(client: Client) -> Actor:
    """A client as the doer of what it asks for."""
    return Actor(kind="system", subject=client.subject, client_id=client.client_id, agency=client.agency.code)


def _refused(description: str) -> TokenRefusal:
    return TokenRefusal(RefusalCode.INVALID_CLIENT, description)
