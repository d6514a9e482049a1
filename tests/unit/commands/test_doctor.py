"""``gplx doctor`` sees what is wrong, says what to do, and never passes over what it cannot see."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text
from werkzeug.serving import make_server

from services.commands import doctor, main, run
from services.commands.doctor import databases, here, outside
from services.commands.doctor.installation import Installation
from services.settings import suite_settings
from shared.db.engine import Database
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.actor import the_clock
from shared.kernel.clock import MovableClock, SystemClock

URL = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation that was started once, as files."""
    folder = tmp_path_factory.mktemp("var")
    environ = {"GPLX_VAR": str(folder)}
    before = os.umask(0o077)
    run.prepare(suite_settings(var=str(folder)), environ=environ).close()
    os.umask(before)
    return folder


@pytest.fixture
def found(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """A copy of it."""
    var = tmp_path / "var"
    shutil.copytree(made, var)
    var.chmod(0o700)
    monkeypatch.setenv("GPLX_VAR", str(var))
    monkeypatch.setenv("GPLX_URL", URL)
    return doctor.installation((), sandbox=None)


def of(found: Installation, what: str) -> tuple[bool, str, str]:
    result = next(result for result in doctor.examine(found) if result.what == what)
    return result.right, result.found, result.advice


def database_of(found: Installation, service: str) -> Database[UnitOfWork]:
    return Database.open(f"sqlite:///{found.var}/{service}.db", clock=SystemClock(), unit_of_work=UnitOfWork)


@contextmanager
def suite(status: int, body: object) -> Iterator[str]:
    """Something that answers as a suite's health page would; its address."""

    def application(_environ: object, start_response: Any) -> Iterable[bytes]:
        start_response(f"{status} Said", [("Content-Type", "application/json")])
        return [json.dumps(body).encode()]

    server = make_server("127.0.0.1", 0, application)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_sound_installation_is_right(found: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    with database_of(found, "violations").begin(the_clock("test")) as work:
        for source in ("G01.79", "G01.01"):
            work.connection.execute(
                text(
                    "INSERT INTO sources (source, last_received_at, silent, cases, records, rejects)"
                    " VALUES (:s, :at, false, 0, 0, 0)"
                ),
                {"s": source, "at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"},
            )
        work.commit()
    with suite(200, {"status": "up", "services": {}}) as url:
        monkeypatch.setenv("GPLX_URL", url)
        result = ran()
    assert "WRONG" not in result.output
    assert result.exit_code == 0
    assert "Everything looked at is right. 1 not looked at." in result.output
    assert "Say --sandbox" in result.output, "what was not looked at is said"


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["doctor", *arguments])


def test_silent_sources_and_a_suite_that_is_away_are_wrong(found: Installation) -> None:
    result = ran("--no-sandbox")
    assert result.exit_code == 1
    assert "silent too long: G01.01, G01.79" in result.output
    assert f"nothing answers at {URL}" in result.output


def test_a_sandbox_that_is_there_is_looked_at_without_being_asked_for(found: Installation) -> None:
    assert found.var is not None
    (found.var / "sandbox.db").touch()
    names = [part.name for part in doctor.installation((), sandbox=None).parts]
    assert "sandbox" in names
    assert "sandbox" not in [part.name for part in doctor.installation((), sandbox=False).parts]


def test_a_sandbox_in_the_open_is_wrong(found: Installation) -> None:
    in_the_open = Installation(
        dict(found.environ) | {"GPLX_ISSUER": "https://gplx.example.org"}, found.parts, None, URL
    )
    (result,) = outside.simulated(in_the_open)
    assert not result.right
    assert "GPLX_ACCESS_SSO_JWKS_URL" in result.found
    clean = {name: value.replace("/sandbox", "/real") for name, value in in_the_open.environ.items()}
    (result,) = outside.simulated(Installation(clean, found.parts, None, URL))
    assert result.right
    (result,) = outside.simulated(found)
    assert result.right, "on one's own machine it is what one wants"
    told = Installation(clean | {"GPLX_SANDBOX": "true"}, found.parts, None, URL)
    (result,) = outside.simulated(told)
    assert not result.right


def test_a_service_without_keys_is_right(found: Installation) -> None:
    violations = tuple(part for part in found.parts if part.name == "violations")
    (result,) = here.keys(Installation(found.environ, violations, None, URL))
    assert result.right


def test_an_overdue_job_is_shown_with_its_reason(found: Installation) -> None:
    database = database_of(found, "renewals")
    with database.begin(the_clock("test")) as work:
        work.enqueue("advance", "1", run_at=datetime.now(UTC) - timedelta(hours=1))
        work.commit()
    with database.begin(the_clock("test")) as work:
        work.connection.execute(text("UPDATE jobs SET last_error = 'Unavailable(violations)'"))
        work.commit()
    database.close()
    right, seen, advice = of(found, "Jobs of renewals")
    assert not right
    assert "1 overdue" in seen
    assert "Unavailable(violations)" in seen
    assert "gplx work renewals" in advice


def test_news_that_nobody_reads_is_seen(found: Installation) -> None:
    with database_of(found, "renewals").begin(the_clock("test")) as work:
        work.connection.execute(
            text("INSERT INTO consumer_cursors (consumer, cursor, moved_at) VALUES ('violations', '0.0', :at)"),
            {"at": "2026-11-22T00:00:00.000000Z"},
        )
        work.commit()
    assert of(found, "News of violations for renewals")[:2] == (True, "all read")
    with database_of(found, "violations").begin(the_clock("test")) as work:
        work.emit("case.recorded", "1", {})
        work.commit()
    with database_of(found, "violations").begin(the_clock("test")) as work:
        work.connection.execute(text("UPDATE events SET occurred_at = '2026-11-20T00:00:00.000000Z'"))
        work.commit()
    right, seen, _ = of(found, "News of violations for renewals")
    assert not right
    assert "unread for" in seen
    alone = Installation(found.environ, tuple(part for part in found.parts if part.name == "renewals"), None, URL)
    (result,) = [result for result in databases.databases(alone) if result.what.startswith("News")]
    assert not result.looked
    assert "not told of here" in result.found


def test_settings_that_are_missing_are_named(found: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    result = ran("renewals")
    assert result.exit_code == 1
    assert "GPLX_RENEWALS_LICENCES_URL" in result.output
    assert "docs/settings.md" in result.output


def test_keys_that_others_can_read_or_nobody_are_wrong(found: Installation) -> None:
    assert found.var is not None
    (found.var / "keys/access-signing.json").chmod(0o644)
    (found.var / "keys/renewals-seal.json").write_text("{")
    (found.var / "demo/clients/renewals.json").unlink()
    results = {result.what: result for result in here.keys(found)}
    assert "readable by others: access-signing.json" in results["Key files"].found
    assert "not to be read: renewals-seal.json" in results["Key files"].found
    assert not results["Client key of renewals"].right


def test_a_database_that_is_away_is_wrong(found: Installation) -> None:
    away = dict(found.environ) | {"GPLX_ACCESS_DATABASE_URL": "postgresql+psycopg://x:y@127.0.0.1:9/x"}
    result = next(iter(databases.databases(Installation(away, found.parts, None, URL))))
    assert (result.what, result.right, result.found) == ("Database of access", False, "OperationalError")


def test_a_clock_that_is_off_and_a_service_that_is_down_are_seen(found: Installation) -> None:
    ahead = MovableClock(datetime.now(UTC) + timedelta(minutes=3))
    body = {"status": "down", "services": {"licences": {"status": "down"}, "access": {"status": "up"}}}
    with suite(503, body) as url:
        running, clock = outside.running(dataclasses.replace(found, url=url, clock=ahead))
    assert not running.right
    assert "down: licences" in running.found
    assert not clock.right
