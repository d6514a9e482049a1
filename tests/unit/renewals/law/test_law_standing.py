"""Violations: what is unsettled bars, what is unknown waits, what a machine cannot judge goes to an officer."""

from __future__ import annotations

from datetime import date

import pytest

from services.renewals.domain.findings import FindingOutcome, Outcome
from shared.kernel.words import Words
from tests.unit.renewals.law.people import car, case, decide, facts, licence, named, rules_of, standing

OLD_DAY = date(2024, 6, 3)


def test_a_clear_standing_is_told():
    found = named(decide(facts()), "standing")
    assert found.outcome is FindingOutcome.PASS
    assert found.evidence["standing"] == "standing-1"


def test_the_case_is_named_with_the_way_out():
    decided = decide(facts(standing=standing(case())))
    found = named(decided, "new-block-unpaid-fine")
    assert found.explanation.vi == (
        "Chưa thể cấp lại. Vụ việc số 0012345/BB-VPHC (quyết định ngày 02/03/2026) do Công an TP. Hồ Chí Minh xử lý "
        "chưa nộp phạt 5.000.000 đồng. Ông/bà nộp phạt trực tuyến, hoặc đến Công an TP. Hồ Chí Minh, "
        "số 1 đường Thử Nghiệm. Sau khi nộp, hồ sơ tự động được xử lý tiếp."
    )
    assert "5,000,000 dong in case 0012345/BB-VPHC (decided on 2 March 2026)" in found.explanation.en
    assert found.evidence["case_id"] == "case-fine-unpaid-all"
    assert found.evidence["settle_at"] == {"agency": "Công an TP. Hồ Chí Minh", "address": "số 1 đường Thử Nghiệm"}
    assert [(ref.norm, ref.ref) for ref in found.legal_basis] == [("Luật 36/2024/QH15", "Điều 62 khoản 4")]


def test_a_case_that_cannot_be_paid_online_sends_to_the_agency():
    words = named(decide(facts(standing=standing(case("case-unsettled")))), "new-block-unsettled").explanation
    assert "trực tuyến" not in words.vi
    assert "Ông/bà đến Công an TP. Hồ Chí Minh, số 1 đường Thử Nghiệm để giải quyết." in words.vi


def test_a_suspension_says_until_when():
    words = named(decide(facts(standing=standing(case("suspended")))), "new-block-suspended").explanation
    assert "từ ngày 02/03/2026 đến hết ngày 01/03/2027" in words.vi
    assert "until 1 March 2027" in words.en
    open_end = named(decide(facts(standing=standing(case("suspended", until=None)))), "new-block-suspended")
    assert "cho đến khi có thông báo của cơ quan xử lý" in open_end.explanation.vi


def test_agencies_are_told_by_name_in_each_language():
    hanoi = Words("Công an TP. Hà Nội", "Hanoi City Police")
    held = standing(case("licence-held", settle_at_agency="G01.01", agency_name=hanoi))
    words = named(decide(facts(standing=held)), "new-block-card-held").explanation
    assert "đang bị Công an TP. Hà Nội tạm giữ từ ngày 02/03/2026" in words.vi
    assert "held by Hanoi City Police since 2 March 2026" in words.en
    assert "G01.01" not in words.vi
    silent = standing(verdict="unknown", silent_sources=("G01.01",), silent_names=(hanoi,))
    found = named(decide(facts(standing=silent)), "source-silent")
    assert found.explanation.en.startswith("Hanoi City Police has not answered")
    assert found.evidence["silent_sources"] == ["G01.01"]


def test_a_case_without_a_date_is_still_told():
    words = named(decide(facts(standing=standing(case(since=None)))), "new-block-unpaid-fine").explanation
    assert "Vụ việc số 0012345/BB-VPHC do Công an" in words.vi


def test_every_case_is_told():
    decided = decide(facts(standing=standing(case(), case(case_number="0099999/BB-VPHC"), case("licence-held"))))
    assert [finding.rule for finding in decided.findings if finding.outcome is FindingOutcome.BLOCK] == [
        "new-block-card-held",
        "new-block-unpaid-fine",
        "new-block-unpaid-fine",
    ]


def test_an_exchange_is_barred_in_its_own_words():
    words = named(decide(facts("expiring", standing=standing(case()))), "new-block-unpaid-fine").explanation
    assert words.vi.startswith("Chưa thể đổi.")
    assert words.en.startswith("The card cannot be exchanged yet.")


