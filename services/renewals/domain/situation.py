"""A request laid open for the rules: what they may ask of it, and nothing they would have to work out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from services.renewals.domain.facts import BlockingFact, Facts, PartFacts
from shared.kernel.words import Words

if TYPE_CHECKING:
    from services.renewals.domain.rules import Rule

STATES_OF_REASON: dict[str, frozenset[str]] = {
    "fine-unpaid": frozenset({"fine_decision_in_force_unpaid"}),
    "licence-held": frozenset({"licence_temporarily_held", "card_held_or_being_handled"}),
    "case-unsettled": frozenset(
        {"violator_has_not_completed_required_settlement", "card_held_or_being_handled"},
    ),
    "suspended": frozenset({"running"}),
    "suspension-not-started": frozenset({"ordered_clock_not_started"}),
}
"""What the reasons of a standing mean in the words of the rule table, old regime and new."""


@dataclass(frozen=True, slots=True)
class Validity:
    """How a part stands on a day. ``expires_on`` None: no term, or not known (``known`` False)."""

    on: date
    expires_on: date | None
    known: bool = True

    @property
    def expired(self) -> bool:
        """Past its last day; the day of expiry itself still counts as valid."""
        return self.expires_on is not None and self.on > self.expires_on

    @property
    def days_expired(self) -> int:
        """Days since the last valid day, 0 if valid."""
        return (self.on - self.expires_on).days if self.expires_on is not None and self.expired else 0


@dataclass(frozen=True, slots=True)
class PartClasses:
    """What a part's classes become. ``choices``: old class → the classes the holder may choose among.

    ``classes`` are codes of ``regime``; ``conditions`` those printed on the card; ``without_successor`` old classes
    that become certificates (with the certificates' names); ``unknown`` classes the law does not know.
    """

    regime: str
    classes: tuple[str, ...]
    conditions: tuple[str, ...]
    converted: tuple[tuple[str, str], ...] = ()
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    certificates: tuple[Words, ...] = ()
    without_successor: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartSituation:
    """One part on the reference date, with the classes it would have on the new card."""

    kind: str
    facts: PartFacts
    validity: Validity
    new: PartClasses
    points: int | None
    maximum_age_on: tuple[tuple[str, date], ...] = ()

    @property
    def new_classes(self) -> tuple[str, ...]:
        """Ids such as "2024:B"."""
        return tuple(f"{self.new.regime}:{code}" for code in self.new.classes)


@dataclass(frozen=True, slots=True)
class Bar:
    """A case that bars, with the parts of this licence it bars (all of them, or the one it is bound to)."""

    fact: BlockingFact
    parts: frozenset[str]
    bound: bool

    @property
    def states(self) -> frozenset[str]:
        """Its state in the words of the rule table."""
        return STATES_OF_REASON.get(self.fact.reason, frozenset())


@dataclass(frozen=True, slots=True)
class Situation:
    """The whole request on its reference date, with the rows in force. ``card``: lost, present, damaged or absent."""

    facts: Facts
    on: date
    issue_on: date
    kind: str
    card: str
    data_change: bool
    parts: tuple[PartSituation, ...]
    bars: tuple[Bar, ...]
    flags: frozenset[str]
    differences: tuple[str, ...]
    bound_parts: frozenset[str]
    losses_on: tuple[date, ...]
    rules: tuple[Rule, ...]

    @property
    def in_records(self) -> bool:
        """Whether the register knows the licence."""
        return self.facts.licence is not None

    @property
    def integrated(self) -> bool:
        """Whether the card carries both parts (giấy phép lái xe tích hợp)."""
        return len(self.parts) > 1


@dataclass(frozen=True, slots=True)
class Look:
    """What one row is held against: the situation, perhaps one part of it, perhaps one bar, perhaps its outcome."""

    situation: Situation
    part: PartSituation | None = None
    bar: Bar | None = None
    outcome: str | None = None
