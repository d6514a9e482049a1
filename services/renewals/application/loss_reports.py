"""The loss report (báo mất) a dossier makes in the licence register, and taking it back on withdrawal."""

from __future__ import annotations

from dataclasses import replace

from services.renewals.application.ports import Ports, Rejection
from services.renewals.application.turns import commit_turn, errand_for
from services.renewals.domain.dossier import Dossier, LossReport
from services.renewals.domain.findings import Json
from shared.kernel.actor import Actor

NOT_STATED = "không khai"


def ensure_reported(ports: Ports, dossier: Dossier, actor: Actor, *, answering: bool) -> bool:
    """Make the loss report if the reason is a loss and it is not made yet; whether a commit was made."""
    if not dossier.filing.is_loss or dossier.loss is not None:
        return False
    report = LossReport(_report(ports, dossier))
    return commit_turn(
        ports, dossier, lambda current, _: (current.with_changes(loss=report), None), actor=actor, answering=answering
    )


def giving_back_turn(ports: Ports, dossier: Dossier, actor: Actor, answering: bool) -> bool:  # noqa: FBT001  # a Turn
    """After a withdrawal the card is what it was: a report that this dossier made, or may have made, is taken back.

    A process killed between the report and its commit leaves no id; the same key then gives the same report again.
    """
    if not dossier.filing.is_loss:
        return False
    loss = dossier.loss
    if loss is None:
        loss = LossReport(_report(ports, dossier))
        return commit_turn(
            ports, dossier, lambda current, _: (current.with_changes(loss=loss), None), actor=actor, answering=answering
        )
    if loss.id is None or loss.withdrawn_at is not None or dossier.filing.licence_id is None:
        return False
    try:
        ports.licences.withdraw_loss(
            dossier.filing.licence_id, loss.id, key=f"{dossier.id}:withdrawn", errand=errand_for(dossier)
        )
    except Rejection as rejection:
        if rejection.may_pass:
            raise  # otherwise a new card is out, or the licence is revoked: nothing is left to be given back
    taken_back = replace(loss, withdrawn_at=ports.clock.now())
    return commit_turn(
        ports,
        dossier,
        lambda current, _: (current.with_changes(loss=taken_back), None),
        actor=actor,
        answering=answering,
    )


def _report(ports: Ports, dossier: Dossier) -> str | None:
    filing = dossier.filing
    report: dict[str, Json] = {
        "circumstance": filing.reason.value,
        "occurred_on": None if filing.occurred_on is None else filing.occurred_on.isoformat(),
        "place": filing.declaration.get("place") or NOT_STATED,
        "declaration": filing.declaration.get("text") or NOT_STATED,
    }
    try:
        return ports.licences.report_loss(str(filing.licence_id), report, key=dossier.id, errand=errand_for(dossier))
    except Rejection as rejection:
        if rejection.may_pass:
            raise
        return None  # reported lost before, or revoked: the check that follows says so
