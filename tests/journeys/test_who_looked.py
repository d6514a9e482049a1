"""Whoever sees a person's data leaves an entry that is on disk before the answer leaves, and the person can read it."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.pool import NullPool

from services.licences.api.schemas import LicenceSchema
from services.licences.api.texts import FIELD_LABELS as LICENCES
from services.renewals.api.texts import FIELD_LABELS as RENEWALS
from services.violations.api.agreed import _BORING as NOT_NAMED
from services.violations.api.schemas import CaseFileSchema, StandingSchema
from services.violations.api.texts import FIELD_LABELS as VIOLATIONS
from shared.db.lookups.tables import lookups
from shared.kernel.clock import MovableClock
from shared.kernel.words import Words
from shared.web.lookup_texts import PURPOSES
from tests.conftest import SUNDAY_MORNING
from tests.contract import givens_access, givens_licences, givens_renewals, givens_violations
from tests.contract.stage import GIVENS, Call, Stage
from tests.support.people import TestCitizen
from tests.support.routes import Route, routes
from tests.support.suites import RunningSuite, Template, opened, running_suite

pytestmark = pytest.mark.journey
assert all((givens_access, givens_licences, givens_renewals, givens_violations))

LABELS: Mapping[str, Mapping[str, Words]] = {"licences": LICENCES, "violations": VIOLATIONS, "renewals": RENEWALS}
OWN_LOOKS = "list_lookups"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A suite that the tests of this module add to."""
    world = request.getfixturevalue(f"{request.param}_world")
    with running_suite(world, tmp_path_factory.mktemp("stage"), MovableClock(SUNDAY_MORNING)) as running:
        yield Stage(running)


def on_disk(environment: Mapping[str, str], service: str) -> list[dict[str, Any]]:
    """The entries another process would find, oldest first."""
    engine = create_engine(environment[f"GPLX_{service}_LOOKUPS_URL".upper()], poolclass=NullPool)
    with engine.connect() as connection:
        found = [dict(row) for row in connection.execute(select(lookups).order_by(lookups.c.id)).mappings()]
    engine.dispose()
    return found


def audited(running: RunningSuite, service: str) -> int:
    """How many entries the audit trail of a service has."""
    with running.suite.apps[service].extensions["gplx"].database.read() as connection:
        return int(connection.execute(text("SELECT count(*) FROM audit_entries")).scalar_one())


def personal(running: RunningSuite) -> list[Route]:
    """Every route that touches a person's data; a citizen's own list of looks is no look."""
    return [route for route in routes(running) if route.mark.personal and route.operation_id != OWN_LOOKS]


def valid_call(stage: Stage, route: Route) -> tuple[int, Call]:
    """A request that the route answers with success, and the status."""
    name = str(route.operation_id)
    status = min(status for service, known, status, _ in GIVENS if (service, known) == (route.service, name))
    if route.operation_id == "issue_licence_card":
        status = 201
    return status, GIVENS[route.service, name, status, "default"](stage)


def test_every_look_is_on_disk_when_the_answer_is_here(stage: Stage) -> None:
    looking = [route for route in personal(stage.running) if route.mark.looks]
    assert len(looking) >= 20
    for route in looking:
        status, call = valid_call(stage, route)
        before = on_disk(stage.running.environment, route.service)
        answer = stage.play(route.service, str(route.operation_id), call)
        entries = on_disk(stage.running.environment, route.service)[len(before) :]
        assert answer.status_code == status, (str(route), answer.text)
        assert entries, f"{route} showed personal data and noted nothing"
        who, _, _ = str(call.who).partition(":")
        for entry in entries:
            assert entry["kind"] == (who if ":" in str(call.who) else "system"), str(route)
            assert entry["person"].isdigit(), str(route)
            assert entry["fields"], str(route)
            assert set(entry["fields"]) <= set(LABELS[route.service]), (str(route), entry["fields"])
            assert entry["purpose"] in PURPOSES, str(route)
            assert (entry["agency"] is None) == (entry["kind"] == "citizen"), str(route)


