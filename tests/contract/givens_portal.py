"""What must be so before the portal, and renewals for the portal, answer as their examples say."""

from __future__ import annotations

from typing import Any

from shared.kernel.ids import new_id
from tests.contract.stage import Call, Stage, example, given

OFFICER = "officer:officer"


@given("renewals", "get_calendar")
def _span(_stage: Stage) -> Call:
    return Call(query={"from": "2026-08-01", "to": "2026-09-30"})


def sent(stage: Stage) -> str:
    """The id of a feedback that the national portal passed on."""
    reference = f"PAKN-{new_id()}"
    answer = stage.play("portal", "send_feedback", Call("national-portal", body=request_of(reference)))
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["id"]
    return found


def request_of(reference: str) -> dict[str, Any]:
    """The example under another name."""
    found: dict[str, Any] = example("portal", "send_feedback", reference=reference)
    return found


@given("portal", "send_feedback", 201)
def _written_elsewhere(_stage: Stage) -> Call:
    return Call("national-portal", body=request_of("PAKN-2026-0012345"))


@given("portal", "list_feedback")
def _to_be_answered(stage: Stage) -> Call:
    sent(stage)
    return Call(OFFICER)


@given("portal", "get_feedback")
def _to_be_read(stage: Stage) -> Call:
    return Call(OFFICER, path={"feedback_id": sent(stage)})


@given("portal", "answer_feedback")
def _to_be_forwarded(stage: Stage) -> Call:
    return Call(OFFICER, path={"feedback_id": sent(stage)}, body=example("portal", "answer_feedback"))
