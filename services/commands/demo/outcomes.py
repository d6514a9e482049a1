"""The short form: what each demo person is told, and whether that is what the list of people promises."""

from __future__ import annotations

from typing import Any

from services.commands.demo.stage import Stage
from services.commands.outside_client import OutsideClient

CHECKS = "/api/renewals/v1/checks"
OUTCOMES = (
    "reissue_now",
    "exchange_now",
    "reissue_after_wait",
    "theory_exam",
    "theory_and_practical_exam",
    "blocked",
    "partially_allowed",
    "not_found",
    "officer_review",
    "pending_source",
    "refused",
    "revoked",
)
"""Every outcome a check may have, as the API documents them."""
ELSEWHERE = {
    "pending_source": "needs a police source silent for a day; tests/journeys/test_the_straight_line.py plays it",
}


def every_outcome(outside: OutsideClient, stage: Stage) -> None:
    """Have every demo citizen's check made, a line each, and name the outcomes that nobody met."""
    stage.scene("What each demo person is told")
    met: dict[str, int] = {}
    lines = []
    with stage.step("Everybody on the list checks") as told:
        citizens = [one for one in outside.people() if one["kind"] == "citizen"]
        for one in citizens:
            outcome = check_of(outside, one)["outcome"]
            met[outcome] = met.get(outcome, 0) + 1
            lines.append(_line(one, outcome))
        as_promised = sum(line.startswith("✓") for line in lines)
        told.append(f"{as_promised} of {len(citizens)} as promised")
    for line in lines:
        stage.say(line)
    with stage.step("Outcomes of a check met on the way") as told:
        unexplained = [name for name in OUTCOMES if name not in met and name not in ELSEWHERE]
        told.append(f"{len(met)} of {len(OUTCOMES)}" + "".join(f", not {name}" for name in unexplained))
    for name, why in ELSEWHERE.items():
        if name not in met:
            stage.say(f"{name}: {why}")


def check_of(outside: OutsideClient, one: dict[str, Any]) -> dict[str, Any]:
    """The check a demo person is listed with; one for another day is asked by the auditor."""
    body = {"citizen_id": one["citizen_id"], **one["check"]}
    if "on" in one["check"]:
        answer = outside.call("POST", CHECKS, token=outside.system_token("auditor"), body=body, purpose="audit")
    else:
        answer = outside.call("POST", CHECKS, token=outside.person_token(one["username"], one["password"]), body=body)
    found: dict[str, Any] = answer.json()
    return found


def _line(one: dict[str, Any], outcome: str) -> str:
    """``✓`` as promised; ``≠`` where the world moved on since it was loaded, or is wrong."""
    promised = one["expected_outcome"]
    if outcome == promised:
        return f"✓ {one['key']:<23} {outcome:<26} as promised"
    return f"≠ {one['key']:<23} {outcome:<26} promised {promised}"
