"""Every route refuses whoever has no business there, as its mark says: 401 with a challenge, or 403 with a code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from werkzeug.test import TestResponse

from services.access.domain.scopes import CATALOGUE
from services.commands.outside_client import ASSERTION_TYPE, ID_TOKEN, TOKEN_EXCHANGE
from shared.auth.principals import KINDS
from shared.kernel.clock import MovableClock
from shared.kernel.ids import new_id
from tests.conftest import SUNDAY_MORNING
from tests.support.people import TestCitizen
from tests.support.routes import Caller, Route, refusal, routes
from tests.support.snapshots import Snapshots, changed
from tests.support.suites import RunningSuite, Template, running_suite

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def caller(one_suite: RunningSuite) -> Caller:
    """Sends raw requests."""
    return Caller(one_suite)


@pytest.fixture(scope="module")
def guarded(caller: Caller) -> list[Route]:
    """Every route that is not open to the public."""
    found = [route for route in routes(caller.running) if route.mark.public is None]
    assert len(found) >= 45
    return found


@pytest.fixture(scope="module")
def marked(guarded: list[Route]) -> list[Route]:
    """Those that some token opens: the sandbox is no audience of access, its feed is closed to everybody."""
    return [route for route in guarded if route.service != "sandbox"]


@pytest.fixture(autouse=True)
def untouched(one_suite: RunningSuite) -> Iterator[None]:
    """A closed door lets nothing through: all facts are as before. (Looks of those let in by right may be noted.)"""
    snapshots = Snapshots(one_suite)
    before = snapshots.take()
    yield
    facts = {name for name in changed(before, snapshots.take()) if not name.startswith(TELL_TALES)}
    assert not facts


TELL_TALES = (
    *("licences-lookups", "violations-lookups", "renewals-lookups"),
    *("access.spent_proofs", "access.logins", "access.audit_entries", "sandbox.login_codes"),
)
"""What knocking itself leaves behind: looks by right, and logins that were begun."""


def challenged(answer: TestResponse, code: str, where: object) -> None:
    """The answer is 401 with the code and a challenge (RFC 6750 §3)."""
    problem = refusal(answer)
    assert (answer.status_code, problem["code"]) == (401, code), (str(where), problem)
    challenge = answer.headers["WWW-Authenticate"]
    assert challenge.startswith('Bearer realm="gplx"'), challenge
    assert ("error=" in challenge) == (code != "token-missing")


def forbidden(answer: TestResponse, code: str, where: object) -> None:
    """The answer is 403 with the code."""
    problem = refusal(answer)
    assert (answer.status_code, problem["code"]) == (403, code), (str(where), problem)


def bearer(caller: Caller, route: Route, token: str) -> TestResponse:
    """The route with that token and everything else as it should be."""
    return caller.send(route, caller.headers(route) | {"Authorization": f"Bearer {token}"})


def test_nobody_gets_in_without_a_token(caller: Caller, guarded: list[Route]) -> None:
    for route in guarded:
        headers = caller.headers(route)
        headers.pop("Authorization")
        challenged(caller.send(route, headers), "token-missing", route)
        for strange, code in (("Basic YTpi", "token-missing"), ("", "token-missing"), ("Bearer", "token-invalid")):
            challenged(caller.send(route, headers | {"Authorization": strange}), code, route)
        assert caller.send(route, headers, query_string={"access_token": "x"}).status_code == 401


def test_no_forged_token_opens_anything(caller: Caller, guarded: list[Route]) -> None:
    made = {}
    for route in guarded:
        kind = (route.service, route.kind, route.scopes)
        if kind not in made:
            made[kind] = list(caller.forger.invalid(*kind))
        for name, token in made[kind]:
            challenged(bearer(caller, route, token), "token-invalid", f"{route}: {name}")


def test_a_token_of_another_make_opens_nothing(caller: Caller, guarded: list[Route]) -> None:
    outside = caller.running.outside
    entry = next(one for one in outside.people() if one["key"] == "clean")
    told: list[dict[str, str]] = []
    outside_token = outside._token
    outside._token = lambda client, grant: told.append(grant) or {"access_token": ""}  # type: ignore[method-assign]
    try:
        outside.person_token(entry["username"], entry["password"])
    finally:
        outside._token = outside_token  # type: ignore[method-assign]
    for route in guarded:
        challenged(bearer(caller, route, told[0]["subject_token"]), "token-invalid", f"{route}: an ID token")
        challenged(bearer(caller, route, assertion(caller.running)), "token-invalid", f"{route}: an assertion")


def test_a_token_opens_nothing_once_it_has_run_out(sqlite_world: Template, tmp_path: Path) -> None:
    with running_suite(sqlite_world, tmp_path, MovableClock(SUNDAY_MORNING)) as running:
        caller = Caller(running)
        held = [(one, caller.headers(one)) for one in routes(running) if one.mark.scopes and one.service != "sandbox"]
        running.clock.move(timedelta(minutes=10) - timedelta(seconds=1))
        assert not [str(route) for route, headers in held if caller.send(route, headers).status_code == 401]
        running.clock.move(timedelta(seconds=1))
        for route, headers in held:
            challenged(caller.send(route, headers), "token-expired", route)


def test_marks_say_which_scope_opens_a_route(caller: Caller, marked: list[Route]) -> None:
    made = {
        (service, kind, scope): caller.forger.token(service, kind, scope)
        for service, kind, scope in product({route.service for route in marked}, KINDS, CATALOGUE)
    }
    for route in marked:
        for scope in CATALOGUE:
            answer = bearer(caller, route, made[route.service, route.kind, scope])
            if scope in route.mark.scopes:
                assert answer.status_code not in {401, 403}, (str(route), scope, answer.get_data(as_text=True))
            else:
                forbidden(answer, "scope-missing", f"{route} with {scope}")
                assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]
        elsewhere = caller.forger.claims(route.service, route.kind, route.scopes)
        elsewhere["agreements"][route.service]["scopes"] = []
        forbidden(bearer(caller, route, caller.forger.signed(elsewhere)), "scope-missing", f"{route}: not agreed here")
        forbidden(bearer(caller, route, caller.forger.token(route.service, route.kind, "")), "scope-missing", route)


def test_marks_say_which_kind_of_caller_is_let_in(caller: Caller, marked: list[Route]) -> None:
    for route in marked:
        for kind in sorted(KINDS):
            headers = caller.headers(route, kind=kind)
            answer = caller.send(route, headers)
            if kind in route.mark.kinds:
                assert answer.status_code not in {401, 403}, (str(route), kind, answer.get_data(as_text=True))
            else:
                forbidden(answer, "scope-missing", f"{route} as {kind}")


def test_whoever_touches_personal_data_says_why(caller: Caller, guarded: list[Route]) -> None:
    personal = [route for route in guarded if route.mark.personal]
    assert len(personal) >= 25
    for route in personal:
        for kind in sorted(route.mark.kinds - {"citizen"}):
            good = caller.headers(route, kind=kind)
            without = {name: value for name, value in good.items() if name != "Gplx-Purpose"}
            forbidden(caller.send(route, without), "purpose-required", route)
            for purpose in ("", "curiosity", "AUDIT", "self "):
                code = "purpose-not-agreed"
                forbidden(caller.send(route, good | {"Gplx-Purpose": purpose}), code, f"{route} for {purpose!r}")
            claims = caller.forger.claims(route.service, kind, route.scopes)
            claims["agreements"][route.service]["purposes"] = ["roadside"]
            token = caller.forger.signed(claims)
            forbidden(bearer(caller, route, token), "purpose-not-agreed", route)
            del claims["agreements"]
            forbidden(bearer(caller, route, caller.forger.signed(claims)), "purpose-not-agreed", route)
        if "citizen" in route.mark.kinds:
            own = caller.headers(route, kind="citizen")
            forbidden(caller.send(route, own | {"Gplx-Purpose": "audit"}), "purpose-not-agreed", route)


def test_open_routes_ask_nobody(caller: Caller) -> None:
    for route in routes(caller.running):
        if route.mark.public is not None and route.method == "GET" and route.service not in {"sandbox", "portal"}:
            answer = caller.send(route, {"Accept-Language": "vi"})
            assert answer.status_code in {200, 404, 422, 503}, str(route)


def assertion(running: RunningSuite, client_id: str = "roadside", **changes: object) -> str:
    """A client's proof of who it is."""
    known = running.outside.key_file(client_id)
    now = int(running.clock.now().timestamp())
    claims = {"iss": client_id, "sub": client_id, "aud": known["issuer"], "jti": new_id(), "iat": now, "exp": now + 60}
    header = {"alg": "ES256", "kid": known["private_jwk"]["kid"]}
    return jwt.encode(header, claims | changes, ECKey.import_key(known["private_jwk"]), algorithms=["ES256"])


