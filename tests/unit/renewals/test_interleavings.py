"""Any order of paying, telling, withdrawing, deciding, cases, silence, time and sudden death ends right.

Money in is a fee kept for a card or money given back; one application, at most one card; exactly one card is current.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.renewals.domain.payments import PaymentKind, PaymentState
from services.renewals.domain.states import ENDED, ENDED_WITHOUT_CARD, State
from shared.kernel.clock import MovableClock
from shared.kernel.errors import DomainError
from tests.support.renewals import World
from tests.support.renewals_store import KilledError

MOMENTS = st.sampled_from([timedelta(seconds=5), timedelta(minutes=7), timedelta(hours=20), timedelta(days=4)])
RESTING = {*ENDED, State.UNDER_REVIEW, State.SUPPLEMENT_REQUESTED, State.AWAITING_CLEARANCE}
SERVICES = st.sampled_from(["licences", "violations", "gateway"])


class Renewals(RuleBasedStateMachine):
    """One citizen, one licence, one case, impatient everybody."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = MovableClock(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))
        self.world = World(self.clock)

    def act(self, deed: Callable[..., Any], *args: Any) -> None:
        """Try; a refusal is fine, and a killed process is simply gone."""
        with suppress(DomainError, KilledError):
            deed(*args)
        self.world.store.die_at = None

    @property
    def last(self) -> str:
        return list(self.world.store.shelf.dossiers)[-1]

    def has_filed(self) -> bool:
        return bool(self.world.store.shelf.dossiers)

    @rule(killed=st.none() | st.tuples(st.integers(0, 5), st.sampled_from(["before", "after"])))
    def file(self, killed: tuple[int, str] | None) -> None:
        self.world.store.die_at = killed
        self.act(self.world.file)

    @precondition(has_filed)
    @rule(killed=st.none() | st.tuples(st.integers(0, 2), st.sampled_from(["before", "after"])))
    def order_fee(self, killed: tuple[int, str] | None) -> None:
        self.world.store.die_at = killed
        self.act(lambda: self.world.order_fee(self.last))

    @rule()
    def order_fine(self) -> None:
        self.act(self.world.order_fine)

    @precondition(lambda self: bool(self.world.gateway.orders))
    @rule(data=st.data())
    def pay_some_order(self, data: st.DataObject) -> None:
        order = data.draw(st.sampled_from(sorted(self.world.gateway.orders)))
        self.world.gateway.pay(order)

    @precondition(lambda self: bool(self.world.gateway.notices))
    @rule(
        index=st.integers(0, 30),
        killed=st.none() | st.tuples(st.integers(0, 3), st.sampled_from(["before", "after"])),
    )
    def hear_some_notice(self, index: int, killed: tuple[int, str] | None) -> None:
        self.world.store.die_at = killed
        self.act(self.world.notify, index)

    @precondition(has_filed)
    @rule()
    def withdraw(self) -> None:
        self.act(lambda: self.world.withdraw(self.last))

    @precondition(has_filed)
    @rule(
        outcome=st.sampled_from(
            [("approve", None), ("approve", None), ("refuse", "identity-differs"), ("request_supplement", "photo")]
        ),
        killed=st.none() | st.tuples(st.integers(0, 5), st.sampled_from(["before", "after"])),
    )
    def decide(self, outcome: tuple[str, str | None], killed: tuple[int, str] | None) -> None:
        self.world.store.die_at = killed
        self.act(lambda: self.world.decide(self.last, *outcome))

    @precondition(has_filed)
    @rule()
    def supplement(self) -> None:
        self.act(lambda: self.world.supplement(self.last))

    @rule(owed=st.sampled_from([None, 5_000_000]), told=st.booleans())
    def case_changes(self, owed: int | None, told: bool) -> None:
        self.world.violations.owed = owed
        if told:
            self.world.news()

    @rule(silent=st.booleans())
    def source_changes(self, silent: bool) -> None:
        self.world.violations.silent = silent
        self.world.news(source=True)

    @rule(service=SERVICES)
    def goes_away_or_comes_back(self, service: str) -> None:
        self.world.wire.away ^= {service}

    @rule(service=SERVICES)
    def will_lose_an_answer(self, service: str) -> None:
        self.world.wire.lost.add(service)

    @rule(service=SERVICES)
    def will_die_after_a_call(self, service: str) -> None:
        self.world.wire.die.add(service)

    @rule(passes=MOMENTS)
    def time_passes(self, passes: timedelta) -> None:
        self.clock.move(passes)
        self.act(self.world.run_jobs)

    @invariant()
    def one_card_at_most_for_an_application_and_exactly_one_current(self) -> None:
        cards = self.world.licences.cards
        assert sum(status in {"live", "reported_lost"} for status in cards.values()) == 1
        issued = [application for application, _ in self.world.licences.issued]
        assert len(issued) == len(set(issued))

    @invariant()
    def one_open_dossier_for_a_licence(self) -> None:
        shelf = self.world.store.shelf
        assert sum(dossier.state not in ENDED for dossier in shelf.dossiers.values()) <= 1

    @invariant()
    def a_refund_is_of_money_that_came_in_and_never_of_a_card(self) -> None:
        shelf = self.world.store.shelf
        for payment in shelf.payments.values():
            order = self.world.gateway.orders.get(payment.id)
            if order is not None and order.refunded_at is not None:
                assert payment.state in {PaymentState.REFUNDING, PaymentState.REFUNDED}

    def teardown(self) -> None:
        """Everybody is back, and enough time passes: what was promised has happened."""
        world = self.world
        world.wire.away.clear()
        world.wire.lost.clear()
        world.wire.die.clear()
        for _ in range(40):
            self.clock.move(timedelta(hours=3))
            self.act(world.run_jobs)
        self._money_is_where_it_belongs()
        self._dossiers_rest()

    def _money_is_where_it_belongs(self) -> None:
        shelf = self.world.store.shelf
        credited = {d.fee.payment_id for d in shelf.dossiers.values() if d.fee is not None and d.fee.payment_id}
        for order_id, order in self.world.gateway.orders.items():
            payment = shelf.payments[order_id]
            if order.paid_at is None:
                assert not payment.money_arrived
            elif order.refunded_at is not None:
                assert payment.state is PaymentState.REFUNDED
            elif payment.kind is PaymentKind.FINE:
                assert payment.state is PaymentState.SETTLED, payment
                assert payment.id in self.world.violations.settled_ids
            else:
                assert payment.state is PaymentState.PAID, payment
                assert payment.id in credited
                assert shelf.dossiers[str(payment.application_id)].state not in ENDED_WITHOUT_CARD

    def _dossiers_rest(self) -> None:
        shelf = self.world.store.shelf
        issued = {application for application, _ in self.world.licences.issued}
        for dossier in shelf.dossiers.values():
            assert dossier.state in {
                *ENDED,
                State.UNDER_REVIEW,
                State.SUPPLEMENT_REQUESTED,
                State.AWAITING_CLEARANCE,
            }, dossier.state
            assert (dossier.id in issued) == (dossier.state is State.DELIVERED)
        if shelf.dossiers and all(dossier.state is State.WITHDRAWN for dossier in shelf.dossiers.values()):
            assert self.world.licences.cards[self.world.licences.current] == "live"


Renewals.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=25,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestInterleavings = Renewals.TestCase
