"""What access is told from outside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shared.kernel.settings import setting

CALLS: tuple[str, ...] = ()
"""The providers this service calls over HTTP: none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of access; variables are ``GPLX_ACCESS_<FIELD>`` or ``GPLX_<FIELD>``."""

    database_url: str = setting("where clients and agreements are kept", "sqlite:///var/access.db")
    lookups_url: str = setting(
        "the look-up log; access shows nobody personal data and writes nothing here", "sqlite:///var/access-lookups.db"
    )
    issuer: str = setting(
        "the name of this token issuer, and the address it is published under", "http://127.0.0.1:8000"
    )
    signing_keys_file: Path = setting(
        "keys that sign access tokens and seal refresh tokens; made at the first start if there is none",
        Path("var/keys/access-signing.json"),
    )
    sso_issuer: str | None = setting("issuer of citizens' ID tokens; empty means <issuer>/sandbox/sso", None)
    sso_jwks_url: str | None = setting("where its keys are; empty: no citizen can log in", None)
    sso_audience: str = setting("the client id our citizen channel has with it", "portal")
    officer_issuer: str | None = setting(
        "issuer of officers' ID tokens; empty means <issuer>/sandbox/officer-idp", None
    )
    officer_jwks_url: str | None = setting("where its keys are; empty: no officer can log in", None)
    officer_audience: str = setting("the client id our officer channel has with it", "officers")

    @property
    def token_endpoint(self) -> str:
        """The published address of the token endpoint."""
        return f"{self.issuer}/oauth2/token"
