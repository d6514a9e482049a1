"""Reading the records of a load one by one: a bad one is kept with all its faults and never stops a good one."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import marshmallow as ma

from services.licences.api.record_schemas import (
    ExamRecordSchema,
    HolderRecordSchema,
    LicenceRecordSchema,
    RecordsSchema,
)
from services.licences.application.importing import Parsed
from services.licences.application.loading import HolderRecord
from services.licences.application.read_models import PhotoView
from services.licences.domain.exam import Decision, Exam, ExamPart, exam_faults
from services.licences.domain.holder import Address, Holder, Photo, holder_faults
from services.licences.domain.licence import Part, PartExam
from services.licences.domain.registry import LicenceRecord, licence_faults
from shared.kernel.errors import Fault, Malformed, TooLarge
from shared.web.bodies import load
from shared.web.faults import faults_of
from shared.web.quick_load import NotPlainError, quick_loader
from shared.web.strict_json import read_json

MOST_RECORDS = 10_000
NDJSON = "application/x-ndjson"
_PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of record is read: its schema, its rules, the value it becomes, the member that names it."""

    name: str
    schema: ma.Schema
    rules: Callable[[Mapping[str, Any], date], Iterator[Fault]]
    value: Callable[[Mapping[str, Any]], Any]
    key: str
    quick: Callable[[Any], Any]


def read_records(body: bytes, media_type: str, kind: Kind, today: date) -> list[Parsed[Any]]:
    """The records of a body: NDJSON (blank lines do not count), or JSON ``{"records": [...]}``.

    Raises TooLarge ``too-many-records`` beyond 10,000, Malformed or Invalid for a JSON body that is not of that shape.
    """
    if media_type == NDJSON:
        lines = [line for line in body.split(b"\n") if line.strip()]
        _require_few(len(lines))
        return [_from_line(index, line, kind, today) for index, line in enumerate(lines)]
    document, _ = read_json(body)
    if isinstance(document, dict) and isinstance(document.get("records"), list):
        _require_few(len(document["records"]))
    records = load(RecordsSchema(), document)["records"]
    return [_parsed(index, record, kind, today) for index, record in enumerate(records)]


def _require_few(count: int) -> None:
    if count > MOST_RECORDS:
        raise TooLarge("too-many-records", limit=MOST_RECORDS)


def _from_line(index: int, line: bytes, kind: Kind, today: date) -> Parsed[Any]:
    try:
        record, _ = read_json(line.strip())
    except Malformed as error:
        return Parsed(index, None, None, (Fault("", error.code, error.params),))
    return _parsed(index, record, kind, today)


def _parsed(index: int, record: Any, kind: Kind, today: date) -> Parsed[Any]:
    if not isinstance(record, dict):
        return Parsed(index, None, None, (Fault("", "wrong-type"),))
    given = record.get(kind.key)
    key = given if isinstance(given, str) and len(given) <= 12 and given.isascii() and given.isprintable() else None
    data, faults = _read(record, kind)
    faults += _not_shifted(kind.rules(data, today), faults)
    if faults:
        return Parsed(index, key, None, tuple(faults))
    return Parsed(index, key, kind.value(data))


def _read(record: dict[str, Any], kind: Kind) -> tuple[Mapping[str, Any], list[Fault]]:
    """What could be read of a record, by the quick way if nothing is wrong, and what is wrong with its form."""
    try:
        return kind.quick(record), []
    except NotPlainError:
        pass
    try:
        return kind.schema.load(record), []
    except ma.ValidationError as error:
        return error.valid_data if isinstance(error.valid_data, dict) else {}, faults_of(error, kind.schema)


def _not_shifted(found: Iterator[Fault], form: list[Fault]) -> list[Fault]:
    """Faults of rules, except in lists some of whose entries could not be read: their places would be wrong."""
    lists = {fault.pointer.rsplit("/", 1)[0] for fault in form if fault.pointer.rsplit("/", 1)[-1].isdigit()}
    return [fault for fault in found if not any(fault.pointer.startswith(f"{place}/") for place in lists)]


