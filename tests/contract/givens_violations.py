"""What must be so before each operation of violations answers as its examples say."""

from __future__ import annotations

from typing import Any

from shared import contracts
from tests.contract.stage import Call, Stage, example, given

POLICE = "police-hcm"


def recorded(stage: Stage) -> dict[str, Any]:
    """The case of the example, known; what the push answered."""
    answer = stage.play("violations", "push_one_case", Call(POLICE, body=example("violations", "push_one_case")))
    assert answer.status_code in {200, 201}, answer.text
    found: dict[str, Any] = answer.json()
    return found


@given("violations", "push_one_case", 201)
def _case(stage: Stage) -> Call:
    return Call(POLICE, body=example("violations", "push_one_case", case_number="0012399/BB-VPHC"))


@given("violations", "push_one_case", 200)
def _case_again(stage: Stage) -> Call:
    recorded(stage)
    return Call(POLICE, body=example("violations", "push_one_case"))


@given("violations", "push_many_cases")
def _batch(stage: Stage) -> Call:
    return Call(POLICE, body=example("violations", "push_many_cases"))


@given("violations", "push_many_cases", name="ndjson")
def _lines(stage: Stage) -> Call:
    _method, _path, entry = contracts.operation("violations", "push_many_cases")
    lines: str = entry["requestBody"]["content"]["application/x-ndjson"]["example"]
    return Call(POLICE, content=("application/x-ndjson", lines.encode()))


@given("violations", "get_batch")
def _batch_pushed(stage: Stage) -> Call:
    answer = stage.play("violations", "push_many_cases", _batch(stage))
    return Call(POLICE, path={"batch_id": answer.json()["id"]})


@given("violations", "push_point_restoration", 201)
def _restoration(stage: Stage) -> Call:
    return Call(POLICE, body=example("violations", "push_point_restoration"))


@given("violations", "read_one_standing")
def _question(stage: Stage) -> Call:
    recorded(stage)
    return Call("renewals", body=example("violations", "read_one_standing"))


@given("violations", "read_one_standing", name="validity")
def _question_at_the_roadside(stage: Stage) -> Call:
    recorded(stage)
    return Call("roadside", body=example("violations", "read_one_standing"))


@given("violations", "search_cases")
def _search(stage: Stage) -> Call:
    recorded(stage)
    return Call("officer:officer", body=example("violations", "search_cases"))


@given("violations", "read_overview")
def _own_page(stage: Stage) -> Call:
    citizen = stage.citizen("unpaid-fine")
    return Call("citizen:unpaid-fine", body={"citizen_id": citizen.entry["citizen_id"]})


@given("violations", "get_case")
def _case_on_file(stage: Stage) -> Call:
    return Call("renewals", path={"case_id": recorded(stage)["id"]})


@given("violations", "settle_case", 201)
def _fine(stage: Stage) -> Call:
    return Call("renewals", path={"case_id": recorded(stage)["id"]}, body=example("violations", "settle_case"))


@given("violations", "list_police_sources")
def _sources(stage: Stage) -> Call:
    return Call(POLICE)


@given("violations", "list_events")
def _feed(stage: Stage) -> Call:
    recorded(stage)
    return Call("renewals")


@given("violations", "list_lookups")
def _looks(stage: Stage) -> Call:
    citizen = stage.citizen("clean")
    body = {"citizen_id": citizen.entry["citizen_id"]}
    stage.play("violations", "read_one_standing", Call("citizen:clean", body=body))
    return Call("citizen:clean")
