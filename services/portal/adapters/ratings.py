"""Ratings in the portal's database: what was said of a dossier, without who said it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from services.portal.adapters.feedback_tables import RATINGS
from services.portal.application.ports import Citizen
from services.portal.application.ratings import Rating, Satisfaction
from shared.db.engine import Database
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.actor import the_clock
from shared.web.pages.sealing import Sealer


class SqlRatings:
    """See :class:`services.portal.application.ratings.Ratings`."""

    def __init__(self, database: Database[UnitOfWork], sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def of(self, application_id: str) -> Rating | None:
        with self._database.read() as connection:
            return _found(connection, application_id)

    def give(self, _citizen: Citizen, application_id: str, satisfaction: Satisfaction, words: str | None) -> Rating:
        # The actor is the portal, not the citizen: a rating must not lead back to who gave it.
        with self._database.begin(the_clock("portal"), f"rating:{application_id}") as work:
            known = _found(work.connection, application_id)
            if known is not None:
                return known
            sealed = None if words is None else self._sealer.seal(words, bound_to=application_id)
            values = {"satisfaction": satisfaction, "rated_at": work.now, "sealed": sealed}
            work.connection.execute(insert(RATINGS).values(application_id=application_id, **values))
            return work.commit(Rating(application_id, satisfaction, work.now))

    def totals(self) -> Mapping[Satisfaction, int]:
        table = RATINGS.c
        query = select(table.satisfaction, func.count()).group_by(table.satisfaction).order_by(table.satisfaction)
        with self._database.read() as connection:
            counted = {row[0]: row[1] for row in connection.execute(query.limit(len(Satisfaction)))}
        return {one: counted.get(one.value, 0) for one in Satisfaction}


def _found(connection: Connection, application_id: str) -> Rating | None:
    row: Row[Any] | None = connection.execute(select(RATINGS).where(RATINGS.c.application_id == application_id)).first()
    return None if row is None else Rating(row.application_id, Satisfaction(row.satisfaction), row.rated_at)