def _holder_rules(data: Mapping[str, Any], today: date) -> Iterator[Fault]:
    yield from holder_faults(data, today)
    photo = data.get("photo")
    if isinstance(photo, Mapping) and "content" in photo:
        picture = _picture(photo["content"])
        if picture is None:
            yield Fault("/photo/content", "not-a-picture")
        elif sha256(picture.content).hexdigest() != photo.get("sha256"):
            yield Fault("/photo/content", "checksum-differs")


def _picture(text: str) -> PhotoView | None:
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return next((PhotoView(kind, content) for mark, kind in _PICTURES.items() if content.startswith(mark)), None)


def _holder(data: Mapping[str, Any]) -> HolderRecord:
    photo, address = data["photo"], data["address"]
    holder = Holder(
        id="",
        citizen_id=data["citizen_id"],
        full_name=data["full_name"],
        date_of_birth=data["date_of_birth"],
        sex=data["sex"],
        nationality=data["nationality"],
        address=Address(address["text"], address["province"], address["commune"]),
        aliases=tuple(data["aliases"]),
        photo=Photo(photo["id"], photo["sha256"], photo["taken_on"], photo["source"]) if photo else None,
    )
    return HolderRecord(holder, _picture(photo["content"]) if photo and "content" in photo else None)


def _decision(data: Mapping[str, Any] | None) -> Decision | None:
    return None if data is None else Decision(data["number"], data["date"])


def _exam(data: Mapping[str, Any]) -> Exam:
    return Exam(
        id="",
        citizen_id=data["citizen_id"],
        regime=data["regime"],
        licence_class=data["licence_class"],
        session=data["session"],
        centre=data["centre"],
        held_on=data["held_on"],
        result=data["result"],
        parts=tuple(ExamPart(part["kind"], part["score"], part["out_of"], part["passed"]) for part in data["parts"]),
        pass_decision=_decision(data["pass_decision"]),
    )


def _licence_rules(data: Mapping[str, Any], today: date) -> Iterator[Fault]:
    yield from licence_faults(data, today)
    for index, part in enumerate(data.get("parts") or ()):
        exam = part.get("exam") if isinstance(part, Mapping) else None
        named = exam.get("citizen_id") if isinstance(exam, Mapping) else None
        if named is not None and "citizen_id" in data and named != data["citizen_id"]:
            yield Fault(f"/parts/{index}/exam/citizen_id", "licence-of-another-holder")


def _licence(data: Mapping[str, Any]) -> LicenceRecord:
    card = data["card"]
    return LicenceRecord(
        number=data["number"],
        citizen_id=data["citizen_id"],
        aliases=tuple(data["aliases"]),
        parts=tuple(_part(part) for part in sorted(data["parts"], key=lambda part: part["kind"], reverse=True)),
        serial=card["serial"],
        status=card["status"],
        issued_on=card["issued_on"],
        issued_by=card["issued_by"],
        blank=card["blank"],
    )


def _part(data: Mapping[str, Any]) -> Part:
    exam = data["exam"]
    told = None
    if exam is not None:
        told = PartExam(
            id=None,
            session=exam["session"],
            passed_on=exam["passed_on"],
            decision=_decision(exam["decision"]),
            licence_class=exam["licence_class"],
        )
    return Part(
        kind=data["kind"],
        regime=data["regime"],
        classes=tuple(data["classes"]),
        conditions=tuple(data["conditions"]),
        first_issued_on=data["first_issued_on"],
        issued_on=data["issued_on"],
        expires_on=data["expires_on"],
        exam=told,
    )


_HOLDER, _EXAM, _LICENCE = HolderRecordSchema(), ExamRecordSchema(), LicenceRecordSchema()
HOLDER_RECORDS = Kind("holders", _HOLDER, _holder_rules, _holder, "citizen_id", quick_loader(_HOLDER))
EXAM_RECORDS = Kind("exams", _EXAM, exam_faults, _exam, "citizen_id", quick_loader(_EXAM))
LICENCE_RECORDS = Kind("licences", _LICENCE, _licence_rules, _licence, "number", quick_loader(_LICENCE))
