"""Money and cases, everybody at once: nothing is counted twice, lost, or both kept and given back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests

from services.sandbox.adapters.keys import SigningKeys
from services.sandbox.adapters.merchant import rfc3339
from services.sandbox.domain.behaviour import Part
from services.violations.adapters import tables as violations
from shared.kernel.ids import new_id
from tests.support.crowd import at_once, calling, tally
from tests.support.evidence import Evidence
from tests.support.people import RENEWALS, Police, TestCitizen, TestOfficer, case_against
from tests.support.suites import RunningSuite

pytestmark = [pytest.mark.journey, pytest.mark.race]

CROWD = 5
VIOLATIONS = "/api/violations/v1"


@pytest.fixture
def evidence(suite: RunningSuite) -> Evidence:
    """What the databases say."""
    return Evidence(suite.environment)


def ordering(suite: RunningSuite, citizen: TestCitizen, order: dict[str, str]) -> Callable[[], requests.Response]:
    """An order of a payment, under a key of its own."""
    return calling(suite, f"{RENEWALS}/payments", token=citizen.token, body=order, idempotency_key=new_id())


def paid_at_the_gateway(suite: RunningSuite, citizen: TestCitizen, order: dict[str, str]) -> dict[str, Any]:
    """An order that is paid for; renewals has not been told yet."""
    payment: dict[str, Any] = ordering(suite, citizen, order)().json()
    suite.outside.send("POST", f"/sandbox/gateway/orders/{payment['id']}/pay", json={})
    return payment


def telling(suite: RunningSuite, payment: dict[str, Any], event_id: str) -> Callable[[], requests.Response]:
    """The gateway's word that an order is paid for."""
    claims = {
        "iss": f"{suite.environment['GPLX_ISSUER']}/sandbox/gateway",
        "aud": "renewals",
        "event_id": event_id,
        "type": "payment.paid",
        "order_id": payment["id"],
        "amount_vnd": payment["amount_vnd"],
        "at": rfc3339(suite.clock.now()),
    }
    keys = SigningKeys.load(suite.var / "keys/sandbox")
    content = keys.sign(Part.GATEWAY, claims, type="JOSE").encode()
    return calling(suite, f"{RENEWALS}/payments/notifications", content=content, content_type="application/jose")


def test_orders_made_at_once_are_one_order(suite: RunningSuite, evidence: Evidence) -> None:
    citizen = TestCitizen.of(suite, "clean")
    application = citizen.files()
    order = {"kind": "fee", "application_id": application["id"]}
    answers = at_once([ordering(suite, citizen, order) for _ in range(CROWD)])
    assert tally(answers) == {(201, ""): CROWD}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len(evidence.payments()) == len(evidence.orders()) == 1


def test_a_payment_told_many_times_is_taken_once(suite: RunningSuite, evidence: Evidence) -> None:
    citizen = TestCitizen.of(suite, "clean")
    application = citizen.files()
    payment = paid_at_the_gateway(suite, citizen, {"kind": "fee", "application_id": application["id"]})
    same, other = new_id(), new_id()
    answers = at_once([telling(suite, payment, event) for event in [same, same, same, other, new_id()]])
    assert {answer.status_code for answer in answers} == {200}
    suite.settle()
    assert [row["state"] for row in evidence.payments()] == ["paid"]
    assert evidence.application(application["id"])["state"] == "under_review"
    assert evidence.audited("renewals", "payment.received") == 1
    assert evidence.audited("renewals", "application.accepted") == 1
    assert evidence.broken_chains() == []


@pytest.mark.parametrize("paid", [True, False], ids=["paid", "unpaid"])
def test_a_deadline_that_passes_while_the_news_of_the_payment_comes_in(
    suite: RunningSuite, evidence: Evidence, *, paid: bool
) -> None:
    citizen = TestCitizen.of(suite, "clean")
    application = citizen.files()
    order = {"kind": "fee", "application_id": application["id"]}
    suite.outside.send("POST", "/sandbox/gateway/behaviour", json={"silent": True})
    payment = paid_at_the_gateway(suite, citizen, order) if paid else ordering(suite, citizen, order)().json()
    suite.clock.move(timedelta(days=3, seconds=1))
    news = [telling(suite, payment, new_id())] * 2 if paid else []
    at_once([*news, suite.settle, suite.settle])
    suite.clock.move(timedelta(minutes=3))
    suite.settle()
    state = evidence.application(application["id"])["state"]
    assert state == ("under_review" if paid else "stopped"), "whoever paid in time has paid in time"
    assert [row["state"] for row in evidence.payments()] == ["paid" if paid else "expired"]
    assert evidence.broken_chains() == []


def test_a_withdrawal_beside_the_news_of_the_payment_gives_the_money_back(
    suite: RunningSuite, evidence: Evidence
) -> None:
    citizen = TestCitizen.of(suite, "clean")
    for _ in range(3):
        application = citizen.files()
        payment = paid_at_the_gateway(suite, citizen, {"kind": "fee", "application_id": application["id"]})
        path = f"{RENEWALS}/applications/{application['id']}/withdraw"
        withdrawal = calling(suite, path, token=citizen.token, body={}, idempotency_key=new_id())
        answers = at_once([withdrawal, telling(suite, payment, new_id())])
        assert {answer.status_code for answer in answers} == {200}
        suite.settle()
        assert evidence.application(application["id"])["state"] == "withdrawn"
        assert evidence.orders()[payment["id"]]["refunded"]
        assert citizen.licence()["card"]["status"] == "live"
    assert {row["state"] for row in evidence.payments()} == {"refunded"}
    assert evidence.audited("renewals", "payment.refunded") == 3
    assert evidence.broken_chains() == []


