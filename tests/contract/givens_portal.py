"""What must be so before the portal, and renewals for the portal, answer as their examples say."""

from __future__ import annotations

from tests.contract.stage import Call, Stage, given


@given("renewals", "get_calendar")
def _span(_stage: Stage) -> Call:
    return Call(query={"from": "2026-08-01", "to": "2026-09-30"})
