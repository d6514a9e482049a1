"""The token desk over HTTP: exchange, refresh, revoke, each proven with the portal's own key."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from services.portal.application.ports import LoginNeeded, Tokens
from shared.http.client import ServiceClient
from shared.http.faults import Rejected, unavailable
from shared.http.tokens import ASSERTION_TYPE, ClientTokens
from shared.kernel.clock import Clock
from shared.observability.logging import get_logger

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"
SERVICES = ("licences", "violations", "renewals")
log = get_logger(part="login")


class HttpAccess:
    """See :class:`services.portal.application.ports.Access`."""

    def __init__(self, client: ServiceClient, proof: ClientTokens, clock: Clock) -> None:
        self._client = client
        self._proof = proof
        self._clock = clock

    def exchange(self, id_token: str) -> Tokens:
        return self._ask(
            {"grant_type": EXCHANGE, "subject_token": id_token, "subject_token_type": ID_TOKEN, "resource": SERVICES}
        )

    def refresh(self, refresh_token: str) -> Tokens:
        return self._ask({"grant_type": "refresh_token", "refresh_token": refresh_token})

    def revoke(self, refresh_token: str) -> None:
        self._post("/oauth2/revoke", {"token": refresh_token})

    def _ask(self, form: dict[str, Any]) -> Tokens:
        now = self._clock.now()
        answer = self._post("/oauth2/token", form)
        try:
            life = timedelta(seconds=int(answer["expires_in"]))
            return Tokens(str(answer["access_token"]), str(answer["refresh_token"]), now + life)
        except (KeyError, TypeError, ValueError) as error:
            raise unavailable("access") from error

    def _post(self, path: str, form: dict[str, Any]) -> Any:
        proven = {**form, "client_assertion_type": ASSERTION_TYPE, "client_assertion": self._proof.assertion()}
        try:
            return self._client.post(path, data=proven).json
        except Rejected as rejected:
            reason = rejected.problem.get("error")
            log.warning("login-refused-by-access", path=path, reason=reason)
            if reason == "invalid_client":  # our own key is wrong: no citizen can do anything about it
                raise unavailable("access") from rejected
            raise LoginNeeded from rejected
