"""What stands in the way: false papers, revocation, unsettled cases, suspensions, silence of a source."""

from __future__ import annotations

from collections.abc import Iterator

from services.renewals.domain import formats
from services.renewals.domain.appraisal import harmless
from services.renewals.domain.conclusions import (
    PENDING_PRIORITY,
    REVIEW_PRIORITY,
    Conclusion,
    finding_named,
    finding_of_rule,
)
from services.renewals.domain.explanations import VERBS, blocked_words, case_words
from services.renewals.domain.facts import BlockingFact
from services.renewals.domain.findings import FindingOutcome, Json, Outcome
from services.renewals.domain.law_settings import LawSettings
from services.renewals.domain.rules import OUTCOME_OF_WORD, Rule
from services.renewals.domain.situation import STATES_OF_REASON, Bar, Look, Situation
from services.renewals.domain.tables import Law
from shared.kernel.words import Words

OWNER_NOTICE = "notice_to_vehicle_owner_without_decision"
KNOWN_VERDICTS = frozenset({"clear", "blocked", "check", "unknown"})


def conclude_on_bars(situation: Situation, law: Law, settings: LawSettings) -> list[Conclusion]:
    """Everything that bars or holds up, by ascending priority."""
    found: list[Conclusion] = []
    for rule in situation.rules:
        if rule.kind in {"sanction", "blocker", "exception"}:
            found += _by_rule(rule, situation)
        elif rule.condition.get("case_state") == OWNER_NOTICE and rule.fits(Look(situation)):
            found.append(_owner_notice(rule, situation, settings))
    found += _unlisted_revocation(situation, law, found)
    found += _silence(situation, law)
    found += _leftovers(situation, law)
    return sorted(found, key=lambda conclusion: conclusion.priority)


def _by_rule(rule: Rule, situation: Situation) -> Iterator[Conclusion]:
    if "in_records" in rule.condition:
        return
    if {"case_state", "suspension"} & set(rule.condition):
        for bar in situation.bars:
            if rule.fits(Look(situation, bar=bar)):
                yield _case(rule, situation, bar)
    elif rule.fits(Look(situation)):
        yield _plain(rule, situation)


def _case(rule: Rule, situation: Situation, bar: Bar) -> Conclusion:
    only = len(bar.parts) == 1 and (bar.bound or not situation.integrated)
    part = next(iter(bar.parts)) if only else None
    named = part if bar.bound and situation.integrated else None
    words = blocked_words(situation.kind, bar.fact, named)
    finding = finding_of_rule(
        rule, situation, FindingOutcome.BLOCK, words, part=part, evidence=case_evidence(bar.fact, situation)
    )
    return Conclusion(finding, OUTCOME_OF_WORD[rule.outcome], rule.priority, part)


def case_evidence(fact: BlockingFact, situation: Situation) -> dict[str, Json]:
    """The case as the standing told it, with the standing it comes from."""
    standing = situation.facts.standing
    return {
        "case_id": fact.case_id,
        "case_number": fact.case_number,
        "source": fact.source,
        "reason": fact.reason,
        "part": fact.part,
        "since": fact.since.isoformat() if fact.since else None,
        "until": fact.until.isoformat() if fact.until else None,
        "amount_vnd": fact.amount_vnd,
        "settle_at": {"agency": fact.agency.vi, "address": fact.settle_at_address},
        "payable_online": fact.payable_online,
        "standing": standing.id if standing else None,
    }


def _plain(rule: Rule, situation: Situation) -> Conclusion:
    if rule.outcome == "partially_allowed":
        return _split(rule, situation)
    evidence: dict[str, Json] = {}
    if "any_of" in rule.condition:
        evidence["observed"] = [*sorted(situation.flags)]
    licence = situation.facts.licence
    if "licence_status" in rule.condition and licence is not None:
        evidence = {"number": licence.number, "status": licence.status}
    refusal = formats.fill(
        Words("Không thể {verb}. {why}.", "The card cannot be {verb}. {why}."),
        verb=VERBS[situation.kind],
        why=rule.title,
    )
    finding = finding_of_rule(rule, situation, FindingOutcome.BLOCK, refusal, evidence=evidence)
    return Conclusion(finding, OUTCOME_OF_WORD[rule.outcome], rule.priority)


def _split(rule: Rule, situation: Situation) -> Conclusion:
    barred = sorted(situation.bound_parts)
    free = [part.kind for part in situation.parts if part.kind not in situation.bound_parts]
    words = formats.fill(
        Words(
            "Giấy phép tích hợp: {barred} bị chặn, {free} vẫn được làm thủ tục.",
            "The card has two parts: {barred} is barred, {free} may be processed.",
        ),
        barred=formats.listed([formats.PART_WORDS[part] for part in barred]),
        free=formats.listed([formats.PART_WORDS[part] for part in free]),
    )
    evidence: dict[str, Json] = {"barred": list(barred), "free": list(free)}
    return Conclusion(finding_of_rule(rule, situation, FindingOutcome.INFO, words, evidence=evidence))


