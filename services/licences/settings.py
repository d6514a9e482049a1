"""What the licences service is told from outside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shared.kernel.settings import setting

CALLS = ("access",)
"""The providers this service calls over HTTP."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of the licences service; variables are ``GPLX_LICENCES_<FIELD>`` or ``GPLX_<FIELD>``."""

    database_url: str = setting("where the register is kept", "sqlite:///var/licences.db")
    lookups_url: str = setting("where looks at personal data are kept", "sqlite:///var/licences-lookups.db")
    issuer: str = setting("the issuer of access tokens, and of e-licences", "http://127.0.0.1:8000")
    access_url: str = setting("scheme and host of the access service", "http://gplx.internal")
    client_id: str = setting("the client this service acts as", "licences")
    client_key_file: Path | None = setting("private JWK of that client", None)
    credential_key_file: Path = setting(
        "private JWK (ES256) that signs e-licences; made at the first start if there is none",
        Path("var/keys/licences-credential.json"),
    )
    serial_series: str = setting(
        "first serial of the series cards issued here are numbered from; no other register may use serials beyond it",
        "VN000001",
    )
