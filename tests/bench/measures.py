"""One round of each measurement on one house."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import orjson

from services.commands.demo.cast import Citizen, Officer, person
from shared.kernel.clock import SystemClock
from shared.kernel.ids import new_id
from tests.bench import limits, records
from tests.bench.load import request, send
from tests.bench.pages import Visitor, pages, visitors
from tests.bench.servers import House, Server

NDJSON = "application/x-ndjson"
ISSUED = ("issued", "delivered")
DOSSIERS_AT_ONCE = 2


@dataclass(frozen=True)
class Sizes:
    """How much one round does. ``batch`` records a request, ``dossiers`` for each citizen."""

    batch: int
    batches: int
    imported: int
    look_up_seconds: float
    connections: int
    dossiers: int

    @property
    def cases(self) -> int:
        """Cases of one round."""
        return self.batch * self.batches


FULL = Sizes(batch=1000, batches=3, imported=2000, look_up_seconds=3.0, connections=4, dossiers=2)
QUICK = Sizes(batch=1000, batches=1, imported=500, look_up_seconds=1.0, connections=4, dossiers=1)


@dataclass
class Cost:
    """What a stretch of work took: wall seconds, CPU seconds of the server and of PostgreSQL."""

    wall: float = 0.0
    server: float = 0.0
    database: float = 0.0


@contextmanager
def cost(house: House, server: Server) -> Iterator[Cost]:
    """Measure the block."""
    found = Cost()
    server_before, database_before, began = server.spent(), house.database_spent(), time.perf_counter()
    yield found
    found.wall = time.perf_counter() - began
    found.server, found.database = server.spent() - server_before, house.database_spent() - database_before


@dataclass
class Bench:
    """A house under measurement; ``seed`` fixes every record, ``bare`` and ``alone`` are what it is held against."""

    house: House
    sizes: Sizes
    bare: Server
    alone: Callable[[Sequence[limits.Row]], float]
    seed: int
    citizens: list[Citizen] = field(default_factory=list)
    officer: Officer | None = None
    visitors: list[Visitor] = field(default_factory=list)

    def round(self, number: int) -> dict[str, dict[str, float]]:
        """Each measurement once, what it is held against beside it."""
        return {
            "look-up": self.look_up(number),
            "intake": self.intake(number),
            "import": self.load_registry(number),
            "dossiers": self.dossiers(),
            **pages(self.visitors),
        }

    def warm(self) -> None:
        """The first requests of a process load what the later ones use; also whoever is looked up, and the people."""
        self.load_registry(-1)
        self.intake(-1)
        outside = self.house.outside
        self.officer = Officer.log_in(outside, "officer")
        keys = [f"spare-{n}" for n in range(1, 3)]
        self.citizens = [Citizen.log_in(outside, key) for key in keys if person(outside, key)]
        self.dossiers()
        self.visitors = visitors(self.house)

    def look_up(self, number: int) -> dict[str, float]:
        """Licences by number: a token, a purpose, an entry in the look-up log on disk before each answer."""
        numbers = [records.licence_number(self._start(-1, self.sizes.imported) + n) for n in range(200)]
        headers = self._headers("renewals", "reissue", "application/json")
        path = "/api/licences/v1/licences/search"
        asked = [request(path, orjson.dumps({"number": wanted}), headers) for wanted in numbers]
        times = {"connections": self.sizes.connections, "seconds": self.sizes.look_up_seconds}
        server = self.house.licences
        with cost(self.house, self.bare) as bare_cost:
            bare = send(self.bare.port, asked, **times)
        with cost(self.house, server) as ours_cost:
            ours = send(server.port, asked, **times)
        return {
            "per second": ours.answers / ours.seconds,
            "server CPU ms": ours_cost.server / ours.answers * 1000,
            "database CPU ms": ours_cost.database / ours.answers * 1000,
            "median ms": ours.median_wait * 1000,
            "bare per second": bare.answers / bare.seconds,
            "bare CPU ms": bare_cost.server / bare.answers * 1000,
            "ratio": (ours.answers / ours.seconds) / (bare.answers / bare.seconds),
            "CPU ratio": (bare_cost.server / bare.answers) / ((ours_cost.server + ours_cost.database) / ours.answers),
        }

    def intake(self, number: int) -> dict[str, float]:
        """New cases in batches, beside the same cases as rows of one table with nothing else done."""
        size = self.sizes.batch
        start = self._start(number, self.sizes.cases)
        batches = [
            records.cases(size, seed=self.seed, start=start + place * size) for place in range(self.sizes.batches)
        ]
        alone = sum(self.alone(limits.rows(batch)) for batch in batches)
        found = self._posted(
            self.house.violations, "/api/violations/v1/batches", batches, client="police-hcm", purpose="intake"
        )
        rows_alone = self.sizes.cases / alone
        return found | {"rows alone per second": rows_alone, "ratio": found["per second"] / rows_alone}

    def load_registry(self, number: int) -> dict[str, float]:
        """Holders (not measured), then a licence for each."""
        count = self.sizes.imported
        start = self._start(number, count)
        server, path = self.house.licences, "/api/licences/v1/imports"
        who = {"client": "registry-loader", "purpose": "registry-load"}
        people = self._posted(server, f"{path}/holders", [records.holders(count, start=start)], **who)
        found = self._posted(server, f"{path}/licences", [records.licences(count, start=start)], **who)
        return found | {"holders per CPU second": people["per CPU second"]}

    def dossiers(self) -> dict[str, float]:
        """Filed, paid, decided, issued, each step as its people take it; the suite is one process."""
        with cost(self.house, self.house.suite) as spent, ThreadPoolExecutor(DOSSIERS_AT_ONCE) as pool:
            done = sum(pool.map(self._dossiers_of, self.citizens))
        return {
            "per second": done / spent.wall,
            "server CPU ms": spent.server / done * 1000,
            "database CPU ms": spent.database / done * 1000,
        }

    def _dossiers_of(self, citizen: Citizen) -> int:
        for _ in range(self.sizes.dossiers):
            yesterday = (SystemClock().today() - timedelta(days=1)).isoformat()
            application = citizen.file(citizen.licence()["id"], occurred_on=yesterday, key=new_id())
            path = f"/api/renewals/v1/applications/{application['id']}"
            if application["state"] == "awaiting_payment":
                citizen.pay({"kind": "fee", "application_id": application["id"]}, key=new_id())
                citizen.until(path, "state", "under_review")
            assert self.officer is not None
            self.officer.decide(application["id"], {"outcome": "approve"}, key=new_id())
            citizen.until(path, "state", *ISSUED)
        return self.sizes.dossiers

    def _posted(
        self, server: Server, path: str, loads: list[list[dict[str, Any]]], *, client: str, purpose: str
    ) -> dict[str, float]:
        """Loads sent one after the other as NDJSON, in records per second and per CPU second."""
        headers = self._headers(client, purpose, NDJSON)
        sent = [
            request(path, b"\n".join(map(orjson.dumps, load)), {**headers, "Idempotency-Key": new_id()})
            for load in loads
        ]
        count = sum(map(len, loads))
        with cost(self.house, server) as spent:
            load = send(server.port, sent, connections=1)
        return {
            "per second": count / sum(load.waits),
            "per CPU second": count / spent.server,
            "database CPU us": spent.database / count * 1e6,
        }

    def _headers(self, client: str, purpose: str, media_type: str) -> dict[str, str]:
        token = self.house.outside.system_token(client)
        return {"Authorization": f"Bearer {token}", "Gplx-Purpose": purpose, "Content-Type": media_type}

    @staticmethod
    def _start(number: int, each: int) -> int:
        """Where the numbers of a round begin; round -1 is the one that warms."""
        return (number + 1) * each
