"""How long ago a police source was last heard of, and whether silence must be taken for not knowing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source as of an instant. ``required`` sources decide between clear and unknown."""

    source: str
    last_received_at: datetime | None
    fresh: bool
    required: bool


@dataclass(frozen=True, slots=True)
class Silence:
    """The policy: which sources must be fresh, and how long each may be silent."""

    required_sources: tuple[str, ...]
    max_silence: timedelta

    def is_fresh(self, last_received_at: datetime | None, now: datetime) -> bool:
        """Whether a source heard of at that instant still counts; one never heard of does not."""
        return last_received_at is not None and now - last_received_at <= self.max_silence

    def states(self, heard: Mapping[str, datetime | None], now: datetime) -> tuple[SourceState, ...]:
        """Every source heard of or required, sorted by code."""
        return tuple(
            SourceState(
                source,
                heard.get(source),
                self.is_fresh(heard.get(source), now),
                source in self.required_sources,
            )
            for source in sorted({*heard, *self.required_sources})
        )
