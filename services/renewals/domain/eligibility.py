"""Whether a card may be reissued or exchanged, part by part, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from services.renewals.domain import formats
from services.renewals.domain.appraisal import appraise
from services.renewals.domain.bars import conclude_on_bars
from services.renewals.domain.conclusions import Conclusion, finding_named
from services.renewals.domain.effects import new_parts, past_maximum_age, tell_effects
from services.renewals.domain.entitlement import conclude_on_entitlement
from services.renewals.domain.facts import Facts
from services.renewals.domain.findings import ALLOWED, FindingOutcome, Outcome, Verdict
from services.renewals.domain.law_settings import LawSettings
from services.renewals.domain.observations import conclude_on_health, observe
from services.renewals.domain.procedures import procedure
from services.renewals.domain.records import conclude_on_records
from services.renewals.domain.situation import Situation
from services.renewals.domain.tables import Law
from shared.kernel.words import Words

BARRED = (
    Outcome.BLOCKED,
    Outcome.THEORY_EXAM,
    Outcome.THEORY_AND_PRACTICAL_EXAM,
    Outcome.REFUSED,
    Outcome.NOT_FOUND,
    Outcome.REVOKED,
)
OPEN = (Outcome.PENDING_SOURCE, Outcome.OFFICER_REVIEW)
"""Outcomes that something or somebody still has to settle; they hold up the whole, since a part may yet be allowed."""
EXAMS = frozenset({Outcome.THEORY_EXAM, Outcome.THEORY_AND_PRACTICAL_EXAM})


def check(facts: Facts, *, law: Law, on: date, settings: LawSettings) -> Verdict:
    """What the law in force on the reference date ``on`` (day of submission, ngày nộp hồ sơ) says of the request.

    Raises Invalid (``validation-failed``) for a date before the first rule, a procedure without rules, or a class
    choice the law does not give.
    """
    situation = appraise(facts, law, on, settings)
    bars = conclude_on_bars(situation, law, settings)
    records = conclude_on_records(situation, law)
    held_up = frozenset(part.kind for part in situation.parts if _deciding([*bars, *records], part.kind))
    entitlement = conclude_on_entitlement(situation, law, settings, held_up=held_up)
    found = [*bars, *records, *entitlement, *past_maximum_age(situation, law)]
    health = conclude_on_health(situation, law, _by_part(situation, found))
    found += health
    parts = _by_part(situation, found)
    told = [
        *found,
        *observe(situation, law),
        *tell_effects(situation, law, settings, parts),
        *_old_code(situation, law),
    ]
    outcome = combine(parts, settings) if parts else _decided(found, None)
    deciding = [conclusion for conclusion in entitlement if conclusion.decides in set(parts.values())]
    months = [conclusion.wait_months for conclusion in deciding if conclusion.wait_months]
    return Verdict(
        outcome=outcome,
        parts=parts,
        findings=tuple(conclusion.finding for conclusion in told),
        new_parts=new_parts(situation, law, settings, parts) if outcome not in BARRED else (),
        exam_parts=_exams(deciding, parts),
        wait_months=max(months, default=None),
    )


def _by_part(situation: Situation, found: Sequence[Conclusion]) -> dict[str, Outcome]:
    return {part.kind: _decided(found, part.kind) for part in situation.parts}


def _decided(found: Sequence[Conclusion], part: str | None) -> Outcome:
    """The outcome of a part: the lowest priority among what was decided for it or for the whole licence."""
    first = min(_deciding(found, part), key=lambda conclusion: conclusion.priority, default=None)
    return first.decides if first is not None and first.decides is not None else Outcome.OFFICER_REVIEW


def _deciding(found: Sequence[Conclusion], part: str | None) -> list[Conclusion]:
    return [
        conclusion
        for conclusion in found
        if conclusion.decides is not None and (part is None or conclusion.part in {None, part})
    ]


def combine(parts: Mapping[str, Outcome], settings: LawSettings) -> Outcome:
    """One outcome over the parts.

    Alike: that one. Something still open (a silent source, an officer's look) holds up the whole. An allowed part
    beside a barred one: ``partially_allowed``, or the bar where the setting forbids a partial card. Two different bars:
    the one that may yet lift comes first.
    """
    outcomes = set(parts.values())
    if len(outcomes) == 1:
        return outcomes.pop()
    for outcome in OPEN:
        if outcome in outcomes:
            return outcome
    barred = [outcome for outcome in BARRED if outcome in outcomes]
    if outcomes & ALLOWED and barred:
        return Outcome.PARTIALLY_ALLOWED if settings.partially_allowed else barred[0]
    return barred[0] if barred else Outcome.REISSUE_AFTER_WAIT


def _exams(deciding: Sequence[Conclusion], parts: Mapping[str, Outcome]) -> tuple[str, ...]:
    names = [
        name
        for conclusion in deciding
        if conclusion.part is not None and parts[conclusion.part] in EXAMS and conclusion.decides in EXAMS
        for name in conclusion.exam_parts
    ]
    return tuple(dict.fromkeys(names))


def _old_code(situation: Situation, law: Law) -> list[Conclusion]:
    """A procedure code that is not in force on the reference date is told: a check answers, filing would not."""
    asked = procedure(law, situation.facts.request.procedure)
    if asked.in_force(situation.on):
        return []
    words = formats.fill(
        Words(
            "Thủ tục {code} không có hiệu lực ngày {day}. Kết quả này chỉ để tham khảo.",
            "Procedure {code} is not in force on {day}. This answer is for information only.",
        ),
        code=asked.code,
        day=formats.day(situation.on),
    )
    finding = finding_named(
        law, "procedure-not-in-force", situation, FindingOutcome.INFO, words, evidence={"procedure": asked.code}
    )
    return [Conclusion(finding)]