def asked(caller: Caller, proof: str, **form: str) -> TestResponse:
    """The answer of the token endpoint to a proof."""
    form = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION_TYPE, **form}
    answer = caller.client.post("/oauth2/token", data=form | {"client_assertion": proof})
    answer.get_data()
    return answer


def test_no_bad_assertion_gets_a_token(caller: Caller) -> None:
    running = caller.running
    now = int(running.clock.now().timestamp())
    good = assertion(running)
    assert asked(caller, good).status_code == 200
    bad = {
        "replayed": good,
        "over five minutes": assertion(running, exp=now + 301),
        "over five minutes, issued ahead": assertion(running, iat=now + 20, exp=now + 325),
        "without an end": assertion(running, exp=None),
        "run out": assertion(running, exp=now),
        "for another": assertion(running, aud="http://elsewhere.invalid"),
        "for another as well": assertion(running, aud=[running.environment["GPLX_ISSUER"], "http://elsewhere.invalid"]),
        "by another": assertion(running, iss="portal", sub="portal"),
        "about another": assertion(running, sub="portal"),
        "without a name": assertion(running, jti=None),
        "from the future": assertion(running, iat=now + 3600),
    }
    for name, proof in bad.items():
        answer = asked(caller, proof)
        assert (answer.status_code, answer.get_json()["error"]) == (401, "invalid_client"), name
        assert "WWW-Authenticate" in answer.headers


def test_a_replayed_or_foreign_login_gets_no_token(caller: Caller) -> None:
    running = caller.running
    told: list[dict[str, str]] = []
    outside = type(running.outside)(running.outside.url, running.outside.clients, http=running.outside.http)
    outside.now = running.outside.now
    outside._token = lambda client, grant: told.append(grant) or {"access_token": ""}  # type: ignore[method-assign]
    for key in ("clean", "zero-fee"):
        entry = next(one for one in outside.people() if one["key"] == key)
        outside.person_token(entry["username"], entry["password"])
    exchange = {"grant_type": TOKEN_EXCHANGE, "subject_token_type": ID_TOKEN}
    first, second = (grant["subject_token"] for grant in told)
    assert asked(caller, assertion(running, "portal"), **exchange, subject_token=first).status_code == 200
    again = asked(caller, assertion(running, "portal"), **exchange, subject_token=first)
    assert again.status_code == 400, "an ID token is exchanged once"
    foreign = asked(caller, assertion(running, "officers"), **exchange, subject_token=second)
    assert foreign.status_code == 400, "its audience is the portal"
    own = TestCitizen.of(running, "clean").token
    assert asked(caller, assertion(running, "portal"), **exchange, subject_token=own).status_code == 400
