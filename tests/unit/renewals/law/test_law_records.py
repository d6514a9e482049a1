"""Whose licence it is, whether the register knows it, and what time does to a dossier."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.renewals.domain.facts import ClaimedLicence, ClaimFacts, HealthFacts
from services.renewals.domain.findings import FindingOutcome, Outcome
from services.renewals.domain.register_search import FoundRecord, PaperRegister, RegisterSearch, SearchResult
from services.renewals.domain.tables import load_law
from shared.kernel.errors import Invalid
from tests.unit.renewals.law.people import (
    CITIZEN,
    CLAIMS,
    NAME,
    car,
    decide,
    facts,
    licence,
    moto,
    named,
    request,
    rules_of,
    standing,
)

RECORD = FoundRecord("999012345678", ("B2",), date(2015, 5, 5), "Sở Giao thông vận tải")
CLAIM = ClaimedLicence("999012345678", ("B2",), date(2015, 5, 5), "Sở Giao thông vận tải")


def absent(reason: str = "lost", on: date = date(2026, 11, 21), *, claim: bool = True, **changes):
    wanted = request(reason, on, claimed=CLAIM if claim else None)
    return facts(on=on, licence=None, request=wanted, **changes)


def in_vain() -> RegisterSearch:
    registers = (PaperRegister.ISSUE_LIST, PaperRegister.ISSUE_BOOK)
    return RegisterSearch(registers, date(2026, 11, 21), SearchResult.NOT_FOUND)


def test_a_known_licence_is_told_with_its_exam():
    found = named(decide(facts()), "in-records")
    assert "999012345678" in found.explanation.vi
    assert "10/12/2015" in found.explanation.vi
    assert found.evidence["serial"] == "ZZ 000001"


def test_an_unknown_licence_with_a_claim_is_searched_in_the_registers():
    decided = decide(absent())
    assert decided.outcome is Outcome.OFFICER_REVIEW
    assert decided.parts == {}
    found = named(decided, "not-in-system")
    assert found.outcome is FindingOutcome.REVIEW
    assert found.evidence["claimed"] == {
        "number": "999012345678",
        "classes": ["B2"],
        "issued_on": "2015-05-05",
        "issued_by": "Sở Giao thông vận tải",
    }
    assert "new-block-norecord-lost" in rules_of(decided)


def test_without_a_claim_the_registers_are_searched_by_person():
    decided = decide(absent(claim=False))
    assert decided.outcome is Outcome.OFFICER_REVIEW
    assert "tra nhanh hơn" in named(decided, "not-in-system").explanation.vi


def test_a_card_in_hand_of_which_nothing_is_told_is_not_found():
    decided = decide(absent("voluntary", claim=False))
    assert decided.outcome is Outcome.NOT_FOUND
    assert "Ông/bà nhập số, hạng, ngày cấp" in named(decided, "not-in-system").explanation.vi


def test_searched_in_vain_is_not_found():
    decided = decide(absent(register_search=in_vain()))
    assert decided.outcome is Outcome.NOT_FOUND
    assert "đã tra bảng kê" in named(decided, "not-in-system").explanation.vi
    evidence = named(decided, "not-in-system").evidence
    assert (evidence["register_searched"], evidence["search"]["result"]) == (False, "not_found")
    assert "awaiting-registration" not in rules_of(decided)


@pytest.mark.parametrize("reason", ["lost", "expiring"])
def test_found_on_paper_waits_for_the_register_and_says_so(reason: str):
    search = RegisterSearch((PaperRegister.ISSUE_LIST,), date(2026, 11, 21), SearchResult.FOUND, RECORD)
    decided = decide(absent(reason, register_search=search))
    assert decided.outcome is Outcome.OFFICER_REVIEW
    waiting = named(decided, "awaiting-registration")
    assert waiting.outcome is FindingOutcome.WAIT
    assert waiting.evidence["found"]["number"] == "999012345678"
    assert "tìm thấy giấy phép số 999012345678, cấp ngày 05/05/2015" in waiting.explanation.vi
    assert named(decided, "not-in-system").evidence["register_searched"] is True
    assert waiting.legal_basis == named(decided, "not-in-system").legal_basis


@pytest.mark.parametrize("reason", ["lost", "expiring"])
def test_a_search_in_vain_is_not_found_whatever_the_claim(reason: str):
    assert decide(absent(reason, register_search=in_vain())).outcome is Outcome.NOT_FOUND


def test_an_exchange_with_the_card_in_hand_is_looked_at():
    assert decide(absent("expiring")).outcome is Outcome.OFFICER_REVIEW
    assert "new-block-norecord-xch" not in rules_of(decide(absent("expiring")))


def test_before_march_2025_no_row_speaks_and_an_officer_looks():
    on = date(2025, 2, 28)
    decided = decide(absent(on=on), on)
    assert decided.outcome is Outcome.OFFICER_REVIEW
    assert "not-in-system" in rules_of(decided)


def test_the_old_law_refused_whom_it_did_not_find():
    on = date(2024, 12, 31)
    assert decide(absent(on=on), on).outcome is Outcome.NOT_FOUND


def test_unknown_licence_and_silent_source_is_about_the_licence():
    assert decide(absent(standing=None)).outcome is Outcome.OFFICER_REVIEW


@pytest.mark.parametrize("on", [date(2024, 6, 3), date(2026, 11, 21)])
def test_a_revoked_licence_is_revoked_under_either_law(on: date):
    given = facts(on=on, licence=licence(moto(), car(), status="revoked"))
    decided = decide(given, on)
    assert decided.outcome is Outcome.REVOKED
    assert set(decided.parts.values()) == {Outcome.REVOKED}
    told = [finding for finding in decided.findings if finding.rule in {"new-revoked", "licence-revoked"}]
    assert [finding.evidence["number"] for finding in told] == ["999012345678"]
    assert decided.new_parts == ()


def test_matching_identity_passes_whatever_the_case_and_spacing():
    shouted = replace(CLAIMS, full_name=f" {NAME.upper()}  ")
    assert named(decide(facts(claims=shouted)), "identity").outcome is FindingOutcome.PASS


def test_an_alias_is_the_same_citizen():
    old = licence(holder_citizen_id="999000001", aliases=(CITIZEN,))
    assert "identity" in rules_of(decide(facts(licence=old)))


def test_without_claims_nothing_is_compared():
    assert not {"identity", "identity-differs"} & rules_of(decide(facts(claims=None)))


@pytest.mark.parametrize(
    ("claims", "fields"),
    [
        (replace(CLAIMS, full_name="Nguyễn Văn Thứ Một"), ["full_name"]),
        (replace(CLAIMS, date_of_birth=date(1990, 5, 16)), ["date_of_birth"]),
        (replace(CLAIMS, citizen_id="999090000022"), ["citizen_id"]),
        (ClaimFacts("Trần Thị Thử Hai", date(1991, 1, 1), CITIZEN), ["full_name", "date_of_birth"]),
    ],
)
def test_a_difference_in_a_reissue_goes_to_an_officer_field_by_field(claims: ClaimFacts, fields: list[str]):
    decided = decide(facts(claims=claims))
    assert decided.outcome is Outcome.OFFICER_REVIEW
    found = named(decided, "identity-differs")
    assert [entry["field"] for entry in found.evidence["differences"]] == fields
    assert [(ref.norm, ref.ref) for ref in found.legal_basis] == [("TT 35/2024/TT-BGTVT", "Điều 36 khoản 1 điểm d")]
    assert "đổi thẻ theo dữ liệu căn cước" in found.explanation.vi


def test_a_single_difference_is_cured_by_an_exchange():
    claims = replace(CLAIMS, full_name="Nguyễn Văn Thứ Một")
    decided = decide(facts("expiring", claims=claims))
    assert decided.outcome is Outcome.EXCHANGE_NOW
    assert {"identity-differs", "new-xch-data-change"} <= rules_of(decided)
    other = decide(facts("data_change", claims=replace(CLAIMS, citizen_id="999090000022")))
    assert other.outcome is Outcome.OFFICER_REVIEW


@pytest.mark.parametrize(
    ("health", "rule", "outcome", "verdict"),
    [
        (HealthFacts(valid=True), "new-health-cert", FindingOutcome.PASS, Outcome.REISSUE_NOW),
        (HealthFacts(valid=False), "health-certificate-missing", FindingOutcome.WAIT, Outcome.REISSUE_NOW),
        (HealthFacts(valid=None), "health-certificate-missing", FindingOutcome.WAIT, Outcome.REISSUE_NOW),
        (None, "health-certificate-missing", FindingOutcome.WAIT, Outcome.REISSUE_NOW),
        (HealthFacts(valid=False, unfit=True), "health-unfit", FindingOutcome.REVIEW, Outcome.OFFICER_REVIEW),
    ],
)
def test_the_health_certificate(health, rule: str, outcome: FindingOutcome, verdict: Outcome):
    decided = decide(facts(health=health))
    assert named(decided, rule).outcome is outcome
    assert decided.outcome is verdict


@pytest.mark.parametrize("reason", ["damaged", "expiring", "data_change", "voluntary"])
def test_a_card_in_hand_is_exchanged_not_reissued(reason: str):
    wrong = facts(request=request(reason, procedure="3.000348"))
    assert decide(wrong).outcome is Outcome.REFUSED
    assert "3.000347" in named(decide(wrong), "procedure-mismatch").explanation.vi


@pytest.mark.parametrize("reason", ["lost", "stolen", "fire", "disaster"])
def test_a_card_that_is_gone_is_reissued_not_exchanged(reason: str):
    assert decide(facts(reason)).outcome is Outcome.REISSUE_NOW
    wrong = decide(facts(request=request(reason, procedure="3.000347")))
    assert wrong.outcome is Outcome.REFUSED
    assert "3.000348" in named(wrong, "procedure-mismatch").explanation.vi


def test_an_old_code_is_answered_and_marked():
    decided = decide(facts(request=request(procedure="1.002820")))
    assert decided.outcome is Outcome.REISSUE_NOW
    assert named(decided, "procedure-not-in-force").outcome is FindingOutcome.INFO
    assert "procedure-not-in-force" not in rules_of(decide(facts()))


@pytest.mark.parametrize(("code", "fault"), [("9.999999", "unknown-procedure"), ("3.000349", "procedure-not-offered")])
def test_a_procedure_without_rules_is_refused(code: str, fault: str):
    with pytest.raises(Invalid) as refusal:
        decide(facts(request=request(procedure=code)))
    assert [(entry.pointer, entry.code) for entry in refusal.value.faults] == [("/procedure", fault)]


FILED, ENDS, ISSUED = date(2026, 11, 21), date(2026, 11, 25), date(2026, 11, 26)


@pytest.mark.parametrize(
    ("policy", "as_of", "outcome", "finding"),
    [
        ("review", ISSUED, Outcome.OFFICER_REVIEW, FindingOutcome.REVIEW),
        ("freeze", ISSUED, Outcome.REISSUE_NOW, FindingOutcome.INFO),
        ("exam", ISSUED, Outcome.REISSUE_NOW, FindingOutcome.INFO),
        ("exam", date(2026, 12, 24), Outcome.REISSUE_NOW, FindingOutcome.INFO),
        ("exam", date(2026, 12, 25), Outcome.THEORY_EXAM, FindingOutcome.EXAM),
    ],
)
def test_a_part_that_expires_while_waiting(policy: str, as_of: date, outcome: Outcome, finding: FindingOutcome):
    given = facts("lost", car(expires_on=ENDS), as_of=as_of)
    decided = decide(given, FILED, expired_while_waiting=policy)
    assert named(decided, "expired-while-waiting").outcome is finding
    assert decided.outcome is outcome
    assert decided.exam_parts == (("theory",) if outcome is Outcome.THEORY_EXAM else ())
    meaning = {
        FindingOutcome.REVIEW: "Cán bộ sẽ quyết định",
        FindingOutcome.INFO: "Ông/bà vẫn được cấp theo ngày nộp hồ sơ",
        FindingOutcome.EXAM: "Ông/bà cần sát hạch lại",
    }
    assert meaning[finding] in named(decided, "expired-while-waiting").explanation.vi


@pytest.mark.parametrize("as_of", [None, FILED, ENDS])
def test_the_last_valid_day_is_not_yet_too_late(as_of: date | None):
    assert "expired-while-waiting" not in rules_of(decide(facts("lost", car(expires_on=ENDS), as_of=as_of), FILED))


def test_a_part_frozen_at_filing_gets_a_term_that_is_not_over():
    decided = decide(facts("lost", car(expires_on=ENDS), as_of=ISSUED), FILED, expired_while_waiting="freeze")
    assert decided.new_parts[0].expires_on == date(2036, 11, 26)


def test_what_an_officer_may_agree_to_is_ready_to_issue():
    decided = decide(facts(standing=standing(verdict="check")))
    assert decided.outcome is Outcome.OFFICER_REVIEW
    assert [part.kind for part in decided.new_parts] == ["termed"]


def test_a_term_the_register_left_out_is_worked_out():
    early_b1 = car("B1", regime="2008", expires_on=None)
    decided = decide(facts("lost", early_b1))
    validity = named(decided, "validity")
    assert validity.evidence["expires_on"] == "2050-05-15"
    assert validity.evidence["registered"] is False
    unknown = decide(facts("lost", car("Z9", expires_on=None)))
    assert unknown.outcome is Outcome.OFFICER_REVIEW
    assert {"validity-unknown", "class-unknown"} <= rules_of(unknown)


def test_the_basis_that_awaits_review_says_so():
    assert named(decide(facts()), "new-lost-valid").evidence["basis_under_review_since"] == "2026-07-01"
    on = date(2026, 6, 30)
    assert "basis_under_review_since" not in named(decide(facts(on=on), on), "new-lost-valid").evidence


def test_the_article_is_that_of_the_day():
    def norms(on: date) -> list[str]:
        return [ref.norm for ref in named(decide(facts(on=on), on), "new-lost-valid").legal_basis]

    assert norms(date(2025, 2, 28)) == ["Luật 36/2024/QH15", "TT 35/2024/TT-BGTVT"]
    assert norms(date(2025, 3, 1)) == ["Luật 36/2024/QH15", "TT 12/2025/TT-BCA"]


def test_the_first_day_of_the_rules():
    assert load_law().first_day == date(2017, 6, 1)
