"""Which papers were made, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from services.renewals.adapters.tables import PAPERS
from services.renewals.domain.papers import Paper, PaperKind


class SqlPapers:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, paper: Paper) -> None:
        self._connection.execute(
            insert(PAPERS).values(
                application_id=paper.application_id,
                kind=paper.kind.value,
                sha256=paper.sha256,
                size=paper.size,
                made_at=paper.made_at,
            )
        )

    def get(self, application_id: str, kind: PaperKind) -> Paper | None:
        here = (PAPERS.c.application_id == application_id, PAPERS.c.kind == kind.value)
        row = self._connection.execute(select(PAPERS).where(*here)).one_or_none()
        return None if row is None else _paper(row)

    def of(self, application_id: str) -> Sequence[Paper]:
        query = select(PAPERS).where(PAPERS.c.application_id == application_id).order_by(PAPERS.c.kind)
        return tuple(_paper(row) for row in self._connection.execute(query))  # one row of a kind at most


def _paper(row: Row[Any]) -> Paper:
    return Paper(row.application_id, PaperKind(row.kind), row.sha256, row.size, row.made_at)
