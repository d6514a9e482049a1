"""Which identity providers are believed: those the settings name, and only if their keys can be had."""

from __future__ import annotations

from services.access.domain.people import TrustedIssuer
from services.access.domain.scopes import ActorKind
from services.access.settings import Settings


def trusted_issuers(settings: Settings) -> tuple[TrustedIssuer, ...]:
    """The national single sign-on for citizens and the provider for officers."""
    known = (
        (
            settings.sso_issuer or f"{settings.issuer}/sandbox/sso",
            settings.sso_jwks_url,
            ActorKind.CITIZEN,
            settings.sso_audience,
        ),
        (
            settings.officer_issuer or f"{settings.issuer}/sandbox/officer-idp",
            settings.officer_jwks_url,
            ActorKind.OFFICER,
            settings.officer_audience,
        ),
    )
    return tuple(TrustedIssuer(issuer, url, kind, audience) for issuer, url, kind, audience in known if url)