def test_what_is_written_without_a_look_shows_nobody_and_is_in_the_audit_trail(stage: Stage) -> None:
    people = stage.running.outside.people()
    secrets = {one[name] for one in people for name in ("citizen_id", "name", "licence_number") if one.get(name)}
    writing = [route for route in personal(stage.running) if not route.mark.looks and route.service != "portal"]
    assert len(writing) >= 7
    for route in writing:
        status, call = valid_call(stage, route)
        before = audited(stage.running, route.service)
        answer = stage.play(route.service, str(route.operation_id), call)
        assert answer.status_code == status, (str(route), answer.text)
        assert audited(stage.running, route.service) > before or "unchanged" in answer.text, str(route)
        told = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", answer.text)
        assert not [secret for secret in secrets if secret in told], str(route)
        assert not re.search(r"(?<!\d)\d{12}(?!\d)", told), (str(route), told)


@pytest.mark.parametrize(
    ("service", "named"),
    [
        ("licences", (set(LicenceSchema().fields) - {"id", "version"}) | {"holder", "exams", "photo", "history"}),
        ("violations", ({*StandingSchema().fields, *CaseFileSchema().fields} - NOT_NAMED) | {"cases"}),
        ("renewals", set(RENEWALS)),
    ],
)
def test_every_field_a_look_can_name_has_a_label(service: str, named: set[str]) -> None:
    labels = LABELS[service]
    assert named <= set(labels), f"raw in sentences: {sorted(named - set(labels))}"
    for name, words in labels.items():
        assert words.vi != words.en, name
        assert "_" not in words.vi + words.en, name


@pytest.mark.parametrize("service", sorted(LABELS))
def test_the_citizen_reads_who_looked_and_why(stage: Stage, service: str) -> None:
    citizen = stage.citizen("clean")
    citizen.check(citizen.licence()["id"])  # themselves, and renewals on their behalf
    citizen._post("/api/violations/v1/standings", {"citizen_id": citizen.entry["citizen_id"]})
    look(stage, service)
    items = citizen._get(f"/api/{service}/v1/lookups?limit=100")["items"]
    assert {item["who"] for item in items} >= {"citizen", "system"}
    for item in items:
        vi, en = item["text"]["vi"], item["text"]["en"]
        purpose = PURPOSES[item["purpose"]]
        assert purpose.vi in vi, vi
        assert purpose.en in en, en
        assert vi.startswith("Ông/bà " if item["who"] == "citizen" else ("Cục ", "Công an ", "Văn phòng ")), vi
        assert en.startswith("You " if item["who"] == "citizen" else ("Traffic ", "Ho Chi Minh ", "Hanoi ", "Office "))
        assert "09:00 22/11/2026" in vi
        assert "09:00 22/11/2026" in en
        assert not re.search(r"[a-z]_[a-z]|\d{9}", vi + en), vi
        assert bool(item["agency"]) == (item["who"] != "citizen")
    assert len({item["text"]["vi"] for item in items}) > 1


def look(stage: Stage, service: str) -> None:
    """Somebody of another agency looks at the citizen."""
    citizen = stage.citizen("clean")
    number, roadside = citizen.entry["citizen_id"], stage.running.outside.system_token("roadside")
    path = {
        "licences": "/api/licences/v1/licences/search",
        "violations": "/api/violations/v1/standings",
        "renewals": "/api/renewals/v1/checks",
    }[service]
    if service == "renewals":
        body = {"citizen_id": number, **citizen.entry["check"]}
        token, purpose = stage.running.outside.system_token("auditor"), "audit"
    else:
        body, token, purpose = {"citizen_id": number}, roadside, "roadside"
    stage.running.outside.call("POST", path, token=token, body=body, purpose=purpose)


def test_no_look_is_kept_twice_or_lost_when_a_request_is_repeated(stage: Stage) -> None:
    citizen = stage.citizen("spare-3")
    stage.play("licences", "search_licences", Call("citizen:spare-3", body={"citizen_id": citizen.entry["citizen_id"]}))
    before = len(on_disk(stage.running.environment, "licences"))
    for _ in range(3):
        citizen.licence()
    assert len(on_disk(stage.running.environment, "licences")) == before + 3, "each look is a look"


def test_a_look_outlives_a_kill_right_after_the_answer(sqlite_world: Template, tmp_path: Path) -> None:
    world = sqlite_world.copy(tmp_path)
    child = os.fork()
    if child == 0:
        try:
            with opened(world, MovableClock(SUNDAY_MORNING)) as running:
                citizen = TestCitizen.of(running, "clean")
                citizen.check(citizen.licence()["id"])
                os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    for service in LABELS:
        assert on_disk(world.environment(), service), f"{service} forgot who looked"
