"""The clients of renewals, stubbed with nothing but the examples of their providers' contracts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import requests

from services.renewals.adapters.calling import readable
from services.renewals.adapters.gateway import GatewayKeys, HttpGateway
from services.renewals.adapters.licences import HttpLicences
from services.renewals.adapters.registers import HttpHealth, HttpPopulation
from services.renewals.adapters.violations import HttpViolations, ViolationsFeed
from services.renewals.application.ports import Errand, Rejection
from services.renewals.domain.payments import Payment, PaymentKind, PaymentState
from shared import contracts
from shared.http.breaker import Breaker
from shared.http.client import ServiceClient
from shared.http.session import new_session
from shared.kernel.clock import MovableClock
from shared.kernel.errors import Unavailable
from tests.support.contract_stubs import BASE_URL, ContractStubs, contract_stubs

pytestmark = pytest.mark.contract
ID = "019aa5c4-6f00-7000-8000-000000000101"
ERRAND = Errand(case=ID, on_behalf_of="7b1c9f0e-0000-5000-8000-000000000001")
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def a_payment(order: dict[str, Any], kind: PaymentKind = PaymentKind.FEE) -> Payment:
    fee = kind is PaymentKind.FEE
    return Payment(
        id=order["order_id"],
        kind=kind,
        application_id=ID if fee else None,
        case_id=None if fee else ID,
        citizen_id="999090000001",
        subject="7b1c9f0e-0000-5000-8000-000000000001",
        amount_vnd=order["amount_vnd"],
        basis="TT 154/2025/TT-BTC",
        description="Le phi",
        state=PaymentState.CREATED,
        created_at=NOW,
        expires_at=datetime(2026, 11, 25, 2, 0, tzinfo=UTC),
    )


@pytest.fixture
def stubs() -> Iterator[ContractStubs]:
    with contract_stubs() as found:
        yield found


def client(name: str) -> ServiceClient:
    return ServiceClient(name, BASE_URL, new_session(), lambda: "token", breaker=Breaker())


def sent(stubs: ContractStubs) -> requests.PreparedRequest:
    return stubs.sent()[-1][2]


def test_licences_are_found_with_everything_the_rules_need(stubs: ContractStubs) -> None:
    stubs.answer("licences", "search_licences")
    example = contracts.example("licences", "search_licences", 200)["items"][0]
    (found, *_) = HttpLicences(client("licences")).search("999190000001", errand=ERRAND)
    assert found.facts.number == example["number"]
    assert found.facts.card_serial == example["card"]["serial"]
    assert found.facts.aliases == tuple(example["aliases"])
    assert [part.classes for part in found.facts.parts] == [tuple(part["classes"]) for part in example["parts"]]
    headers = sent(stubs).headers
    assert headers["Gplx-Purpose"] == "reissue"
    assert headers["Gplx-Case"] == ID
    assert headers["Gplx-On-Behalf-Of"] == ERRAND.on_behalf_of
    assert headers["Authorization"] == "Bearer token"


def test_a_loss_is_reported_and_withdrawn_under_the_key_of_the_dossier(stubs: ContractStubs) -> None:
    stubs.answer("licences", "report_licence_loss", 201)
    stubs.answer("licences", "withdraw_loss_report")
    licences = HttpLicences(client("licences"))
    report = contracts.request_example("licences", "report_licence_loss")
    report_id = licences.report_loss(ID, report, key="k", errand=ERRAND)
    assert report_id == contracts.example("licences", "report_licence_loss", 201)["id"]
    assert sent(stubs).headers["Idempotency-Key"] == "k"
    licences.withdraw_loss(ID, report_id, key="w", errand=ERRAND)


def test_a_card_is_issued_and_found_again_in_the_history(stubs: ContractStubs) -> None:
    stubs.answer("licences", "issue_licence_card", 201)
    stubs.answer("licences", "get_licence_history")
    licences = HttpLicences(client("licences"))
    example = contracts.example("licences", "issue_licence_card", 201)
    order = contracts.request_example("licences", "issue_licence_card")
    card = licences.issue_card(ID, order, key="k", errand=ERRAND)
    assert (card.serial, card.credential_id) == (example["serial"], example["credential_id"])
    issuance = contracts.example("licences", "get_licence_history", 200)["issuances"][0]
    again = licences.card_issued_for(ID, issuance["application_id"], errand=ERRAND)
    assert again is not None
    assert again.serial == issuance["serial"]
    assert licences.card_issued_for(ID, ID, errand=ERRAND) is None


@pytest.mark.parametrize(("status", "code"), [(409, "card-not-current"), (422, "standing-too-old")])
def test_the_registers_refusals_keep_their_codes(stubs: ContractStubs, status: int, code: str) -> None:
    stubs.refuse("licences", "issue_licence_card", status, code)
    with pytest.raises(Rejection) as refused:
        HttpLicences(client("licences")).issue_card(ID, {}, key="k", errand=ERRAND)
    assert refused.value.code == code
    assert not refused.value.may_pass


def test_a_standing_is_read_whole(stubs: ContractStubs) -> None:
    stubs.answer("violations", "read_one_standing")
    example = contracts.example("violations", "read_one_standing", 200)
    told = HttpViolations(client("violations")).standing(
        "999090123456", numbers=["799012345678"], aliases=["012345678"], on=date(2026, 11, 22), errand=ERRAND
    )
    assert told.person == example["person"]
    assert told.facts.verdict == "blocked"
    block = told.facts.blocking[0]
    assert (block.case_id, block.amount_vnd, block.payable_online) == (
        example["blocking"][0]["case_id"],
        example["blocking"][0]["amount_vnd"],
        True,
    )
    assert block.agency.vi.startswith("Phòng")
    assert told.facts.parts["untermed"].points == 12
    assert told.facts.silent_sources == ()
    body = sent(stubs).body
    assert body is not None
    assert all(name in str(body) for name in ("licence_numbers", "aliases", '"on"'))


def test_a_fine_is_settled_and_a_case_is_looked_at(stubs: ContractStubs) -> None:
    stubs.answer("violations", "settle_case", 201)
    stubs.answer("violations", "get_case")
    violations = HttpViolations(client("violations"))
    order = contracts.example("sandbox", "create_order", 201)
    violations.settle(replace(a_payment(order, PaymentKind.FINE), paid_at=NOW), errand=ERRAND)
    asked = contracts.request_example("violations", "settle_case")
    assert all(name in str(sent(stubs).body) for name in asked)
    case = violations.case_fine(ID, errand=ERRAND)
    assert case is not None
    assert case.numbers


def test_a_case_that_is_not_there_is_none(stubs: ContractStubs) -> None:
    stubs.refuse("violations", "get_case", 404, "not-found")
    assert HttpViolations(client("violations")).case_fine(ID, errand=ERRAND) is None


def test_the_feed_of_violations_is_read_with_its_cursors(stubs: ContractStubs) -> None:
    stubs.answer("violations", "list_events")
    example = contracts.example("violations", "list_events", 200)
    page = ViolationsFeed(client("violations")).fetch("0.1", 100, 0)
    assert [event.type for event in page.items] == [item["type"] for item in example["items"]]
    assert [event.cursor for event in page.items] == [item["cursor"] for item in example["items"]]
    assert page.next == example["next"]


def test_a_neighbour_that_is_away_is_unavailable(stubs: ContractStubs) -> None:
    stubs.fail("violations", "read_one_standing")
    with pytest.raises(Unavailable):
        HttpViolations(client("violations")).standing("999090123456", numbers=(), aliases=(), on=None, errand=ERRAND)


def test_an_answer_that_cannot_be_read_is_never_clear() -> None:
    with pytest.raises(Rejection) as refused, readable("violations"):
        _ = {"verdict": "clear"}["id"]
    assert refused.value.may_pass


def test_orders_and_refunds_at_the_gateway(stubs: ContractStubs, clock: MovableClock) -> None:
    stubs.answer("sandbox", "create_order", 201)
    stubs.answer("sandbox", "get_order")
    stubs.answer("sandbox", "create_refund", 201)
    keys = GatewayKeys(dict, clock)
    gateway = HttpGateway(client("gateway"), keys, notify_url=f"{BASE_URL}/n", issuer="x")
    order = contracts.example("sandbox", "create_order", 201)
    assert gateway.place(a_payment(order)) == order["payment_url"]
    asked = contracts.request_example("sandbox", "create_order")
    assert all(name in str(sent(stubs).body) for name in asked)
    status = gateway.status(order["order_id"])
    assert status is not None
    assert (status.status, status.amount_vnd) == ("paid", 115000)
    gateway.refund(a_payment(order))
    assert sent(stubs).headers["Idempotency-Key"] == order["order_id"]


def test_an_order_the_gateway_does_not_know_is_none(stubs: ContractStubs, clock: MovableClock) -> None:
    stubs.refuse("sandbox", "get_order", 404, "not-found")
    gateway = HttpGateway(client("gateway"), GatewayKeys(dict, clock), notify_url="n", issuer="x")
    assert gateway.status(ID) is None


def test_person_and_certificate(stubs: ContractStubs) -> None:
    stubs.answer("sandbox", "search_persons")
    stubs.answer("sandbox", "search_certificates")
    stubs.answer("sandbox", "search_certificates")
    person = HttpPopulation(client("population")).person("999090000101")
    assert person is not None
    assert (person.facts.assurance_level, person.facts.basic_papers, person.facts.licence_integrated) == (
        2,
        True,
        False,
    )
    health = HttpHealth(client("health"))
    assert health.certificate("999090000101", on=date(2026, 11, 22)).valid
    assert health.certificate("999090000101", on=date(2028, 1, 1)).valid is False
