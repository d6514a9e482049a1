"""A reissue or exchange (cấp lại, cấp đổi): the old card dies and the new one lives in the same instant.

Luật 36/2024/QH15 Điều 62; number, exam and first issue are kept, the serial is new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from services.licences.domain.card import Card, CardStatus, Origin
from services.licences.domain.classes import PartKind, Regime, class_fault
from services.licences.domain.licence import Licence, Part
from services.licences.domain.loss import LossStatus
from shared.kernel.clock import business_date
from shared.kernel.errors import Conflict, Fault, Invalid

STANDING_MAX_AGE = timedelta(seconds=60)
CLOCK_SKEW = timedelta(seconds=5)


class Reason(StrEnum):
    """Why a new card is asked for."""

    LOST = "lost"
    STOLEN = "stolen"
    FIRE = "fire"
    DISASTER = "disaster"
    DAMAGED = "damaged"
    EXPIRING = "expiring"
    DATA_CHANGE = "data_change"
    VOLUNTARY = "voluntary"


class Verdict(StrEnum):
    """What the register of violations said."""

    CLEAR = "clear"
    BLOCKED = "blocked"
    CHECK = "check"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Standing:
    """The last word of violations before the issue; it is kept with the issuance as its legal cut-off.

    ``accepted_by`` is the opaque id of the officer who decided although only an officer could tell (``check``) or a
    source was silent (``unknown``).
    """

    id: str
    verdict: Verdict
    as_of: datetime
    accepted_by: str | None = None


@dataclass(frozen=True, slots=True)
class OrderedPart:
    """One part as the new card shall show it."""

    kind: PartKind
    regime: Regime
    classes: tuple[str, ...]
    conditions: tuple[str, ...]
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the holder is by the identity data (dữ liệu căn cước), where the register says otherwise."""

    full_name: str
    date_of_birth: date


@dataclass(frozen=True, slots=True)
class IssuanceOrder:
    """What the decision on a dossier orders. ``expected_serial`` is the card it was decided on.

    ``holder`` sets the register right with an exchange (TT 35/2024/TT-BGTVT Điều 36.1.d); None: it stays.
    """

    application_id: str
    reason: Reason
    expected_serial: str
    parts: tuple[OrderedPart, ...]
    standing: Standing
    holder: Identity | None = None


@dataclass(frozen=True, slots=True)
class Issuance:
    """One card issued: which, instead of which, for which application, on which standing."""

    id: str
    licence_id: str
    application_id: str
    reason: Reason
    serial: str
    previous_serial: str
    parts: tuple[PartKind, ...]
    standing: Standing
    issued_at: datetime
    issued_by: str


def require_issuable(licence: Licence, order: IssuanceOrder, *, now: datetime) -> None:
    """Refuse an order that cannot be carried out.

    Raises Conflict ``licence-revoked`` or ``card-not-current``, Invalid ``validation-failed`` with every fault,
    ``standing-too-old`` or ``standing-not-clear``.
    """
    licence.require_in_force()
    if order.expected_serial != licence.card.serial:
        raise Conflict("card-not-current")
    told = {**_members(order), "parts": [_members(part) for part in order.parts], "standing": _members(order.standing)}
    faults = (*_foreign_parts(licence, order), *order_faults(told, now))
    if faults:
        raise Invalid("validation-failed", faults=faults)
    if now - order.standing.as_of > STANDING_MAX_AGE:
        raise Invalid("standing-too-old", seconds=int(STANDING_MAX_AGE.total_seconds()))
    _require_clear(licence, order)


def issue(licence: Licence, order: IssuanceOrder, *, serial: str, issued_by: str, now: datetime) -> Licence:
    """The licence with the new card live, the old one superseded, any report of its loss closed.

    Parts the order leaves out stay with the licence but not on the card (NĐ 168/2024 Điều 5.6). Raises what
    :func:`require_issuable` raises.
    """
    require_issuable(licence, order, now=now)
    today = business_date(now)
    ordered = {part.kind: part for part in order.parts}
    card = Card(
        serial=serial,
        status=CardStatus.LIVE,
        issued_on=today,
        issued_by=issued_by,
        blank=None,
        parts=tuple(sorted(ordered, reverse=True)),
        origin=Origin.ISSUED,
    )
    return replace(
        licence,
        parts=tuple(_renewed(part, ordered.get(part.kind), today) for part in licence.parts),
        cards=(*licence.with_card(licence.card.serial, CardStatus.SUPERSEDED), card),
        losses=licence.ended_losses(LossStatus.CLOSED, now),
        version=licence.version + 1,
    )


