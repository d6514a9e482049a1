"""``gplx bootstrap`` makes passwords, roles, databases and clients once; what it made is kept when it runs again."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from services.commands import bootstrap, main
from services.settings import SERVICES
from tests.support.databases import PostgresServer

EVERYBODY = (*SERVICES, "sandbox")


@pytest.fixture
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("GPLX_ISSUER", "GPLX_PUBLIC_URL", "GPLX_GATEWAY_URL", "GPLX_POPULATION_URL", "GPLX_HEALTH_URL"):
        monkeypatch.setenv(name, "http://example.org")
    for name in EVERYBODY:
        monkeypatch.setenv(f"GPLX_{name}_URL".upper(), f"http://{name}:8080")
    monkeypatch.setenv("GPLX_ACCESS_SIGNING_KEYS_FILE", str(tmp_path / "private/access/signing-keys.json"))
    for name in ("RENEWALS_SEAL_KEY_FILE", "RENEWALS_BLOBS_DIR", "RENEWALS_PAPER_SEAL_DIR", "PORTAL_KEYS_FILE"):
        monkeypatch.setenv(f"GPLX_{name}", str(tmp_path / name.lower()))
    monkeypatch.setenv("GPLX_BOOTSTRAP_PRIVATE", str(tmp_path / "private"))
    monkeypatch.setenv("GPLX_BOOTSTRAP_DEMO", str(tmp_path / "demo"))
    monkeypatch.setenv("GPLX_SANDBOX", "true")
    return tmp_path / "private"


def ran(*steps: str) -> Result:
    return CliRunner().invoke(main, ["bootstrap", *steps], catch_exceptions=False)


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_each_service_gets_a_password_of_its_own_once(private: Path) -> None:
    assert ran("passwords").output == f"passwords: made for postgres, {', '.join(EVERYBODY)}\n"
    urls = {name: make_url((private / name / "database-url").read_text()) for name in EVERYBODY}
    assert {(url.username, url.database) for url in urls.values()} == {(name, name) for name in EVERYBODY}
    assert len({url.password for url in urls.values()}) == len(EVERYBODY)
    assert all(len(url.password or "") == 48 for url in urls.values())
    modes = {path.parent.name: stat.S_IMODE(path.stat().st_mode) for path in private.rglob("*") if path.is_file()}
    assert modes == dict.fromkeys(EVERYBODY, 0o600) | {"postgres": 0o444}
    before = everything(private)
    assert ran("passwords").output == "passwords: all there\n"
    assert everything(private) == before


@pytest.fixture
def server(postgres: PostgresServer, private: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PostgresServer]:
    """The test server, reached by each role over its socket as if it were the host of production."""
    assert ran("passwords").exit_code == 0
    real = bootstrap.url_of
    socket = make_url(postgres.url("postgres")).query["host"]

    def over_the_socket(settings: object, *, role: str, password: str) -> str:
        return make_url(real(settings, role=role, password=password)).set(  # type: ignore[arg-type]
            host=None, port=None, query={"host": socket}
        ).render_as_string(hide_password=False)  # fmt: skip

    monkeypatch.setattr(bootstrap, "url_of", over_the_socket)
    for name in EVERYBODY:
        place = private / name / "database-url"
        place.write_text(
            over_the_socket(
                bootstrap.bootstrap_settings(), role=name, password=make_url(place.read_text()).password or ""
            )
        )
    yield postgres
    for name in EVERYBODY:
        postgres.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        postgres.run(f"DROP ROLE IF EXISTS {name}")


@pytest.mark.postgresql
def test_each_service_gets_a_database_that_no_other_may_enter(server: PostgresServer, private: Path) -> None:
    assert ran("databases").output == f"databases: new schema for {', '.join(EVERYBODY)}\n"
    assert ran("databases").output == "databases: every schema is up to date\n"
    own = make_url((private / "licences/database-url").read_text())
    engine = create_engine(own)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM holders")).scalar() == 0
        owner = text("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'licences'")
        assert connection.execute(owner).scalar() == "licences"
    engine.dispose()
    other = create_engine(own.set(database="renewals"))
    with pytest.raises(OperationalError, match="permission denied for database"), other.connect():
        pass
    other.dispose()


@pytest.mark.postgresql
def test_clients_are_registered_and_each_service_is_handed_its_own_key(server: PostgresServer, private: Path) -> None:
    ran("databases")
    assert ran("clients").output.startswith("clients: 9 registered, new keys handed to renewals")
    clients = private.parent / "demo/clients"
    assert (private / "renewals/client.json").read_bytes() == (clients / "renewals.json").read_bytes()
    assert stat.S_IMODE((private / "renewals/client.json").stat().st_mode) == 0o600
    assert not (private / "licences/client.json").exists()
    before = everything(private)
    assert ran("clients").output == "clients: 9 registered, new keys handed to nobody\n"
    assert everything(private) == before


@pytest.mark.postgresql
def test_without_the_sandbox_only_the_suite_has_clients(
    server: PostgresServer, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GPLX_SANDBOX", "false")
    ran("databases", "clients")
    made = {path.stem for path in (private.parent / "demo/clients").glob("*.json")}
    assert made == {"registry-loader", "portal", "officers", "renewals"}
    issuers = {json.loads(path.read_text())["issuer"] for path in (private.parent / "demo/clients").glob("*.json")}
    assert issuers == {"http://example.org"}
    assert ran("world").output == "world: only the sandbox has one\n"