def test_violations_out_of_reach_wait():
    decided = decide(facts(standing=None))
    assert decided.outcome is Outcome.PENDING_SOURCE
    found = named(decided, "source-silent")
    assert found.outcome is FindingOutcome.WAIT
    assert "Hiện chưa tra cứu được dữ liệu vi phạm" in found.explanation.vi
    assert "được cấp lại ngay" not in named(decided, "new-lost-valid").explanation.vi


def test_a_silent_source_is_named():
    silent = standing(verdict="unknown", silent_sources=("Công an TP. Hà Nội",))
    decided = decide(facts(standing=silent))
    assert decided.outcome is Outcome.PENDING_SOURCE
    found = named(decided, "source-silent")
    assert found.explanation.vi.startswith("Công an TP. Hà Nội chưa trả lời")
    assert found.evidence["silent_sources"] == ["Công an TP. Hà Nội"]


def test_a_verdict_nobody_knows_is_not_taken_for_clear():
    assert decide(facts(standing=standing(verdict="fine-by-me"))).outcome is Outcome.PENDING_SOURCE


def test_a_known_bar_beats_silence_and_silence_beats_an_exam():
    both = standing(case(), verdict="unknown", silent_sources=("Công an TP. Hà Nội",))
    assert decide(facts(standing=both)).outcome is Outcome.BLOCKED
    assert decide(facts("lost", car(expires_on=date(2026, 1, 1)), standing=None)).outcome is Outcome.PENDING_SOURCE


@pytest.mark.parametrize(
    ("policy", "outcome", "finding"),
    [
        ("review", Outcome.OFFICER_REVIEW, FindingOutcome.REVIEW),
        ("ignore", Outcome.REISSUE_NOW, FindingOutcome.INFO),
        ("block", Outcome.BLOCKED, FindingOutcome.BLOCK),
    ],
)
def test_a_notice_to_the_owner_follows_the_policy(policy: str, outcome: Outcome, finding: FindingOutcome):
    given = facts(standing=standing(verdict="check", warnings=("owner-notice",)))
    decided = decide(given, owner_notice=policy)
    assert decided.outcome is outcome
    found = named(decided, "new-check-owner-notice")
    assert found.outcome is finding
    assert found.evidence["warnings"] == ["owner-notice"]


def test_a_check_beside_a_bar_stays_barred():
    assert decide(facts(standing=standing(case(), verdict="check"))).outcome is Outcome.BLOCKED


def test_a_check_without_a_row_goes_to_an_officer():
    decided = decide(facts(on=OLD_DAY, standing=standing(verdict="check")), OLD_DAY)
    assert decided.outcome is Outcome.OFFICER_REVIEW
    assert "standing-check" in rules_of(decided)


def test_a_bar_of_an_unknown_kind_goes_to_an_officer():
    decided = decide(facts(standing=standing(case("meteor"))))
    assert decided.outcome is Outcome.OFFICER_REVIEW
    assert named(decided, "standing-check").evidence["reason"] == "meteor"


def test_a_blocked_verdict_without_a_case_goes_to_an_officer():
    assert decide(facts(standing=standing(verdict="blocked"))).outcome is Outcome.OFFICER_REVIEW


def test_an_unpaid_fine_alone_was_no_bar_under_the_old_law():
    decided = decide(facts(on=OLD_DAY, standing=standing(case())), OLD_DAY)
    assert decided.outcome is Outcome.REISSUE_AFTER_WAIT
    assert named(decided, "not-a-bar").outcome is FindingOutcome.INFO
    held = decide(facts(on=OLD_DAY, standing=standing(case("case-unsettled"))), OLD_DAY)
    assert held.outcome is Outcome.BLOCKED


def test_twice_lost_in_two_years_is_flagged_and_not_refused():
    def flagged(*reports: date, card: str = "live") -> bool:
        given = facts(licence=licence(loss_reports_on=reports, card_status=card))
        decided = decide(given)
        assert decided.outcome is Outcome.REISSUE_NOW
        return "repeated-loss-flag" in rules_of(decided)

    assert not flagged()
    assert flagged(date(2024, 11, 22))
    assert not flagged(date(2024, 11, 21))
    assert not flagged(date(2026, 11, 20), card="reported_lost")
    assert flagged(date(2025, 5, 5), date(2026, 11, 20), card="reported_lost")
