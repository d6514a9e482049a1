"""Where the suite as a whole is and what it is called: the one place, beside each service's own, that reads the
environment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shared.kernel.settings import IN_FILE, read_settings, setting

INTERNAL = "http://gplx.internal"
"""The address under which services of one process find each other; it never leaves the process."""

SERVICES = ("access", "licences", "violations", "renewals", "portal")
"""What runs everywhere; each is the name of a package and of a host between machines."""

SANDBOX = "sandbox"
"""The stand-ins of the outside world: in the demo and in tests, never in production."""

FRONT = "front"
"""What belongs to no single service: the health of all, and words for an address that does not exist."""


@dataclass(frozen=True, slots=True)
class SuiteSettings:
    """How one process runs all services."""

    var: Path = setting("Folder for databases, keys and demo files.", Path("var"))
    host: str = setting("Address to listen on.", "127.0.0.1")
    port: int = setting("Port to listen on.", 8000)
    threads: int = setting("Threads that answer requests.", 16)
    issuer: str = setting("Name of the token issuer; empty means http://127.0.0.1:<port>.", "")
    sandbox: bool = setting("Mount the stand-ins of the outside world.", default=False)
    log_level: str = setting("Least level that is logged.", "info")


@dataclass(frozen=True, slots=True)
class MachineSettings:
    """How one machine (a container) serves one service or works for it."""

    host: str = setting("Address to listen on; 0.0.0.0 in a container.", "127.0.0.1")
    port: int = setting("Port to listen on.", 8080)
    workers: int = setting("Processes that answer requests.", 2)
    threads: int = setting("Threads of each process that answer requests.", 8)
    graceful_seconds: int = setting("Time that requests in hand are given when the service stops.", 20)
    metrics_dir: Path = setting("Folder, emptied at each start, where processes add up their numbers.", Path("var/run"))
    log_level: str = setting("Least level that is logged.", "info")
    sandbox: bool = setting("Whether the stand-ins of the outside world belong to the suite.", default=False)


@dataclass(frozen=True, slots=True)
class BootstrapSettings:
    """What the one-shot steps before a first start need."""

    private: Path = setting("Folder with one folder per service for its secrets.", Path("var/private"))
    demo: Path = setting("Folder for the demo clients' keys and the list of demo people.", Path("var/demo"))
    postgres_host: str = setting("Host of PostgreSQL as the services see it.", "postgres")
    postgres_port: int = setting("Its port.", 5432)
    door: str = setting("Where the whole suite answers, for loading the demo registry.", "http://nginx:8080")
    sandbox: bool = setting("Make the demo's clients and people, not only the suite's own.", default=False)


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """How the commands find a running suite."""

    url: str = setting("Address of the suite the commands talk to.", "http://127.0.0.1:8000")
    clients: Path = setting("Folder with one key file per client.", Path("var/demo/clients"))


def suite_settings(**given: str) -> SuiteSettings:
    """The suite's settings from the environment; ``given`` (from the command line) comes first."""
    return read_settings(
        SuiteSettings, os.environ | {f"GPLX_{name}".upper(): text for name, text in given.items()}, service="suite"
    )


def client_settings() -> ClientSettings:
    """The commands' settings from the environment."""
    return read_settings(ClientSettings, os.environ, service="client")


def machine_settings() -> MachineSettings:
    """How this machine runs its part, from the environment."""
    return read_settings(MachineSettings, os.environ, service="machine")


def bootstrap_settings() -> BootstrapSettings:
    """What the one-shot steps need, from the environment."""
    return read_settings(BootstrapSettings, os.environ, service="bootstrap")


def environment() -> dict[str, str]:
    """The product's variables of this process: all that a service alone on its machine is told."""
    return overrides(os.environ)


def share_numbers(folder: Path) -> None:
    """Tell the metrics library, which reads this when it is imported, where processes add up their numbers."""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def embedded_environment(settings: SuiteSettings, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment the services are given in the one-process run; what the operator has set comes first."""
    var = settings.var.resolve()
    issuer = settings.issuer or f"http://127.0.0.1:{settings.port}"
    environment = {
        "GPLX_ISSUER": issuer,
        "GPLX_PUBLIC_URL": issuer,
        "GPLX_LOG_LEVEL": settings.log_level,
        "GPLX_RENEWALS_CLIENT_ID": "renewals",
        "GPLX_RENEWALS_CLIENT_KEY_FILE": str(var / "demo/clients/renewals.json"),
        "GPLX_RENEWALS_SEAL_KEY_FILE": str(var / "keys/renewals-seal.json"),
        "GPLX_RENEWALS_PAPER_SEAL_DIR": str(var / "keys/renewals-papers"),
        "GPLX_RENEWALS_BLOBS_DIR": str(var / "blobs/renewals"),
        "GPLX_PORTAL_CLIENT_ID": "portal",
        "GPLX_PORTAL_CLIENT_KEY_FILE": str(var / "demo/clients/portal.json"),
        "GPLX_PORTAL_KEYS_FILE": str(var / "keys/portal.json"),
        "GPLX_PORTAL_SSO_TOKEN_URL": f"{INTERNAL}/sandbox/sso/token",
        "GPLX_PORTAL_SSO_JWKS_URL": f"{INTERNAL}/sandbox/sso/jwks",
        "GPLX_LICENCES_CREDENTIAL_KEY_FILE": str(var / "keys/licences-credentials.json"),
        "GPLX_ACCESS_SIGNING_KEYS_FILE": str(var / "keys/access-signing.json"),
        "GPLX_ACCESS_SEALING_KEY_FILE": str(var / "keys/access-sealing.json"),
        "GPLX_ACCESS_SSO_JWKS_URL": f"{INTERNAL}/sandbox/sso/jwks",
        "GPLX_ACCESS_OFFICER_JWKS_URL": f"{INTERNAL}/sandbox/officer-idp/jwks",
        "GPLX_SANDBOX_KEYS_DIR": str(var / "keys/sandbox"),
        "GPLX_SANDBOX_CLIENTS_DIR": str(var / "demo/clients"),
        "GPLX_VIOLATIONS_REQUIRED_SOURCES": "G01.79,G01.01",
    }
    if settings.sandbox:
        environment["GPLX_PORTAL_NATIONAL_PORTAL_URL"] = f"{INTERNAL}/sandbox/national-portal"
        environment["GPLX_PORTAL_SMS_URL"] = f"{INTERNAL}/sandbox/sms/messages"
        environment["GPLX_PORTAL_NATIONAL_PORTAL_PASSWORD"] = "demo"  # noqa: S105  # the stand-in takes any
    for neighbour in ("access", "licences", "violations", "renewals", "gateway", "population", "health"):
        environment[f"GPLX_{neighbour}_URL".upper()] = INTERNAL
    for service in (*SERVICES, SANDBOX):
        environment[f"GPLX_{service}_DATABASE_URL".upper()] = f"sqlite:///{var / service}.db"
        environment[f"GPLX_{service}_LOOKUPS_URL".upper()] = f"sqlite:///{var / service}-lookups.db"
    given = overrides(environ)
    return {name: text for name, text in environment.items() if f"{name}{IN_FILE}" not in given} | given


def overrides(environ: Mapping[str, str]) -> dict[str, str]:
    """The product's own variables among those of the process."""
    return {name: text for name, text in environ.items() if name.startswith("GPLX_")}
