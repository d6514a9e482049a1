"""What doctor looks at: an installation, and what was found of each thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from shared.kernel.clock import Clock, SystemClock

if TYPE_CHECKING:
    from services.suite import Part

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost", ""})


@dataclass(frozen=True, slots=True)
class Result:
    """One thing looked at; ``advice`` says what to do if it is not right, or how to have it looked at if it was not."""

    what: str
    right: bool
    found: str
    advice: str = ""
    looked: bool = True


def left_out(what: str, why: str, advice: str) -> Result:
    """Something that was not looked at, which is said, never passed over."""
    return Result(what, right=True, found=why, advice=advice, looked=False)


@dataclass(frozen=True, slots=True)
class Installation:
    """``environ`` is what the services are told; ``var`` the folder of a one-process installation, else None."""

    environ: Mapping[str, str]
    parts: tuple[Part, ...]
    var: Path | None
    url: str
    clock: Clock = field(default_factory=SystemClock)

    def settings(self, part: Part) -> Any:
        """The settings of one service. Raises SettingsError."""
        from shared.kernel.settings import read_settings

        return read_settings(part.settings, self.environ, service=part.name)

    @property
    def in_the_open(self) -> bool:
        """Whether the world is meant to reach it: its issuer is no address of this machine."""
        return (urlsplit(self.environ.get("GPLX_ISSUER", "")).hostname or "") not in LOOPBACK


def reachable(url: str) -> bool:
    """Whether a database may be opened without making one: SQLite would."""
    return not url.startswith("sqlite:///") or Path(url.removeprefix("sqlite:///")).exists()
