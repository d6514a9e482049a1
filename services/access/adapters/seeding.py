"""The demo's agencies, clients and agreements, with fresh keys; running it again changes nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey
from sqlalchemy import insert, select

from services.access.adapters.keyfile import ensure_keys, write_private
from services.access.adapters.rows import agreement_row
from services.access.adapters.tables import AGENCIES, AGREEMENTS, CLIENTS
from services.access.adapters.work import AccessWork
from services.access.domain.agreements import Agreement, LegalBasis, check_agreement
from services.access.domain.parties import ClientKey, public_key
from services.access.domain.scopes import ActorKind, Purpose
from services.access.settings import Settings
from shared.db.engine import Database
from shared.kernel.actor import the_clock
from shared.kernel.clock import Clock
from shared.kernel.ids import new_id

DATA = Path(__file__).parent.parent / "data"
YEARS_AGREED = 5


OWN_KINDS = frozenset({"channel", "service"})
"""Kinds of clients that are parts of the suite or load its register; the others are other bodies' systems."""


def seed_demo(settings: Settings, *, directory: Path, clock: Clock, own_only: bool = False) -> None:
    """Register what the demo needs and write one file per client into ``directory``, for the owner's eyes only.

    With ``own_only`` no client of another body is made: those are registered, with keys of their own making, when
    there is an agreement with them.

    A client's key is in its file; one that exists is kept, and registered if the database does not know it. An
    agreement that was there once is not opened again, whatever became of it.
    """
    ensure_keys(settings.signing_keys_file, clock)
    known: list[dict[str, Any]] = _data("demo_clients.json")["clients"]
    clients = [entry for entry in known if not own_only or entry["kind"] in OWN_KINDS]
    keys = {entry["client_id"]: _client_file(entry, settings, directory) for entry in clients}
    database = Database.open(settings.database_url, clock=clock, unit_of_work=AccessWork)
    try:
        locks = [f"client:{entry['client_id']}" for entry in clients]
        with database.begin(the_clock("access"), *locks) as work:
            _add_agencies(work)
            for entry in clients:
                _add_client(work, entry)
                _add_key(work, entry["client_id"], keys[entry["client_id"]])
                _add_agreements(work, entry)
            work.commit()
    finally:
        database.close()


def _client_file(entry: Mapping[str, Any], settings: Settings, directory: Path) -> dict[str, Any]:
    """Write the file where it is missing or names another issuer; the private key it holds."""
    path = directory / f"{entry['client_id']}.json"
    before = json.loads(path.read_text()) if path.exists() else {}
    scopes = sorted({scope for agreement in entry["agreements"] for scope in agreement["scopes"]})
    content = {
        "client_id": entry["client_id"],
        "private_jwk": before.get("private_jwk") or _new_key(),
        "issuer": settings.issuer,
        "token_endpoint": settings.token_endpoint,
        "scopes": scopes,
    }
    if content != before:
        write_private(path, content)
    key: dict[str, Any] = content["private_jwk"]
    return key


def _new_key() -> dict[str, Any]:
    key = ECKey.generate_key("P-256", private=True)
    return {**key.as_dict(private=True), "kid": key.thumbprint(), "alg": "ES256", "use": "sig"}


def _add_agencies(work: AccessWork) -> None:
    known = set(work.connection.execute(select(AGENCIES.c.code).order_by(AGENCIES.c.code).limit(10_000)).scalars())
    for agency in _data("agencies.json")["agencies"]:
        if agency["code"] not in known:
            row = {"code": agency["code"], "name_vi": agency["name"]["vi"], "name_en": agency["name"]["en"]}
            work.connection.execute(insert(AGENCIES).values(row))


def _add_client(work: AccessWork, entry: Mapping[str, Any]) -> None:
    if work.clients.get(entry["client_id"]) is None:
        row = {name: entry[name] for name in ("client_id", "agency", "kind", "sources")}
        work.connection.execute(insert(CLIENTS).values(**row, status="active", registered_at=work.now))
        work.audit(f"client:{entry['client_id']}", "client.registered", {"agency": entry["agency"]})


def _add_key(work: AccessWork, client_id: str, private: Mapping[str, Any]) -> None:
    kid, jwk = public_key(
        {name: private[name] for name in ("kty", "crv", "x", "y", "kid")}, thumbprint=str(private["kid"])
    )
    client = work.clients.get(client_id)
    if client is not None and kid not in {key.kid for key in client.keys}:
        work.clients.add_key(client_id, ClientKey(kid, jwk, valid_from=work.now))
        work.audit(f"client:{client_id}", "client.key_added", {"kid": kid, "jwk": jwk})


def _add_agreements(work: AccessWork, entry: Mapping[str, Any]) -> None:
    before = {(known.service, known.acting_for) for known in work.agreements.of_client(entry["client_id"])}
    for terms in entry["agreements"]:
        agreement = _agreement(entry["client_id"], terms, work)
        if (agreement.service, agreement.acting_for) in before:
            continue
        check_agreement(agreement, agreement.valid_from)
        work.connection.execute(insert(AGREEMENTS).values(agreement_row(agreement)))
        work.audit(f"agreement:{agreement.id}", "agreement.opened", terms)


def _agreement(client_id: str, terms: Mapping[str, Any], work: AccessWork) -> Agreement:
    year = work.now.year
    return Agreement(
        id=new_id(),
        client_id=client_id,
        service=terms["service"],
        acting_for=ActorKind(terms["acting_for"]),
        scopes=frozenset(terms["scopes"]),
        purposes=frozenset(Purpose(purpose) for purpose in terms["purposes"]),
        fields=frozenset(terms["fields"]),
        legal_basis=tuple(LegalBasis(basis["norm"], basis["ref"]) for basis in terms["legal_basis"]),
        valid_from=date(year, 1, 1),
        valid_to=date(year + YEARS_AGREED, 12, 31),
        per_day=terms["per_day"],
        approved_by=terms["approved_by"],
        opened_at=work.now,
    )


def _data(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))
