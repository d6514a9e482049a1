"""From approval to the card: what is lost, too late, or new on the way."""

from __future__ import annotations

from datetime import date, timedelta

from services.renewals.domain.dossier import DeliveryMethod, PauseCause
from services.renewals.domain.states import State
from shared.kernel.errors import Unavailable
from tests.support.renewals import World


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


def test_post_waits_for_the_dispatch(world: World) -> None:
    application_id = world.at_review(delivery_method=DeliveryMethod.POST, delivery_address="Số 1")
    assert world.decide(application_id).state == "issued"
