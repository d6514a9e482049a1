"""Numbers printed on a driving licence that have more than one spelling: the serial of a card, old identity cards.

No norm fixes the form of a serial (số sê-ri, số phôi); the usual one is two letters and six digits, and neighbours of
it are accepted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SERIAL = re.compile(r"([A-Z]{1,3})([0-9]{5,9})")
_ALIAS = re.compile(r"[0-9]{9}|[0-9]{12}")
_GAPS = re.compile(r"[\s.\-]+")


def normal_serial(text: str) -> str:
    """A card's serial (số sê-ri) in capitals without gaps, ``AB123456``. Raises ValueError for anything else."""
    serial = _GAPS.sub("", text).upper()
    if not _SERIAL.fullmatch(serial):
        raise ValueError("a serial is one to three letters and five to nine digits")
    return serial


def normal_alias(text: str) -> str:
    """An old identity number (CMND): nine digits, some have twelve. Raises ValueError for anything else."""
    alias = _GAPS.sub("", text)
    if not _ALIAS.fullmatch(alias):
        raise ValueError("an old identity number has nine or twelve digits")
    return alias


@dataclass(frozen=True, slots=True)
class SerialSeries:
    """The series this register prints its own cards from: letters, then digits that count up from ``first``."""

    prefix: str
    first: int
    digits: int

    @classmethod
    def starting(cls, text: str) -> SerialSeries:
        """Read the first serial of a series, such as ``VN000001``. Raises ValueError if it is not a serial."""
        found = _SERIAL.fullmatch(normal_serial(text))
        if found is None:
            raise ValueError("a series starts with a serial")
        return cls(prefix=found[1], first=int(found[2]), digits=len(found[2]))

    def serial(self, running: int) -> str:
        """The serial with this running number. Raises ValueError when the series is used up."""
        text = str(running).rjust(self.digits, "0")
        if len(text) > self.digits:
            raise ValueError("the series of serials is used up")
        return self.prefix + text

    def reserves(self, serial: str) -> bool:
        """Whether a serial lies in the range that only this register gives out."""
        found = _SERIAL.fullmatch(serial)
        return (
            found is not None
            and found[1] == self.prefix
            and len(found[2]) == self.digits
            and int(found[2]) >= self.first
        )
