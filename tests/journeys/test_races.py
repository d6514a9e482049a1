"""Everybody at once, over HTTP: of those who want the same, exactly one wins, and the others are told why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests

from shared.kernel.ids import new_id
from shared.web.conditional import etag
from tests.support.crowd import at_once, calling, tally
from tests.support.evidence import Evidence
from tests.support.people import RENEWALS, TestCitizen, TestOfficer
from tests.support.suites import RunningSuite

pytestmark = [pytest.mark.journey, pytest.mark.race]

CROWD = 5
ROUNDS = 3
VIOLATIONS = "/api/violations/v1"


@pytest.fixture
def evidence(suite: RunningSuite) -> Evidence:
    """What the databases say; whatever a race was about, chains are whole and cards as they must be afterwards."""
    return Evidence(suite.environment)


def all_is_whole(evidence: Evidence) -> bool:
    """No audit chain is broken, no licence has more cards than it may."""
    assert evidence.broken_chains() == []
    assert evidence.cards_at_fault() == []
    return True


def filing(suite: RunningSuite, citizen: TestCitizen, key: str) -> Callable[[], requests.Response]:
    """The filing of a loss."""
    body = {
        "procedure": "3.000348",
        "licence_id": citizen.licence()["id"],
        "reason": "lost",
        "occurred_on": (suite.clock.today() - timedelta(days=1)).isoformat(),
        "declaration": {"truthful": True, "text": "Tôi làm mất giấy phép lái xe."},
        "delivery": {"method": "electronic"},
        "contact": {},
        "channel": "online",
    }
    return calling(suite, f"{RENEWALS}/applications", token=citizen.token, body=body, idempotency_key=key)


def test_one_filing_sent_many_times_is_one_dossier(suite: RunningSuite, evidence: Evidence) -> None:
    citizen = TestCitizen.of(suite, "clean")
    answers = at_once([filing(suite, citizen, "one-key")] * CROWD)
    assert set(tally(answers)) <= {(201, ""), (409, "request-in-progress")}
    [dossier] = evidence.applications()
    assert {answer.json()["id"] for answer in answers if answer.ok} == {dossier["id"]}
    assert all_is_whole(evidence)


def test_of_many_filings_for_one_licence_one_is_taken(suite: RunningSuite, evidence: Evidence) -> None:
    citizen = TestCitizen.of(suite, "clean")
    for number in range(1, ROUNDS + 1):
        answers = at_once([filing(suite, citizen, f"{number}-{n}") for n in range(CROWD)])
        assert tally(answers) == {(201, ""): 1, (409, "application-already-open"): CROWD - 1}
        assert len(evidence.applications()) == number
        [won] = [answer for answer in answers if answer.ok]
        assert citizen.licence()["card"]["status"] == "reported_lost"
        citizen.withdraws(won.json())
        assert citizen.licence()["card"]["status"] == "live"
    assert all_is_whole(evidence)


def deciding(
    suite: RunningSuite, officer: TestOfficer, application: dict[str, Any], outcome: str
) -> Callable[[], requests.Response]:
    """A decision on the dossier as it is now."""
    body = {"outcome": outcome} | ({"reason_code": "false-declaration"} if outcome == "refuse" else {})
    return calling(
        suite,
        f"{RENEWALS}/applications/{application['id']}/decision",
        token=officer.token,
        body=body,
        idempotency_key=new_id(),
        gplx_purpose="reissue",
        if_match=etag(application["version"]),
    )


def test_of_many_decisions_one_stands(suite: RunningSuite, evidence: Evidence) -> None:
    citizen = TestCitizen.of(suite, "zero-fee")
    officers = [TestOfficer.of(suite, key) for key in ("officer", "decider")]
    for _ in range(ROUNDS):
        application = citizen.files()
        outcomes = ["approve", "refuse"] * 3
        answers = at_once([deciding(suite, officers[n % 2], application, o) for n, o in enumerate(outcomes)])
        assert {code for (status, code) in tally(answers) if status != 200} <= {"precondition-failed", "state-conflict"}
        [winner] = [n for n, answer in enumerate(answers) if answer.ok]
        suite.settle()
        state = "delivered" if outcomes[winner] == "approve" else "refused"
        assert evidence.application(application["id"])["state"] == state
    assert evidence.audited("renewals", "decision.made") == ROUNDS
    assert all_is_whole(evidence)


def test_an_approval_goes_on_inline_and_in_the_background_to_one_card(suite: RunningSuite, evidence: Evidence) -> None:
    citizen, officer = TestCitizen.of(suite, "zero-fee"), TestOfficer.of(suite)
    for number in range(1, ROUNDS + 1):
        application = citizen.files()

        def background() -> None:
            for _ in range(4):
                suite.clock.move(timedelta(seconds=4))
                suite.settle()

        approval = deciding(suite, officer, application, "approve")
        [answer, *_] = at_once([approval, background, background])
        assert answer.status_code == 200
        suite.clock.move(timedelta(seconds=150))  # what somebody else had claimed is free again
        suite.settle()
        assert evidence.application(application["id"])["state"] == "delivered"
        assert len(evidence.issuances()) == number
        citizen.log_in_again()
        officer = TestOfficer.of(suite)
    assert all_is_whole(evidence)


def test_a_withdrawal_beside_an_approval(suite: RunningSuite, evidence: Evidence) -> None:
    citizen, officer = TestCitizen.of(suite, "zero-fee"), TestOfficer.of(suite)
    for _ in range(ROUNDS + 1):
        old = citizen.licence()["card"]["serial"]
        application = citizen.files()
        path = f"{RENEWALS}/applications/{application['id']}/withdraw"
        withdrawal = calling(suite, path, token=citizen.token, body={}, idempotency_key=new_id())
        approval = deciding(suite, officer, application, "approve")
        told = {answer.status_code for answer in at_once([withdrawal, approval])}
        assert told in ({200}, {200, 409}, {200, 412})  # twice 200: withdrawn when already approved, not yet issuing
        suite.settle()
        state, card = evidence.application(application["id"])["state"], citizen.licence()["card"]
        assert card["status"] == "live"
        assert (state, card["serial"] == old) in {("withdrawn", True), ("delivered", False)}
    assert all_is_whole(evidence)


def issuing(suite: RunningSuite, licence: dict[str, Any], application_id: str) -> Callable[[], requests.Response]:
    """An order to issue a card, as renewals would send it."""
    parts = [
        {name: part[name] for name in ("kind", "regime", "classes", "conditions", "expires_on")}
        for part in licence["parts"]
    ]
    as_of = suite.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    body = {
        "reason": "lost",
        "application_id": application_id,
        "expected_serial": licence["card"]["serial"],
        "parts": parts,
        "standing": {"id": new_id(), "verdict": "clear", "as_of": as_of},
    }
    return calling(
        suite,
        f"/api/licences/v1/licences/{licence['id']}/cards",
        token=suite.outside.system_token("renewals"),
        body=body,
        idempotency_key=new_id(),
        gplx_purpose="reissue",
        gplx_on_behalf_of=new_id(),
    )


def test_of_many_issuances_for_one_licence_one_makes_a_card(suite: RunningSuite, evidence: Evidence) -> None:
    licence = TestCitizen.of(suite, "two-parts").licence()
    answers = at_once([issuing(suite, licence, new_id()) for _ in range(CROWD)])
    assert tally(answers) == {(201, ""): 1, (409, "card-not-current"): CROWD - 1}
    assert [card["status"] for card in evidence.cards(licence["id"])] == ["superseded", "live"]
    assert len(evidence.issuances()) == 1
    assert all_is_whole(evidence)


def test_one_application_gets_one_card_under_whatever_key(suite: RunningSuite, evidence: Evidence) -> None:
    licence = TestCitizen.of(suite, "two-parts").licence()
    application_id = new_id()
    answers = at_once([issuing(suite, licence, application_id) for _ in range(CROWD)])
    assert {answer.status_code for answer in answers} <= {200, 201}
    [issued] = evidence.issuances()
    assert {answer.json()["serial"] for answer in answers} == {issued["serial"]}
    assert all_is_whole(evidence)
