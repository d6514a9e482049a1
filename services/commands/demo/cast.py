"""The people of the story and what each can do, in the words of the API."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from services.commands.demo.stage import POLL_SECONDS
from services.commands.outside_client import CallFailedError, OutsideClient

REISSUE = "3.000348"
WAIT_SECONDS = 60.0
IN_PASSING = ("submitted", "checking")
SETTLED = ("awaiting_payment", "awaiting_clearance", "under_review", "stopped")
PAID = ("paid", "settled")
"""A fine is ``settled`` once the register of violations has taken the payment in."""


@dataclass
class Citizen:
    """A citizen at the portal, logged in."""

    outside: OutsideClient
    entry: dict[str, Any]
    token: str

    @classmethod
    def log_in(cls, outside: OutsideClient, key: str) -> Citizen:
        """The demo citizen of that key, through the national login."""
        entry = person(outside, key)
        return cls(outside, entry, outside.person_token(entry["username"], entry["password"]))

    def licence(self) -> dict[str, Any]:
        """The citizen's own licence."""
        items = self._post("/api/licences/v1/licences/search", {"citizen_id": self.entry["citizen_id"]})["items"]
        found: dict[str, Any] = items[0]
        return found

    def check(self, licence_id: str) -> dict[str, Any]:
        """Whether a lost licence can be reissued now."""
        body = {
            "citizen_id": self.entry["citizen_id"],
            "licence_id": licence_id,
            "procedure": REISSUE,
            "reason": "lost",
            "channel": "online",
        }
        return self._post("/api/renewals/v1/checks", body)

    def file(self, licence_id: str, *, occurred_on: str, key: str) -> dict[str, Any]:
        """Apply for the reissue of a lost licence."""
        body = {
            "procedure": REISSUE,
            "licence_id": licence_id,
            "reason": "lost",
            "occurred_on": occurred_on,
            "declaration": {
                "truthful": True,
                "text": "Tôi làm mất giấy phép lái xe và chịu trách nhiệm về lời khai này.",
            },
            "delivery": {"method": "electronic"},
            "contact": {"phone": "0900000000", "email": "demo@example.invalid"},
            "channel": "online",
        }
        application = self._post("/api/renewals/v1/applications", body, key=key)
        if application["state"] not in IN_PASSING:
            return application
        # The suite was killed while it answered: the dossier goes on by itself.
        return self.until(f"/api/renewals/v1/applications/{application['id']}", "state", *SETTLED)

    def pay(self, order: dict[str, Any], *, key: str) -> dict[str, Any]:
        """Order a payment, pay at the gateway as a browser would, and wait until the receipt is here."""
        payment = self._post("/api/renewals/v1/payments", order, key=key)
        path = f"/api/renewals/v1/payments/{payment['id']}"
        deadline = time.monotonic() + WAIT_SECONDS
        while payment["payment_url"] is None:  # the gateway has not answered yet
            if time.monotonic() > deadline:
                raise CallFailedError(f"{path}: the gateway gives no address to pay at")
            time.sleep(POLL_SECONDS)
            payment = self._get(path)
        self.outside.send("POST", urlsplit(payment["payment_url"]).path, json={})
        return self.until(path, "state", *PAID)

    def application(self, application_id: str) -> dict[str, Any]:
        """The citizen's application as it is now."""
        return self._get(f"/api/renewals/v1/applications/{application_id}")

    def until(self, path: str, member: str, *wanted: str) -> dict[str, Any]:
        """Ask again until a member has one of the wanted values. Raises CallFailedError after a minute."""
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            found = self._get(path)
            if found[member] in wanted:
                return found
            if time.monotonic() > deadline:
                raise CallFailedError(f"{path}: {member} is {found[member]}, not {' or '.join(wanted)}")
            time.sleep(POLL_SECONDS)

    def looks(self) -> list[dict[str, Any]]:
        """Who looked at the citizen's licence data."""
        found: list[dict[str, Any]] = self._get("/api/licences/v1/lookups")["items"]
        return found

    def open_applications(self) -> list[dict[str, Any]]:
        """What an earlier, interrupted story left open."""
        ended = {"issued", "delivered", "refused", "stopped", "withdrawn"}
        items = self._get("/api/renewals/v1/applications")["items"]
        return [item for item in items if item["state"] not in ended]

    def _get(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = self.outside.call("GET", path, token=self.token).json()
        return found

    def _post(self, path: str, body: dict[str, Any], *, key: str | None = None) -> dict[str, Any]:
        found: dict[str, Any] = self.outside.call("POST", path, token=self.token, body=body, key=key).json()
        return found


@dataclass
class Officer:
    """An officer at the desk, logged in."""

    outside: OutsideClient
    token: str

    @classmethod
    def log_in(cls, outside: OutsideClient, key: str) -> Officer:
        """The demo officer of that key."""
        entry = person(outside, key)
        return cls(outside, outside.person_token(entry["username"], entry["password"], officer=True))

    def decide(self, application_id: str, decision: dict[str, Any], *, key: str) -> dict[str, Any]:
        """Decide on an application as it stands."""
        path = f"/api/renewals/v1/applications/{application_id}"
        seen = self.outside.call("GET", path, token=self.token, purpose="reissue")
        answer = self.outside.call(
            "POST",
            f"{path}/decision",
            token=self.token,
            body=decision,
            key=key,
            purpose="reissue",
            match=seen.headers["ETag"],
        )
        found: dict[str, Any] = answer.json()
        return found


def person(outside: OutsideClient, key: str) -> dict[str, Any]:
    """A demo person by the key of their situation."""
    found = next((one for one in outside.people() if one["key"] == key), None)
    if found is None:
        raise CallFailedError(f"The demo registry has nobody called {key}; delete var/ and start again.")
    return found
