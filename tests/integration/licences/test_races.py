"""Two at once on one licence: exactly one wins, and the register is whole afterwards."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

import pytest

from services.licences.application.issuing import IssueOutcome
from services.licences.application.losing import LossOutcome, withdraw_loss
from services.licences.domain.loss import LossStatus
from shared.kernel.errors import Conflict
from tests.integration.licences.test_register import issue, lose
from tests.support.licences import CITIZEN, RENEWALS, Register, a_record, an_order


def race(*acts: Any) -> list[Any]:
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(index: int, act: Any) -> None:
        barrier.wait()
        try:
            results[index] = act()
        except Conflict as refusal:
            results[index] = refusal.code

    threads = [threading.Thread(target=run, args=(index, act)) for index, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_two_issuances_exactly_one_wins(register: Register) -> None:
    licence = register.seed()
    results = race(*(lambda: issue(register, licence.id, an_order()) for _ in range(6)))
    winners = [result for result in results if isinstance(result, IssueOutcome)]
    assert len(winners) == 1
    assert [result for result in results if result not in winners] == ["card-not-current"] * 5
    assert register.licence().card.serial == winners[0].card.serial


def test_one_application_raced_gets_one_card(register: Register) -> None:
    licence = register.seed()
    order = an_order()
    results = race(*(lambda: issue(register, licence.id, order) for _ in range(4)))
    assert {result.card.serial for result in results} == {"VN000001"}
    assert sorted(result.fresh for result in results) == [False, False, False, True]


def test_a_report_of_loss_beside_an_issuance(register: Register) -> None:
    licence = register.seed()
    results = race(lambda: issue(register, licence.id, an_order()), lambda: lose(register, licence.id))
    assert isinstance(results[0], IssueOutcome)
    seen = register.licence()
    # Either the report came first and was closed by the reissue, or it is about the new card.
    assert (seen.card.serial, seen.card.status) in {("VN000001", "live"), ("VN000001", "reported_lost")}
    assert (seen.loss_report_id is None) == (seen.card.status == "live")


@pytest.mark.parametrize("turn", range(6))
def test_a_card_found_beside_an_issuance(register: Register, turn: int) -> None:
    licence = register.seed()
    report = lose(register, licence.id).report
    find = partial(
        withdraw_loss,
        licence_id=licence.id,
        report_id=report.id,
        of_citizen=CITIZEN,
        begin=register.database.begin,
        actor=RENEWALS,
    )
    acts = [find, lambda: issue(register, licence.id, an_order())]
    results = race(*(acts if turn % 2 else reversed(acts)))
    found = next(result for result in results if not isinstance(result, IssueOutcome))
    seen, history = register.licence(), register.reading.history(licence.id)
    assert (seen.card.serial, seen.card.status, seen.loss_report_id) == ("VN000001", "live", None)
    # Either the card was live again for an instant and then superseded, or it was too late to find it.
    expected = LossStatus.CLOSED if found == "new-card-issued" else LossStatus.WITHDRAWN
    assert [loss.status for loss in history.loss_reports] == [expected]
    assert isinstance(found, LossOutcome) or found == "new-card-issued"


def test_issuances_of_many_licences_never_share_a_serial(register: Register) -> None:
    register.seed()
    for number in range(2, 8):
        register.load_licences(a_record(f"79019000000{number}"))
    seen = [register.licence(f"79019000000{number}") for number in range(1, 8)]
    results = race(*(lambda one=one: issue(register, one.id, an_order(one.card.serial)) for one in seen))
    assert sorted(result.card.serial for result in results) == [f"VN00000{number}" for number in range(1, 8)]
