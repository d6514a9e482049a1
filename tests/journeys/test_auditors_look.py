"""An auditor asks how the law stood or will stand: every register tells the citizen that it was an audit."""

from __future__ import annotations

import pytest

from tests.support.people import RENEWALS, TestCitizen, TestOfficer
from tests.support.suites import RunningSuite

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("who", ["auditor", "officer"])
def test_the_purpose_of_a_check_travels_to_the_registers(suite: RunningSuite, who: str) -> None:
    citizen = TestCitizen.of(suite, "clean")
    licence = citizen.licence()
    asked = {
        "citizen_id": citizen.entry["citizen_id"],
        "licence_id": licence["id"],
        "procedure": "3.000348",
        "reason": "lost",
        "channel": "online",
        "on": "2027-05-04",
    }
    if who == "auditor":
        token, purpose, seen = suite.outside.system_token("auditor"), "audit", "audit"
    else:
        token, purpose, seen = TestOfficer.of(suite).token, "counter", "reissue"
    told = suite.outside.call("POST", f"{RENEWALS}/checks", token=token, body=asked, purpose=purpose).json()
    assert told["hypothetical"]
    for register in ("licences", "violations"):
        looks = citizen._get(f"/api/{register}/v1/lookups")["items"]
        by_renewals = [look for look in looks if look["who"] == "system"]
        assert {look["purpose"] for look in by_renewals} == {seen}, register
        assert all(look["on_behalf_of"] for look in by_renewals)
