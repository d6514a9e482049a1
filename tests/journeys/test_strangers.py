"""A citizen never learns whether somebody else exists: what is another's answers as what is not there.

Numbers can be guessed, so asking by one costs the same work, too. Ids of ours cannot: there the answer is what counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from shared.kernel.ids import new_id
from tests.support.forging import STRANGER
from tests.support.people import Police, TestCitizen, TestOfficer, case_against
from tests.support.queries import statements
from tests.support.routes import Caller, Route, routes
from tests.support.suites import RunningSuite

pytestmark = pytest.mark.journey

NOBODY = "999203000002"
NO_LICENCE = "999999999999"


@dataclass
class Other:
    """Everything of somebody else that has an id or a number."""

    citizen_id: str
    licence: dict[str, Any]
    application: dict[str, Any]
    payment: dict[str, Any]
    case: dict[str, Any]
    credential: str
    report: str


@pytest.fixture(scope="module")
def caller(one_suite: RunningSuite) -> Caller:
    """Sends raw requests."""
    return Caller(one_suite)


@pytest.fixture(scope="module")
def other(one_suite: RunningSuite) -> Other:
    """A citizen with a licence, a case, an application that was decided, a payment and an e-licence."""
    citizen, officer = TestCitizen.of(one_suite, "clean"), TestOfficer.of(one_suite)
    application = citizen.files()
    payment = citizen.pays_fee(application)
    officer.approves(application)
    one_suite.settle()
    record = case_against(citizen, one_suite.clock.now())
    case = record | Police(one_suite).push(record).json()
    licence = citizen.licence()
    history = citizen._get(f"/api/licences/v1/licences/{licence['id']}/history")
    return Other(
        citizen_id=citizen.entry["citizen_id"],
        licence=licence,
        application=application,
        payment=payment,
        case=case,
        credential=history["issuances"][0]["credential_id"],
        report=history["loss_reports"][0]["id"],
    )


def by_operation(caller: Caller, operation_id: str) -> Route:
    """The route of an operation."""
    return next(route for route in routes(caller.running) if route.operation_id == operation_id)


def answered(caller: Caller, route: Route, path: str, body: Any) -> tuple[int, str, list[str]]:
    """Status, body without what differs from answer to answer, and the statements it took."""
    caller.send(route, caller.headers(route, kind="citizen"), path=path, json=body)  # what is cached is cached
    with statements() as told:
        answer = caller.send(route, caller.headers(route, kind="citizen"), path=path, json=body)
    return answer.status_code, plain(answer), [shape(statement) for statement in told]


def plain(answer: TestResponse) -> str:
    """The body with ids, traces and instants taken out."""
    text = json.dumps(answer.get_json(force=True), sort_keys=True)
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|urn:trace:[0-9a-f]+", "<id>", text)
    return re.sub(r"\d{4}-\d\d-\d\dT[0-9:.]+Z", "<instant>", text)


def shape(statement: str) -> str:
    """A statement without its spelling of lists of values."""
    return re.sub(r"\s+", " ", re.sub(r"\(\s*\?(?:,\s*\?)*\s*\)", "(?)", statement))


ADDRESSES: dict[str, Callable[[Other], dict[str, str]]] = {
    "get_licence": lambda other: {"licence_id": other.licence["id"]},
    "get_licence_history": lambda other: {"licence_id": other.licence["id"]},
    "list_holder_exams": lambda other: {"holder_id": other.licence["holder"]["id"]},
    "get_holder_photo": lambda other: {"holder_id": other.licence["holder"]["id"]},
    "get_credential": lambda other: {"credential_id": other.credential},
    "withdraw_loss_report": lambda other: {"licence_id": other.licence["id"], "report_id": other.report},
    "get_case": lambda other: {"case_id": other.case["id"]},
    "get_application": lambda other: {"application_id": other.application["id"]},
    "get_tracking": lambda other: {"application_id": other.application["id"]},
    "get_timeline": lambda other: {"application_id": other.application["id"]},
    "get_paper": lambda other: {"application_id": other.application["id"], "kind": "acknowledgement"},
    "get_decision": lambda other: {"application_id": other.application["id"]},
    "withdraw_application": lambda other: {"application_id": other.application["id"]},
    "get_payment": lambda other: {"payment_id": other.payment["id"]},
}
LOSS = {"circumstance": "lost", "occurred_on": "2026-11-20", "place": "Hà Nội", "declaration": "Tôi làm mất."}


@pytest.mark.parametrize("operation_id", ADDRESSES)
def test_the_address_of_anothers_thing_is_the_address_of_nothing(
    caller: Caller, other: Other, operation_id: str
) -> None:
    route = by_operation(caller, operation_id)
    theirs = answered(caller, route, route.path(**ADDRESSES[operation_id](other)), None)
    nothing = answered(caller, route, route.path(), None)
    assert theirs[:2] == nothing[:2]
    assert theirs[0] == 404


def test_every_address_with_an_id_that_citizens_may_open_is_tried(caller: Caller) -> None:
    tried = {*ADDRESSES, "report_licence_loss", "supplement_application"}
    found = {
        str(route.operation_id)
        for route in routes(caller.running)
        if "citizen" in route.mark.kinds and route.mark.personal and "{" in route.template
    }
    assert found == tried


def test_a_loss_of_anothers_card_and_papers_for_anothers_dossier_go_nowhere(caller: Caller, other: Other) -> None:
    route = by_operation(caller, "report_licence_loss")
    theirs = answered(caller, route, route.path(licence_id=other.licence["id"]), LOSS)
    assert theirs[:2] == answered(caller, route, route.path(), LOSS)[:2]
    route = by_operation(caller, "supplement_application")
    answers = []
    for path in (route.path(application_id=other.application["id"]), route.path()):
        headers = caller.headers(route, kind="citizen") | {"Content-Type": "multipart/form-data; boundary=x"}
        answer = caller.send(route, headers, path=path, data=b"--x--\r\n")
        answers.append((answer.status_code, plain(answer)))
    assert answers[0] == answers[1]
    assert theirs[0] == answers[0][0] == 404


QUESTIONS: dict[str, Callable[[str, dict[str, Any] | None], dict[str, Any]]] = {
    "search_licences": lambda person, _: {"citizen_id": person},
    "search_holders": lambda person, _: {"citizen_id": person},
    "read_one_standing": lambda person, _: {"citizen_id": person},
    "search_cases": lambda person, _: {"citizen_id": person},
    "read_overview": lambda person, _: {"citizen_id": person},
    "create_check": lambda person, licence: {
        "citizen_id": person,
        "licence_id": licence["id"] if licence else new_id(),
        "procedure": "3.000348",
        "reason": "lost",
        "channel": "online",
    },
}


@pytest.mark.parametrize("operation_id", QUESTIONS)
def test_asking_by_anothers_number_says_the_same_of_everybody(caller: Caller, other: Other, operation_id: str) -> None:
    route = by_operation(caller, operation_id)
    ask = QUESTIONS[operation_id]
    theirs = answered(caller, route, route.path(), ask(other.citizen_id, other.licence))
    nobodys = answered(caller, route, route.path(), ask(NOBODY, None))
    assert theirs[:2] == nobodys[:2]
    assert theirs[0] in {200, 403}
    assert theirs[2] == nobodys[2], "the work is the same"
    if theirs[0] == 403:
        assert '"subject-mismatch"' in theirs[1]
        assert not [statement for statement in theirs[2] if "licences" in statement or "cases" in statement]


@pytest.mark.parametrize(
    ("operation_id", "theirs", "nobodys"),
    [
        ("search_licences", lambda o: {"number": o.licence["number"]}, {"number": NO_LICENCE}),
        ("search_licences", lambda o: {"serial": o.licence["card"]["serial"]}, {"serial": "ZZ999999"}),
        ("search_cases", lambda o: {"licence_number": o.licence["number"]}, {"licence_number": NO_LICENCE}),
        ("search_cases", lambda o: {"case_number": o.case["case_number"]}, {"case_number": "0/none"}),
        ("search_cases", lambda o: {"plate": o.case["vehicle"]["plate"]}, {"plate": "99X-999.99"}),
        (
            "read_one_standing",
            lambda o: {"citizen_id": STRANGER, "licence_numbers": [o.licence["number"]]},
            {"citizen_id": STRANGER, "licence_numbers": [NO_LICENCE]},
        ),
        (
            "read_one_standing",
            lambda o: {"citizen_id": STRANGER, "aliases": [o.citizen_id]},
            {"citizen_id": STRANGER, "aliases": [NOBODY]},
        ),
        (
            "create_check",
            lambda o: QUESTIONS["create_check"](STRANGER, o.licence),
            QUESTIONS["create_check"](STRANGER, None),
        ),
        (
            "create_payment",
            lambda o: {"kind": "fee", "application_id": o.application["id"]},
            {"kind": "fee", "application_id": new_id()},
        ),
        ("create_payment", lambda o: {"kind": "fine", "case_id": o.case["id"]}, {"kind": "fine", "case_id": new_id()}),
    ],
)
def test_asking_for_oneself_with_anothers_numbers_finds_nothing(
    caller: Caller, other: Other, operation_id: str, theirs: Callable[[Other], Any], nobodys: Any
) -> None:
    route = by_operation(caller, operation_id)
    first = answered(caller, route, route.path(), theirs(other))
    second = answered(caller, route, route.path(), nobodys)
    assert first[:2] == second[:2]
    assert first[0] in {200, 403, 404}
    if operation_id != "create_payment":
        assert first[2] == second[2], "the work is the same"


def test_filing_for_anothers_licence_is_filing_for_none(caller: Caller, other: Other) -> None:
    route = by_operation(caller, "file_application")
    yesterday = (caller.running.clock.today() - timedelta(days=1)).isoformat()
    body = {
        "procedure": "3.000348",
        "reason": "lost",
        "occurred_on": yesterday,
        "declaration": {"truthful": True, "text": "Tôi làm mất."},
        "delivery": {"method": "electronic"},
        "channel": "online",
    }
    theirs = answered(caller, route, route.path(), body | {"licence_id": other.licence["id"]})
    assert theirs == answered(caller, route, route.path(), body | {"licence_id": new_id()})
    assert theirs[0] == 404
    applicant = {"full_name": "Nguyễn Văn Thử Một", "date_of_birth": "1990-01-01"}
    named = [
        answered(caller, route, route.path(), body | {"licence_id": None, "applicant": applicant | {"citizen_id": one}})
        for one in (other.citizen_id, NOBODY)
    ]
    assert named[0] == named[1]
    assert named[0][0] == 403
