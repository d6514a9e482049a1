"""What an assertion and an ID token must say: rules alone, no keys, no database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.access.domain.proofs import SpentProof, check_assertion, check_id_token
from services.access.domain.refusals import RefusalCode, TokenRefusal

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
AUDIENCES = frozenset({"https://a", "https://a/oauth2/token"})
SECONDS = int(NOW.timestamp())
ASSERTION = {"iss": "roadside", "sub": "roadside", "aud": "https://a", "jti": "1", "iat": SECONDS, "exp": SECONDS + 60}
ID_TOKEN = {"iss": "https://idp", "aud": "portal", "sub": "s", "iat": SECONDS, "exp": SECONDS + 600}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def assertion(**changed: object) -> SpentProof:
    return check_assertion({**ASSERTION, **changed}, client_id="roadside", audiences=AUDIENCES, now=NOW)


def id_token(**changed: object) -> SpentProof:
    return check_id_token({**ID_TOKEN, **changed}, issuer="https://idp", audience="portal", signed_part="h.p", now=NOW)


def test_a_proof_is_kept_until_it_would_be_refused_anyway() -> None:
    assert assertion().expires_at == NOW + timedelta(seconds=60)
    assert id_token().expires_at > NOW + timedelta(minutes=5)


def test_proofs_are_told_apart_by_owner_and_jti() -> None:
    assert assertion().digest == assertion(exp=SECONDS + 61).digest
    assert assertion().digest != assertion(jti="2").digest
    assert id_token(jti="1") == id_token(jti="1", sub="other")
    assert id_token() != id_token(jti="1")


@pytest.mark.parametrize("name", ["iss", "sub", "aud", "jti", "exp", "iat", "nbf"])
@given(value=anything)
def test_whatever_a_claim_holds_it_is_a_refusal_or_a_proof(name: str, value: object) -> None:
    for check, code in ((assertion, RefusalCode.INVALID_CLIENT), (id_token, RefusalCode.INVALID_REQUEST)):
        outcome = outcome_of(check, {name: value})
        if isinstance(outcome, TokenRefusal):
            assert outcome.code is code
            assert outcome.description.isascii()
        else:
            assert NOW < outcome.expires_at <= NOW + timedelta(minutes=6)


def outcome_of(check: Callable[..., SpentProof], changed: dict[str, object]) -> SpentProof | TokenRefusal:
    try:
        return check(**changed)
    except TokenRefusal as refusal:
        return refusal
