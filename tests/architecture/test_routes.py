"""Every route says who may use it and is in the contract; every list is bounded; every body has an example."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask

from shared.auth.access import access, public
from tests.architecture.route_rules import drifted, misnamed, unbounded, unmarked, without_example
from tests.architecture.sources import ROOT, services

CONTRACTS = ROOT / "shared/contracts"


@pytest.fixture(scope="module")
def contracts() -> dict[str, dict[str, Any]]:
    """The committed contracts by service."""
    files = sorted(CONTRACTS.glob("*.v1.json"))
    found = {path.name.split(".")[0]: json.loads(path.read_text("utf-8")) for path in files}
    found.pop("events")  # the schema of the feeds, which has no routes
    return found


def test_every_service_is_looked_at(apps: Mapping[str, Flask], contracts: dict[str, Any]) -> None:
    assert set(apps) == {*services(), "front"}
    assert set(contracts) == set(services())


def test_every_route_says_who_may_use_it(apps: Mapping[str, Flask]) -> None:
    from services.access.domain.scopes import CATALOGUE

    faults = [fault for app in apps.values() for fault in unmarked(app, CATALOGUE.keys())]
    assert not faults, "\n".join(faults)


def test_contracts_and_routes_are_the_same(apps: Mapping[str, Flask], contracts: dict[str, Any]) -> None:
    faults = [fault for name, contract in contracts.items() for fault in drifted(apps[name], contract)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("rule", [unbounded, without_example, misnamed])
def test_every_operation_keeps_the_rule(rule: Callable[[Any], list[str]], contracts: dict[str, Any]) -> None:
    assert contracts, "make contracts writes them"
    faults = [f"{name}: {fault}" for name, contract in contracts.items() for fault in rule(contract)]
    assert not faults, "\n".join(faults)


def toy_app() -> Flask:
    """Three routes: one marked, one open, one that says nothing."""
    app = Flask("toy", static_folder=None)
    app.get("/api/x/v1/cases/<uuid:case_id>", endpoint="case")(access("cases:read")(lambda case_id: {"id": case_id}))
    app.get("/health/live", endpoint="live")(public("a probe")(lambda: "up"))
    app.post("/api/x/v1/cases", endpoint="quiet")(lambda: "done")
    return app


def test_an_unmarked_route_and_an_unknown_scope_are_seen() -> None:
    assert unmarked(toy_app(), {"cases:read"}) == ["post /api/x/v1/cases carries no access mark"]
    assert len(unmarked(toy_app(), set())) == 2


def test_drift_between_routes_and_contract_is_seen() -> None:
    contract = {"paths": {"/api/x/v1/cases/{case_id}": {"get": {}, "delete": {}, "parameters": []}}}
    assert drifted(toy_app(), contract) == [
        "post /api/x/v1/cases is not in the contract",
        "delete /api/x/v1/cases/{case_id} is in the contract, but nothing answers it",
    ]


def listing(items: dict[str, Any], *parameters: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A contract with one list."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}} | more}
    operation = {"operationId": "list_cases", "parameters": parameters, "responses": {"200": {"content": content}}}
    return {
        "paths": {"/cases": {"get": operation}},
        "components": {"schemas": {"Page": {"properties": {"items": {"type": "array"} | items}}}},
    }


def limit(**schema: Any) -> dict[str, Any]:
    """A query parameter called limit."""
    return {"name": "limit", "in": "query", "schema": {"type": "integer"} | schema}


def test_an_endless_list_is_seen() -> None:
    assert unbounded(listing({})) == ["get /cases answers items, but states no limit"]
    assert unbounded(listing({}, limit()))
    assert not unbounded(listing({}, limit(maximum=100)))
    assert not unbounded(listing({"maxItems": 20}))


def test_a_body_without_example_is_seen() -> None:
    assert without_example(listing({})) == ["get /cases 200 has no example for application/json"]
    assert not without_example(listing({}, example={"items": []}))


def test_a_nameless_operation_and_a_shared_name_are_seen() -> None:
    contract = {"paths": {"/a": {"get": {"operationId": "listCases"}}, "/b": {"get": {}}}}
    assert len(misnamed(contract)) == 2
    assert misnamed({"paths": {"/a": {"get": {"operationId": "see"}, "put": {"operationId": "see"}}}})
