"""What callers get to see, shaped for them; never written back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from services.licences.domain.card import Card, CardStatus
from services.licences.domain.classes import PartKind, Regime
from services.licences.domain.holder import Holder
from services.licences.domain.issuance import Issuance
from services.licences.domain.licence import PartExam
from services.licences.domain.loss import Circumstance, LossReport, LossStatus


@dataclass(frozen=True, slots=True)
class PartView:
    """A part as of a day. ``on_card``: the current card lists it."""

    kind: PartKind
    regime: Regime
    classes: tuple[str, ...]
    conditions: tuple[str, ...]
    first_issued_on: date
    issued_on: date
    expires_on: date | None
    on_card: bool
    valid_in_register: bool
    exam: PartExam | None


@dataclass(frozen=True, slots=True)
class PastLossView:
    """That a card was reported lost, without what the holder declared. ``reported_on`` is the day in Vietnam."""

    id: str
    circumstance: Circumstance
    occurred_on: date
    reported_on: date
    status: LossStatus


@dataclass(frozen=True, slots=True)
class LicenceView:
    """A licence with its holder and its current card (of a revoked licence the last).

    ``loss_reports`` are those of its cards so far, newest first, at most twenty; None where they were not asked for.
    """

    id: str
    number: str
    aliases: tuple[str, ...]
    holder: Holder
    parts: tuple[PartView, ...]
    card: Card
    revoked_on: date | None
    loss_report_id: str | None
    version: int
    loss_reports: tuple[PastLossView, ...] | None = None


@dataclass(frozen=True, slots=True)
class HolderView:
    """A holder and the ids of the licences he holds."""

    holder: Holder
    licence_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IssuanceView:
    """One issue of a card and the e-licence signed with it."""

    issuance: Issuance
    credential_id: str


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A card entered a state."""

    serial: str
    status: CardStatus
    cause: str
    at: datetime


@dataclass(frozen=True, slots=True)
class History:
    """What happened to a licence, newest first, at most a hundred of each kind."""

    issuances: tuple[IssuanceView, ...]
    loss_reports: tuple[LossReport, ...]
    status_changes: tuple[StatusChange, ...]


@dataclass(frozen=True, slots=True)
class CardStatusView:
    """What anybody holding a card may ask: nothing about the person. None: the licence has no such part."""

    serial: str
    status: CardStatus
    untermed: bool | None
    termed: bool | None


@dataclass(frozen=True, slots=True)
class CredentialView:
    """An e-licence; ``status`` is the present one of the card it stands for."""

    id: str
    licence_id: str
    citizen_id: str
    serial: str
    status: CardStatus
    key_id: str
    token: str
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class PhotoView:
    """A portrait."""

    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Its digest in hex."""
        return sha256(self.content).hexdigest()
