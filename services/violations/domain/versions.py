"""What a pushed version does to what is held of its case: the order of arrival leaves no trace."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from shared.kernel.errors import Conflict


class Effect(StrEnum):
    """What became of a pushed version. A stale one is kept as history, behind a higher one."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    STALE = "stale"


@dataclass(slots=True)
class Held:
    """The versions held of a case: number to fingerprint of the content."""

    fingerprints: dict[int, str] = field(default_factory=dict)

    @property
    def highest(self) -> int:
        """The version that counts; 0 while there is none."""
        return max(self.fingerprints, default=0)

    def take(self, version: int, fingerprint: str) -> tuple[Effect, bool]:
        """Take a version in; its effect, and whether its content is new and must be kept.

        Raises Conflict ``version-conflict`` if the same version is held with another content.
        """
        known = self.fingerprints.get(version)
        if known is not None and known != fingerprint:
            raise Conflict("version-conflict", version=version)
        highest = self.highest
        if known is not None:
            return (Effect.UNCHANGED if version == highest else Effect.STALE), False
        self.fingerprints[version] = fingerprint
        if version < highest:
            return Effect.STALE, True
        return (Effect.UPDATED if highest else Effect.CREATED), True
