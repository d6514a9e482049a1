"""Reads for callers: plain SQL on a read-only connection, one statement for each question (three for a history)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select, tuple_

from services.licences.adapters.imports import run_of
from services.licences.adapters.rows import (
    card_of,
    exam_of,
    holder_of,
    issuance_of,
    loss_of,
    part_exam_of,
    part_of,
)
from services.licences.adapters.tables import (
    CARDS,
    CREDENTIALS,
    EXAMS,
    HOLDER_PHOTOS,
    HOLDERS,
    IMPORT_RUNS,
    ISSUANCES,
    LICENCE_PARTS,
    LICENCES,
    LOSS_REPORTS,
    STATUS_CHANGES,
)
from services.licences.adapters.work import LicencesWork
from services.licences.application.ports import HolderQuery, ImportRun, LicenceQuery
from services.licences.application.read_models import (
    CardStatusView,
    CredentialView,
    History,
    HolderView,
    LicenceView,
    PartView,
    PhotoView,
    StatusChange,
)
from services.licences.domain.card import CardStatus
from services.licences.domain.classes import PartKind
from services.licences.domain.exam import Exam
from services.licences.domain.holder import Holder
from services.licences.domain.licence import valid_in_register
from shared.db.engine import Database
from shared.kernel.words import folded

LICENCES_FOUND = 50
"""Licences in one answer; a person has one or two."""
HOLDERS_FOUND = 20
HISTORY_LENGTH = 100
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


class _Prefixed:
    """The columns of one table within a joined row."""

    __slots__ = ("_prefix", "_row")

    def __init__(self, row: Any, prefix: str) -> None:
        self._row = row
        self._prefix = prefix

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, self._prefix + name)


class SqlReading:
    """The register as callers read it."""

    def __init__(self, database: Database[LicencesWork]) -> None:
        self._database = database

    def licences(self, query: LicenceQuery, *, on: date) -> list[LicenceView]:
        """Licences by one criterion, by number; validity as of a day. One statement."""
        rows = self._rows(_licences_where(_criteria(query)))
        return [_licence_view(list(group), on) for _, group in groupby(rows, key=lambda row: row.id)]

    def holders(self, query: HolderQuery) -> list[HolderView]:
        """At most twenty holders, oldest entry first, with the ids of their licences. One statement."""
        if query.citizen_id is not None:
            wanted: ColumnElement[bool] = HOLDERS.c.citizen_id == query.citizen_id
        else:
            wanted = and_(
                HOLDERS.c.date_of_birth == query.date_of_birth, HOLDERS.c.name_key == folded(query.name or "")
            )
        found = select(HOLDERS).where(wanted).order_by(HOLDERS.c.id).limit(HOLDERS_FOUND).subquery()
        joined = (
            select(found, LICENCES.c.id.label("licence_id"))
            .outerjoin(LICENCES, LICENCES.c.holder_id == found.c.id)
            .order_by(found.c.id, LICENCES.c.number)
            .limit(HOLDERS_FOUND * LICENCES_FOUND)
        )
        views = []
        for _, group in groupby(self._rows(joined), key=lambda row: row.id):
            rows = list(group)
            ids = tuple(row.licence_id for row in rows if row.licence_id is not None)
            views.append(HolderView(holder_of(rows[0]), ids))
        return views

    def holder(self, holder_id: str) -> Holder | None:
        """One holder."""
        rows = self._rows(select(HOLDERS).where(HOLDERS.c.id == holder_id))
        return holder_of(rows[0]) if rows else None

    def exams(self, holder_id: str, *, after: tuple[str, str] | None, limit: int) -> list[Exam]:
        """The exams of a holder, oldest first, from after (held_on, id)."""
        query = (
            select(EXAMS, HOLDERS.c.citizen_id)
            .join(HOLDERS, HOLDERS.c.id == EXAMS.c.holder_id)
            .where(EXAMS.c.holder_id == holder_id)
            .order_by(EXAMS.c.held_on, EXAMS.c.id)
            .limit(limit)
        )
        if after is not None:
            query = query.where(tuple_(EXAMS.c.held_on, EXAMS.c.id) > (date.fromisoformat(after[0]), after[1]))
        return [exam_of(row) for row in self._rows(query)]

    def photo(self, holder_id: str) -> PhotoView | None:
        """The picture on file."""
        rows = self._rows(select(HOLDER_PHOTOS).where(HOLDER_PHOTOS.c.holder_id == holder_id))
        return PhotoView(rows[0].media_type, bytes(rows[0].content)) if rows else None

    def history(self, licence_id: str) -> History:
        """What happened to a licence, newest first, at most a hundred of each kind. Three statements."""
        issuances, losses, changes = ISSUANCES.c, LOSS_REPORTS.c, STATUS_CHANGES.c
        with self._database.read() as connection:
            issued = connection.execute(
                select(ISSUANCES)
                .where(issuances.licence_id == licence_id)
                .order_by(issuances.issued_at.desc(), issuances.id.desc())
                .limit(HISTORY_LENGTH)
            ).all()
            lost = connection.execute(
                select(LOSS_REPORTS)
                .where(losses.licence_id == licence_id)
                .order_by(losses.reported_at.desc(), losses.id.desc())
                .limit(HISTORY_LENGTH)
            ).all()
            changed = connection.execute(
                select(STATUS_CHANGES)
                .where(changes.licence_id == licence_id)
                .order_by(changes.at.desc(), changes.id.desc())
                .limit(HISTORY_LENGTH)
            ).all()
        return History(
            issuances=tuple(issuance_of(row) for row in issued),
            loss_reports=tuple(loss_of(row) for row in lost),
            status_changes=tuple(
                StatusChange(row.serial, CardStatus(row.status), row.cause, row.at) for row in changed
            ),
        )

    def card_status(self, serial: str, *, on: date) -> CardStatusView | None:
        """A card and whether the parts it lists are valid by the register. One statement."""
        query = (
            _joined()
            .add_columns(*(column.label(f"asked_{column.name}") for column in CARDS.c))
            .join(CARDS, CARDS.c.licence_id == LICENCES.c.id)
            .where(CARDS.c.serial == serial)
            .order_by(LICENCE_PARTS.c.kind)
            .limit(PARTS_EACH)
        )
        rows = self._rows(query)
        if not rows:
            return None
        card = card_of(_Prefixed(rows[0], "asked_"))
        valid = {
            row.part_kind: valid_in_register(
                part=part_of(_Prefixed(row, "part_")), card=card, revoked=row.revoked_on is not None, on=on
            )
            for row in rows
        }
        return CardStatusView(card.serial, card.status, valid.get("untermed"), valid.get("termed"))

    def credential(self, credential_id: str) -> CredentialView | None:
        """An e-licence with the present status of its card."""
        query = (
            select(CREDENTIALS, CARDS.c.status, HOLDERS.c.citizen_id)
            .join(CARDS, CARDS.c.serial == CREDENTIALS.c.serial)
            .join(LICENCES, LICENCES.c.id == CREDENTIALS.c.licence_id)
            .join(HOLDERS, HOLDERS.c.id == LICENCES.c.holder_id)
            .where(CREDENTIALS.c.id == credential_id)
        )
        rows = self._rows(query)
        if not rows:
            return None
        row = rows[0]
        return CredentialView(
            id=row.id,
            licence_id=row.licence_id,
            citizen_id=row.citizen_id,
            serial=row.serial,
            status=CardStatus(row.status),
            key_id=row.key_id,
            token=row.token,
            issued_at=row.issued_at,
        )

    def licence_ids(self, numbers: Sequence[str]) -> dict[str, str]:
        """The ids of the licences that exist among these numbers, at most 500."""
        query = (
            select(LICENCES.c.number, LICENCES.c.id)
            .where(LICENCES.c.number.in_(numbers))
            .order_by(LICENCES.c.number)
            .limit(500)
        )
        return {row.number: row.id for row in self._rows(query)} if numbers else {}

    def import_run(self, run_id: str, *, client_id: str) -> ImportRun | None:
        """A client's own import."""
        query = select(IMPORT_RUNS).where(IMPORT_RUNS.c.id == run_id, IMPORT_RUNS.c.client_id == client_id)
        rows = self._rows(query)
        return run_of(rows[0]) if rows else None

    def _rows(self, query: Select[Any]) -> list[Any]:
        with self._database.read() as connection:
            return list(connection.execute(query))


