"""What ``gplx run`` and ``gplx doctor`` say on a machine that is not as it should be: a sentence and a way out."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from services.commands import doctor, main, run
from services.commands.outside_client import CallFailedError, OutsideClient
from shared.db.engine import Database
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.actor import the_clock
from shared.kernel.clock import SystemClock


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "var"
    monkeypatch.setenv("GPLX_VAR", str(folder))
    monkeypatch.setattr(run, "LOCK_PATIENCE_SECONDS", 0.0)
    before = os.umask(0o022)
    yield folder
    os.umask(before)


def started(*arguments: str) -> Result:
    found = CliRunner().invoke(main, ["run", *arguments])
    assert isinstance(found.exception, SystemExit), found.exception
    return found


def test_a_port_that_is_taken_is_told_with_a_way_out(var: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        found = started("--port", str(other.getsockname()[1]))
    assert found.exit_code == 1
    assert "Address already in use" in found.output
    assert "another port" in found.output
    assert not list(var.glob("*.db")), "nothing was made ready"


def test_a_port_that_cannot_be_is_refused(var: Path) -> None:
    assert started("--port", "99999").exit_code == 2
    assert not var.exists()


@pytest.mark.parametrize("command", ["run", "migrate"])
def test_a_folder_that_cannot_be_made_is_told(var: Path, command: str) -> None:
    var.write_text("a file, no folder")
    found = CliRunner().invoke(main, [command])
    assert found.exit_code == 1
    assert "GPLX_VAR" in found.output


def test_a_second_suite_on_one_folder_is_kept_out(var: Path) -> None:
    run.make_folders(var)
    with (var / "suite.lock").open("a+") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        found = started("--port", "1")
    assert found.exit_code == 1
    assert "Another suite is running" in found.output


def test_new_files_are_for_their_owner_alone(var: Path) -> None:
    var.mkdir(mode=0o755)
    run.make_folders(var)
    (var / "some.db").touch()
    assert (var / "some.db").stat().st_mode & 0o077 == 0


def test_the_doctor_sees_databases_that_others_can_read(var: Path) -> None:
    var.mkdir(mode=0o755)
    loose = var / "licences.db"
    loose.touch(mode=0o644)

    def hidden() -> doctor.Result:
        return next(found for found in doctor.here.folder(var) if found.what == "Hidden from others")

    assert not hidden().right
    assert "licences.db" in hidden().found
    var.chmod(0o700)
    assert hidden().right


def test_a_setting_that_cannot_be_read_is_named(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GPLX_PORT", "eight thousand")
    found = CliRunner().invoke(main, ["run"])
    assert found.exit_code == 1
    assert "GPLX_PORT" in found.output
    assert not var.exists()


def test_an_address_that_is_none_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("nonsense", "ftp://127.0.0.1", "http://[::"):
        with pytest.raises(CallFailedError, match="GPLX_URL is no address"):
            OutsideClient(address, tmp_path).send("GET", "/health/ready")


def test_the_doctor_sees_an_entry_that_was_changed(var: Path) -> None:
    CliRunner().invoke(main, ["migrate"], catch_exceptions=False)
    url = f"sqlite:///{var}/licences.db"
    database = Database.open(url, clock=SystemClock(), unit_of_work=UnitOfWork)
    for number in (1, 2):
        with database.begin(the_clock("test"), "licence:1") as work:
            work.audit("licence:1", "changed", {"number": number})
            work.commit()

    def audit() -> doctor.Result:
        looked_at = doctor.databases.databases(doctor.installation((), sandbox=None))
        return next(found for found in looked_at if found.what == "Audit of licences")

    assert (audit().right, audit().found) == (True, "1 newest chains whole")
    with database.begin(the_clock("test")) as work:
        work.connection.execute(text("UPDATE audit_entries SET entry = replace(entry, '1', '7') WHERE seq = 1"))
        work.commit()
    database.close()
    assert (audit().right, audit().found) == (False, "broken: licence:1")
