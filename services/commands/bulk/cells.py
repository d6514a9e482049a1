"""The text of one CSV cell as the value of a member."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache

from services.commands.bulk.columns import Cell
from shared.kernel.clock import BUSINESS_ZONE
from shared.kernel.words import folded

_MIDNIGHT = r"(?:[T ]00:00(?::00(?:\.0+)?)?)?"
_DAY = re.compile(rf"(\d{{1,2}})[/.-](\d{{1,2}})[/.-](\d{{4}}){_MIDNIGHT}")
_ISO_DAY = re.compile(rf"(\d{{4}})-(\d\d)-(\d\d){_MIDNIGHT}")
_LOCAL = re.compile(r"(?:(\d{1,2})[/-](\d{1,2})[/-](\d{4})|(\d{4})-(\d\d)-(\d\d))[T ]+(\d{1,2}):(\d\d)(?::(\d\d))?")
_ZONED = re.compile(r"\d{4}-\d\d-\d\d[Tt].*(?:[Zz]|[+-]\d\d:\d\d)")
_GROUPED = re.compile(r"\d{1,3}(?:[., \u00a0]\d{3})+")
_TRUTHS = {
    "true": True, "co": True, "1": True, "x": True, "dat": True, "yes": True,
    "false": False, "khong": False, "0": False, "khong dat": False, "no": False,
}  # fmt: skip


class CellError(ValueError):
    """The text is not what belongs here; the message is the code of the fault."""


def clean(text: str) -> str:
    """The text in one line, without what spreadsheets put around a number to keep its zeros: ``="012"``, ``'012``."""
    text = text.strip()
    if "\n" in text:
        text = " ".join(text.split())
    if text.startswith('="') and text.endswith('"'):
        return text[2:-1].strip()
    return text[1:] if text[:1] == "'" and text[1:2].isdigit() else text


def read_cell(text: str, cell: Cell, meant: Mapping[str, str]) -> object:
    """The value of a cell that is not empty. ``meant`` maps folded words of the file to ours. Raises CellError."""
    if cell is Cell.TEXT:
        return _ours(text, meant)
    if cell is Cell.WORDS or cell is Cell.ACTS:
        words = [_ours(word, meant) for word in (part.strip() for part in text.split(";")) if word]
        return [{"code": word} for word in words] if cell is Cell.ACTS else words
    return _READERS[cell](_ours(text, meant))


def _ours(text: str, meant: Mapping[str, str]) -> str:
    return meant.get(folded(text), text) if meant else text


@lru_cache(maxsize=20_000)  # a register has few days and very many cells
def _day(text: str) -> str:
    if found := _ISO_DAY.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DAY.fullmatch(text):
        day, month, year = found.groups()
    else:
        raise CellError("not-a-date")
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError as error:
        raise CellError("not-a-date") from error


def _instant(text: str) -> str:
    if _ZONED.fullmatch(text):
        return text
    found = _LOCAL.fullmatch(text)
    if found is None:
        raise CellError("not-an-instant")
    day, month, year, iso_year, iso_month, iso_day, hour, minute, second = found.groups()
    try:
        local = datetime(
            int(year or iso_year), int(month or iso_month), int(day or iso_day), int(hour), int(minute),
            int(second or 0), tzinfo=BUSINESS_ZONE,
        )  # fmt: skip
    except ValueError as error:
        raise CellError("not-an-instant") from error
    return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _whole(text: str) -> int:
    digits = re.sub(r"\D", "", text) if _GROUPED.fullmatch(text) else text.removesuffix(".0")
    if not re.fullmatch(r"-?[0-9]{1,15}", digits):
        raise CellError("wrong-type")
    return int(digits)


@lru_cache(maxsize=100)
def _truth(text: str) -> bool:
    try:
        return _TRUTHS[folded(text)]
    except KeyError:
        raise CellError("wrong-type") from None


_READERS: dict[Cell, Callable[[str], object]] = {
    Cell.DAY: _day,
    Cell.INSTANT: _instant,
    Cell.WHOLE: _whole,
    Cell.TRUTH: _truth,
}
