"""A case as plain data and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from services.violations.domain import case as c


def to_content(case: c.Case) -> dict[str, Any]:
    """The case as JSON-ready data with the wire's names; instants in UTC, days as ISO text, words as they are."""
    decision, fine, suspension, points = case.decision, case.fine, case.suspension, case.points
    return {
        "source": case.source,
        "case_number": case.case_number,
        "version": case.version,
        "occurred_at": instant_text(case.occurred_at),
        "place": {"province": case.place.province, "text": case.place.text},
        "subject": {
            "role": case.subject.role,
            "citizen_id": case.subject.citizen_id,
            "licence_number": case.subject.licence_number,
            "full_name": case.subject.full_name,
        },
        "vehicle": {"plate": case.vehicle.plate, "group": case.vehicle.group},
        "acts": [{"code": code} for code in case.acts],
        "decision": decision
        and {
            "number": decision.number,
            "decided_on": decision.decided_on.isoformat(),
            "effective_on": decision.effective_on.isoformat(),
        },
        "fine": fine and {"amount_vnd": fine.amount_vnd, "paid_on": _text(fine.paid_on)},
        "suspension": suspension
        and {
            "months": suspension.months,
            "part": suspension.part,
            "starts_on": _text(suspension.starts_on),
            "ends_on": _text(suspension.ends_on),
        },
        "points": points and {"deducted": points.deducted, "part": points.part},
        "held_items": [_held_content(item) for item in case.held_items],
        "status": case.status,
    }


def from_content(content: Mapping[str, Any]) -> c.Case:
    """The case that :func:`to_content` wrote. Raises KeyError or ValueError for anything else."""
    subject, vehicle = content["subject"], content["vehicle"]
    decision, fine = content["decision"], content["fine"]
    suspension, points = content["suspension"], content["points"]
    return c.Case(
        source=content["source"],
        case_number=content["case_number"],
        version=content["version"],
        occurred_at=datetime.fromisoformat(content["occurred_at"]),
        place=c.Place(content["place"]["province"], content["place"]["text"]),
        subject=c.Subject(
            c.Role(subject["role"]), subject["citizen_id"], subject["licence_number"], subject["full_name"]
        ),
        vehicle=c.Vehicle(vehicle["plate"], c.VehicleGroup(vehicle["group"])),
        acts=tuple(act["code"] for act in content["acts"]),
        decision=decision
        and c.Decision(
            decision["number"],
            date.fromisoformat(decision["decided_on"]),
            date.fromisoformat(decision["effective_on"]),
        ),
        fine=fine and c.Fine(fine["amount_vnd"], _day(fine["paid_on"])),
        suspension=suspension
        and c.Suspension(
            suspension["months"],
            c.Scope(suspension["part"]),
            _day(suspension["starts_on"]),
            _day(suspension["ends_on"]),
        ),
        points=points and c.PoliceFigure(points["deducted"], c.Part(points["part"])),
        held_items=tuple(_held_item(item) for item in content["held_items"]),
        status=c.Status(content["status"]),
    )


def instant_text(instant: datetime) -> str:
    """RFC 3339 in UTC with Z."""
    return instant.astimezone(UTC).isoformat()[: -len("+00:00")] + "Z"


def _held_content(item: c.HeldItem) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "form": item.form,
        "place": item.place,
        "from": item.held_from.isoformat(),
        "returned_on": _text(item.returned_on),
    }


def _held_item(content: Mapping[str, Any]) -> c.HeldItem:
    return c.HeldItem(
        c.HeldKind(content["kind"]),
        c.HeldForm(content["form"]),
        content["place"],
        date.fromisoformat(content["from"]),
        _day(content["returned_on"]),
    )


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
