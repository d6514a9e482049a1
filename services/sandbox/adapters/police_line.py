"""The police clients' line to the violations service, with the keys that lie in the clients' folder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import requests

from services.sandbox.application.ports import Json
from services.sandbox.settings import Settings
from shared.http.client import ServiceClient
from shared.http.faults import Rejected
from shared.http.tokens import ClientTokens
from shared.kernel.clock import Clock
from shared.kernel.errors import Unavailable
from shared.kernel.ids import new_id

POLICE_CLIENTS = ("police-hanoi", "police-hcm")
INTAKE = "intake"
CASES = "/api/violations/v1/cases"
BATCHES = "/api/violations/v1/batches"


@dataclass(frozen=True, slots=True)
class ClientFile:
    """A demo client's key file as bootstrap wrote it."""

    client_id: str
    private_jwk: Mapping[str, str]
    issuer: str


def read_client_file(folder: Path, client_id: str) -> ClientFile | None:
    """The key file of a client, if there is one yet."""
    try:
        stored = json.loads((folder / f"{client_id}.json").read_text())
    except FileNotFoundError:
        return None
    return ClientFile(stored["client_id"], stored["private_jwk"], stored["issuer"])


class Suite:
    """Makes clients of the suite's services that act as one of the demo clients."""

    def __init__(self, token_url: str, session: requests.Session, clock: Clock) -> None:
        self._token_url = token_url
        self._session = session
        self._clock = clock

    def client(self, file: ClientFile, *, service: str, base_url: str, scope: str) -> ServiceClient:
        """``service`` as ``file``'s client sees it."""
        tokens = ClientTokens(
            client_id=file.client_id,
            private_jwk=dict(file.private_jwk),
            issuer=file.issuer,
            token_url=self._token_url,
            session=self._session,
            clock=self._clock,
            scope=scope,
            resource=(service,),
        )
        return ServiceClient(service, base_url, self._session, tokens)


class SuitePoliceLine:
    """Pushes as ``police-hcm`` or ``police-hanoi``; a client whose key is not there yet is not there."""

    def __init__(self, settings: Settings, suite: Suite) -> None:
        self._settings = settings
        self._suite = suite
        self._known: dict[str, tuple[ClientFile, ServiceClient]] = {}

    def clients(self) -> Sequence[str]:
        folder = self._settings.clients_dir
        return [client for client in POLICE_CLIENTS if (folder / f"{client}.json").is_file()]

    def push(self, client_id: str, record: Json) -> tuple[int, Json]:
        try:
            reply = self._client(client_id).post(CASES, json=dict(record), purpose=INTAKE)
        except Rejected as refusal:
            return refusal.status, refusal.problem
        return reply.status, reply.json

    def heartbeat(self, client_id: str) -> None:
        try:
            self._client(client_id).post(BATCHES, json={"records": []}, purpose=INTAKE, idempotency_key=new_id())
        except Rejected as refusal:
            raise Unavailable("dependency-unavailable", service="violations") from refusal

    def _client(self, client_id: str) -> ServiceClient:
        file = read_client_file(self._settings.clients_dir, client_id)
        if file is None:
            raise Unavailable("dependency-unavailable", service="violations")
        known = self._known.get(client_id)
        if known is not None and known[0] == file:
            return known[1]
        client = self._suite.client(
            file, service="violations", base_url=self._settings.violations_url, scope="violations:push"
        )
        self._known[client_id] = (file, client)
        return client
