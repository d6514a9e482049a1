"""What the new card will say: classes, conditions, terms, and what stays as it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from services.renewals.domain import formats
from services.renewals.domain.conclusions import REVIEW_PRIORITY, Conclusion, finding_named, finding_of_rule
from services.renewals.domain.conversion import shortest_term
from services.renewals.domain.findings import ALLOWED, FindingOutcome, Json, NewPart, Outcome
from services.renewals.domain.law_settings import LawSettings
from services.renewals.domain.rules import Rule
from services.renewals.domain.situation import Look, PartSituation, Situation
from services.renewals.domain.tables import Law
from shared.kernel.words import Words

CAPPED, UNCHANGED, FROM_ISSUE = "expiry_capped_by_maximum_age", "expiry_unchanged", "expiry_from_new_issue_date"
TERMS = frozenset({CAPPED, UNCHANGED, FROM_ISSUE})
LISTABLE = ALLOWED | {Outcome.OFFICER_REVIEW, Outcome.PENDING_SOURCE}
"""A part so decided is, or may yet be, on the new card."""


def _look(situation: Situation, part: PartSituation) -> Look:
    return Look(situation, part=part, outcome="reissue_now" if situation.kind == "reissue" else "exchange_now")


def term_rule(part: PartSituation, situation: Situation) -> Rule | None:
    """The row that sets the term of a part on the new card; None where the tables have none (old regime)."""
    fitting = [rule for rule in situation.rules if rule.outcome in TERMS and rule.fits(_look(situation, part))]
    return fitting[0] if fitting and part.kind == "termed" else None


def new_term(part: PartSituation, situation: Situation, law: Law, settings: LawSettings) -> date | None:
    """The last valid day of a part on a card issued on ``situation.issue_on``; None for a part without term.

    A reissue keeps the term (cấp lại khi còn hạn giữ nguyên ngày hết hạn), unless it has run out or the setting says
    otherwise; an exchange starts a new one.
    """
    licence = situation.facts.licence
    if part.kind == "untermed" or licence is None or not part.new_classes:
        return None
    rows = [law.classes[name] for name in part.new_classes]
    fresh = shortest_term(rows, situation.issue_on, licence.holder_date_of_birth, licence.holder_sex)
    rule = term_rule(part, situation)
    if rule is not None and rule.outcome == CAPPED:
        return min([day for _, day in part.maximum_age_on] + ([fresh] if fresh else []))
    keeps = rule.outcome == UNCHANGED if rule is not None else situation.kind == "reissue"
    held = part.validity.expires_on
    running = held is not None and held >= situation.issue_on
    return held if keeps and running and not settings.reissue_starts_new_term else fresh


def past_maximum_age(situation: Situation, law: Law) -> list[Conclusion]:
    """A part whose term would be capped at an age already reached goes to an officer (a lower class may be chosen)."""
    found = []
    for part in situation.parts:
        rule = term_rule(part, situation)
        reached = [(name, day) for name, day in part.maximum_age_on if day <= situation.issue_on]
        if rule is None or rule.outcome != CAPPED or not reached:
            continue
        name, day = reached[0]
        words = formats.fill(
            Words(
                "Ông/bà đã đủ tuổi tối đa của hạng {name} ngày {day}. Cán bộ sẽ xem xét. "
                "Ông/bà có thể chọn hạng thấp hơn.",
                "The maximum age of class {name} was reached on {day}. An officer will look at it. "
                "You may choose a lower class.",
            ),
            name=name.partition(":")[2],
            day=formats.day(day),
        )
        evidence: dict[str, Json] = {"class": name, "reached_on": day.isoformat()}
        finding = finding_named(
            law, "maximum-age-reached", situation, FindingOutcome.REVIEW, words, part=part.kind, evidence=evidence
        )
        found.append(Conclusion(finding, Outcome.OFFICER_REVIEW, REVIEW_PRIORITY, part.kind))
    return found


def new_parts(
    situation: Situation, law: Law, settings: LawSettings, outcomes: Mapping[str, Outcome]
) -> tuple[NewPart, ...]:
    """The parts the new card lists, or would list if an officer agrees."""
    return tuple(
        NewPart(
            part.kind, part.new.regime, part.new.classes, part.new.conditions, new_term(part, situation, law, settings)
        )
        for part in situation.parts
        if outcomes[part.kind] in LISTABLE and part.new.classes
    )


def tell_effects(
    situation: Situation, law: Law, settings: LawSettings, outcomes: Mapping[str, Outcome]
) -> list[Conclusion]:
    """What changes and what stays, told for each part that may be on the new card."""
    parts = [part for part in situation.parts if outcomes[part.kind] in LISTABLE and part.new.classes]
    found = []
    for part in parts:
        term = term_rule(part, situation)
        if term is not None:
            found.append(_term(term, part, situation, new_term(part, situation, law, settings)))
        found += [
            _converted(rule, part, situation)
            for rule in situation.rules
            if rule.outcome == "class_converted" and part.new.converted
        ]
    for rule in situation.rules:
        if parts and rule.outcome == "points_kept":
            found.append(_points(rule, situation, parts))
        if parts and rule.outcome == "number_kept_new_serial":
            found.append(_number(rule, situation))
    return found


def _term(rule: Rule, part: PartSituation, situation: Situation, expires_on: date | None) -> Conclusion:
    shown = formats.day(expires_on) if expires_on else Words("", "")
    words = formats.fill(
        Words(
            "Trên thẻ mới, {part} có hạn đến hết ngày {end}.", "On the new card {part} is valid until {end} inclusive."
        ),
        part=formats.PART_WORDS[part.kind],
        end=shown,
    )
    evidence: dict[str, Json] = {
        "expires_on": expires_on.isoformat() if expires_on else None,
        "former": part.validity.expires_on.isoformat() if part.validity.expires_on else None,
        "issued_on": situation.issue_on.isoformat(),
    }
    return Conclusion(finding_of_rule(rule, situation, FindingOutcome.INFO, words, part=part.kind, evidence=evidence))


def _converted(rule: Rule, part: PartSituation, situation: Situation) -> Conclusion:
    became = [
        formats.fill(Words("{old} thành {new}", "{old} to {new}"), old=old, new=new) for old, new in part.new.converted
    ]
    words = formats.fill(
        Words("Hạng cũ được chuyển: {became}.", "Old classes become new ones: {became}."), became=formats.listed(became)
    )
    if part.new.conditions:
        words = formats.joined(
            words,
            formats.fill(
                Words("Thẻ mới ghi điều kiện {codes}.", "The new card carries condition {codes}."),
                codes=formats.codes(part.new.conditions),
            ),
        )
    for old, options in part.new.choices:
        words = formats.joined(
            words,
            formats.fill(
                Words("Với hạng {old}, ông/bà được chọn {options}.", "For class {old} you may choose {options}."),
                old=old,
                options=formats.alternatives(options),
            ),
        )
    evidence: dict[str, Json] = {
        "converted": [{"from": f"2008:{old}", "to": f"2024:{new}"} for old, new in part.new.converted],
        "conditions": list(part.new.conditions),
        "choices": [{"from": f"2008:{old}", "options": list(options)} for old, options in part.new.choices],
    }
    return Conclusion(finding_of_rule(rule, situation, FindingOutcome.INFO, words, part=part.kind, evidence=evidence))


def _points(rule: Rule, situation: Situation, parts: list[PartSituation]) -> Conclusion:
    evidence: dict[str, Json] = {part.kind: part.points for part in parts}
    words = Words("Số điểm giữ nguyên trên thẻ mới.", "The points stay as they are.")
    return Conclusion(finding_of_rule(rule, situation, FindingOutcome.INFO, words, evidence=evidence))


def _number(rule: Rule, situation: Situation) -> Conclusion:
    licence = situation.facts.licence
    number = licence.number if licence else ""
    words = formats.fill(
        Words(
            "Số giấy phép {number} và ngày trúng tuyển giữ nguyên. Thẻ mới có số phôi mới; thẻ cũ hết giá trị ngay.",
            "Licence number {number} and the pass date stay. The card gets a new serial; the old one is void at once.",
        ),
        number=number,
    )
    evidence: dict[str, Json] = {"number": number, "old_serial": licence.card_serial if licence else None}
    return Conclusion(finding_of_rule(rule, situation, FindingOutcome.INFO, words, evidence=evidence))
