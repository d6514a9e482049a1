"""What a deployment of the sandbox may set."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shared.kernel.settings import setting


@dataclass(frozen=True, slots=True)
class Settings:
    """Read once from the environment, ``GPLX_SANDBOX_<NAME>`` or ``GPLX_<NAME>``."""

    database_url: str = setting("the sandbox's own database", "sqlite:///var/sandbox.db")
    lookups_url: str = setting(
        "where a look-up log would be; the stand-ins hold nobody's data and keep none",
        "sqlite:///var/sandbox-lookups.db",
    )
    issuer: str = setting("public address of the suite; the stand-ins are issuers below it", "http://127.0.0.1:8000")
    access_url: str = setting("where the token endpoint is reached", "http://gplx.internal")
    violations_url: str = setting("where the violations service is reached, for pushed cases", "http://gplx.internal")
    renewals_url: str = setting("where renewals is reached: payments may be notified there", "http://gplx.internal")
    keys_dir: Path = setting("folder of the stand-ins' signing keys, made at the first start", Path("var/keys"))
    clients_dir: Path = setting("folder of the demo clients' key files", Path("var/demo/clients"))
