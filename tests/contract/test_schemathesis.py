"""Schemathesis finds nothing against any service, whatever it sends; and it would see what it is to see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis

from shared import contracts
from shared.kernel.clock import MovableClock
from tests.conftest import SUNDAY_MORNING
from tests.contract.documents import SERVICES
from tests.contract.fuzzing import Findings, collect, configuration, run
from tests.contract.givens_renewals import under_review
from tests.contract.stage import Stage
from tests.contract.widened import WIDENED
from tests.support.suites import Template, running_suite

pytestmark = [pytest.mark.contract, pytest.mark.fuzz, pytest.mark.slow]


@pytest.fixture(params=["sqlite", "postgresql"])
def own_stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    """A suite for one service alone: what is tried at access may well end the agreements that others rest on."""
    world: Template = request.getfixturevalue(f"{request.param}_world")
    with running_suite(world, tmp_path, MovableClock(SUNDAY_MORNING)) as running:
        yield Stage(running)


def known_ids(stage: Stage) -> dict[str, Callable[[], str]]:
    """Path parameters, and members of bodies, that lead somewhere."""
    licence = stage.licence("clean")
    application = under_review(stage, "zero-fee")
    case = stage.case("clean", 501)
    return {
        "licence_id": lambda: licence["id"],
        "holder_id": lambda: licence["holder"]["id"],
        "application_id": lambda: application["id"],
        "case_id": lambda: case["id"],
        "client_id": lambda: "police-hanoi",
        "code": lambda: "3.000348",
    }


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_is_found(own_stage: Stage, service: str) -> None:
    found = run(own_stage, service, known_ids(own_stage))
    print(f"{service}: {found.sent} requests, {dict(sorted(found.statuses.items()))}")
    assert not found.failures, str(found)
    assert found.sent > 300
    assert sum(count for status, count in found.statuses.items() if status.startswith("2")) > found.sent / 20


@pytest.mark.parametrize(("service", "operation_id"), sorted(WIDENED))
def test_what_is_widened_exists_and_says_why(service: str, operation_id: str) -> None:
    assert operation_id in contracts.operations(service)
    for rule in WIDENED[service, operation_id]:
        assert len(rule.reason) > 20
        assert rule.statuses
        assert not [status for status in rule.statuses if status.startswith("5")]


on_one_database = pytest.mark.parametrize("own_stage", ["sqlite"], indirect=True)


def broken(app: Any, change: Callable[[dict[str, Any]], None], status: str | None) -> Any:
    """The suite with something wrong about it: the request is changed, or any success becomes ``status``."""

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        asked = environ["PATH_INFO"].endswith("/sources")
        if asked:
            change(environ)

        def start(real: str, headers: Any, *rest: Any) -> Any:
            return start_response(status if asked and status and real.startswith("200") else real, headers, *rest)

        answer: Iterable[bytes] = app(environ, start)
        return answer

    return application


def found_at_sources(app: Any) -> Findings:
    """What schemathesis says of one operation."""
    bare = configuration("nothing is widened")
    schema = schemathesis.openapi.from_wsgi("/api/violations/v1/openapi.json", app, config=bare)
    return collect(schema.include(operation_id="list_police_sources"))


@on_one_database
def test_a_route_that_ignores_its_token_is_seen(own_stage: Stage) -> None:
    token = own_stage.token("police-hcm")

    def let_in(environ: dict[str, Any]) -> None:
        environ["HTTP_AUTHORIZATION"] = f"Bearer {token}"

    found = found_at_sources(broken(own_stage.running.suite.router, let_in, None))
    assert any("ignored_auth" in name for name in found.failures), found


@on_one_database
@pytest.mark.parametrize(
    ("status", "check"), [("500 Oh", "not_a_server_error"), ("206 Part", "status_code_conformance")]
)
def test_a_wrong_status_is_seen(own_stage: Stage, status: str, check: str) -> None:
    token = own_stage.token("police-hcm")

    def let_in(environ: dict[str, Any]) -> None:
        environ["HTTP_AUTHORIZATION"] = f"Bearer {token}"

    found = found_at_sources(broken(own_stage.running.suite.router, let_in, status))
    assert any(check in name for name in found.failures), found