def _owner_notice(rule: Rule, situation: Situation, settings: LawSettings) -> Conclusion:
    standing = situation.facts.standing
    evidence: dict[str, Json] = {
        "policy": settings.owner_notice,
        "warnings": list(standing.warnings) if standing else [],
        "standing": standing.id if standing else None,
    }
    words = Words(
        "Có thông báo vi phạm gửi chủ xe, chưa có quyết định xử phạt. Cán bộ sẽ kiểm tra; ông/bà chưa bị từ chối.",
        "There is a notice to the owner of a vehicle, without a decision so far. An officer will look at it; "
        "this is no refusal.",
    )
    policy = {
        "ignore": (FindingOutcome.INFO, None),
        "block": (FindingOutcome.BLOCK, Outcome.BLOCKED),
    }
    outcome, decides = policy.get(settings.owner_notice, (FindingOutcome.REVIEW, Outcome.OFFICER_REVIEW))
    return Conclusion(finding_of_rule(rule, situation, outcome, words, evidence=evidence), decides, rule.priority)


def _unlisted_revocation(situation: Situation, law: Law, found: list[Conclusion]) -> Iterator[Conclusion]:
    licence = situation.facts.licence
    if licence is None or licence.status != "revoked" or any(c.decides is Outcome.REVOKED for c in found):
        return
    words = formats.fill(
        Words(
            "Giấy phép số {number} đã bị thu hồi nên không {verb} được.",
            "Licence {number} is revoked and cannot be {verb}.",
        ),
        number=licence.number,
        verb=VERBS[situation.kind],
    )
    evidence: dict[str, Json] = {"number": licence.number, "status": licence.status}
    finding = finding_named(law, "licence-revoked", situation, FindingOutcome.BLOCK, words, evidence=evidence)
    yield Conclusion(finding, Outcome.REVOKED, 8)


def _silence(situation: Situation, law: Law) -> Iterator[Conclusion]:
    """No answer is not a clean record: it waits, and says for whom."""
    standing = situation.facts.standing
    if standing is not None and standing.verdict in KNOWN_VERDICTS - {"unknown"}:
        return
    codes = standing.silent_sources if standing else ()
    silent = standing.silent_names if standing and standing.silent_names else [Words(code, code) for code in codes]
    if silent:
        words = formats.fill(
            Words(
                "{agencies} chưa trả lời về vi phạm. Hồ sơ chờ và tự động được xử lý tiếp khi có trả lời. "
                "Thời gian chờ không tính vào thời hạn của ông/bà.",
                "{agencies} has not answered about violations. The dossier waits and goes on by itself when the answer "
                "comes. The wait does not count against you.",
            ),
            agencies=formats.listed(silent),
        )
    else:
        words = Words(
            "Hiện chưa tra cứu được dữ liệu vi phạm. Chúng tôi tự động thử lại và báo cho ông/bà.",
            "The violation data cannot be looked up at present. We try again by ourselves and will tell you.",
        )
    evidence: dict[str, Json] = {
        "silent_sources": list(codes),
        "standing": standing.id if standing else None,
        "as_of": formats.instant(standing.as_of) if standing else None,
    }
    finding = finding_named(law, "source-silent", situation, FindingOutcome.WAIT, words, evidence=evidence)
    yield Conclusion(finding, Outcome.PENDING_SOURCE, PENDING_PRIORITY)


def _leftovers(situation: Situation, law: Law) -> Iterator[Conclusion]:
    """Cases no row speaks of: known ones are told, unknown ones and bare verdicts go to an officer."""
    standing = situation.facts.standing
    if standing is None:
        return
    for fact in harmless(situation):
        evidence = case_evidence(fact, situation)
        if fact.reason in STATES_OF_REASON:
            words = formats.joined(
                case_words(fact),
                Words("Vụ việc này không ngăn thủ tục của ông/bà.", "This case does not stand in the way."),
            )
            yield Conclusion(finding_named(law, "not-a-bar", situation, FindingOutcome.INFO, words, evidence=evidence))
        else:
            yield _to_officer(situation, law, case_words(fact), evidence)
    explained = any(rule.condition.get("case_state") == OWNER_NOTICE for rule in situation.rules)
    if (standing.verdict == "check" and not explained) or (standing.verdict == "blocked" and not standing.blocking):
        yield _to_officer(situation, law, Words("", ""), {"standing": standing.id, "verdict": standing.verdict})


def _to_officer(situation: Situation, law: Law, case: Words, evidence: dict[str, Json]) -> Conclusion:
    words = formats.joined(
        case,
        Words(
            "Cán bộ cần xem dữ liệu vi phạm trước khi quyết định.",
            "An officer has to look at the violation data before deciding.",
        ),
    )
    finding = finding_named(law, "standing-check", situation, FindingOutcome.REVIEW, words, evidence=evidence)
    return Conclusion(finding, Outcome.OFFICER_REVIEW, REVIEW_PRIORITY)
