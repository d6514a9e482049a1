"""What the health data and the population register know of a person."""

from __future__ import annotations

from collections.abc import Sequence

from services.sandbox.application.behaviours import take
from services.sandbox.application.ports import Json, Store
from services.sandbox.domain.behaviour import Part, Trait
from shared.kernel.actor import Actor

REGISTER = Actor(kind="system", subject="sandbox-registers", client_id="sandbox")


def known_records(store: Store, part: Part, citizen_id: str) -> Sequence[Json]:
    """The records of a person, at most 50; a silent register knows nothing."""
    if take(store, part, Trait.SILENT):
        return ()
    with store.reading() as shelves:
        return shelves.records.find(part, citizen_id)


def add_record(store: Store, part: Part, *, record_id: str, citizen_id: str, record: Json) -> None:
    """Add a record, or replace the one of the same id."""
    with store.begin(REGISTER, f"record:{part}:{record_id}") as work:
        work.records.put(part, record_id, citizen_id, record)
        work.commit()
