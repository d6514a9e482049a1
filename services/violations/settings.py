"""What the violations service is told from outside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shared.kernel.settings import setting

CALLS = ("access",)
"""The providers this service calls over HTTP."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of the violations service; variables are ``GPLX_VIOLATIONS_<FIELD>`` or ``GPLX_<FIELD>``."""

    database_url: str = setting("where cases are kept", "sqlite:///var/violations.db")
    lookups_url: str = setting("where looks at personal data are kept", "sqlite:///var/violations-lookups.db")
    issuer: str = setting("the issuer of access tokens", "http://127.0.0.1:8000")
    access_url: str = setting("scheme and host of the access service", "http://gplx.internal")
    client_id: str = setting("the client this service acts as", "violations")
    client_key_file: Path | None = setting("private JWK of that client", None)
    required_sources: tuple[str, ...] = setting(
        "police sources that must have been heard of lately before anybody is called clear, separated by commas",
        ("G01.79", "G01.01"),
    )
    max_silence_hours: int = setting("hours after which a silent source counts as unknown", 24)
    unsettled_bars: str = setting(
        "reach of an unsettled case: person (Luật 36/2024 Điều 62.4 as written) or part (the milder reading)", "person"
    )
