"""Lays a request open for the rules: works out card, classes, validity, differences and bars from the facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.renewals.domain.conversion import (
    check_choice,
    class_row,
    maximum_age_on,
    part_classes,
    shortest_term,
)
from services.renewals.domain.facts import LOSS_REASONS, BlockingFact, Facts, LicenceFacts, PartFacts, Reason
from services.renewals.domain.identity import identity_differences
from services.renewals.domain.law_settings import LawSettings
from services.renewals.domain.procedures import checkable
from services.renewals.domain.rules import Rule
from services.renewals.domain.situation import STATES_OF_REASON, Bar, PartSituation, Situation, Validity
from services.renewals.domain.tables import Law
from shared.kernel.errors import Fault, Invalid

WHOLE = "all"


def appraise(facts: Facts, law: Law, on: date, settings: LawSettings) -> Situation:
    """The situation on the reference date. Raises Invalid for an unknown procedure, an early date, a wrong choice."""
    kind = checkable(law, facts.request.procedure).kind
    if on < law.first_day:
        first = law.first_day.isoformat()
        raise Invalid("validation-failed", faults=[Fault("/on", "date-before-rules", {"first": first})])
    choice = facts.request.class_choice or {}
    check_choice(law, facts.licence, choice, kind=kind, on=on)
    issue_on = max(on, facts.as_of or on)
    parts = tuple(_part(part, facts, law, kind, on) for part in (facts.licence.parts if facts.licence else ()))
    differences = identity_differences(facts)
    rules = tuple(rule for rule in law.rules if rule.applies(kind, on))
    bars = _bars(facts, rules, settings, frozenset(part.kind for part in parts))
    reason = facts.request.reason
    return Situation(
        facts=facts,
        on=on,
        issue_on=issue_on,
        kind=kind,
        card=_card(kind, reason),
        data_change=reason == Reason.DATA_CHANGE or bool(differences),
        parts=parts,
        bars=bars,
        flags=_flags(facts, differences),
        differences=differences,
        bound_parts=frozenset(part for bar in bars if bar.bound for part in bar.parts),
        losses_on=_losses(facts, on),
        rules=rules,
    )


def _card(kind: str, reason: str) -> str:
    if reason in LOSS_REASONS:
        return "lost" if kind == "reissue" else "absent"
    return "damaged" if reason == Reason.DAMAGED else "present"


def _flags(facts: Facts, differences: tuple[str, ...]) -> frozenset[str]:
    flags = set(facts.observed)
    if facts.licence is None:
        flags.add("not_in_system")
    if differences:
        flags.add("identity_differs")
    if facts.health is not None and facts.health.unfit:
        flags.add("unfit_health")
    return frozenset(flags)


def _losses(facts: Facts, on: date) -> tuple[date, ...]:
    """Losses up to the reference date; the present one is added unless the card already stands as reported lost."""
    if facts.licence is None:
        return ()
    past = [day for day in facts.licence.loss_reports_on if day <= on]
    if facts.request.reason in LOSS_REASONS and facts.licence.card_status != "reported_lost":
        past.append(on)
    return tuple(sorted(past))


def _part(part: PartFacts, facts: Facts, law: Law, kind: str, on: date) -> PartSituation:
    licence = facts.licence
    assert licence is not None  # noqa: S101  # a part comes from a licence
    standing = facts.standing.parts.get(part.kind) if facts.standing else None
    new = part_classes(law, part, facts.request.class_choice or {}, kind=kind, on=on)
    ages = []
    for code in new.classes:
        row = law.classes[f"{new.regime}:{code}"]
        limit = maximum_age_on(row, licence.holder_date_of_birth, licence.holder_sex)
        if limit is not None:
            ages.append((row.id, limit))
    points = standing.points if standing else None
    return PartSituation(part.kind, part, validity_on(part, licence, law, on), new, points, tuple(ages))


def validity_on(part: PartFacts, licence: LicenceFacts, law: Law, on: date) -> Validity:
    """How a part stands on a day; a term the register left out is worked out from the classes."""
    if part.kind == "untermed" or part.expires_on is not None:
        return Validity(on, part.expires_on)
    rows = [class_row(law, part.regime, code) for code in part.classes]
    known = [row for row in rows if row is not None]
    end = shortest_term(known, part.issued_on, licence.holder_date_of_birth, licence.holder_sex)
    return Validity(on, end, known=end is not None)


def _bars(facts: Facts, rules: Sequence[Rule], settings: LawSettings, parts: frozenset[str]) -> tuple[Bar, ...]:
    """The cases that a rule in force makes a bar, each with the parts it bars."""
    splits = any(rule.outcome == "partially_allowed" for rule in rules)
    states = barring_states(rules)
    bars = []
    for fact in facts.standing.blocking if facts.standing else ():
        if not STATES_OF_REASON.get(fact.reason, frozenset()) & states:
            continue
        bound = splits and fact.reason in settings.part_bound and fact.part != WHOLE
        barred = parts & {fact.part} if bound else parts
        if not bound or barred or not parts:
            bars.append(Bar(fact, barred, bound))
    return tuple(bars)


def barring_states(rules: Sequence[Rule]) -> frozenset[str]:
    """The states of a case that bar under the rows in force, in the words of the rule table."""
    blockers = [rule.condition for rule in rules if rule.kind == "blocker"]
    return frozenset(str(words[key]) for words in blockers for key in ("case_state", "suspension") if key in words)


def harmless(situation: Situation) -> tuple[BlockingFact, ...]:
    """The cases of the standing that bar nothing here: no rule of the day, or another licence's part."""
    barring = {id(bar.fact) for bar in situation.bars}
    standing = situation.facts.standing
    return tuple(fact for fact in (standing.blocking if standing else ()) if id(fact) not in barring)
