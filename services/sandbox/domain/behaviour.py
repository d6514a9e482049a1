"""How a stand-in misbehaves on demand: slow, failing, mute, repeating itself or out of order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

Times = bool | int
"""``True``: until told otherwise; a number: that many times more; ``False`` or 0: never."""

LONGEST_DELAY_MS = 30_000
MOST_TIMES = 1_000


class Part(StrEnum):
    """The stand-ins."""

    SSO = "sso"
    OFFICER_IDP = "officer-idp"
    GATEWAY = "gateway"
    POLICE = "police"
    HEALTH = "health"
    POPULATION = "population"
    NATIONAL_PORTAL = "national-portal"
    SMS = "sms"


class Trait(StrEnum):
    """One kind of misbehaviour.

    ``fail``: answers 503 and does nothing. ``lose_answer``: does it, and the answer gets lost on the way (504).
    ``refuse``: answers with an error code of its own and does nothing. ``double``: tells everything twice.
    ``reorder``: tells the later news first. ``silent``: tells nothing.
    ``accept_late``: takes money for an order that has run out, as slow banks do.
    """

    FAIL = "fail"
    LOSE_ANSWER = "lose_answer"
    REFUSE = "refuse"
    DOUBLE = "double"
    REORDER = "reorder"
    SILENT = "silent"
    ACCEPT_LATE = "accept_late"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How one part behaves now; the default is well. ``slow_ms`` is a pause before each answer or message."""

    slow_ms: int = 0
    fail: Times = False
    lose_answer: Times = False
    refuse: Times = False
    double: Times = False
    reorder: Times = False
    silent: Times = False
    accept_late: Times = False

    def shows(self, trait: Trait) -> bool:
        """Whether the next occasion shows it."""
        return bool(self._times(trait))

    def counts(self, trait: Trait) -> bool:
        """Whether it wears off by being shown."""
        times = self._times(trait)
        return not isinstance(times, bool) and times > 0

    def after(self, trait: Trait) -> Behaviour:
        """What is left after it was shown once."""
        if not self.counts(trait):
            return self
        return replace(self, **{trait.value: self._times(trait) - 1})

    def _times(self, trait: Trait) -> Times:
        times: Times = getattr(self, trait.value)
        return times


def goes_out_of_turn(*, earlier_waiting: bool, later_gone: bool) -> bool:
    """Whether a message may go while ``reorder`` is on: it overtakes one that waits, or was itself overtaken."""
    return earlier_waiting or later_gone
