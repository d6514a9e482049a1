"""Rows to domain objects and back; no statement is run here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.licences.application.read_models import PastLossView
from services.licences.domain.card import Card, CardStatus, Origin
from services.licences.domain.classes import PartKind, Regime
from services.licences.domain.exam import Decision, Exam, ExamPart, ExamPartKind, ExamResult
from services.licences.domain.holder import Address, Holder, Photo, Sex
from services.licences.domain.issuance import Issuance, Reason, Standing, Verdict
from services.licences.domain.licence import Licence, Part, PartExam
from services.licences.domain.loss import Circumstance, LossReport, LossStatus
from shared.kernel.clock import business_date
from shared.kernel.words import folded

Row = Any
"""A SQLAlchemy row; its attributes are the columns selected."""


def holder_of(row: Row) -> Holder:
    """A holder, from the columns of ``holders``."""
    photo = None
    if row.photo_id is not None:
        photo = Photo(row.photo_id, row.photo_sha256, row.photo_taken_on, row.photo_source)
    return Holder(
        id=row.id,
        citizen_id=row.citizen_id,
        full_name=row.full_name,
        date_of_birth=row.date_of_birth,
        sex=Sex(row.sex),
        nationality=row.nationality,
        address=Address(row.address_text, row.address_province, row.address_commune),
        aliases=tuple(row.aliases),
        photo=photo,
        version=row.version,
    )


def holder_row(holder: Holder, now: datetime) -> dict[str, object]:
    """The columns of ``holders``."""
    photo = holder.photo
    return {
        "id": holder.id,
        "citizen_id": holder.citizen_id,
        "full_name": holder.full_name,
        "name_key": folded(holder.full_name),
        "date_of_birth": holder.date_of_birth,
        "sex": str(holder.sex),
        "nationality": holder.nationality,
        "address_text": holder.address.text,
        "address_province": holder.address.province,
        "address_commune": holder.address.commune,
        "aliases": list(holder.aliases),
        "photo_id": photo.id if photo else None,
        "photo_sha256": photo.sha256 if photo else None,
        "photo_taken_on": photo.taken_on if photo else None,
        "photo_source": photo.source if photo else None,
        "version": holder.version,
        "changed_at": now,
    }


def exam_of(row: Row) -> Exam:
    """An exam, from the columns of ``exams`` and the holder's ``citizen_id``."""
    decision = None if row.decision_number is None else Decision(row.decision_number, row.decision_date)
    return Exam(
        id=row.id,
        citizen_id=row.citizen_id,
        regime=Regime(row.regime),
        licence_class=row.licence_class,
        session=row.session,
        centre=row.centre,
        held_on=row.held_on,
        result=ExamResult(row.result),
        parts=tuple(
            ExamPart(ExamPartKind(part["kind"]), part["score"], part["out_of"], part["passed"]) for part in row.parts
        ),
        pass_decision=decision,
        version=row.version,
    )


def exam_row(exam: Exam, holder_id: str, now: datetime) -> dict[str, object]:
    """The columns of ``exams``."""
    return {
        "id": exam.id,
        "holder_id": holder_id,
        "regime": str(exam.regime),
        "licence_class": exam.licence_class,
        "session": exam.session,
        "centre": exam.centre,
        "held_on": exam.held_on,
        "result": str(exam.result),
        "parts": [
            {"kind": str(part.kind), "score": part.score, "out_of": part.out_of, "passed": part.passed}
            for part in exam.parts
        ],
        "decision_number": exam.pass_decision.number if exam.pass_decision else None,
        "decision_date": exam.pass_decision.date if exam.pass_decision else None,
        "version": exam.version,
        "changed_at": now,
    }


def part_of(row: Row) -> Part:
    """A part, from the columns of ``licence_parts``."""
    return Part(
        kind=PartKind(row.kind),
        regime=Regime(row.regime),
        classes=tuple(row.classes),
        conditions=tuple(row.conditions),
        first_issued_on=row.first_issued_on,
        issued_on=row.issued_on,
        expires_on=row.expires_on,
        exam=part_exam_of(row),
    )


def part_exam_of(row: Row) -> PartExam | None:
    """The exam a part rests on, if its file names one."""
    if row.exam_session is None:
        return None
    decision = None
    if row.exam_decision_number is not None:
        decision = Decision(row.exam_decision_number, row.exam_decision_date)
    return PartExam(row.exam_id, row.exam_session, row.exam_passed_on, decision, row.exam_class)