def _renewed(part: Part, order: OrderedPart | None, today: date) -> Part:
    if order is None:
        return part
    return replace(
        part,
        regime=order.regime,
        classes=order.classes,
        conditions=order.conditions,
        issued_on=today,
        expires_on=order.expires_on,
    )


def _require_clear(licence: Licence, order: IssuanceOrder) -> None:
    """Unknown is not clear: it passes only on an officer's word, and a bar only for the part it does not touch."""
    verdict = order.standing.verdict
    if verdict is Verdict.CLEAR:
        return
    if verdict is Verdict.BLOCKED and len(order.parts) < len(licence.parts):
        return
    if verdict in {Verdict.CHECK, Verdict.UNKNOWN} and order.standing.accepted_by is not None:
        return
    raise Invalid("standing-not-clear", verdict=str(verdict))


def _members(told: IssuanceOrder | OrderedPart | Standing) -> dict[str, object]:
    return {name: getattr(told, name) for name in told.__slots__}


def _foreign_parts(licence: Licence, order: IssuanceOrder) -> Iterator[Fault]:
    for index, part in enumerate(order.parts):
        if licence.part(part.kind) is None:
            yield Fault(f"/parts/{index}/kind", "part-not-of-licence")


def order_faults(order: Mapping[str, object], now: datetime) -> Iterator[Fault]:
    """What cannot be true in an order, whichever licence it is for; members that could not be read are left out."""
    parts = order.get("parts")
    if isinstance(parts, Sequence):
        yield from _parts_faults(parts, business_date(now))
    standing = order.get("standing")
    as_of = standing.get("as_of") if isinstance(standing, Mapping) else None
    if isinstance(as_of, datetime) and as_of > now + CLOCK_SKEW:
        yield Fault("/standing/as_of", "in-the-future")


def _parts_faults(parts: Sequence[Mapping[str, Any]], today: date) -> Iterator[Fault]:
    if not parts:
        yield Fault("/parts", "required")
    seen: set[PartKind] = set()
    for index, part in enumerate(parts):
        pointer, kind = f"/parts/{index}", part.get("kind")
        if kind is None:
            continue
        if kind in seen:
            yield Fault(f"{pointer}/kind", "repeated")
        seen.add(kind)
        if "regime" in part and "classes" in part:
            yield from part_faults(kind, part["regime"], tuple(part["classes"]), pointer)
        if "expires_on" in part:
            yield from _term_faults(kind, part["expires_on"], pointer, today)


def _term_faults(kind: PartKind, expires_on: date | None, pointer: str, today: date) -> Iterator[Fault]:
    if kind is PartKind.UNTERMED and expires_on is not None:
        yield Fault(f"{pointer}/expires_on", "untermed-never-expires")
    elif kind is PartKind.TERMED and expires_on is None:
        yield Fault(f"{pointer}/expires_on", "required")
    elif expires_on is not None and expires_on < today:
        yield Fault(f"{pointer}/expires_on", "date-too-early", {"earliest": today.isoformat()})


def part_faults(kind: PartKind, regime: Regime, classes: tuple[str, ...], pointer: str) -> Iterator[Fault]:
    """Classes that the regime does not have, that belong to the other part, or that are named twice."""
    for index, code in enumerate(classes):
        wrong = class_fault(regime, code, kind)
        if wrong:
            yield Fault(
                f"{pointer}/classes/{index}", wrong, {"regime": str(regime), "licence_class": code, "part": str(kind)}
            )
        elif code in classes[:index]:
            yield Fault(f"{pointer}/classes/{index}", "repeated")
