"""The sandbox on each database, with a merchant that listens and a police line that leads to a list."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.sandbox.adapters.shelves import SqlStore
from services.sandbox.app import MIGRATIONS, create_app
from services.sandbox.demo.seeding import load_accounts
from services.sandbox.settings import Settings
from shared.http.in_process import InProcessAdapter
from shared.http.session import new_session
from shared.kernel.clock import MovableClock
from shared.web.runtime import runtime_of
from tests.conftest import SUNDAY_MORNING
from tests.support.databases import PostgresDatabases, SqliteDatabases, Urls

ISSUER = "http://127.0.0.1:8000"
NOTIFY_URL = "http://gplx.internal/api/renewals/v1/payments/notifications"


@dataclass
class Merchant:
    """Hears notifications and answers each with the next of ``answers`` (204 when there is none left)."""

    answers: list[int] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        self.heard.append(environ["wsgi.input"].read(length).decode())
        self.types.append(environ["CONTENT_TYPE"])
        status = self.answers.pop(0) if self.answers else 204
        start_response(f"{status} Answer", [("Content-Length", "0")])
        return [b""]


@dataclass
class Sandbox:
    """The app in hand. ``work`` does what the background thread would do now, ``pass_time`` moves the clock first."""

    app: Flask
    client: FlaskClient
    clock: MovableClock
    merchant: Merchant
    settings: Settings
    directory: Path

    @property
    def store(self) -> SqlStore:
        database = runtime_of(self.app).database
        assert database is not None
        return SqlStore(database)

    @property
    def people(self) -> dict[str, dict[str, Any]]:
        return {one["key"]: one for one in json.loads((self.directory / "people.json").read_text())}

    def work(self) -> None:
        while sum(task() for task in runtime_of(self.app).tasks):
            pass

    def open_order(self, order_id: str = "order-1", **changed: Any) -> Any:
        asked = {
            "order_id": order_id,
            "amount_vnd": 115_000,
            "description": "Lệ phí cấp lại",
            "return_url": None,
            "notify_url": NOTIFY_URL,
            "expires_at": "2026-11-25T02:00:00Z",
        }
        return self.client.post("/sandbox/gateway/orders", json=asked | changed)

    def tell(self, part: str, **traits: Any) -> None:
        answer = self.client.post(f"/sandbox/{part}/behaviour", json=traits)
        assert answer.status_code == 200, answer.text


def start(settings: Settings, clock: MovableClock, merchant: Merchant, directory: Path) -> Sandbox:
    app = create_app(settings, clock=clock, http=new_session({"http://gplx.internal": InProcessAdapter(merchant)}))
    return Sandbox(app, app.test_client(use_cookies=True), clock, merchant, settings, directory)


def settings_in(folder: Path, urls: Urls) -> Settings:
    """Everything the sandbox keeps, in one folder."""
    return Settings(
        database_url=urls.database_url,
        issuer=ISSUER,
        keys_dir=folder / "keys",
        clients_dir=folder / "demo" / "clients",
    )


@contextmanager
def running(settings: Settings, folder: Path, clock: MovableClock) -> Iterator[Sandbox]:
    """A sandbox with its accounts; the registry is somebody else's."""
    found = start(settings, clock, Merchant(), folder / "demo")
    load_accounts(found.store, issuer=ISSUER, directory=found.directory)
    yield found
    runtime_of(found.app).close()


@pytest.fixture
def sandbox(databases: SqliteDatabases | PostgresDatabases, tmp_path: Path, clock: MovableClock) -> Iterator[Sandbox]:
    """On SQLite and on PostgreSQL: for what the database has a part in."""
    with running(settings_in(tmp_path, databases.fresh(MIGRATIONS)), tmp_path, clock) as found:
        yield found


@pytest.fixture(scope="session")
def loaded_once(sqlite_templates: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a loaded sandbox on SQLite, to be copied."""
    folder = tmp_path_factory.mktemp("sandbox")
    urls = SqliteDatabases(sqlite_templates, folder).fresh(MIGRATIONS)
    with running(settings_in(folder, urls), folder, MovableClock(SUNDAY_MORNING)):
        pass
    return folder


@pytest.fixture
def quick(loaded_once: Path, tmp_path: Path, clock: MovableClock) -> Iterator[Sandbox]:
    """On SQLite alone: for what is decided before the database is asked."""
    folder = shutil.copytree(loaded_once, tmp_path / "sandbox")
    urls = Urls(f"sqlite:///{folder / 'db0' / 'facts.db'}", "")
    with running(settings_in(folder, urls), folder, clock) as found:
        yield found
