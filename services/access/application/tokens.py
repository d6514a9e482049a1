"""Issuing tokens: client credentials, exchange of a proof of login, refresh (RFC 6749, 7523, 8693, 8707)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from services.access.application.claims import (
    grant_claims,
    person_claims,
    read_login,
    system_claims,
    time_claims,
    write_login,
)
from services.access.application.clients import Credentials, authenticate, client_actor
from services.access.application.ports import Begin, ClientFile, IdTokens, Minter, Register, Signatures, Work
from services.access.domain.grants import Grant, decide_grant
from services.access.domain.parties import Agency
from services.access.domain.people import Person, read_person
from services.access.domain.proofs import SpentProof, check_id_token
from services.access.domain.refusals import RefusalCode, TokenRefusal
from services.access.domain.scopes import ActorKind, read_scopes, scopes_for
from services.access.domain.sessions import FamilyEnd, RefreshFamily, SealedLogin
from shared.kernel.clock import Clock
from shared.kernel.ids import new_id

TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"  # a name, not a secret
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"
GRANT_TYPES = ("client_credentials", TOKEN_EXCHANGE, "refresh_token")


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """What a client sent to the token endpoint; texts as received, None where absent."""

    grant_type: str | None
    credentials: Credentials
    scope: str | None = None
    resources: tuple[str, ...] = ()
    subject_token: str | None = None
    subject_token_type: str | None = None
    requested_token_type: str | None = None
    actor_token: str | None = None
    refresh_token: str | None = None


@dataclass(frozen=True, slots=True)
class IssuedTokens:
    """The answer. Lifetimes in seconds; ``issued_token_type`` only after an exchange."""

    access_token: str
    expires_in: int
    scope: str
    refresh_token: str | None = None
    issued_token_type: str | None = None


@dataclass(frozen=True, slots=True)
class TokenDesk:
    """Everything the flows work with. ``issuer`` and ``token_endpoint`` are the published addresses."""

    issuer: str
    token_endpoint: str
    register: Register
    begin: Begin
    signatures: Signatures
    id_tokens: IdTokens
    minter: Minter
    clock: Clock

    @property
    def audiences(self) -> frozenset[str]:
        """What the ``aud`` of an assertion may say."""
        return frozenset({self.issuer, self.token_endpoint})


def issue(request: TokenRequest, desk: TokenDesk) -> IssuedTokens:
    """Answer a token request. Raises TokenRefusal."""
    if not request.grant_type:
        raise TokenRefusal(RefusalCode.INVALID_REQUEST, "grant_type is missing")
    if request.grant_type not in GRANT_TYPES:
        raise TokenRefusal(RefusalCode.UNSUPPORTED_GRANT_TYPE, "this server does not know that grant_type")
    file = authenticate(
        request.credentials,
        register=desk.register,
        begin=desk.begin,
        signatures=desk.signatures,
        audiences=desk.audiences,
        now=desk.clock.now(),
    )
    if request.grant_type == TOKEN_EXCHANGE:
        return _exchange(request, file, desk)
    if request.grant_type == "refresh_token":
        return _refresh(request, file, desk)
    return _for_itself(request, file, desk)


def _for_itself(request: TokenRequest, file: ClientFile, desk: TokenDesk) -> IssuedTokens:
    now = desk.clock.now()
    grant = decide_grant(
        requested=read_scopes(request.scope),
        resources=request.resources,
        agreements=file.agreements,
        acting_for=ActorKind.SYSTEM,
        allowed=scopes_for(ActorKind.SYSTEM),
        now=now,
    )
    return _mint(desk, grant, system_claims(file.client), now=now, expires_at=grant.expires_at(now))


def _exchange(request: TokenRequest, file: ClientFile, desk: TokenDesk) -> IssuedTokens:
    """A login, proven by the ID token of a trusted issuer, becomes an access token and a refresh token."""
    now = desk.clock.now()
    person, proof = _who_logged_in(request, file, desk, now)
    agency = _agency_of(person, desk)
    grant = _grant_for(person, file, read_scopes(request.scope), request.resources, now)
    login = SealedLogin(
        family=new_id(),
        seq=1,
        client_id=file.client.client_id,
        person=person,
        scopes=frozenset(grant.scopes),
        resources=request.resources,
    )
    refresh_token = desk.minter.seal(write_login(login))
    family = RefreshFamily(login.family, login.client_id, login.seq, hash_of(refresh_token), now, now)
    with desk.begin(client_actor(file.client)) as work:
        if not work.proofs.spend(proof):
            raise TokenRefusal(RefusalCode.INVALID_REQUEST, "the ID token was exchanged before")
        work.families.add(family)
        work.audit(f"login:{family.id}", "login.started", {"kind": person.kind.value, "scopes": sorted(grant.scopes)})
        work.commit()
    who = person_claims(person, file.client, agency)
    ends = grant.expires_at(now, at_most=family.ends_at)
    return _mint(
        desk, grant, who, now=now, expires_at=ends, refresh_token=refresh_token, issued_token_type=ACCESS_TOKEN
    )


def _refresh(request: TokenRequest, file: ClientFile, desk: TokenDesk) -> IssuedTokens:
    """The newest refresh token of a login becomes an access token and the next refresh token."""
    if request.refresh_token is None:
        raise TokenRefusal(RefusalCode.INVALID_REQUEST, "refresh_token is missing")
    login = unsealed(request.refresh_token, file, desk.minter)
    if login is None:
        raise TokenRefusal(RefusalCode.INVALID_GRANT, "the refresh token is not one of this client's")
    if login.resources and not set(request.resources) <= set(login.resources):
        raise TokenRefusal(RefusalCode.INVALID_TARGET, "the login was not for that resource")
    now, wanted = desk.clock.now(), read_scopes(request.scope)
    scopes = login.scopes if wanted is None else login.scopes & wanted
    grant = _grant_for(login.person, file, scopes, request.resources or login.resources, now)
    who = person_claims(login.person, file.client, _agency_of(login.person, desk))
    following = desk.minter.seal(write_login(replace(login, seq=login.seq + 1)))
    with desk.begin(client_actor(file.client), f"login:{login.family}") as work:
        family = _rotate(work, login, shown=hash_of(request.refresh_token), following=hash_of(following))
        work.commit()  # also where the family was ended
    if family is None:
        raise TokenRefusal(RefusalCode.INVALID_GRANT, "the refresh token was used before; the login is revoked")
    ends = grant.expires_at(now, at_most=family.ends_at)
    return _mint(desk, grant, who, now=now, expires_at=ends, refresh_token=following)


def _rotate(work: Work, login: SealedLogin, *, shown: str, following: str) -> RefreshFamily | None:
    """Let the next token follow. None if the one shown was used before: the family is ended, to be committed.

    Raises TokenRefusal ``invalid_grant`` if the login is over.
    """
    family = work.families.get(login.family)
    if family is None:
        raise TokenRefusal(RefusalCode.INVALID_GRANT, "the login is over")
    if family.ended_at is None and family.was_reused(seq=login.seq, token_hash=shown):
        work.families.save(family.over(FamilyEnd.REUSED, work.now))
        work.audit(f"login:{family.id}", "login.reused", {"seq": login.seq, "newest": family.seq})
        return None
    family.check_alive(work.now)
    rotated = family.next(token_hash=following, now=work.now)
    work.families.save(rotated)
    return rotated


def unsealed(refresh_token: str, file: ClientFile, minter: Minter) -> SealedLogin | None:
    """What a refresh token says; None unless we sealed it, and for this client."""
    content = minter.unseal(refresh_token)
    if content is None:
        return None
    try:
        login = read_login(content)
    except (KeyError, TypeError, ValueError):  # sealed by an older release with other members
        return None
    return login if login.client_id == file.client.client_id else None


def hash_of(token: str) -> str:
    """What is stored in place of a token."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _who_logged_in(
    request: TokenRequest, file: ClientFile, desk: TokenDesk, now: datetime
) -> tuple[Person, SpentProof]:
    refuse = RefusalCode.INVALID_REQUEST
    if request.actor_token is not None:
        raise TokenRefusal(refuse, "actor_token is not supported: the client is the actor")
    if request.requested_token_type not in {None, ACCESS_TOKEN}:
        raise TokenRefusal(refuse, "only access tokens are issued")
    if request.subject_token is None or request.subject_token_type != ID_TOKEN:
        raise TokenRefusal(refuse, f"subject_token is missing or subject_token_type is not {ID_TOKEN}")
    token = desk.id_tokens.verify(request.subject_token)
    if token is None:
        raise TokenRefusal(refuse, "the ID token is not signed by an issuer trusted here")
    if token.issuer.audience != file.client.client_id:
        raise TokenRefusal(refuse, "this client is not the one registered with the issuer of the ID token")
    proof = check_id_token(
        token.claims,
        issuer=token.issuer.issuer,
        audience=token.issuer.audience,
        signed_part=token.signed_part,
        now=now,
    )
    return read_person(token.claims, token.issuer), proof


