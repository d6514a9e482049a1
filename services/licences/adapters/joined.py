"""A licence with its holder, current card and parts in one statement, and how its rows are read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, select

from services.licences.adapters.rows import card_of, holder_of, part_exam_of, part_of
from services.licences.adapters.tables import CARDS, HOLDERS, LICENCE_PARTS, LICENCES, LOSS_REPORTS, OLD_NUMBERS
from services.licences.application.ports import LicenceQuery
from services.licences.application.read_models import LicenceView, PartView
from services.licences.domain.classes import PartKind
from services.licences.domain.licence import valid_in_register

LICENCES_FOUND = 50
"""Licences in one answer; a person has one or two."""
PARTS_EACH = 2

_CURRENT = CARDS.alias("current_card")
_LICENCE_COLUMNS = (
    LICENCES.c.id,
    LICENCES.c.number,
    LICENCES.c.aliases.label("licence_aliases"),
    LICENCES.c.revoked_on,
    LICENCES.c.version,
    LOSS_REPORTS.c.id.label("loss_report_id"),
    *(column.label(f"holder_{column.name}") for column in HOLDERS.c),
    *(column.label(f"card_{column.name}") for column in _CURRENT.c),
    *(column.label(f"part_{column.name}") for column in LICENCE_PARTS.c),
)


_CRITERIA: Mapping[str, ColumnElement[bool]] = {
    "licence_id": LICENCES.c.id == bindparam("licence_id"),
    "number": LICENCES.c.number == bindparam("number"),
    "citizen_id": HOLDERS.c.citizen_id == bindparam("citizen_id"),
    "alias": LICENCES.c.holder_id.in_(
        select(OLD_NUMBERS.c.holder_id).where(OLD_NUMBERS.c.number == bindparam("alias"))
    ),
    "serial": LICENCES.c.id
    == select(CARDS.c.licence_id).where(CARDS.c.serial == bindparam("serial")).scalar_subquery(),
    "of_citizen": HOLDERS.c.citizen_id == bindparam("of_citizen"),
}
"""Each criterion of a LicenceQuery."""


class Prefixed:
    """The columns of one table within a joined row."""

    __slots__ = ("_prefix", "_row")

    def __init__(self, row: Any, prefix: str) -> None:
        self._row = row
        self._prefix = prefix

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, self._prefix + name)


@cache
def joined() -> Select[Any]:
    """A licence with its holder, its current (or last) card, any open report, and a row for each part."""
    return (
        select(*_LICENCE_COLUMNS)
        .select_from(LICENCES)
        .join(HOLDERS, HOLDERS.c.id == LICENCES.c.holder_id)
        .join(_CURRENT, and_(_CURRENT.c.licence_id == LICENCES.c.id, _CURRENT.c.serial == LICENCES.c.serial))
        .join(LICENCE_PARTS, LICENCE_PARTS.c.licence_id == LICENCES.c.id)
        .outerjoin(LOSS_REPORTS, and_(LOSS_REPORTS.c.licence_id == LICENCES.c.id, LOSS_REPORTS.c.status == "open"))
    )


@cache
def licences_by(names: frozenset[str]) -> Select[Any]:
    """At most fifty licences with their parts, by number, that meet each criterion; its value is bound to its name.

    Made once: to write the statement anew would take as long as to run it.
    """
    return (
        joined()
        .where(*(_CRITERIA[name] for name in sorted(names)))
        .order_by(LICENCES.c.number, LICENCES.c.id, LICENCE_PARTS.c.kind.desc())
        .limit(LICENCES_FOUND * PARTS_EACH)
    )


def criteria(query: LicenceQuery) -> dict[str, str]:
    """What a query asks for, by name. Raises ValueError if it names nothing."""
    wanted = {name: value for name in _CRITERIA if (value := getattr(query, name)) is not None}
    if not wanted.keys() - {"of_citizen"}:
        raise ValueError("a search names what it looks for")
    return wanted


def licence_view(rows: list[Any], on: date) -> LicenceView:
    """The rows of one licence as callers see it on a day."""
    first = rows[0]
    card = card_of(Prefixed(first, "card_"))
    revoked = first.revoked_on is not None
    holder = holder_of(Prefixed(first, "holder_"))
    return LicenceView(
        id=first.id,
        number=first.number,
        aliases=tuple(dict.fromkeys((*first.licence_aliases, *holder.aliases))),
        holder=holder,
        parts=tuple(_part_view(Prefixed(row, "part_"), card, revoked=revoked, on=on) for row in rows),
        card=card,
        revoked_on=first.revoked_on,
        loss_report_id=first.loss_report_id,
        version=first.version,
    )


def _part_view(row: Any, card: Any, *, revoked: bool, on: date) -> PartView:
    part = part_of(row)
    return PartView(
        kind=PartKind(part.kind),
        regime=part.regime,
        classes=part.classes,
        conditions=part.conditions,
        first_issued_on=part.first_issued_on,
        issued_on=part.issued_on,
        expires_on=part.expires_on,
        on_card=part.kind in card.parts,
        valid_in_register=valid_in_register(part=part, card=card, revoked=revoked, on=on),
        exam=part_exam_of(row),
    )
