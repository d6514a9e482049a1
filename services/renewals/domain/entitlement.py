"""What a part is entitled to by its validity: a card now, a wait, or an exam first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.renewals.domain import formats
from services.renewals.domain.conclusions import (
    REVIEW_PRIORITY,
    WAITING_PRIORITY,
    Conclusion,
    finding_named,
    finding_of_rule,
)
from services.renewals.domain.explanations import VERBS, entitlement_words, validity_words
from services.renewals.domain.findings import ALLOWED, FindingOutcome, Json, Outcome
from services.renewals.domain.law_settings import LawSettings
from services.renewals.domain.rules import OUTCOME_OF_WORD, Rule, closest
from services.renewals.domain.situation import Look, PartSituation, Situation, Validity
from services.renewals.domain.tables import Law
from shared.kernel.words import Words

MISMATCH_PRIORITY = 20
CERTIFICATE_PRIORITY = 21
LAST_PRIORITY = 60
CARDS_OF_KIND = {"reissue": frozenset({"lost"}), "exchange": frozenset({"present", "damaged"})}


def conclude_on_entitlement(
    situation: Situation, law: Law, settings: LawSettings, *, held_up: frozenset[str]
) -> list[Conclusion]:
    """Validity, the deciding row, and what waiting did, for each part; ``held_up`` are parts something else holds."""
    rows = [rule for rule in situation.rules if rule.kind == "eligibility"]
    found = []
    for part in situation.parts:
        found.append(_validity(part, situation, law))
        found += _entitled(part, situation, law, rows, held_up)
        found += _expired_meanwhile(part, situation, law, rows, settings)
    found += [
        _waiting(rule, situation)
        for rule in situation.rules
        if rule.kind == "waiting_period" and rule.fits(Look(situation))
    ]
    return found


def _validity(part: PartSituation, situation: Situation, law: Law) -> Conclusion:
    validity = part.validity
    if not validity.known:
        words = formats.joined(
            validity_words(part.kind, validity),
            Words("Cán bộ sẽ kiểm tra hồ sơ gốc.", "An officer will check the file."),
        )
        finding = finding_named(law, "validity-unknown", situation, FindingOutcome.REVIEW, words, part=part.kind)
        return Conclusion(finding, Outcome.OFFICER_REVIEW, REVIEW_PRIORITY, part.kind)
    outcome = FindingOutcome.INFO if validity.expired else FindingOutcome.PASS
    evidence: dict[str, Json] = {
        "on": validity.on.isoformat(),
        "expires_on": validity.expires_on.isoformat() if validity.expires_on else None,
        "days_expired": validity.days_expired,
        "registered": part.facts.expires_on is not None or part.kind == "untermed",
    }
    words = validity_words(part.kind, validity)
    return Conclusion(finding_named(law, "validity", situation, outcome, words, part=part.kind, evidence=evidence))


def _entitled(
    part: PartSituation, situation: Situation, law: Law, rows: Sequence[Rule], held_up: frozenset[str]
) -> list[Conclusion]:
    told = _classes(part, situation, law)
    if situation.card not in CARDS_OF_KIND[situation.kind]:
        return [*told, _mismatch(part, situation, law)]
    rule = closest(rows, Look(situation, part=part))
    if rule is not None:
        return [*told, _by_rule(rule, part, situation, held_up=part.kind in held_up)]
    barred = any(part.kind in bar.parts for bar in situation.bars)
    if barred or not part.validity.known:
        return told
    words = Words(
        "Không có quy định nào khớp. Cán bộ sẽ xem xét.", "No rule fits this case. An officer will look at it."
    )
    finding = finding_named(law, "no-rule", situation, FindingOutcome.REVIEW, words, part=part.kind)
    return [*told, Conclusion(finding, Outcome.OFFICER_REVIEW, LAST_PRIORITY, part.kind)]


def _by_rule(rule: Rule, part: PartSituation, situation: Situation, *, held_up: bool) -> Conclusion:
    decides = OUTCOME_OF_WORD[rule.outcome]
    listed = rule.params.get("exam_parts")
    exams = tuple(str(name) for name in listed) if isinstance(listed, list) else ()
    if decides in ALLOWED:
        outcome = FindingOutcome.WAIT if rule.wait_months else FindingOutcome.PASS
    else:
        outcome = FindingOutcome.EXAM
    expires_on = part.validity.expires_on
    evidence: dict[str, Json] = {
        "on": part.validity.on.isoformat(),
        "expires_on": expires_on.isoformat() if expires_on else None,
        "days_expired": part.validity.days_expired,
    }
    if exams:
        evidence["exam_parts"] = list(exams)
    if rule.wait_months:
        evidence["wait_months"] = rule.wait_months
    claim = situation.facts.request.force_majeure
    if "force_majeure_proven" in rule.condition and claim is not None:
        evidence["force_majeure"] = {"kind": claim.kind, "proof_id": claim.proof_id}
    words = entitlement_words(part, rule, exams, held_up=held_up)
    finding = finding_of_rule(rule, situation, outcome, words, part=part.kind, evidence=evidence)
    return Conclusion(finding, decides, rule.priority, part.kind, exams, rule.wait_months)


def _mismatch(part: PartSituation, situation: Situation, law: Law) -> Conclusion:
    words = Words(
        "Ông/bà còn thẻ nên không cấp lại. Ông/bà chọn thủ tục cấp đổi (3.000347).",
        "You still have the card, so there is nothing to reissue. Choose the exchange procedure (3.000347).",
    )
    if situation.kind == "exchange":
        words = Words(
            "Ông/bà không còn thẻ nên không đổi được. Ông/bà chọn thủ tục cấp lại (3.000348).",
            "The card is gone, so it cannot be exchanged. Choose the reissue procedure (3.000348).",
        )
    evidence: dict[str, Json] = {
        "procedure": situation.facts.request.procedure,
        "reason": situation.facts.request.reason,
    }
    finding = finding_named(
        law, "procedure-mismatch", situation, FindingOutcome.BLOCK, words, part=part.kind, evidence=evidence
    )
    return Conclusion(finding, Outcome.REFUSED, MISMATCH_PRIORITY, part.kind)


def _classes(part: PartSituation, situation: Situation, law: Law) -> list[Conclusion]:
    """Classes that lead to no licence, or that the law does not know."""
    found = []
    if part.new.unknown:
        words = formats.fill(
            Words("Hệ thống ghi hạng {names}, không có trong luật. Cán bộ sẽ kiểm tra.",
                  "The register names class {names}, which the law does not know. An officer will check."),
            names=formats.codes(part.new.unknown),
        )  # fmt: skip
        evidence: dict[str, Json] = {"classes": list(part.new.unknown)}
        finding = finding_named(
            law, "class-unknown", situation, FindingOutcome.REVIEW, words, part=part.kind, evidence=evidence
        )
        found.append(Conclusion(finding, Outcome.OFFICER_REVIEW, REVIEW_PRIORITY, part.kind))
    if part.new.without_successor:
        found.append(_certificate_only(part, situation, law))
    return found


def _certificate_only(part: PartSituation, situation: Situation, law: Law) -> Conclusion:
    names = [
        Words(name.vi[:1].lower() + name.vi[1:], name.en[:1].lower() + name.en[1:]) for name in part.new.certificates
    ]
    words = formats.fill(
        Words(
            "Hạng {classes} không còn là giấy phép lái xe. Ông/bà xin {certificates} tại cơ quan cấp chứng chỉ.",
            "Class {classes} is no driving licence any more. Ask the competent body for: {certificates}.",
        ),
        classes=formats.codes(part.new.without_successor),
        certificates=formats.listed(names),
    )
    alone = not part.new.classes
    outcome = FindingOutcome.BLOCK if alone else FindingOutcome.INFO
    evidence: dict[str, Json] = {"classes": list(part.new.without_successor)}
    finding = finding_named(
        law, "class-without-successor", situation, outcome, words, part=part.kind, evidence=evidence
    )
    return Conclusion(finding, Outcome.REFUSED if alone else None, CERTIFICATE_PRIORITY, part.kind)


def _expired_meanwhile(
    part: PartSituation, situation: Situation, law: Law, rows: Sequence[Rule], settings: LawSettings
) -> list[Conclusion]:
    """A part valid when filed and expired by now: frozen, reviewed or sent to the exam, as the setting says."""
    later = Validity(situation.issue_on, part.validity.expires_on, part.validity.known)
    if not part.validity.known or part.validity.expired or not later.expired or later.expires_on is None:
        return []
    policy = settings.expired_while_waiting
    rule = closest(rows, Look(situation, part=replace(part, validity=later))) if policy == "exam" else None
    listed = rule.params.get("exam_parts") if rule else None
    exams = tuple(str(name) for name in listed) if isinstance(listed, list) else ()
    outcome, decides = FindingOutcome.INFO, None
    if policy == "review":
        outcome, decides = FindingOutcome.REVIEW, Outcome.OFFICER_REVIEW
    elif rule is not None and OUTCOME_OF_WORD[rule.outcome] not in ALLOWED:
        outcome, decides = FindingOutcome.EXAM, OUTCOME_OF_WORD[rule.outcome]
    words = formats.joined(
        formats.fill(
            Words(
                "Khi nộp hồ sơ, {part} còn hạn; đến ngày {end} thì hết hạn trong lúc chờ.",
                "When filed, {part} was valid; it expired on {end} during the wait.",
            ),
            part=formats.PART_WORDS[part.kind],
            end=formats.day(later.expires_on),
        ),
        _meanwhile_words(outcome),
    )
    evidence: dict[str, Json] = {
        "submitted_on": situation.on.isoformat(),
        "expires_on": later.expires_on.isoformat(),
        "as_of": situation.issue_on.isoformat(),
        "policy": policy,
    }
    finding = finding_named(law, "expired-while-waiting", situation, outcome, words, part=part.kind, evidence=evidence)
    return [Conclusion(finding, decides, WAITING_PRIORITY, part.kind, exams)]


def _meanwhile_words(outcome: FindingOutcome) -> Words:
    if outcome is FindingOutcome.EXAM:
        return Words("Ông/bà cần sát hạch lại trước khi được cấp.", "An exam is needed before the card can be issued.")
    if outcome is FindingOutcome.REVIEW:
        return Words("Cán bộ sẽ quyết định; ông/bà không phải làm gì.", "An officer will decide; you need do nothing.")
    return Words(
        "Ông/bà vẫn được cấp theo ngày nộp hồ sơ.", "The day of filing counts: the card is issued all the same."
    )


def _waiting(rule: Rule, situation: Situation) -> Conclusion:
    months = rule.wait_months or 0
    words = formats.fill(
        Words(
            "Thẻ chỉ được {verb} sau {months} tháng, nếu không cơ quan nào đang giữ giấy phép.",
            "The card can be {verb} only after {months} months, if no authority is found to hold it.",
        ),
        verb=VERBS[situation.kind],
        months=months,
    )
    evidence: dict[str, Json] = {"wait_months": months}
    return Conclusion(finding_of_rule(rule, situation, FindingOutcome.WAIT, words, evidence=evidence))
