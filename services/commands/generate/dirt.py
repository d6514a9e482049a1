"""Rows spoiled the way registries are: by typing, by old software, by merging; each with what must be said of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from services.commands.generate.draws import Draws

Record = dict[str, Any]
Faults = tuple[tuple[str, str], ...]
"""Pointer and code of every fault the product must tell; none where it must take the row all the same."""

IN_A_CENTURY = "2198"
"""A year that is still to come whenever the files are read."""
CUT = "line-cut-off"
PER_MILLION = 1_000_000
TAKEN: Faults = ()


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The licence on the line before, if that was taken: two rows cannot both have its number or its card."""

    number: str
    serial: str


@dataclass(frozen=True, slots=True)
class Spoiled:
    """What was done to a row. ``faults`` of a cut line depend on the format, so they are not here."""

    kind: str
    faults: Faults

    @property
    def refused(self) -> bool:
        """Whether the product must not take it."""
        return self.kind == CUT or bool(self.faults)


Spoiler = Callable[[Record, Draws, Neighbour | None], Faults | None]
"""Spoils a record in place and says what is wrong with it now; None, and nothing done, where it cannot."""


@dataclass(frozen=True, slots=True)
class Dirt:
    """The ways to spoil the rows of one file, and how many of a million rows are."""

    name: str
    spoilers: Mapping[str, Spoiler]
    per_million: int

    def spoil(self, record: Record, *, seed: int, index: int, neighbour: Neighbour | None = None) -> Spoiled | None:
        """Spoil the record, or leave it: None for a clean row."""
        if not self.per_million:
            return None
        draws = Draws(seed, f"dirt-{self.name}", index)
        if draws.below(PER_MILLION) >= self.per_million:
            return None
        kinds = tuple(self.spoilers)
        first = draws.below(len(kinds))
        for kind in (*kinds[first:], *kinds[:first]):
            faults = self.spoilers[kind](record, draws, neighbour)
            if faults is not None:
                return Spoiled(kind, faults)
        return None


def cut_off(_record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults:
    """The line ends in the middle: the disk was full. The writer does it."""
    return TAKEN


def written(path: str, value: object, *codes: str) -> Spoiler:
    """Put a value where ``path`` points; the product says these codes there, or nothing if it cannot know better."""
    steps = path.strip("/").split("/")

    def spoil(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults | None:
        owner: Any = record
        for step in steps[:-1]:
            owner = owner[int(step)] if step.isdigit() else owner[step]
            if not owner:
                return None
        place = int(steps[-1]) if isinstance(owner, list) else steps[-1]
        owner[place] = value
        return tuple((path, code) for code in codes)

    return spoil


def left_out(member: str) -> Spoiler:
    """A member that has to be there is not."""

    def spoil(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults:
        del record[member]
        return ((f"/{member}", "required"),)

    return spoil


def changed(path: str, change: Callable[[str], str], *codes: str) -> Spoiler:
    """Change the text where ``path`` points; None where there is no text."""
    *way, last = path.strip("/").split("/")

    def spoil(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults | None:
        owner: Any = record
        for step in way:
            owner = owner[step]
        if not owner[last]:
            return None
        after = change(owner[last])
        if after == owner[last]:
            return None
        owner[last] = after
        return tuple((path, code) for code in codes)

    return spoil


def mojibake(path: str) -> Spoiler:
    """UTF-8 read as Windows-1252 on the way; where that leaves control characters it shows."""
    *way, last = path.strip("/").split("/")

    def spoil(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults | None:
        owner: Any = record
        for step in way:
            owner = owner[step]
        if not owner[last] or owner[last].isascii():
            return None
        owner[last] = "".join(_misread(byte) for byte in owner[last].encode())
        shows = any("\x80" <= letter <= "\x9f" for letter in owner[last])
        return ((path, "wrong-character"),) if shows else TAKEN

    return spoil


def _misread(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def decomposed(text: str) -> str:
    """The same text with its marks apart (NFD), as macOS and some databases keep it."""
    return unicodedata.normalize("NFD", text)


def with_bell(text: str) -> str:
    """A control character between the words."""
    return text.replace(" ", "\x07 ", 1)


def one_digit_less(text: str) -> str:
    """The last digit is gone."""
    return text[:-1]


def letters_for_digits(text: str) -> str:
    """The letter O for a nought, or l for a one."""
    return text.replace("0", "O", 1) if "0" in text[3:] else f"{text[:-1]}l"


def in_groups(text: str) -> str:
    """Spaces between the digits, as on the card."""
    return f"{text[:3]} {text[3:6]} {text[6:9]} {text[9:]}"


def same_day_in(year: str) -> Callable[[str], str]:
    """The same day of another year, the 28th if that year lacks it."""
    return lambda day: year + day[4:].replace("-02-29", "-02-28")
