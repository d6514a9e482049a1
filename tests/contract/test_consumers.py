"""What renewals makes of its providers' answers; every answer is an example of the provider's contract."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from services.renewals.application.ports import Rejection
from shared import contracts
from shared.http.breaker import FAILURES
from shared.http.faults import Rejected
from shared.http.session import new_session
from shared.kernel.errors import Unavailable
from tests.contract.consumed import CALLS, OFFLINE, Consumed
from tests.contract.documents import faults
from tests.support.contract_stubs import ContractStubs, contract_stubs

pytestmark = pytest.mark.contract

each_call = pytest.mark.parametrize("consumed", [pytest.param(call, id=str(call)) for call in CALLS])
REFUSALS = [
    pytest.param(call, int(status), id=f"{call}-{status}")
    for call in CALLS
    for status in contracts.operation(call.service, call.operation_id)[2]["responses"]
    if status.startswith("4")
]


@pytest.fixture
def stubs() -> Iterator[ContractStubs]:
    """Stubs; whatever was sent to them must be what the contract asks for."""
    with contract_stubs() as found:
        yield found
        wrong = [fault for request in found.sent() for fault in misuse(*request)]
    assert not wrong


def misuse(service: str, operation_id: str, sent: requests.PreparedRequest) -> list[str]:
    """What the provider would refuse in a request, by its contract."""
    _method, _path, entry = contracts.operation(service, operation_id)
    found = []
    query = {name: values[0] for name, values in parse_qs(urlsplit(sent.url or "").query).items()}
    known = {parameter["name"] for parameter in entry.get("parameters", ())}
    found += [f"unknown parameter {name}" for name in query if name not in known]
    for parameter in entry.get("parameters", ()):
        given = (query if parameter["in"] == "query" else sent.headers).get(parameter["name"])
        if given is None:
            found += [f"{parameter['name']} is missing"] if parameter.get("required") else []
        else:
            value = int(given) if parameter["schema"].get("type") == "integer" else given
            found += [f"{parameter['name']}: {fault}" for fault in faults(service, parameter["schema"], value)]
    if bool(entry["security"]) != ("Authorization" in sent.headers):
        found.append("a token is missing, or sent to somebody it is not meant for")
    content = entry.get("requestBody", {}).get("content", {}).get("application/json")
    if content is not None and sent.headers.get("Content-Type") == "application/json":
        found += faults(service, content["schema"], json.loads(sent.body or b"null"))
    return found


@each_call
def test_an_answer_is_understood(stubs: ContractStubs, consumed: Consumed) -> None:
    stubs.answer(consumed.service, consumed.operation_id, consumed.status)
    assert consumed.means(consumed.call(new_session()))


@pytest.mark.parametrize(("consumed", "status"), REFUSALS)
def test_a_refusal_keeps_its_code(stubs: ContractStubs, consumed: Consumed, status: int) -> None:
    stubs.refuse(consumed.service, consumed.operation_id, status, "state-conflict")
    with pytest.raises(Rejected if consumed.raw_refusals else Rejection) as refused:
        consumed.call(new_session())
    assert refused.value.code == "state-conflict"


@pytest.mark.parametrize("consumed", [pytest.param(call, id=str(call)) for call in CALLS if call.none_for])
def test_a_refusal_may_mean_that_there_is_none(stubs: ContractStubs, consumed: Consumed) -> None:
    [(status, code)] = consumed.none_for.items()
    stubs.refuse(consumed.service, consumed.operation_id, status, code)
    assert consumed.call(new_session()) is None


@each_call
@pytest.mark.parametrize(
    "failure",
    [
        500,
        503,
        requests.ConnectTimeout(),
        requests.ReadTimeout(),
        requests.ConnectionError(),
        requests.TooManyRedirects(),
    ],
    ids=lambda failure: str(failure) if isinstance(failure, int) else type(failure).__name__,
)
def test_a_provider_that_does_not_answer_is_unavailable(
    stubs: ContractStubs, consumed: Consumed, failure: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.http.session.FIRST_PAUSE_SECONDS", 0.0)
    stubs.fail(consumed.service, consumed.operation_id, failure)
    with pytest.raises(Unavailable) as unavailable:
        consumed.call(new_session())
    assert unavailable.value.code == "dependency-unavailable"


@each_call
def test_a_provider_that_stays_away_is_left_alone(
    stubs: ContractStubs, consumed: Consumed, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shared.http import client

    breaker = client.Breaker()
    monkeypatch.setattr(client, "Breaker", lambda: breaker)
    stubs.fail(consumed.service, consumed.operation_id, 503)
    for _ in range(FAILURES + 3):
        with pytest.raises(Unavailable):
            consumed.call(new_session())
    assert len(stubs.sent()) == FAILURES


@each_call
def test_no_call_is_made_inside_a_unit_of_work(consumed: Consumed, monkeypatch: pytest.MonkeyPatch) -> None:
    from shared.http import client

    def refuse() -> None:
        raise RuntimeError("a unit of work is open")

    monkeypatch.setattr(client, "require_no_open_unit_of_work", refuse)
    with contract_stubs() as stubs, pytest.raises(RuntimeError, match="unit of work"):
        consumed.call(new_session())
    assert not stubs.sent()


def test_every_method_of_every_adapter_is_consumed_here() -> None:
    adapters = {call.adapter for call in CALLS}
    public = {
        (adapter, name)
        for adapter in adapters
        for name, _function in inspect.getmembers(adapter, inspect.isfunction)
        if not name.startswith("_")
    }
    assert public == {(call.adapter, call.method) for call in CALLS} | set(OFFLINE)


def test_every_adapter_that_calls_somebody_is_here() -> None:
    import importlib
    import pkgutil

    from services.renewals import adapters

    callers = set()
    for module in pkgutil.iter_modules(adapters.__path__, f"{adapters.__name__}."):
        found = importlib.import_module(module.name)
        for _name, kind in inspect.getmembers(found, inspect.isclass):
            takes_client = "client" in inspect.signature(kind).parameters if kind.__module__ == module.name else False
            if takes_client and kind.__name__ != "Neighbour":
                callers.add(kind)
    assert callers == {call.adapter for call in CALLS}
