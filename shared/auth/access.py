"""Access marks: every route says who may use it, and a route that says nothing is closed to everybody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, g, has_request_context, request

from shared.auth.principals import KINDS, GrantedAgreement, Principal
from shared.auth.tokens import TokenVerifier
from shared.http.languages import Language, choose_language
from shared.kernel.actor import Actor
from shared.kernel.errors import Forbidden, Malformed, Unauthenticated
from shared.kernel.ids import is_id

F = TypeVar("F", bound=Callable[..., Any])

SELF = "self"
PURPOSES = ("self", "reissue", "roadside", "intake", "registry-load", "audit", "counter", "statistics")
_CASE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,62}[\x21-\x7e])?")
_BEARER = re.compile(r"bearer +(\S+) *", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AccessMark:
    """What a route demands. ``scopes``: any one of them. ``public`` holds the reason why nobody is asked."""

    scopes: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset(KINDS)
    personal: bool = False
    looks: bool = False
    public: str | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is behind the request in hand, why, and in which language they read."""

    principal: Principal
    purpose: str | None
    case: str | None
    on_behalf_of: str | None
    language: Language
    actor: Actor

    @property
    def agreement(self) -> GrantedAgreement | None:
        """The data-sharing agreement the request rests on."""
        return self.principal.agreement


def access(
    *scopes: str, kinds: Iterable[str] = KINDS, personal: bool = False, looks: bool | None = None
) -> Callable[[F], F]:
    """Let in callers of these ``kinds`` whose token has any of ``scopes``.

    ``personal``: a person's data is read or written, so a purpose is needed (a citizen's own is ``self``), checked
    against the agreement. ``looks`` (by default the same as ``personal``): the answer shows such data, so a look-up
    entry must have been recorded before a 2xx leaves; ``looks=False`` for a pure write that answers nothing personal.
    """
    wanted = frozenset(kinds)
    if not scopes or not wanted <= KINDS:
        raise ValueError("an access mark names at least one scope and known kinds")
    mark = AccessMark(scopes, wanted, personal, personal if looks is None else looks)
    return lambda view: _marked(view, mark)


def public(reason: str) -> Callable[[F], F]:
    """Let in anybody, for a reason that is written down."""
    if not reason:
        raise ValueError("an open route needs its reason")
    return lambda view: _marked(view, AccessMark(public=reason))


def _marked(view: F, mark: AccessMark) -> F:
    view.access = mark  # type: ignore[attr-defined]  # the mark lives on the function, for tests to walk
    return view


def access_of(view: Callable[..., Any]) -> AccessMark | None:
    """The mark of a view function, if it has one."""
    mark = getattr(view, "access", None)
    return mark if isinstance(mark, AccessMark) else None


def guard(app: Flask, verifier: TokenVerifier | None) -> None:
    """Check every request of ``app`` before its view runs."""

    def check() -> None:
        if request.url_rule is None:
            return  # nothing is there: the router answers 404 or 405
        mark = access_of(app.view_functions[request.url_rule.endpoint])
        if mark is None:
            raise RuntimeError(f"route {request.url_rule.rule} carries no access mark and stays closed")
        if mark.public is None:
            if verifier is None:
                raise RuntimeError(f"route {request.url_rule.rule} needs a token, but nothing here verifies tokens")
            g.gplx_principal = principal = verifier.verify(_bearer_token())
            g.gplx_caller = _admit(principal, mark)

    app.before_request(check)


def _bearer_token() -> str:
    header = request.headers.get("Authorization")
    if header is None:
        raise Unauthenticated("token-missing")
    found = _BEARER.fullmatch(header)
    if found is None:
        raise Unauthenticated("token-missing" if not header.lower().startswith("bearer") else "token-invalid")
    return found[1]


def _admit(principal: Principal, mark: AccessMark) -> Caller:
    if principal.kind not in mark.kinds or not principal.scopes.intersection(mark.scopes):
        raise Forbidden("scope-missing", scopes=" ".join(mark.scopes))
    case, on_behalf_of = _case(), _on_behalf_of(principal)
    purpose = _purpose(principal, mark)
    return Caller(
        principal=principal,
        purpose=purpose,
        case=case,
        on_behalf_of=on_behalf_of,
        language=choose_language(request.headers.get("Accept-Language")),
        actor=Actor(
            kind=principal.kind,
            subject=principal.subject,
            client_id=principal.client_id,
            agency=principal.agency,
            on_behalf_of=on_behalf_of,
            purpose=purpose,
            case=case,
        ),
    )


def _case() -> str | None:
    case = request.headers.get("Gplx-Case")
    if case is not None and not _CASE.fullmatch(case):
        raise Malformed("malformed-header", header="Gplx-Case")
    return case


def _on_behalf_of(principal: Principal) -> str | None:
    """For whom a system acts; an opaque id, so that no personal number gets into the logs by this door."""
    subject = request.headers.get("Gplx-On-Behalf-Of")
    if subject is not None and not is_id(subject):
        raise Malformed("malformed-header", header="Gplx-On-Behalf-Of")
    return subject if principal.kind == "system" else None


def _purpose(principal: Principal, mark: AccessMark) -> str | None:
    named = request.headers.get("Gplx-Purpose")
    if named is not None and named not in PURPOSES:
        raise Forbidden("purpose-not-agreed")
    if not mark.personal:
        return named
    if principal.kind == "citizen":
        if named not in (None, SELF):
            raise Forbidden("purpose-not-agreed")
        return SELF
    if named is None:
        raise Forbidden("purpose-required")
    if principal.agreement is None or named not in principal.agreement.purposes:
        raise Forbidden("purpose-not-agreed")
    return named


def current() -> Caller:
    """The caller of the request in hand. Raises RuntimeError on a public route or outside of a request."""
    caller: Caller | None = g.get("gplx_caller") if has_request_context() else None
    if caller is None:
        raise RuntimeError("there is no caller here: the route is public, or no request is in hand")
    return caller


def require_subject(citizen_id: str) -> None:
    """Raise Forbidden ``subject-mismatch`` if a citizen names somebody else. Officers and systems may name anybody."""
    principal = current().principal
    if principal.kind == "citizen" and principal.citizen_id != citizen_id:
        raise Forbidden("subject-mismatch")
