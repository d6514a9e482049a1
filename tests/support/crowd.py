"""Several callers at once: every call starts when the last caller is ready, and each answer is kept."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import requests

from services.settings import INTERNAL
from tests.support.suites import RunningSuite

Call = Callable[[], Any]
HASTE_SECONDS = 1e-4


def calling(
    suite: RunningSuite,
    path: str,
    *,
    token: str | None = None,
    body: object = None,
    content: bytes | None = None,
    **headers: str,
) -> Callable[[], requests.Response]:
    """A POST to be sent later, refusals included; ``idempotency_key="k"`` becomes the header Idempotency-Key."""
    sent = {name.replace("_", "-").title(): value for name, value in headers.items()}
    if token is not None:
        sent["Authorization"] = f"Bearer {token}"
    return lambda: suite.suite.http.post(INTERNAL + path, json=body, data=content, headers=sent, timeout=60)


def at_once(calls: Sequence[Call]) -> list[Any]:
    """Make all calls at the same time, each on its own thread; the answers in the order of the calls. No 5xx."""
    gate = threading.Barrier(len(calls))

    def make(call: Call) -> Any:
        gate.wait()
        return call()

    with _hasty(), ThreadPoolExecutor(len(calls)) as pool:
        answers = list(pool.map(make, calls))
    broken = [one.text for one in answers if isinstance(one, requests.Response) and one.status_code >= 500]
    assert broken == []
    return answers


def tally(answers: Sequence[requests.Response]) -> Counter[tuple[int, str]]:
    """How many answers there were of each status and problem code (empty for what succeeded)."""
    return Counter((one.status_code, "" if one.ok else str(one.json()["code"])) for one in answers)


@contextmanager
def _hasty() -> Iterator[None]:
    """Let threads take turns much more often than they would, so that few rounds meet many orders of events."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(HASTE_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)
