"""Holders and exams in SQL, in sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from services.licences.adapters.old_numbers import Named, keep_old_numbers
from services.licences.adapters.rows import exam_of, exam_row, holder_of, holder_row
from services.licences.adapters.tables import EXAMS, HOLDER_PHOTOS, HOLDERS
from services.licences.application.ports import ExamKey
from services.licences.application.read_models import PhotoView
from services.licences.domain.exam import Exam
from services.licences.domain.holder import Holder
from shared.db.sets import among, append_documents
from shared.kernel.errors import NotFound

AT_ONCE = 500
EXAMS_PER_HOLDER = 100


class SqlHolders:
    """All holders, inside one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def by_id(self, holder_id: str) -> Holder:
        """One holder. Raises NotFound."""
        row = self._connection.execute(select(HOLDERS).where(HOLDERS.c.id == holder_id)).one_or_none()
        if row is None:
            raise NotFound("not-found")
        return holder_of(row)

    def by_citizen_ids(self, citizen_ids: Sequence[str]) -> dict[str, Holder]:
        """The holders that exist among these, by personal number; at most 500 are asked for."""
        if not citizen_ids:
            return {}
        query = (
            select(HOLDERS)
            .where(among(self._connection, HOLDERS.c.citizen_id, citizen_ids[:AT_ONCE]))
            .order_by(HOLDERS.c.citizen_id)
            .limit(AT_ONCE)
        )
        return {row.citizen_id: holder_of(row) for row in self._connection.execute(query)}

    def add(self, holders: Sequence[Holder]) -> None:
        """Write new ones."""
        if holders:
            append_documents(self._connection, HOLDERS, [holder_row(holder, self._now) for holder in holders])
            keep_old_numbers(self._connection, _named(holders), fresh=True)

    def replace(self, holders: Sequence[Holder]) -> None:
        """Write changed ones."""
        _replace(self._connection, HOLDERS, [holder_row(holder, self._now) for holder in holders])
        keep_old_numbers(self._connection, _named(holders), fresh=False)

    def keep_photos(self, photos: Mapping[str, PhotoView]) -> None:
        """Keep these pictures, by holder id, instead of earlier ones."""
        if not photos:
            return
        self._connection.execute(delete(HOLDER_PHOTOS).where(HOLDER_PHOTOS.c.holder_id.in_(sorted(photos))))
        rows = [
            {"holder_id": holder_id, "media_type": photo.media_type, "content": photo.content}
            for holder_id, photo in photos.items()
        ]
        self._connection.execute(insert(HOLDER_PHOTOS), rows)


class SqlExams:
    """All exams, inside one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def of_holders(self, holder_ids: Sequence[str]) -> dict[ExamKey, Exam]:
        """Every exam of these holders; at most 500 holders are asked for."""
        if not holder_ids:
            return {}
        query = (
            select(EXAMS, HOLDERS.c.citizen_id)
            .join(HOLDERS, HOLDERS.c.id == EXAMS.c.holder_id)
            .where(among(self._connection, EXAMS.c.holder_id, holder_ids[:AT_ONCE]))
            .order_by(EXAMS.c.holder_id, EXAMS.c.held_on, EXAMS.c.id)
            .limit(AT_ONCE * EXAMS_PER_HOLDER)
        )
        return {
            (row.holder_id, row.regime, row.licence_class, row.session): exam_of(row)
            for row in self._connection.execute(query)
        }

    def add(self, exams: Mapping[ExamKey, Exam]) -> None:
        """Write new ones."""
        if exams:
            rows = [exam_row(exam, key[0], self._now) for key, exam in exams.items()]
            append_documents(self._connection, EXAMS, rows)

    def replace(self, exams: Mapping[ExamKey, Exam]) -> None:
        """Write changed ones."""
        _replace(self._connection, EXAMS, [exam_row(exam, key[0], self._now) for key, exam in exams.items()])


def _named(holders: Sequence[Holder]) -> list[Named]:
    return [Named(holder.id, holder.id, holder.aliases) for holder in holders]


def _replace(connection: Connection, table: Table, rows: Sequence[dict[str, object]]) -> None:
    if not rows:
        return
    names = [name for name in rows[0] if name != "id"]
    statement = (
        update(table).where(table.c.id == bindparam("of_id")).values({name: bindparam(f"new_{name}") for name in names})
    )
    connection.execute(statement, [{"of_id": row["id"]} | {f"new_{name}": row[name] for name in names} for row in rows])
