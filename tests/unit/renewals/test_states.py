"""Properties of the table of states: nothing is unreachable, nothing is a dead end, no deadline lacks a way out."""

from __future__ import annotations

from collections import Counter

import pytest

from services.renewals.domain.decisions import MOVES, REFUSAL_REASONS, SUPPLEMENT_REASONS, reason_words
from services.renewals.domain.ends import END_REASONS, STEP_WORDS
from services.renewals.domain.portal_states import PORTAL_STATES, portal_milestone, portal_state
from services.renewals.domain.states import (
    ENDED,
    ENDED_WITHOUT_CARD,
    HOLDS_THE_LICENCE,
    TRANSITIONS,
    Event,
    Guard,
    State,
    Who,
    transition,
)
from shared.kernel.errors import Conflict


def _reach(start: set[State], *, backwards: bool = False) -> set[State]:
    reached = set(start)
    while True:
        pairs = ((row.next, row.state) if backwards else (row.state, row.next) for row in TRANSITIONS)
        more = {there for here, there in pairs if here in reached} - reached
        if not more:
            return reached
        reached |= more


def test_every_state_is_reached_from_filing() -> None:
    assert _reach({State.SUBMITTED}) == set(State)


def test_every_state_leads_to_an_end() -> None:
    assert _reach(set(ENDED), backwards=True) == set(State)


def test_an_end_is_an_end_and_only_ends_are() -> None:
    left = {row.state for row in TRANSITIONS}
    assert left == set(State) - ENDED


def test_a_state_and_an_event_name_one_row() -> None:
    counted = Counter((row.state, row.event) for row in TRANSITIONS)
    assert set(counted.values()) == {1}


def test_what_waits_for_a_person_can_also_end_without_one_or_by_an_officer() -> None:
    for state in set(State) - ENDED:
        doers = {who for row in TRANSITIONS if row.state is state for who in row.who}
        assert doers & {Who.CLOCK, Who.OFFICER}, state


def test_a_citizen_may_withdraw_until_issuing_and_not_after() -> None:
    free = {row.state for row in TRANSITIONS if row.event is Event.WITHDRAWN}
    assert free == set(State) - ENDED - {State.ISSUING, State.ISSUED}


def test_a_deadline_is_the_clocks() -> None:
    for row in TRANSITIONS:
        if row.guard is Guard.DEADLINE_PASSED:
            assert row.who == {Who.CLOCK}


def test_only_an_officer_decides_and_nobody_decides_from_elsewhere() -> None:
    for event in MOVES.values():
        rows = [row for row in TRANSITIONS if row.event is event]
        assert [(row.state, row.who) for row in rows] == [(State.UNDER_REVIEW, {Who.OFFICER})]
    with pytest.raises(Conflict):
        transition(State.CHECKING, Event.APPROVED, Who.OFFICER)
    with pytest.raises(Conflict):
        transition(State.UNDER_REVIEW, Event.APPROVED, Who.CITIZEN)


def test_a_card_comes_of_issuing_only() -> None:
    assert [row.state for row in TRANSITIONS if row.event is Event.CARD_ISSUED] == [State.ISSUING]
    assert not ENDED_WITHOUT_CARD & _reach({State.ISSUED})


def test_a_licence_is_held_from_filing_to_issue() -> None:
    assert State.ISSUED not in HOLDS_THE_LICENCE
    assert State.ISSUING in HOLDS_THE_LICENCE
    assert not HOLDS_THE_LICENCE & ENDED


def test_every_state_has_its_portal_code_and_acceptance_is_told_once() -> None:
    for state in State:
        for accepted in (False, True):
            assert portal_state(state, accepted=accepted) in PORTAL_STATES
    assert portal_milestone(Event.ACCEPTED, State.UNDER_REVIEW, accepted=True) == 2
    assert portal_state(State.UNDER_REVIEW, accepted=True) == 4
    assert portal_state(State.REFUSED, accepted=False) == 3
    assert portal_state(State.REFUSED, accepted=True) == 8
    assert portal_state(State.AWAITING_CLEARANCE, accepted=False) == 1


def test_every_step_and_every_code_has_words_in_both_languages() -> None:
    assert set(STEP_WORDS) == set(Event)
    for words in [*STEP_WORDS.values(), *END_REASONS.values(), *REFUSAL_REASONS.values()]:
        assert words.vi
        assert words.en
        assert words.vi != words.en
    for code in [*REFUSAL_REASONS, *SUPPLEMENT_REASONS]:
        assert reason_words(code)
