"""What must be so before each operation of access answers as its examples say."""

from __future__ import annotations

from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

from services.commands.outside_client import OutsideClient
from shared.kernel.ids import new_id
from tests.contract.stage import Call, Stage, example, given

ADMIN = "officer:admin"


def assertion(stage: Stage, client_id: str) -> str:
    """A client's proof of who it is, good once."""
    known = stage.running.outside.key_file(client_id)
    now = int(stage.running.clock.now().timestamp())
    claims = {"iss": client_id, "sub": client_id, "aud": known["issuer"], "jti": new_id(), "iat": now, "exp": now + 60}
    header = {"alg": "ES256", "kid": known["private_jwk"]["kid"]}
    return jwt.encode(header, claims, ECKey.import_key(known["private_jwk"]), algorithms=["ES256"])


class LoginOnly(OutsideClient):
    """Logs a person in and stops before the exchange."""

    grant: dict[str, str]

    def _token(self, client_id: str, grant: dict[str, str]) -> dict[str, Any]:
        self.grant = grant
        return {"access_token": ""}


def id_token(stage: Stage, key: str) -> str:
    """The proof of a citizen's login."""
    outside, entry = stage.running.outside, stage.citizen(key).entry
    login = LoginOnly(outside.url, outside.clients, http=outside.http, now=outside.now)
    login.person_token(entry["username"], entry["password"])
    return login.grant["subject_token"]


def tokens(stage: Stage, key: str) -> dict[str, Any]:
    """The tokens of a fresh login."""
    body = example(
        "access",
        "issue_token",
        "citizen",
        client_assertion=assertion(stage, "portal"),
        subject_token=id_token(stage, key),
    )
    found: dict[str, Any] = stage.play("access", "issue_token", Call(form=body)).json()
    return found


@given("access", "get_server_metadata")
@given("access", "get_jwks")
def _open(stage: Stage) -> Call:
    return Call()


@given("access", "issue_token", name="system")
def _system(stage: Stage) -> Call:
    return Call(form=example("access", "issue_token", "system", client_assertion=assertion(stage, "roadside")))


@given("access", "issue_token", name="citizen")
def _citizen(stage: Stage) -> Call:
    proof = {"client_assertion": assertion(stage, "portal"), "subject_token": id_token(stage, "clean")}
    return Call(form=example("access", "issue_token", "citizen", **proof))


@given("access", "issue_token", name="refresh")
def _refresh(stage: Stage) -> Call:
    refresh = tokens(stage, "clean")["refresh_token"]
    body = example(
        "access", "issue_token", "refresh", client_assertion=assertion(stage, "portal"), refresh_token=refresh
    )
    return Call(form=body)


@given("access", "revoke_token", name="logout")
def _logout(stage: Stage) -> Call:
    refresh = tokens(stage, "clean")["refresh_token"]
    return Call(
        form=example("access", "revoke_token", "logout", client_assertion=assertion(stage, "portal"), token=refresh)
    )


@given("access", "list_agencies")
@given("access", "list_agreements")
def _listed(stage: Stage) -> Call:
    return Call(ADMIN)


@given("access", "get_client")
def _client(stage: Stage) -> Call:
    return Call(ADMIN, path={"client_id": "roadside"})


@given("access", "open_agreement", 201)
def _terms(stage: Stage) -> Call:
    return Call(ADMIN, body=example("access", "open_agreement"))


def opened(stage: Stage, **terms: Any) -> dict[str, Any]:
    """An agreement that was just opened."""
    answer = stage.play("access", "open_agreement", Call(ADMIN, body=example("access", "open_agreement", **terms)))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


@given("access", "end_agreement")
def _agreement_to_end(stage: Stage) -> Call:
    agreement = opened(stage, client_id="police-hanoi")
    return Call(ADMIN, path={"agreement_id": agreement["id"]}, body=example("access", "end_agreement"))


@given("access", "add_client_key", 201)
def _new_key(stage: Stage) -> Call:
    return Call(ADMIN, path={"client_id": "roadside"}, body=example("access", "add_client_key"))


@given("access", "revoke_client_key")
def _key_to_revoke(stage: Stage) -> Call:
    path = {"client_id": "police-hanoi"}
    added = stage.play("access", "add_client_key", Call(ADMIN, path=path, body=example("access", "add_client_key")))
    assert added.status_code == 201, added.text
    return Call(ADMIN, path=path | {"kid": added.json()["kid"]}, body=example("access", "revoke_client_key"))


@given("access", "list_events")
def _feed(stage: Stage) -> Call:
    today = stage.running.clock.today().isoformat()
    terms = {"service": "access", "scopes": ["events:read"], "purposes": ["audit"], "fields": ["*"]}
    opened(stage, client_id="auditor", valid_from=today, **terms)
    stage.running.outside._tokens.pop("auditor", None)
    return Call("auditor")