def part_row(licence_id: str, part: Part) -> dict[str, object]:
    """The columns of ``licence_parts``."""
    exam = part.exam
    decision = exam.decision if exam else None
    return {
        "licence_id": licence_id,
        "kind": str(part.kind),
        "regime": str(part.regime),
        "classes": list(part.classes),
        "conditions": list(part.conditions),
        "first_issued_on": part.first_issued_on,
        "issued_on": part.issued_on,
        "expires_on": part.expires_on,
        "exam_id": exam.id if exam else None,
        "exam_class": exam.licence_class if exam else None,
        "exam_session": exam.session if exam else None,
        "exam_passed_on": exam.passed_on if exam else None,
        "exam_decision_number": decision.number if decision else None,
        "exam_decision_date": decision.date if decision else None,
    }


def card_of(row: Row) -> Card:
    """A card, from the columns of ``cards``."""
    return Card(
        serial=row.serial,
        status=CardStatus(row.status),
        issued_on=row.issued_on,
        issued_by=row.issued_by,
        blank=row.blank,
        parts=tuple(PartKind(kind) for kind in row.parts),
        origin=Origin(row.origin),
    )


def card_row(licence_id: str, seq: int, card: Card) -> dict[str, object]:
    """The columns of ``cards``; ``seq`` counts the cards of the licence from 1."""
    return {
        "licence_id": licence_id,
        "seq": seq,
        "serial": card.serial,
        "status": str(card.status),
        "is_current": card.is_current,
        "issued_on": card.issued_on,
        "issued_by": card.issued_by,
        "blank": card.blank,
        "parts": [str(kind) for kind in card.parts],
        "origin": str(card.origin),
    }


def loss_of(row: Row) -> LossReport:
    """A report, from the columns of ``loss_reports``."""
    return LossReport(
        id=row.id,
        serial=row.serial,
        circumstance=Circumstance(row.circumstance),
        occurred_on=row.occurred_on,
        place=row.place,
        declaration=row.declaration,
        reported_at=row.reported_at,
        status=LossStatus(row.status),
        ended_at=row.ended_at,
    )


def past_loss_of(row: Row) -> PastLossView:
    """What is told of a report with its licence, from the columns of ``loss_reports``."""
    return PastLossView(
        id=row.id,
        circumstance=Circumstance(row.circumstance),
        occurred_on=row.occurred_on,
        reported_on=business_date(row.reported_at),
        status=LossStatus(row.status),
    )


def loss_row(licence_id: str, loss: LossReport) -> dict[str, object]:
    """The columns of ``loss_reports``."""
    return {
        "id": loss.id,
        "licence_id": licence_id,
        "serial": loss.serial,
        "circumstance": str(loss.circumstance),
        "occurred_on": loss.occurred_on,
        "place": loss.place,
        "declaration": loss.declaration,
        "reported_at": loss.reported_at,
        "status": str(loss.status),
        "ended_at": loss.ended_at,
    }


def licence_row(licence: Licence, now: datetime) -> dict[str, object]:
    """The columns of ``licences``."""
    return {
        "id": licence.id,
        "number": licence.number,
        "holder_id": licence.holder_id,
        "aliases": list(licence.aliases),
        "serial": licence.card.serial,
        "in_force": licence.revoked_on is None,
        "revoked_on": licence.revoked_on,
        "version": licence.version,
        "changed_at": now,
    }


def issuance_of(row: Row) -> Issuance:
    """An issuance, from the columns of ``issuances``."""
    standing: Mapping[str, Any] = row.standing
    return Issuance(
        id=row.id,
        licence_id=row.licence_id,
        application_id=row.application_id,
        reason=Reason(row.reason),
        serial=row.serial,
        previous_serial=row.previous_serial,
        parts=tuple(PartKind(kind) for kind in row.parts),
        standing=Standing(
            id=standing["id"],
            verdict=Verdict(standing["verdict"]),
            as_of=datetime.fromisoformat(standing["as_of"]),
            accepted_by=standing["accepted_by"],
        ),
        issued_at=row.issued_at,
        issued_by=row.issued_by,
    )
