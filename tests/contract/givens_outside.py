"""What must be so before the outside world's stand-ins answer renewals as their examples say."""

from __future__ import annotations

from typing import Any

from shared.kernel.ids import new_id
from tests.contract.stage import Call, Stage, example, given


def order(stage: Stage) -> dict[str, Any]:
    """An order of one's own."""
    found: dict[str, Any] = example("sandbox", "create_order", order_id=new_id())
    return found


def paid(stage: Stage) -> str:
    """The id of an order that was paid."""
    made = order(stage)
    answer = stage.play("sandbox", "create_order", Call(body=made))
    assert answer.status_code == 201, answer.text
    path = {"order_id": made["order_id"]}
    assert stage.play("sandbox", "pay_order", Call(path=path, body={})).ok
    found: str = made["order_id"]
    return found


@given("sandbox", "create_order", 201)
def _order(stage: Stage) -> Call:
    return Call(body=order(stage))


@given("sandbox", "get_order")
def _paid_order(stage: Stage) -> Call:
    return Call(path={"order_id": paid(stage)})


@given("sandbox", "create_refund", 201)
def _refund(stage: Stage) -> Call:
    return Call(body=example("sandbox", "create_refund", order_id=paid(stage), refund_id=new_id()))


@given("sandbox", "get_jwks")
def _keys(stage: Stage) -> Call:
    return Call()


@given("sandbox", "portal_login")
def _portal(_stage: Stage) -> Call:
    return Call(body=example("sandbox", "portal_login"))


@given("sandbox", "portal_call")
def _portal_session(stage: Stage) -> Call:
    session = stage.play("sandbox", "portal_login", _portal(stage)).json()["session"]
    return Call(body=example("sandbox", "portal_call", session=session))


@given("sandbox", "send_short_message")
def _short_message(_stage: Stage) -> Call:
    return Call(body=example("sandbox", "send_short_message"))


@given("sandbox", "search_persons")
def _person(stage: Stage) -> Call:
    return Call(body=example("sandbox", "search_persons", citizen_id=stage.citizen("clean").entry["citizen_id"]))


@given("sandbox", "search_certificates")
def _certificate(stage: Stage) -> Call:
    citizen_id = stage.citizen("clean").entry["citizen_id"]
    return Call(body=example("sandbox", "search_certificates", citizen_id=citizen_id))
