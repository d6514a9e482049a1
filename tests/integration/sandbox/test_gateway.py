from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import KeySet

from shared.web.runtime import runtime_of
from tests.integration.sandbox.conftest import ISSUER, Sandbox, start

PAY = "/sandbox/gateway/orders/order-1/pay"


def claims(sandbox: Sandbox, token: str) -> dict[str, Any]:
    keys = KeySet.import_key_set(sandbox.client.get("/sandbox/gateway/jwks").json)
    return dict(json.loads(jws.deserialize_compact(token, keys, algorithms=["ES256"]).payload))


def test_an_order_is_opened_paid_and_told(sandbox: Sandbox) -> None:
    opened = sandbox.open_order()
    assert opened.status_code == 201
    assert opened.json["status"] == "open"
    assert opened.json["payment_url"] == f"{ISSUER}{PAY}"
    paid = sandbox.client.post(PAY)
    assert (paid.status_code, paid.json["status"]) == (200, "paid")
    sandbox.work()
    assert sandbox.merchant.types == ["application/jose"]
    told = claims(sandbox, sandbox.merchant.heard[0])
    assert told.pop("event_id")
    assert told == {
        "iss": f"{ISSUER}/sandbox/gateway",
        "aud": "renewals",
        "type": "payment.paid",
        "order_id": "order-1",
        "amount_vnd": 115_000,
        "at": "2026-11-22T02:00:00.000000Z",
    }


def test_the_same_order_again_is_the_same_order(sandbox: Sandbox) -> None:
    first = sandbox.open_order()
    sandbox.clock.move(timedelta(minutes=5))
    again = sandbox.open_order()
    assert (again.status_code, again.json) == (201, first.json)
    other = sandbox.open_order(amount_vnd=1)
    assert (other.status_code, other.json["code"]) == (409, "order-id-reused")


def test_paying_twice_takes_the_money_once(quick: Sandbox) -> None:
    quick.open_order()
    first = quick.client.post(PAY, json={}).json
    quick.clock.move(timedelta(minutes=1))
    assert quick.client.post(PAY, json={}).json == first
    quick.work()
    assert len(quick.merchant.heard) == 1


def test_an_order_expires(quick: Sandbox) -> None:
    quick.open_order()
    quick.clock.move(timedelta(days=3))
    assert quick.client.get("/sandbox/gateway/orders/order-1").json["status"] == "expired"
    late = quick.client.post(PAY)
    assert (late.status_code, late.json["code"]) == (409, "order-expired")
    quick.work()
    assert quick.merchant.heard == []


def test_a_slow_bank_pays_what_has_expired(quick: Sandbox) -> None:
    quick.open_order()
    quick.clock.move(timedelta(days=3))
    quick.tell("gateway", accept_late=1)
    assert quick.client.post(PAY).json["status"] == "paid"
    quick.work()
    assert [claims(quick, token)["type"] for token in quick.merchant.heard] == ["payment.paid"]
    quick.open_order(order_id="order-2", expires_at="2026-11-28T02:00:00Z")
    quick.clock.move(timedelta(days=4))
    assert quick.client.post(PAY.replace("order-1", "order-2")).json["code"] == "order-expired", "told once only"


def test_a_refund_is_whole_once_and_told(sandbox: Sandbox) -> None:
    sandbox.open_order()
    asked = {"refund_id": "r-1", "order_id": "order-1", "amount_vnd": 115_000}

    def refund(**changed: Any) -> Any:
        return sandbox.client.post("/sandbox/gateway/refunds", json=asked | changed)

    assert refund().json["code"] == "order-not-paid"
    sandbox.client.post(PAY)
    assert refund(amount_vnd=1).json["code"] == "refund-amount-differs"
    given = refund()
    assert (given.status_code, given.json["status"]) == (201, "refunded")
    assert refund().json == given.json
    assert refund(refund_id="r-2").json["code"] == "order-refunded"
    assert refund(order_id="order-2").json["code"] == "refund-id-reused"
    assert refund(refund_id="r-3", order_id="order-9").status_code == 404
    assert sandbox.client.get("/sandbox/gateway/orders/order-1").json["status"] == "refunded"
    sandbox.work()
    assert [claims(sandbox, token)["type"] for token in sandbox.merchant.heard] == ["payment.paid", "payment.refunded"]


def test_notifications_are_repeated_until_they_are_heard(sandbox: Sandbox) -> None:
    sandbox.merchant.answers = [503, 404, 302]
    sandbox.open_order()
    sandbox.client.post(PAY)
    for _ in range(12):
        sandbox.work()
        sandbox.clock.move(timedelta(seconds=10))
    told = [claims(sandbox, token) for token in sandbox.merchant.heard]
    assert len(told) == 4
    assert len({one["event_id"] for one in told}) == 1


def test_what_was_not_told_before_the_end_is_told_after_a_restart(sandbox: Sandbox) -> None:
    sandbox.open_order()
    sandbox.client.post(PAY)
    kids = sandbox.client.get("/sandbox/gateway/jwks").json
    runtime_of(sandbox.app).close()
    again = start(sandbox.settings, sandbox.clock, sandbox.merchant, sandbox.directory)
    assert again.client.get("/sandbox/gateway/orders/order-1").json["status"] == "paid"
    assert again.client.get("/sandbox/gateway/jwks").json == kids
    again.work()
    assert len(sandbox.merchant.heard) == 1
    runtime_of(again.app).close()


def test_told_twice(quick: Sandbox) -> None:
    quick.tell("gateway", double=1)
    quick.open_order()
    quick.client.post(PAY)
    quick.work()
    assert len(quick.merchant.heard) == 2
    assert len({claims(quick, token)["event_id"] for token in quick.merchant.heard}) == 1


