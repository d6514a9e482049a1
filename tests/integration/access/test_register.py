"""The schema is what the code expects; seeding gives fresh keys once and never takes anything away."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from services.access.adapters.tables import METADATA
from services.access.app import seed_demo
from shared.db.tables import PLAIN
from tests.support.access import AccessHouse, answered, refused


def test_models_equal_migrations(databases: Any) -> None:
    engine = create_engine(databases.fresh("services.access.migrations").database_url)
    own = set(METADATA.tables) - set(PLAIN.tables)  # the cross-cutting ones are compared where they are made
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": lambda name, kind, _parents: kind != "table" or name in own,
                "include_object": lambda _object, name, kind, _reflected, _twin: kind != "table" or name in own,
            },
        )
        differences = compare_metadata(context, METADATA)
    engine.dispose()
    assert differences == []


def test_each_demo_client_has_a_file_it_can_work_with(house: AccessHouse) -> None:
    names = sorted(path.stem for path in house.clients.glob("*.json"))
    assert names == [
        "auditor", "national-portal", "officers", "police-hanoi", "police-hcm", "portal", "registry-loader", "renewals",
        "roadside",
    ]  # fmt: skip
    for name in names:
        path = house.clients / f"{name}.json"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        content = json.loads(path.read_text())
        assert set(content) == {"client_id", "private_jwk", "issuer", "token_endpoint", "scopes"}
        assert (content["client_id"], content["private_jwk"]["kid"]) == (name, house.key_of(name).thumbprint())
        if name != "officers":  # acts for people only
            answered(house.token(name, scope=" ".join(content["scopes"])))


def test_what_the_demo_clients_may_do(house: AccessHouse) -> None:
    granted = {
        "police-hcm": "violations:push",
        "roadside": "licences:standing violations:standing",
        "registry-loader": "licences:import",
        "portal": "events:read renewals:read",
        "national-portal": "feedback:send",
        "renewals": "events:read licences:issue licences:read licences:report-loss"
        " violations:read violations:settle violations:standing",
        "auditor": "licences:read renewals:check renewals:read violations:read violations:standing",
    }
    for client_id, scope in granted.items():
        assert answered(house.token(client_id))["scope"] == scope


def test_seeding_again_changes_nothing(house: AccessHouse) -> None:
    agreement = house.admin("GET", "/agreements?client_id=roadside").get_json()["items"][0]
    house.admin("POST", f"/agreements/{agreement['id']}/end", body={"reason": "Thử nghiệm"})
    before = {path: path.read_bytes() for path in house.clients.iterdir()}
    listed = house.admin("GET", "/agreements?limit=100").get_json()

    seed_demo(house.settings, directory=house.clients, clock=house.clock)

    assert {path: path.read_bytes() for path in house.clients.iterdir()} == before
    assert house.admin("GET", "/agreements?limit=100").get_json() == listed, "what was ended stays ended"


def test_a_lost_key_file_is_made_anew(house: AccessHouse) -> None:
    old = house.key_of("roadside")
    (house.clients / "roadside.json").unlink()

    seed_demo(house.settings, directory=house.clients, clock=house.clock)

    assert house.key_of("roadside").thumbprint() != old.thumbprint()
    answered(house.token("roadside"))
    answered(house.token("roadside", assertion=house.assertion("roadside", key=old)))


def test_a_revoked_key_is_not_brought_back(house: AccessHouse) -> None:
    kid = house.key_of("roadside").kid
    house.admin("POST", f"/clients/roadside/keys/{kid}/revoke", body={"reason": "Lộ khoá"})

    seed_demo(house.settings, directory=house.clients, clock=house.clock)

    refused(house.token("roadside"), "invalid_client", status=401)


def test_another_port_is_written_into_the_files(house: AccessHouse, tmp_path: Path) -> None:
    from dataclasses import replace

    moved = replace(house.settings, issuer="http://127.0.0.1:9000")
    key = house.key_of("roadside")

    seed_demo(moved, directory=house.clients, clock=house.clock)

    content = json.loads((house.clients / "roadside.json").read_text())
    assert content["token_endpoint"] == "http://127.0.0.1:9000/oauth2/token"
    assert house.key_of("roadside").thumbprint() == key.thumbprint()
