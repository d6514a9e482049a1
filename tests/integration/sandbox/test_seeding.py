from __future__ import annotations

import json
from datetime import timedelta

import pytest

from services.sandbox.app import create_app, seed_demo
from services.sandbox.demo.seeding import load_accounts
from services.sandbox.demo.shapes import World
from shared.http.session import new_session
from tests.integration.sandbox.conftest import ISSUER, Sandbox


def load(sandbox: Sandbox) -> World:
    return load_accounts(sandbox.store, issuer=ISSUER, directory=sandbox.directory)[0]


def test_people_are_written_once_and_for_the_owner_only(sandbox: Sandbox) -> None:
    path = sandbox.directory / "people.json"
    assert path.stat().st_mode & 0o077 == 0
    before = path.read_bytes()
    sandbox.clock.move(timedelta(days=40))
    assert load(sandbox).loaded_on.isoformat() == "2026-11-22"
    assert path.read_bytes() == before


def test_people_say_all_that_an_outside_client_needs(quick: Sandbox) -> None:
    people = json.loads((quick.directory / "people.json").read_text())
    for one in people:
        assert one["username"]
        assert len(one["password"]) >= 16
        assert one["situation"]["vi"]
        assert one["situation"]["en"]
        assert {"kind", "key", "citizen_id", "licence_number", "expected_outcome"} <= one.keys()
    assert len({one["password"] for one in people}) == len(people)


def test_a_lost_list_of_people_is_written_anew_with_new_passwords(sandbox: Sandbox) -> None:
    old = sandbox.people["clean"]["password"]
    (sandbox.directory / "people.json").unlink()
    load(sandbox)
    new = sandbox.people["clean"]["password"]
    assert new != old
    path = (
        "/sandbox/sso/authorize?client_id=portal&redirect_uri=http://127.0.0.1:1/callback&response_type=code"
        f"&scope=openid&code_challenge={'x' * 43}&code_challenge_method=S256"
    )
    for password, status in ((old, 403), (new, 302)):
        answer = sandbox.client.post(path, data={"username": "clean", "password": password})
        assert answer.status_code == status


def test_without_the_loaders_key_nothing_is_loaded(quick: Sandbox) -> None:
    app = create_app(quick.settings, clock=quick.clock, http=new_session())
    with pytest.raises(FileNotFoundError, match="registry-loader"):
        seed_demo(app, http=new_session(), base_url="http://gplx.internal", directory=quick.directory)
    app.extensions["gplx"].close()