def _joined() -> Select[Any]:
    """A licence with its holder, its current (or last) card, any open report, and a row for each part."""
    return (
        select(*_LICENCE_COLUMNS)
        .select_from(LICENCES)
        .join(HOLDERS, HOLDERS.c.id == LICENCES.c.holder_id)
        .join(_CURRENT, and_(_CURRENT.c.licence_id == LICENCES.c.id, _CURRENT.c.serial == LICENCES.c.serial))
        .join(LICENCE_PARTS, LICENCE_PARTS.c.licence_id == LICENCES.c.id)
        .outerjoin(LOSS_REPORTS, and_(LOSS_REPORTS.c.licence_id == LICENCES.c.id, LOSS_REPORTS.c.status == "open"))
    )


def _licences_where(wanted: ColumnElement[bool]) -> Select[Any]:
    return (
        _joined()
        .where(wanted)
        .order_by(LICENCES.c.number, LICENCES.c.id, LICENCE_PARTS.c.kind.desc())
        .limit(LICENCES_FOUND * PARTS_EACH)
    )


def _criteria(query: LicenceQuery) -> ColumnElement[bool]:
    wanted: list[ColumnElement[bool]] = []
    if query.licence_id is not None:
        wanted.append(LICENCES.c.id == query.licence_id)
    if query.number is not None:
        wanted.append(LICENCES.c.number == query.number)
    if query.citizen_id is not None:
        wanted.append(HOLDERS.c.citizen_id == query.citizen_id)
    if query.serial is not None:
        of_serial = select(CARDS.c.licence_id).where(CARDS.c.serial == query.serial).scalar_subquery()
        wanted.append(LICENCES.c.id == of_serial)
    if not wanted:
        raise ValueError("a search names what it looks for")
    if query.of_citizen is not None:
        wanted.append(HOLDERS.c.citizen_id == query.of_citizen)
    return and_(*wanted)


def _licence_view(rows: list[Any], on: date) -> LicenceView:
    first = rows[0]
    card = card_of(_Prefixed(first, "card_"))
    revoked = first.revoked_on is not None
    return LicenceView(
        id=first.id,
        number=first.number,
        aliases=tuple(first.licence_aliases),
        holder=holder_of(_Prefixed(first, "holder_")),
        parts=tuple(_part_view(_Prefixed(row, "part_"), card, revoked=revoked, on=on) for row in rows),
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
