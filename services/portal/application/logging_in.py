"""Logging in at the national login, and coming back to where one was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from services.portal.application.ports import Identity, Portal, Tokens
from shared.auth.oidc import Departure, LoginRefused, Proof
from shared.kernel.citizen_id import read_citizen_id

CALLBACK = "/login/callback"
LEVELS = {"1": 1, "2": 2}


@dataclass(frozen=True, slots=True)
class GoOn:
    """Where a person goes on after logging in: a page, and what was filled in on it when the session ended.

    ``account_id`` is whose session that was: what one person filled in is shown to nobody else.
    """

    path: str
    form: Mapping[str, list[str]] | None = field(default=None, repr=False)
    account_id: str | None = None


@dataclass(frozen=True, slots=True)
class Login:
    """A login that succeeded. ``content`` is for the session."""

    account_id: str
    content: Mapping[str, Any] = field(repr=False)
    go_on: GoOn


@dataclass(frozen=True, slots=True)
class Answer:
    """What the national login sent the browser back with."""

    state: str
    code: str | None = field(repr=False)
    issuer: str | None
    error: str | None


def depart(portal: Portal, *, visit: str, language: str, go_on: GoOn) -> str:
    """Remember where the person was; the address of the national login."""
    departure = portal.sso.depart(portal.public_url + CALLBACK, language=language)
    content = {
        "state": departure.state,
        "nonce": departure.nonce,
        "verifier": departure.verifier,
        "path": go_on.path,
        "form": go_on.form,
        "account_id": go_on.account_id,
    }
    portal.accounts.departed(departure.state, visit, content)
    return departure.url


def arrive(portal: Portal, answer: Answer, *, visit: str) -> Login:
    """Take the answer of the national login. Raises LoginRefused, LoginNeeded, AccountMismatch or Unavailable."""
    remembered = portal.accounts.arrived(answer.state, visit)
    if remembered is None:
        raise LoginRefused("unknown-state")
    if answer.error is not None or answer.code is None:
        raise LoginRefused("cancelled" if answer.error == "access_denied" else "no-code")
    departure = Departure("", answer.state, str(remembered["nonce"]), str(remembered["verifier"]))
    proof = portal.sso.redeem(
        answer.code, departure=departure, redirect_uri=portal.public_url + CALLBACK, issuer=answer.issuer
    )
    identity = identity_of(proof)
    account_id = portal.accounts.link(str(proof.claims["sub"]), identity.citizen_id, identity.assurance_level)
    tokens = portal.access.exchange(proof.id_token)
    return Login(account_id, content_of(tokens, identity), _go_on(remembered, account_id))


def identity_of(proof: Proof) -> Identity:
    """The person a proof speaks of, by the claim names of the national login. Raises LoginRefused."""
    claims = proof.claims
    try:
        return Identity(
            citizen_id=read_citizen_id(str(claims["SoDinhDanh"])).text,
            name=str(claims["HoVaTen"]),
            born_on=date.fromisoformat(str(claims["NgayThangNamSinh"])),
            assurance_level=LEVELS[str(claims["acr"])],
        )
    except (KeyError, ValueError) as error:
        raise LoginRefused("missing-claim") from error


def content_of(tokens: Tokens, identity: Identity) -> dict[str, Any]:
    """What a session holds."""
    return {
        "access_token": tokens.access_token,
        "refresh_token": tokens.refresh_token,
        "expires_at": tokens.expires_at.isoformat(),
        "citizen_id": identity.citizen_id,
        "name": identity.name,
        "born_on": identity.born_on.isoformat(),
        "assurance_level": identity.assurance_level,
    }


def tokens_in(content: Mapping[str, Any]) -> Tokens:
    """The tokens a session holds."""
    expires_at = datetime.fromisoformat(content["expires_at"])
    return Tokens(str(content["access_token"]), str(content["refresh_token"]), expires_at)


def identity_in(content: Mapping[str, Any]) -> Identity:
    """The person a session belongs to."""
    return Identity(
        citizen_id=str(content["citizen_id"]),
        name=str(content["name"]),
        born_on=date.fromisoformat(content["born_on"]),
        assurance_level=int(content["assurance_level"]),
    )


def _go_on(remembered: Mapping[str, Any], account_id: str) -> GoOn:
    """Where to, and what was filled in only for the one who filled it in."""
    same = remembered["account_id"] == account_id
    return GoOn(str(remembered["path"]), remembered["form"] if same else None, account_id)