def test_silent_until_reset(quick: Sandbox) -> None:
    quick.tell("gateway", silent=True)
    quick.open_order()
    quick.client.post(PAY)
    quick.work()
    quick.clock.move(timedelta(minutes=10))
    quick.work()
    assert quick.merchant.heard == []
    quick.client.delete("/sandbox/gateway/behaviour")
    quick.clock.move(timedelta(seconds=2))
    quick.work()
    assert len(quick.merchant.heard) == 1


def test_later_news_comes_first(sandbox: Sandbox) -> None:
    sandbox.tell("gateway", reorder=True)
    sandbox.open_order()
    sandbox.client.post(PAY)
    sandbox.work()
    assert sandbox.merchant.heard == []
    sandbox.clock.move(timedelta(seconds=1))
    refund = {"refund_id": "r-1", "order_id": "order-1", "amount_vnd": 115_000}
    sandbox.client.post("/sandbox/gateway/refunds", json=refund)
    for _ in range(3):
        sandbox.work()
        sandbox.clock.move(timedelta(seconds=1))
    told = [claims(sandbox, token)["type"] for token in sandbox.merchant.heard]
    assert told == ["payment.refunded", "payment.paid"]


def test_a_single_message_is_not_held_back_for_ever(quick: Sandbox) -> None:
    quick.tell("gateway", reorder=True)
    quick.open_order()
    quick.client.post(PAY)
    quick.work()
    quick.clock.move(timedelta(seconds=11))
    quick.work()
    assert len(quick.merchant.heard) == 1


def test_a_lost_answer_leaves_the_deed_done(sandbox: Sandbox) -> None:
    sandbox.tell("gateway", lose_answer=1)
    assert sandbox.open_order().status_code == 504
    assert sandbox.client.get("/sandbox/gateway/orders/order-1").json["status"] == "open"
    assert sandbox.open_order().status_code == 201


def test_failing_does_nothing(quick: Sandbox) -> None:
    quick.tell("gateway", fail=2)
    assert quick.open_order().status_code == 503
    assert quick.client.get("/sandbox/gateway/orders/order-1").status_code == 503
    assert quick.client.get("/sandbox/gateway/orders/order-1").status_code == 404


@pytest.mark.parametrize(
    ("changed", "pointer", "code"),
    [
        ({"amount_vnd": 0}, "/amount_vnd", "too-small"),
        ({"amount_vnd": "1"}, "/amount_vnd", "wrong-type"),
        ({"notify_url": "http://169.254.169.254/"}, "/notify_url", "address-not-allowed"),
        ({"return_url": "https://evil.example/"}, "/return_url", "address-not-allowed"),
        ({"notify_url": "ftp://x"}, "/notify_url", "wrong-form"),
        ({"order_id": "a/b"}, "/order_id", "wrong-form"),
        ({"expires_at": "soon"}, "/expires_at", "not-an-instant"),
        ({"colour": "red"}, "/colour", "unknown-field"),
    ],
)
def test_faulty_orders_are_refused_with_the_place(
    quick: Sandbox, changed: dict[str, Any], pointer: str, code: str
) -> None:
    answer = quick.open_order(**changed)
    assert answer.status_code == 422
    assert (answer.json["errors"][0]["pointer"], answer.json["errors"][0]["code"]) == (pointer, code)


def test_an_order_cannot_begin_expired(quick: Sandbox) -> None:
    answer = quick.open_order(expires_at="2026-11-22T02:00:00Z")
    assert (answer.status_code, answer.json["code"]) == (422, "order-expires-in-the-past")


def form_token(page: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_payer_pays_on_the_page_and_returns(quick: Sandbox) -> None:
    quick.open_order(return_url=f"{ISSUER}/payments/return")
    page = quick.client.get(f"{PAY}?ui_locales=vi", headers={"Accept": "text/html"})
    assert "115.000 đồng" in page.text
    assert ISSUER in page.headers["Content-Security-Policy"]
    paid = quick.client.post(PAY, data={"act": "pay", "form_token": form_token(page.text)}, headers={"Origin": ISSUER})
    assert paid.status_code == 303
    assert paid.headers["Location"] == f"{ISSUER}/payments/return?order_id=order-1&status=paid"
    assert "Đã thanh toán" in quick.client.get(f"{PAY}?ui_locales=vi").text


def test_a_payer_may_go_back_without_paying(quick: Sandbox) -> None:
    quick.open_order(return_url=f"{ISSUER}/payments/return")
    page = quick.client.get(PAY)
    back = quick.client.post(PAY, data={"act": "cancel", "form_token": form_token(page.text)})
    assert back.headers["Location"].endswith("status=open")
    assert quick.client.get("/sandbox/gateway/orders/order-1").json["status"] == "open"


def test_a_foreign_page_cannot_pay(quick: Sandbox) -> None:
    quick.open_order()
    for answer in (
        quick.client.post(PAY, data={"act": "pay"}, headers={"Origin": "https://evil.example"}),
        quick.client.post(PAY, data="{}", content_type="text/plain", headers={"Origin": "https://evil.example"}),
    ):
        assert answer.status_code == 403
    assert quick.client.get("/sandbox/gateway/orders/order-1").json["status"] == "open"


def test_an_expired_order_says_so_on_its_page(quick: Sandbox) -> None:
    quick.open_order()
    page = quick.client.get(PAY)
    quick.clock.move(timedelta(days=4))
    answer = quick.client.post(PAY, data={"act": "pay", "form_token": form_token(page.text)})
    assert answer.status_code == 303
    assert "Đơn hàng đã hết hạn" in quick.client.get(PAY).text
    assert quick.client.get("/sandbox/gateway/orders/none/pay").status_code == 404
