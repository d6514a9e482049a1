"""Well-formed requests that cannot be true: every fault told at once with its place, and not half a change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from shared import contracts
from shared.kernel.clock import MovableClock
from tests.conftest import SUNDAY_MORNING
from tests.support.people import TestCitizen
from tests.support.routes import Caller, Route, faults, refusal, routes
from tests.support.snapshots import facts_changed
from tests.support.suites import running_suite

pytestmark = pytest.mark.journey

TOMORROW, LONG_AGO = "2026-11-23", "1935-01-01"
WOMAN = {"citizen_id": "999190000101", "full_name": "Nguyễn Thị Thử Hai"}
"""By her number a woman born in 1990."""
UNBORN = "999599000101"
"""By the number a woman who will be born in 2199."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def caller(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """Sends raw requests to a suite of this module's own."""
    world = request.getfixturevalue(f"{request.param}_world")
    with running_suite(world, tmp_path_factory.mktemp("suite"), MovableClock(SUNDAY_MORNING)) as running:
        yield Caller(running)


def sent(caller: Caller, operation_id: str, body: Any, *, kind: str | None = None, **path: str) -> Any:
    """The answer to a body from somebody who may send it."""
    route: Route = next(one for one in routes(caller.running) if one.operation_id == operation_id)
    claims: dict[str, Any] = {"sources": ["G01.79"]} if route.service == "violations" else {}
    headers = caller.headers(route, kind=kind, **claims)
    return caller.send(route, headers, path=route.path(**path), json=body)


def told(caller: Caller, operation_id: str, body: Any, *, kind: str | None = None, **path: str) -> set[tuple[str, str]]:
    """The faults of a body, and that it left nothing behind."""
    before = caller.snapshots.take()
    problem = refusal(sent(caller, operation_id, body, kind=kind, **path))
    assert (problem["status"], problem["code"]) == (422, "validation-failed"), problem
    assert not facts_changed(before, caller.snapshots.take()), "half a change"
    return faults(problem)


def rejected(caller: Caller, operation_id: str, *records: Any) -> list[set[tuple[str, str]]]:
    """The faults of each record of a load or batch, all of which are rejected."""
    answer = sent(caller, operation_id, {"records": list(records)})
    assert answer.status_code == 200, answer.text
    found = answer.get_json()
    assert found["rejected"] == found["received"] == len(records), found
    return [{(fault["pointer"], fault["code"]) for fault in entry["errors"]} for entry in found["rejections"]]


def example(service: str, operation_id: str, **changes: Any) -> Any:
    """The example with members replaced; ``a__b`` is b within a, a number an entry of a list."""
    found = contracts.request_example(service, operation_id)
    for path, value in changes.items():
        *steps, last = path.split("__")
        place = found
        for step in steps:
            place = place[int(step)] if step.isdigit() else place[step]
        place[last] = value
    return json.loads(json.dumps(found))


IMPOSSIBLE_CASE = {
    "occurred_at": "2026-11-20T01:00:00Z",
    "subject__citizen_id": UNBORN,
    "acts": [{"code": "1/2:3"}, {"code": "168/2024:6.3.k"}, {"code": "168/2024:6.3.k"}],
    "decision": {"number": "1", "decided_on": "2026-11-19", "effective_on": "2026-11-18"},
    "fine__paid_on": TOMORROW,
    "suspension": {"months": 2, "part": "all", "starts_on": "2026-11-19", "ends_on": "2026-11-18"},
    "held_items": [
        {"kind": "licence", "form": "physical", "place": "Kho", "from": TOMORROW, "returned_on": "2026-11-21"}
    ],
}
ITS_FAULTS = {
    ("/subject/citizen_id", "citizen-id-impossible"),
    ("/acts/0/code", "unknown-act"),
    ("/acts/2/code", "act-listed-twice"),
    ("/decision/decided_on", "before-the-act"),
    ("/decision/effective_on", "before-the-decision"),
    ("/fine/paid_on", "in-the-future"),
    ("/suspension/starts_on", "before-the-act"),
    ("/suspension/ends_on", "end-before-start"),
    ("/held_items/0/from", "in-the-future"),
    ("/held_items/0/returned_on", "end-before-start"),
}


def test_a_case_that_cannot_be(caller: Caller) -> None:
    assert told(caller, "push_one_case", example("violations", "push_one_case", **IMPOSSIBLE_CASE)) == ITS_FAULTS


