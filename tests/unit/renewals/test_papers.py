"""Papers of a dossier: when there are some, what they say, and that each is made once."""

from __future__ import annotations

import json

import pytest

from services.renewals.application.papers import content_of, make_papers, show_paper
from services.renewals.domain.amounts import in_words
from services.renewals.domain.papers import PaperKind
from shared.kernel.errors import NotFound
from tests.support.renewals import World
from tests.support.renewals_neighbours import CITIZEN


def text_of(world: World, application_id: str, kind: PaperKind) -> dict[str, str]:
    paper, whose = show_paper(world.ports, application_id, kind, of_citizen=CITIZEN)
    assert whose == CITIZEN
    found = json.loads(content_of(world.ports, paper))
    assert found[0] == kind
    text: dict[str, str] = found[1]
    return text


def test_there_is_no_paper_before_the_dossier_is_accepted(world: World) -> None:
    view = world.file()
    assert view.papers == ()
    for kind in PaperKind:
        with pytest.raises(NotFound, match="paper-not-ready"):
            show_paper(world.ports, view.id, kind, of_citizen=CITIZEN)
    make_papers(world.ports, view.id)
    assert world.store.shelf.papers == {}


def test_the_acknowledgement_says_what_was_taken_in_and_when_it_will_be_done(world: World) -> None:
    application_id = world.at_review()
    text = text_of(world, application_id, PaperKind.ACKNOWLEDGEMENT)
    dossier = world.dossier(application_id)
    assert dossier.due_on is not None
    assert text["code"] == dossier.code
    assert text["due_on"] == f"17:00 ngày {dossier.due_on:%d/%m/%Y}"
    assert text["time_limit"] == f"{dossier.working_days:02d} ngày làm việc"
    assert text["fee"].endswith("đồng, đã nộp")
    assert text["reason"] == "Bị cháy"
    assert text["submitted_at"] == "09:00 ngày 22/11/2026"
    assert text["date_in_words"] == "ngày 22 tháng 11 năm 2026"


def test_the_receipt_names_the_sum_in_words(world: World) -> None:
    text = text_of(world, world.at_review(), PaperKind.RECEIPT)
    assert text["amount"] == "115.000 đồng (một trăm mười lăm nghìn đồng)"
    assert text["payment_id"] in world.store.shelf.payments


def test_papers_promised_at_acceptance_are_made_by_their_job_and_only_once(world: World) -> None:
    application_id = world.at_review()
    assert ("papers", application_id) in world.store.shelf.jobs
    make_papers(world.ports, application_id)
    made = dict(world.store.shelf.papers)
    assert {kind for _of, kind in made} == set(PaperKind)
    make_papers(world.ports, application_id)
    assert show_paper(world.ports, application_id, PaperKind.RECEIPT, of_citizen=None)[0] in made.values()
    assert world.store.shelf.papers == made
    told = [action for _chain, action, _detail in world.store.shelf.audit if action.startswith("paper.")]
    assert sorted(told) == ["paper.acknowledgement", "paper.receipt"]


def test_somebody_elses_paper_is_not_there(world: World) -> None:
    application_id = world.at_review()
    with pytest.raises(NotFound, match="not-found"):
        show_paper(world.ports, application_id, PaperKind.RECEIPT, of_citizen="999200000001")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (25, "hai mươi lăm"),
        (101, "một trăm linh một"),
        (1_005, "một nghìn không trăm linh năm"),
        (115_000, "một trăm mười lăm nghìn"),
        (900_000, "chín trăm nghìn"),
        (1_000_001, "một triệu không trăm linh một"),
        (2_050_000, "hai triệu không trăm năm mươi nghìn"),
        (10_000_000_000, "mười tỷ"),
    ],
)
def test_amounts_in_words(number: int, words: str) -> None:
    assert in_words(number) == words


def test_every_amount_has_words_of_its_own() -> None:
    numbers = [*range(2_000), *range(10_000, 3_000_000, 7_919)]
    assert len({in_words(number) for number in numbers}) == len(numbers)


@pytest.mark.parametrize("number", [-1, 10**12])
def test_what_cannot_be_said_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        in_words(number)
