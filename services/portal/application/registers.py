"""What the registers say about a citizen, as the pages need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

Said = Mapping[str, str]
"""A sentence in both languages: ``{vi, en}``."""


@dataclass(frozen=True, slots=True)
class LicencePart:
    """One part of a licence (phần không thời hạn, phần có thời hạn): ``kind`` is ``untermed`` or ``termed``."""

    kind: str
    regime: str
    classes: tuple[str, ...]
    conditions: tuple[str, ...]
    first_issued_on: date | None
    issued_on: date | None
    expires_on: date | None
    valid: bool
    passed_on: date | None

    def is_over(self, today: date) -> bool:
        """Whether its term has ended."""
        return self.expires_on is not None and self.expires_on < today


@dataclass(frozen=True, slots=True)
class Card:
    """The plastic card: ``status`` is ``live``, ``reported_lost``, ``superseded``, ``revoked`` or ``destroyed``."""

    serial: str
    status: str
    issued_on: date | None
    issued_by: str


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence and the card it is on."""

    id: str
    number: str = field(repr=False)
    holder_name: str
    born_on: date | None
    address: str = field(repr=False)
    photo_id: str | None
    holder_id: str
    parts: tuple[LicencePart, ...]
    card: Card | None
    loss_report_id: str | None


@dataclass(frozen=True, slots=True)
class Portrait:
    """The picture of a holder (ảnh): ``media_type`` is ``image/jpeg`` or ``image/png``."""

    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PartPoints:
    """Points left of twelve, and whether the part is barred."""

    points: int
    blocked: bool
    suspended_until: date | None


@dataclass(frozen=True, slots=True)
class Points:
    """A person's standing in short. ``verdict`` is ``clear``, ``blocked``, ``check`` or ``unknown``."""

    verdict: str
    as_of: datetime
    parts: Mapping[str, PartPoints]
    open_cases: int


@dataclass(frozen=True, slots=True)
class Act:
    """A violation (hành vi vi phạm): ``code`` carries decree, article, clause and point; ``title`` may be unknown."""

    code: str
    title: Said | None


@dataclass(frozen=True, slots=True)
class Block:
    """One thing in the way. ``reason`` is the register's code; ``until`` a day on which it ends by itself."""

    reason: str
    since: date | None
    until: date | None
    amount_vnd: int | None
    payable_online: bool
    agency: Said
    address: str


@dataclass(frozen=True, slots=True)
class Case:
    """A case as the citizen sees it, with what of it is in the way."""

    id: str
    number: str
    source: str
    occurred_at: datetime
    place: str
    status: str
    acts: tuple[Act, ...]
    fine_vnd: int | None
    paid: bool
    points: int | None
    suspended_months: int | None
    plate: str | None
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A police agency and whether it has been heard of lately."""

    agency: Said
    fresh: bool
    required: bool
    last_received_at: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """All of a person's violations. ``more``: older cases are not shown."""

    verdict: str
    cases: tuple[Case, ...]
    sources: tuple[Source, ...]
    notices: tuple[Said, ...]
    more: bool

    @property
    def open_cases(self) -> tuple[Case, ...]:
        """Those in the way."""
        return tuple(case for case in self.cases if case.blocks)

    @property
    def closed_cases(self) -> tuple[Case, ...]:
        """The others."""
        return tuple(case for case in self.cases if not case.blocks)

    @property
    def silent(self) -> tuple[Source, ...]:
        """Agencies without whose word nothing is clear, and who have not been heard of."""
        return tuple(source for source in self.sources if source.required and not source.fresh)


@dataclass(frozen=True, slots=True)
class Payment:
    """An order of money. ``kind`` is ``fee`` or ``fine``, ``url`` where to pay, None while there is none."""

    id: str
    kind: str
    state: str
    amount_vnd: int
    url: str | None
    application_id: str | None
    case_id: str | None
    expires_at: datetime | None
    paid_at: datetime | None
    refunded_at: datetime | None
