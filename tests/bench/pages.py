"""The portal's pages at twenty citizens at once: how long a browser beside the server waits for each."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import quantiles
from typing import Any
from urllib.parse import urljoin

import requests

from tests.bench.servers import House

CITIZENS = 20
TIMES = 3
FORM_FIELD = re.compile(r'name="(?P<name>[^"]+)"[^>]*value="(?P<value>[^"]*)"')
OPEN = ("/", "/tracking")
PERSONAL = ("/licences", "/violations", "/applications", "/inbox", "/account", "/lookups", "/feedback")


@dataclass(frozen=True)
class Visitor:
    """A browser of one citizen, logged in."""

    session: requests.Session
    address: str

    @classmethod
    def log_in(cls, address: str, entry: dict[str, Any]) -> Visitor:
        """Through the national login, as everybody. Raises RuntimeError if it does not let the citizen in."""
        session = requests.Session()
        session.trust_env = False
        form = session.get(f"{address}/login?next=/licences", timeout=60)
        fields = dict(FORM_FIELD.findall(form.text)) | {"username": entry["username"], "password": entry["password"]}
        page = session.post(form.url, data=fields, timeout=60)
        if page.status_code != 200 or not page.url.endswith("/licences"):
            raise RuntimeError(f"{entry['key']} is not let in: {page.status_code} {page.url}")
        return cls(session, address)

    def look(self, path: str) -> float:
        """Seconds until a page is there. Raises RuntimeError if it is not."""
        began = time.perf_counter()
        answer = self.session.get(urljoin(self.address, path), timeout=60, allow_redirects=False)
        seconds = time.perf_counter() - began
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
        return seconds


def visitors(house: House) -> list[Visitor]:
    """Twenty demo citizens, each logged in and each page seen once: what loads at its first use is loaded."""
    people = [entry for entry in house.outside.people() if entry["kind"] == "citizen"][:CITIZENS]
    found = [Visitor.log_in(f"http://127.0.0.1:{house.suite.port}", entry) for entry in people]
    for path in (*OPEN, *PERSONAL):
        _at_once(found, path)
    return found


def pages(citizens: Sequence[Visitor]) -> dict[str, dict[str, float]]:
    """Each page by all citizens at once, several times: p50, p95 and the slowest wait in milliseconds."""
    found = {}
    for path in (*OPEN, *PERSONAL):
        waits = [wait for _ in range(TIMES) for wait in _at_once(citizens, path)]
        parts = quantiles(waits, n=20, method="inclusive")
        found[f"page {path}"] = {"p50 ms": parts[9] * 1000, "p95 ms": parts[18] * 1000, "slowest ms": max(waits) * 1000}
    return found


def _at_once(citizens: Sequence[Visitor], path: str) -> list[float]:
    with ThreadPoolExecutor(len(citizens)) as pool:
        return list(pool.map(lambda citizen: citizen.look(path), citizens))
