"""Reading a batch record by record: a bad one is a rejection, never the end of the good ones."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from typing import Any, cast

from flask import request

from services.violations.api.forms import CaseSchema
from services.violations.application.batches import Reader, Unreadable
from services.violations.domain.case import Case
from shared.kernel.errors import DomainError, Fault, Invalid, TooLarge
from shared.web.bodies import load, read_json_body
from shared.web.quick_load import NotPlainError, quick_loader
from shared.web.strict_json import read_json

MOST_RECORDS = 5000
NDJSON = "application/x-ndjson"
JSON = "application/json"
_RECORDS = "/records/"
_LONGEST_CASE_NUMBER = 64
_schema = CaseSchema()
_quick = quick_loader(_schema)


def read_records() -> tuple[int, Reader]:
    """How many records the request brought, and how to read each.

    Raises Malformed for a JSON body that is none, Invalid for one that is no batch, TooLarge ``too-many-records``.
    """
    if request.mimetype == NDJSON:
        lines = [line for line in request.get_data(cache=True).split(b"\n") if line.strip()]
        _check_count(len(lines))
        return len(lines), lambda index: _from_line(lines[index])
    document, faults = read_json_body()
    records = _records_of(document, faults)
    _check_count(len(records))
    by_record = _faults_by_record(faults)
    return len(records), lambda index: _from_value(records[index], by_record[index])


def _check_count(count: int) -> None:
    if count > MOST_RECORDS:
        raise TooLarge("too-many-records", limit=MOST_RECORDS)


def _records_of(document: Any, faults: list[Fault]) -> list[Any]:
    """The list under ``records``; anything else makes the whole request invalid."""
    found: list[Fault] = [fault for fault in faults if not fault.pointer.startswith(_RECORDS)]
    if not isinstance(document, dict):
        raise Invalid("validation-failed", faults=[Fault("", "wrong-type")])
    found += [Fault(f"/{name}", "unknown-field") for name in document if name != "records"]
    records = document.get("records")
    if "records" not in document:
        found.append(Fault("/records", "required"))
    elif not isinstance(records, list):
        found.append(Fault("/records", "null-not-allowed" if records is None else "wrong-type"))
    if found:
        raise Invalid("validation-failed", faults=found)
    return cast("list[Any]", records)


def _faults_by_record(faults: list[Fault]) -> dict[int, list[Fault]]:
    """Faults of character, with pointers from the record on."""
    found: dict[int, list[Fault]] = defaultdict(list)
    for fault in faults:
        index, _, rest = fault.pointer.removeprefix(_RECORDS).partition("/")
        found[int(index)].append(Fault(f"/{rest}" if rest else "", fault.code, fault.params))
    return found


def _from_line(line: bytes) -> Case | Unreadable:
    try:
        value, faults = read_json(line.strip(b"\r"))
    except DomainError as error:
        return Unreadable(None, (Fault("", error.code, error.params),))
    return _from_value(value, faults)


def _from_value(value: Any, faults: list[Fault]) -> Case | Unreadable:
    """The case by the quick way; where that finds nothing, by the schema, which also says what is wrong."""
    if not faults:
        with suppress(NotPlainError):
            return cast("Case", _quick(value))
    try:
        return cast("Case", load(_schema, value, faults))
    except Invalid as error:
        source = value.get("source") if isinstance(value, dict) else None
        return Unreadable(_case_number(value), error.faults, source if isinstance(source, str) else None)


def _case_number(value: Any) -> str | None:
    """The case number of a record that could not be taken, if it has a sensible one."""
    text = value.get("case_number") if isinstance(value, dict) else None
    if isinstance(text, str) and text.isprintable() and 0 < len(text) <= _LONGEST_CASE_NUMBER:
        return text
    return None
