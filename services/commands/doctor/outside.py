"""The suite as others see it, the police sources it waits for, and whether it simulates what it must not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import requests

from services.commands.doctor.installation import Installation, Result, left_out, reachable
from shared.kernel.settings import SettingsError

LARGEST_SKEW = timedelta(seconds=5)
SANDBOX = "sandbox"


def simulated(installation: Installation) -> Iterator[Result]:
    """An installation in the open that asks stand-ins for the outside world trusts whatever anybody types there."""
    told = installation.environ.get("GPLX_SANDBOX", "").lower() in {"1", "true", "yes", "on"}
    mounted = told or any(part.name == SANDBOX for part in installation.parts)
    asked = sorted(
        name for name, value in installation.environ.items() if name.startswith("GPLX_") and f"/{SANDBOX}" in value
    )
    if not installation.in_the_open:
        yield Result("Sandbox", True, "mounted; nobody outside reaches this installation" if mounted else "not mounted")
        return
    seen = [SANDBOX] * mounted + asked
    yield Result(
        "Sandbox in the open",
        not seen,
        ", ".join(seen) or "none",
        "Take it out: anybody can be anybody there. Name the real login, gateway and registers (docs/operations.md).",
    )


def sources(installation: Installation) -> Iterator[Result]:
    """Police sources without whose news nobody is clear."""
    part = next((part for part in installation.parts if part.name == "violations"), None)
    if part is None:
        yield left_out("Police sources", "violations is not told of here", "Run doctor where violations runs.")
        return
    from sqlalchemy.exc import SQLAlchemyError

    from services.violations.app import silent_sources

    try:
        settings = installation.settings(part)
        if not reachable(settings.database_url):
            return  # said above
        silent = silent_sources(settings, clock=installation.clock)
    except (SettingsError, SQLAlchemyError):
        return  # said above
    yield Result(
        "Police sources",
        not silent,
        f"silent too long: {', '.join(silent)}" if silent else "every required one was heard of",
        "Nobody is clear until they report: ask the agency, or change GPLX_VIOLATIONS_REQUIRED_SOURCES.",
    )


def running(installation: Installation) -> Iterator[Result]:
    """The suite itself, if one runs, and its clock."""
    url = installation.url.rstrip("/")
    before = installation.clock.now()
    try:
        answer = requests.get(f"{url}/health/ready", timeout=10)
    except requests.RequestException:
        yield Result("Suite", False, f"nothing answers at {url}", "Start it with `make run`, or set GPLX_URL.")
        return
    down = _down(answer)
    seen = f"{url} answers {answer.status_code}" + (f", down: {', '.join(down)}" if down else "")
    yield Result("Suite", answer.ok, seen, f"See {url}/health/ready for what is down, and its log.")
    there = _clock_of(answer)
    if there is not None:
        skew = there - before
        right = -LARGEST_SKEW <= skew <= LARGEST_SKEW + answer.elapsed
        yield Result("Clock of the suite", right, f"{abs(skew.total_seconds()):.0f} s apart", "Set both by one server.")


def _clock_of(answer: requests.Response) -> datetime | None:
    try:
        found = parsedate_to_datetime(answer.headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _down(answer: requests.Response) -> list[str]:
    try:
        services = answer.json()["services"]
        return sorted(name for name, found in services.items() if found["status"] != "up")
    except (ValueError, LookupError, TypeError, AttributeError):
        return []
