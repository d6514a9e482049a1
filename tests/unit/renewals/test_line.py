"""The straight line and its branches, on fakes: whole use cases in microseconds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.renewals.domain.dossier import Channel, DeliveryMethod, Filer, PauseCause
from services.renewals.domain.payments import PaymentState
from services.renewals.domain.states import State
from shared.kernel.clock import MovableClock
from shared.kernel.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed, Unavailable
from tests.support.renewals import APPLICANT, OFFICER, World
from tests.support.renewals_neighbours import CASE


@pytest.fixture
def world(clock: MovableClock) -> World:
    return World(clock)


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


def test_zero_fee_needs_no_order(world: World) -> None:
    world.population.level = 2
    view = world.file()
    assert view.state == "under_review"
    assert view.fee is not None
    assert view.fee.amount_vnd == 0
    with pytest.raises(Conflict, match="state-conflict"):
        world.order_fee(view.id)


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


def test_one_open_application_per_licence(world: World) -> None:
    world.file()
    with pytest.raises(Conflict, match="application-already-open"):
        world.file()


def test_a_case_between_approval_and_issue_voids_the_decision(world: World) -> None:
    application_id = world.at_review()
    world.wire.away.add("violations")
    assert world.decide(application_id).state == "issuing"
    world.violations.owed = 1_000_000
    world.wire.away.clear()
    world.settle(rounds=1)
    dossier = world.dossier(application_id)
    assert dossier.state is State.AWAITING_CLEARANCE
    assert dossier.paused_for is PauseCause.CLEARANCE
    assert not world.store.shelf.decisions[-1].in_force
    assert "decision.voided" in [kind for kind, _, _ in world.store.shelf.events]
    world.violations.owed = None
    world.settle(rounds=3)
    assert world.state(application_id) is State.UNDER_REVIEW
    assert world.decide(application_id).state == "delivered"
    assert len(world.licences.issued) == 1


def test_an_answer_lost_on_the_way_leads_to_one_card_only(world: World) -> None:
    application_id = world.at_review()
    world.wire.lost.add("licences")
    assert world.decide(application_id).state == "issuing"
    world.settle(rounds=2, step=timedelta(minutes=10))
    assert world.state(application_id) is State.DELIVERED
    assert len(world.licences.issued) == 1


def test_a_request_that_never_arrived_is_made_again_on_a_new_standing(world: World) -> None:
    application_id = world.at_review()
    real = world.licences.issue_card

    def away(*_args: object, **_kwargs: object) -> None:
        raise Unavailable("dependency-unavailable")

    world.licences.issue_card = away  # type: ignore[method-assign]
    assert world.decide(application_id).state == "issuing"
    world.licences.issue_card = real  # type: ignore[method-assign]
    world.settle(rounds=1, step=timedelta(hours=3))
    assert world.state(application_id) is State.DELIVERED


def test_a_card_replaced_elsewhere_brings_the_dossier_back_to_the_officer(world: World) -> None:
    application_id = world.at_review()
    real = world.licences.issue_card

    def replaced(*args: object, **kwargs: object) -> object:
        world.licences.cards = {"AB000001": "superseded", "ZZ000009": "live"}
        return real(*args, **kwargs)  # type: ignore[arg-type]

    world.licences.issue_card = replaced  # type: ignore[method-assign,assignment]
    view = world.decide(application_id)
    assert view.state == "under_review"
    assert view.findings[-1].rule == "card-not-issued"


def test_a_part_that_expires_while_waiting_is_the_officers_to_weigh(world: World) -> None:
    world.licences.expires_on = date(2026, 11, 24)
    application_id = world.at_review()
    world.clock.move(timedelta(days=3))
    view = world.decide(application_id)
    assert view.state == "under_review"
    assert "expired-while-waiting" in {finding.rule for finding in view.findings}
    assert not world.store.shelf.decisions[-1].in_force


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


def test_an_officer_does_not_decide_on_what_he_filed(world: World) -> None:
    application_id = world.at_review(channel=Channel.COUNTER, filed_by=Filer("officer", OFFICER.subject, "G01.79"))
    with pytest.raises(Forbidden, match="own-dossier"):
        world.decide(application_id)
    other = replace(OFFICER, subject="7b1c9f0e-0000-5000-8000-0000000000f2")
    assert world.decide(application_id, actor=other).state == "delivered"


def test_a_supplement_pauses_the_clock_and_is_asked_for_once(world: World) -> None:
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


def test_post_waits_for_the_dispatch(world: World) -> None:
    application_id = world.at_review(delivery_method=DeliveryMethod.POST, delivery_address="Số 1")
    assert world.decide(application_id).state == "issued"


def test_expired_for_long_needs_an_exam_and_costs_nothing(world: World) -> None:
    world.licences.expires_on = date(2024, 1, 1)
    view = world.file()
    assert (view.state, view.end_reason) == ("stopped", "exam-needed")


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"occurred_on": None}, "/occurred_on"),
        ({"occurred_on": date(2026, 12, 1)}, "/occurred_on"),
        ({"occurred_on": date(2000, 1, 1)}, "/occurred_on"),
        ({"date_of_birth": date(1985, 5, 17)}, "/applicant/citizen_id"),
        ({"delivery_method": DeliveryMethod.POST}, "/delivery/address"),
        ({"procedure": "3.000347"}, "/reason"),
        ({"procedure": "9.999999"}, "/procedure"),
    ],
)
def test_a_filing_that_cannot_be_is_refused_with_its_pointer(
    world: World, changed: dict[str, object], pointer: str
) -> None:
    with pytest.raises(Invalid) as refused:
        world.file(**changed)
    assert pointer in {fault.pointer for fault in refused.value.faults}
    assert not world.store.shelf.dossiers


def test_the_old_procedure_cannot_be_filed(world: World) -> None:
    with pytest.raises(Conflict, match="procedure-not-in-force"):
        world.file(procedure="1.002820")


def test_somebody_elses_licence_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        world.file(licence_id="019ab0a0-5c00-7000-8000-00000000dead")


def test_a_register_that_is_away_stops_filing_with_nothing_changed(world: World) -> None:
    world.wire.away.add("licences")
    with pytest.raises(Unavailable):
        world.file()
    assert not world.store.shelf.dossiers


def test_codes_count_per_agency_and_day(world: World) -> None:
    first = world.file()
    world.withdraw(first.id)
    second = world.file()
    assert (first.code, second.code) == ("G01.08-261122-000001", "G01.08-261122-000002")
    assert second.id != first.id
    assert APPLICANT.subject not in second.code
