"""The life of a dossier (hồ sơ) as one table: from where, on what, under which guard, by whom, to where.

Nothing else in the service names a successor state. The properties of the table (every state reachable, none a dead
end, each deadline with a way out) are tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shared.kernel.errors import Conflict


class State(StrEnum):
    """Where a dossier stands; the names are part of the outside contract."""

    SUBMITTED = "submitted"
    CHECKING = "checking"
    AWAITING_CLEARANCE = "awaiting_clearance"
    AWAITING_PAYMENT = "awaiting_payment"
    UNDER_REVIEW = "under_review"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    APPROVED = "approved"
    ISSUING = "issuing"
    ISSUED = "issued"
    DELIVERED = "delivered"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    REFUSED = "refused"


class Event(StrEnum):
    """What moves a dossier, in the past tense."""

    TAKEN_UP = "taken_up"
    FOUND_UNCLEAR = "found_unclear"
    FEE_FALLEN_DUE = "fee_fallen_due"
    ACCEPTED = "accepted"
    CLEARED = "cleared"
    RECHECKED = "rechecked"
    SOURCE_STAYED_SILENT = "source_stayed_silent"
    BARRED = "barred"
    REFUSED_BY_RULE = "refused_by_rule"
    CLEARANCE_EXPIRED = "clearance_expired"
    PAYMENT_EXPIRED = "payment_expired"
    FOUND_IN_REGISTERS = "found_in_registers"
    NOT_IN_REGISTERS = "not_in_registers"
    LICENCE_ENTERED = "licence_entered"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    SUPPLEMENT_RECEIVED = "supplement_received"
    SUPPLEMENT_EXPIRED = "supplement_expired"
    APPROVED = "approved"
    REFUSED = "refused"
    SIGNED = "signed"
    BLOCKED_AT_ISSUE = "blocked_at_issue"
    REVIEW_NEEDED_AT_ISSUE = "review_needed_at_issue"
    EXAM_NEEDED_AT_ISSUE = "exam_needed_at_issue"
    CARD_ISSUED = "card_issued"
    DELIVERED = "delivered"
    WITHDRAWN = "withdrawn"


class Who(StrEnum):
    """Whose act it is. ``clock`` is time passing or news arriving: nobody's hand."""

    CITIZEN = "citizen"
    OFFICER = "officer"
    CLOCK = "clock"


