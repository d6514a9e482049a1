"""Who may try a tracking code again: guesses are counted per code and per address, and outlive a restart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Lockout:
    """``guesses`` wrong ones within ``per`` lock what was guessed at, or who guessed, for ``locked``."""

    guesses: int
    per: timedelta
    locked: timedelta


CODE = Lockout(5, timedelta(hours=24), timedelta(hours=1))
"""A birth date has some 30,000 values: at five in a lock's time nobody gets through them."""

ADDRESS = Lockout(20, timedelta(hours=1), timedelta(hours=1))
"""More than one household guesses; an office behind one address still gets through."""


@dataclass(frozen=True, slots=True)
class Locked:
    """Nothing is looked up before ``until``; ``per_code`` says which of the two is locked."""

    until: datetime
    per_code: bool


class Lockouts(Protocol):
    """Attempts, counted durably before the answer is known, so that nobody guesses at many in one moment."""

    def attempt(self, code: str, address: str) -> Locked | None:
        """Count an attempt as wrong until it proves right; whether it may not be made."""
        ...

    def take_back(self, code: str, address: str) -> None:
        """The attempt was right, or could not be answered: it does not count."""
        ...

    def forget(self) -> int:
        """Delete what counts no more."""
        ...
