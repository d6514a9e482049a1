"""Every call of renewals to others, as data: which operation, through which method, and what becomes of the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import requests

from services.renewals.adapters.gateway import GatewayKeys, HttpGateway
from services.renewals.adapters.licences import HttpLicences
from services.renewals.adapters.registers import HttpHealth, HttpPopulation
from services.renewals.adapters.violations import HttpViolations, ViolationsFeed
from services.renewals.application.ports import Errand
from services.renewals.domain.payments import Payment, PaymentKind, PaymentState
from shared import contracts
from shared.http.client import ServiceClient
from shared.kernel.clock import MovableClock
from tests.conftest import SUNDAY_MORNING
from tests.support.contract_stubs import BASE_URL

APPLICATION = "019ab0a0-5c00-7000-8000-000000000101"
ERRAND = Errand(case=APPLICATION, on_behalf_of="1f0e6c9a-58a4-5d2e-9a6b-5b1f0d4c7e11")
CITIZEN = "999190000001"
KEY = APPLICATION


def client_of(name: str, session: requests.Session, *, token: bool = True) -> ServiceClient:
    """A client of a provider that is stubbed."""
    return ServiceClient(name, BASE_URL, session, (lambda: "a.b.c") if token else None)


def a_payment(**changed: Any) -> Payment:
    """A paid fine of the example's case."""
    usual: dict[str, Any] = {
        "id": "019ab0a0-5c00-7000-8000-000000000301",
        "kind": PaymentKind.FINE,
        "application_id": None,
        "case_id": "0192f0c0-0000-7000-8000-000000000001",
        "citizen_id": CITIZEN,
        "subject": ERRAND.on_behalf_of,
        "amount_vnd": 19_000_000,
        "basis": "168/2024/NĐ-CP",
        "description": "Tiền phạt vi phạm hành chính 0012345/BB-VPHC",
        "state": PaymentState.PAID,
        "created_at": datetime(2026, 11, 22, 2, 0, tzinfo=UTC),
        "expires_at": datetime(2026, 11, 25, 2, 0, tzinfo=UTC),
        "paid_at": datetime(2026, 11, 22, 2, 5, tzinfo=UTC),
    }
    return Payment(**(usual | changed))


def gateway(session: requests.Session) -> HttpGateway:
    """The gateway's adapter."""
    client = client_of("gateway", session, token=False)
    keys = GatewayKeys(lambda: {"keys": []}, MovableClock(SUNDAY_MORNING))
    return HttpGateway(client, keys, notify_url=f"{BASE_URL}/api/renewals/v1/payments/notifications", issuer="x")


@dataclass(frozen=True)
class Consumed:
    """One call. ``means`` looks at the result; ``none_for`` are refusals that mean "there is none"."""

    adapter: type
    method: str
    service: str
    operation_id: str
    status: int
    call: Callable[[requests.Session], Any]
    means: Callable[[Any], bool]
    none_for: Mapping[int, str] = field(default_factory=dict)
    raw_refusals: bool = False

    def __str__(self) -> str:
        return f"{self.adapter.__name__}.{self.method}"


def _licences(session: requests.Session) -> HttpLicences:
    return HttpLicences(client_of("licences", session))


def _violations(session: requests.Session) -> HttpViolations:
    return HttpViolations(client_of("violations", session))


LICENCE = contracts.example("licences", "get_licence", 200)
ISSUED = contracts.example("licences", "issue_licence_card", 201)
CREDENTIAL = contracts.example("licences", "get_credential", 200)
ISSUANCE = contracts.example("licences", "get_licence_history", 200)["issuances"][0]
STANDING = contracts.example("violations", "read_one_standing", 200)
CASE = contracts.example("violations", "get_case", 200)
EVENTS = contracts.example("violations", "list_events", 200)