class Guard(StrEnum):
    """The condition under which a row holds; the deciding code names it when it moves a dossier."""

    ALWAYS = "always"
    FEE_PAID_OR_NONE = "fee_paid_or_none"
    ALREADY_ACCEPTED = "already_accepted"
    DEADLINE_PASSED = "deadline_passed"
    SUPPLEMENTS_LEFT = "supplements_left"
    LAST_STANDING_CLEAR = "last_standing_clear"
    LICENCE_UNKNOWN = "licence_unknown"
    LICENCE_APPEARED = "licence_appeared"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table."""

    state: State
    event: Event
    guard: Guard
    who: frozenset[Who]
    next: State


_CLOCK = frozenset({Who.CLOCK})
_OFFICER = frozenset({Who.OFFICER})
_FILER = frozenset({Who.CITIZEN, Who.OFFICER})

_S, _E, _G = State, Event, Guard

TRANSITIONS: tuple[Transition, ...] = tuple(
    Transition(*row)
    for row in (
        (_S.SUBMITTED, _E.TAKEN_UP, _G.ALWAYS, _CLOCK, _S.CHECKING),
        (_S.CHECKING, _E.FOUND_UNCLEAR, _G.ALWAYS, _CLOCK, _S.AWAITING_CLEARANCE),
        (_S.CHECKING, _E.FEE_FALLEN_DUE, _G.ALWAYS, _CLOCK, _S.AWAITING_PAYMENT),
        (_S.CHECKING, _E.ACCEPTED, _G.FEE_PAID_OR_NONE, _CLOCK, _S.UNDER_REVIEW),
        (_S.CHECKING, _E.RECHECKED, _G.ALREADY_ACCEPTED, _CLOCK, _S.UNDER_REVIEW),
        (_S.CHECKING, _E.BARRED, _G.ALWAYS, _CLOCK, _S.STOPPED),
        (_S.CHECKING, _E.REFUSED_BY_RULE, _G.ALWAYS, _CLOCK, _S.REFUSED),
        (_S.AWAITING_CLEARANCE, _E.FEE_FALLEN_DUE, _G.ALWAYS, _CLOCK, _S.AWAITING_PAYMENT),
        (_S.AWAITING_CLEARANCE, _E.ACCEPTED, _G.FEE_PAID_OR_NONE, _CLOCK, _S.UNDER_REVIEW),
        (_S.AWAITING_CLEARANCE, _E.CLEARED, _G.ALREADY_ACCEPTED, _CLOCK, _S.UNDER_REVIEW),
        (_S.AWAITING_CLEARANCE, _E.SOURCE_STAYED_SILENT, _G.DEADLINE_PASSED, _CLOCK, _S.UNDER_REVIEW),
        (_S.AWAITING_CLEARANCE, _E.BARRED, _G.ALWAYS, _CLOCK, _S.STOPPED),
        (_S.AWAITING_CLEARANCE, _E.REFUSED_BY_RULE, _G.ALWAYS, _CLOCK, _S.REFUSED),
        (_S.AWAITING_CLEARANCE, _E.CLEARANCE_EXPIRED, _G.DEADLINE_PASSED, _CLOCK, _S.STOPPED),
        (_S.AWAITING_PAYMENT, _E.ACCEPTED, _G.FEE_PAID_OR_NONE, _CLOCK, _S.UNDER_REVIEW),
        (_S.AWAITING_PAYMENT, _E.PAYMENT_EXPIRED, _G.DEADLINE_PASSED, _CLOCK, _S.STOPPED),
        (_S.UNDER_REVIEW, _E.APPROVED, _G.ALWAYS, _OFFICER, _S.APPROVED),
        (_S.UNDER_REVIEW, _E.REFUSED, _G.ALWAYS, _OFFICER, _S.REFUSED),
        (_S.UNDER_REVIEW, _E.FOUND_IN_REGISTERS, _G.LICENCE_UNKNOWN, _OFFICER, _S.UNDER_REVIEW),
        (_S.UNDER_REVIEW, _E.NOT_IN_REGISTERS, _G.LICENCE_UNKNOWN, _OFFICER, _S.REFUSED),
        (_S.UNDER_REVIEW, _E.LICENCE_ENTERED, _G.LICENCE_APPEARED, _CLOCK, _S.CHECKING),
        (_S.UNDER_REVIEW, _E.SUPPLEMENT_REQUESTED, _G.SUPPLEMENTS_LEFT, _OFFICER, _S.SUPPLEMENT_REQUESTED),
        (_S.SUPPLEMENT_REQUESTED, _E.SUPPLEMENT_RECEIVED, _G.ALWAYS, _FILER, _S.UNDER_REVIEW),
        (_S.SUPPLEMENT_REQUESTED, _E.SUPPLEMENT_EXPIRED, _G.DEADLINE_PASSED, _CLOCK, _S.STOPPED),
        (_S.APPROVED, _E.SIGNED, _G.ALWAYS, _CLOCK, _S.ISSUING),
        (_S.ISSUING, _E.BLOCKED_AT_ISSUE, _G.ALWAYS, _CLOCK, _S.AWAITING_CLEARANCE),
        (_S.ISSUING, _E.REVIEW_NEEDED_AT_ISSUE, _G.ALWAYS, _CLOCK, _S.UNDER_REVIEW),
        (_S.ISSUING, _E.EXAM_NEEDED_AT_ISSUE, _G.ALWAYS, _CLOCK, _S.STOPPED),
        (_S.ISSUING, _E.CARD_ISSUED, _G.LAST_STANDING_CLEAR, _CLOCK, _S.ISSUED),
        (_S.ISSUED, _E.DELIVERED, _G.ALWAYS, _CLOCK | _OFFICER, _S.DELIVERED),
        *(
            (state, _E.WITHDRAWN, _G.ALWAYS, _FILER, _S.WITHDRAWN)
            for state in (
                _S.SUBMITTED,
                _S.CHECKING,
                _S.AWAITING_CLEARANCE,
                _S.AWAITING_PAYMENT,
                _S.UNDER_REVIEW,
                _S.SUPPLEMENT_REQUESTED,
                _S.APPROVED,
            )
        ),
    )
)

_BY_STATE_AND_EVENT = {(row.state, row.event): row for row in TRANSITIONS}

ENDED = frozenset({State.DELIVERED, State.WITHDRAWN, State.STOPPED, State.REFUSED})
"""Nothing moves a dossier out of these."""

ENDED_WITHOUT_CARD = frozenset({State.WITHDRAWN, State.STOPPED, State.REFUSED})
"""Ended with nothing to show for the fee: it goes back."""

HOLDS_THE_LICENCE = frozenset(State) - ENDED - {State.ISSUED}
"""While a dossier is in one of these no other may be opened for the same licence."""

CLOCK_MAY_RUN = HOLDS_THE_LICENCE - {State.SUBMITTED, State.AWAITING_PAYMENT}
"""Accepted or able to be: the time limit runs, or stands still for a pause."""


def transition(state: State, event: Event, who: Who) -> Transition:
    """The row that applies. Raises Conflict ``state-conflict`` if the table has none for this state, event and doer."""
    row = _BY_STATE_AND_EVENT.get((state, event))
    if row is None or who not in row.who:
        raise Conflict("state-conflict", state=state.value, event=event.value)
    return row