def _agency_of(person: Person, desk: TokenDesk) -> Agency | None:
    if person.agency is None:
        return None
    agency = desk.register.agency(person.agency)
    if agency is None:
        raise TokenRefusal(RefusalCode.INVALID_REQUEST, "the agency of the officer is not registered")
    return agency


def _grant_for(
    person: Person, file: ClientFile, scopes: frozenset[str] | None, resources: tuple[str, ...], now: datetime
) -> Grant:
    return decide_grant(
        requested=scopes,
        resources=resources,
        agreements=file.agreements,
        acting_for=person.kind,
        allowed=scopes_for(person.kind, person.roles),
        now=now,
    )


def _mint(
    desk: TokenDesk,
    grant: Grant,
    who: Mapping[str, object],
    *,
    now: datetime,
    expires_at: datetime,
    refresh_token: str | None = None,
    issued_token_type: str | None = None,
) -> IssuedTokens:
    times = time_claims(issuer=desk.issuer, token_id=new_id(), now=now, expires_at=expires_at)
    access_token = desk.minter.sign({**times, **who, **grant_claims(grant)})
    return IssuedTokens(
        access_token=access_token,
        expires_in=int(expires_at.timestamp()) - int(now.timestamp()),
        scope=" ".join(grant.scopes),
        refresh_token=refresh_token,
        issued_token_type=issued_token_type,
    )
