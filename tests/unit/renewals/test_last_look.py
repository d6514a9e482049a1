"""The last look before the card: what the officer knew does not stop it, what is new does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.renewals.domain.findings import Finding, Outcome, Verdict
from services.renewals.domain.progress import at_issue
from services.renewals.domain.states import Event
from tests.unit.renewals.law.people import case, decide, facts, standing

CLEAN = decide(facts())
SILENT = decide(facts(standing=standing(verdict="unknown", silent_sources=("G01.01",))))
NOTICED = decide(facts(standing=standing(verdict="check")))
BLOCKED = decide(facts(standing=standing(case())))


@pytest.mark.parametrize(
    ("verdict", "weighed", "event"),
    [
        (CLEAN, (), None),
        (replace(CLEAN, outcome=Outcome.EXCHANGE_NOW), (), None),
        (replace(CLEAN, outcome=Outcome.PARTIALLY_ALLOWED), (), None),
        (replace(CLEAN, outcome=Outcome.THEORY_EXAM), (), Event.EXAM_NEEDED_AT_ISSUE),
        (replace(CLEAN, outcome=Outcome.THEORY_AND_PRACTICAL_EXAM), (), Event.EXAM_NEEDED_AT_ISSUE),
        (BLOCKED, (), Event.BLOCKED_AT_ISSUE),
        (BLOCKED, BLOCKED.findings, Event.BLOCKED_AT_ISSUE),
        (SILENT, (), Event.BLOCKED_AT_ISSUE),
        (SILENT, SILENT.findings, None),
        (NOTICED, (), Event.REVIEW_NEEDED_AT_ISSUE),
        (NOTICED, NOTICED.findings, None),
        (replace(CLEAN, outcome=Outcome.REVOKED), (), Event.REVIEW_NEEDED_AT_ISSUE),
        (replace(CLEAN, outcome=Outcome.NOT_FOUND), CLEAN.findings, Event.REVIEW_NEEDED_AT_ISSUE),
    ],
)
def test_what_the_last_look_says(verdict: Verdict, weighed: tuple[Finding, ...], event: Event | None) -> None:
    assert at_issue(verdict, weighed) is event


def test_another_case_of_the_same_rule_is_new() -> None:
    weighed = [
        replace(finding, evidence={**finding.evidence, "case_id": "another"})
        if finding.evidence.get("case_id")
        else finding
        for finding in BLOCKED.findings
    ]
    review = replace(BLOCKED, outcome=Outcome.OFFICER_REVIEW)
    assert at_issue(review, BLOCKED.findings) is None
    assert at_issue(review, tuple(weighed)) is Event.REVIEW_NEEDED_AT_ISSUE
