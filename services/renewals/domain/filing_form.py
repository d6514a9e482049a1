"""What cannot be true of a filing or a check: told all at once, also of one that could be read in part only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from services.renewals.domain.dossier import Channel
from services.renewals.domain.facts import LOSS_REASONS
from services.renewals.domain.procedures import checkable, kind_for
from services.renewals.domain.tables import Law
from shared.kernel.citizen_id import contradictions
from shared.kernel.errors import Fault, Invalid

Known = Mapping[str, Any]

FURTHEST_AHEAD_DAYS = 366
"""How far ahead the reference date of a check may lie."""


def filing_faults(known: Known, *, by_citizen: bool, today: date) -> Iterator[Fault]:
    """Faults of what is ``known`` of a filing; a member that is missing could not be read and is not judged.

    Members are those of the wire: ``reason``, ``occurred_on``, ``channel``, ``delivery``, ``applicant``, ``claimed``.
    """
    if by_citizen and known.get("channel", Channel.ONLINE) is not Channel.ONLINE:
        # The counter and the post are an officer's to enter.
        yield Fault("/channel", "not-one-of", {"choices": str(Channel.ONLINE)})
    yield from _applicant_faults(known.get("applicant") or {}, today)
    if known.get("reason") in LOSS_REASONS and known.get("occurred_on", today) is None:
        yield Fault("/occurred_on", "required")
    yield from _future("/occurred_on", known.get("occurred_on"), today)
    yield from _future("/claimed/issued_on", (known.get("claimed") or {}).get("issued_on"), today)
    delivery = known.get("delivery") or {}
    if delivery.get("method") == "post" and not delivery.get("address", "unread"):
        yield Fault("/delivery/address", "required")


def question_faults(law: Law, known: Known, *, today: date) -> Iterator[Fault]:
    """Faults of what is ``known`` of a check: ``procedure`` and its reference date ``on``."""
    yield from procedure_faults(law, known.get("procedure"), None)
    on = known.get("on")
    if on is None:
        return
    if on < law.first_day:
        yield Fault("/on", "date-before-rules", {"first": law.first_day.isoformat()})
    if (on - today).days > FURTHEST_AHEAD_DAYS:
        yield Fault("/on", "too-far-ahead", {"days": FURTHEST_AHEAD_DAYS})


def procedure_faults(law: Law, code: str | None, reason: str | None) -> Iterator[Fault]:
    """Faults of the procedure chosen, and of a reason that is not of it; None could not be read."""
    if code is None:
        return
    try:
        found = checkable(law, code)
    except Invalid as error:
        yield from error.faults
        return
    if reason is not None and kind_for(reason) != found.kind:
        yield Fault("/reason", "reason-not-of-procedure")


def _applicant_faults(applicant: Known, today: date) -> Iterator[Fault]:
    citizen_id, born_on = applicant.get("citizen_id"), applicant.get("date_of_birth")
    if citizen_id is not None and born_on is not None and contradictions(citizen_id, born_on=born_on):
        yield Fault("/applicant/citizen_id", "contradicts-person", {"facts": "date_of_birth"})
    yield from _future("/applicant/date_of_birth", born_on, today)


def _future(pointer: str, day: date | None, today: date) -> Iterator[Fault]:
    if day is not None and day > today:
        yield Fault(pointer, "in-the-future")
