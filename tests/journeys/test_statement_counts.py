"""No query in a loop, no commit for each row: the work of the databases does not grow with what is sent or kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
import requests
from sqlalchemy import event
from sqlalchemy.engine import Engine

from services.settings import INTERNAL
from shared.kernel.ids import new_id
from tests.bench import records
from tests.support.people import Police, TestCitizen, TestOfficer, case_against
from tests.support.queries import statements
from tests.support.suites import RunningSuite

pytestmark = pytest.mark.journey

LOOK_UP = 9
"""The search and its reports of loss, the log's volume and entry; on PostgreSQL a driver's pings, too."""
FILING, DECISION = 120, 160


@dataclass
class Work:
    """What the databases were asked to do."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0

    def shapes(self) -> Counter[str]:
        """How often each statement was sent, whatever its values."""
        plain = (re.sub(r"%\(\w+\)s(?:::\w+)?", "?", re.sub(r"\s+", " ", text)) for text in self.statements)
        return Counter(re.sub(r"\(\s*\?(?:, \?)*\s*\)", "(?)", text) for text in plain)


@contextmanager
def work() -> Iterator[Work]:
    """The work done while the block runs."""
    found = Work()

    def note(_connection: Any) -> None:
        found.commits += 1

    event.listen(Engine, "commit", note)
    try:
        with statements() as told:
            yield found
        found.statements = told
    finally:
        event.remove(Engine, "commit", note)


def send(suite: RunningSuite, client: str, purpose: str, path: str, sent: list[Any]) -> dict[str, Any]:
    """A load as NDJSON; everything in it must be taken."""
    headers = {
        "Authorization": f"Bearer {suite.outside.system_token(client)}",
        "Gplx-Purpose": purpose,
        "Idempotency-Key": new_id(),
        "Content-Type": "application/x-ndjson",
    }
    body = b"\n".join(map(orjson.dumps, sent))
    answer: requests.Response = suite.suite.http.post(INTERNAL + path, data=body, headers=headers, timeout=60)
    assert answer.ok, answer.text
    found: dict[str, Any] = answer.json()
    assert found["created"] == len(sent), found
    return found


def growing(load: Callable[[int, int], Any], sizes: tuple[int, ...]) -> list[Work]:
    """The work of loads of each size, none of whose records was there; the first one warms what is kept ready."""
    load(0, 50)
    found, start = [], 50
    for size in sizes:
        with work() as done:
            load(start, size)
        found.append(done)
        start += size
    return found


def test_a_batch_costs_the_same_statements_whatever_its_size(suite: RunningSuite) -> None:
    cases = records.cases(5000, seed=7)

    def push(start: int, count: int) -> None:
        send(suite, "police-hcm", "intake", "/api/violations/v1/batches", cases[start : start + count])

    small, middle, chunk, two_chunks = growing(push, (100, 500, 1000, 2000))
    assert small.shapes() == middle.shapes() == chunk.shapes()
    assert (small.commits, chunk.commits, two_chunks.commits - chunk.commits) == (small.commits, small.commits, 1)
    assert len(two_chunks.statements) < 2 * len(chunk.statements) < 100


@pytest.mark.parametrize("kind", ["holders", "licences"])
def test_an_import_costs_the_same_statements_whatever_its_size(suite: RunningSuite, kind: str) -> None:
    make = {"holders": records.holders, "licences": records.licences}[kind]
    if kind == "licences":
        path = "/api/licences/v1/imports/holders"
        send(suite, "registry-loader", "registry-load", path, records.holders(2000))

    def load(start: int, count: int) -> None:
        sent = make(count, start=start)
        send(suite, "registry-loader", "registry-load", f"/api/licences/v1/imports/{kind}", sent)

    small, chunk, two_chunks = growing(load, (100, 500, 1000))
    assert small.shapes() == chunk.shapes()
    assert (chunk.commits, two_chunks.commits - chunk.commits <= 2) == (small.commits, True)  # a read and a write
    assert len(two_chunks.statements) < 2 * len(chunk.statements) < 60


def test_a_look_up_costs_the_same_statements_in_a_register_of_any_size(suite: RunningSuite) -> None:
    token = suite.outside.system_token("renewals")

    def look(number: str) -> Work:
        with work() as done:
            answer = suite.outside.call(
                "POST", "/api/licences/v1/licences/search", token=token, body={"number": number}, purpose="reissue"
            )
        assert len(answer.json()["items"]) == 1
        return done

    for kind, make in (("holders", records.holders), ("licences", records.licences)):
        send(suite, "registry-loader", "registry-load", f"/api/licences/v1/imports/{kind}", make(500))
    look(records.licence_number(0))
    first, other = look(records.licence_number(1)), look(records.licence_number(333))
    assert first.shapes() == other.shapes()
    assert len(first.statements) <= LOOK_UP
    assert first.commits == other.commits


def test_a_dossier_costs_the_same_statements_however_long_its_citizens_history(suite: RunningSuite) -> None:
    citizen, officer, police = TestCitizen.of(suite, "clean"), TestOfficer.of(suite), Police(suite)

    def dossier() -> tuple[Work, Work]:
        with work() as filing:
            application = citizen.files()
        application = citizen.gets_to_review(application)
        with work() as deciding:
            officer.approves(application)
        suite.settle()
        assert citizen.state(application) == "delivered"
        return filing, deciding

    dossier()
    first = dossier()
    for number in range(20):
        case = case_against(citizen, suite.clock.now()) | {"status": "cancelled"}
        police.push(case | {"case_number": f"{8_000_000 + number}/BB-VPHC"})
    suite.settle()
    dossier()
    later = dossier()
    for before, after, most in zip(first, later, (FILING, DECISION), strict=True):
        assert len(after.statements) <= len(before.statements) <= most
        assert after.commits <= before.commits
