"""A demo citizen sees the picture that the register holds, and that it was looked at."""

from __future__ import annotations

from hashlib import sha256

import pytest

from services.sandbox.demo.portraits import portrait
from tests.support.people import TestCitizen
from tests.support.suites import RunningSuite

pytestmark = pytest.mark.journey


def test_a_demo_citizen_sees_the_picture_on_file(suite: RunningSuite) -> None:
    citizen = TestCitizen.of(suite, "clean")
    holder = citizen.licence()["holder"]
    answer = citizen.outside.send(
        "GET",
        f"/api/licences/v1/holders/{holder['id']}/photo",
        headers={"Authorization": f"Bearer {citizen.token}", "Accept": "image/*"},
    )
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert answer.content == portrait(holder["full_name"])
    assert sha256(answer.content).hexdigest() == holder["photo"]["sha256"]
    newest = citizen._get("/api/licences/v1/lookups")["items"][0]
    assert (newest["fields"], newest["purpose"]) == (["photo"], "self")
