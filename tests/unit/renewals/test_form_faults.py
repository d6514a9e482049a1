"""Faults of a filing, a question, a decision and a search in the registers: place, code and the day it turns."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from services.renewals.domain.decisions import DecisionOutcome, decision_faults
from services.renewals.domain.dossier import Channel
from services.renewals.domain.filing_form import filing_faults, procedure_faults, question_faults
from services.renewals.domain.register_search import SearchResult, search_faults
from services.renewals.domain.tables import load_law
from shared.kernel.errors import Fault

LAW = load_law()
TODAY = date(2026, 11, 22)
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
ONLINE_ONLY = Fault("/channel", "not-one-of", {"choices": "online"})


@pytest.mark.parametrize(
    ("known", "faults"),
    [
        ({}, []),
        ({"channel": Channel.ONLINE}, []),
        ({"channel": Channel.COUNTER}, [ONLINE_ONLY]),
        ({"reason": "lost", "occurred_on": TODAY}, []),
        ({"reason": "lost"}, []),
        ({"reason": "lost", "occurred_on": None}, [Fault("/occurred_on", "required")]),
        ({"reason": "expiring", "occurred_on": None}, []),
        ({"occurred_on": TOMORROW}, [Fault("/occurred_on", "in-the-future")]),
        ({"claimed": {"issued_on": TODAY}}, []),
        ({"claimed": {"issued_on": TOMORROW}}, [Fault("/claimed/issued_on", "in-the-future")]),
        ({"claimed": None, "applicant": None, "delivery": None}, []),
        ({"delivery": {"method": "post", "address": None}}, [Fault("/delivery/address", "required")]),
        ({"delivery": {"method": "post", "address": {"text": "số 1 đường Thử Nghiệm"}}}, []),
        ({"delivery": {"method": "post"}}, []),
        ({"delivery": {"method": "electronic", "address": None}}, []),
        ({"applicant": {"citizen_id": "999090000011", "date_of_birth": date(1990, 1, 1)}}, []),
        (
            {"applicant": {"citizen_id": "999090000011", "date_of_birth": date(1991, 1, 1)}},
            [Fault("/applicant/citizen_id", "contradicts-person", {"facts": "date_of_birth"})],
        ),
        ({"applicant": {"citizen_id": "999090000011", "date_of_birth": None}}, []),
        ({"applicant": {"date_of_birth": TODAY}}, []),
        ({"applicant": {"date_of_birth": TOMORROW}}, [Fault("/applicant/date_of_birth", "in-the-future")]),
    ],
)
def test_a_filing(known: dict[str, Any], faults: list[Fault]) -> None:
    assert list(filing_faults(known, by_citizen=True, today=TODAY)) == faults
    if ONLINE_ONLY in faults:
        assert list(filing_faults(known, by_citizen=False, today=TODAY)) == []


@pytest.mark.parametrize(
    ("known", "faults"),
    [
        ({}, []),
        ({"on": date(2017, 6, 1)}, []),
        ({"on": date(2017, 5, 31)}, [Fault("/on", "date-before-rules", {"first": "2017-06-01"})]),
        ({"on": TODAY + timedelta(days=366)}, []),
        ({"on": TODAY + timedelta(days=367)}, [Fault("/on", "too-far-ahead", {"days": 366})]),
        ({"procedure": "3.000348"}, []),
        ({"procedure": "9.9"}, [Fault("/procedure", "unknown-procedure", {"procedure": "9.9"})]),
    ],
)
def test_a_question(known: dict[str, Any], faults: list[Fault]) -> None:
    assert list(question_faults(LAW, known, today=TODAY)) == faults


@pytest.mark.parametrize(
    ("code", "reason", "faults"),
    [
        (None, "lost", []),
        ("3.000348", None, []),
        ("3.000348", "lost", []),
        ("3.000347", "expiring", []),
        ("3.000348", "expiring", [Fault("/reason", "reason-not-of-procedure")]),
        ("3.000347", "lost", [Fault("/reason", "reason-not-of-procedure")]),
    ],
)
def test_a_procedure_and_its_reasons(code: str | None, reason: str | None, faults: list[Fault]) -> None:
    assert list(procedure_faults(LAW, code, reason)) == faults


@pytest.mark.parametrize(
    ("known", "faults"),
    [
        ({"registers": ["issue_list", "issue_book", "issue_list"]}, [Fault("/registers/2", "repeated")]),
        ({"searched_on": TODAY}, []),
        ({"searched_on": TOMORROW}, [Fault("/searched_on", "in-the-future")]),
        ({"result": SearchResult.FOUND}, []),
        ({"result": SearchResult.FOUND, "found": None}, [Fault("/found", "required")]),
        ({"result": SearchResult.NOT_FOUND, "found": None}, []),
        ({"result": SearchResult.NOT_FOUND, "found": {}}, [Fault("/found", "nothing-was-found")]),
        ({"result": SearchResult.FOUND, "found": {"issued_on": TODAY, "expires_on": TODAY}}, []),
        (
            {"result": SearchResult.FOUND, "found": {"issued_on": TODAY, "expires_on": YESTERDAY}},
            [Fault("/found/expires_on", "end-before-start")],
        ),
        ({"found": {"issued_on": TOMORROW, "expires_on": None}}, [Fault("/found/issued_on", "in-the-future")]),
    ],
)
def test_a_search_in_the_paper_registers(known: dict[str, Any], faults: list[Fault]) -> None:
    assert list(search_faults(known, today=TODAY)) == faults


@pytest.mark.parametrize(
    ("known", "faults"),
    [
        ({"outcome": DecisionOutcome.REQUEST_SUPPLEMENT, "reason_code": "other", "note": "Lý do"}, []),
        ({"outcome": DecisionOutcome.REQUEST_SUPPLEMENT, "reason_code": "other"}, []),
        (
            {"outcome": DecisionOutcome.REQUEST_SUPPLEMENT, "reason_code": "other", "note": None},
            [Fault("/note", "required")],
        ),
        (
            {"outcome": DecisionOutcome.REQUEST_SUPPLEMENT, "reason_code": "other", "note": ""},
            [Fault("/note", "required")],
        ),
        ({"outcome": DecisionOutcome.REFUSE}, []),
    ],
)
def test_another_reason_needs_a_note(known: dict[str, Any], faults: list[Fault]) -> None:
    assert list(decision_faults(known)) == faults
