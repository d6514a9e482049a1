"""Loads of the old register (nạp dữ liệu từ hệ thống quản lý giấy phép lái xe): what a record does to what is known.

A load may come again, late, or corrected. It never overwrites a card that was issued here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from services.licences.domain.card import Card, CardStatus, Origin
from services.licences.domain.classes import PartKind, Regime
from services.licences.domain.exam import decision_faults
from services.licences.domain.issuance import part_faults
from services.licences.domain.licence import Licence, Part
from services.licences.domain.loss import LossStatus
from shared.kernel.clock import business_date
from shared.kernel.errors import Fault


class Effect(StrEnum):
    """What a record did. ``stale``: it tells of a card older than the one on file, and changed nothing."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    STALE = "stale"


class RejectedError(Exception):
    """A record that contradicts what is on file; ``fault`` says where."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class LicenceRecord:
    """A licence as the old register tells it: complete, with its one current (or last, revoked) card."""

    number: str
    citizen_id: str
    aliases: tuple[str, ...]
    parts: tuple[Part, ...]
    serial: str
    status: CardStatus
    issued_on: date
    issued_by: str
    blank: str | None

    def card(self) -> Card:
        """The card of the record; a registry card lists every part."""
        return Card(
            serial=self.serial,
            status=self.status,
            issued_on=self.issued_on,
            issued_by=self.issued_by,
            blank=self.blank,
            parts=tuple(sorted((part.kind for part in self.parts), reverse=True)),
            origin=Origin.REGISTRY,
        )


def load_licence(
    record: LicenceRecord, known: Licence | None, *, holder_id: str, now: datetime, fresh_id: Callable[[], str]
) -> tuple[Effect, Licence]:
    """What the record makes of the licence. Raises RejectedError where the register knows better."""
    if known is None:
        return Effect.CREATED, Licence(
            id=fresh_id(),
            number=record.number,
            holder_id=holder_id,
            aliases=record.aliases,
            parts=record.parts,
            cards=(record.card(),),
            revoked_on=business_date(now) if record.status is CardStatus.REVOKED else None,
        )
    if known.holder_id != holder_id:
        raise RejectedError(Fault("/citizen_id", "licence-of-another-holder"))
    if _tells_an_older_card(record, known):
        if known.card.origin is Origin.ISSUED:
            raise RejectedError(Fault("/card/serial", "newer-card-here", {"serial": known.card.serial}))
        return Effect.STALE, known
    loaded = _loaded(record, known, now)
    if loaded == known:
        return Effect.UNCHANGED, known
    if known.card.origin is Origin.ISSUED:
        raise RejectedError(Fault("/card/serial", "newer-card-here", {"serial": known.card.serial}))
    return Effect.UPDATED, replace(loaded, version=known.version + 1)


def _tells_an_older_card(record: LicenceRecord, known: Licence) -> bool:
    if record.serial == known.card.serial:
        return False
    return any(card.serial == record.serial for card in known.cards) or record.issued_on < known.card.issued_on


def _loaded(record: LicenceRecord, known: Licence, now: datetime) -> Licence:
    """The licence as the record has it, with the cards and reports of loss that only this register knows."""
    told = record.card()
    losses = known.losses
    if told.serial == known.card.serial:
        if known.card.origin is Origin.ISSUED:
            told = replace(told, origin=Origin.ISSUED)
        if known.open_loss is not None and told.status is CardStatus.LIVE:
            told = told.become(CardStatus.REPORTED_LOST)  # the report came to us, the old register cannot know
        cards = tuple(told if card.serial == told.serial else card for card in known.cards)
    else:
        cards = (*known.with_card(known.card.serial, CardStatus.SUPERSEDED), told)
        losses = known.ended_losses(LossStatus.CLOSED, now)
    revoked_on = (known.revoked_on or business_date(now)) if told.status is CardStatus.REVOKED else None
    if revoked_on is not None:
        losses = known.ended_losses(LossStatus.CLOSED, now)
    return replace(known, aliases=record.aliases, parts=record.parts, cards=cards, losses=losses, revoked_on=revoked_on)


def licence_faults(record: Mapping[str, object], today: date) -> Iterator[Fault]:
    """What is impossible in a licence record on its own; fields that could not be read are left out of it."""
    parts = record.get("parts")
    if isinstance(parts, Sequence):
        kinds: set[object] = set()
        for index, part in enumerate(parts):
            if isinstance(part, Mapping):
                yield from _part_record_faults(part, f"/parts/{index}", today)
                kind = part.get("kind")
                if kind is not None and kind in kinds:
                    yield Fault(f"/parts/{index}/kind", "repeated")
                kinds.add(kind)
    card = record.get("card")
    if isinstance(card, Mapping):
        if card.get("status") in {CardStatus.SUPERSEDED, CardStatus.DESTROYED}:
            yield Fault("/card/status", "no-current-card")
        issued_on = card.get("issued_on")
        if isinstance(issued_on, date) and issued_on > today:
            yield Fault("/card/issued_on", "in-the-future")


def _part_record_faults(part: Mapping[str, object], pointer: str, today: date) -> Iterator[Fault]:
    kind, regime, classes = part.get("kind"), part.get("regime"), part.get("classes")
    if isinstance(kind, PartKind) and isinstance(regime, Regime) and isinstance(classes, Sequence):
        yield from part_faults(kind, regime, tuple(classes), pointer)
    first, issued = part.get("first_issued_on"), part.get("issued_on")
    for name, day in (("first_issued_on", first), ("issued_on", issued)):
        if isinstance(day, date) and day > today:
            yield Fault(f"{pointer}/{name}", "in-the-future")
    if isinstance(first, date) and isinstance(issued, date) and issued < first:
        yield Fault(f"{pointer}/issued_on", "date-too-early", {"earliest": first.isoformat()})
    yield from _term_record_faults(part, pointer)
    exam = part.get("exam")
    if isinstance(exam, Mapping):
        yield from _exam_record_faults(exam, f"{pointer}/exam", today, first)


def _exam_record_faults(
    exam: Mapping[str, object], pointer: str, today: date, first_issued_on: object
) -> Iterator[Fault]:
    passed_on, decision = exam.get("passed_on"), exam.get("decision")
    if isinstance(passed_on, date) and passed_on > today:
        yield Fault(f"{pointer}/passed_on", "in-the-future")
    elif isinstance(passed_on, date) and isinstance(first_issued_on, date) and passed_on > first_issued_on:
        yield Fault(f"{pointer}/passed_on", "exam-after-issue")
    if isinstance(decision, Mapping):
        yield from decision_faults(decision, f"{pointer}/decision", today, None)


def _term_record_faults(part: Mapping[str, object], pointer: str) -> Iterator[Fault]:
    kind, issued, expires = part.get("kind"), part.get("issued_on"), part.get("expires_on")
    if "expires_on" not in part:
        return
    if kind is PartKind.UNTERMED and expires is not None:
        yield Fault(f"{pointer}/expires_on", "untermed-never-expires")
    elif kind is PartKind.TERMED and expires is None:
        yield Fault(f"{pointer}/expires_on", "required")
    elif isinstance(expires, date) and isinstance(issued, date) and expires < issued:
        yield Fault(f"{pointer}/expires_on", "end-before-start")
