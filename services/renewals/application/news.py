"""News from violations: a case settled or a source back wakes the dossiers that wait for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from services.renewals.application.changes import ADVANCE, RECHECK
from services.renewals.application.ports import Ports, Work
from shared.kernel.actor import the_clock

MOST_DOSSIERS_OF_A_PERSON = 50
AT_ONCE = 200

PERSON_NEWS = ("standing.changed", "case.settled", "case.cancelled")
SOURCE_NEWS = ("source.silent", "source.back")


def person_news(work: Work, subject_id: str, data: Mapping[str, object]) -> None:
    """Something about a person changed: look again at that person's dossiers that wait for clearance."""
    named = data.get("person")
    person = named if isinstance(named, str) else subject_id
    for application_id in work.dossiers.open_ids_of_person(person, MOST_DOSSIERS_OF_A_PERSON):
        work.enqueue(ADVANCE, application_id, run_at=work.now)


def source_news(work: Work, subject_id: str) -> None:
    """A police source fell silent or came back: one job looks again at all that wait."""
    work.enqueue(RECHECK, "waiting", {"source": subject_id}, run_at=work.now)


def recheck_waiting(ports: Ports) -> datetime | None:
    """Have every dossier that waits for clearance looked at again; in steps, each a commit of its own."""
    after = ""
    while True:
        with ports.store.begin(the_clock("renewals")) as work:
            found = work.dossiers.waiting_ids(after, AT_ONCE)
            for application_id in found:
                work.enqueue(ADVANCE, application_id, run_at=work.now)
            work.commit()
        if len(found) < AT_ONCE:
            return None
        after = found[-1]
