"""What the passing of days does by itself: a suspension ends, and the dossier that waited goes on."""

from __future__ import annotations

from datetime import timedelta

from tests.support.people import Police, TestCitizen, TestOfficer, case_against
from tests.support.suites import RunningSuite

ACT_THAT_SUSPENDS = "168/2024:6.11.a"  # alcohol, NĐ 168/2024 Điều 6.11.a
DAYS_LEFT = 12


def test_a_dossier_goes_on_when_the_suspension_ends_without_anybodys_hand(suite: RunningSuite) -> None:
    citizen = TestCitizen.of(suite, "clean")
    today = suite.clock.today()
    Police(suite).push(suspending_case(citizen, suite))
    assert citizen.check(citizen.licence()["id"])["outcome"] == "blocked"
    application = citizen.files()
    assert application["state"] == "awaiting_clearance"
    told_before = standing_news(suite)
    suite.clock.move(timedelta(days=DAYS_LEFT))
    suite.settle()
    citizen.log_in_again()
    assert citizen.state(application) == "awaiting_clearance", "the last day is a day of suspension"
    assert standing_news(suite) == told_before
    suite.clock.move(timedelta(days=1))
    suite.settle()
    citizen.log_in_again()
    assert suite.clock.today() == today + timedelta(days=DAYS_LEFT + 1)
    assert citizen.state(application) == "awaiting_payment"
    assert standing_news(suite) == told_before + 1, "told once"
    citizen.pays_fee(application)
    TestOfficer.of(suite).approves(application)
    suite.settle()
    assert citizen.state(application) == "delivered"


def suspending_case(citizen: TestCitizen, suite: RunningSuite) -> dict[str, object]:
    """A paid case whose suspension has some days left."""
    today = suite.clock.today()
    record = case_against(citizen, suite.clock.now(), acts=[{"code": ACT_THAT_SUSPENDS}])
    decided_on = record["decision"]["effective_on"]
    return record | {
        "fine": {"amount_vnd": 35_000_000, "paid_on": today.isoformat()},
        "suspension": {
            "months": 22,
            "part": "termed",
            "starts_on": decided_on,
            "ends_on": (today + timedelta(days=DAYS_LEFT)).isoformat(),
        },
    }


def standing_news(suite: RunningSuite) -> int:
    """How often violations told that a standing changed."""
    path, token, after, found = "/api/violations/v1/events", suite.outside.system_token("renewals"), "", 0
    while True:
        page = suite.outside.call("GET", f"{path}?limit=500{after}", token=token).json()
        found += sum(event["type"] == "standing.changed" for event in page["items"])
        if not page["items"]:
            return found
        after = f"&after={page['next']}"
