"""Citizens, officers and police as tests play them: they speak the journey, not addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import requests

from services.commands.demo.cast import Citizen, Officer, person
from services.commands.demo.story import unpaid_case
from shared.kernel.ids import new_id
from tests.support.suites import RunningSuite

RENEWALS = "/api/renewals/v1"


@dataclass
class TestCitizen(Citizen):
    """A citizen in a suite whose background work is done when the test says so."""

    __test__ = False
    suite: RunningSuite | None = None

    @classmethod
    def of(cls, suite: RunningSuite, key: str) -> TestCitizen:
        """Log the demo citizen of that key in."""
        found = Citizen.log_in(suite.outside, key)
        return cls(found.outside, found.entry, found.token, suite)

    def until(self, path: str, member: str, *wanted: str) -> dict[str, Any]:
        """Settle, look once, and insist."""
        assert self.suite is not None
        self.suite.settle()
        found = self._get(path)
        assert found[member] in wanted, f"{path}: {member} is {found[member]}, not {wanted}: {found}"
        return found

    def files(self, *, key: str | None = None) -> dict[str, Any]:
        """File for the loss of the citizen's own licence, yesterday."""
        assert self.suite is not None
        yesterday = (self.suite.clock.today() - timedelta(days=1)).isoformat()
        return self.file(self.licence()["id"], occurred_on=yesterday, key=key or new_id())

    def applies(self, procedure: str, reason: str, *, licence_id: str | None = "", **changes: Any) -> dict[str, Any]:
        """File for anything; ``licence_id`` is the citizen's own unless named, ``changes`` replace members."""
        body = {
            "procedure": procedure,
            "licence_id": self.licence()["id"] if licence_id == "" else licence_id,
            "reason": reason,
            "declaration": {"truthful": True, "text": "Tôi chịu trách nhiệm về lời khai này."},
            "delivery": {"method": "electronic"},
            "channel": "online",
        }
        return self._post(f"{RENEWALS}/applications", body | changes, key=new_id())

    def supplements(self, application: dict[str, Any]) -> dict[str, Any]:
        """Hand a paper in."""
        path = f"{RENEWALS}/applications/{application['id']}/supplements"
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": new_id()}
        files = {"files": ("giay-kham.pdf", b"%PDF-1.7 demo", "application/pdf")}
        answer = self.outside.send("POST", path, headers=headers, files=files)
        assert answer.ok, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def gets_to_review(self, application: dict[str, Any]) -> dict[str, Any]:
        """Pay what is owed, if anything; the application under review."""
        if application["state"] == "awaiting_payment":
            self.pays_fee(application)
        return self.until(f"{RENEWALS}/applications/{application['id']}", "state", "under_review")

    def pays_fee(self, application: dict[str, Any]) -> dict[str, Any]:
        """Pay the fee of an application."""
        return self.pay({"kind": "fee", "application_id": application["id"]}, key=new_id())

    def withdraws(self, application: dict[str, Any]) -> dict[str, Any]:
        """Take an application back."""
        path = f"{RENEWALS}/applications/{application['id']}/withdraw"
        found: dict[str, Any] = self.outside.call("POST", path, token=self.token, body={}, key=new_id()).json()
        return found

    def state(self, application: dict[str, Any]) -> str:
        """The state of an application now."""
        return str(self.application(application["id"])["state"])

    def log_in_again(self) -> None:
        """A fresh token: the old one has run out with the clock."""
        self.token = self.outside.person_token(self.entry["username"], self.entry["password"])


@dataclass
class TestOfficer(Officer):
    """An officer who decides at once."""

    __test__ = False

    @classmethod
    def of(cls, suite: RunningSuite, key: str = "officer") -> TestOfficer:
        """Log the demo officer of that key in."""
        found = Officer.log_in(suite.outside, key)
        return cls(found.outside, found.token)

    def approves(self, application: dict[str, Any]) -> dict[str, Any]:
        """Approve an application as it stands."""
        return self.decide(application["id"], {"outcome": "approve"}, key=new_id())

    def asks_for(self, application: dict[str, Any], paper: str) -> dict[str, Any]:
        """Ask for a supplement."""
        order = {"outcome": "request_supplement", "reason_code": paper}
        return self.decide(application["id"], order, key=new_id())

    def hands_over(self, application: dict[str, Any]) -> dict[str, Any]:
        """Scan the card as dispatched or handed over."""
        path = f"{RENEWALS}/applications/{application['id']}"
        seen = self.outside.call("GET", path, token=self.token, purpose="reissue")
        answer = self.outside.call(
            "POST",
            f"{path}/delivery",
            token=self.token,
            body={},
            key=new_id(),
            purpose="reissue",
            match=seen.headers["ETag"],
        )
        found: dict[str, Any] = answer.json()
        return found

    def files_for(self, citizen: Citizen, **changes: Any) -> dict[str, Any]:
        """File at the counter for a citizen whose card is lost."""
        entry = citizen.entry
        applicant = {
            "citizen_id": entry["citizen_id"],
            "full_name": entry["name"],
            "date_of_birth": citizen.licence()["holder"]["date_of_birth"],
        }
        body = {
            "procedure": "3.000348",
            "licence_id": citizen.licence()["id"],
            "applicant": applicant,
            "reason": "lost",
            "occurred_on": "2026-11-20",
            "declaration": {"truthful": True, "text": "Khai tại quầy."},
            "delivery": {"method": "counter"},
            "channel": "counter",
        }
        path = f"{RENEWALS}/applications"
        answer = self.outside.call("POST", path, token=self.token, body=body | changes, key=new_id(), purpose="counter")
        found: dict[str, Any] = answer.json()
        return found

    def refuses(self, application: dict[str, Any], reason: str = "false-declaration") -> dict[str, Any]:
        """Refuse an application with a reason code."""
        return self.decide(application["id"], {"outcome": "refuse", "reason_code": reason}, key=new_id())


@dataclass
class Police:
    """A police system that pushes cases."""

    suite: RunningSuite
    client: str = "police-hcm"

    def push(self, record: dict[str, Any]) -> requests.Response:
        """Push one case."""
        token = self.suite.outside.system_token(self.client)
        return self.suite.outside.call(
            "POST", "/api/violations/v1/cases", token=token, body=record, purpose="intake", key=new_id()
        )

    def heartbeat(self) -> None:
        """Say that there is nothing new."""
        token = self.suite.outside.system_token(self.client)
        self.suite.outside.call(
            "POST", "/api/violations/v1/batches", token=token, body={"records": []}, purpose="intake", key=new_id()
        )


def case_against(citizen: Citizen, now: datetime, *, number: int = 1, **changes: Any) -> dict[str, Any]:
    """A decided case with an unpaid fine against a citizen, as their police write it; ``changes`` replace members."""
    record = unpaid_case(citizen, citizen.licence(), now=now)
    record["case_number"] = f"{9_000_000 + number:07d}/BB-VPHC"
    return record | changes


def roadside_status(suite: RunningSuite, serial: str) -> str:
    """What a patrol is told about a card."""
    token = suite.outside.system_token("roadside")
    answer = suite.outside.call(
        "POST", "/api/licences/v1/cards/status", token=token, body={"serial": serial}, purpose="roadside"
    )
    return str(answer.json()["status"])


def day(text: str) -> date:
    """A date from its ISO text."""
    return date.fromisoformat(text)


def at(text: str) -> datetime:
    """An instant from ISO text in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


__all__ = ["Police", "TestCitizen", "TestOfficer", "at", "case_against", "day", "person", "roadside_status"]