def test_a_case_that_cannot_be_and_is_badly_written_is_told_of_both_at_once(caller: Caller) -> None:
    body = example(
        "violations",
        "push_one_case",
        **IMPOSSIBLE_CASE,
        fine__amount_vnd=-1,
        version=0,
        vehicle__group="rocket",
        place__text="x" * 301,
        strange=True,
    )
    badly_written = {
        ("/fine/amount_vnd", "too-small"),
        ("/version", "too-small"),
        ("/vehicle/group", "not-one-of"),
        ("/place/text", "too-long"),
        ("/strange", "unknown-field"),
    }
    found = told(caller, "push_one_case", body)
    assert badly_written <= found
    assert found - badly_written >= ITS_FAULTS - {
        ("/acts/2/code", "act-listed-twice"),
        ("/fine/paid_on", "in-the-future"),
    }
    assert rejected(caller, "push_many_cases", body, example("violations", "push_one_case", **IMPOSSIBLE_CASE)) == [
        found,
        ITS_FAULTS,
    ]


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"occurred_at": "2027-01-01T00:00:00Z"}, {("/occurred_at", "in-the-future")}),
        ({"fine__amount_vnd": 9_000_000_000}, {("/fine/amount_vnd", "fine-out-of-bounds")}),
        ({"fine__amount_vnd": 10_000_000_001}, {("/fine/amount_vnd", "too-great")}),
        ({"decision": None}, {("/decision", "decision-missing")}),
        ({"subject__citizen_id": None, "subject__licence_number": None}, {("/subject", "driver-without-number")}),
        ({"subject__citizen_id": "12345"}, {("/subject/citizen_id", "not-a-citizen-id")}),
        ({"points__deducted": 13}, {("/points/deducted", "too-great")}),
    ],
)
def test_a_case_with_one_thing_wrong(caller: Caller, changes: Any, wanted: set[tuple[str, str]]) -> None:
    assert wanted <= told(caller, "push_one_case", example("violations", "push_one_case", **changes))


def test_settlements_restorations_and_standings_that_cannot_be(caller: Caller) -> None:
    bad = {"payment_id": "hai từ", "amount_vnd": -1, "paid_at": TOMORROW}
    assert told(caller, "settle_case", bad) == {
        ("/payment_id", "wrong-form"),
        ("/amount_vnd", "too-small"),
        ("/paid_at", "not-an-instant"),
    }
    early = {"payment_id": "p", "amount_vnd": 1, "paid_at": f"{TOMORROW}T00:00:00Z"}
    assert told(caller, "settle_case", early) == {("/paid_at", "in-the-future")}
    test = {"citizen_id": UNBORN, "part": "termed", "passed_on": TOMORROW, "decision": "1"}
    assert ("/passed_on", "in-the-future") in told(caller, "push_point_restoration", test)
    assert told(caller, "read_one_standing", {"citizen_id": "999999000101", "on": "2199-01-01"}) == {
        ("/citizen_id", "not-a-citizen-id")
    }
    ahead = {"citizen_id": WOMAN["citizen_id"], "on": "2028-01-01"}
    assert told(caller, "read_one_standing", ahead) == {("/on", "too-far-ahead")}


def test_an_application_that_cannot_be(caller: Caller) -> None:
    wrong = {
        "reason": "voluntary",
        "occurred_on": TOMORROW,
        "delivery": {"method": "post"},
        "claimed": {"classes": ["B"], "issued_on": TOMORROW},
    }
    wanted = {
        ("/reason", "reason-not-of-procedure"),
        ("/occurred_on", "in-the-future"),
        ("/delivery/address", "required"),
        ("/claimed/issued_on", "in-the-future"),
    }
    body = example("renewals", "file_application", **wrong, channel="counter")
    assert told(caller, "file_application", body, kind="citizen") == wanted | {("/channel", "not-one-of")}
    officer = body | {"applicant": WOMAN | {"date_of_birth": TOMORROW}}
    assert told(caller, "file_application", officer, kind="officer") == wanted | {
        ("/applicant/citizen_id", "contradicts-person"),
        ("/applicant/date_of_birth", "in-the-future"),
    }
    badly_written = officer | {"contact": {"phone": "không", "email": "x"}, "channel": "drum", "strange": 1}
    assert told(caller, "file_application", badly_written, kind="officer") >= {
        ("/contact/phone", "wrong-form"),
        ("/contact/email", "wrong-form"),
        ("/channel", "not-one-of"),
        ("/strange", "unknown-field"),
        ("/occurred_on", "in-the-future"),
        ("/delivery/address", "required"),
        ("/applicant/citizen_id", "contradicts-person"),
    }


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"procedure": "9.999999"}, ("/procedure", "unknown-procedure")),
        ({"procedure": "3.000349"}, ("/procedure", "procedure-not-offered")),
        ({"occurred_on": None}, ("/occurred_on", "required")),
        ({"class_choice": {"b two": "?"}}, ("/class_choice/b two", "wrong-form")),
        ({"declaration": {"text": "x", "truthful": False}}, ("/declaration/truthful", "invalid-value")),
        ({"force_majeure": {"kind": "mood", "proof_id": ""}}, ("/force_majeure/kind", "not-one-of")),
    ],
)
def test_an_application_with_one_thing_wrong(caller: Caller, changes: Any, wanted: tuple[str, str]) -> None:
    body = example("renewals", "file_application", **changes)
    assert wanted in told(caller, "file_application", body, kind="citizen")


