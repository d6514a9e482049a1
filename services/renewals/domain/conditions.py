"""The vocabulary of the rule table's conditions: what each word may say and when it holds.

The values were found sound when the table was read; hence the casts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from services.renewals.domain.periods import UNITS, add, add_years
from services.renewals.domain.situation import Look, Validity

CARDS = frozenset({"lost", "present", "damaged", "absent"})
CASE_STATES = frozenset({
    "none_unsettled",
    "violator_has_not_completed_required_settlement",
    "fine_decision_in_force_unpaid",
    "licence_temporarily_held",
    "card_held_or_being_handled",
    "notice_to_vehicle_owner_without_decision",
})  # fmt: skip
SUSPENSIONS = frozenset({"running", "ordered_clock_not_started"})
FLAGS = frozenset({
    "not_in_system",
    "card_erased_or_altered",
    "identity_differs",
    "unfit_health",
    "false_loss_report",
    "forged_papers",
    "card_altered",
    "false_papers",
})  # fmt: skip
FORCE_MAJEURE = frozenset({"illness", "natural_disaster", "fire", "epidemic"})


@dataclass(frozen=True, slots=True)
class Word:
    """One key of a condition: which values are sound, and whether it holds."""

    sound: Callable[[object], bool]
    holds: Callable[[object, Look], bool]


def _one_of(allowed: frozenset[str]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and value in allowed


def _some_of(allowed: frozenset[str] | None) -> Callable[[object], bool]:
    def sound(value: object) -> bool:
        return isinstance(value, list) and bool(value) and (allowed is None or set(value) <= allowed)

    return sound


def _boolean(value: object) -> bool:
    return isinstance(value, bool)


def _number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _length(value: object) -> bool:
    return isinstance(value, dict) and len(value) == 1 and set(value) <= UNITS and all(map(_number, value.values()))


def _validity_sound(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    limits = {key: entry for key, entry in value.items() if key != "state"}
    if value.get("state") == "valid_or_unlimited":
        return not limits
    known = {"expired_for_at_least", "expired_for_less_than"}
    return value.get("state") == "expired" and set(limits) <= known and all(map(_length, limits.values()))


def validity_holds(wanted: object, validity: Validity) -> bool:
    """Whether a part's validity is what the row asks for.

    A limit in months or years is a calendar one ("less than 1 year" ends before the same day of the next year), a
    limit in days is compared with the days since expiry; the day of expiry counts as valid.
    """
    value = cast("Mapping[str, Any]", wanted)
    if not validity.known:
        return False
    if value["state"] == "valid_or_unlimited" or validity.expires_on is None:
        return value["state"] == "valid_or_unlimited" and not validity.expired
    if not validity.expired:
        return False
    least, less = value.get("expired_for_at_least"), value.get("expired_for_less_than")
    reached = least is None or validity.on >= add(validity.expires_on, least)
    return reached and (less is None or validity.on < add(validity.expires_on, less))


def _card(value: object, look: Look) -> bool:
    card = look.situation.card
    return card == value or (value == "present" and card == "damaged")


def _case_state(value: object, look: Look) -> bool:
    if value == "none_unsettled":
        kind = look.part.kind if look.part else None
        return not any(kind is None or kind in bar.parts for bar in look.situation.bars)
    if value == "notice_to_vehicle_owner_without_decision":
        standing = look.situation.facts.standing
        return standing is not None and standing.verdict == "check" and look.bar is None
    return look.bar is not None and value in look.bar.states


def _force_majeure(value: object, look: Look) -> bool:
    claim = look.situation.facts.request.force_majeure
    return claim is not None and claim.kind in cast("list[str]", value) and bool(claim.proof_id)


def _near_maximum_age(condition: Mapping[str, object], look: Look) -> bool:
    years, classes = condition.get("years_to_maximum_age_less_than"), condition.get("class_in")
    if not isinstance(years, int):
        return True
    limit = add_years(look.situation.issue_on, years)
    named = cast("list[str] | None", classes)
    ages = look.part.maximum_age_on if look.part else ()
    return any(day < limit for name, day in ages if named is None or name in named)


def _often_lost(condition: Mapping[str, object], look: Look) -> bool:
    years, count = condition.get("losses_within_years"), condition.get("count_at_least")
    if not isinstance(years, int) or not isinstance(count, int):
        return True
    return len(losses_within(look, years)) >= count


def losses_within(look: Look, years: int) -> tuple[date, ...]:
    """The losses in the years before the reference date, the present one included."""
    first = add_years(look.situation.on, -years)
    return tuple(day for day in look.situation.losses_on if first < day <= look.situation.on)


def _points(value: object, look: Look) -> bool:
    return look.part is not None and look.part.points == value


def _classes(value: object, look: Look) -> bool:
    return look.part is not None and bool(set(cast("list[str]", value)) & set(look.part.new_classes))


def _any_of(value: object, look: Look) -> bool:
    return bool(set(cast("list[str]", value)) & look.situation.flags)


def _licence_status(value: object, look: Look) -> bool:
    licence = look.situation.facts.licence
    return licence is not None and licence.status == value


WORDS: Mapping[str, Word] = {
    "card": Word(_one_of(CARDS), _card),
    "validity": Word(
        _validity_sound, lambda value, look: look.part is not None and validity_holds(value, look.part.validity)
    ),
    "in_records": Word(_boolean, lambda value, look: look.situation.in_records == value),
    "case_state": Word(_one_of(CASE_STATES), _case_state),
    "suspension": Word(_one_of(SUSPENSIONS), lambda value, look: look.bar is not None and value in look.bar.states),
    "any_of": Word(_some_of(FLAGS), _any_of),
    "data_change": Word(_boolean, lambda value, look: look.situation.data_change == value),
    "force_majeure_proven": Word(_some_of(FORCE_MAJEURE), _force_majeure),
    "integrated_card": Word(_boolean, lambda value, look: look.situation.integrated == value),
    "suspension_or_hold_on": Word(
        _one_of(frozenset({"one_part_only"})), lambda _, look: len(look.situation.bound_parts) == 1
    ),
    "licence_status": Word(_one_of(frozenset({"revoked"})), _licence_status),
    "always": Word(lambda value: value is True, lambda _, __: True),
    "points": Word(_number, _points),
    "outcome": Word(lambda value: isinstance(value, str), lambda value, look: look.outcome == value),
    "class_in": Word(_some_of(None), _classes),
    "years_to_maximum_age_less_than": Word(_number, lambda _, look: look.part is not None),
    "card_regime": Word(
        _one_of(frozenset({"2008", "2024"})),
        lambda value, look: look.part is not None and look.part.facts.regime == value,
    ),
    "any_part": Word(
        _one_of(frozenset({"termed", "untermed"})),
        lambda value, look: any(part.kind == value for part in look.situation.parts),
    ),
    "losses_within_years": Word(_number, lambda _, __: True),
    "count_at_least": Word(_number, lambda _, __: True),
    "old_card": Word(
        _one_of(frozenset({"found_after_reissue"})), lambda _, look: "card_found" in look.situation.facts.observed
    ),
}


def holds(condition: Mapping[str, object], look: Look) -> bool:
    """Whether every word of a condition holds; two pairs of words are read together."""
    alone = all(WORDS[key].holds(value, look) for key, value in condition.items())
    return alone and _often_lost(condition, look) and _near_maximum_age(condition, look)


def specificity(condition: Mapping[str, object], look: Look) -> int:
    """How closely a condition fits: of two rows of one priority that hold, the closer one decides."""
    exact = 2 if condition.get("card") == look.situation.card else 0
    return exact + sum(key in condition for key in ("data_change", "force_majeure_proven", "any_of"))
