"""Reads for callers: plain SQL on a read-only connection, one statement for each question (three for a history)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, select, tuple_

from services.licences.adapters.imports import run_of
from services.licences.adapters.joined import (
    LICENCES_FOUND,
    PARTS_EACH,
    Prefixed,
    criteria,
    joined,
    licence_view,
    licences_by,
)
from services.licences.adapters.rows import (
    card_of,
    exam_of,
    holder_of,
    issuance_of,
    loss_of,
    part_of,
    past_loss_of,
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
    IssuanceView,
    LicenceView,
    PastLossView,
    PhotoView,
    StatusChange,
)
from services.licences.domain.card import CardStatus
from services.licences.domain.exam import Exam
from services.licences.domain.holder import Holder
from services.licences.domain.licence import valid_in_register
from shared.db.engine import Database
from shared.kernel.words import folded

HOLDERS_FOUND = 20
HISTORY_LENGTH = 100
LOSSES_TOLD = 20
_LOSSES = (
    select(LOSS_REPORTS)
    .where(LOSS_REPORTS.c.licence_id.in_(bindparam("licence_ids", expanding=True)))
    .order_by(LOSS_REPORTS.c.reported_at.desc(), LOSS_REPORTS.c.id.desc())
    .limit(LICENCES_FOUND * LOSSES_TOLD)
)
"""The newest reports of loss of some licences, newest first."""


class SqlReading:
    """The register as callers read it."""

    def __init__(self, database: Database[LicencesWork]) -> None:
        self._database = database

    def licences(self, query: LicenceQuery, *, on: date, losses: bool = False) -> list[LicenceView]:
        """Licences by one criterion, by number; validity as of a day. One statement, two with the ``losses``."""
        asked = criteria(query)
        with self._database.read() as connection:
            rows = connection.execute(licences_by(frozenset(asked)), asked).all()
            found = [licence_view(list(group), on) for _, group in groupby(rows, key=lambda row: row.id)]
            if not losses or not found:
                return found
            lost = connection.execute(_LOSSES, {"licence_ids": [licence.id for licence in found]}).all()
        told: dict[str, list[PastLossView]] = defaultdict(list)
        for row in lost:
            told[row.licence_id].append(past_loss_of(row))
        return [replace(licence, loss_reports=tuple(told[licence.id][:LOSSES_TOLD])) for licence in found]

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
                select(ISSUANCES, CREDENTIALS.c.id.label("credential_id"))
                .join(CREDENTIALS, CREDENTIALS.c.serial == ISSUANCES.c.serial)
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
            issuances=tuple(IssuanceView(issuance_of(row), row.credential_id) for row in issued),
            loss_reports=tuple(loss_of(row) for row in lost),
            status_changes=tuple(
                StatusChange(row.serial, CardStatus(row.status), row.cause, row.at) for row in changed
            ),
        )

    def card_status(self, serial: str, *, on: date) -> CardStatusView | None:
        """A card and whether the parts it lists are valid by the register. One statement."""
        query = (
            joined()
            .add_columns(*(column.label(f"asked_{column.name}") for column in CARDS.c))
            .join(CARDS, CARDS.c.licence_id == LICENCES.c.id)
            .where(CARDS.c.serial == serial)
            .order_by(LICENCE_PARTS.c.kind)
            .limit(PARTS_EACH)
        )
        rows = self._rows(query)
        if not rows:
            return None
        card = card_of(Prefixed(rows[0], "asked_"))
        valid = {
            row.part_kind: valid_in_register(
                part=part_of(Prefixed(row, "part_")), card=card, revoked=row.revoked_on is not None, on=on
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
