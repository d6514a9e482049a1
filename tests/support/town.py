"""A small town in one suite: a citizen, an officer, police, a moody gateway; acts are tried, refusals are fine."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import requests

from services.commands.demo.story import unpaid_case
from services.sandbox.adapters.keys import SigningKeys
from services.sandbox.adapters.merchant import rfc3339
from services.sandbox.domain.behaviour import Part
from services.settings import INTERNAL
from shared.kernel.clock import MovableClock
from shared.kernel.ids import new_id
from tests.conftest import SUNDAY_MORNING
from tests.support.evidence import Evidence
from tests.support.lasting import lasting
from tests.support.people import TestCitizen, TestOfficer
from tests.support.suites import RunningSuite, Template, opened

RENEWALS = "/api/renewals/v1"
VIOLATIONS = "/api/violations/v1"
PAID_ACT, SUSPENDING_ACT = "168/2024:6.9.b", "168/2024:6.11.a"
"""Four points and a fine; a suspension."""


@dataclass(frozen=True)
class Cast:
    """Who plays: tokens that outlast the clock, and the citizen's own data, gathered once."""

    tokens: Mapping[str, str]
    citizen: TestCitizen
    licence: Mapping[str, Any]

    @classmethod
    def of(cls, suite: RunningSuite, key: str) -> Cast:
        """Log everybody in."""
        citizen = TestCitizen.of(suite, key)
        tokens = {"citizen": citizen.token, "officer": TestOfficer.of(suite).token}
        tokens["police-hcm"] = suite.outside.system_token("police-hcm")
        lastingly = {name: lasting(suite.var, token) for name, token in tokens.items()}
        licence = citizen.licence()
        citizen.licence = lambda: licence  # type: ignore[method-assign]
        return cls(lastingly, citizen, licence)


