"""A transaction on the register: the shared unit of work with the register's collections."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from services.licences.adapters.imports import SqlImportRuns
from services.licences.adapters.issuances import SqlIssuances
from services.licences.adapters.licences import SqlLicences
from services.licences.adapters.people import SqlExams, SqlHolders
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.actor import Actor


class LicencesWork(UnitOfWork):
    """What the use cases see of the database."""

    def __init__(self, connection: Connection, actor: Actor, now: datetime) -> None:
        super().__init__(connection, actor, now)
        self.licences = SqlLicences(connection, now)
        self.holders = SqlHolders(connection, now)
        self.exams = SqlExams(connection, now)
        self.issuances = SqlIssuances(connection)
        self.import_runs = SqlImportRuns(connection, now)
