"""The straight line and its branches, on fakes: whole use cases in microseconds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from services.renewals.domain.dossier import Channel, Filer
from services.renewals.domain.payments import PaymentState
from services.renewals.domain.states import State
from shared.kernel.errors import Conflict, Forbidden, Invalid, PreconditionFailed
from tests.support.renewals import OFFICER, World


def test_a_clean_case_goes_from_filing_to_the_new_card(world: World) -> None:
    view = world.file()
    assert view.state == "awaiting_payment"
    assert view.clock.due_on is None
    assert world.licences.cards == {"AB000001": "reported_lost"}
    world.pay(world.order_fee(view.id))
    assert world.state(view.id) is State.UNDER_REVIEW
    assert world.dossier(view.id).due_on is not None
    done = world.decide(view.id)
    assert done.state == "delivered"
    assert done.result is not None
    assert world.licences.cards == {"AB000001": "superseded", done.result.card_serial: "live"}
    assert {document.kind for document in done.result.documents} == {"e-licence", "decision"}
    decision = world.store.shelf.decisions[-1]
    assert decision.jws is not None
    assert decision.in_force


def test_each_step_leaves_a_timeline_entry_an_audit_entry_and_an_event(world: World) -> None:
    application_id = world.at_review()
    world.decide(application_id)
    states = [entry.state.value for entry in world.store.shelf.timeline]
    assert states == [
        "submitted",
        "checking",
        "awaiting_payment",
        "under_review",
        "approved",
        "issuing",
        "issued",
        "delivered",
    ]
    assert [entry.portal_state for entry in world.store.shelf.timeline] == [1, 1, 6, 2, 4, 4, 9, 10]
    told = [kind for kind, subject, _ in world.store.shelf.events if subject == application_id]
    assert [f"application.{state}" for state in states] == [t for t in told if t.startswith("application.")]
    steps = [action for chain, action, _ in world.store.shelf.audit if chain == f"application:{application_id}"]
    assert len([step for step in steps if step.startswith("application.")]) == len(states)


def test_events_name_no_personal_number(world: World) -> None:
    world.decide(world.at_review())
    assert "999090000001" not in repr(world.store.shelf.events)


def test_an_unpaid_fine_blocks_and_paying_it_unblocks_without_anybody(world: World) -> None:
    world.violations.owed = 5_000_000
    view = world.file()
    assert view.state == "awaiting_clearance"
    assert view.portal_state == 1
    payment = world.order_fine()
    assert payment.amount_vnd == 5_000_000
    world.pay(payment)
    assert world.store.shelf.payments[payment.id].state is PaymentState.SETTLED
    world.news()
    world.run_jobs()
    assert world.state(view.id) is State.AWAITING_PAYMENT


def test_a_missed_event_is_made_good_by_looking_again(world: World) -> None:
    world.violations.owed = 5_000_000
    view = world.file()
    world.violations.owed = None
    world.settle(rounds=3)
    assert world.state(view.id) is State.AWAITING_PAYMENT


def test_a_bar_that_stays_stops_the_dossier_after_thirty_days(world: World) -> None:
    world.violations.owed = 5_000_000
    view = world.file()
    world.settle(rounds=4, step=timedelta(days=7))
    assert world.state(view.id) is State.AWAITING_CLEARANCE
    world.settle(rounds=2, step=timedelta(days=2))
    assert world.state(view.id) is State.STOPPED
    assert world.dossier(view.id).end_reason == "clearance-expired"


@pytest.mark.parametrize("how", ["silent", "away"])
def test_a_silent_source_waits_then_an_officer_takes_over(world: World, how: str) -> None:
    if how == "silent":
        world.violations.silent = True
    else:
        world.wire.away.add("violations")
    view = world.file()
    assert view.state == "awaiting_clearance"
    world.settle(rounds=1, step=timedelta(hours=30))
    assert world.state(view.id) is State.AWAITING_CLEARANCE
    world.settle(rounds=2, step=timedelta(days=2))
    assert world.state(view.id) is State.UNDER_REVIEW
    dossier = world.dossier(view.id)
    assert any("source-silent" in finding.rule for finding in dossier.findings)
    with pytest.raises(Conflict, match="fee-not-paid"):
        world.decide(view.id)
    world.pay(world.order_fee(view.id))
    assert world.dossier(view.id).accepted_at is not None
    world.wire.away.clear()
    assert world.decide(view.id).state == "delivered"


def test_a_source_that_comes_back_lets_the_dossier_go_on(world: World) -> None:
    world.violations.silent = True
    view = world.file()
    world.violations.silent = False
    world.news(source=True)
    world.run_jobs()
    world.run_jobs()
    assert world.state(view.id) is State.AWAITING_PAYMENT


def test_a_refusal_names_its_reason_and_gives_the_fee_back(world: World) -> None:
    application_id = world.at_review()
    with pytest.raises(Invalid):
        world.decide(application_id, "refuse")
    with pytest.raises(Invalid):
        world.decide(application_id, "refuse", "because")
    view = world.decide(application_id, "refuse", "identity-differs")
    assert (view.state, view.portal_state) == ("refused", 8)
    assert view.decision is not None
    assert view.decision.reason is not None
    world.settle(rounds=1)
    (order,) = world.gateway.orders.values()
    assert order.refunded_at is not None
    assert [t for t, _, _ in world.store.shelf.events].count("payment.refunded") == 1


def test_withdrawal_gives_fee_and_old_card_back(world: World) -> None:
    application_id = world.at_review()
    assert world.withdraw(application_id).state == "withdrawn"
    assert world.withdraw(application_id).state == "withdrawn"
    world.settle(rounds=2)
    assert world.licences.cards == {"AB000001": "live"}
    (order,) = world.gateway.orders.values()
    assert order.refunded_at is not None
    assert world.file().state == "awaiting_payment"


def test_withdrawal_survives_a_register_that_is_away(world: World) -> None:
    view = world.file()
    world.wire.away.add("licences")
    assert world.withdraw(view.id).state == "withdrawn"
    assert world.licences.cards == {"AB000001": "reported_lost"}
    world.wire.away.clear()
    world.settle(rounds=2)
    assert world.licences.cards == {"AB000001": "live"}


def test_an_officer_does_not_decide_on_what_he_filed(world: World) -> None:
    application_id = world.at_review(channel=Channel.COUNTER, filed_by=Filer("officer", OFFICER.subject, "G01.79"))
    with pytest.raises(Forbidden, match="own-dossier"):
        world.decide(application_id)
    other = replace(OFFICER, subject="7b1c9f0e-0000-5000-8000-0000000000f2")
    assert world.decide(application_id, actor=other).state == "delivered"


def test_a_supplement_pauses_the_clock_and_a_second_one_counts_as_late(world: World) -> None:
    application_id = world.at_review()
    due = world.dossier(application_id).due_on
    view = world.decide(application_id, "request_supplement", "photo")
    assert (view.state, view.clock.paused_for, view.clock.due_on) == ("supplement_requested", "supplement", None)
    world.clock.move(timedelta(days=7))
    assert world.supplement(application_id).state == "under_review"
    after = world.dossier(application_id).due_on
    assert due is not None
    assert after is not None
    assert after > due
    second = world.decide(application_id, "request_supplement", "photo")
    assert (second.clock.late, second.clock.late_for, second.clock.late_by) == (True, "second_supplement", 0)
    assert world.supplement(application_id).clock.late
    with pytest.raises(Conflict, match="supplement-already-requested"):
        world.decide(application_id, "request_supplement", "photo")


def test_a_supplement_that_never_comes_stops_the_dossier(world: World) -> None:
    application_id = world.at_review()
    world.decide(application_id, "request_supplement", "photo")
    world.settle(rounds=2, step=timedelta(days=16))
    assert world.state(application_id) is State.STOPPED
    world.settle(rounds=1)
    assert all(order.refunded_at for order in world.gateway.orders.values())


def test_of_two_decisions_the_second_sees_another_version(world: World) -> None:
    application_id = world.at_review()
    seen = world.dossier(application_id).version

    def check(version: int) -> None:
        if version != seen:
            raise PreconditionFailed("precondition-failed")

    world.decide(application_id, check_version=check)
    with pytest.raises(PreconditionFailed):
        world.decide(application_id, "refuse", "identity-differs", check_version=check)