class Town:
    """The suite on a world of its own, which may be restarted; each act is one or two calls over HTTP."""

    def __init__(self, template: Template, folder: Path, cast: Cast) -> None:
        self.clock = MovableClock(SUNDAY_MORNING)
        self.cast = cast
        self._world = template.copy(folder)
        self._open = ExitStack()
        self.start()
        self.evidence = Evidence(self.suite.environment)
        self._versions: dict[int, int] = {}

    def start(self) -> None:
        """Start the suite, or start it again: what it keeps is what is stored."""
        self._open.close()
        self.suite = self._open.enter_context(opened(self._world, self.clock, GPLX_LOG_LEVEL="critical"))

    def close(self) -> None:
        """Stop for good."""
        self._open.close()
        self._world.drop()

    def post(self, who: str | None, path: str, body: object, **headers: str) -> requests.Response:
        """One call; anybody but the sandbox may refuse, nobody but the sandbox may fail."""
        sent = {name.replace("_", "-").title(): value for name, value in headers.items()}
        if who is not None:
            sent["Authorization"] = f"Bearer {self.cast.tokens[who]}"
        answer = self.suite.suite.http.post(INTERNAL + path, json=body, headers=sent, timeout=60)
        assert answer.status_code < 500 or path.startswith("/sandbox/"), answer.text
        return answer

    def tell(self, part: str, **traits: Any) -> None:
        """Have a part of the outside world behave otherwise."""
        self.post(None, f"/sandbox/{part}/behaviour", traits)

    def behave(self) -> None:
        """Have the outside world behave well."""
        for part in ("gateway", "police", "health", "population"):
            self.suite.suite.http.delete(f"{INTERNAL}/sandbox/{part}/behaviour")

    def push(self, number: int, kind: str, *, stale: bool = False) -> requests.Response:
        """A new version of case ``number``; ``stale``: under the number of the first one."""
        version = self._versions[number] = self._versions.get(number, 0) + 1
        record = self._record(kind) | {"case_number": f"{9_000_000 + number:07d}/BB-VPHC", "version": version}
        if stale:
            record["version"] = 1
        return self.post("police-hcm", f"{VIOLATIONS}/cases", record, gplx_purpose="intake")

    def _record(self, kind: str) -> dict[str, Any]:
        record = unpaid_case(self.cast.citizen, dict(self.cast.licence), now=SUNDAY_MORNING)
        today = self.clock.today()
        paid = {"amount_vnd": 19_000_000, "paid_on": today.isoformat()}
        if kind == "open":
            return record | {"status": "open", "decision": None, "fine": None}
        if kind == "points":
            points = {"deducted": 4, "part": "termed"}
            return record | {"acts": [{"code": PAID_ACT}], "fine": paid, "points": points, "status": "settled"}
        if kind == "suspension":
            ends = (today + timedelta(days=10)).isoformat()
            term = {"months": 1, "part": "all", "starts_on": today.isoformat(), "ends_on": ends}
            return record | {"acts": [{"code": SUSPENDING_ACT}], "fine": None, "suspension": term}
        return record | ({"status": kind} if kind in {"settled", "cancelled"} else {})

    def standing(self) -> dict[str, Any]:
        """The citizen's standing."""
        body = {"citizen_id": self.cast.citizen.entry["citizen_id"], "licence_numbers": [self.cast.licence["number"]]}
        found: dict[str, Any] = self.post("citizen", f"{VIOLATIONS}/standings", body).json()
        return found

    def file(self) -> requests.Response:
        """File for the loss of the card."""
        body = {
            "procedure": "3.000348",
            "licence_id": self.cast.licence["id"],
            "reason": "lost",
            "occurred_on": (self.clock.today() - timedelta(days=1)).isoformat(),
            "declaration": {"truthful": True, "text": "Tôi làm mất giấy phép lái xe."},
            "delivery": {"method": "electronic"},
            "contact": {},
            "channel": "online",
        }
        return self.post("citizen", f"{RENEWALS}/applications", body, idempotency_key=new_id())

    def order(self, **what: str) -> str | None:
        """Order a payment; its id, unless it was refused."""
        answer = self.post("citizen", f"{RENEWALS}/payments", what, idempotency_key=new_id())
        return str(answer.json()["id"]) if answer.ok else None

    def pay(self, order_id: str) -> None:
        """Pay an order at the gateway, which may not know it or may not take it any more."""
        self.post(None, f"/sandbox/gateway/orders/{order_id}/pay", {})

    def notify(self, order: Mapping[str, Any]) -> None:
        """The gateway tells of a payment it has told of before."""
        claims = {
            "iss": f"{self.suite.environment['GPLX_ISSUER']}/sandbox/gateway",
            "aud": "renewals",
            "event_id": new_id(),
            "type": "payment.paid",
            "order_id": order["order_id"],
            "amount_vnd": order["amount_vnd"],
            "at": rfc3339(order["paid_at"]),
        }
        content = SigningKeys.load(self.suite.var / "keys/sandbox").sign(Part.GATEWAY, claims, type="JOSE")
        address = f"{INTERNAL}{RENEWALS}/payments/notifications"
        headers = {"Content-Type": "application/jose"}
        answer = self.suite.suite.http.post(address, data=content.encode(), headers=headers)
        assert answer.status_code == 200, answer.text

    def decide(self, application: Mapping[str, Any], outcome: str, reason: str | None = None) -> requests.Response:
        """Decide on a dossier as it stands."""
        return self.post(
            "officer",
            f"{RENEWALS}/applications/{application['id']}/decision",
            {"outcome": outcome} | ({} if reason is None else {"reason_code": reason}),
            idempotency_key=new_id(),
            gplx_purpose="reissue",
            if_match=f'"v{application["version"]}"',
        )

    def withdraw(self, application: Mapping[str, Any]) -> requests.Response:
        """Take a dossier back."""
        path = f"{RENEWALS}/applications/{application['id']}/withdraw"
        return self.post("citizen", path, {}, idempotency_key=new_id())

    def settle(self, after: timedelta = timedelta(0)) -> None:
        """Let time pass, and all be done that can be done then."""
        self.clock.move(after)
        self.suite.settle()
