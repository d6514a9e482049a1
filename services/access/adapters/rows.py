"""Rows of the register as domain objects and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from services.access.adapters.tables import AGENCIES, AGREEMENTS, CLIENT_KEYS, CLIENTS
from services.access.domain.agreements import Agreement, LegalBasis
from services.access.domain.parties import Agency, Client, ClientKey, ClientKind, ClientStatus
from services.access.domain.scopes import ActorKind, Purpose
from shared.kernel.words import Words

MOST_KEYS = 200
"""Keys of one client that are read at most; it may hold five open ones, the rest is history."""


def agency_of(row: Row[Any]) -> Agency:
    return Agency(row.code, Words(row.name_vi, row.name_en))


def read_client(connection: Connection, client_id: str) -> Client | None:
    """The client with its agency and its newest keys."""
    found = connection.execute(
        select(CLIENTS, AGENCIES)
        .join(AGENCIES, AGENCIES.c.code == CLIENTS.c.agency)
        .where(CLIENTS.c.client_id == client_id)
    ).one_or_none()
    if found is None:
        return None
    keys = connection.execute(
        select(CLIENT_KEYS)
        .where(CLIENT_KEYS.c.client_id == client_id)
        .order_by(CLIENT_KEYS.c.valid_from.desc(), CLIENT_KEYS.c.kid)
        .limit(MOST_KEYS)
    )
    return Client(
        client_id=found.client_id,
        agency=agency_of(found),
        kind=ClientKind(found.kind),
        status=ClientStatus(found.status),
        sources=tuple(found.sources),
        keys=tuple(_key(row) for row in keys),
    )


def read_agreements(connection: Connection, query: Select[Any]) -> tuple[Agreement, ...]:
    """The agreements a bounded, ordered query over the table finds."""
    return tuple(_agreement(row) for row in connection.execute(query))


def agreement_row(agreement: Agreement) -> dict[str, Any]:
    return {
        "id": agreement.id,
        "client_id": agreement.client_id,
        "service": agreement.service,
        "acting_for": agreement.acting_for.value,
        "scopes": sorted(agreement.scopes),
        "purposes": _values(agreement.purposes),
        "fields": sorted(agreement.fields),
        "legal_basis": [{"norm": basis.norm, "ref": basis.ref} for basis in agreement.legal_basis],
        "valid_from": agreement.valid_from,
        "valid_to": agreement.valid_to,
        "per_day": agreement.per_day,
        "approved_by": agreement.approved_by,
        "opened_at": agreement.opened_at,
        "ended_at": agreement.ended_at,
        "end_reason": agreement.end_reason,
    }


def key_row(client_id: str, key: ClientKey) -> dict[str, Any]:
    return {
        "client_id": client_id,
        "kid": key.kid,
        "jwk": dict(key.jwk),
        "valid_from": key.valid_from,
        "valid_to": key.valid_to,
        "revoked_at": key.revoked_at,
    }


def all_agreements() -> Select[Any]:
    return select(AGREEMENTS)


def _key(row: Row[Any]) -> ClientKey:
    jwk: Mapping[str, str] = row.jwk
    return ClientKey(row.kid, jwk, row.valid_from, row.valid_to, row.revoked_at)


def _agreement(row: Row[Any]) -> Agreement:
    return Agreement(
        id=row.id,
        client_id=row.client_id,
        service=row.service,
        acting_for=ActorKind(row.acting_for),
        scopes=frozenset(row.scopes),
        purposes=frozenset(Purpose(purpose) for purpose in row.purposes),
        fields=frozenset(row.fields),
        legal_basis=tuple(LegalBasis(basis["norm"], basis["ref"]) for basis in row.legal_basis),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        per_day=row.per_day,
        approved_by=row.approved_by,
        opened_at=row.opened_at,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
    )


def _values(purposes: Iterable[Purpose]) -> list[str]:
    return sorted(purpose.value for purpose in purposes)
