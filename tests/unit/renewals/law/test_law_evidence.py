"""What each finding was decided on, as an auditor reads it years later: the whole evidence, no more and no less."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.renewals.domain.facts import ClaimFacts, Facts, ForceMajeure, HealthFacts
from services.renewals.domain.findings import Outcome
from tests.unit.renewals.law.people import (
    CITIZEN,
    TODAY,
    car,
    case,
    decide,
    facts,
    licence,
    moto,
    named,
    standing,
)

OLD_DAY = date(2024, 6, 3)
UNDER_REVIEW = {"basis_under_review_since": "2026-07-01"}
BLOCK = {
    "case_number": "0012345/BB-VPHC",
    "source": "G01.79",
    "part": "termed",
    "since": "2026-03-02",
    "settle_at": {"agency": "Công an TP. Hồ Chí Minh", "address": "số 1 đường Thử Nghiệm"},
    "standing": "standing-1",
}


def test_a_clean_licence() -> None:
    told = {finding.rule: finding.evidence for finding in decide(facts()).findings}
    assert told == {
        "in-records": {
            "number": "999012345678",
            "serial": "ZZ 000001",
            "parts": [
                {
                    "kind": "termed",
                    "classes": ["B"],
                    "first_issued_on": "2016-01-01",
                    "issued_on": "2016-01-01",
                    "exam_passed_on": "2015-12-10",
                }
            ],
        },
        "identity": {},
        "validity": {"on": "2026-11-21", "expires_on": "2030-01-01", "days_expired": 0, "registered": True},
        "new-lost-valid": {"on": "2026-11-21", "expires_on": "2030-01-01", "days_expired": 0, **UNDER_REVIEW},
        "new-health-cert": {"valid": True, "expires_on": None, **UNDER_REVIEW},
        "standing": {"standing": "standing-1", "as_of": "2026-11-21T02:14:00Z", "verdict": "clear"},
        "points": {"points": 12},
        "new-expiry-reissue": {
            "expires_on": "2030-01-01",
            "former": "2030-01-01",
            "issued_on": "2026-11-21",
            **UNDER_REVIEW,
        },
        "new-number-kept": {"number": "999012345678", "old_serial": "ZZ 000001"},
        "new-points-carry-over": {"termed": 12},
    }


@pytest.mark.parametrize(
    ("reason", "rule", "amount", "until", "payable"),
    [
        ("fine-unpaid", "new-block-unpaid-fine", 5_000_000, None, True),
        ("licence-held", "new-block-card-held", None, None, False),
        ("suspended", "new-block-suspended", None, "2027-03-01", False),
        ("suspension-not-started", "new-block-suspension-pending", None, None, False),
        ("case-unsettled", "new-block-unsettled", None, None, False),
    ],
)
def test_a_case_that_blocks(reason: str, rule: str, amount: int | None, until: str | None, payable: bool) -> None:
    decided = decide(facts(standing=standing(case(reason, "termed"))))
    assert named(decided, rule).evidence == {
        **BLOCK,
        "case_id": f"case-{reason}-termed",
        "reason": reason,
        "amount_vnd": amount,
        "until": until,
        "payable_online": payable,
    }


@pytest.mark.parametrize(
    ("given", "on", "rule", "evidence"),
    [
        (
            facts("lost", car(expires_on=date(2026, 5, 1))),
            TODAY,
            "new26-lost-exp-30d-1y",
            {"on": "2026-11-21", "expires_on": "2026-05-01", "days_expired": 204, "exam_parts": ["theory"]},
        ),
        (
            facts("lost", car(expires_on=date(2025, 5, 1))),
            TODAY,
            "new26-lost-exp-ge1y",
            {
                "on": "2026-11-21",
                "expires_on": "2025-05-01",
                "days_expired": 569,
                "exam_parts": ["theory", "practice_figure", "practice_road"],
            },
        ),
        (facts("lost", car("ZZ")), TODAY, "class-unknown", {"classes": ["ZZ"]}),
        (facts("lost", moto("A4", regime="2008")), TODAY, "class-without-successor", {"classes": ["A4"]}),
        (
            facts("lost", car("B2", "FC", regime="2008")),
            TODAY,
            "new-class-conversion",
            {
                "converted": [{"from": "2008:B2", "to": "2024:B"}, {"from": "2008:FC", "to": "2024:CE"}],
                "conditions": [],
                "choices": [{"from": "2008:B2", "options": ["B", "C1"]}],
            },
        ),
        (
            facts("voluntary"),
            TODAY,
            "new-expiry-exchange",
            {"expires_on": "2036-11-21", "former": "2030-01-01", "issued_on": "2026-11-21"},
        ),
        (
            facts(licence=licence(status="revoked")),
            TODAY,
            "new-revoked",
            {"number": "999012345678", "status": "revoked"},
        ),
        (facts(health=None), TODAY, "health-certificate-missing", {"answered": False}),
        (facts(health=HealthFacts(valid=False)), TODAY, "health-certificate-missing", {"answered": True}),
        (facts(standing=standing(points=0)), TODAY, "points-zero", {"points": 0}),
        (
            facts(standing=standing(verdict="check", warnings=("owner-notice",))),
            TODAY,
            "new-check-owner-notice",
            {"policy": "review", "warnings": ["owner-notice"], "standing": "standing-1"},
        ),
        (
            facts(on=OLD_DAY),
            OLD_DAY,
            "old-lost-valid",
            {"on": "2024-06-03", "expires_on": "2030-01-01", "days_expired": 0, "wait_months": 2},
        ),
        (facts(on=OLD_DAY), OLD_DAY, "old-lost-wait", {"wait_months": 2}),
    ],
)
def test_the_evidence_of_a_finding(given: Facts, on: date, rule: str, evidence: dict[str, object]) -> None:
    assert named(decide(given, on), rule).evidence == evidence


def test_a_difference_of_identity_names_field_and_both_texts() -> None:
    decided = decide(facts(claims=ClaimFacts("Trần Văn Khác", date(1990, 5, 16), CITIZEN)))
    found = named(decided, "identity-differs").evidence["differences"]
    assert isinstance(found, list)
    assert [(each["field"], each["register"], each["identity"]) for each in found] == [
        ("full_name", "Nguyễn Văn Thử Một", "Trần Văn Khác"),
        ("date_of_birth", "1990-05-15", "1990-05-16"),
    ]


def test_a_source_that_is_silent_is_named_with_the_instant() -> None:
    quiet = standing(verdict="unknown", silent_sources=("G01.01",))
    assert named(decide(facts(standing=quiet)), "source-silent").evidence == {
        "silent_sources": ["G01.01"],
        "standing": "standing-1",
        "as_of": "2026-11-21T02:14:00Z",
    }
    assert named(decide(facts(standing=None)), "source-silent").evidence == {
        "silent_sources": [],
        "standing": None,
        "as_of": None,
    }


def test_the_wrong_procedure_names_what_was_asked() -> None:
    given = facts("lost")
    decided = decide(replace(given, request=replace(given.request, procedure="3.000347")))
    assert decided.outcome is Outcome.REFUSED
    assert named(decided, "procedure-mismatch").evidence == {"procedure": "3.000347", "reason": "lost"}


def test_a_proven_force_majeure_is_on_record_with_its_proof() -> None:
    on = date(2026, 6, 1)
    late = facts("expiring", car(expires_on=date(2026, 5, 31)), on=on)
    claim = ForceMajeure("illness", "proof-1")
    decided = decide(replace(late, request=replace(late.request, force_majeure=claim)), on)
    told = [f.evidence["force_majeure"] for f in decided.findings if "force_majeure" in f.evidence]
    assert told == [{"kind": "illness", "proof_id": "proof-1"}]


def test_what_expires_during_the_wait_is_told_with_its_days() -> None:
    waiting = replace(facts("lost", car(expires_on=date(2026, 12, 1))), as_of=date(2026, 12, 2))
    evidence = named(decide(waiting), "expired-while-waiting").evidence
    assert (evidence["submitted_on"], evidence["expires_on"], evidence["as_of"]) == (
        "2026-11-21",
        "2026-12-01",
        "2026-12-02",
    )
    assert set(evidence) == {"submitted_on", "expires_on", "as_of", "policy"}
