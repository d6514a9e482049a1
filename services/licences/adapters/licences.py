"""The aggregate in SQL: loaded and saved in sets, a few statements however many licences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, select, update

from services.licences.adapters.old_numbers import Named, keep_old_numbers
from services.licences.adapters.rows import card_of, card_row, licence_row, loss_of, loss_row, part_of, part_row
from services.licences.adapters.tables import (
    CARDS,
    LICENCE_PARTS,
    LICENCES,
    LOSS_REPORTS,
    METADATA,
    STATUS_CHANGES,
)
from services.licences.application.ports import Change
from services.licences.domain.licence import Licence
from shared.db.constraints import constraint_errors
from shared.db.sets import among, append_documents
from shared.kernel.errors import Conflict
from shared.kernel.ids import new_id

AT_ONCE = 500
"""Values in one IN list."""


class SqlLicences:
    """All licences, inside one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def by_id(self, licence_id: str) -> Licence | None:
        """One licence with all its cards and reports of loss."""
        return next(iter(self._load(LICENCES.c.id == licence_id)), None)

    def by_numbers(self, numbers: Sequence[str]) -> dict[str, Licence]:
        """The licences that exist among these, by number; at most 500 are asked for."""
        if not numbers:
            return {}
        return {
            licence.number: licence
            for licence in self._load(among(self._connection, LICENCES.c.number, numbers[:AT_ONCE]))
        }

    def numbers_of_serials(self, serials: Sequence[str]) -> dict[str, str]:
        """Which licence number each known serial belongs to; at most 500 are asked for."""
        query = (
            select(CARDS.c.serial, LICENCES.c.number)
            .join(LICENCES, LICENCES.c.id == CARDS.c.licence_id)
            .where(among(self._connection, CARDS.c.serial, serials[:AT_ONCE]))
            .order_by(CARDS.c.serial)
            .limit(AT_ONCE)
        )
        return {row.serial: row.number for row in self._connection.execute(query)} if serials else {}

    def save(self, changes: Sequence[Change], *, cause: str) -> None:
        """Write what differs. Raises Conflict ``state-conflict`` if somebody else has changed one of them."""
        if not changes:
            return
        errors = {"uq_cards_serial": Conflict("state-conflict"), "uq_licences_number": Conflict("state-conflict")}
        with constraint_errors(errors, METADATA):
            self._save_licences(changes)
            self._save_old_numbers(changes)
            self._save_cards(changes, cause)
            self._save_parts(changes)
            self._save_losses(changes)

    def _load(self, condition: ColumnElement[bool]) -> list[Licence]:
        rows = self._connection.execute(select(LICENCES).where(condition).order_by(LICENCES.c.id).limit(AT_ONCE)).all()
        ids = [row.id for row in rows]
        cards = self._children(CARDS, ids, CARDS.c.seq)
        parts = self._children(LICENCE_PARTS, ids, LICENCE_PARTS.c.kind.desc())
        losses = self._children(LOSS_REPORTS, ids, LOSS_REPORTS.c.reported_at, LOSS_REPORTS.c.id)
        return [
            Licence(
                id=row.id,
                number=row.number,
                holder_id=row.holder_id,
                aliases=tuple(row.aliases),
                parts=tuple(part_of(part) for part in parts[row.id]),
                cards=tuple(card_of(card) for card in cards[row.id]),
                losses=tuple(loss_of(loss) for loss in losses[row.id]),
                revoked_on=row.revoked_on,
                version=row.version,
            )
            for row in rows
        ]

    def _children(self, table: Table, ids: Sequence[str], *order: Any) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = defaultdict(list)
        if ids:
            query = (
                select(table)
                .where(among(self._connection, table.c.licence_id, ids))
                .order_by(table.c.licence_id, *order)
            )
            for row in self._connection.execute(query):
                found[row.licence_id].append(row)
        return found

    def _save_licences(self, changes: Sequence[Change]) -> None:
        fresh = [licence_row(change.after, self._now) for change in changes if change.before is None]
        if fresh:
            append_documents(self._connection, LICENCES, fresh)
        moved = [
            {f"new_{name}": value for name, value in licence_row(change.after, self._now).items()}
            | {"old_version": change.before.version}
            for change in changes
            if change.before is not None
        ]
        if not moved:
            return
        names = ("aliases", "serial", "in_force", "revoked_on", "version", "changed_at")
        statement = (
            update(LICENCES)
            .where(LICENCES.c.id == bindparam("new_id"), LICENCES.c.version == bindparam("old_version"))
            .values({name: bindparam(f"new_{name}") for name in names})
        )
        wanted = [
            {name: row[name] for name in ("new_id", "old_version", *(f"new_{n}" for n in names))} for row in moved
        ]
        if self._connection.execute(statement, wanted).rowcount != len(wanted):
            raise Conflict("state-conflict")

    def _save_old_numbers(self, changes: Sequence[Change]) -> None:
        for fresh in (True, False):
            named = [
                Named(change.after.id, change.after.holder_id, change.after.aliases)
                for change in changes
                if (change.before is None) is fresh
                and change.after.aliases != (() if change.before is None else change.before.aliases)
            ]
            keep_old_numbers(self._connection, named, fresh=fresh)

    def _save_cards(self, changes: Sequence[Change], cause: str) -> None:
        fresh: list[dict[str, object]] = []
        moved: list[dict[str, object]] = []
        told: list[dict[str, object]] = []
        for change in changes:
            before = {card.serial: card for card in change.before.cards} if change.before else {}
            for seq, card in enumerate(change.after.cards, start=1):
                known = before.get(card.serial)
                if known == card:
                    continue
                row = card_row(change.after.id, seq, card)
                (fresh if known is None else moved).append(row)
                if known is None or known.status is not card.status:
                    told.append(self._status_change(row, cause))
        if moved:  # before the new ones: never two live cards, not even between two statements
            names = ("status", "is_current", "issued_on", "issued_by", "blank", "parts", "origin")
            statement = (
                update(CARDS)
                .where(CARDS.c.licence_id == bindparam("of_licence"), CARDS.c.seq == bindparam("of_seq"))
                .values({name: bindparam(f"new_{name}") for name in names})
            )
            rows = [
                {"of_licence": row["licence_id"], "of_seq": row["seq"]} | {f"new_{name}": row[name] for name in names}
                for row in moved
            ]
            self._connection.execute(statement, rows)
        if fresh:
            append_documents(self._connection, CARDS, fresh)
        if told:
            append_documents(self._connection, STATUS_CHANGES, told)

    def _status_change(self, card: dict[str, object], cause: str) -> dict[str, object]:
        return {
            "id": new_id(),
            "licence_id": card["licence_id"],
            "serial": card["serial"],
            "status": card["status"],
            "cause": cause,
            "at": self._now,
        }

    def _save_parts(self, changes: Sequence[Change]) -> None:
        differing = [change for change in changes if change.before is None or change.before.parts != change.after.parts]
        old = [change.after.id for change in differing if change.before is not None]
        if old:
            self._connection.execute(delete(LICENCE_PARTS).where(LICENCE_PARTS.c.licence_id.in_(old)))
        rows = [part_row(change.after.id, part) for change in differing for part in change.after.parts]
        if rows:
            append_documents(self._connection, LICENCE_PARTS, rows)

    def _save_losses(self, changes: Sequence[Change]) -> None:
        fresh, ended = [], []
        for change in changes:
            before = {loss.id: loss for loss in change.before.losses} if change.before else {}
            for loss in change.after.losses:
                if loss.id not in before:
                    fresh.append(loss_row(change.after.id, loss))
                elif before[loss.id] != loss:
                    ended.append({"of_id": loss.id, "new_status": str(loss.status), "new_ended_at": loss.ended_at})
        if ended:
            statement = (
                update(LOSS_REPORTS)
                .where(LOSS_REPORTS.c.id == bindparam("of_id"))
                .values(status=bindparam("new_status"), ended_at=bindparam("new_ended_at"))
            )
            self._connection.execute(statement, ended)
        if fresh:
            append_documents(self._connection, LOSS_REPORTS, fresh)
