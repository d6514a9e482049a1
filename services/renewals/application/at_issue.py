"""From the officer's word to the card: seal the decision, take a last standing, have the card issued, deliver.

The standing and the very request to the register are stored before the request goes out. A repeated attempt sends the
same request first: the register then either repeats its answer, or says that the standing is too old, which proves
that nothing was issued and lets a new standing be taken.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from services.renewals.application.at_check import Look, claims_of, look_at, snapshot
from services.renewals.application.changes import note
from services.renewals.application.ports import IssuedCard, Ports, RegisteredLicence, Rejection, Work
from services.renewals.application.turns import commit_turn, errand_for
from services.renewals.domain.decisions import Decision
from services.renewals.domain.dossier import DeliveryMethod, Dossier, Result, ResultDocument
from services.renewals.domain.facts import LOSS_REASONS, Reason
from services.renewals.domain.findings import ALLOWED, Finding, FindingOutcome, Json, NewPart, Outcome
from services.renewals.domain.identity import are_identity_data
from services.renewals.domain.progress import at_issue
from services.renewals.domain.sealing import decision_claims
from services.renewals.domain.states import Event, Who
from shared.kernel.actor import Actor
from shared.kernel.errors import Unavailable
from shared.kernel.ids import new_id
from shared.kernel.words import Words

CREDENTIAL_TYPE = "application/jose"
NOTHING_ISSUED = frozenset({"standing-too-old", "standing-not-clear", "validation-failed"})
"""Answers which prove that the stored request led to no card and never will."""

PERHAPS_ISSUED = frozenset({"card-not-current", "idempotency-key-reused", "licence-revoked", "not-found"})
"""Answers after which the register's own history must tell."""


def signing_turn(ports: Ports, dossier: Dossier, actor: Actor, answering: bool) -> bool:  # noqa: FBT001  # a Turn
    """Sign the approval with the agency's key: until officers sign in person, at once."""

    def sign(current: Dossier, work: Work) -> tuple[Dossier, Event | None]:
        decision = work.decisions.latest(current.id)
        if decision is not None:
            work.decisions.save(sealed(ports, current, decision, at=work.now))
        return current.moved(Event.SIGNED, by=Who.CLOCK, at=work.now, calendar=ports.law.calendar), Event.SIGNED

    return commit_turn(ports, dossier, sign, actor=actor, answering=answering)


def sealed(ports: Ports, dossier: Dossier, decision: Decision, *, at: datetime) -> Decision:
    """The decision with its signature."""
    jws = ports.seal.sign(decision_claims(dossier, decision, issuer=ports.issuer, at=at))
    return replace(decision, jws=jws, signed_at=at)


def issuing_turn(ports: Ports, dossier: Dossier, actor: Actor, answering: bool) -> bool:  # noqa: FBT001  # a Turn
    """Issue, or void the decision. Raises Unavailable or Rejection while the outcome is not known."""
    if dossier.issue_request is None:
        return _last_look(ports, dossier, actor, answering=answering)
    licence_id = str(dossier.filing.licence_id)
    errand = errand_for(dossier)
    try:
        card = ports.licences.issue_card(licence_id, dossier.issue_request, key=dossier.id, errand=errand)
    except Rejection as rejection:
        if rejection.code in NOTHING_ISSUED:
            return _forget_request(ports, dossier, rejection.code, actor, answering=answering)
        if rejection.code not in PERHAPS_ISSUED:
            raise
        known = ports.licences.card_issued_for(licence_id, dossier.id, errand=errand)
        if known is None:
            return _back_to_review(ports, dossier, rejection.code, actor, answering=answering)
        card = known
    return _issued(ports, dossier, card, actor, answering=answering)


def delivery_turn(ports: Ports, dossier: Dossier, actor: Actor, answering: bool) -> bool:  # noqa: FBT001  # a Turn
    """An electronic result is delivered by being there; post and counter wait for an officer's scan."""
    if dossier.filing.delivery_method is not DeliveryMethod.ELECTRONIC:
        return False
    return _move(ports, dossier, Event.DELIVERED, actor, answering=answering)


