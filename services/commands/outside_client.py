"""An outside client of the suite, as anybody would write one: HTTP, key files, nothing of the services' own code."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from joserfc import jwt
from joserfc.jwk import ECKey

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"
CALLBACK = "http://127.0.0.1:8999/callback"
SYSTEM_TOKEN_KEPT_SECONDS = 480
LOGINS = 3
UNAUTHORIZED = 401
TRY_AGAIN = {409, 429, 502, 503, 504}


class CallFailedError(Exception):
    """The suite refused, or could not be reached in time; the message is for the person at the keyboard."""


class SpentError(CallFailedError):
    """A proof that works once was used up by a call whose answer was lost."""


@dataclass
class OutsideClient:
    """Talks to one suite. ``patience`` is how long (seconds) a suite that is away is waited for."""

    url: str
    clients: Path
    patience: float = 5.0
    http: requests.Session = field(default_factory=requests.Session)
    now: Callable[[], float] = time.time
    _tokens: dict[str, tuple[str, float]] = field(default_factory=dict)

    def system_token(self, client_id: str) -> str:
        """An access token for a client, from its key file (RFC 7523)."""
        token, good_until = self._tokens.get(client_id, ("", 0.0))
        if self.now() < good_until:
            return token
        token = str(self._token(client_id, {"grant_type": "client_credentials"})["access_token"])
        self._tokens[client_id] = (token, self.now() + SYSTEM_TOKEN_KEPT_SECONDS)
        return token

    def person_token(self, username: str, password: str, *, officer: bool = False) -> str:
        """An access token for a person: code with PKCE at the sandbox's login, then the exchange (RFC 8693).

        Codes and proofs work once, so after an answer that was lost the person logs in again.
        """
        for _ in range(LOGINS - 1):
            try:
                return self._log_in(username, password, officer=officer)
            except SpentError:
                continue
        return self._log_in(username, password, officer=officer)

    def _log_in(self, username: str, password: str, *, officer: bool) -> str:
        client_id, provider = ("officers", "officer-idp") if officer else ("portal", "sso")
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        answer = self.send(
            "POST",
            f"/sandbox/{provider}/authorize",
            params={
                "response_type": "code",
                "client_id": client_id,
                "redirect_uri": CALLBACK,
                "scope": "openid",
                "state": secrets.token_urlsafe(16),
                "nonce": secrets.token_urlsafe(16),
                "code_challenge": challenge,
                "code_challenge_method": "S256",
            },
            data={"username": username, "password": password},
            allow_redirects=False,
        )
        code = parse_qs(urlsplit(answer.headers.get("Location", "")).query).get("code")
        if not code:
            raise CallFailedError(f"{username} could not log in: the password is in var/demo/people.json")
        tokens = self.send(
            "POST",
            f"/sandbox/{provider}/token",
            data={
                "grant_type": "authorization_code",
                "code": code[0],
                "redirect_uri": CALLBACK,
                "client_id": client_id,
                "code_verifier": verifier,
            },
        ).json()
        if "id_token" not in tokens:
            raise SpentError(f"{username} could not log in: {tokens.get('error_description', tokens)}")
        id_token = tokens["id_token"]
        exchange = {"grant_type": TOKEN_EXCHANGE, "subject_token": id_token, "subject_token_type": ID_TOKEN}
        return str(self._token(client_id, exchange)["access_token"])

    def call(
        self,
        method: str,
        path: str,
        *,
        token: str,
        body: object = None,
        key: str | None = None,
        purpose: str | None = None,
        match: str | None = None,
    ) -> requests.Response:
        """One API call. Raises CallFailedError with the problem's own words on any refusal."""
        optional = {"Idempotency-Key": key, "Gplx-Purpose": purpose, "If-Match": match}
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
        headers |= {name: value for name, value in optional.items() if value is not None}
        answer = self.send(method, path, json=body, headers=headers)
        if answer.status_code >= 400:
            raise CallFailedError(f"{method} {path}: {words_of(answer)}")
        return answer

    def send(self, method: str, path: str, **options: Any) -> requests.Response:
        """Send, and as long as patience lasts send again when the suite is away.

        Every call of the suite may be repeated: reads change nothing, writes carry their key or are known by their
        number and version.
        """
        deadline = time.monotonic() + self.patience
        while True:
            try:
                answer = self.http.request(method, self.url.rstrip("/") + path, timeout=30, **options)
            except ValueError as error:  # what requests calls a bad address
                raise CallFailedError(f"GPLX_URL is no address: {self.url}. Try http://127.0.0.1:8000.") from error
            except requests.ConnectionError as error:
                if time.monotonic() > deadline:
                    raise CallFailedError(
                        f"Nothing answers at {self.url}. Start the suite with `make run`, or set GPLX_URL."
                    ) from error
            else:
                if not _worth_repeating(answer) or time.monotonic() > deadline:
                    return answer
            time.sleep(0.3)

    def _token(self, client_id: str, grant: dict[str, str]) -> dict[str, Any]:
        deadline = time.monotonic() + self.patience
        while True:
            assertion = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": self._assertion(client_id)}
            answer = self.send("POST", "/oauth2/token", data=grant | assertion)
            if answer.ok:
                found: dict[str, Any] = answer.json()
                return found
            words = f"No token for {client_id}: {words_of(answer)}"
            # An answer that was lost has spent the assertion all the same; the next try makes a fresh one.
            spent = answer.status_code == UNAUTHORIZED and "used before" in answer.text
            if (not spent and answer.status_code not in TRY_AGAIN) or time.monotonic() > deadline:
                raise (SpentError if "subject_token" in grant else CallFailedError)(words)
            time.sleep(0.3)

    def _assertion(self, client_id: str) -> str:
        known = self.key_file(client_id)
        now = int(self.now())
        claims = {
            "iss": client_id,
            "sub": client_id,
            "aud": known["issuer"],
            "jti": secrets.token_urlsafe(16),
            "iat": now,
            "exp": now + 120,
        }
        header = {"alg": "ES256", "kid": known["private_jwk"]["kid"]}
        return str(jwt.encode(header, claims, ECKey.import_key(known["private_jwk"]), algorithms=["ES256"]))

    def key_file(self, client_id: str) -> dict[str, Any]:
        """What the first start wrote down for a client."""
        path = self.clients / f"{client_id}.json"
        if not path.exists():
            names = ", ".join(sorted(entry.stem for entry in self.clients.glob("*.json"))) or "none"
            raise CallFailedError(f"There is no key file {path}. Clients known here: {names}. Set GPLX_CLIENTS.")
        found: dict[str, Any] = json.loads(path.read_text())
        return found

    def people(self) -> list[dict[str, Any]]:
        """The demo citizens and officers."""
        path = self.clients.parent / "people.json"
        if not path.exists():
            raise CallFailedError(f"There is no {path}: start the suite with its sandbox once (`make run`).")
        found: list[dict[str, Any]] = json.loads(path.read_text())
        return found


def words_of(answer: requests.Response) -> str:
    """What an answer says is wrong, in one line."""
    try:
        problem = answer.json()
    except ValueError:
        return f"HTTP {answer.status_code}"
    said = problem.get("detail") or problem.get("error_description") or problem.get("title") or ""
    code = problem.get("code") or problem.get("error") or ""
    faults = "; ".join(f"{fault.get('pointer')}: {fault.get('code')}" for fault in problem.get("errors", []))
    return f"HTTP {answer.status_code} {code}: {said} {faults}".strip()


def _worth_repeating(answer: requests.Response) -> bool:
    if answer.status_code == 409:
        return "request-in-progress" in answer.text
    return answer.status_code in TRY_AGAIN
