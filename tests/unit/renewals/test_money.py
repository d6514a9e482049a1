"""Fees and fines: every order, however it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from services.renewals.domain.states import State
from shared.kernel.errors import Conflict
from tests.support.renewals import World
from tests.support.renewals_neighbours import CASE


def test_zero_fee_needs_no_order(world: World) -> None:
    world.population.level = 2
    view = world.file()
    assert view.state == "under_review"
    assert view.fee is not None
    assert view.fee.amount_vnd == 0
    with pytest.raises(Conflict, match="state-conflict"):
        world.order_fee(view.id)


def test_an_unpaid_dossier_stops_after_three_days_and_late_money_goes_back(world: World) -> None:
    view = world.file()
    payment = world.order_fee(view.id)
    world.settle(rounds=2, step=timedelta(days=2))
    assert world.state(view.id) is State.STOPPED
    assert world.dossier(view.id).end_reason == "payment-expired"
    world.pay(payment)
    world.settle(rounds=1)
    assert world.gateway.orders[payment.id].refunded_at is not None


def test_a_lost_notification_is_found_by_asking(world: World) -> None:
    view = world.file()
    payment = world.order_fee(view.id)
    world.gateway.pay(payment.id)
    world.settle(rounds=2, step=timedelta(minutes=1))
    assert world.state(view.id) is State.UNDER_REVIEW


def test_a_notification_counts_once_however_often_it_comes(world: World) -> None:
    application_id = world.at_review()
    for _ in range(3):
        world.notify(0)
    assert [t for t, _, _ in world.store.shelf.events].count("payment.received") == 1
    assert world.state(application_id) is State.UNDER_REVIEW


def test_two_orders_paid_keep_one_and_give_one_back(world: World) -> None:
    view = world.file()
    first = world.order_fee(view.id)
    again = world.order_fee(view.id)
    assert first.id == again.id
    shelf = world.store.shelf
    shelf.payments[first.id] = replace(shelf.payments[first.id], amount_vnd=99_000)
    world.gateway.orders[first.id] = replace(world.gateway.orders[first.id], amount_vnd=99_000)
    second = world.order_fee(view.id)
    assert second.id != first.id
    world.pay(second)
    world.pay(first)
    world.settle(rounds=1)
    assert world.gateway.orders[second.id].refunded_at is None
    assert world.gateway.orders[first.id].refunded_at is not None


def test_a_fine_that_is_not_the_citizens_is_not_found(world: World) -> None:
    with pytest.raises(Conflict, match="fine-not-due"):
        world.order_fine()
    world.violations.owed = 1
    payment = world.order_fine()
    assert payment.case_id == CASE


def test_a_fine_settled_elsewhere_meanwhile_goes_back(world: World) -> None:
    world.violations.owed = 5_000_000
    payment = world.order_fine()
    world.violations.owed = None
    world.pay(payment)
    world.settle(rounds=1)
    assert world.gateway.orders[payment.id].refunded_at is not None
