"""A licence that the system does not hold: searched on paper, entered later, gone on with; or refused and refunded."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.renewals.domain.facts import ClaimedLicence
from services.renewals.domain.payments import PaymentState
from services.renewals.domain.register_search import PaperRegister
from services.renewals.domain.states import State
from shared.kernel.errors import Conflict, Forbidden, Invalid, Unavailable
from tests.support.renewals import APPLICANT, OFFICER, World
from tests.support.renewals_neighbours import LICENCE

CLAIM = ClaimedLicence("799012345678", ("B2",), date(2015, 5, 1), "Sở Giao thông vận tải")
FIVE_MINUTES = timedelta(minutes=5, seconds=1)


@pytest.fixture
def unknown(world: World) -> str:
    """A paid dossier whose licence the register does not hold."""
    world.licences.held = False
    application_id = world.at_review(licence_id=None, claimed=CLAIM)
    assert world.dossier(application_id).outcome == "officer_review"
    return application_id


def rules(world: World, application_id: str) -> set[str]:
    return {finding.rule for finding in world.dossier(application_id).findings}


def look_later(world: World) -> None:
    world.clock.move(FIVE_MINUTES)
    world.run_jobs()


def test_found_on_paper_waits_under_its_own_name_with_the_clock_running(world: World, unknown: str) -> None:
    due = world.dossier(unknown).due_on
    view = world.search(unknown)
    assert (view.state, view.outcome) == ("under_review", "officer_review")
    assert "awaiting-registration" in rules(world, unknown)
    assert view.register_search is not None
    assert (view.register_search.result, view.register_search.agency) == ("found", "G01.79")
    assert view.register_search.registers_text.vi == "bảng kê cấp giấy phép và sổ quản lý cấp giấy phép"
    assert not view.clock.paused
    assert view.clock.due_on == due
    with pytest.raises(Conflict, match="licence-not-in-register"):
        world.decide(unknown)


def test_once_the_register_holds_it_the_dossier_goes_on_by_itself_to_a_card(world: World, unknown: str) -> None:
    world.search(unknown)
    look_later(world)
    assert world.dossier(unknown).filing.licence_id is None, "still not there"
    world.licences.held = True
    look_later(world)
    dossier = world.dossier(unknown)
    assert (dossier.state, dossier.filing.licence_id, dossier.outcome) == (State.UNDER_REVIEW, LICENCE, "reissue_now")
    assert world.licences.cards["AB000001"] == "reported_lost", "the loss is reported where the card is"
    assert not {"not-in-system", "awaiting-registration"} & rules(world, unknown)
    world.decide(unknown)
    assert world.state(unknown) is State.DELIVERED
    assert [step.event for step in world.store.shelf.timeline if step.event][-7:] == [
        "found_in_registers",
        "licence_entered",
        "rechecked",
        "approved",
        "signed",
        "card_issued",
        "delivered",
    ]


def test_without_any_search_a_licence_that_appears_is_gone_on_with_too(world: World, unknown: str) -> None:
    world.licences.held = True
    look_later(world)
    assert world.dossier(unknown).outcome == "reissue_now"


def test_what_appears_is_checked_like_any_other(world: World, unknown: str) -> None:
    world.search(unknown)
    world.licences.held = True
    world.violations.owed = 900_000
    look_later(world)
    dossier = world.dossier(unknown)
    assert (dossier.state, dossier.paused_for) == (State.AWAITING_CLEARANCE, "clearance")
    world.violations.owed = None
    look_later(world)
    assert world.state(unknown) is State.UNDER_REVIEW


def test_a_licence_that_has_run_out_long_ago_stops_and_the_fee_goes_back(world: World, unknown: str) -> None:
    world.search(unknown)
    world.licences.held = True
    world.licences.expires_on = date(2024, 1, 1)
    look_later(world)
    dossier = world.dossier(unknown)
    assert (dossier.state, dossier.end_reason) == (State.STOPPED, "exam-needed")
    world.settle()
    assert {payment.state for payment in world.store.shelf.payments.values()} == {PaymentState.REFUNDED}


def test_a_search_in_vain_is_a_signed_refusal_and_the_fee_goes_back(world: World, unknown: str) -> None:
    view = world.search(unknown, "not_found", note="Đã tra đủ sổ năm 2014 đến 2016.")
    assert (view.state, view.end_reason, view.outcome) == ("refused", "not-in-system", "not_found")
    assert view.decision is not None
    assert (view.decision.outcome, view.decision.reason_code) == ("refuse", "not-in-system")
    [decision] = world.store.shelf.decisions
    assert decision.jws
    assert "not-in-system" in {finding.rule for finding in decision.findings}
    world.settle()
    assert {payment.state for payment in world.store.shelf.payments.values()} == {PaymentState.REFUNDED}


def test_found_may_be_put_right_by_a_later_search_or_ended_by_a_refusal(world: World, unknown: str) -> None:
    world.search(unknown)
    assert world.search(unknown, registers=(PaperRegister.EXAM_RECORDS,)).state == "under_review"
    assert world.search(unknown, "not_found").state == "refused"
    world.licences.held = True
    look_later(world)
    assert world.state(unknown) is State.REFUSED, "an end is an end"


def test_an_officer_may_refuse_while_it_waits_and_the_citizen_may_withdraw(world: World, unknown: str) -> None:
    world.search(unknown)
    assert world.decide(unknown, "refuse", "not-in-system").state == "refused"
    other = world.at_review(licence_id=None, claimed=CLAIM)
    world.search(other)
    assert world.withdraw(other).state == "withdrawn"


def test_nothing_is_searched_for_that_is_there(world: World, unknown: str) -> None:
    world.licences.held = True
    with pytest.raises(Conflict, match="licence-already-in-register"):
        world.search(unknown, "not_found")
    assert world.dossier(unknown).outcome == "reissue_now", "it went on instead of being refused"
    with pytest.raises(Conflict, match="licence-already-in-register"):
        world.search(unknown)


def test_only_a_dossier_under_review_is_searched_for(world: World) -> None:
    world.licences.held = False
    view = world.file(licence_id=None, claimed=CLAIM)
    assert view.state == "awaiting_payment"
    with pytest.raises(Conflict, match="state-conflict"):
        world.search(view.id)


def test_whoever_filed_may_find_but_not_refuse(world: World, unknown: str) -> None:
    with pytest.raises(Forbidden, match="own-dossier"):
        world.search(unknown, "not_found", actor=APPLICANT)
    assert world.search(unknown, "not_found", actor=OFFICER).state == "refused"


@pytest.mark.parametrize(
    ("result", "changed", "fault"),
    [
        ("found", {"found": None}, ("/found", "required")),
        ("found", {"searched_on": date(2026, 11, 23)}, ("/searched_on", "in-the-future")),
        ("found", {"searched_on": date(2026, 11, 21)}, ("/searched_on", "date-too-early")),
        ("found", {"registers": (PaperRegister.ISSUE_BOOK,) * 2}, ("/registers/1", "repeated")),
    ],
)
def test_a_search_that_cannot_be_is_refused_with_its_pointer(
    world: World, unknown: str, result: str, changed: dict[str, object], fault: tuple[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        world.search(unknown, result, **changed)
    assert fault in {(found.pointer, found.code) for found in refused.value.faults}
    assert world.dossier(unknown).register_search is None


def test_a_register_that_is_away_leaves_everything_as_it_was(world: World, unknown: str) -> None:
    before = world.dossier(unknown)
    world.wire.away.add("licences")
    with pytest.raises(Unavailable):
        world.search(unknown, "not_found")
    look_later(world)
    assert world.dossier(unknown) == before


def test_a_licence_that_another_dossier_has_leaves_this_one_to_the_officer(world: World, unknown: str) -> None:
    world.licences.held = True
    other = world.file()
    look_later(world)
    assert world.dossier(unknown).filing.licence_id is None
    world.withdraw(other.id)
    look_later(world)
    assert world.dossier(unknown).filing.licence_id == LICENCE


def test_a_free_dossier_once_accepted_stays_free(world: World) -> None:
    world.population.level = 2
    world.licences.held = False
    view = world.file(licence_id=None, claimed=CLAIM)
    assert (view.state, view.fee.amount_vnd) == ("under_review", 0)
    world.search(view.id)
    world.population.level = 1
    world.licences.held = True
    look_later(world)
    assert world.dossier(view.id).fee_settled, "a price asked for after acceptance could never be paid"
    world.decide(view.id)
    assert world.state(view.id) is State.DELIVERED
