"""The check before filing (kiểm tra trước): whether a reissue is possible and, if not, exactly what is in the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.renewals.application.gathering import Gathered, gather, licence_of
from services.renewals.application.ports import Errand, Ports
from services.renewals.application.views import CheckView, TimeLimitView
from services.renewals.domain.deadlines import time_limit
from services.renewals.domain.eligibility import check
from services.renewals.domain.facts import ClaimFacts, Request
from services.renewals.domain.fees import price_of
from services.renewals.domain.filing_form import question_faults
from services.renewals.domain.findings import Json
from shared.kernel.errors import Invalid, NotFound


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. ``on`` None: today; another day makes the answer hypothetical."""

    citizen_id: str
    request: Request
    licence_id: str | None = None
    on: date | None = None
    claims: ClaimFacts | None = None


def check_now(ports: Ports, question: Question, *, errand: Errand) -> CheckView:
    """Check without filing: nothing is written.

    Raises Invalid for a procedure without rules here or an ``on`` that cannot be asked about; NotFound for a licence
    that is not the person's; Unavailable if the licence register does not answer.
    """
    today = ports.clock.today()
    on = question.on or today
    known = {"procedure": question.request.procedure, "on": question.on}
    faults = [*question_faults(ports.law, known, today=today)]
    if faults:
        raise Invalid("validation-failed", faults=faults)
    licence = licence_of(ports, question.citizen_id, question.licence_id, errand=errand)
    if licence is None and question.licence_id is not None:
        raise NotFound("not-found")
    gathered = gather(ports, question.citizen_id, licence, on=question.on, errand=errand)
    facts = gathered.facts(question.request, question.claims, as_of=None)
    verdict = check(facts, law=ports.law, on=on, settings=ports.law_settings)
    fee = price_of(ports.law, facts, verdict.parts, on=on)
    limit = time_limit(ports.law, question.request.procedure, on)
    due = limit.due_on(on, (), ports.law.calendar)
    return CheckView(
        outcome=verdict.outcome.value,
        findings=verdict.findings,
        fee=fee,
        time_limit=TimeLimitView(limit.working_days, due),
        parts={kind: outcome.value for kind, outcome in verdict.parts.items()},
        new_parts=verdict.new_parts,
        exam_parts=verdict.exam_parts,
        wait_months=verdict.wait_months,
        hypothetical=question.on is not None and question.on != today,
        prefilled=prefilled(gathered),
    )


def prefilled(gathered: Gathered) -> dict[str, Json]:
    """What the state already holds, so that nobody types it again."""
    licence, person = gathered.licence, gathered.person
    filled: dict[str, Json] = {"licence": None, "holder": None, "photo": None, "address": None}
    if licence is not None:
        filled["licence"] = {
            "id": licence.facts.id,
            "number": licence.facts.number,
            "card_serial": licence.facts.card_serial,
            "card_status": licence.facts.card_status,
            "parts": [dict(part) for part in licence.parts],
        }
        filled["holder"] = {key: licence.holder.get(key) for key in ("full_name", "date_of_birth", "sex", "address")}
    if person is not None:
        filled["photo"] = None if person.photo is None else dict(person.photo)
        filled["address"] = None if person.address is None else dict(person.address)
    return filled
