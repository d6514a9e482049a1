"""Sessions on both databases: found by their token alone, ended at once, renewed by one at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from services.portal.adapters.accounts import SqlAccounts
from services.portal.adapters.tables import SESSIONS
from services.portal.application.ports import AccountMismatch
from shared.db.engine import Database
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.clock import MovableClock
from shared.web.pages.sealing import Sealer
from shared.web.pages.sessions import Sessions

NUMBER, OTHER = "999190000001", "999190000002"
SECRET = {"access_token": "a-secret-token", "citizen_id": NUMBER}


@pytest.fixture
def database(databases, clock: MovableClock):
    found = Database.open(
        databases.fresh("services.portal.migrations").database_url, clock=clock, unit_of_work=UnitOfWork
    )
    yield found
    found.close()


@pytest.fixture
def sealer(tmp_path: Path) -> Sealer:
    return Sealer.open(tmp_path / "keys.json")


@pytest.fixture
def sessions(database, clock: MovableClock, sealer: Sealer) -> Sessions:
    return Sessions(database, SESSIONS, clock=clock, sealer=sealer, name="portal")


def stored(database) -> str:
    with database.read() as connection:
        return "\n".join(
            str(tuple(row))
            for table in ("sessions", "accounts")
            for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY id"))
        )


def test_neither_token_nor_content_nor_number_is_readable_in_the_database(sessions, database, sealer) -> None:
    token = sessions.start("somebody", SECRET, about="Chrome, Android")
    SqlAccounts(database, sealer).link("sub-1", NUMBER, 2)
    content = stored(database)
    for secret in (token, "a-secret-token", NUMBER, "sub-1"):
        assert secret not in content
    found = sessions.find(token)
    assert found is not None
    assert found.content == SECRET


def test_an_ended_session_is_refused_at_once_and_keeps_nothing(sessions, database) -> None:
    token = sessions.start("somebody", SECRET, about="")
    found = sessions.find(token)
    assert found is not None
    assert not sessions.end(found.id, "logout", subject="somebody else")
    assert sessions.end(found.id, "logout", subject="somebody")
    assert sessions.find(token) is None
    assert not sessions.end(found.id, "logout")
    with database.read() as connection:
        assert connection.execute(text("SELECT sealed FROM sessions")).scalar() == ""


def test_all_devices_but_one_are_logged_out(sessions) -> None:
    here, there = (sessions.start("somebody", SECRET, about=name) for name in ("here", "there"))
    other = sessions.start("another", SECRET, about="")
    mine = sessions.find(here)
    assert [session.about for session in sessions.of("somebody")] == ["there", "here"]
    assert sessions.end_all("somebody", "elsewhere", but=mine.id) == 1
    assert sessions.find(there) is None
    assert sessions.find(here) is not None
    assert sessions.find(other) is not None


def test_content_sealed_for_one_session_means_nothing_in_another(sessions, database) -> None:
    first, second = sessions.start("one", SECRET, about=""), sessions.start("two", {"access_token": "x"}, about="")
    with database.begin(sessions._actor) as work:
        sealed = work.connection.execute(text("SELECT sealed FROM sessions WHERE subject = 'one'")).scalar()
        work.connection.execute(text("UPDATE sessions SET sealed = :s WHERE subject = 'two'"), {"s": sealed})
        work.commit()
    assert sessions.find(first) is not None
    assert sessions.find(second) is None


@pytest.mark.race
def test_one_of_many_may_renew(sessions, clock: MovableClock) -> None:
    found = sessions.find(sessions.start("somebody", SECRET, about=""))
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda _: sessions.claim(found.id, timedelta(seconds=10)), range(8)))
    assert sorted(claims) == [False] * 7 + [True]
    clock.move(timedelta(seconds=11))
    assert sessions.claim(found.id, timedelta(seconds=10)), "whoever died while renewing holds nobody up"
    sessions.reseal(found.id, {"access_token": "next"})
    assert sessions.claim(found.id, timedelta(seconds=10))
    assert sessions.content_of(found.id) == {"access_token": "next"}


def test_what_is_over_is_emptied_and_forgotten(sessions, database, clock: MovableClock) -> None:
    sessions.start("somebody", SECRET, about="")
    clock.move(timedelta(minutes=31))
    assert sessions.forget() == 1
    with database.read() as connection:
        assert connection.execute(text("SELECT sealed FROM sessions")).scalar() == ""
    clock.move(timedelta(days=40))
    assert sessions.forget() == 1
    assert sessions.forget() == 0


def test_an_account_hangs_on_login_and_number_together(database, sealer) -> None:
    accounts = SqlAccounts(database, sealer)
    mine = accounts.link("sub-1", NUMBER, 1)
    assert accounts.link("sub-1", NUMBER, 2) == mine
    assert accounts.of_login("sub-1") == mine
    for subject, number in (("sub-1", OTHER), ("sub-2", NUMBER)):
        with pytest.raises(AccountMismatch):
            accounts.link(subject, number, 2)
    assert accounts.link("sub-2", OTHER, 1) != mine


def test_a_departure_is_met_once_by_its_own_browser_in_time(database, sealer, clock: MovableClock) -> None:
    accounts = SqlAccounts(database, sealer)
    for state in ("s1", "s2"):
        accounts.departed(state, "visit", {"path": "/x"})
    assert accounts.arrived("s1", "another") is None
    assert accounts.arrived("s1", "visit") == {"path": "/x"}
    assert accounts.arrived("s1", "visit") is None
    clock.move(timedelta(minutes=16))
    assert accounts.arrived("s2", "visit") is None
    assert accounts.forget() == 2


def test_a_logout_token_is_taken_once(database, sealer, clock: MovableClock) -> None:
    accounts = SqlAccounts(database, sealer)
    until = clock.now() + timedelta(minutes=6)
    assert accounts.spend_logout("token", until)
    assert not accounts.spend_logout("token", until)