def test_a_refusal_beside_the_news_of_the_payment_gives_the_money_back_once(
    suite: RunningSuite, evidence: Evidence
) -> None:
    citizen, officer = TestCitizen.of(suite, "clean"), TestOfficer.of(suite)
    application = citizen.files()
    payment = paid_at_the_gateway(suite, citizen, {"kind": "fee", "application_id": application["id"]})
    suite.settle()
    at_once([lambda: officer.refuses(application), *[telling(suite, payment, new_id()) for _ in range(3)]])
    suite.settle()
    assert evidence.application(application["id"])["state"] == "refused"
    assert [row["state"] for row in evidence.payments()] == ["refunded"]
    assert evidence.audited("renewals", "payment.refunded") == 1
    assert evidence.broken_chains() == []


def settling(suite: RunningSuite, case_id: str, amount_vnd: int) -> Callable[[], requests.Response]:
    """Word from renewals that a fine is paid, by a payment of its own."""
    paid_at = suite.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    return calling(
        suite,
        f"{VIOLATIONS}/cases/{case_id}/settlements",
        token=suite.outside.system_token("renewals"),
        body={"payment_id": new_id(), "amount_vnd": amount_vnd, "paid_at": paid_at},
        idempotency_key=new_id(),
        gplx_purpose="reissue",
        gplx_on_behalf_of=new_id(),
    )


def pushing(suite: RunningSuite, record: dict[str, Any]) -> Callable[[], requests.Response]:
    """A case version from its police."""
    token = suite.outside.system_token("police-hcm")
    return calling(suite, f"{VIOLATIONS}/cases", token=token, body=record, gplx_purpose="intake")


def test_settlements_beside_each_other_and_beside_new_versions(suite: RunningSuite, evidence: Evidence) -> None:
    citizen = TestCitizen.of(suite, "clean")
    for number in range(1, 4):
        record = case_against(citizen, suite.clock.now(), number=number)
        case_id = Police(suite).push(record).json()["id"]
        corrected = record | {"version": 2, "place": {"province": "79", "text": "Địa điểm đã sửa"}}
        payments = [settling(suite, case_id, record["fine"]["amount_vnd"]) for _ in range(3)]
        answers = at_once([pushing(suite, corrected), *payments, pushing(suite, corrected)])
        settled = Counter(answer.status_code for answer in answers[1:4])
        assert sorted(answer.json()["effect"] for answer in (answers[0], answers[4])) == ["unchanged", "updated"]
        assert settled == {201: 1, 409: 2}
    suite.settle()
    assert len(evidence.settlements()) == 3
    assert citizen.check(citizen.licence()["id"])["outcome"] == "reissue_now"
    assert evidence.broken_chains() == []


def test_versions_at_once_end_at_the_highest(suite: RunningSuite, evidence: Evidence) -> None:
    citizen = TestCitizen.of(suite, "clean")
    record = case_against(citizen, suite.clock.now())
    versions = [record | {"version": n} for n in range(1, 6)]
    versions[-1] = record | {"version": 5, "status": "cancelled"}
    answers = at_once([pushing(suite, one) for one in [*versions, *reversed(versions)]])
    effects = Counter(answer.json()["effect"] for answer in answers)
    assert effects["created"] == 1
    assert {answer.status_code for answer in answers} <= {200, 201}
    [kept] = [
        row for row in evidence.rows("violations", violations.CASES) if row["case_number"] == record["case_number"]
    ]
    assert (kept["version"], kept["status"]) == (5, "cancelled")
    history = [row for row in evidence.rows("violations", violations.CASE_VERSIONS) if row["case_id"] == kept["id"]]
    assert sorted(row["version"] for row in history) == [1, 2, 3, 4, 5]
    assert evidence.broken_chains() == []


def test_one_batch_sent_many_times_at_once_is_one_batch(suite: RunningSuite, evidence: Evidence) -> None:
    citizen = TestCitizen.of(suite, "clean")
    cases, batches = (
        len(evidence.rows("violations", violations.CASES)),
        evidence.audited("violations", "batch.finished"),
    )
    record = case_against(citizen, suite.clock.now())
    records = [record | {"case_number": f"{n:07d}/BB-VPHC"} for n in range(700)]
    records[13] = {"case_number": "no case"}
    batch = calling(
        suite,
        f"{VIOLATIONS}/batches",
        token=suite.outside.system_token("police-hcm"),
        body={"records": records},
        idempotency_key="one-key",
        gplx_purpose="intake",
    )
    answers = at_once([batch] * 4)
    assert {answer.status_code for answer in answers} <= {200, 409}
    told = [answer.json() for answer in answers if answer.ok]
    assert all(one == told[0] for one in told)
    counted = {name: told[0][name] for name in ("received", "created", "updated", "unchanged", "stale", "rejected")}
    assert counted == {"received": 700, "created": 699, "updated": 0, "unchanged": 0, "stale": 0, "rejected": 1}
    assert len(evidence.rows("violations", violations.CASES)) == cases + 699
    assert evidence.audited("violations", "batch.finished") == batches + 1
    assert evidence.broken_chains() == []