def _last_look(ports: Ports, dossier: Dossier, actor: Actor, *, answering: bool) -> bool:
    look = look_at(ports, dossier)
    if look.gathered.standing is None and not _waited_enough(ports, dossier):
        raise Unavailable("dependency-unavailable", service="violations")
    with ports.store.read() as readings:
        decision = readings.decisions.latest(dossier.id)
    if decision is None or look.gathered.licence is None:
        return _back_to_review(ports, dossier, "licence-not-found", actor, answering=answering)
    event = at_issue(look.verdict, decision.findings)
    if event is not None:
        return _void(ports, dossier, look, event, actor, answering=answering)
    request = _issue_request(dossier, decision, look, look.gathered.licence, now=ports.clock.now())

    def keep(current: Dossier, work: Work) -> tuple[Dossier, Event | None]:
        after = current.with_changes(
            issue_request=request, standing=snapshot(look.gathered.standing), new_parts=look.verdict.new_parts
        )
        note(work, after, "issue.requested", {"standing": request["standing"]})
        return after, None

    return commit_turn(ports, dossier, keep, actor=actor, answering=answering)


def _waited_enough(ports: Ports, dossier: Dossier) -> bool:
    return ports.clock.now() >= ports.policy.unknown_until(dossier.since, ports.law.calendar)


def _issue_request(
    dossier: Dossier, decision: Decision, look: Look, licence: RegisteredLicence, *, now: datetime
) -> dict[str, Json]:
    standing = look.gathered.standing
    told: dict[str, Json] = {
        "id": new_id(),
        "verdict": "unknown",
        "as_of": _instant(now),
        "accepted_by": decision.decided_by,
    }
    if standing is not None:
        told |= {
            "id": standing.facts.id,
            "verdict": standing.facts.verdict,
            "as_of": _instant(standing.facts.as_of),
        }
    if told["verdict"] in {"clear", "blocked"}:
        told["accepted_by"] = None
    order: dict[str, Json] = {
        "reason": dossier.filing.reason.value,
        "application_id": dossier.id,
        "expected_serial": licence.facts.card_serial,
        "parts": [_part(part) for part in _parts(look, licence)],
        "standing": told,
    }
    return order | _set_right(dossier, look, licence)


def _set_right(dossier: Dossier, look: Look, licence: RegisteredLicence) -> dict[str, Json]:
    """An exchange brings the register to what the identity data say; a reissue repeats what was registered.

    What an officer typed for an applicant is identity data where the population data bear it out, or where the data are
    what is to be changed: then another officer has compared them, field by field, before approving.
    """
    filing, facts = dossier.filing, licence.facts
    person = look.gathered.person
    held = {"full_name": facts.holder_full_name, "date_of_birth": facts.holder_date_of_birth}
    told = {"full_name": filing.holder_name, "date_of_birth": filing.date_of_birth}
    fields = [name for name, value in told.items() if held[name] != value]
    known = are_identity_data(claims_of(filing), None if person is None else person.facts, fields)
    if not fields or filing.reason in LOSS_REASONS or not (known or filing.reason is Reason.DATA_CHANGE):
        return {}
    return {"holder": {"full_name": filing.holder_name, "date_of_birth": filing.date_of_birth.isoformat()}}


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _parts(look: Look, licence: RegisteredLicence) -> tuple[NewPart, ...]:
    """What the law lists; where it left the answer to the officer, the parts as they are that nothing bars."""
    if look.verdict.new_parts:
        return look.verdict.new_parts
    open_to_him = ALLOWED | {Outcome.OFFICER_REVIEW, Outcome.PENDING_SOURCE}
    return tuple(
        NewPart(part.kind, part.regime, part.classes, part.conditions, part.expires_on)
        for part in licence.facts.parts
        if look.verdict.parts.get(part.kind, Outcome.OFFICER_REVIEW) in open_to_him
    )


def _part(part: NewPart) -> Json:
    return {
        "kind": str(part.kind),
        "regime": str(part.regime),
        "classes": list(part.classes),
        "conditions": list(part.conditions),
        "expires_on": None if part.expires_on is None else part.expires_on.isoformat(),
    }


