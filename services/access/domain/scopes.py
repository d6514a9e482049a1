"""The catalogue of scopes (phạm vi quyền): which service each opens, and who may ever hold it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from services.access.domain.refusals import RefusalCode, TokenRefusal

SERVICES = ("access", "exchange", "licences", "portal", "renewals", "violations")
MOST_SCOPES = 32
_SCOPE_TOKENS = re.compile(r"[\x21\x23-\x5B\x5D-\x7E]{1,64}(?: [\x21\x23-\x5B\x5D-\x7E]{1,64})*")


class ActorKind(StrEnum):
    """For whom a token acts: a citizen (công dân), an officer (cán bộ), or the client system itself."""

    CITIZEN = "citizen"
    OFFICER = "officer"
    SYSTEM = "system"


class OfficerRole(StrEnum):
    """What an officer is there for: handles cases, also decides them, oversees, or administers access."""

    OFFICER = "officer"
    DECIDER = "decider"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class Purpose(StrEnum):
    """Why somebody looks at a person's data (mục đích); a call names one and the agreement must list it."""

    SELF = "self"
    REISSUE = "reissue"
    ROADSIDE = "roadside"
    INTAKE = "intake"
    REGISTRY_LOAD = "registry-load"
    AUDIT = "audit"
    COUNTER = "counter"
    STATISTICS = "statistics"


@dataclass(frozen=True, slots=True)
class Scope:
    """One right. ``services`` are the providers that know it, ``kinds`` who may ever hold it."""

    name: str
    services: frozenset[str]
    kinds: frozenset[ActorKind]


_EVERYBODY = (ActorKind.CITIZEN, ActorKind.OFFICER, ActorKind.SYSTEM)
_STAFF = (ActorKind.OFFICER, ActorKind.SYSTEM)
_SYSTEMS = (ActorKind.SYSTEM,)

_RIGHTS: dict[str, tuple[ActorKind, ...]] = {
    "licences:read": _EVERYBODY,
    "licences:standing": _STAFF,
    "licences:report-loss": (ActorKind.CITIZEN, ActorKind.SYSTEM),
    "licences:issue": _SYSTEMS,
    "licences:import": _SYSTEMS,
    "violations:push": _SYSTEMS,
    "violations:standing": _EVERYBODY,
    "violations:read": _EVERYBODY,
    "violations:settle": _SYSTEMS,
    "renewals:check": _EVERYBODY,
    "renewals:file": (ActorKind.CITIZEN, ActorKind.OFFICER),
    "renewals:read": _EVERYBODY,
    "renewals:decide": (ActorKind.OFFICER,),
    "exchange:send": _STAFF,
    "exchange:receive": _STAFF,
    "access:admin": (ActorKind.OFFICER,),
}

CATALOGUE = MappingProxyType(
    {name: Scope(name, frozenset({name.partition(":")[0]}), frozenset(kinds)) for name, kinds in _RIGHTS.items()}
    | {
        "events:read": Scope("events:read", frozenset(SERVICES), frozenset(_SYSTEMS)),
        "feedback:send": Scope("feedback:send", frozenset({"portal"}), frozenset(_SYSTEMS)),
        "feedback:answer": Scope("feedback:answer", frozenset({"portal"}), frozenset({ActorKind.OFFICER})),
    }
)

_READING = frozenset(
    {"licences:read", "licences:standing", "violations:read", "violations:standing", "renewals:read", "renewals:check"}
)
_HANDLING = _READING | {"renewals:file", "exchange:send", "exchange:receive", "feedback:answer"}
_BY_ROLE = MappingProxyType(
    {
        OfficerRole.OFFICER: _HANDLING,
        OfficerRole.DECIDER: _HANDLING | {"renewals:decide"},
        OfficerRole.SUPERVISOR: _READING,
        OfficerRole.ADMIN: frozenset({"access:admin"}),
    }
)


def scopes_of_service(service: str) -> frozenset[str]:
    """Every scope the service knows."""
    return frozenset(scope.name for scope in CATALOGUE.values() if service in scope.services)


def scopes_for(kind: ActorKind, roles: Iterable[OfficerRole] = ()) -> frozenset[str]:
    """The most that somebody of this kind, and for officers with these roles, may ever hold."""
    by_kind = frozenset(scope.name for scope in CATALOGUE.values() if kind in scope.kinds)
    if kind is not ActorKind.OFFICER:
        return by_kind
    return by_kind & frozenset(name for role in roles for name in _BY_ROLE[role])


def read_scopes(text: str | None) -> frozenset[str] | None:
    """The scopes of a request (RFC 6749 §3.3); None when it names none and so means all it may have.

    Unknown names are kept: they meet no agreement and so grant nothing. Raises TokenRefusal ``invalid_scope`` for a
    text that is no list of scopes.
    """
    if text is None:
        return None
    names = text.split(" ")
    if len(names) > MOST_SCOPES or not _SCOPE_TOKENS.fullmatch(text):
        raise TokenRefusal(RefusalCode.INVALID_SCOPE, "scope is not a list of names separated by single spaces")
    return frozenset(names)
