"""Reporting a card lost, and finding it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.licences.application.ports import Begin, Change, Work
from services.licences.domain.card import Card
from services.licences.domain.licence import Licence
from services.licences.domain.loss import Circumstance, LossReport
from shared.kernel.actor import Actor
from shared.kernel.errors import NotFound
from shared.kernel.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLoss:
    """The intent to report the current card of a licence lost. ``of_citizen``: only if it is this person's."""

    licence_id: str
    circumstance: Circumstance
    occurred_on: date
    place: str
    declaration: str
    of_citizen: str | None = None


@dataclass(frozen=True, slots=True)
class LossOutcome:
    """The report and what became of the card."""

    licence_id: str
    citizen_id: str
    report: LossReport
    card: Card
    version: int


def licence_for(work: Work, licence_id: str, *, of_citizen: str | None) -> tuple[Licence, str]:
    """A licence and its holder's personal number. Raises NotFound, also for somebody else's licence."""
    licence = work.licences.by_id(licence_id)
    if licence is None:
        raise NotFound("not-found")
    citizen_id = work.holders.by_id(licence.holder_id).citizen_id
    if of_citizen is not None and citizen_id != of_citizen:
        raise NotFound("not-found")
    return licence, citizen_id


def report_loss(command: ReportLoss, *, begin: Begin, actor: Actor) -> LossOutcome:
    """File the report; the card is ``reported_lost`` from this instant.

    Raises NotFound; Conflict ``licence-revoked`` or ``loss-already-reported``; Invalid for an impossible day.
    """
    with begin(actor, f"licence:{command.licence_id}") as work:
        before, citizen_id = licence_for(work, command.licence_id, of_citizen=command.of_citizen)
        report = LossReport(
            id=new_id(),
            serial=before.card.serial,
            circumstance=command.circumstance,
            occurred_on=command.occurred_on,
            place=command.place,
            declaration=command.declaration,
            reported_at=work.now,
        )
        after = before.report_loss(report)
        work.licences.save([Change(before, after)], cause="loss-reported")
        told = {
            "report_id": report.id,
            "serial": report.serial,
            "circumstance": str(report.circumstance),
            "occurred_on": report.occurred_on.isoformat(),
        }
        work.audit(f"licence:{after.id}", "loss-reported", {**told, "place": report.place})
        work.emit("licence.loss_reported", after.id, told)
        return work.commit(LossOutcome(after.id, citizen_id, report, after.card, after.version))


def withdraw_loss(
    *, licence_id: str, report_id: str, of_citizen: str | None, begin: Begin, actor: Actor
) -> LossOutcome:
    """Take a report back: the card was found and is live again. Withdrawing twice is the same as once.

    Raises NotFound; Conflict ``new-card-issued`` once a new card is out, ``licence-revoked``.
    """
    with begin(actor, f"licence:{licence_id}") as work:
        before, citizen_id = licence_for(work, licence_id, of_citizen=of_citizen)
        after = before.withdraw_loss(report_id=report_id, at=work.now)
        report = after.loss(report_id)
        if after != before:
            work.licences.save([Change(before, after)], cause="loss-withdrawn")
            told = {"report_id": report.id, "serial": report.serial}
            work.audit(f"licence:{after.id}", "loss-withdrawn", told)
            work.emit("licence.loss_withdrawn", after.id, told)
        return work.commit(LossOutcome(after.id, citizen_id, report, after.card, after.version))
