"""What else a check tells: standing, points, health certificate, repeated loss."""

from __future__ import annotations

from collections.abc import Mapping

from services.renewals.domain import formats
from services.renewals.domain.conclusions import REVIEW_PRIORITY, Conclusion, finding_named, finding_of_rule, renamed
from services.renewals.domain.conditions import losses_within
from services.renewals.domain.findings import ALLOWED, FindingOutcome, Json, Outcome
from services.renewals.domain.rules import NEW_LAW_FROM, Rule
from services.renewals.domain.situation import Look, PartSituation, Situation
from services.renewals.domain.tables import Law
from shared.kernel.clock import business_date
from shared.kernel.words import Words

FULL_POINTS = 12


def observe(situation: Situation, law: Law) -> list[Conclusion]:
    """Standing, points and flags; they decide nothing by themselves."""
    found = [*_standing(situation, law)]
    for part in situation.parts:
        found += _points(part, situation, law)
    for rule in situation.rules:
        flag = rule.kind == "risk_flag" or "old_card" in rule.condition
        if flag and rule.fits(Look(situation)):
            found.append(_flag(rule, situation))
    return found


def _standing(situation: Situation, law: Law) -> list[Conclusion]:
    standing = situation.facts.standing
    if standing is None or standing.verdict != "clear" or situation.bars:
        return []
    words = formats.fill(
        Words(
            "Tra cứu ngày {day}: không còn vụ việc vi phạm nào chưa giải quyết.",
            "Looked up on {day}: no road-traffic case is left unsettled.",
        ),
        day=formats.day(business_date(standing.as_of)),
    )
    evidence: dict[str, Json] = {
        "standing": standing.id,
        "as_of": formats.instant(standing.as_of),
        "verdict": standing.verdict,
    }
    return [Conclusion(finding_named(law, "standing", situation, FindingOutcome.PASS, words, evidence=evidence))]


def _points(part: PartSituation, situation: Situation, law: Law) -> list[Conclusion]:
    if part.points is None or situation.on < NEW_LAW_FROM:
        return []
    evidence: dict[str, Json] = {"points": part.points}
    zero = next(
        (rule for rule in situation.rules if rule.kind == "warning" and rule.fits(Look(situation, part=part))), None
    )
    if zero is not None:
        words = formats.fill(
            Words(
                "{part} đã hết điểm. Ông/bà vẫn được làm thủ tục nhưng không được lái xe. "
                "Sau ít nhất 06 tháng, ông/bà kiểm tra kiến thức để phục hồi điểm.",
                "{part} has no points left. The procedure is open to you, driving is not. After at least 6 months a "
                "knowledge test restores the points.",
            ),
            part=formats.capital(formats.PART_WORDS[part.kind]),
        )
        shown = finding_of_rule(zero, situation, FindingOutcome.INFO, words, part=part.kind, evidence=evidence)
        return [Conclusion(renamed(shown, "points-zero"))]
    words = formats.fill(
        Words("{part} còn {points}/12 điểm.", "{part} has {points} of 12 points."),
        part=formats.capital(formats.PART_WORDS[part.kind]),
        points=part.points,
    )
    outcome = FindingOutcome.PASS if part.points == FULL_POINTS else FindingOutcome.INFO
    return [Conclusion(finding_named(law, "points", situation, outcome, words, part=part.kind, evidence=evidence))]


def _flag(rule: Rule, situation: Situation) -> Conclusion:
    evidence: dict[str, Json] = {}
    years = rule.condition.get("losses_within_years")
    if isinstance(years, int):
        evidence["losses_on"] = [day.isoformat() for day in losses_within(Look(situation), years)]
    words = Words(f"{rule.title.vi}.", f"{rule.title.en}.")
    return Conclusion(finding_of_rule(rule, situation, FindingOutcome.INFO, words, evidence=evidence))


def conclude_on_health(situation: Situation, law: Law, outcomes: Mapping[str, Outcome]) -> list[Conclusion]:
    """The health certificate (giấy khám sức khỏe), wanted where a termed part may end up on the new card."""
    if not situation.parts:
        return []
    rules = [rule for rule in situation.rules if rule.kind == "document"]
    found = []
    for rule in rules:
        wanted = [part for part in situation.parts if _wanted(rule, part, outcomes)]
        if not rule.fits(Look(situation)) or not wanted:
            words = Words(
                "Không cần giấy khám sức khỏe cho các hạng trên thẻ mới.",
                "No health certificate is needed for the classes on the new card.",
            )
            found.append(Conclusion(finding_of_rule(rule, situation, FindingOutcome.PASS, words)))
        else:
            found.append(_certificate(rule, situation, law, wanted[0].kind))
    return found


def _wanted(rule: Rule, part: PartSituation, outcomes: Mapping[str, Outcome]) -> bool:
    if part.kind != "termed":
        return False
    free = rule.params.get("not_for")
    bare = isinstance(free, list) and bool(part.new_classes) and set(part.new_classes) <= set(free)
    others = any(outcome in ALLOWED for kind, outcome in outcomes.items() if kind != part.kind)
    left_out = others and outcomes[part.kind] in BARRED_HERE
    return not bare and not left_out


BARRED_HERE = frozenset({
    Outcome.BLOCKED,
    Outcome.THEORY_EXAM,
    Outcome.THEORY_AND_PRACTICAL_EXAM,
    Outcome.REFUSED,
})  # fmt: skip
"""A part so decided is left off the new card, which then needs no certificate."""


def _certificate(rule: Rule, situation: Situation, law: Law, part: str) -> Conclusion:
    health = situation.facts.health
    if health is not None and health.unfit:
        words = Words(
            "Giấy khám sức khỏe kết luận không đủ sức khỏe lái xe. Cán bộ sẽ xem xét.",
            "The health certificate says unfit to drive. An officer will look at it.",
        )
        finding = finding_named(law, "health-unfit", situation, FindingOutcome.REVIEW, words, part=part)
        return Conclusion(finding, Outcome.OFFICER_REVIEW, REVIEW_PRIORITY)
    if health is not None and health.valid:
        until = health.expires_on
        words = Words(
            "Có giấy khám sức khỏe còn hiệu lực trong dữ liệu y tế.", "A valid health certificate is on record."
        )
        evidence: dict[str, Json] = {"valid": True, "expires_on": until.isoformat() if until else None}
        return Conclusion(finding_of_rule(rule, situation, FindingOutcome.PASS, words, part=part, evidence=evidence))
    answered = health is not None and health.valid is False
    words = Words(
        "Chưa có giấy khám sức khỏe còn hiệu lực trong dữ liệu y tế. Ông/bà nhờ cơ sở khám chuyển dữ liệu, "
        "hoặc bổ sung bản chụp khi được yêu cầu.",
        "No valid health certificate is on record. Ask the clinic to send it, or supply a copy when asked.",
    )
    if not answered:
        words = Words(
            "Dữ liệu y tế chưa trả lời về giấy khám sức khỏe. Chúng tôi tự động hỏi lại.",
            "The health data have not answered about the certificate. We ask again by ourselves.",
        )
    finding = finding_named(
        law,
        "health-certificate-missing",
        situation,
        FindingOutcome.WAIT,
        words,
        part=part,
        evidence={"answered": answered},
    )
    return Conclusion(finding)