def test_checks_payments_and_decisions_that_cannot_be(caller: Caller) -> None:
    check = example("renewals", "create_check", on="2030-01-01", licence_id=None)
    assert told(caller, "create_check", check, kind="officer") == {("/on", "too-far-ahead")}
    bad = check | {"citizen_id": "1", "procedure": "x", "reason": "mood", "channel": "drum", "on": "2026-02-30"}
    places = {pointer for pointer, _ in told(caller, "create_check", bad, kind="officer")}
    assert places == {"/citizen_id", "/procedure", "/reason", "/channel", "/on"}
    payment = {"kind": "fine", "application_id": "x", "case_id": 7, "amount_vnd": -5}
    places = {pointer for pointer, _ in told(caller, "create_payment", payment, kind="citizen")}
    assert places == {"/application_id", "/case_id", "/amount_vnd"}
    citizen = TestCitizen.of(caller.running, "zero-fee")
    known = {"application_id": citizen.files()["id"]}
    for decision, wanted in (
        ({"outcome": "refuse"}, {("/reason_code", "required")}),
        ({"outcome": "refuse", "reason_code": "mood"}, {("/reason_code", "unknown-reason")}),
        ({"outcome": "request_supplement", "reason_code": "false-declaration"}, {("/reason_code", "unknown-reason")}),
        ({"outcome": "maybe", "reason_code": "X!"}, {("/outcome", "not-one-of"), ("/reason_code", "wrong-form")}),
    ):
        assert told(caller, "decide_application", decision, kind="officer", **known) == wanted


def test_losses_and_cards_that_cannot_be(caller: Caller) -> None:
    licence = TestCitizen.of(caller.running, "spare-1").licence()
    where = {"licence_id": licence["id"]}
    loss = example("licences", "report_licence_loss", occurred_on=TOMORROW)
    assert told(caller, "report_licence_loss", loss, **where) == {("/occurred_on", "in-the-future")}
    early = loss | {"occurred_on": LONG_AGO}
    assert told(caller, "report_licence_loss", early, **where) == {("/occurred_on", "date-too-early")}
    order = example(
        "licences",
        "issue_licence_card",
        expected_serial=licence["card"]["serial"],
        parts__0__classes=["ZZ"],
        parts__0__expires_on="2020-01-01",
        standing__as_of=f"{TOMORROW}T00:00:00Z",
    )
    assert told(caller, "issue_licence_card", order, **where) >= {
        ("/parts/0/classes/0", "unknown-class"),
        ("/parts/0/expires_on", "untermed-never-expires"),
        ("/standing/as_of", "in-the-future"),
    }


def test_people_exams_and_licences_that_cannot_be(caller: Caller) -> None:
    holder = example("licences", "import_holders")["records"][0]
    contradicted = holder | {"citizen_id": WOMAN["citizen_id"], "date_of_birth": "1985-01-01", "sex": "male"}
    other_century = holder | {"citizen_id": "999390000101", "date_of_birth": "1990-01-01", "sex": "female"}
    badly_written = contradicted | {"full_name": "", "nationality": "Việt", "date_of_birth": TOMORROW, "strange": 1}
    first, second, third = rejected(caller, "import_holders", contradicted, other_century, badly_written)
    assert {code for _, code in first} == {"birth-year-contradicts-id", "sex-contradicts-id"}
    assert {code for _, code in second} == {"birth-year-contradicts-id"}
    assert third >= {
        ("/full_name", "empty"),
        ("/nationality", "wrong-form"),
        ("/strange", "unknown-field"),
        ("/date_of_birth", "in-the-future"),
    }
    exam = example("licences", "import_exams")["records"][0]
    exam |= {"held_on": TOMORROW, "class": "ZZ", "result": "failed"}
    exam["parts"][0] |= {"score": 26}
    [found] = rejected(caller, "import_exams", exam)
    codes = {code for _, code in found}
    assert codes >= {"in-the-future", "unknown-class", "decision-without-pass", "score-too-high"}
    record = example("licences", "import_licences")["records"][0]
    record["card"] |= {"issued_on": TOMORROW, "status": "superseded"}
    record["parts"][0] |= {"first_issued_on": TOMORROW, "classes": ["ZZ"], "expires_on": LONG_AGO}
    [found] = rejected(caller, "import_licences", record)
    assert found >= {
        ("/card/issued_on", "in-the-future"),
        ("/card/status", "no-current-card"),
        ("/parts/0/first_issued_on", "in-the-future"),
        ("/parts/0/classes/0", "unknown-class"),
        ("/parts/0/expires_on", "untermed-never-expires"),
    }
