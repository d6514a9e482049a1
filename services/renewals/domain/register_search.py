"""The search in the paper registers (tra bảng kê, sổ quản lý) for a licence that the system does not hold.

A record found there does not become a licence here: the licence register owns licences and takes old ones in through
its imports. The dossier waits for that, and then goes on by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from shared.kernel.errors import Fault
from shared.kernel.words import Words


class PaperRegister(StrEnum):
    """Where an officer can look besides the information system (TT 12/2025/TT-BCA Điều 20)."""

    ISSUE_LIST = "issue_list"
    ISSUE_BOOK = "issue_book"
    EXAM_RECORDS = "exam_records"
    ORIGINAL_FILE = "original_file"


class SearchResult(StrEnum):
    """Whether the search found the licence."""

    FOUND = "found"
    NOT_FOUND = "not_found"


REGISTER_WORDS: Mapping[PaperRegister, Words] = {
    PaperRegister.ISSUE_LIST: Words("bảng kê cấp giấy phép", "the issue lists"),
    PaperRegister.ISSUE_BOOK: Words("sổ quản lý cấp giấy phép", "the issue registers"),
    PaperRegister.EXAM_RECORDS: Words("hồ sơ sát hạch", "the exam records"),
    PaperRegister.ORIGINAL_FILE: Words("hồ sơ gốc", "the original files"),
}


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """What the paper says of the licence. ``entry``: volume, page, line; ``expires_on`` None: no term."""

    number: str
    classes: tuple[str, ...]
    issued_on: date
    issued_by: str
    expires_on: date | None = None
    entry: str | None = None


@dataclass(frozen=True, slots=True)
class RegisterSearch:
    """One search as an officer recorded it. ``found`` is given exactly if the result is ``found``."""

    registers: tuple[PaperRegister, ...]
    searched_on: date
    result: SearchResult
    found: FoundRecord | None = None
    note: str | None = None

    @property
    def in_vain(self) -> bool:
        """Whether nothing was found."""
        return self.result is SearchResult.NOT_FOUND


@dataclass(frozen=True, slots=True)
class RecordedSearch:
    """A search on file: who recorded it (an opaque subject), for which agency, when."""

    search: RegisterSearch
    recorded_by: str
    agency: str | None
    recorded_at: datetime


def search_faults(known: Mapping[str, Any], *, today: date) -> Iterator[Fault]:
    """Faults of what is ``known`` of a search; a member that is missing could not be read and is not judged.

    Members are those of the wire: ``registers``, ``searched_on``, ``result``, ``found``.
    """
    registers = known.get("registers") or ()
    for place, register in enumerate(registers):
        if register in registers[:place]:
            yield Fault(f"/registers/{place}", "repeated")
    yield from _future("/searched_on", known.get("searched_on"), today)
    result = known.get("result")
    if "found" not in known:
        return
    found = known["found"]
    if result is SearchResult.FOUND and found is None:
        yield Fault("/found", "required")
    if result is SearchResult.NOT_FOUND and found is not None:
        yield Fault("/found", "nothing-was-found")
    yield from _record_faults(found or {}, today)


def _record_faults(found: Mapping[str, Any], today: date) -> Iterator[Fault]:
    issued_on, expires_on = found.get("issued_on"), found.get("expires_on")
    yield from _future("/found/issued_on", issued_on, today)
    if issued_on is not None and expires_on is not None and expires_on < issued_on:
        yield Fault("/found/expires_on", "end-before-start")


def _future(pointer: str, day: date | None, today: date) -> Iterator[Fault]:
    if day is not None and day > today:
        yield Fault(pointer, "in-the-future")
