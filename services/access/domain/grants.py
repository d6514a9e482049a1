"""What a token may do: requested ∩ agreed ∩ allowed to that kind and role."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.access.domain.agreements import Agreement
from services.access.domain.refusals import RefusalCode, TokenRefusal
from services.access.domain.scopes import SERVICES, ActorKind

ACCESS_TOKEN_LIFE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class ServiceGrant:
    """What a token may do at one service, and the agreement that says so."""

    agreement: Agreement
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Grant:
    """What was granted, per service in alphabetical order, never empty; it ends with the first of its agreements."""

    by_service: tuple[ServiceGrant, ...]

    @property
    def scopes(self) -> tuple[str, ...]:
        """All scopes, sorted."""
        return tuple(sorted({name for granted in self.by_service for name in granted.scopes}))

    @property
    def audience(self) -> tuple[str, ...]:
        """The services the token is for."""
        return tuple(granted.agreement.service for granted in self.by_service)

    def expires_at(self, now: datetime, *, at_most: datetime | None = None) -> datetime:
        """Ten minutes from now, or the end of an agreement or of ``at_most``, whichever comes first."""
        ends = [now + ACCESS_TOKEN_LIFE, *(granted.agreement.stops_at for granted in self.by_service)]
        return min(ends if at_most is None else [*ends, at_most])


def decide_grant(
    *,
    requested: frozenset[str] | None,
    resources: Sequence[str],
    agreements: Iterable[Agreement],
    acting_for: ActorKind,
    allowed: frozenset[str],
    now: datetime,
) -> Grant:
    """Grant what is asked (None: everything), agreed and allowed, at the services asked for (none: all it reaches).

    Raises TokenRefusal ``invalid_target`` for an unknown service, ``invalid_scope`` if nothing is left.
    """
    if not set(resources) <= set(SERVICES):
        raise TokenRefusal(RefusalCode.INVALID_TARGET, "resource is not the name of a service")
    granted = []
    for agreement in sorted(agreements, key=lambda known: known.service):
        if agreement.acting_for is not acting_for or not agreement.in_force(now):
            continue
        if resources and agreement.service not in resources:
            continue
        scopes = agreement.scopes & allowed
        if requested is not None:
            scopes &= requested
        if scopes:
            granted.append(ServiceGrant(agreement, scopes))
    if not granted:
        raise TokenRefusal(RefusalCode.INVALID_SCOPE, "no agreement in force grants any of the requested scope")
    return Grant(tuple(granted))
