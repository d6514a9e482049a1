"""Several at once: exactly one wins, and the others are told why."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from services.renewals.application.advance import advance
from services.renewals.domain.payments import PaymentState
from services.renewals.domain.states import State
from shared.kernel.errors import Conflict, DomainError, PreconditionFailed
from tests.integration.renewals.test_api import approve, paid
from tests.support.renewals_house import FILING, RenewalsHouse

pytestmark = pytest.mark.race
CROWD = 6


def at_once(deeds: list[Callable[[], Any]]) -> list[Any]:
    """Run all, starting together; a refusal is a result."""
    gate = threading.Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        gate.wait()
        try:
            return deed()
        except DomainError as error:
            return error

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_of_many_filings_for_a_licence_one_wins(house: RenewalsHouse) -> None:
    answers = at_once([lambda n=n: house.citizen().post("/applications", FILING, key=f"k{n}") for n in range(CROWD)])
    codes = Counter((answer.status_code, answer.json.get("code")) for answer in answers)
    assert [count for (status, _), count in codes.items() if status == 201] == [1]
    assert codes[409, "application-already-open"] == CROWD - 1


def test_the_same_filing_sent_many_times_is_one(house: RenewalsHouse) -> None:
    answers = at_once([lambda: house.citizen().post("/applications", FILING, key="k1") for _ in range(CROWD)])
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert {answer.json["id"] for answer in answers if answer.status_code == 201}
    assert {answer.json["code"] for answer in answers if answer.status_code == 409} <= {"request-in-progress"}
    assert len(house.citizen().get("/applications").json["items"]) == 1


def test_of_two_decisions_one_wins(house: RenewalsHouse) -> None:
    view = paid(house)
    tag = house.officer().get(f"/applications/{view['id']}").headers["ETag"]
    officers = [house.officer(f"7b1c9f0e-0000-5000-8000-0000000000{n + 50:02d}") for n in range(CROWD)]
    answers = at_once([lambda o=o, n=n: approve(o, view["id"], tag, key=f"d{n}") for n, o in enumerate(officers)])
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * (CROWD - 1)
    assert len(house.world.licences.issued) == 1


def test_a_decision_beside_a_withdrawal_has_one_winner(house: RenewalsHouse) -> None:
    view = paid(house)
    world = house.world

    def check(version: int, seen: int = world.dossier(view["id"]).version) -> None:
        if version != seen:
            raise PreconditionFailed("precondition-failed")

    at_once([lambda: world.decide(view["id"], check_version=check), lambda: world.withdraw(view["id"])])
    house.clock.move(timedelta(minutes=1))
    house.work()
    state = world.state(view["id"])
    assert state in {State.DELIVERED, State.WITHDRAWN}
    (order,) = world.gateway.orders.values()
    assert (order.refunded_at is None) == (state is State.DELIVERED)
    assert world.licences.cards[world.licences.current] == "live"


def test_one_notification_on_many_threads_counts_once(house: RenewalsHouse) -> None:
    world = house.world
    view = world.file()
    payment = world.order_fee(view.id)
    world.gateway.pay(payment.id)
    results = at_once([lambda: world.notify(0) for _ in range(CROWD)])
    assert all(not isinstance(result, Exception) for result in results)
    assert world.state(view.id) is State.UNDER_REVIEW
    with world.store.read() as readings:
        kept = readings.payments.get(payment.id)
    assert kept is not None
    assert kept.state is PaymentState.PAID


def test_many_drivers_of_one_dossier_bring_out_one_card(house: RenewalsHouse) -> None:
    view = paid(house)
    house.world.wire.away.add("violations")
    house.world.decide(view["id"])
    house.world.wire.away.clear()
    at_once([lambda: advance(house.world.ports, view["id"]) for _ in range(CROWD)])
    assert house.world.state(view["id"]) is State.DELIVERED
    assert len(house.world.licences.issued) == 1


def test_two_orders_at_once_are_one_order(house: RenewalsHouse) -> None:
    view = house.world.file()
    results = at_once([lambda: house.world.order_fee(view.id) for _ in range(CROWD)])
    assert len({result.id for result in results if not isinstance(result, Conflict)}) == 1