CALLS = (
    Consumed(
        HttpLicences,
        "search",
        "licences",
        "search_licences",
        200,
        lambda session: _licences(session).search(CITIZEN, errand=ERRAND),
        lambda found: (
            found[0].facts.number == LICENCE["number"]
            and [part.kind for part in found[0].facts.parts] == ["untermed", "termed"]
            and found[0].facts.card_serial == LICENCE["card"]["serial"]
            and found[0].facts.aliases == tuple(LICENCE["aliases"])
        ),
    ),
    Consumed(
        HttpLicences,
        "report_loss",
        "licences",
        "report_licence_loss",
        201,
        lambda session: _licences(session).report_loss(
            LICENCE["id"], contracts.request_example("licences", "report_licence_loss"), key=KEY, errand=ERRAND
        ),
        lambda found: found == contracts.example("licences", "report_licence_loss", 201)["id"],
    ),
    Consumed(
        HttpLicences,
        "credential",
        "licences",
        "get_credential",
        200,
        lambda session: _licences(session).credential(CREDENTIAL["id"], errand=ERRAND),
        lambda found: found == CREDENTIAL["token"],
    ),
    Consumed(
        HttpLicences,
        "withdraw_loss",
        "licences",
        "withdraw_loss_report",
        200,
        lambda session: _licences(session).withdraw_loss(LICENCE["id"], APPLICATION, key=KEY, errand=ERRAND),
        lambda found: found is None,
    ),
    Consumed(
        HttpLicences,
        "issue_card",
        "licences",
        "issue_licence_card",
        201,
        lambda session: _licences(session).issue_card(
            LICENCE["id"], contracts.request_example("licences", "issue_licence_card"), key=KEY, errand=ERRAND
        ),
        lambda found: (found.serial, found.credential_id) == (ISSUED["serial"], ISSUED["credential_id"]),
    ),
    Consumed(
        HttpLicences,
        "card_issued_for",
        "licences",
        "get_licence_history",
        200,
        lambda session: _licences(session).card_issued_for(LICENCE["id"], ISSUANCE["application_id"], errand=ERRAND),
        lambda found: (found.serial, found.credential_id) == (ISSUANCE["serial"], ISSUANCE["credential_id"]),
    ),
    Consumed(
        HttpViolations,
        "standing",
        "violations",
        "read_one_standing",
        200,
        lambda session: _violations(session).standing(
            CITIZEN, numbers=["011129990001"], aliases=["012345678"], on=date(2026, 11, 22), errand=ERRAND
        ),
        lambda found: (
            found.person == STANDING["person"]
            and found.facts.verdict == "blocked"
            and found.facts.blocking[0].amount_vnd == STANDING["blocking"][0]["amount_vnd"]
            and found.facts.blocking[0].agency_name.vi == STANDING["blocking"][0]["settle_at"]["agency_name"]["vi"]
            and found.facts.parts["termed"].points == STANDING["parts"]["termed"]["points"]
            and not found.facts.silent_sources
        ),
    ),
    Consumed(
        HttpViolations,
        "case_fine",
        "violations",
        "get_case",
        200,
        lambda session: _violations(session).case_fine(CASE["id"], errand=ERRAND),
        lambda found: (
            found.numbers == {CASE["subject"]["citizen_id"], CASE["subject"]["licence_number"]} and not found.settled
        ),
        none_for={404: "not-found"},
    ),
    Consumed(
        HttpViolations,
        "settle",
        "violations",
        "settle_case",
        201,
        lambda session: _violations(session).settle(a_payment(), errand=ERRAND),
        lambda found: found is None,
    ),
    Consumed(
        ViolationsFeed,
        "fetch",
        "violations",
        "list_events",
        200,
        lambda session: ViolationsFeed(client_of("violations", session)).fetch("0.0", 200, 0),
        lambda page: (
            [event.id for event in page.items] == [item["id"] for item in EVENTS["items"]]
            and [event.cursor for event in page.items] == [item["cursor"] for item in EVENTS["items"]]
            and page.next == EVENTS["next"]
        ),
        raw_refusals=True,
    ),
    Consumed(
        HttpGateway,
        "place",
        "sandbox",
        "create_order",
        201,
        lambda session: gateway(session).place(a_payment()),
        lambda found: found == contracts.example("sandbox", "create_order", 201)["payment_url"],
    ),
    Consumed(
        HttpGateway,
        "status",
        "sandbox",
        "get_order",
        200,
        lambda session: gateway(session).status(a_payment().id),
        lambda found: (found.status, found.amount_vnd) == ("paid", 115_000) and found.paid_at is not None,
        none_for={404: "not-found"},
    ),
    Consumed(
        HttpGateway,
        "refund",
        "sandbox",
        "create_refund",
        201,
        lambda session: gateway(session).refund(a_payment()),
        lambda found: found is None,
    ),
    Consumed(
        HttpPopulation,
        "person",
        "sandbox",
        "search_persons",
        200,
        lambda session: HttpPopulation(client_of("population", session, token=False)).person("999090000101"),
        lambda found: found.facts.assurance_level == 2 and found.facts.basic_papers and found.facts.has_photo,
    ),
    Consumed(
        HttpHealth,
        "certificate",
        "sandbox",
        "search_certificates",
        200,
        lambda session: HttpHealth(client_of("health", session, token=False)).certificate(
            "999090000101", on=date(2026, 11, 22)
        ),
        lambda found: found.valid and not found.unfit and found.expires_on == date(2027, 9, 23),
    ),
)
OFFLINE = {(HttpGateway, "read_notice"): "reads a signed notice, calls nobody; see tests/unit/renewals/test_wire.py"}
