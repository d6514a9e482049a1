"""Any order of cases, filing, paying, deciding, silence, time and restarts of the whole suite ends right.

Never two live cards and exactly one current; at most one open dossier for a licence; money in is the fee of an issued
(or still open) dossier, a settled fine, or refunded; nothing is stuck between two states. Read from the databases.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from services.renewals.domain.states import ENDED, ENDED_WITHOUT_CARD, HOLDS_THE_LICENCE, State
from shared.kernel.clock import MovableClock
from tests.conftest import SUNDAY_MORNING
from tests.support.suites import RunningSuite, Template, prepared
from tests.support.town import Cast, Town

pytestmark = [pytest.mark.journey, pytest.mark.slow]

PEOPLE = ("clean", "clean", "zero-fee")
MOMENTS = [timedelta(0), timedelta(seconds=10), timedelta(minutes=7), timedelta(hours=20), timedelta(days=4)]
BEGINNINGS = ("paid", "paid", "filed", "blocked", "nothing")
MOSTLY = st.sampled_from([True, True, True, False])
CASES = st.integers(1, 4)
KINDS = ["fine", "fine", "open", "points", "suspension", "settled", "cancelled"]
CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("gateway", {"double": True}),
    ("gateway", {"silent": True}),
    ("gateway", {"silent": False}),
    ("gateway", {"reorder": True}),
    ("gateway", {"fail": 2}),
    ("gateway", {"lose_answer": 1}),
    ("police", {"silent": True}),
    ("police", {"silent": False}),
    ("suite", {"started": "again"}),
    ("suite", {"started": "again"}),
]
TRANSIENT = {State.SUBMITTED, State.CHECKING, State.APPROVED, State.ISSUING, State.ISSUED}
A_WHILE = timedelta(minutes=6)
LONGER_THAN_ANY_DEADLINE = timedelta(days=32)


class Interleavings(RuleBasedStateMachine):
    """One citizen with one licence, up to four cases, a gateway in all moods."""

    template: ClassVar[Template]
    casts: ClassVar[Mapping[str, Cast]]
    folders: ClassVar[Iterator[Path]]

    @initialize(who=st.sampled_from(PEOPLE), begun=st.sampled_from(BEGINNINGS))
    def begin(self, who: str, begun: str) -> None:
        self.town = Town(self.template, next(self.folders), self.casts[who])
        self.evidence = self.town.evidence
        if begun == "blocked":
            self.push(1, "fine", stale=False)
        if begun != "nothing":
            self.file()
        if begun == "paid" and who == "clean":
            self.order_fee(pays=True)
            self.town.settle()

    def last(self) -> dict[str, Any]:
        """The newest dossier."""
        return self.evidence.applications()[-1]

    def stands(self, *states: State) -> bool:
        """Whether there is a dossier, and the newest one is in one of these states."""
        found = self.evidence.applications()
        return bool(found) and State(found[-1]["state"]) in states

    @rule(number=CASES, kind=st.sampled_from(KINDS), stale=st.booleans())
    def push(self, number: int, kind: str, *, stale: bool) -> None:
        assert self.town.push(number, kind, stale=stale).status_code in ({200, 201, 409} if stale else {200, 201})

    @rule(pays=MOSTLY)
    def order_fines(self, *, pays: bool) -> None:
        for block in self.town.standing()["blocking"]:
            order = self.town.order(kind="fine", case_id=block["case_id"]) if block["amount_vnd"] else None
            if order is not None and pays:
                self.town.pay(order)

    @precondition(lambda self: not self.stands(*set(State) - ENDED))
    @rule()
    def file(self) -> None:
        assert self.town.file().status_code in {201, 409}  # 409: the fee of the last one is still being delivered

    @precondition(lambda self: self.stands(State.AWAITING_PAYMENT, State.UNDER_REVIEW))
    @rule(pays=MOSTLY)
    def order_fee(self, *, pays: bool) -> None:
        order = self.town.order(kind="fee", application_id=self.last()["id"])
        if order is not None and pays:
            self.town.pay(order)

    @precondition(lambda self: bool(self.evidence.orders()))
    @rule(data=st.data())
    def pay_some_order(self, data: st.DataObject) -> None:
        self.town.pay(data.draw(st.sampled_from(sorted(self.evidence.orders()))))

    @precondition(lambda self: any(order["paid_at"] for order in self.evidence.orders().values()))
    @rule()
    def tell_of_all_payments_again(self) -> None:
        for order in self.evidence.orders().values():
            if order["paid_at"] is not None:
                self.town.notify(order)

    @rule(change=st.sampled_from(CHANGES))
    def something_changes(self, change: tuple[str, dict[str, Any]]) -> None:
        part, traits = change
        if part == "suite":
            self.town.start()
        else:
            self.town.tell(part, **traits)

    @precondition(lambda self: self.stands(State.UNDER_REVIEW))
    @rule()
    def approve(self) -> None:
        assert self.town.decide(self.last(), "approve").status_code in {200, 409}  # 409: not paid for

    @precondition(lambda self: self.stands(State.UNDER_REVIEW))
    @rule(order=st.sampled_from([("refuse", "false-declaration"), ("request_supplement", "photo")]))
    def decide_otherwise(self, order: tuple[str, str]) -> None:
        assert self.town.decide(self.last(), *order).status_code in {200, 409}  # 409: a second supplement

    @precondition(lambda self: self.stands(*set(State) - ENDED))
    @rule()
    def withdraw(self) -> None:
        assert self.town.withdraw(self.last()).status_code in {200, 409}

    @rule(passes=st.sampled_from(MOMENTS))
    def time_passes(self, passes: timedelta) -> None:
        self.town.settle(passes)

    @invariant()
    def cards_are_as_they_must_be(self) -> None:
        assert self.evidence.cards_at_fault() == []
        issued = [row["application_id"] for row in self.evidence.issuances()]
        assert len(issued) == len(set(issued))

    @invariant()
    def one_open_dossier_for_a_licence(self) -> None:
        holding = [row["licence_id"] for row in self.evidence.applications() if row["state"] in HOLDS_THE_LICENCE]
        assert len(holding) == len(set(holding))

    def teardown(self) -> None:
        """Everybody behaves, the suite is started again, and time passes: what was promised has happened."""
        try:
            self.town.behave()
            self.town.start()
            self.town.settle(A_WHILE)
            self.town.settle(A_WHILE)
            nothing_is_stuck(self.town)
            points_are_in_bounds(self.town)
            self.town.settle(LONGER_THAN_ANY_DEADLINE)
            self.town.settle(A_WHILE)
            nothing_is_stuck(self.town)
            money_is_where_it_belongs(self.town)
            assert self.evidence.broken_chains() == []
        finally:
            self.town.close()


def nothing_is_stuck(town: Town) -> None:
    """No dossier is between two states that only the suite itself moves it through."""
    for row in town.evidence.applications():
        assert row["state"] not in TRANSIENT, row


def points_are_in_bounds(town: Town) -> None:
    """Nobody has fewer than no points or more than twelve."""
    parts = [part for part in town.standing()["parts"].values() if part is not None]
    assert all(0 <= part["points"] <= 12 for part in parts)


def money_is_where_it_belongs(town: Town) -> None:
    """Every đồng paid is a fee of a dossier that lives or was issued, a fine passed on, or back with the payer."""
    dossiers = {row["id"]: row for row in town.evidence.applications()}
    payments = {row["id"]: row for row in town.evidence.payments()}
    settled = {row["payment_id"]: row["amount_vnd"] for row in town.evidence.settlements()}
    for order_id, order in town.evidence.orders().items():
        payment = payments[order_id]
        if order["paid_at"] is None:
            assert payment["paid_at"] is None
        elif order["refunded"]:
            assert payment["state"] == "refunded", payment
            assert order_id not in settled
        elif payment["kind"] == "fine":
            assert payment["state"] == "settled", payment
            assert settled[order_id] == order["amount_vnd"]
        else:
            assert payment["state"] == "paid", payment
            dossier = dossiers[payment["application_id"]]
            assert dossier["fee"]["payment_id"] == order_id
            assert dossier["state"] not in ENDED_WITHOUT_CARD
    issued = {row["application_id"] for row in town.evidence.issuances()}
    assert issued == {row["id"] for row in dossiers.values() if row["state"] == State.DELIVERED}
    for row in dossiers.values():
        owed = row["fee"]["amount_vnd"] if row["fee"] and row["id"] in issued else 0
        assert owed == 0 or row["fee"]["payment_id"] is not None, "a card without its fee"


def test_any_interleaving_ends_right(sqlite_world: Template, tmp_path_factory: pytest.TempPathFactory) -> None:
    def log_in(suite: RunningSuite) -> dict[str, Cast]:
        return {who: Cast.of(suite, who) for who in set(PEOPLE)}

    folder = tmp_path_factory.mktemp("interleavings")
    with prepared(sqlite_world, folder, MovableClock(SUNDAY_MORNING), log_in) as (template, casts):
        here = {
            "template": template,
            "casts": casts,
            "folders": (folder / str(number) for number in itertools.count()),
        }
        run_state_machine_as_test(
            type("Interleavings", (Interleavings,), here),
            settings=settings(
                max_examples=12,
                stateful_step_count=16,
                derandomize=True,
                database=None,
                deadline=None,
                phases=[Phase.generate],  # so few steps can be read as they are; shrinking them takes minutes
                suppress_health_check=list(HealthCheck),
            ),
        )