def _void(ports: Ports, dossier: Dossier, look: Look, event: Event, actor: Actor, *, answering: bool) -> bool:
    pending = look.verdict.outcome is Outcome.PENDING_SOURCE

    def void(current: Dossier, work: Work) -> tuple[Dossier, Event | None]:
        _void_decision(work, current, event.value)
        waits = ports.policy.clearance_until(work.now) if event is Event.BLOCKED_AT_ISSUE else None
        standing = look.gathered.standing
        after = current.moved(
            event,
            by=Who.CLOCK,
            at=work.now,
            calendar=ports.law.calendar,
            findings=look.verdict.findings,
            outcome=look.verdict.outcome,
            parts=look.verdict.parts,
            standing=snapshot(standing),
            person=current.person if standing is None else standing.person or current.person,
            unknown_since=work.now if pending else None,
            waits_until=waits,
            end_reason="exam-needed" if event is Event.EXAM_NEEDED_AT_ISSUE else None,
        )
        return after, event

    return commit_turn(ports, dossier, void, actor=actor, answering=answering)


def _void_decision(work: Work, dossier: Dossier, why: str) -> None:
    decision = work.decisions.latest(dossier.id)
    if decision is None or not decision.in_force:
        return
    work.decisions.save(replace(decision, voided_at=work.now, void_reason=why))
    note(work, dossier, "decision.voided", {"decision_id": decision.id, "reason": why})
    work.emit("decision.voided", dossier.id, {"decision_id": decision.id, "reason": why, "code": dossier.code})


def _forget_request(ports: Ports, dossier: Dossier, why: str, actor: Actor, *, answering: bool) -> bool:
    if why == "standing-too-old":
        return commit_turn(
            ports,
            dossier,
            lambda current, _: (current.with_changes(issue_request=None), None),
            actor=actor,
            answering=answering,
        )
    return _back_to_review(ports, dossier, why, actor, answering=answering)


def _back_to_review(ports: Ports, dossier: Dossier, why: str, actor: Actor, *, answering: bool) -> bool:
    def back(current: Dossier, work: Work) -> tuple[Dossier, Event | None]:
        _void_decision(work, current, why)
        finding = Finding(
            rule="card-not-issued",
            outcome=FindingOutcome.REVIEW,
            part=None,
            legal_basis=(),
            explanation=Words(
                "Sổ đăng ký giấy phép từ chối cấp thẻ mới ({code}); cán bộ cần xem xét lại.",
                "The licence register refused the new card ({code}); an officer must look again.",
            ).fill(code=why),
            evidence={"code": why},
        )
        after = current.moved(
            Event.REVIEW_NEEDED_AT_ISSUE,
            by=Who.CLOCK,
            at=work.now,
            calendar=ports.law.calendar,
            findings=(*current.findings, finding),
            issue_request=None,
        )
        return after, Event.REVIEW_NEEDED_AT_ISSUE

    return commit_turn(ports, dossier, back, actor=actor, answering=answering)


def _issued(ports: Ports, dossier: Dossier, card: IssuedCard, actor: Actor, *, answering: bool) -> bool:
    with ports.store.read() as readings:
        decision = readings.decisions.latest(dossier.id)
    jws = "" if decision is None else decision.jws or ""
    documents = [
        ResultDocument(
            "decision",
            "application/jose",
            f"/api/renewals/v1/applications/{dossier.id}/decision",
            sha256(jws.encode()).hexdigest(),
        )
    ]
    if card.credential_id is not None:
        documents.insert(0, _e_licence(ports, dossier, card.credential_id))
    result = Result(card.serial, ports.clock.now(), tuple(documents))
    return _move(ports, dossier, Event.CARD_ISSUED, actor, answering=answering, result=result)


def _e_licence(ports: Ports, dossier: Dossier, credential_id: str) -> ResultDocument:
    """The e-licence with the digest of its token. Raises Unavailable or Rejection: the issue is asked for again."""
    token = ports.licences.credential(credential_id, errand=errand_for(dossier))
    href = f"/api/licences/v1/credentials/{credential_id}"
    return ResultDocument("e-licence", CREDENTIAL_TYPE, href, sha256(token.encode()).hexdigest())


def _move(
    ports: Ports, dossier: Dossier, event: Event, actor: Actor, *, answering: bool, result: Result | None = None
) -> bool:
    changes = {} if result is None else {"result": result}
    return commit_turn(
        ports,
        dossier,
        lambda current, work: (
            current.moved(event, by=Who.CLOCK, at=work.now, calendar=ports.law.calendar, **changes),
            event,
        ),
        actor=actor,
        answering=answering,
    )
