"""Papers of a dossier: made once, when what they say has come true, sealed by the agency, kept as they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from services.renewals.application.ports import Ports
from services.renewals.domain.dossier import Dossier
from services.renewals.domain.findings import Json
from services.renewals.domain.papers import Paper, PaperKind, acknowledgement, head, ready, receipt
from shared.kernel.actor import the_clock
from shared.kernel.errors import NotFound


def make_papers(ports: Ports, application_id: str) -> datetime | None:
    """Make every paper that a dossier is ready for and does not have. Re-runnable."""
    with ports.store.read() as readings:
        dossier = readings.dossiers.get(application_id)
        made = {paper.kind for paper in readings.papers.of(application_id)}
    if dossier is not None:
        for kind in PaperKind:
            if kind not in made and ready(kind, dossier):
                _make(ports, dossier, kind)
    return None


def show_paper(ports: Ports, application_id: str, kind: PaperKind, *, of_citizen: str | None) -> tuple[Paper, str]:
    """A paper and whose it is; made now if its job has not come to it. Raises NotFound, also for somebody else's."""
    with ports.store.read() as readings:
        dossier = readings.dossiers.get(application_id)
        found = readings.papers.get(application_id, kind)
    if dossier is None or (of_citizen is not None and dossier.filing.citizen_id != of_citizen):
        raise NotFound("not-found")
    if found is None:
        if not ready(kind, dossier):
            raise NotFound("paper-not-ready")
        found = _make(ports, dossier, kind)
    return found, dossier.filing.citizen_id


def content_of(ports: Ports, paper: Paper) -> bytes:
    """The PDF. Raises NotFound if its file is gone."""
    content = ports.blobs.read(paper.sha256)
    if content is None:
        raise NotFound("not-found")
    return content


def _make(ports: Ports, dossier: Dossier, kind: PaperKind) -> Paper:
    now = ports.clock.now()
    content = ports.press.sealed(kind, _text(ports, dossier, kind, now), made_at=now)
    digest = ports.blobs.keep(content)  # before the row: a file without a row is waste, a row without a file a loss
    paper = Paper(dossier.id, kind, digest, len(content), now)
    with ports.store.begin(the_clock("renewals"), dossier.lock) as work:
        there = work.papers.get(dossier.id, kind)
        if there is None:
            work.papers.add(paper)
            work.audit(dossier.lock, f"paper.{kind.value}", {"sha256": digest})
        work.commit()
    return there or paper


def _text(ports: Ports, dossier: Dossier, kind: PaperKind, now: datetime) -> Mapping[str, Json]:
    procedure = ports.law.procedures[dossier.filing.procedure].name.vi
    top = head(ports.letterhead, dossier, kind, now=now)
    if kind is PaperKind.ACKNOWLEDGEMENT:
        return {**top, **acknowledgement(dossier, procedure=procedure)}
    payment_id = None if dossier.fee is None else dossier.fee.payment_id
    with ports.store.read() as readings:
        payment = None if payment_id is None else readings.payments.get(payment_id)
    if payment is None:
        raise NotFound("paper-not-ready")
    return {**top, **receipt(dossier, payment, procedure=procedure)}
