"""Loads the demo world: accounts and registers into the sandbox, the rest over the suite's own HTTP APIs.

Whoever starts the suite has :func:`seed_world` called once it answers. Everything is safe to repeat: the day of the
first load is kept, so the same world comes out; imports and batches carry fixed idempotency keys; cases have
identities of their own.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import requests

from services.sandbox.adapters.keys import kept_form, write_private
from services.sandbox.adapters.police_line import BATCHES, INTAKE, Suite, read_client_file
from services.sandbox.adapters.shelves import SandboxWork, SqlStore
from services.sandbox.application.ports import Account, Store, Work
from services.sandbox.demo.shapes import Record, World
from services.sandbox.demo.world import demo_world
from services.sandbox.domain.behaviour import Part
from shared.db.engine import Database
from shared.http.client import ServiceClient
from shared.kernel.actor import Actor
from shared.kernel.clock import business_date

PEOPLE = "people.json"
LOADER = "registry-loader"
LOADING = Actor(kind="system", subject="sandbox-demo", client_id="sandbox")
IMPORTS = "/api/licences/v1/imports"
REGISTRY_LOAD = "registry-load"
NDJSON = "application/x-ndjson"
TIMEOUT = (1.0, 60.0)
MOVED_ON = frozenset({"newer-card-here"})
"""Rejections that tell of a card issued here since the first load."""


class DemoRefused(Exception):
    """The suite rejected demo records: a fault of ours; the message names the first ones."""


def seed_world(
    database: Database[SandboxWork], *, issuer: str, http: requests.Session, base_url: str, directory: Path
) -> World:
    """Load accounts and registers, then push registry and police data as the demo clients; once.

    ``directory`` gets ``people.json`` and holds the demo clients' key files in ``clients/``; ``base_url`` is where the
    suite answers. Raises DemoRefused if a record is rejected, FileNotFoundError if a client's key is not there,
    Unavailable or Rejected if a service does not answer or refuses the caller.
    """
    store = SqlStore(database)
    world, complete = load_accounts(store, issuer=issuer, directory=directory)
    if complete:
        return world
    suite = Suite(f"{base_url}/oauth2/token", http, database.clock)

    def client(client_id: str, service: str, scope: str) -> ServiceClient:
        file = read_client_file(directory / "clients", client_id)
        if file is None:
            raise FileNotFoundError(f"{directory / 'clients' / client_id}.json: make the demo clients' keys first")
        return suite.client(file, service=service, base_url=base_url, scope=scope)

    registry = client(LOADER, "licences", "licences:import")
    for kind, records in (("holders", world.holders), ("exams", world.exams), ("licences", world.licences)):
        _send(registry, f"{IMPORTS}/{kind}", records, kind=kind, purpose=REGISTRY_LOAD)
    for client_id, cases in world.cases.items():
        _send(client(client_id, "violations", "violations:push"), BATCHES, cases, kind="cases", purpose=INTAKE)
    with store.begin(LOADING, "demo") as work:
        work.demo.remember(world.loaded_on, complete=True)
        work.commit()
    return world


def load_accounts(store: Store, *, issuer: str, directory: Path) -> tuple[World, bool]:
    """Write ``people.json`` once and bring the sandbox's own database in line with it; needs no other service.

    The world, and whether the rest of it was sent to the suite before.
    """
    with store.reading() as shelves:
        load = shelves.demo.load()
    path = directory / PEOPLE
    listed = _listed(path)
    passwords = {one["username"]: one["password"] for one in listed}
    known_day = load.loaded_on if load else date.fromisoformat(listed[0]["loaded_on"]) if listed else None
    world = demo_world(known_day or business_date(store.now()))
    missing = {account.username for account in world.accounts} - passwords.keys()
    if load is not None and not missing:
        return world, load.complete
    passwords |= {username: _new_password() for username in missing}
    write_private(path, _people_text(world, passwords))
    with store.begin(LOADING, "demo") as work:
        _fill(work, world, issuer, passwords)
        work.demo.remember(world.loaded_on, complete=False)
        work.commit()
    return world, False


def _fill(work: Work, world: World, issuer: str, passwords: Mapping[str, str]) -> None:
    for position, account in enumerate(world.accounts):
        part = Part(account.provider)
        work.accounts.save(
            Account(
                part=part,
                username=account.username,
                subject=str(uuid5(NAMESPACE_URL, f"{issuer}/sandbox/{part.value}#{account.username}")),
                password_hash=kept_form(passwords[account.username]),
                claims=account.claims,
                about=account.about,
                position=position,
            )
        )
    for certificate in world.health:
        work.records.put(Part.HEALTH, str(certificate["id"]), str(certificate["citizen_id"]), certificate)
    for person in world.population:
        work.records.put(Part.POPULATION, str(person["citizen_id"]), str(person["citizen_id"]), person)


def _people_text(world: World, passwords: Mapping[str, str]) -> str:
    """The people as a JSON list; user name and password first, for those who read the file."""
    listed = [
        {
            "username": one["username"],
            "password": passwords[str(one["username"])],
            **one,
            "loaded_on": world.loaded_on.isoformat(),
        }
        for one in world.people
    ]
    return json.dumps(listed, ensure_ascii=False, indent=2) + "\n"


def _listed(path: Path) -> list[dict[str, Any]]:
    """What an earlier load wrote; passwords and the day of loading outlive the sandbox's database."""
    if not path.exists():
        return []
    listed: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return listed


def _new_password() -> str:
    return "-".join(secrets.token_hex(2) for _ in range(4))


def _send(client: ServiceClient, path: str, records: Sequence[Record], *, kind: str, purpose: str) -> None:
    content = b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)
    key = f"demo-{kind}-{sha256(content).hexdigest()[:16]}"
    reply = client.post(
        path, content=content, headers={"Content-Type": NDJSON}, idempotency_key=key, purpose=purpose, timeout=TIMEOUT
    )
    refused = [one for one in reply.json.get("rejections", ()) if not _moved_on(one)]
    if refused:
        raise DemoRefused(f"{kind}: {len(refused)} records were rejected: {refused[:3]}")


def _moved_on(rejection: Mapping[str, Any]) -> bool:
    """Whether the suite only knows better: a demo that grew is loaded again beside what people did in the meantime."""
    return {error["code"] for error in rejection["errors"]} <= MOVED_ON
