"""What each finding was decided on, as an auditor reads it years later: the whole evidence, no more and no less."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.renewals.domain.facts import ClaimFacts, Facts, ForceMajeure, HealthFacts
from services.renewals.domain.findings import FindingOutcome, Outcome
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


def driver_of_buses(born: date) -> Facts:
    part = car("D", expires_on=date(2028, 1, 1))
    held = licence(part, holder_date_of_birth=born)
    return facts("lost", part, licence=held, claims=ClaimFacts("Nguyễn Văn Thử Một", born, CITIZEN))


@pytest.mark.parametrize(
    ("born", "expires_on", "rule"),
    [
        (date(1974, 11, 21), date(2028, 1, 1), "new-expiry-reissue"),  # five years to the age of 57, not less
        (date(1974, 11, 20), date(2031, 11, 20), "new26-expiry-class-d"),
        (date(1969, 11, 22), date(2026, 11, 22), "new26-expiry-class-d"),
    ],
)
def test_less_than_five_years_to_the_highest_age_the_term_ends_with_it(born: date, expires_on: date, rule: str) -> None:
    decided = decide(driver_of_buses(born))
    assert [part.expires_on for part in decided.new_parts] == [expires_on]
    assert named(decided, rule).evidence["expires_on"] == expires_on.isoformat()
    assert decided.outcome is Outcome.REISSUE_NOW


def test_on_the_day_of_the_highest_age_an_officer_looks() -> None:
    decided = decide(driver_of_buses(date(1969, 11, 21)))
    assert decided.outcome is Outcome.OFFICER_REVIEW
    reached = named(decided, "maximum-age-reached")
    assert reached.evidence == {"class": "2024:D", "reached_on": "2026-11-21"}
    assert "hạng D ngày 21/11/2026" in reached.explanation.vi
    assert "class D" in reached.explanation.en


def test_what_was_observed_is_on_record_in_order() -> None:
    seen = frozenset({"forged_papers", "false_loss_report", "card_altered"})
    decided = decide(facts(on=OLD_DAY, observed=seen), OLD_DAY)
    assert named(decided, "old-false-declaration").evidence == {
        "observed": ["card_altered", "false_loss_report", "forged_papers"]
    }


def test_a_revocation_no_row_speaks_of_still_refuses_before_all_else() -> None:
    decided = decide(facts(on=OLD_DAY, licence=licence(status="revoked")), OLD_DAY)
    assert decided.outcome is Outcome.REVOKED
    assert named(decided, "licence-revoked").evidence == {"number": "999012345678", "status": "revoked"}


@pytest.mark.parametrize("verdict", ["check", "blocked"])
def test_a_bare_verdict_goes_to_an_officer_with_the_standing(verdict: str) -> None:
    decided = decide(facts(on=OLD_DAY, standing=standing(verdict=verdict)), OLD_DAY)
    assert named(decided, "standing-check").evidence == {"standing": "standing-1", "verdict": verdict}


@pytest.mark.parametrize(
    ("policy", "outcome", "decided"),
    [
        ("ignore", FindingOutcome.INFO, Outcome.REISSUE_NOW),
        ("review", FindingOutcome.REVIEW, Outcome.OFFICER_REVIEW),
        ("block", FindingOutcome.BLOCK, Outcome.BLOCKED),
    ],
)
def test_a_notice_to_an_owner_weighs_what_the_setting_says(
    policy: str, outcome: FindingOutcome, decided: Outcome
) -> None:
    found = decide(facts(standing=standing(verdict="check")), owner_notice=policy)
    assert named(found, "new-check-owner-notice").outcome is outcome
    assert found.outcome is decided


def test_a_card_of_two_parts_tells_which_is_barred_and_which_is_free() -> None:
    decided = decide(facts("lost", moto(), car(), standing=standing(case("suspended", "termed"))))
    assert named(decided, "new-integrated-part").evidence == {"barred": ["termed"], "free": ["untermed"]}


def test_repeated_loss_is_told_with_the_days_of_the_last_two_years() -> None:
    lost = (date(2024, 11, 21), date(2024, 11, 22), date(2025, 6, 1))
    decided = decide(facts(licence=licence(loss_reports_on=lost)))
    flag = named(decided, "repeated-loss-flag")
    assert flag.evidence["losses_on"] == ["2024-11-22", "2025-06-01", "2026-11-21"]
    assert decided.outcome is Outcome.REISSUE_NOW
