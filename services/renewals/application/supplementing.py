"""Papers handed in later (bổ sung hồ sơ): kept by digest, then the dossier is back with the officer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.renewals.application.changes import record_move
from services.renewals.application.ports import Ports
from services.renewals.application.repositories import Supplement
from services.renewals.application.views import ApplicationView, view_of
from services.renewals.domain.states import Event, Who, transition
from shared.kernel.actor import Actor
from shared.kernel.errors import Fault, Invalid, NotFound, TooLarge
from shared.kernel.ids import new_id

MOST_FILES = 5
MOST_BYTES = 10 * 1024 * 1024

SIGNATURES = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}
"""What a file says it is counts for nothing; its first bytes do."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as sent."""

    name: str
    content: bytes


def supplement(
    ports: Ports, application_id: str, uploads: Sequence[Upload], *, of_citizen: str | None, actor: Actor
) -> ApplicationView:
    """Take the files in and put the dossier back under review.

    Raises NotFound; Conflict ``state-conflict`` unless a supplement was asked for; Invalid and TooLarge for the files.
    """
    _check(uploads)
    with ports.store.read() as readings:
        seen = readings.dossiers.get(application_id)
    if seen is None or (of_citizen is not None and seen.filing.citizen_id != of_citizen):
        raise NotFound("not-found")
    who = Who.OFFICER if actor.kind == "officer" else Who.CITIZEN
    transition(seen.state, Event.SUPPLEMENT_RECEIVED, who)
    digests = [ports.blobs.keep(upload.content) for upload in uploads]
    with ports.store.begin(actor, f"application:{application_id}") as work:
        dossier = work.dossiers.get(application_id)
        if dossier is None:
            raise NotFound("not-found")
        after = dossier.moved(Event.SUPPLEMENT_RECEIVED, by=who, at=work.now, calendar=ports.law.calendar)
        for upload, digest in zip(uploads, digests, strict=True):
            kept = Supplement(
                id=new_id(),
                application_id=application_id,
                name=upload.name,
                media_type=media_type(upload.content) or "",
                size=len(upload.content),
                sha256=digest,
                received_at=work.now,
            )
            work.supplements.add(kept)
            work.audit(dossier.lock, "supplement.received", {"id": kept.id, "sha256": digest, "size": kept.size})
        record_move(work, after, Event.SUPPLEMENT_RECEIVED, ports=ports)
        return work.commit(view_of(ports, after, work.decisions.latest(application_id)))


def media_type(content: bytes) -> str | None:
    """PDF, JPEG or PNG by the first bytes; None for anything else."""
    return next((kind for start, kind in SIGNATURES.items() if content.startswith(start)), None)


def _check(uploads: Sequence[Upload]) -> None:
    if not uploads:
        raise Invalid("validation-failed", faults=[Fault("/files", "required")])
    if len(uploads) > MOST_FILES:
        raise Invalid("validation-failed", faults=[Fault("/files", "too-many-files", {"max": MOST_FILES})])
    if any(len(upload.content) > MOST_BYTES for upload in uploads):
        raise TooLarge("body-too-large", limit=MOST_BYTES)
    faults = [
        Fault(f"/files/{index}", "unsupported-file")
        for index, upload in enumerate(uploads)
        if media_type(upload.content) is None
    ]
    if faults:
        raise Invalid("validation-failed", faults=faults)
